//! Making a core module smaller, and no slower, with `wasm-opt` of Binaryen.
//!
//! The compiler makes good code for machines of registers, and writes it down for WebAssembly's stack
//! without looking again: `wasm-opt` takes a tenth off it. What it makes depends on its version alone.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, CommandError};
use crate::tools::{self, ToolError};

/// What it does: makes it small, with what the compiler uses of WebAssembly and hosts know, and nothing
/// else that a version of it may know.
const ARGUMENTS: [&str; 8] = [
    "-Os",
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Why there is no smaller module.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OptimizerError {
    /// This machine has no `wasm-opt`.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// It has failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A file could not be read or written.
    #[error("could not {verb} {}: {source}", path.display())]
    File {
        verb: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
}

/// The module in the file `module`, made smaller. That takes some seconds, so what it comes to is kept
/// beside the module, with what it was made of and by.
pub(crate) fn smaller(module: &Path) -> Result<Vec<u8>, OptimizerError> {
    let program = tools::wasm_opt()?;
    let version = command::output(Command::new(&program).arg("--version"))?;
    let mut hasher = DefaultHasher::new();
    (read(module)?, &version, ARGUMENTS).hash(&mut hasher);
    let made_of = format!("{:016x}", hasher.finish());
    let (small, stamp) = (
        module.with_extension("small.wasm"),
        module.with_extension("small.made-of"),
    );
    if std::fs::read_to_string(&stamp).is_ok_and(|kept| kept == made_of) {
        return read(&small);
    }
    // Until it is whole, it is not what the stamp says.
    write(&stamp, "")?;
    let mut wasm_opt = Command::new(program);
    wasm_opt.args(ARGUMENTS).arg(module).arg("-o").arg(&small);
    command::run(&mut wasm_opt)?;
    write(&stamp, &made_of)?;
    read(&small)
}

fn read(path: &Path) -> Result<Vec<u8>, OptimizerError> {
    std::fs::read(path).map_err(|source| OptimizerError::File {
        verb: "read",
        path: path.to_owned(),
        source,
    })
}

fn write(path: &Path, text: &str) -> Result<(), OptimizerError> {
    std::fs::write(path, text).map_err(|source| OptimizerError::File {
        verb: "write",
        path: path.to_owned(),
        source,
    })
}
