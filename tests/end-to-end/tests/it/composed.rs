//! Actions that take several requests, played against the local Zoom: what was made before is what they
//! find, change and leave alone.

use end_to_end::{App, Stage, misfits};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What an action comes to; its output fits.
async fn invoke(stage: &Stage, action: &str, input: Value) -> Value {
    let output = stage.invoke(action, &input).await.done().json();
    assert_eq!(misfits(action, &output), [""; 0], "{action}: {output}");
    output
}

async fn meeting(stage: &Stage, more: Value) -> Value {
    let mut input =
        json!({ "topic": "Open day", "start_time": "2036-01-12T10:00:00Z", "timezone": "UTC" });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    invoke(stage, "create-meeting", input).await
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name]
        .as_array()
        .unwrap_or_else(|| panic!("no {name} in {value}"))
}

#[tokio::test]
async fn a_series_is_moved_and_repeats_as_it_did() {
    let stage = Stage::connected(App::UserGranular).await;
    let recurrence = json!({ "type": 1, "repeat_interval": 2, "end_times": 3 });
    let made = meeting(
        &stage,
        json!({ "type": 8, "recurrence": recurrence, "duration": 30 }),
    )
    .await;
    let input =
        json!({ "meeting_id": made["id"], "start_time": "2036-01-13T15:00", "duration": "PT45M" });
    let moved = invoke(&stage, "reschedule-meeting", input).await;
    assert_eq!(moved["updated"], true);
    let seen = invoke(&stage, "get-meeting", json!({ "meeting_id": made["id"] })).await;
    assert_eq!(seen["duration"], 45);
    assert_eq!(seen["recurrence"]["repeat_interval"], 2);
    let starts: Vec<_> = items(&seen, "occurrences")
        .iter()
        .map(|one| &one["start_time"])
        .collect();
    assert_eq!(
        starts,
        [
            "2036-01-13T15:00:00Z",
            "2036-01-15T15:00:00Z",
            "2036-01-17T15:00:00Z"
        ]
    );
}

#[tokio::test]
async fn a_meeting_is_found_by_a_part_of_its_topic() {
    let stage = Stage::connected(App::UserGranular).await;
    let made = meeting(&stage, json!({ "topic": "Quarterly plan" })).await;
    let _ = meeting(&stage, json!({})).await;
    let found = invoke(
        &stage,
        "find-meetings",
        json!({ "topic": "PLAN", "types": ["scheduled", "upcoming"] }),
    )
    .await;
    let ids: Vec<_> = items(&found, "meetings")
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids, [&made["id"]]);
    assert!(found["searched"].as_u64() >= Some(2), "{found}");
}

#[tokio::test]
async fn a_meeting_is_kept_as_a_definition_and_made_anew() {
    let stage = Stage::connected(App::UserGranular).await;
    let settings = json!({ "waiting_room": true, "mute_upon_entry": true });
    let made = meeting(
        &stage,
        json!({ "agenda": "All of it", "duration": 50, "settings": settings }),
    )
    .await;
    let kept = invoke(
        &stage,
        "export-meeting",
        json!({ "meeting_id": made["id"] }),
    )
    .await;
    let input = json!({ "definition": kept["definition"], "start_time": "2036-01-14T08:00" });
    let copy = invoke(&stage, "import-meeting", input).await;
    assert_ne!(copy["id"], made["id"]);
    assert_ne!(copy["password"], made["password"]);
    for same in ["topic", "agenda", "duration", "timezone"] {
        assert_eq!(copy[same], made[same], "{same}");
    }
    assert_eq!(copy["start_time"], "2036-01-14T08:00:00Z");
    assert_eq!(copy["settings"]["mute_upon_entry"], true);
}

#[tokio::test]
async fn what_is_asked_of_who_registers_and_the_polls_are_made_anew_with_a_meeting() {
    let stage = Stage::connected(App::UserGranular).await;
    let made = meeting(&stage, json!({ "settings": { "approval_type": 0 } })).await;
    let questions = json!({ "meeting_id": made["id"],
        "custom_questions": [{ "title": "Why?", "type": "short", "required": true }] });
    let _ = invoke(&stage, "update-registration-questions", questions).await;
    let poll = json!({ "meeting_id": made["id"], "title": "How was it?",
        "questions": [{ "name": "Again?", "type": "single", "answers": ["Yes", "No"] }] });
    let _ = invoke(&stage, "create-meeting-poll", poll).await;
    let one = json!({ "meeting_id": made["id"] });
    let kept = invoke(&stage, "export-meeting", one).await;
    let input = json!({ "definition": kept["definition"] });
    let copy = invoke(&stage, "import-meeting", input).await;
    assert!(copy.get("warnings").is_none(), "{copy}");
    let one = json!({ "meeting_id": copy["id"] });
    let asked = invoke(&stage, "get-registration-questions", one.clone()).await;
    assert_eq!(asked["custom_questions"][0]["title"], "Why?");
    let polls = invoke(&stage, "list-meeting-polls", one).await;
    assert_eq!(polls["polls"][0]["title"], "How was it?");
}

#[tokio::test]
async fn registrants_are_brought_in_line_with_a_list() {
    let stage = Stage::connected(App::UserGranular).await;
    let made = meeting(&stage, json!({ "settings": { "approval_type": 0 } })).await;
    let people = |names: &[String]| -> Vec<Value> {
        names
            .iter()
            .map(|name| json!({ "email": format!("{name}@guests.example"), "first_name": name }))
            .collect()
    };
    let many: Vec<String> = (0..31).map(|n| format!("guest{n}")).collect();
    let input = json!({ "meeting_id": made["id"], "registrants": people(&many) });
    let added = invoke(&stage, "batch-add-registrants", input).await;
    assert_eq!(items(&added, "registrants").len(), 31);

    let mut wanted = many[1..].to_vec();
    wanted.push("late".to_owned());
    let input = json!({ "meeting_id": made["id"], "registrants": people(&wanted) });
    let mut plan = input.clone();
    plan["plan_only"] = true.into();
    let planned = invoke(&stage, "sync-registrants", plan).await;
    let done = invoke(&stage, "sync-registrants", input.clone()).await;
    for told in [&planned, &done] {
        assert_eq!(told["to_add"], json!(["late@guests.example"]));
        assert_eq!(told["to_cancel"], json!(["guest0@guests.example"]));
        assert_eq!(told["unchanged"], 30);
    }
    assert_eq!(
        (items(&planned, "added").len(), items(&done, "added").len()),
        (0, 1)
    );
    let again = invoke(&stage, "sync-registrants", input).await;
    assert_eq!(
        (&again["unchanged"], &again["to_add"], &again["to_cancel"]),
        (&json!(31), &json!([]), &json!([]))
    );
}

#[tokio::test]
async fn alternative_hosts_come_and_go_and_the_others_stay() {
    let stage = Stage::connected(App::ServerToServer).await;
    let owner = stage.sandbox.user().email;
    let users = invoke(&stage, "list-users", json!({ "all_pages": true })).await;
    let others: Vec<String> = items(&users, "users")
        .iter()
        .filter(|user| user["type"] == 2 && user["email"] != owner.as_str())
        .filter_map(|user| user["email"].as_str().map(str::to_owned))
        .take(2)
        .collect();
    let [one, other] = others.as_slice() else {
        panic!("two licensed users: {users}")
    };
    let made = meeting(&stage, json!({ "user_id": owner })).await;
    let change = async |action: &str, who: &str| {
        let input = json!({ "meeting_id": made["id"], "alternative_hosts": [who] });
        invoke(&stage, action, input).await
    };
    let _ = change("add-alternative-hosts", one).await;
    let both = change("add-alternative-hosts", other).await;
    assert_eq!(both["alternative_hosts"], json!([one, other]));
    let left = change("remove-alternative-hosts", one).await;
    assert_eq!(left["alternative_hosts"], json!([other]));
    let same = change("remove-alternative-hosts", one).await;
    assert_eq!(same["updated"], false);
}

#[tokio::test]
async fn a_host_is_picked_who_has_nothing_else_then() {
    let stage = Stage::connected(App::UserGranular).await;
    let _ = meeting(&stage, json!({ "duration": 60 })).await;
    let at = |start: &str| json!({ "user_ids": ["me"], "start_time": start, "duration": 30 });
    let busy = invoke(&stage, "pick-host", at("2036-01-12T10:30:00Z")).await;
    assert_eq!(
        (&busy["available"], items(&busy, "busy").len()),
        (&json!(false), 1)
    );
    let free = invoke(&stage, "pick-host", at("2036-01-12T11:00:00Z")).await;
    assert_eq!(
        (&free["available"], &free["user_id"]),
        (&json!(true), &json!("me"))
    );
}

#[tokio::test]
async fn a_host_of_a_series_is_not_picked_for_its_third_week() {
    let stage = Stage::connected(App::UserGranular).await;
    let now = Timestamp::now().as_second();
    let in_weeks = |weeks: i64, minutes: i64| {
        let then = now + weeks * 7 * 24 * 3600 + minutes * 60;
        Timestamp::from_second(then).unwrap().to_string()
    };
    let made = meeting(
        &stage,
        json!({
            "type": 8, "start_time": in_weeks(1, 0), "duration": 60,
            "recurrence": { "type": 1, "repeat_interval": 7, "end_times": 3 }
        }),
    )
    .await;
    assert_eq!(items(&made, "occurrences").len(), 3);
    for (weeks, free) in [(1, false), (2, false), (3, false), (4, true)] {
        let input =
            json!({ "user_ids": ["me"], "start_time": in_weeks(weeks, 30), "duration": 30 });
        let picked = invoke(&stage, "pick-host", input).await;
        assert_eq!(picked["available"], free, "in {weeks} weeks: {picked}");
    }
}

#[tokio::test]
async fn a_survey_is_made_seen_and_deleted_and_bots_get_tokens() {
    let stage = Stage::connected(App::ServerToServer).await;
    let made = meeting(&stage, json!({ "user_id": stage.sandbox.user().email })).await;
    let one = json!({ "meeting_id": made["id"] });
    let mut survey = one.clone();
    survey["custom_survey"] = json!({ "title": "How was it?", "questions": [{ "name": "Again?", "type": "single", "answers": ["Yes", "No"] }] });
    let _ = invoke(&stage, "update-meeting-survey", survey).await;
    let seen = invoke(&stage, "get-meeting-survey", one.clone()).await;
    assert_eq!(seen["custom_survey"]["title"], "How was it?");
    let _ = invoke(&stage, "delete-meeting-survey", one.clone()).await;
    for kind in ["local_recording", "live_streaming", "local_archiving"] {
        let mut input = one.clone();
        input["kind"] = kind.into();
        let token = invoke(&stage, "get-join-token", input).await;
        assert_eq!(token["expire_in"], 120);
    }
}
