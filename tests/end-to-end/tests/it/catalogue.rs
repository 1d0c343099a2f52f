//! The actions beside the main job, each once against the local Zoom: what goes out is taken, and what
//! comes back fits the schema of the output.

mod any;
mod own_page;
mod past;
mod planned;
mod users;

use end_to_end::{Stage, misfits};
use serde_json::{Value, json};

/// What an action comes to; its output fits.
async fn invoke(stage: &Stage, action: &str, input: Value) -> Value {
    let output = stage.invoke(action, &input).await.done().json();
    assert_eq!(misfits(action, &output), [""; 0], "{action}: {output}");
    output
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name]
        .as_array()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
}

async fn meeting(stage: &Stage, more: Value) -> Value {
    let mut input = json!({ "topic": "Open day", "start_time": "2038-01-12T10:00:00Z" });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    invoke(stage, "create-meeting", input).await
}
