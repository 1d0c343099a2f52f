//! The choices for a field.

use serde_json::json;

use crate::stage::{INVOKE, Stage, is};
use crate::support::call::done;
use crate::support::scripted::MANIFEST;

#[tokio::test]
async fn choices_are_listed_as_another_action_lists_them() {
    let stage = Stage::connected().await;
    let lookups = r#""lookups": [{"field": "/note", "action": "list-notes", "value": "/id",
        "label": ["/title"]}]"#;
    let manifest = MANIFEST.replacen(r#""lookups": []"#, lookups, 1);
    let notes = r#"{"notes": [{"id": 1, "title": "Bread"}, {"id": 2}]}"#;
    stage.script_as(&manifest, &[done(notes)]).await;
    let path = INVOKE.replace("invocations", "lookups");
    let asked = json!({"field": "/note", "connection": "work", "input": {"a": 1}});
    let choices = stage.post(&path, &asked).await.done();
    let expected = json!([{"value": 1, "label": ["Bread"]}, {"value": 2, "label": []}]);
    assert_eq!(choices["items"], expected);
    // As failures name it.
    let asked = json!({"field": "note", "connection": "work"});
    let choices = stage.post(&path, &asked).await.done();
    assert_eq!(choices["items"], expected);
    let refused = stage.post(&path, &json!({"field": "/other"})).await;
    assert_eq!(refused.problem(), is(404, "unknown-lookup"));
}
