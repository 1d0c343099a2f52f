//! What is loaded and what is refused, and that nothing a component does
//! outlasts its call.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use crate::support::scripted::{self, Act};
use connector_host::component::{CallError, Connector, Limits, LoadError, Runtime};
use connector_host::contract::{Connection, Failure, FailureKind, HttpResponse, Reply, Step};

/// One engine for all tests, as in a process that serves; the time limit is
/// short for the tests that run into it and long for all others.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut limits = Limits::default();
    limits.time = Duration::from_millis(200);
    limits.memory = 4 << 20;
    limits.answer = 1 << 20;
    Runtime::new(limits, None).unwrap()
});

fn connection() -> Connection {
    Connection {
        method: "own-app".to_owned(),
        settings: "{}".to_owned(),
        base_url: None,
        scopes: vec!["notes:read".to_owned()],
        now: 1_700_000_000,
    }
}

fn load(acts: &[Act]) -> Connector {
    RUNTIME.load(&scripted::connector(acts)).unwrap()
}

fn invoke(connector: &Connector) -> Result<Result<Step, Failure>, CallError> {
    connector.invoke(&connection(), "list-notes", "{}")
}

fn done() -> Act {
    Act::Step(Step::Done("{}".to_owned()))
}

fn refusal(bytes: &[u8]) -> String {
    RUNTIME.load(bytes).unwrap_err().to_string()
}

#[test]
fn a_connector_says_what_it_is() {
    let bytes = scripted::connector(&[done()]);
    let connector = RUNTIME.load(&bytes).unwrap();
    assert_eq!(connector.manifest().key, "notes");
    assert_eq!(connector.manifest_json(), scripted::MANIFEST);
    assert_eq!(connector.size(), bytes.len());
    assert_eq!(connector.digest().len(), 64);
    let method = connector.manifest().auth_method("own-app").unwrap();
    let settings: Vec<_> = method
        .settings()
        .map(|setting| (setting.name, setting.required, setting.secret))
        .collect();
    assert_eq!(
        settings,
        [
            ("client_id", true, false),
            ("client_secret", true, true),
            ("region", false, false),
            ("webhook_secret", false, true)
        ]
    );
}

#[test]
fn what_is_no_webassembly_is_refused() {
    insta::assert_snapshot!(refusal(b""), @"this is not a WebAssembly component: it does not begin like one");
    insta::assert_snapshot!(refusal(b"#!/bin/sh"), @"this is not a WebAssembly component: it does not begin like one");
    insta::assert_snapshot!(refusal(b" (component)"), @"this is the text form of WebAssembly; a connector is a component in the binary form: convert it first");
    insta::assert_snapshot!(refusal(b"\0asm\x01\0\0\0"), @"this is a WebAssembly core module, not a component; make it a component of the world `plugin` first");
    insta::assert_snapshot!(refusal(b"\0asm\x07\0\0\0"), @"this component is not valid: its version is not known to this host");
    assert!(matches!(
        RUNTIME.load(b"\0asm\x0d\0\x01\0junk"),
        Err(LoadError::Invalid(_))
    ));
}

#[test]
fn a_component_that_imports_anything_is_refused_by_name() {
    let wit = "package evil:plugin; world plugin {
        import clock: interface { now: func() -> u64; }
        export describe: func() -> u64;
    }";
    let module = r#"(module
        (import "clock" "now" (func (result i64)))
        (func (export "describe") (result i64) (call 0)))"#;
    insta::assert_snapshot!(refusal(&scripted::component(wit, module)), @"this component imports `clock`; a connector imports nothing, so that it can reach nothing by itself");
}

#[test]
fn a_component_of_another_world_is_refused() {
    let wit = "package other:plugin; world plugin { export describe: func() -> u64; }";
    let module = r#"(module (func (export "describe") (result i64) (i64.const 0)))"#;
    insta::assert_snapshot!(refusal(&scripted::component(wit, module)), @"this component does not fit the world `ipaas:connector/plugin`: it exports describe");
}

/// A connector of another version of the contract, with the same types.
fn of_version(version: &str) -> Vec<u8> {
    let contract = include_str!("../../../wit/connector.wit");
    let module = scripted::module(scripted::MANIFEST.as_bytes(), &[done()]);
    let [contract, module] =
        [contract.to_owned(), module].map(|text| text.replace("@0.2.0", version));
    scripted::component(&contract, &module)
}

#[test]
fn a_component_of_a_version_that_the_host_does_not_speak_is_refused_by_both_versions() {
    insta::assert_snapshot!(refusal(&of_version("@0.1.0")), @"this component speaks version 0.1.0 of the contract `ipaas:connector`, and this host speaks 0.2: ask its makers for one that was made for this host");
    insta::assert_snapshot!(refusal(&of_version("@0.3.0")), @"this component speaks version 0.3.0 of the contract `ipaas:connector`, and this host speaks 0.2: take a newer host, or a component that was made for this one");
    for version in ["@1.2.0", "@0.2.0-rc.1"] {
        assert!(matches!(
            RUNTIME.load(&of_version(version)),
            Err(LoadError::Version { .. })
        ));
    }
}

#[test]
fn a_component_of_another_patch_version_is_spoken() {
    let connector = RUNTIME.load(&of_version("@0.2.7")).unwrap();
    assert!(invoke(&connector).unwrap().is_ok());
}

#[test]
fn a_component_whose_functions_have_other_types_is_refused() {
    let wit = "package ipaas:connector@0.2.0;
        interface types { type json = string; }
        interface connector {
            describe: func() -> u64; authorize: func(); connect: func();
            invoke: func(); poll: func(); receive: func(); resume: func();
        }
        world plugin { export types; export connector; }";
    let functions: String = [
        "authorize",
        "connect",
        "invoke",
        "poll",
        "receive",
        "resume",
    ]
    .map(|name| format!(r#"(func (export "ipaas:connector/connector@0.2.0#{name}"))"#))
    .concat();
    let module = format!(
        r#"(module {functions}
        (func (export "ipaas:connector/connector@0.2.0#describe") (result i64) (i64.const 0)))"#
    );
    insta::assert_snapshot!(refusal(&scripted::component(wit, &module)), @"this component does not fit the world `ipaas:connector/plugin`: failed to convert function to given type: type mismatch with results: expected `string` found `u64`");
}

#[test]
fn a_component_that_describes_itself_wrongly_is_refused() {
    let refusal = |manifest: &str| {
        refusal(&scripted::connector_with_manifest(
            manifest.as_bytes(),
            &[done()],
        ))
    };
    insta::assert_snapshot!(refusal("{}"), @"the manifest does not fit its schema: missing field `key` at line 1 column 2");
    insta::assert_snapshot!(refusal("not json"), @"the manifest does not fit its schema: expected ident at line 1 column 2");
    let twice = scripted::MANIFEST.replace(r#""key": "notes""#, r#""key": "No Tes""#);
    insta::assert_snapshot!(refusal(&twice), @"the manifest has the id `No Tes`; an id is lower-case letters and digits, in groups joined by `-`, 128 characters at most, and 64 where it is the connector's key");
    let no_origins = scripted::MANIFEST.replace("https://api.example\"", "http://api.example\"");
    insta::assert_snapshot!(refusal(&no_origins), @"the manifest names a wrong origin: `http://api.example` is not an origin: it does not begin with `https://`; write it like `https://api.example.com` or `https://*.example.com`");
}

#[test]
fn a_failure_of_the_connector_arrives_whole() {
    let failure = Failure::new(FailureKind::NotFound, "There is no such note.");
    let connector = load(&[Act::Fail(failure.clone())]);
    assert_eq!(invoke(&connector).unwrap(), Err(failure));
}

#[test]
fn whatever_a_call_does_the_next_one_is_fine() {
    let cases = [
        (Act::Trap, "broke off"),
        (Act::Spin, "more than 200 ms"),
        (Act::Grow, "more than 4194304 bytes of memory"),
        (Act::Garble, "can't be read"),
        (Act::Overreach, "can't be read"),
    ];
    for (act, says) in cases {
        let connector = load(&[done(), act]);
        for _ in 0..3 {
            let reply = Reply::Signature(vec![0; 32]);
            let error = connector.resume(&[1], &reply, 0).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
            assert_eq!(invoke(&connector).unwrap(), Ok(Step::Done("{}".to_owned())));
        }
    }
}

#[test]
fn an_answer_beyond_the_limit_is_not_taken() {
    let connector = load(&[Act::Step(Step::Done("x".repeat(2 << 20)))]);
    assert!(matches!(
        invoke(&connector),
        Err(CallError::Answer {
            function: "invoke",
            ..
        })
    ));
}

#[test]
fn a_reply_reaches_the_connector_as_it_came() {
    let connector = load(&[done(), Act::Echo]);
    let reply = Reply::Response(HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: r#"{"größe": 1}"#.as_bytes().to_vec(),
    });
    assert_eq!(
        connector.resume(&[1], &reply, 0).unwrap(),
        Ok(Step::Done(r#"{"größe": 1}"#.to_owned()))
    );
}

#[test]
fn more_calls_than_the_pool_has_slots_wait_for_their_turn() {
    let mut limits = Limits::default();
    limits.concurrent_calls = 2;
    let runtime = Runtime::new(limits, None).unwrap();
    let connector = runtime.load(&scripted::connector(&[done()])).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..20 {
                    invoke(&connector).unwrap().unwrap();
                }
            });
        }
    });
}

/// Whatever files there are below `directory`.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .flat_map(|entry| match entry.unwrap().path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

#[test]
fn what_was_compiled_once_is_used_again() {
    let cache = tempfile::tempdir().unwrap();
    let bytes = scripted::connector(&[done()]);
    let load = || {
        let runtime = Runtime::new(Limits::default(), Some(cache.path())).unwrap();
        runtime.load(&bytes).unwrap()
    };
    load();
    let kept = files(cache.path());
    let manifest = kept
        .iter()
        .find(|path| path.extension().unwrap() == "json")
        .unwrap();
    let marked = scripted::MANIFEST.replace("\"notes\"", "\"kept-notes\"");
    std::fs::write(manifest, marked).unwrap();
    let again = load();
    assert_eq!(again.manifest().key, "kept-notes");
    assert!(invoke(&again).unwrap().is_ok());
    assert_eq!(files(cache.path()), kept);
}

#[test]
fn kept_code_that_is_gone_or_broken_is_compiled_again() {
    let cache = tempfile::tempdir().unwrap();
    let bytes = scripted::connector(&[done()]);
    let runtime = Runtime::new(Limits::default(), Some(cache.path())).unwrap();
    runtime.load(&bytes).unwrap();
    for path in files(cache.path()) {
        std::fs::write(&path, b"").unwrap();
        let connector = runtime.load(&bytes).unwrap();
        assert!(invoke(&connector).unwrap().is_ok());
        std::fs::remove_file(&path).unwrap();
        runtime.load(&bytes).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 0);
    }
}

#[test]
fn the_latest_components_are_kept_and_no_others() {
    let cache = tempfile::tempdir().unwrap();
    let runtime = Runtime::new(Limits::default(), Some(cache.path())).unwrap();
    for acts in 0..40 {
        let acts: Vec<_> = (0..=acts).map(|_| done()).collect();
        runtime.load(&scripted::connector(&acts)).unwrap();
    }
    assert_eq!(files(cache.path()).len(), 2 * 32);
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_can_write_to_is_not_used() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let cache = tempfile::tempdir().unwrap();
    set_permissions(cache.path(), Permissions::from_mode(0o777)).unwrap();
    let error = Runtime::new(Limits::default(), Some(cache.path())).unwrap_err();
    assert!(error.to_string().contains("chmod go-w"), "{error}");
}
