//! The actions beside the main job, each once against the local Zoom: what goes out is taken, and what
//! comes back fits the schema of the output.

use end_to_end::{App, Stage, misfits};
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

/// The newest recording that is finished.
async fn recording(stage: &Stage) -> Value {
    let listed = invoke(stage, "list-recordings", json!({ "all_pages": true })).await;
    let finished = |recording: &&Value| {
        let files = items(recording, "recording_files");
        !files.is_empty() && files.iter().all(|file| file["status"] == "completed")
    };
    let mut recordings = items(&listed, "meetings").iter();
    recordings.find(finished).expect("there is one").clone()
}

#[tokio::test]
async fn people_are_invited_by_a_text_and_by_links_of_their_own() {
    let stage = Stage::connected(App::UserGranular).await;
    let meeting = meeting(&stage, json!({})).await;
    let one = json!({ "meeting_id": meeting["id"] });
    let invitation = invoke(&stage, "get-meeting-invitation", one).await;
    assert!(text(&invitation, "invitation").contains("Topic: Open day"));

    let attendees = json!([{ "name": "Ada" }, { "name": "Grace", "disable_video": true }]);
    let input = json!({ "meeting_id": meeting["id"], "ttl": 86_400, "attendees": attendees });
    let links = invoke(&stage, "create-invite-links", input).await;
    let names: Vec<_> = items(&links, "attendees")
        .iter()
        .map(|link| text(link, "name"))
        .collect();
    assert_eq!(names, ["Ada", "Grace"]);
    let [first, second] = items(&links, "attendees") else {
        panic!("{links}")
    };
    assert_ne!(first["join_url"], second["join_url"]);
}

#[tokio::test]
async fn registrants_are_listed_by_what_has_become_of_them() {
    let stage = Stage::connected(App::UserGranular).await;
    let meeting = meeting(&stage, json!({ "settings": { "approval_type": 1 } })).await;
    let path = format!("/meetings/{}/registrants", text(&meeting, "id"));
    for name in ["Ada", "Grace", "Mary"] {
        let body = json!({ "first_name": name, "email": format!("{name}@guests.example") });
        let input = json!({ "method": "POST", "path": path, "body": body });
        let made = invoke(&stage, "http-request", input).await;
        assert_eq!(made["status"], 201, "{made}");
    }
    let list = async |status: &str| {
        let input = json!({ "meeting_id": meeting["id"], "status": status, "all_pages": true, "page_size": 2 });
        let listed = invoke(&stage, "list-registrants", input).await;
        items(&listed, "registrants").len()
    };
    assert_eq!(list("pending").await, 3);
    assert_eq!(list("approved").await, 0);
}

#[tokio::test]
async fn each_time_that_a_meeting_took_place_is_found_with_its_recording() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let one = json!({ "meeting_id": recording["id"] });
    let instances = invoke(&stage, "list-past-instances", one).await;
    let uuids: Vec<_> = items(&instances, "meetings")
        .iter()
        .map(|instance| text(instance, "uuid"))
        .collect();
    assert!(uuids.contains(&text(&recording, "uuid")), "{uuids:?}");
    assert_eq!(instances["has_more"], false);

    let none = json!({ "meeting_id": meeting(&stage, json!({})).await["id"] });
    let none = stage.invoke("list-past-instances", &none).await;
    if none.code == 0 {
        assert!(
            none.json()["warnings"].to_string().contains("15 months"),
            "{}",
            none.stdout
        );
    }
}

#[tokio::test]
async fn a_recording_is_linked_to_its_settings_are_seen_and_it_is_thrown_away() {
    let stage = Stage::connected(App::UserGranular).await;
    let recording = recording(&stage).await;
    let uuid = text(&recording, "uuid");
    let input = json!({ "meeting_id": uuid, "ttl": 600 });
    let link = invoke(&stage, "get-recording-link", input).await;
    assert!(
        text(&link, "download_url").starts_with("https://"),
        "{link}"
    );
    assert!(!text(&link, "download_access_token").is_empty());
    assert!(link.get("warnings").is_none(), "{link}");

    let settings = invoke(
        &stage,
        "get-recording-settings",
        json!({ "meeting_id": uuid }),
    )
    .await;
    assert_eq!(settings["topic"], recording["topic"]);

    let deleted = invoke(
        &stage,
        "delete-meeting-recordings",
        json!({ "meeting_id": uuid }),
    )
    .await;
    assert_eq!(
        (&deleted["action"], &deleted["deleted"]),
        (&json!("trash"), &json!(true))
    );
    let gone = json!({ "meeting_id": uuid });
    let _ = stage
        .invoke("get-meeting-recordings", &gone)
        .await
        .ended_with(4);
    let trash = invoke(&stage, "list-recordings", json!({ "trash": true })).await;
    let trashed = items(&trash, "meetings")
        .iter()
        .any(|recording| recording["uuid"] == uuid);
    assert!(trashed, "{trash}");
}

#[tokio::test]
async fn reports_tell_an_administrator_who_met_whom_and_for_how_long() {
    let stage = Stage::connected(App::ServerToServer).await;
    let host = stage.sandbox.user().email;
    let today = jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .date();
    let ago = |days: i64| {
        today
            .saturating_sub(jiff::Span::new().days(days))
            .to_string()
    };
    let range =
        json!({ "user_id": host, "from": ago(100), "to": today.to_string(), "all_pages": true });
    let held = invoke(&stage, "report-user-meetings", range).await;
    assert_eq!(held["clamped"], false);
    let met = |meeting: &&Value| meeting["participants_count"].as_i64().unwrap_or_default() > 1;
    let meeting = items(&held, "meetings")
        .iter()
        .find(met)
        .expect("a meeting of several");

    let input = json!({ "meeting_id": meeting["uuid"], "include_fields": "registrant_id", "all_pages": true });
    let report = invoke(&stage, "report-meeting-participants", input).await;
    let people = items(&report, "participants");
    assert!(
        people.len() > 1 && people.iter().all(|person| person["duration"].is_i64()),
        "{report}"
    );

    let month =
        json!({ "type": "active", "from": ago(27), "to": today.to_string(), "all_pages": true });
    let active = invoke(&stage, "report-active-hosts", month.clone()).await;
    let emails: Vec<_> = items(&active, "users")
        .iter()
        .map(|user| text(user, "email"))
        .collect();
    assert!(emails.contains(&host.as_str()), "{emails:?}");
    let mut month = month;
    month["type"] = "inactive".into();
    let inactive = invoke(&stage, "report-active-hosts", month).await;
    assert!(
        items(&inactive, "users")
            .iter()
            .all(|user| user["email"] != host.as_str())
    );
}

#[tokio::test]
async fn a_report_is_no_matter_of_a_user_who_has_connected_alone() {
    let stage = Stage::connected(App::UserGranular).await;
    let input = json!({ "from": "2026-01-01", "to": "2026-01-20" });
    let refused = stage.invoke("report-active-hosts", &input).await;
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("report:read:list_users:admin"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn users_are_listed_looked_at_and_changed() {
    let stage = Stage::connected(App::ServerToServer).await;
    let listed = invoke(
        &stage,
        "list-users",
        json!({ "all_pages": true, "page_size": 2 }),
    )
    .await;
    let owner = stage.sandbox.user().email;
    let of_another = |user: &&Value| user["email"] != owner.as_str();
    let someone = items(&listed, "users")
        .iter()
        .find(of_another)
        .expect("there are others");
    let someone = text(someone, "email");

    let one = json!({ "user_id": someone });
    let before = invoke(&stage, "get-user", one.clone()).await;
    let change = json!({ "user_id": someone, "dept": "Law", "type": 1, "timezone": "Europe/Vienna",
        "phone_numbers": [{ "code": "+43", "country": "AT", "label": "Office", "number": "12345" }] });
    let updated = invoke(&stage, "update-user", change).await;
    assert_eq!(
        updated["updated_fields"],
        json!(["dept", "phone_numbers", "timezone", "type"])
    );
    let after = invoke(&stage, "get-user", one).await;
    assert_eq!((&after["dept"], &after["type"]), (&json!("Law"), &json!(1)));
    assert_eq!(after["phone_numbers"][0]["number"], "12345");
    assert_eq!(after["last_name"], before["last_name"]);

    let back = json!({ "user_id": someone, "dept": before["dept"], "type": before["type"] });
    let _ = invoke(&stage, "update-user", back).await;
}

#[tokio::test]
async fn a_user_is_told_for_whom_to_schedule_and_with_which_settings() {
    let stage = Stage::connected(App::ServerToServer).await;
    let listed = invoke(&stage, "list-users", json!({ "all_pages": true })).await;
    let mut schedulers = Vec::new();
    for user in items(&listed, "users") {
        let input = json!({ "user_id": user["id"] });
        let list = invoke(&stage, "list-schedulers", input.clone()).await;
        schedulers.extend(items(&list, "schedulers").to_vec());
        let settings = invoke(&stage, "get-user-settings", input).await;
        assert!(settings["schedule_meeting"].is_object(), "{settings}");
    }
    assert!(
        schedulers
            .iter()
            .any(|scheduler| scheduler["email"] == stage.sandbox.user().email.as_str())
    );

    let owner = json!({ "user_id": stage.sandbox.user().email });
    for (option, member) in [
        ("meeting_security", "meeting_security"),
        ("meeting_authentication", "authentication_options"),
        ("recording_authentication", "recording_authentication"),
    ] {
        let mut input = owner.clone();
        input["option"] = option.into();
        let settings = invoke(&stage, "get-user-settings", input).await;
        assert!(!settings[member].is_null(), "{settings}");
    }
    let mut input = owner;
    input["custom_query_fields"] = "host_video".into();
    let settings = invoke(&stage, "get-user-settings", input).await;
    assert!(
        settings["schedule_meeting"]["host_video"].is_boolean(),
        "{settings}"
    );
}

#[tokio::test]
async fn the_connected_user_is_known_and_gets_a_token() {
    let stage = Stage::connected(App::UserGranular).await;
    let user = invoke(&stage, "get-current-user", json!({})).await;
    assert_eq!(text(&user, "email"), stage.sandbox.user().email);
    let same = invoke(&stage, "get-user", json!({})).await;
    assert_eq!(same["id"], user["id"]);
    for kind in ["zak", "onbehalf"] {
        let token = invoke(
            &stage,
            "get-user-token",
            json!({ "type": kind, "ttl": 600 }),
        )
        .await;
        assert!(!text(&token, "token").is_empty());
    }
}

#[tokio::test]
async fn a_connection_tests_itself_in_a_workflow() {
    for app in [App::UserGranular, App::UserClassic, App::ServerToServer] {
        let stage = Stage::connected(app).await;
        let tested = invoke(&stage, "test-connection", json!({})).await;
        assert!(
            text(&tested, "label").contains(&stage.sandbox.user().email),
            "{tested}"
        );
        let reach = if app == App::ServerToServer {
            "account"
        } else {
            "user"
        };
        assert_eq!(tested["reach"], reach);
    }
}

#[tokio::test]
async fn any_request_can_be_made_and_none_that_leaves_the_api() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = meeting(&stage, json!({})).await;
    let path = format!("/v2/meetings/{}", text(&created, "id"));
    let change = json!({ "method": "PATCH", "path": path, "body": { "topic": "Closed day" } });
    assert_eq!(invoke(&stage, "http-request", change).await["status"], 204);
    let got = invoke(&stage, "http-request", json!({ "path": path })).await;
    assert_eq!(got["body"]["topic"], "Closed day");
    let listed =
        json!({ "path": "/users/me/meetings", "query": { "type": "scheduled", "page_size": 1 } });
    let listed = invoke(&stage, "http-request", listed).await;
    assert_eq!(items(&listed["body"], "meetings").len(), 1);
    let deleted = json!({ "method": "DELETE", "path": path });
    assert_eq!(invoke(&stage, "http-request", deleted).await["status"], 204);
    let _ = stage
        .invoke("http-request", &json!({ "path": path }))
        .await
        .ended_with(4);

    let before = stage.sandbox.requests().all().len();
    for input in [
        json!({ "path": "/../oauth/token" }),
        json!({ "path": "https://evil.example/x" }),
        json!({ "path": "/users/me", "headers": { "Authorization": "Bearer x" } }),
    ] {
        let _ = stage.invoke("http-request", &input).await.ended_with(2);
    }
    assert_eq!(
        stage.sandbox.requests().all().len(),
        before,
        "nothing was sent"
    );
}

#[tokio::test]
async fn who_was_there_is_told_person_by_person_by_whatever_the_connection_may_ask() {
    for (app, source) in [
        (App::ServerToServer, "report"),
        (App::UserGranular, "past_meeting"),
    ] {
        let stage = Stage::connected(app).await;
        let recording = recording(&stage).await;
        let input = json!({ "meeting_id": recording["uuid"], "present_percent": 50 });
        let attendance = invoke(&stage, "get-attendance", input).await;
        assert_eq!(attendance["source"], source, "{attendance}");
        let people = items(&attendance, "people");
        assert!(people.len() >= 2, "{attendance}");
        assert_eq!(attendance["people_count"], people.len());
        for person in people {
            let seconds = person["seconds"].as_u64().unwrap();
            assert!(
                seconds <= attendance["meeting_seconds"].as_u64().unwrap(),
                "{person}"
            );
        }
    }
}

#[tokio::test]
async fn what_was_said_is_read_out_of_the_recording() {
    let stage = Stage::connected(App::UserGranular).await;
    let listed = invoke(&stage, "list-recordings", json!({ "all_pages": true })).await;
    let has = |recording: &&Value, kind: &str| {
        let files = items(recording, "recording_files");
        files.iter().any(|file| file["file_type"] == kind)
    };
    let recordings = items(&listed, "meetings");
    let one = recordings
        .iter()
        .find(|recording| has(recording, "TRANSCRIPT"))
        .expect("there is one");
    let input = json!({ "meeting_id": one["uuid"] });
    let transcript = invoke(&stage, "get-transcript-text", input).await;
    assert_eq!(transcript["available"], true, "{transcript}");
    let segments = items(&transcript, "segments");
    assert!(
        !segments.is_empty() && segments.iter().all(|segment| segment["speaker"] != ""),
        "{transcript}"
    );

    let planned = meeting(&stage, json!({})).await;
    let input = json!({ "meeting_id": planned["id"] });
    let none = invoke(&stage, "get-transcript-text", input).await;
    assert_eq!(none["available"], false, "{none}");
}

#[tokio::test]
async fn meetings_are_scheduled_as_people_say_it_and_begin_by_the_clock() {
    let stage = Stage::connected(App::UserGranular).await;
    let said = |more: Value| {
        let mut input = json!({ "topic": "Review", "start_time": "2032-10-27T09:00", "timezone": "Europe/Berlin",
            "duration": "PT1H30M" });
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        input
    };
    let once = invoke(&stage, "schedule-one-time-meeting", said(json!({}))).await;
    assert_eq!(
        once["local_times"][0]["local_start"], "2032-10-27T09:00:00",
        "{once}"
    );
    assert_eq!(once["duration"], 90);
    for (action, more, starts) in [
        (
            "schedule-daily-meeting",
            json!({ "every": 7, "end_after": 2 }),
            ["2032-10-27T07:00:00Z", "2032-11-03T08:00:00Z"],
        ),
        (
            "schedule-weekly-meeting",
            json!({ "days": ["Wednesday"], "end_date": "2032-11-03" }),
            ["2032-10-27T07:00:00Z", "2032-11-03T08:00:00Z"],
        ),
        (
            "schedule-monthly-meeting",
            json!({ "week": "last", "day": "Wednesday", "end_after": 2 }),
            ["2032-10-27T07:00:00Z", "2032-11-24T08:00:00Z"],
        ),
    ] {
        let series = invoke(&stage, action, said(more)).await;
        let times = items(&series, "local_times");
        let utc: Vec<_> = times.iter().map(|time| text(time, "start_time")).collect();
        assert_eq!(utc, starts, "{action}: {series}");
        for time in times {
            assert!(
                text(time, "local_start").ends_with("T09:00:00"),
                "{action}: {time}"
            );
        }
        assert!(series.get("warnings").is_none(), "{action}: {series}");
    }
}

#[tokio::test]
async fn a_page_of_ones_own_joins_a_meeting_by_a_signature_that_the_host_makes() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let secret = stage.file("sdk_secret");
    std::fs::write(&secret, "not-a-secret-of-the-sdk\n").expect("it is written");
    let secret = format!("sdk_secret={}", secret.display());
    let sdk = ["--set", "sdk_key=sdk-key", "--set-file", &secret];
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let meeting = meeting(&stage, json!({})).await;
    let input = json!({ "meeting_id": meeting["id"], "role": 1 });
    let signed = invoke(&stage, "create-sdk-signature", input).await;
    assert_eq!(claims(&signed)["mn"], meeting["id"]);
    assert_eq!(claims(&signed)["role"], 1);
    assert_eq!(signed["sdk_key"], "sdk-key");
}

#[tokio::test]
async fn without_the_secret_nothing_is_signed_and_the_secret_of_the_client_never_signs() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let sdk = ["--set", "sdk_key=sdk-key"];
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let refused = stage.invoke("create-sdk-signature", &json!({})).await;
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("sdk_secret"), "{}", refused.stderr);
}

/// The claims of a signature, where a library that knows nothing of this connector finds it right.
fn claims(package: &Value) -> Value {
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_required_spec_claims(&["exp"]);
    let key = jsonwebtoken::DecodingKey::from_secret(b"not-a-secret-of-the-sdk");
    let token = text(package, "signature");
    let decoded = jsonwebtoken::decode::<Value>(token, &key, &validation);
    decoded.expect("it is signed").claims
}

#[tokio::test]
async fn a_page_of_ones_own_gets_all_that_it_starts_a_meeting_with() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let sdk = [
        "--set",
        "sdk_key=sdk-key",
        "--set-file",
        "sdk_secret=sdk_secret",
    ];
    std::fs::write(stage.file("sdk_secret"), "not-a-secret-of-the-sdk").expect("it is written");
    let _ = stage.connect(App::UserGranular, &sdk).await.done();
    let meeting = meeting(&stage, json!({ "password": "tulip" })).await;
    let input = json!({ "meeting_id": meeting["id"], "role": 1 });
    let package = invoke(&stage, "create-join-package", input).await;
    assert_eq!(claims(&package)["role"], 1);
    assert_eq!(package["passcode"], "tulip");
    assert!(!text(&package, "zak").is_empty());
    assert_eq!(package["left_out"], json!([]));
}

#[tokio::test]
async fn the_manifest_of_an_app_is_printed_before_anybody_has_connected() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let chosen = "create-meeting,list-recordings";
    let printed = stage
        .run(&["app", "manifest", "zoom", "--for", chosen])
        .await
        .done();
    let oauth = &printed.json()["oauth_information"];
    let scopes: Vec<_> = items(oauth, "scopes")
        .iter()
        .map(|scope| text(scope, "scope"))
        .collect();
    assert_eq!(
        scopes,
        [
            "user:read:user",
            "meeting:write:meeting",
            "cloud_recording:read:list_user_recordings",
            "meeting:read:list_meetings",
            "meeting:read:meeting"
        ]
    );
    assert_eq!(
        oauth["oauth_allow_list"],
        json!(["http://127.0.0.1:8917/oauth/callback/zoom"])
    );
    let wrong = [
        "app",
        "manifest",
        "zoom",
        "--for",
        "list-users,create-meting",
    ];
    let refused = stage.run(&wrong).await;
    assert!(
        refused
            .stderr
            .contains("no action create-meting; did you mean create-meeting?"),
        "{}",
        refused.stderr
    );
    assert!(stage.sandbox.requests().all().is_empty());
}

#[tokio::test]
async fn a_licence_goes_from_one_user_to_another_and_nobody_who_is_protected_loses_one() {
    let stage = Stage::connected(App::ServerToServer).await;
    let before = invoke(&stage, "get-user-summary", json!({})).await;
    let plans = invoke(&stage, "get-plan-usage", json!({})).await;
    assert_eq!(plans["plan_base"]["usage"], before["licensed_users_count"]);
    let groups = invoke(&stage, "list-groups", json!({})).await;
    let group = &items(&groups, "groups")[0]["id"];
    let lena = "lena@sandbox.example";
    let into = json!({ "user_id": lena, "group_id": group });
    let _ = invoke(&stage, "update-user", into).await;
    let members = json!({ "group_id": group });
    let members = invoke(&stage, "list-group-members", members).await;
    assert_eq!(items(&members, "members")[0]["email"], lena);

    let mut input = json!({ "user_id": "ben@sandbox.example", "max_licensed": before["licensed_users_count"],
        "protected_groups": [group], "free_for_minutes": 0, "plan_only": true });
    let plan = invoke(&stage, "recycle-licence", input.clone()).await;
    let adam = "adam@sandbox.example";
    assert_eq!(plan["would_take_from"]["email"], adam, "{plan}");
    let same = invoke(&stage, "get-user-summary", json!({})).await;
    assert_eq!(same, before, "a plan changes nothing");

    input["plan_only"] = false.into();
    let done = invoke(&stage, "recycle-licence", input).await;
    assert_eq!(
        (&done["given"], &done["taken_from"]["email"]),
        (&json!(true), &json!(adam))
    );
    let ben = json!({ "user_id": "ben@sandbox.example" });
    assert_eq!(invoke(&stage, "get-user", ben).await["type"], 2);
    let lost = json!({ "user_id": adam });
    assert_eq!(invoke(&stage, "get-user", lost).await["type"], 1);
}
