//! Which compiler makes components on this machine.
//!
//! A component needs the standard library for `wasm32-unknown-unknown`. On an ordinary machine
//! rustup brings it. Where rustup may not download, Debian's `rustc-web` and `rust-web-src` packages
//! carry a compiler and the source of its standard library, and cargo builds the one with the other.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, CommandError};
use crate::story;

/// The target that components are compiled for: it has no system interface, hence no imports.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// A way to compile for [`TARGET`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The toolchain in use has the target's standard library.
    Installed,
    /// Debian's compiler builds its own standard library; rustup's toolchain lends the linker.
    Debian { linker: PathBuf },
}

/// No way was found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ToolchainError {
    /// Neither rustup nor apt-get can bring what is missing.
    #[error(
        "this machine has no Rust standard library for {TARGET}: install it with \
         `rustup target add {TARGET}`, or on Debian with `apt-get install rustc-web rust-web-src`"
    )]
    Missing,
    /// The linker that comes with the toolchain is not there.
    #[error(
        "the Rust toolchain has no linker at {0}: reinstall it with `rustup toolchain install 1.95.0`"
    )]
    NoLinker(PathBuf),
    /// Asking the compiler failed.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// Finds a way, installing what is missing where that is allowed.
pub(crate) fn find() -> Result<Toolchain, ToolchainError> {
    if has_target()? {
        return Ok(Toolchain::Installed);
    }
    if rustup_may_download() {
        story::aside(&format!("Adding the Rust target {TARGET} with rustup."));
        if command::run(Command::new("rustup").args(["target", "add", TARGET])).is_ok()
            && has_target()?
        {
            return Ok(Toolchain::Installed);
        }
    }
    if !has_debian_toolchain() && may_install_packages() {
        story::aside(&format!(
            "rustup may not download here: installing Debian's {} with apt-get.",
            DEBIAN_PACKAGES.join(" and ")
        ));
        install_packages(&DEBIAN_PACKAGES)?;
    }
    if has_debian_toolchain() {
        return Ok(Toolchain::Debian { linker: linker()? });
    }
    Err(ToolchainError::Missing)
}

impl Toolchain {
    /// `cargo build` for the component target, without the package to build.
    pub(crate) fn cargo_build(&self) -> Command {
        let mut cargo = command::cargo();
        cargo.args(["build", "--target", TARGET]);
        if let Self::Debian { linker } = self {
            // The compiler is a released one; RUSTC_BOOTSTRAP lets cargo pass it -Zbuild-std.
            cargo
                .args(["-Z", "build-std=std,panic_abort"])
                .env("RUSTC", DEBIAN_RUSTC)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        cargo
    }
}

fn rustc() -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(crate::workspace::root());
    rustc
}

fn has_target() -> Result<bool, CommandError> {
    let libraries =
        command::output(rustc().args(["--print", "target-libdir", "--target", TARGET]))?;
    let libraries = PathBuf::from(String::from_utf8_lossy(&libraries).trim());
    Ok(std::fs::read_dir(libraries).is_ok_and(|mut files| {
        files.any(|file| {
            file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
        })
    }))
}

fn rustup_may_download() -> bool {
    std::env::var_os("RUSTUP_AUTO_INSTALL").is_none_or(|value| value != "0")
        && command::succeeds(Command::new("rustup").arg("--version"))
}

fn has_debian_toolchain() -> bool {
    let Ok(sysroot) = command::output(Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]))
    else {
        return false;
    };
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot).trim());
    sysroot
        .join("lib/rustlib/src/rust/library/Cargo.lock")
        .exists()
}

/// Whether this program may install packages of Debian's.
pub(crate) fn may_install_packages() -> bool {
    Path::new("/etc/debian_version").exists()
        && command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim_ascii() == b"0")
}

/// Installs packages of Debian's.
pub(crate) fn install_packages(packages: &[&str]) -> Result<(), CommandError> {
    let apt_get = || {
        let mut command = Command::new("apt-get");
        command
            .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
            .env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    command::run(apt_get().arg("update"))?;
    command::run(
        apt_get()
            .args(["install", "--yes", "--no-install-recommends"])
            .args(packages),
    )
}

fn linker() -> Result<PathBuf, ToolchainError> {
    let sysroot = command::output(rustc().args(["--print", "sysroot"]))?;
    let version = command::output(rustc().arg("-vV"))?;
    let version = String::from_utf8_lossy(&version);
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    let linker = PathBuf::from(String::from_utf8_lossy(&sysroot).trim())
        .join("lib/rustlib")
        .join(host)
        .join("bin/rust-lld");
    if linker.exists() {
        Ok(linker)
    } else {
        Err(ToolchainError::NoLinker(linker))
    }
}
