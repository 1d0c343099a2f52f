//! From a connector's source to a WebAssembly component.
//!
//! `cargo` makes a core module, and `wasm-opt` makes it smaller; `wit-component` wraps it into a component
//! whose type is the world that the source was bound to, so it imports exactly what that world lists:
//! nothing. To that comes what a reader of the file wants to know.

use std::path::{Path, PathBuf};

use crate::optimizer::{self, OptimizerError};
use crate::toolchain::{self, Toolchain, ToolchainError};
use crate::{annotations, command, story, workspace};

/// The memory that an instance begins with, in bytes: what a usual call takes, with room. Making it
/// longer while a call runs costs system calls, and threads of a host wait for each other's.
const INITIAL_MEMORY: u32 = 2 << 20;

/// How costly a function may be for the compiler to put it in the place of a call of it, where nothing else
/// speaks for that. By itself it takes 250, which makes a component a fifth larger and some hundredths
/// faster.
const INLINE_THRESHOLD: u32 = 85;

/// The package of the Zoom connector.
pub(crate) const ZOOM: &str = "zoom-connector";
/// The package of the tests' other connector.
pub(crate) const NOTES: &str = "notes-connector";

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComponentError {
    /// No compiler for the component target.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// The source does not compile.
    #[error(transparent)]
    Build(#[from] command::CommandError),
    /// The module can't be made smaller.
    #[error("{package} compiles, but is not made smaller: {source}")]
    Optimize {
        package: String,
        source: OptimizerError,
    },
    /// The module does not make a component of the world.
    #[error("{package} compiles, but does not make a component: {reason}")]
    Encode { package: String, reason: String },
    /// The component can't be told what it is.
    #[error("{package} makes a component, but {source}")]
    Annotate {
        package: String,
        source: annotations::AnnotationError,
    },
    /// A file could not be read or written.
    #[error("could not {verb} {}: {source}", path.display())]
    File {
        verb: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Builds the component of a package and prints its path.
pub(crate) fn run(package: &str) -> Result<(), crate::Error> {
    let component = build(&[package])?.remove(0);
    story::print(&format!("{}\n", component.display()))
}

/// Builds the components of packages, in one run of cargo, and returns their paths.
pub(crate) fn build(packages: &[&str]) -> Result<Vec<PathBuf>, ComponentError> {
    let toolchain = toolchain::find()?;
    compile(&toolchain, packages)?;
    packages.iter().map(|package| encode(package)).collect()
}

fn compile(toolchain: &Toolchain, packages: &[&str]) -> Result<(), ComponentError> {
    let mut cargo = toolchain.cargo_build();
    cargo
        .args(["--profile", "component", "--target-dir"])
        .arg(workspace::component_target())
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            format!(
                "{} -Clink-arg=--initial-memory={INITIAL_MEMORY} \
                 -Cllvm-args=-inline-threshold={INLINE_THRESHOLD}",
                remapped_paths()
            ),
        );
    for package in packages {
        cargo.args(["--package", package]);
    }
    Ok(command::run(&mut cargo)?)
}

/// Takes the machine's own paths out of panic messages: the same source makes the same component
/// wherever it is built.
fn remapped_paths() -> String {
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_default();
    let remap = |path: &Path, name: &str| format!("--remap-path-prefix={}={name}", path.display());
    format!(
        "{} {}",
        remap(&cargo_home, "cargo"),
        remap(workspace::root(), "source")
    )
}

fn encode(package: &str) -> Result<PathBuf, ComponentError> {
    let module_path = workspace::component_target()
        .join(toolchain::TARGET)
        .join("component")
        .join(format!("{}.wasm", package.replace('-', "_")));
    let module = optimizer::smaller(&module_path).map_err(|source| ComponentError::Optimize {
        package: package.to_owned(),
        source,
    })?;
    let component = wit_component::ComponentEncoder::default()
        .validate(true)
        .debug_names(false)
        .module(&module)
        .and_then(wit_component::ComponentEncoder::encode)
        .map_err(|error| ComponentError::Encode {
            package: package.to_owned(),
            reason: format!("{error:#}"),
        })?;
    let component = annotations::annotate(&component, package, &workspace::root().join("wit"))
        .map_err(|source| ComponentError::Annotate {
            package: package.to_owned(),
            source,
        })?;
    let path = workspace::component_target().join(format!(
        "{}.wasm",
        package.strip_suffix("-connector").unwrap_or(package)
    ));
    if std::fs::read(&path).is_ok_and(|present| present == component) {
        return Ok(path);
    }
    std::fs::write(&path, component).map_err(|source| ComponentError::File {
        verb: "write",
        path: path.clone(),
        source,
    })?;
    Ok(path)
}
