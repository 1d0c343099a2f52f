//! References in the schema of an output: thirty of them that refer twice to the
//! next stand for a billion places, and some lead nowhere, to themselves, or to a
//! document elsewhere.

use connector_host::Error;
use connector_host::driver::Output;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{host_of, manifest, turned_with};
use crate::support::authorization::World;
use crate::support::call::done;

/// How often the places double: not so deep that they are refused for that.
const LEVELS: usize = 30;

/// What comes of a call of an action whose output has that schema.
async fn called(schema: &Value) -> Result<Output, Error> {
    let world = World::new().await;
    let manifest = manifest(|manifest| manifest["actions"][0]["output"] = schema.clone());
    let acts = [done("{}")];
    let host = turned_with(&world, host_of(&world), &manifest, &acts).await;
    beside(host.invoke("notes", "list-notes").run()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_one_that_is_deep_or_of_somebody_else() {
    let doubling: serde_json::Map<String, Value> = (0..LEVELS)
        .map(|number| {
            let next = json!({"$ref": format!("#/$defs/n{}", number + 1)});
            let last = number == LEVELS - 1;
            let both = if last {
                json!(true)
            } else {
                json!({"allOf": [next, next]})
            };
            (format!("n{number}"), both)
        })
        .collect();
    let mut deep = json!({});
    for _ in 0..100 {
        deep = json!({ "not": deep });
    }
    for schema in [
        json!({"$defs": doubling, "$ref": "#/$defs/n0"}),
        deep,
        json!({"$ref": "https://evil.test/schema"}),
        json!({"$ref": "file:///etc/passwd"}),
        json!({"$ref": "#/$defs/nowhere"}),
    ] {
        let warnings = called(&schema).await.unwrap().warnings;
        assert!(
            warnings.len() == 1 && warnings[0].contains("can't be used"),
            "{warnings:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_refers_to_itself_ends() {
    let round = json!({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}});
    let output = called(&round).await.unwrap();
    assert_eq!(output.value, json!({"notes": []}));
    assert!(output.warnings.is_empty(), "{:?}", output.warnings);
}
