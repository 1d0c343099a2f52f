//! What an action answers, held against what its manifest promises.

use crate::support::call::{Setting, done, exchange, send};
use crate::support::scripted::{self, Act};
use crate::support::server::{Server, answer};
use connector_host::contract::{Page, Step};
use connector_host::driver::{DriveError, Output};
use serde_json::{Value, json};

/// A call of an action that promises numbered notes and does this to the account.
fn setting(effect: &str) -> Setting {
    let mut manifest: Value = serde_json::from_str(scripted::MANIFEST).unwrap();
    let action = &mut manifest["actions"][0];
    action["effect"] = json!(effect);
    action["output"] = json!({
        "type": "object",
        "required": ["notes"],
        "properties": { "notes": {
            "type": "array",
            "items": { "type": "object", "properties": { "id": { "type": "integer" } } },
        } },
    });
    let mut setting = Setting::new();
    setting.manifest = manifest.to_string();
    setting
}

async fn run(setting: &mut Setting, acts: &[Act]) -> Result<Output, DriveError> {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    setting.run(&server, acts).await
}

fn page(items: &str, method: &str, next: u8) -> Act {
    Act::Step(Step::Page(Page {
        items: items.to_owned(),
        then: exchange(method, "/notes", next),
    }))
}

const WRONG: &str = r#"{"notes":[{"id":1},{"id":"s3cr3t"}]}"#;

#[tokio::test]
async fn an_output_that_was_only_read_is_refused_when_it_is_not_what_was_promised() {
    let acts = [send("GET", "/notes", 1), done(WRONG)];
    let error = run(&mut setting("read"), &acts).await.unwrap_err();
    assert!(matches!(error, DriveError::Output(_)), "{error:?}");
    insta::assert_snapshot!(error, @r#"the output of `list-notes` is not what its manifest promises, at `/notes/1/id`: the value is not of type "integer". Report it to the connector's makers"#);
    assert!(!format!("{error:?}").contains("s3cr3t"));
}

#[tokio::test]
async fn an_output_that_tells_of_something_made_is_returned_with_a_warning() {
    for effect in ["write", "destructive"] {
        let acts = [send("POST", "/notes", 1), done(WRONG)];
        let output = run(&mut setting(effect), &acts).await.unwrap();
        assert_eq!(output.value, serde_json::from_str::<Value>(WRONG).unwrap());
        insta::allow_duplicates! {
            insta::assert_snapshot!(output.warnings.join("\n"), @r#"the output of `list-notes` is not what its manifest promises, at `/notes/1/id`: the value is not of type "integer". Report it to the connector's makers"#);
        }
    }
}

#[tokio::test]
async fn a_read_that_sent_something_is_taken_for_a_write() {
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let acts = [
            send(method, "/notes", 1),
            send("GET", "/notes", 2),
            done("{}"),
        ];
        let output = run(&mut setting("read"), &acts).await.unwrap();
        assert_eq!(output.value, json!({}));
        assert_eq!(output.warnings.len(), 1, "{method}");
    }
    let acts = [send("HEAD", "/notes", 1), done("{}")];
    assert!(run(&mut setting("read"), &acts).await.is_err());
}

#[tokio::test]
async fn a_page_that_is_not_what_was_promised_is_not_handed_on() {
    let acts = [
        page(r#"[{"id":1},{"id":2}]"#, "GET", 1),
        page(r#"[{"id":3},{"id":"4"}]"#, "GET", 2),
        done(r#"{"notes":[]}"#),
    ];
    let mut setting = setting("read");
    let error = run(&mut setting, &acts).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"the output of `list-notes` is not what its manifest promises, at `/notes/3/id`: the value is not of type "integer". Report it to the connector's makers"#);
    assert_eq!(setting.pages.items().len(), 2, "the page before stays");
}

#[tokio::test]
async fn pages_of_a_write_are_handed_on_and_one_warning_tells_of_all() {
    let acts = [
        page(r#"[{"id":1},7]"#, "POST", 1),
        page(r#"[7,7]"#, "POST", 2),
        done(r#"{"notes":[7]}"#),
    ];
    let mut setting = setting("write");
    let output = run(&mut setting, &acts).await.unwrap();
    assert_eq!(setting.pages.items().len(), 4);
    insta::assert_snapshot!(output.warnings.join("\n"), @r#"the output of `list-notes` is not what its manifest promises, at `/notes/1`: the value is not of type "object". Report it to the connector's makers"#);
}

#[tokio::test]
async fn what_fits_is_handed_on_without_a_word() {
    let acts = [
        page(r#"[{"id":1}]"#, "GET", 1),
        done(r#"{"notes":[{"id":2,"more":true}]}"#),
    ];
    let mut setting = setting("read");
    let output = run(&mut setting, &acts).await.unwrap();
    assert!(output.warnings.is_empty(), "{:?}", output.warnings);
    assert_eq!(setting.pages.items(), [json!({ "id": 1 })]);
}

#[tokio::test]
async fn pages_that_the_manifest_knows_nothing_of_are_refused() {
    let acts = [page("[]", "GET", 1), done("{}")];
    let mut setting = setting("read");
    let mut manifest: Value = serde_json::from_str(&setting.manifest).unwrap();
    manifest["actions"][0]["pagination"] = Value::Null;
    setting.manifest = manifest.to_string();
    let error = run(&mut setting, &acts).await.unwrap_err();
    insta::assert_snapshot!(error, @"the output of `list-notes` is not what its manifest promises: it came in pages, and its manifest knows of none. Report it to the connector's makers");
}
