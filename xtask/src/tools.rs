//! Programs that not every machine has. What can be installed is installed, and it is said.

use std::path::PathBuf;
use std::process::Command;

use crate::command::{self, CommandError};
use crate::{story, toolchain, workspace};

/// A program is missing, and can't be installed from here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ToolError {
    /// What installs it failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// There is no way that this program knows.
    #[error("this machine has no {program}: install {from} and try again")]
    Missing {
        program: &'static str,
        from: &'static str,
    },
}

/// The path of a program that is a crate: the one on the PATH, or one that is installed below the
/// target directory, where it changes nothing else.
pub(crate) fn of_crate(name: &str, version: &str) -> Result<PathBuf, CommandError> {
    if command::succeeds(Command::new(name).arg("--version")) {
        return Ok(name.into());
    }
    let root = workspace::target().join("tools");
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        story::aside(&format!(
            "Installing {name} {version} into {} with cargo, which takes some minutes.",
            root.display()
        ));
        let mut install = command::cargo();
        install.args(["install", "--quiet", "--locked", "--root"]);
        install.arg(root).arg(format!("{name}@{version}"));
        command::run(&mut install)?;
    }
    Ok(program)
}

/// `wasm-opt` of Binaryen.
pub(crate) fn wasm_opt() -> Result<PathBuf, ToolError> {
    let program = "wasm-opt";
    let works = || command::succeeds(Command::new(program).arg("--version"));
    if !works() && toolchain::may_install_packages() {
        story::aside("Installing binaryen with apt-get.");
        toolchain::install_packages(&["binaryen"])?;
    }
    if works() {
        return Ok(program.into());
    }
    Err(ToolError::Missing {
        program,
        from: "Binaryen 108 or later, such as Debian's or Homebrew's package binaryen,",
    })
}

/// Sees to Node.js with npm, and to Python with virtual environments.
pub(crate) fn node_and_python() -> Result<(), ToolError> {
    let works = |program: &str, arguments: &[&str]| {
        command::succeeds(Command::new(program).args(arguments))
    };
    for (program, probe, packages, from) in [
        (
            "node",
            &["--version"][..],
            &["nodejs"][..],
            "Node.js 20 or later",
        ),
        (
            "npm",
            &["--version"],
            &["npm"],
            "npm, which comes with Node.js",
        ),
        (
            "python3",
            &["-c", "import ensurepip, venv"],
            &["python3", "python3-venv"],
            "Python 3.9 or later, with venv",
        ),
    ] {
        if works(program, probe) {
            continue;
        }
        if toolchain::may_install_packages() {
            story::aside(&format!(
                "Installing {} with apt-get.",
                packages.join(" and ")
            ));
            toolchain::install_packages(packages)?;
        }
        if !works(program, probe) {
            return Err(ToolError::Missing { program, from });
        }
    }
    Ok(())
}

/// Sees to Chromium.
pub(crate) fn chromium() -> Result<(), ToolError> {
    let works = || {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let mut names = names.into_iter();
        names.any(|name| command::succeeds(Command::new(name).arg("--version")))
    };
    if !works() && toolchain::may_install_packages() {
        story::aside("Installing chromium with apt-get.");
        toolchain::install_packages(&["chromium"])?;
    }
    match works() {
        true => Ok(()),
        false => Err(ToolError::Missing {
            program: "Chromium",
            from: "Debian's package chromium",
        }),
    }
}

/// Sees to PostgreSQL, of which the tests start servers of their own.
pub(crate) fn postgresql() -> Result<(), ToolError> {
    let is_there =
        || std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut all| all.next().is_some());
    if !is_there() && toolchain::may_install_packages() {
        story::aside("Installing postgresql with apt-get.");
        toolchain::install_packages(&["postgresql"])?;
    }
    if is_there() {
        Ok(())
    } else {
        Err(ToolError::Missing {
            program: "PostgreSQL",
            from: "Debian's package postgresql",
        })
    }
}
