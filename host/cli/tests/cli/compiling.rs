//! Components that are compiled in a child process, which this program is then.

use std::{path::Path, time::Duration};

use connector_host::{
    Class, Error, Host,
    component::{Compiler, CompilerError, LoadError},
};

use crate::{
    connected::{identifying_as, manifest},
    support::{
        authorization::token_grant,
        scripted::{self, Act},
    },
};

fn program() -> Compiler {
    Compiler::child(env!("CARGO_BIN_EXE_connector-host"))
}

/// A host whose cache is empty.
fn host(directory: &Path, compiler: Compiler) -> Host {
    let host = Host::builder().data_dir(directory).compiler(compiler);
    host.build().expect("a host")
}

fn harmless() -> Vec<u8> {
    identifying_as(&manifest(|_| {}), &token_grant())
}

/// A component that is within all measures and takes the compiler a while: a
/// function of the kind that is hardest on it, nearly as large as one may be.
fn laborious() -> Vec<u8> {
    let again = "(local.set 1 (i32.div_u (local.get 2) (local.get 1)))";
    let function = format!("(func (param i32 i32 i32 i32) {})", again.repeat(90_000));
    let function = function.repeat(4);
    let text = manifest(|_| {}).to_string();
    let module = scripted::module(text.as_bytes(), &[Act::Echo]);
    let module = module.trim_end().strip_suffix(')').expect("a module");
    let contract = include_str!("../../../../wit/connector.wit");
    scripted::component(contract, &format!("{module}{function})"))
}

/// Why a component is not loaded.
async fn refused(compiler: Compiler, component: &[u8]) -> Error {
    let directory = tempfile::tempdir().expect("a directory");
    let host = host(directory.path(), compiler);
    let refused = host.load(component).await.expect_err("it is refused");
    // The process goes on, and compiles the next one.
    let other = tempfile::tempdir().expect("a directory");
    let good = self::host(other.path(), program());
    good.load(&harmless()).await.expect("it is loaded");
    refused
}

#[tokio::test]
async fn a_component_is_compiled_elsewhere_and_runs_here() {
    let directory = tempfile::tempdir().expect("a directory");
    let host = host(directory.path(), program());
    let connector = host.add(&harmless()).await.expect("it is added").connector;
    assert_eq!(connector.manifest().key, "notes");
    // What was compiled is kept as if it had been compiled here.
    let again = self::host(directory.path(), Compiler::child("/nowhere"));
    again.connector("notes").await.expect("it is in the cache");
}

#[cfg(unix)]
#[tokio::test]
async fn a_component_that_costs_too_much_to_compile_ends_the_child_alone() {
    let second = Duration::from_secs(1);
    let error = refused(program().time(second), &laborious()).await;
    let is_time = matches!(
        error,
        Error::Load(LoadError::Compiler(CompilerError::Time { .. }))
    );
    assert!(is_time, "{error}");
    assert_eq!(error.class(), Class::Usage);
    assert!(error.to_string().contains("more than 1 s"), "{error}");

    let error = refused(program().memory(64 << 20), &laborious()).await;
    let is_memory = matches!(
        error,
        Error::Load(LoadError::Compiler(CompilerError::Memory { .. }))
    );
    assert!(is_memory, "{error}");
    assert!(error.to_string().contains("raise the limit"), "{error}");
}

#[tokio::test]
async fn a_program_that_is_none_or_another_is_told_by_what_it_did() {
    let error = refused(Compiler::child("/nowhere/connector-host"), &harmless()).await;
    assert_eq!(error.class(), Class::Other);
    assert!(error.to_string().contains("can't be started"), "{error}");
    let error = refused(Compiler::child("/bin/false"), &harmless()).await;
    assert!(error.to_string().contains("broke off"), "{error}");
    let error = refused(Compiler::child("/bin/echo"), &harmless()).await;
    assert!(error.to_string().contains("can't run"), "{error}");
}

/// A machine on which nothing was compiled, and a component that takes a while.
#[cfg(unix)]
fn cold(component: &[u8]) -> (crate::program::Machine, String) {
    let machine = crate::program::Machine::new();
    let cache = machine.file("cache").display().to_string();
    let machine = machine.with("CONNECTOR_HOST_CACHE", cache);
    let file = machine.file("component.wasm");
    std::fs::write(&file, component).expect("it is written");
    (machine, file.display().to_string())
}

#[cfg(unix)]
#[test]
fn what_takes_a_while_to_compile_is_told_on_a_terminal_and_can_be_left() {
    use crate::terminal::{INTERRUPT, run_on_terminal};

    let (machine, file) = cold(&laborious());
    let mut program = machine.program();
    program.args(["inspect", &file]);
    let seen = run_on_terminal(80, program, &[("Compiling the connector", INTERRUPT)]);
    assert_eq!(seen.code, 130, "{seen:?}");
}

#[cfg(unix)]
#[test]
fn nothing_is_told_of_compiling_where_nobody_sees_it() {
    let (machine, file) = cold(&harmless());
    let inspected = machine.run(&["inspect", &file]).done();
    assert_eq!(inspected.stderr, "");
}

#[test]
fn the_child_is_no_command_for_people() {
    let machine = crate::program::Machine::new();
    let help = machine.run(&["--help"]).done();
    assert!(!help.stdout.contains("compile-component"));
}
