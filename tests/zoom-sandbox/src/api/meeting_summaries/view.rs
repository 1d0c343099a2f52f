//! How a summary looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    links::Links,
    state::{
        State,
        instance::{Instance, Summary},
    },
    time,
};

/// What the list shows of a summary, which "get" shows too.
pub(super) fn heading(state: &State, instance: &Instance, summary: &Summary) -> Map<String, Value> {
    let host_email = state
        .user(&instance.host_id)
        .map(|host| host.email.as_str())
        .unwrap_or_default();
    let members = [
        ("meeting_host_id", json!(instance.host_id)),
        ("meeting_host_email", json!(host_email)),
        ("meeting_uuid", json!(instance.uuid)),
        ("meeting_id", json!(instance.meeting_id)),
        ("meeting_topic", json!(instance.topic)),
        ("meeting_start_time", json!(time::utc(instance.start_time))),
        ("meeting_end_time", json!(time::utc(instance.end_time))),
        ("summary_start_time", json!(time::utc(instance.start_time))),
        ("summary_end_time", json!(time::utc(instance.end_time))),
        (
            "summary_created_time",
            json!(time::utc(summary.created_time)),
        ),
        (
            "summary_last_modified_time",
            json!(time::utc(summary.created_time)),
        ),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The whole summary, as "get" and the events show it.
pub(crate) fn whole(
    state: &State,
    instance: &Instance,
    summary: &Summary,
    links: &Links,
) -> Map<String, Value> {
    let mut view = heading(state, instance, summary);
    let host_email = view["meeting_host_email"].clone();
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
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
        json!(format!("{}/doc/{}", links.web, summary.id)),
    );
    view
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
