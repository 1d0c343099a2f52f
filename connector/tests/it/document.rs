//! The document of the actions: what it says to people holds.

use serde_json::{Value, json};

use crate::support::begin;

fn manifest() -> Value {
    serde_json::from_str(&zoom_connector::manifest()).unwrap()
}

#[test]
fn the_document_of_the_actions_says_of_each_what_it_does_what_it_needs_and_which_scopes_it_takes() {
    let document = include_str!("../../../docs/actions.md");
    assert!(
        document == zoom_connector::actions_table(),
        "docs/actions.md is stale: run `cargo xtask manifest`"
    );
    let (_, scopes) = document.split_once("## Scopes to tick").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let cells = cells(id);
        let words = id.replace('-', " ");
        let title = action["title"].as_str().unwrap();
        let named = match title.to_lowercase() == words {
            true => format!("`{id}`"),
            false => format!("`{id}` ({title})"),
        };
        assert_eq!(cells[0], named);
        assert_eq!(cells[1], action["summary"].as_str().unwrap(), "{id}");
        let required = action["input"]["required"].as_array();
        let required = required.into_iter().flatten();
        let required: Vec<_> = required
            .map(|name| format!("`{}`", name.as_str().unwrap()))
            .collect();
        assert!(
            cells[2].starts_with(&required.join(", ")),
            "{id}: {cells:?}"
        );
        let needs_none = action["scopes"]["classic"] == json!([[]]);
        let of_others = action["group"] == "Records" || id == "http-request";
        let rows = scopes
            .lines()
            .filter(|row| row.contains(&format!("`{id}`")) && row.starts_with("| `"));
        assert_eq!(rows.count(), usize::from(!needs_none || of_others), "{id}");
    }
}

/// The cells of the row of an action.
fn cells(id: &str) -> Vec<&'static str> {
    let document = include_str!("../../../docs/actions.md");
    let (actions, _) = document.split_once("## Scopes to tick").unwrap();
    let start = format!("| `{id}` ");
    let mut rows = actions.lines().filter(|row| row.starts_with(&start));
    let row = rows.next().unwrap_or_else(|| panic!("no row for {id}"));
    assert_eq!(rows.next(), None);
    let row = row.strip_prefix("| ").unwrap();
    row.strip_suffix(" |").unwrap().split(" | ").collect()
}

/// A value of a field for an input that needs it and whose sample does without.
fn value_of(field: &str) -> Value {
    match field {
        "all" => json!(true),
        "app" => json!("server-to-server"),
        "contact_email" => json!("anna@example.com"),
        "contact_name" | "company_name" | "waiting_room_description" => json!("Anna"),
        "contacts" => json!([{ "email": "anna@example.com" }]),
        "day_of_month" => json!(15),
        "device_ip" => json!("192.0.2.1"),
        "duration" => json!(30),
        "end_after" => json!(2),
        "end_date" => json!("2036-12-31"),
        "event_url" => json!("https://flows.example/zoom/events"),
        "events" => json!(["meeting.started"]),
        "from" => json!("2026-02-01"),
        "meeting_id" => json!(1),
        "phone_number" => json!("+4930123456"),
        "start_time" => json!("2036-03-03T09:00:00Z"),
        "timezone" => json!("Europe/Berlin"),
        other => panic!("no value for {other}"),
    }
}

#[test]
fn what_the_document_says_that_an_action_requires_is_what_it_takes_to_begin() {
    for action in manifest()["actions"].as_array().unwrap() {
        let id = action["id"].as_str().unwrap();
        let sample = &action["sample"]["input"];
        let cell = cells(id)[2];
        let required: Vec<_> = cell.split(", ").filter(|needed| *needed != "-").collect();
        let names = |fields: &str| -> Vec<String> {
            let fields = fields.split(" with ");
            fields
                .map(|field| field.trim_matches('`').to_owned())
                .collect()
        };
        let say = |input: &mut Value, fields: &[String]| {
            for field in fields {
                let value = &sample[field];
                input[field] = if value.is_null() {
                    value_of(field)
                } else {
                    value.clone()
                };
            }
        };
        let choices: Vec<Vec<_>> = required
            .iter()
            .map(|needed| needed.split(" or ").collect())
            .collect();
        // Each choice is made once, and each that its rules ask for is left out once.
        let mut turns = vec![vec![Some(0); choices.len()]];
        for (place, choices) in choices.iter().enumerate() {
            let by_rule = choices == &["a change"] || choices.len() > 1;
            let others = (1..choices.len()).map(Some);
            for choice in others.chain(by_rule.then_some(None)) {
                let mut turn = turns[0].clone();
                turn[place] = choice;
                turns.push(turn);
            }
        }
        for turn in turns {
            let mut input = json!({});
            let made = choices.iter().zip(&turn);
            for choice in made.filter_map(|(choices, choice)| Some(choices[(*choice)?])) {
                match choice {
                    "a change" => {
                        for (name, value) in sample.as_object().unwrap() {
                            input[name] = value.clone();
                        }
                    }
                    choice => say(&mut input, &names(choice)),
                }
            }
            // Whom an app is approved for depends on how.
            if id == "pre-approve-app" {
                input["action"] = json!("approve_all");
            }
            let begun = begin(id, input.clone());
            match (turn.contains(&None), begun) {
                (false, begun) => assert!(begun.is_ok(), "{id} {input}: {begun:?}"),
                (true, Err(failure)) => assert_eq!(failure.kind, "invalid-input", "{id}"),
                (true, Ok(_)) => panic!("{id} does without: {input}"),
            }
        }
    }
}

#[test]
fn what_a_table_calls_light_or_heavy_is_in_the_table_of_limits() {
    let document = include_str!("../../../docs/actions.md");
    let (_, limits) = document.split_once("## Limits").unwrap();
    let (limits, _) = limits.split_once("\n## ").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let label = cells(action["id"].as_str().unwrap())[4];
        assert!(
            label == "-" || limits.contains(&format!("| {label} | ")),
            "{label}"
        );
    }
}

#[test]
fn texts_for_people_call_actions_by_titles_that_stand_in_the_document() {
    let document = include_str!("../../../docs/actions.md");
    for title in [
        "Prepare embedded join",
        "User meetings report",
        "Count users by licence",
        "Give a host a licence",
    ] {
        assert!(document.contains(&format!("({title})")), "{title}");
    }
}

#[test]
fn each_action_with_a_meeting_id_is_among_those_of_one_meaning() {
    let document = include_str!("../../../docs/actions.md");
    let (_, chapter) = document.split_once("## Which id").unwrap();
    let (chapter, _) = chapter.split_once("\n## ").unwrap();
    for action in manifest()["actions"].as_array().unwrap() {
        let has = action["input"]["properties"]["meeting_id"].is_object();
        let id = format!("`{}`", action["id"].as_str().unwrap());
        let (_, lists) = chapter.split_once("\n- ").unwrap();
        // These are named as those that tell ids.
        let tells = [
            "`list-meetings`",
            "`list-past-meetings`",
            "`list-past-instances`",
            "`list-recordings`",
        ];
        let named = lists.matches(&id).count() - usize::from(tells.contains(&id.as_str()));
        assert_eq!(named, usize::from(has), "{id}");
    }
}

#[test]
fn the_document_of_the_actions_names_the_scopes_of_each_way_that_an_action_may_go() {
    let document = zoom_connector::actions_table();
    let (_, scopes) = document.split_once("## Scopes to tick").unwrap();
    let row = |id: &str| {
        let mut rows = scopes.lines();
        rows.find(|row| row.contains(&format!("`{id}`")) && row.starts_with("| `"))
            .unwrap()
            .to_owned()
    };
    let pick_host = row("pick-host");
    for scope in [
        "`meeting:read:list_meetings` | ",
        "`user:read:list_users:admin`",
        "`meeting:read:meeting`",
    ] {
        assert!(pick_host.contains(scope), "{scope}: {pick_host}");
    }
    for (id, beside) in [
        (
            "create-meeting",
            "| `meeting:read:list_meetings`; `meeting:read:meeting` |",
        ),
        ("delete-meeting", "| `meeting:read:meeting` |"),
        ("get-meeting-transcript", "| `meeting:read:past_meeting` |"),
        ("update-webinar", "| `webinar:read:webinar` |"),
    ] {
        assert!(row(id).ends_with(beside), "{}", row(id));
    }
    let import = row("import-meeting");
    assert!(import.contains("`meeting:write:poll`"), "{import}");
    for (id, said) in [
        ("create-record", "those of the action of the object"),
        ("http-request", "those of the endpoint"),
        // Any one of these will do, and each of those is for a part.
        ("list-users", "| `user:read` or `user:write` |"),
        (
            "get-attendance",
            "by part: `report:read:list_meeting_participants:admin`; `meeting:read:list_past_participants`; ",
        ),
        (
            "download-recordings",
            "by part: `cloud_recording:read:list_recording_files`; `cloud_recording:read:list_user_recordings`",
        ),
        (
            "get-join-token",
            "by part: `meeting:read:local_recording_token`; ",
        ),
        (
            "recycle-licence",
            "`user:write` and (`user:read` or `user:write` or `user_profile` or `user_info:read`) and (`user:read` or \
             `user:write`) and `meeting:read` and `webinar:read` |",
        ),
        ("sync-registrants", "| `meeting:write` and `meeting:read` |"),
    ] {
        assert!(row(id).contains(said), "{}", row(id));
    }
}
