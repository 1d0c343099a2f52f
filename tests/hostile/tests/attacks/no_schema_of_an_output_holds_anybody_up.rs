//! Schemas that take hours or gigabytes to hold an output against, in a few
//! kilobytes: by a keyword that nobody had counted, on the threads that all calls
//! run on; by a pattern of letters without end; by numbers that are chosen so that
//! comparing or dividing them is slow, which an API can do to an honest schema; and
//! by asking again and again what nobody has said anything of.

use connector_host::Error;
use connector_host::driver::Output;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{host_of, manifest, turned_with};
use crate::support::authorization::World;
use crate::support::call::done;

/// What comes of a call of an action whose output has that schema, and is that.
async fn called(schema: &Value, output: &Value) -> Result<Output, Error> {
    let world = World::new().await;
    let manifest = manifest(|manifest| {
        manifest["actions"][0]["output"] = schema.clone();
        manifest["actions"][0]["pagination"] = Value::Null;
    });
    let acts = [done(&output.to_string())];
    let host = turned_with(&world, host_of(&world), &manifest, &acts).await;
    beside(host.invoke("notes", "list-notes").run()).await
}

/// Calls it, and nobody is refused the output that can't be looked at.
async fn handed_on(schema: &Value, output: &Value) {
    let taken = called(schema, output).await.unwrap();
    assert_eq!(&taken.value, output);
    assert_eq!(taken.warnings.len(), 1, "{:?}", taken.warnings);
}

/// So many fractions to divide by.
fn fractions(number: usize) -> Value {
    json!({ "allOf": vec![json!({ "multipleOf": 0.01 }); number] })
}

/// So many numbers of three hundred digits.
fn large(number: usize) -> Value {
    Value::from(vec![1e300; number])
}

#[tokio::test(flavor = "multi_thread")]
async fn by_a_keyword_that_is_not_counted() {
    let heavy = json!({ "properties": { "x": { "items": fractions(9_000) } } });
    let schema = json!({ "dependencies": { "x": heavy } });
    let output = json!({ "x": large(10_000) });
    let taken = called(&schema, &output).await.unwrap();
    assert_eq!(taken.value, output);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_a_pattern_of_letters_without_end() {
    for pattern in [
        r"\pL".repeat(300_000),
        format!("(?i){}", r"[^a]".repeat(240)),
    ] {
        let schema = json!({ "properties": { "x": { "pattern": pattern } } });
        handed_on(&schema, &json!({ "x": "y" })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_items_that_are_hard_to_tell_apart() {
    let schema = json!({ "properties": { "x": { "uniqueItems": true } } });
    let first = 1_u64 << 63;
    let pairs = (0..150_u64)
        .flat_map(|one| (0..100_u64).map(move |other| json!([first + one, first + other])));
    let output = json!({ "x": pairs.collect::<Value>() });
    assert_eq!(called(&schema, &output).await.unwrap().value, output);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_numbers_that_are_hard_to_divide() {
    let schema = json!({ "properties": { "x": { "items": fractions(100) } } });
    let output = json!({ "x": large(2_000) });
    assert_eq!(called(&schema, &output).await.unwrap().value, output);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_asking_again_at_each_of_many_depths() {
    let schema = (0..40).fold(
        json!({}),
        |inner, _| json!({ "allOf": [inner], "unevaluatedProperties": false }),
    );
    handed_on(&schema, &json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn and_what_is_too_much_to_look_at_is_handed_on_with_a_warning() {
    let schema = json!({ "properties": { "x": { "pattern": "(x{40}){40}y" } } });
    handed_on(&schema, &json!({ "x": "x".repeat(300_000) })).await;
}
