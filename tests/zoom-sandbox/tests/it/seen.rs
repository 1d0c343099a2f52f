//! What was seen of Zoom in 2025 and 2026 and contradicts its documentation, or what one
//! would expect: the sandbox does the same, or has a fault that makes it.

use http::StatusCode;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, RateLimit, Trouble};

use crate::{
    client::{Client, builder, sandbox},
    receiver::Receiver,
};

const APP: &str = "sandbox-user-granular";
const SERVER: &str = "sandbox-server-to-server";
/// The frozen clock says noon of a Wednesday.
const TOMORROW: &str = "2026-03-05T10:00:00Z";

async fn owner() -> Client {
    Client::signed_in(sandbox().await, APP).await
}

fn path(meeting: &Value) -> String {
    format!("/meetings/{}", meeting["id"])
}

async fn patch(client: &Client, meeting: &Value, change: Value) -> Value {
    let changed = client
        .call(Method::PATCH, &path(meeting), Some(change))
        .await;
    assert_eq!(changed, (204, Value::Null));
    client.get(&path(meeting)).await.1
}

async fn register(client: &Client, meeting: &Value, more: Value) -> (u16, Value) {
    let mut body = json!({"email": "ada@guests.example", "first_name": "Ada"});
    let more = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(more);
    let path = format!("{}/registrants", path(meeting));
    client.call(Method::POST, &path, Some(body)).await
}

fn starts(meeting: &Value) -> Vec<&str> {
    let occurrences = meeting["occurrences"].as_array().unwrap().iter();
    occurrences
        .map(|occurrence| occurrence["start_time"].as_str().unwrap())
        .collect()
}

async fn wait(client: Client, duration: SignedDuration) -> Client {
    client.sandbox.clock().advance(duration);
    Client::signed_in(client.sandbox, APP).await
}

/// The code and the message of a refusal.
fn refusal(answer: &(u16, Value)) -> (u16, i64, &str) {
    let (status, body) = answer;
    let code = body["code"].as_i64().unwrap();
    (*status, code, body["message"].as_str().unwrap())
}

// Row 1
#[tokio::test]
async fn registration_is_dropped_without_a_word_where_no_start_is_to_come() {
    let client = owner().await;
    let registration = || json!({"approval_type": 0});
    let open = client
        .create(json!({"type": 3, "settings": registration()}))
        .await;
    assert_eq!(open["settings"]["approval_type"], 2);
    let patched = patch(&client, &open, json!({"settings": registration()})).await;
    assert_eq!(patched["settings"]["approval_type"], 2);
    let refused = register(&client, &open, json!({})).await;
    let message = format!(
        "Registration has not been enabled for this meeting: {}.",
        open["id"]
    );
    assert_eq!(refusal(&refused), (400, 3000, message.as_str()));

    for (start, kept) in [(TOMORROW, 0), ("2026-03-01T10:00:00Z", 2)] {
        let body = json!({
            "type": 9, "start_time": start, "settings": registration(),
            "recurrence": {"type": 1, "end_times": 3},
        });
        let (_, webinar) = client
            .call(Method::POST, "/users/me/webinars", Some(body))
            .await;
        assert_eq!(webinar["settings"]["approval_type"], kept, "{start}");
    }
}

// Row 2
#[tokio::test]
async fn a_host_and_an_alternative_host_can_not_register() {
    let client = owner().await;
    let settings = json!({"approval_type": 0, "alternative_hosts": "adam@sandbox.example;lena@sandbox.example"});
    let meeting = client
        .create(json!({"start_time": TOMORROW, "settings": settings}))
        .await;
    for host in ["olivia@sandbox.example", "Lena@sandbox.example"] {
        let refused = register(&client, &meeting, json!({"email": host})).await;
        assert_eq!(refusal(&refused), (400, 3027, "Host can not register"));
    }
    assert_eq!(register(&client, &meeting, json!({})).await.0, 201);
}

// Row 3
#[tokio::test]
async fn whoever_registers_is_in_under_automatic_approval_and_as_asked_under_manual() {
    let client = owner().await;
    for (approval_type, auto_approve, joins) in [
        (0, json!({}), true),
        (0, json!({"auto_approve": false}), true),
        (1, json!({}), false),
        (1, json!({"auto_approve": true}), true),
    ] {
        let settings = json!({"approval_type": approval_type});
        let meeting = client
            .create(json!({"start_time": TOMORROW, "settings": settings}))
            .await;
        let (_, added) = register(&client, &meeting, auto_approve.clone()).await;
        let in_already = added.get("join_url").is_some();
        assert_eq!(in_already, joins, "{approval_type} {auto_approve}");
    }
}

// Row 4
#[tokio::test]
async fn a_meeting_that_became_a_webinar_is_out_of_reach_for_meeting_calls() {
    let mut receiver = Receiver::start().await;
    let client = owner().await;
    let subscription = receiver.subscription(&["meeting.converted_to_webinar"]);
    client.sandbox.subscribe(subscription).await.unwrap();
    let meeting = client
        .create(json!({"topic": "All hands", "start_time": TOMORROW}))
        .await;
    let convert = format!(
        "{}/_sandbox/webinars/{}",
        client.sandbox.url(),
        meeting["id"]
    );
    let converted = client.http.put(&convert).send().await.unwrap();
    assert_eq!(converted.status(), 204);
    let refused = client.get(&path(&meeting)).await;
    assert_eq!(
        refusal(&refused),
        (400, 3000, "Cannot access webinar info.")
    );
    let (status, webinar) = client.get(&format!("/webinars/{}", meeting["id"])).await;
    assert_eq!(status, 200, "{webinar}");
    assert_eq!(
        (&webinar["topic"], &webinar["type"]),
        (&json!("All hands"), &json!(5))
    );
    let told = receiver.next().await.event();
    assert_eq!(told["payload"]["object"]["id"], meeting["id"]);
    assert_eq!(told["payload"]["object"]["type"], 5);
    // What is a webinar already does not become one.
    let again = client.http.put(&convert).send().await.unwrap();
    assert_eq!(again.status(), 422);
}

// Row 6
#[tokio::test]
async fn fields_at_the_top_that_are_not_published_are_ignored() {
    let client = owner().await;
    let body = json!({"auto_recording": "cloud", "private_meeting": true, "colour": "red"});
    let meeting = client.create(body).await;
    assert_eq!(meeting["settings"]["auto_recording"], "none");
    for ignored in ["auto_recording", "private_meeting", "colour"] {
        assert_eq!(meeting.get(ignored), None);
    }
}

// Row 7
#[tokio::test]
async fn any_change_ends_an_endless_series_some_years_from_the_day_of_the_change() {
    for (recurrence, number, first) in [
        (
            json!({"type": 2, "weekly_days": "4", "end_times": 0}),
            110,
            "2026-04-08T10:00:00Z",
        ),
        (
            json!({"type": 2, "weekly_days": "4"}),
            110,
            "2026-04-08T10:00:00Z",
        ),
        (
            json!({"type": 3, "monthly_day": 11, "end_times": 0}),
            60,
            "2026-04-11T10:00:00Z",
        ),
    ] {
        let client = owner().await;
        let series = json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-03-11T10:00:00Z",
            "recurrence": recurrence,
        });
        let series = client.create(series).await;
        assert_eq!(series["recurrence"].get("end_date_time"), None);
        let client = wait(client, SignedDuration::from_hours(30 * 24)).await;
        let changed = patch(&client, &series, json!({"topic": "Renamed"})).await;
        let starts = starts(&changed);
        assert_eq!((starts.len(), starts[0]), (number, first), "{recurrence}");
        assert_eq!(
            changed["recurrence"]["end_date_time"].as_str(),
            starts.last().copied()
        );
    }
}

// Row 8
#[tokio::test]
async fn a_recurrence_in_part_is_the_whole_recurrence_afterwards() {
    let client = owner().await;
    let series = client
        .create(json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-03-09T10:00:00Z",
            "recurrence": {"type": 2, "weekly_days": "2,4", "repeat_interval": 2, "end_times": 6},
        }))
        .await;
    let in_part = json!({"recurrence": {"type": 2, "weekly_days": "2", "end_date_time": "2026-03-24T00:00:00Z"}});
    let changed = patch(&client, &series, in_part).await;
    assert_eq!(changed["recurrence"]["repeat_interval"], 1);
    assert_eq!(
        starts(&changed),
        [
            "2026-03-09T10:00:00Z",
            "2026-03-16T10:00:00Z",
            "2026-03-23T10:00:00Z"
        ]
    );
}

// Row 9
#[tokio::test]
async fn a_new_number_of_meetings_without_a_start_counts_from_the_last_one() {
    let client = owner().await;
    let daily = |end_times: u32| json!({"type": 1, "end_times": end_times});
    let start = "2026-03-10T10:00:00Z";
    let series = client
        .create(json!({"type": 8, "start_time": start, "recurrence": daily(3)}))
        .await;
    let changed = patch(&client, &series, json!({"recurrence": daily(2)})).await;
    assert_eq!(
        starts(&changed),
        ["2026-03-12T10:00:00Z", "2026-03-13T10:00:00Z"]
    );
    let with_start = json!({"start_time": start, "recurrence": daily(2)});
    let changed = patch(&client, &series, with_start).await;
    assert_eq!(
        starts(&changed),
        ["2026-03-10T10:00:00Z", "2026-03-11T10:00:00Z"]
    );
}

// Row 10
#[tokio::test]
async fn a_start_in_the_past_is_now_and_the_meeting_ends_up_among_past_ones() {
    let client = owner().await;
    let body = json!({"topic": "Too late", "start_time": "2026-01-01T08:00:00Z", "duration": 30});
    let meeting = client.create(body).await;
    assert_eq!(meeting["start_time"], "2026-03-04T12:00:00Z");
    let weekly = client
        .create(json!({
            "type": 8, "timezone": "UTC", "start_time": "2026-01-01T08:00:00Z",
            "recurrence": {"type": 2, "weekly_days": "6", "end_times": 2},
        }))
        .await;
    // The hour is that of the call.
    assert_eq!(
        starts(&weekly),
        ["2026-03-06T12:00:00Z", "2026-03-13T12:00:00Z"]
    );
    let client = wait(client, SignedDuration::from_hours(1)).await;
    for (list, there) in [("previous_meetings", true), ("upcoming", false)] {
        let (_, list) = client.get(&format!("/users/me/meetings?type={list}")).await;
        assert_eq!(list.to_string().contains("Too late"), there);
    }
}

// Row 11
#[tokio::test]
async fn sixty_meetings_of_a_series_are_taken_and_no_more() {
    let client = owner().await;
    let series = |end_times: u32| json!({"type": 8, "start_time": TOMORROW, "recurrence": {"type": 1, "end_times": end_times}});
    assert_eq!(starts(&client.create(series(60)).await).len(), 60);
    let (status, _) = client
        .call(Method::POST, "/users/me/meetings", Some(series(61)))
        .await;
    assert_eq!(status, 400);
}

async fn recording(client: &Client, topic: &str) -> Value {
    let (_, list) = client.get("/users/me/recordings?from=2026-02-10").await;
    let recordings = list["meetings"].as_array().unwrap();
    let found = recordings.iter().find(|known| known["topic"] == topic);
    found.unwrap().clone()
}

fn encoded(uuid: &Value) -> String {
    uuid.as_str().unwrap().replace('/', "%252F")
}

// Rows 12 and 30
#[tokio::test]
async fn a_transcript_is_found_by_uuid_alone_after_the_meeting_and_at_times_not_yet() {
    let client = owner().await;
    let recorded = recording(&client, "Retrospective").await;
    let by_uuid = format!("/meetings/{}/transcript", encoded(&recorded["uuid"]));
    let missing = (404, 3322, "This meeting transcript does not exist.");
    assert_eq!(client.get(&by_uuid).await.0, 200);
    let by_number = client.get(&format!("{}/transcript", path(&recorded))).await;
    assert_eq!(refusal(&by_number), missing);
    let planned = client.create(json!({"start_time": TOMORROW})).await;
    let upcoming = format!("/meetings/{}/transcript", encoded(&planned["uuid"]));
    assert_eq!(refusal(&client.get(&upcoming).await), missing);

    let not_yet = Fault::answer("GET", "/v2/meetings/*/transcript", StatusCode::NOT_FOUND)
        .body(r#"{"code":3322,"message":"This meeting transcript does not exist."}"#);
    client.sandbox.faults().add(not_yet);
    assert_eq!(refusal(&client.get(&by_uuid).await), missing);
    let files = recorded["recording_files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["file_type"] == "TRANSCRIPT"));
    assert_eq!(client.get(&by_uuid).await.0, 200);
}

// Rows 14 and 15
#[tokio::test]
async fn the_type_of_a_recording_is_a_number_and_an_uploaded_one_is_of_no_meeting() {
    let client = Client::server_to_server().await;
    let (_, list) = client
        .get("/users/adam@sandbox.example/recordings?from=2026-02-10")
        .await;
    let uploaded = &list["meetings"][0];
    assert_eq!(uploaded["type"], 99);
    assert_eq!(uploaded.get("id"), None);
    let by_uuid = format!("/meetings/{}/recordings", encoded(&uploaded["uuid"]));
    let (status, found) = client.get(&by_uuid).await;
    assert_eq!((status, &found["topic"]), (200, &uploaded["topic"]));
    // Nor is it found by the number that it has not.
    assert_eq!(client.get("/meetings/0/recordings").await.0, 404);
    assert_eq!(recording_type_of_retrospective(&client).await, json!(2));
}

async fn recording_type_of_retrospective(client: &Client) -> Value {
    recording(client, "Retrospective").await["type"].clone()
}

// Row 16
#[tokio::test]
async fn instances_longer_ago_than_fifteen_months_are_none_and_details_after_a_year_are_refused() {
    let client = owner().await;
    let open = client.create(json!({"type": 3})).await;
    let series = client
        .create(json!({
            "type": 8, "start_time": TOMORROW,
            "recurrence": {"type": 3, "monthly_day": 5, "end_times": 30},
        }))
        .await;
    let client = wait(client, SignedDuration::from_hours(500 * 24)).await;
    let instances = async |meeting: &Value| {
        let path = format!("/past_meetings/{}/instances", meeting["id"]);
        client.get(&path).await
    };
    assert_eq!(instances(&open).await, (200, json!({"meetings": []})));
    let (_, held) = instances(&series).await;
    let held = held["meetings"].as_array().unwrap().iter();
    let held: Vec<&str> = held
        .map(|held| held["start_time"].as_str().unwrap())
        .collect();
    assert!(held.len() > 12, "{held:?}");
    assert!(!held.contains(&TOMORROW), "{held:?}");
    let (_, list) = client
        .get(&format!(
            "/past_meetings/{}/instances?to=2026-06-30",
            series["id"]
        ))
        .await;
    let oldest = encoded(&list["meetings"][0]["uuid"]);
    let refused = client.get(&format!("/past_meetings/{oldest}")).await;
    assert_eq!(refusal(&refused).1, 12_702);
}

// Row 17
#[tokio::test]
async fn a_missing_license_is_answered_with_the_code_of_a_missing_permission() {
    let client = Client::server_to_server().await;
    let ben = "/users/ben@sandbox.example";
    let (_, meeting) = client
        .call(
            Method::POST,
            &format!("{ben}/meetings"),
            Some(json!({"settings": {"approval_type": 0}})),
        )
        .await;
    let unlicensed = register(&client, &meeting, json!({})).await;
    assert_eq!(refusal(&unlicensed).1, 200);
    assert!(refusal(&unlicensed).2.contains("paid"));
    let (status, refused) = client
        .call(Method::POST, &format!("{ben}/webinars"), Some(json!({})))
        .await;
    assert_eq!((status, &refused["code"]), (400, &json!(200)));
}

// Row 18
#[tokio::test]
async fn another_account_answers_empty_lists_and_names_itself() {
    let mine = owner().await;
    let other = builder().seed(1).empty().start().await.unwrap();
    let other = Client::signed_in(other, APP).await;
    for list in ["meetings", "recordings"] {
        let (status, list) = other.get(&format!("/users/me/{list}")).await;
        assert_eq!((status, &list["total_records"]), (200, &json!(0)));
    }
    let account = async |client: &Client| client.get("/users/me").await.1["account_id"].clone();
    assert_ne!(account(&mine).await, account(&other).await);
}

// Row 19
#[tokio::test]
async fn a_page_token_dies_after_a_quarter_of_an_hour() {
    let client = owner().await;
    let (_, first) = client.get("/users/me/meetings?page_size=2").await;
    let token = first["next_page_token"].as_str().unwrap();
    let next = format!("/users/me/meetings?page_size=2&next_page_token={token}");
    let clock = client.sandbox.clock();
    clock.advance(SignedDuration::from_secs(15 * 60 - 1));
    assert_eq!(client.get(&next).await.0, 200);
    clock.advance(SignedDuration::from_secs(1));
    assert_eq!(refusal(&client.get(&next).await).1, 300);
}

// Row 20
#[tokio::test]
async fn after_the_limit_of_a_day_one_may_have_to_wait_for_hours() {
    let client = owner().await;
    let daily = Trouble::RateLimit(RateLimit::Daily);
    client
        .sandbox
        .faults()
        .add(Fault::new("GET", "/v2/users/me", daily));
    let url = format!("{}/v2/users/me", client.sandbox.url());
    let answer = client.fetch(&url).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "2026-03-05T00:00:00Z");
}

// Row 21
#[tokio::test]
async fn a_uuid_with_a_slash_in_front_is_lost_when_encoded_once() {
    let client = owner().await;
    // One whose name begins so comes sooner or later.
    let uuid = loop {
        let meeting = client.create(json!({"duration": 1})).await;
        let uuid = meeting["uuid"].as_str().unwrap().to_owned();
        if uuid.starts_with('/') || uuid.contains("//") {
            break uuid;
        }
    };
    let client = wait(client, SignedDuration::from_hours(1)).await;
    let get = async |slash: &str| {
        let uuid = uuid.replace('/', slash);
        client.get(&format!("/past_meetings/{uuid}")).await
    };
    assert_eq!(refusal(&get("%2F").await).1, 3001);
    assert_eq!(get("%252F").await.0, 200);
}

// Row 22
#[tokio::test]
async fn a_wrong_client_id_is_told_on_the_page() {
    let client = owner().await;
    let url = client.authorize_url("nobody", &[]);
    let page = client.http.get(url).send().await.unwrap();
    assert_eq!(
        page.json::<Value>().await.unwrap(),
        json!({"status": false, "errorCode": 4702, "errorMessage": "Invalid client_id: nobody", "result": null})
    );
}

async fn account_token(client: &Client) -> Value {
    let app = client.app(SERVER);
    let parameters = [
        ("grant_type", "account_credentials"),
        ("account_id", app.account_id.as_str()),
    ];
    let (status, tokens) = client.token(&app, &parameters).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

// Row 25
#[tokio::test]
async fn a_new_server_to_server_app_gets_a_token_without_scopes_at_first() {
    let mut client = Client::anonymous(sandbox().await);
    let young = Fault::new("POST", "/oauth/token", Trouble::TokenWithoutScopes);
    client.sandbox.faults().add(young);
    let tokens = account_token(&client).await;
    assert_eq!(tokens["scope"], "");
    client.use_token(&tokens);
    assert_eq!(refusal(&client.get("/users/me").await).1, 4711);
    let tokens = account_token(&client).await;
    assert_ne!(tokens["scope"], "");
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 200);
}

// Row 27
#[tokio::test]
async fn participants_from_outside_show_no_email_and_invitations_show_it() {
    let client = owner().await;
    let settings = json!({
        "approval_type": 0,
        "meeting_invitees": [{"email": "guest@guests.example"}, {"email": "lena@sandbox.example"}],
    });
    let body = json!({"start_time": "2026-03-04T12:10:00Z", "duration": 10, "settings": settings});
    let meeting = client.create(body).await;
    assert_eq!(register(&client, &meeting, json!({})).await.0, 201);
    let client = wait(client, SignedDuration::from_hours(1)).await;
    let (_, list) = client
        .get(&format!("/past_meetings/{}/participants", meeting["id"]))
        .await;
    let participants = list["participants"].as_array().unwrap();
    let email = |name: &str| {
        let found = participants.iter().find(|known| known["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {list}"))["user_email"].clone()
    };
    assert_eq!(email("guest"), "");
    assert_eq!(email("Lena Licensed"), "lena@sandbox.example");
    // Who registered said who they are.
    assert_eq!(email("Ada"), "ada@guests.example");
    let (_, meeting) = client.get(&path(&meeting)).await;
    let invited = &meeting["settings"]["meeting_invitees"][0];
    assert_eq!(
        (&invited["email"], &invited["internal_user"]),
        (&json!("guest@guests.example"), &json!(false))
    );
}

// Row 34
#[tokio::test]
async fn an_account_token_may_die_before_its_time_and_the_next_one_is_good() {
    let mut client = Client::server_to_server().await;
    let revoked = Fault::new("GET", "/v2/users/me", Trouble::TokenRevoked);
    client.sandbox.faults().add(revoked);
    assert_eq!(refusal(&client.get("/users/me").await).1, 124);
    assert_eq!(refusal(&client.get("/users/me").await).1, 124);
    let tokens = account_token(&client).await;
    client.use_token(&tokens);
    assert_eq!(client.get("/users/me").await.0, 200);
}

// Row 35
#[tokio::test]
async fn a_refresh_token_whose_successor_is_lost_is_lost_too() {
    let client = Client::anonymous(sandbox().await);
    let tokens = client.authorize(APP).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    let lost = Fault::new("POST", "/oauth/token", Trouble::LostAnswer);
    client.sandbox.faults().add(lost);
    let app = client.app(APP);
    let url = format!("{}/oauth/token", client.sandbox.url());
    let request = client.http.post(url).form(&form);
    let request = request.basic_auth(&app.client_id, Some(&app.client_secret));
    assert!(request.send().await.is_err());
    let (status, refused) = client.token(&app, &form).await;
    assert_eq!(
        (status, &refused["reason"]),
        (400, &json!("Invalid Token!"))
    );
}

// Row 36
#[tokio::test]
async fn a_machine_with_a_wrong_clock_takes_a_new_token_for_expired_and_says_what_time_it_has() {
    let mut client = Client::anonymous(sandbox().await);
    let tokens = account_token(&client).await;
    client.use_token(&tokens);
    let wrong = Trouble::ClockSkew { seconds: 7200 };
    client
        .sandbox
        .faults()
        .add(Fault::new("GET", "/v2/users/me", wrong));
    let url = format!("{}/v2/users/me", client.sandbox.url());
    let answer = client.fetch(&url).await;
    assert_eq!(answer.headers()["date"], "Wed, 04 Mar 2026 14:00:00 GMT");
    let answer = (answer.status().as_u16(), answer.json().await.unwrap());
    assert_eq!(refusal(&answer), (401, 124, "Access token is expired."));
    assert_eq!(client.get("/users/me").await.0, 200);
}
