//! What is not a connector is refused, in a sentence that says why.

use end_to_end::{Outcome, Stage};

async fn add(content: &[u8]) -> Outcome {
    let stage = Stage::new().await;
    let file = stage.file("component.wasm");
    std::fs::write(&file, content).expect("the file can be written");
    let added = stage.run(&["add", &file.display().to_string()]).await;
    let listed = stage.run(&["connectors", "--output", "json"]).await.done();
    assert_eq!(
        listed.json(),
        serde_json::json!([]),
        "a refused component is not kept"
    );
    added
}

fn component(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).expect("the test's component is well-formed")
}

#[tokio::test]
async fn a_component_with_an_import_is_refused_by_the_name_of_the_import() {
    let refused = add(&component(
        r#"(component (import "wasi:sockets/network@0.2.0" (instance)))"#,
    ))
    .await;
    let refused = refused.ended_with(2);
    assert!(
        refused.stderr.contains("wasi:sockets/network@0.2.0"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("import"), "{}", refused.stderr);
}

#[tokio::test]
async fn a_component_of_another_world_is_refused_by_what_it_lacks() {
    let other = r#"(component
        (core module $module (func (export "run")))
        (core instance $instance (instantiate $module))
        (func $run (canon lift (core func $instance "run")))
        (export "run" (func $run)))"#;
    let refused = add(&component(other)).await.ended_with(2);
    assert!(
        refused.stderr.contains("ipaas:connector"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn a_component_of_another_version_of_the_contract_is_refused_by_both_versions() {
    let older = r#"(component
        (instance $connector)
        (export "ipaas:connector/connector@0.1.0" (instance $connector)))"#;
    let refused = add(&component(older)).await.ended_with(2);
    for said in ["0.1.0", "0.2"] {
        assert!(refused.stderr.contains(said), "{said}: {}", refused.stderr);
    }
}

#[tokio::test]
async fn a_core_module_is_told_from_a_component() {
    let refused = add(&component("(module)")).await.ended_with(2);
    assert!(refused.stderr.contains("component"), "{}", refused.stderr);
}

#[tokio::test]
async fn what_is_no_webassembly_is_refused() {
    let refused = add(b"#!/bin/sh\necho hello\n").await.ended_with(2);
    assert!(refused.stderr.contains("WebAssembly"), "{}", refused.stderr);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let stage = Stage::new().await;
    let refused = stage.run(&["add", "nowhere.wasm"]).await.ended_with(2);
    assert!(
        refused.stderr.contains("nowhere.wasm"),
        "{}",
        refused.stderr
    );
}
