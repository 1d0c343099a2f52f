//! Get a meeting's invitation: the text that a host would send.

use serde_json::{Value, json};

use super::view;
use crate::{
    api::{call::Call, error::ApiError},
    state::{State, meeting::Meeting},
};

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = call.meeting(state)?;
    let host = state
        .user(&meeting.host_id)
        .ok_or_else(|| ApiError::meeting_does_not_exist(meeting.id))?;
    let mut lines = vec![
        format!(
            "{} is inviting you to a scheduled Zoom meeting.",
            host.display_name()
        ),
        String::new(),
        format!("Topic: {}", meeting.topic),
    ];
    if let Some(start) = meeting.next_start(call.now) {
        let local = start.to_zoned(meeting.zone());
        let zone = meeting.timezone.replace('/', ", ");
        let time = local.strftime("%b %-d, %Y %I:%M %p");
        lines.push(format!("Time: {time} {zone}"));
    }
    let number = grouped(meeting.id);
    lines.extend([
        String::new(),
        "Join Zoom Meeting".into(),
        view::join_url(meeting, host, call.links),
        String::new(),
        format!("Meeting ID: {number}"),
    ]);
    if !meeting.password.is_empty() {
        lines.push(format!("Passcode: {}", meeting.password));
    }
    lines.extend([String::new(), "---".into(), String::new()]);
    lines.push("Dial by your location".into());
    lines.extend(dial_in(meeting).map(|line| format!("• {line}")));
    lines.extend([
        String::new(),
        format!("Meeting ID: {number}"),
        String::new(),
        "Join by SIP".into(),
        format!("• {}@zoomcrc.com", meeting.id),
    ]);
    let invitation = lines.join("\r\n") + "\r\n";
    let sip_links = [format!("sip:{}@zoomcrc.com", meeting.id)];
    Ok(json!({"invitation": invitation, "sip_links": sip_links}))
}

fn dial_in(meeting: &Meeting) -> impl Iterator<Item = String> {
    let numbers = meeting.settings.get("global_dial_in_numbers");
    numbers
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|number| {
            let text = |name: &str| number[name].as_str().unwrap_or_default().to_owned();
            format!("{} {} ({})", text("number"), text("country"), text("city"))
        })
}

/// A meeting id as people read it: 812 3456 7890.
fn grouped(id: u64) -> String {
    let digits = id.to_string();
    let (rest, last) = digits.split_at(digits.len().saturating_sub(4));
    let (first, middle) = rest.split_at(rest.len().min(3));
    format!("{first} {middle} {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_id_is_written_in_three_groups() {
        assert_eq!(grouped(81_234_567_890), "812 3456 7890");
        assert_eq!(grouped(5_550_100_001), "555 010 0001");
    }
}
