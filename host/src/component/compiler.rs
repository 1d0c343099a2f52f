//! Where components are compiled: here, or in a process of its own.
//!
//! The compiler is by far the most that a stranger's component can make a host do
//! before any of it runs. What is told by reading bounds its work, and a platform
//! may want a bound that the system keeps: a child process with limits for memory
//! and computing time, an empty environment, and two pipes. Whatever happens to it
//! ends one attempt to load one component.
//!
//! The code that the child answers with is run by this process. So the child is a
//! bound for cost and for crashes, and not for what the compiler makes: whoever
//! could make the compiler write other code could do so in either place.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::Engine;
use wasmtime::component::Component;

use super::LoadError;
use super::runtime::for_compiling;

/// The command of the child's program.
pub const CHILD_COMMAND: &str = "compile-component";

/// The most code that a child may answer with, and the longest message, in bytes.
const LARGEST_CODE: u64 = 256 << 20;
const LONGEST_MESSAGE: u64 = 4 << 10;
/// How the child ends when the component is not valid.
const NOT_VALID: i32 = 65;
/// What the standard library and the system say when there is no more memory.
const OUT_OF_MEMORY: [&str; 3] = [
    "memory allocation of",
    "out of memory",
    "cannot allocate memory",
];
/// How often to look whether the child has ended.
const GLANCE: Duration = Duration::from_millis(20);

/// Where components are compiled.
#[derive(Clone, Debug, Default)]
pub struct Compiler {
    child: Option<ChildCompiler>,
}

/// The program of a child process, and what it may take.
#[derive(Clone, Debug)]
struct ChildCompiler {
    program: PathBuf,
    memory: u64,
    time: Duration,
}

/// Why a child process did not compile a component. The component is refused, and
/// nothing else has happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompilerError {
    /// The program does not start.
    #[error(
        "the program that compiles components, {}, can't be started: {source}; give the program `connector-host` of this version", program.display()
    )]
    Start {
        /// The program.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// It took more memory than it may.
    #[error(
        "to compile this component takes more than {limit} bytes of memory, and it was given up; ask its makers for a smaller one, or raise the limit"
    )]
    Memory {
        /// The limit.
        limit: u64,
    },
    /// It took more time than it may.
    #[error(
        "to compile this component takes more than {} s, and it was given up; ask its makers for a smaller one, or raise the limit", limit.as_secs()
    )]
    Time {
        /// The limit.
        limit: Duration,
    },
    /// It ended otherwise.
    #[error(
        "the program that compiles components broke off ({how}), and the component is refused; report it to the makers of this host, with the component"
    )]
    Broke {
        /// How it ended.
        how: String,
    },
    /// It made code that this process can't run.
    #[error(
        "the program that compiles components made code that this host can't run ({reason}); give the program `connector-host` of this version"
    )]
    Code {
        /// What is wrong with the code.
        reason: String,
    },
}

impl Compiler {
    /// Compiles in a child process that runs `program`, which is
    /// `connector-host` of the same version, or another program whose command
    /// [`CHILD_COMMAND`] does what [`compile_as_child`] does. It may take 1 GiB of
    /// memory and 60 s of computing time.
    ///
    /// On Unix the child sets these limits for itself, by `RLIMIT_AS` and
    /// `RLIMIT_CPU`, before it reads anything; elsewhere only the time is limited.
    #[must_use]
    pub fn child(program: impl Into<PathBuf>) -> Self {
        Self {
            child: Some(ChildCompiler {
                program: program.into(),
                memory: 1 << 30,
                time: Duration::from_secs(60),
            }),
        }
    }

    /// Limits the memory of a child process, in bytes: its whole address space.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        if let Some(child) = &mut self.child {
            child.memory = bytes;
        }
        self
    }

    /// Limits the computing time of a child process, in whole seconds.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        if let Some(child) = &mut self.child {
            child.time = time;
        }
        self
    }

    /// Compiles a component that was examined.
    pub(super) fn compile(&self, engine: &Engine, bytes: &[u8]) -> Result<Component, LoadError> {
        let Some(child) = &self.child else {
            return Component::new(engine, bytes)
                .map_err(|error| LoadError::Invalid(format!("{error:#}")));
        };
        let code = child.compile(bytes)?;
        #[expect(unsafe_code, reason = "the code comes from the compiler of this host")]
        // SAFETY: The code was written by `compile_as_child`, in a program that
        // whoever runs this process has named, from a component that was validated,
        // and came through a pipe that nobody else has an end of. It is trusted as
        // what the compiler makes in this process is. `deserialize` refuses code of
        // another version of the compiler or for other settings.
        let component = unsafe { Component::deserialize(engine, code) };
        component.map_err(|error| {
            let reason = format!("{error:#}");
            CompilerError::Code { reason }.into()
        })
    }
}

impl ChildCompiler {
    fn compile(&self, bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
        let mut child = Command::new(&self.program)
            .arg(CHILD_COMMAND)
            .arg(self.memory.to_string())
            .arg(self.seconds().to_string())
            .env_clear()
            .current_dir(Path::new("/"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| CompilerError::Start {
                program: self.program.clone(),
                source,
            })?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(self.broke("it has no pipes").into());
        };
        let (ended, code, message) = thread::scope(|scope| {
            // A child that ends early reads no more, which shows in how it ends.
            scope.spawn(move || drop(stdin.write_all(bytes)));
            let code = scope.spawn(|| read_up_to(stdout, LARGEST_CODE));
            let message = scope.spawn(|| read_up_to(stderr, LONGEST_MESSAGE));
            let ended = self.wait(&mut child);
            (ended, code.join(), message.join())
        });
        let message = String::from_utf8_lossy(&message.unwrap_or_default()).into_owned();
        let status = ended?;
        match status.code() {
            Some(0) => Ok(code.unwrap_or_default()),
            Some(NOT_VALID) => Err(LoadError::Invalid(message)),
            _ => Err(self.refusal(status, &message).into()),
        }
    }

    /// Waits for the end of the child. One that neither ends nor computes is ended
    /// when its time is up twice.
    fn wait(&self, child: &mut Child) -> Result<ExitStatus, CompilerError> {
        let patience = Duration::from_secs(self.seconds()).saturating_mul(2);
        let began = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if began.elapsed() < patience => thread::sleep(GLANCE),
                outcome => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(match outcome {
                        Err(error) => self.broke(&error.to_string()),
                        Ok(_) => CompilerError::Time { limit: self.time },
                    });
                }
            }
        }
    }

    /// Why a child has ended without code.
    fn refusal(&self, status: ExitStatus, message: &str) -> CompilerError {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            use rustix::process::Signal;

            if signal == Signal::XCPU.as_raw() || signal == Signal::KILL.as_raw() {
                return CompilerError::Time { limit: self.time };
            }
        }
        let lower = message.to_ascii_lowercase();
        if OUT_OF_MEMORY.iter().any(|words| lower.contains(words)) {
            return CompilerError::Memory { limit: self.memory };
        }
        let first = message.lines().next().unwrap_or_default();
        self.broke(&format!("{status}: {first}"))
    }

    fn broke(&self, how: &str) -> CompilerError {
        CompilerError::Broke {
            how: crate::Printable(how).to_string(),
        }
    }

    fn seconds(&self) -> u64 {
        self.time.as_secs().max(1)
    }
}

fn read_up_to(pipe: impl Read, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = pipe.take(limit).read_to_end(&mut bytes);
    bytes
}

/// What the program of [`Compiler::child`] does: limits itself to so many bytes of
/// memory and seconds of computing time, reads a component from `component`, and
/// writes the compiled code to `code`. Returns the exit code to end with, after a
/// message to `told` where it is not 0.
pub fn compile_as_child(
    memory: u64,
    seconds: u64,
    component: &mut dyn Read,
    code: &mut dyn Write,
    told: &mut dyn Write,
) -> u8 {
    let mut compile = || {
        limit(memory, seconds).map_err(|error| (70, error.to_string()))?;
        let mut bytes = Vec::new();
        let read = component.read_to_end(&mut bytes);
        read.map_err(|error| (74, error.to_string()))?;
        let engine = Engine::new(for_compiling().parallel_compilation(false));
        let compiled = engine
            .map_err(|error| (70, format!("{error:#}")))?
            .precompile_component(&bytes)
            .map_err(|error| (NOT_VALID, format!("{error:#}")))?;
        let written = code.write_all(&compiled).and_then(|()| code.flush());
        written.map_err(|error| (74, error.to_string()))
    };
    match compile() {
        Ok(()) => 0,
        Err((exit, message)) => {
            let _ = told.write_all(message.as_bytes());
            u8::try_from(exit).unwrap_or(1)
        }
    }
}

/// Limits this process, for good.
#[cfg(unix)]
fn limit(memory: u64, seconds: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limits = [
        (Resource::As, memory, memory),
        (Resource::Cpu, seconds, seconds.saturating_add(1)),
        (Resource::Core, 0, 0),
    ];
    for (resource, current, maximum) in limits {
        let limit = Rlimit {
            current: Some(current),
            maximum: Some(maximum),
        };
        setrlimit(resource, limit)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn limit(_memory: u64, _seconds: u64) -> io::Result<()> {
    Ok(())
}
