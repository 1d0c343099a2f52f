//! A summary as one text in Markdown.

use serde_json::Value;

/// What somebody has edited, else the whole as Zoom made it, else its parts.
pub(super) fn markdown(summary: &Value) -> String {
    let edited = &summary["edited_summary"];
    let parts = [
        text(&edited["summary_overview"]),
        text(&edited["summary_details"]),
    ];
    let edited = joined(parts.into_iter().chain([steps(&edited["next_steps"])]));
    if !edited.is_empty() {
        return edited;
    }
    let whole = text(&summary["summary_content"]);
    if !whole.is_empty() {
        return whole;
    }
    let details = summary["summary_details"].as_array().into_iter().flatten();
    let details = details.map(|detail| {
        let (label, said) = (text(&detail["label"]), text(&detail["summary"]));
        let heading = if label.is_empty() {
            label
        } else {
            format!("## {label}")
        };
        joined([heading, said])
    });
    let overview = [text(&summary["summary_overview"])];
    joined(
        overview
            .into_iter()
            .chain(details)
            .chain([steps(&summary["next_steps"])]),
    )
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().to_owned()
}

/// What is to be done, as a list under a heading.
fn steps(steps: &Value) -> String {
    let steps = steps.as_array().into_iter().flatten().map(text);
    let lines: Vec<_> = steps
        .filter(|step| !step.is_empty())
        .map(|step| format!("- {step}"))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("## Next steps\n\n{}", lines.join("\n"))
}

/// Paragraphs, without those that are empty.
fn joined(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_somebody_edited_outranks_the_whole_and_the_whole_its_parts() {
        let edited = json!({ "summary_overview": "Short.", "summary_details": "", "next_steps": ["Write."] });
        let mut summary = json!({
            "summary_content": " # All\n",
            "summary_overview": "An overview.",
            "summary_details": [{ "label": "Budget", "summary": "Enough." }, { "summary": "More." }, 5],
            "next_steps": ["Call Ben.", ""],
            "edited_summary": edited
        });
        assert_eq!(markdown(&summary), "Short.\n\n## Next steps\n\n- Write.");
        summary["edited_summary"] = json!({ "summary_overview": "", "next_steps": [] });
        assert_eq!(markdown(&summary), "# All");
        summary["summary_content"] = json!("");
        assert_eq!(
            markdown(&summary),
            "An overview.\n\n## Budget\n\nEnough.\n\nMore.\n\n## Next steps\n\n- Call Ben."
        );
        assert_eq!(markdown(&json!({})), "");
    }
}
