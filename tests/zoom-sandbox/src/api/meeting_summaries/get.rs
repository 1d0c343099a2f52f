//! Get a meeting's summary.

use serde_json::{Value, json};

use super::{find, view};
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        instance::{Instance, Summary},
    },
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let (instance, summary) = find(call, state)?;
    let mut answer = view::heading(state, instance, summary);
    let host_email = answer["meeting_host_email"].clone();
    let mut add = |name: &str, value: Value| {
        answer.insert(name.to_owned(), value);
    };
    add("summary_last_modified_user_id", json!(instance.host_id));
    add("summary_last_modified_user_email", host_email);
    add(
        "summary_title",
        json!(format!("Meeting summary for {}", instance.topic)),
    );
    add("summary_overview", json!(summary.overview));
    let details = summary
        .details
        .iter()
        .map(|(label, text)| json!({"label": label, "summary": text}));
    add("summary_details", details.collect());
    add("next_steps", json!(summary.next_steps));
    // Nobody edits summaries here, so the edited one is the one written first.
    let details: Vec<&str> = summary
        .details
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    add(
        "edited_summary",
        json!({
            "summary_overview": summary.overview,
            "summary_details": details.join("\n"),
            "next_steps": summary.next_steps,
        }),
    );
    add("summary_content", json!(markdown(instance, summary)));
    add(
        "summary_doc_url",
        json!(format!("{}/doc/{}", call.links.web, summary.id)),
    );
    Ok(Value::Object(answer))
}

fn markdown(instance: &Instance, summary: &Summary) -> String {
    let mut text = format!("# {}\n{}\n", instance.topic, summary.overview);
    for (label, details) in &summary.details {
        text.push_str(&format!("\n## {label}\n{details}\n"));
    }
    text.push_str("\n## Next steps\n");
    for step in &summary.next_steps {
        text.push_str(&format!("- {step}\n"));
    }
    text
}
