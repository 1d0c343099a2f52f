//! Dashboards: what goes on, what took place, and what people joined with.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::Plan;

use crate::client::{Client, builder, validation_failed};

const ADMIN: &str = "sandbox-admin-classic";
const PERIOD: &str = "from=2026-02-26&to=2026-03-04";

async fn owner() -> Client {
    Client::signed_in(builder().start().await.unwrap(), ADMIN).await
}

async fn get(client: &Client, path: &str) -> Value {
    let (status, answer) = client.get(path).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// The topics of the meetings or webinars that are listed.
async fn topics(client: &Client, query: &str) -> Vec<String> {
    let (kind, _) = query.split_once('?').unwrap();
    let list = get(client, &format!("/metrics/{query}")).await;
    let mut topics: Vec<String> = list[kind]
        .as_array()
        .unwrap()
        .iter()
        .map(|listed| listed["topic"].as_str().unwrap().to_owned())
        .collect();
    topics.sort_unstable();
    topics
}

/// A meeting that has gone on for some minutes, with these guests invited.
async fn going_on(client: &Client, guests: &[&str], minutes: i64) -> Value {
    let invitees: Vec<Value> = guests
        .iter()
        .map(|name| json!({"email": format!("{name}@guests.example")}))
        .collect();
    let meeting = client
        .create(json!({"topic": "Now", "settings": {"meeting_invitees": invitees}}))
        .await;
    let clock = client.sandbox.clock();
    clock.advance(SignedDuration::from_mins(minutes));
    meeting
}

async fn end(client: &Client, meeting: &Value) {
    let path = format!("/meetings/{}/status", meeting["id"]);
    let (status, _) = client
        .call(Method::PUT, &path, Some(json!({"action": "end"})))
        .await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn what_goes_on_is_live_and_what_took_place_is_past() {
    let client = owner().await;
    let meeting = going_on(&client, &["ada"], 5).await;
    let live = topics(&client, &format!("meetings?{PERIOD}")).await;
    assert!(live.contains(&"Now".to_owned()), "{live:?}");
    let past = format!("meetings?type=past&{PERIOD}");
    assert_eq!(
        topics(&client, &past).await,
        ["Retrospective", "Sales call"]
    );
    let webinars = format!("webinars?type=past&{PERIOD}");
    assert_eq!(topics(&client, &webinars).await, ["Product launch"]);
    assert!(
        topics(&client, &format!("webinars?{PERIOD}"))
            .await
            .is_empty()
    );

    end(&client, &meeting).await;
    let live = topics(&client, &format!("meetings?{PERIOD}")).await;
    assert!(!live.contains(&"Now".to_owned()), "{live:?}");
    assert_eq!(
        topics(&client, &past).await,
        ["Now", "Retrospective", "Sales call"]
    );
}

#[tokio::test]
async fn whoever_was_put_out_of_what_goes_on_has_left_it_and_nobody_else() {
    let client = owner().await;
    let meeting = going_on(&client, &["ada"], 5).await;
    let path = format!("/metrics/meetings/{}/participants", meeting["id"]);
    let before = get(&client, &path).await;
    let ada = |list: &Value| {
        let people = list["participants"].as_array().unwrap().iter();
        let (ada, others): (Vec<_>, Vec<_>) = people
            .cloned()
            .partition(|person| person["user_name"] == "ada");
        assert!(
            others
                .iter()
                .all(|person| person.get("leave_time").is_none())
        );
        assert!(!others.is_empty());
        ada[0].clone()
    };
    let there = ada(&before);
    assert_eq!(there.get("leave_time"), None);
    let out = json!({
        "method": "participant.remove",
        "params": {"participant_uuid": there["participant_uuid"]}
    });
    let controls = format!("/live_meetings/{}/events", meeting["id"]);
    let (status, _) = client.call(Method::PATCH, &controls, Some(out)).await;
    assert_eq!(status, 202);
    let gone = ada(&get(&client, &path).await);
    assert_eq!(gone["leave_reason"], "Removed by host.");
    assert!(gone["leave_time"].is_string(), "{gone}");

    // And so it is told when it is over.
    client.sandbox.clock().advance(SignedDuration::from_mins(1));
    end(&client, &meeting).await;
    let past = get(&client, &format!("{path}?type=past")).await;
    let reasons: Vec<_> = past["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["leave_reason"].as_str().unwrap())
        .collect();
    assert!(reasons.contains(&"Removed by host."), "{reasons:?}");
    assert!(reasons.contains(&"Host ended the meeting."), "{reasons:?}");
}

#[tokio::test]
async fn who_has_joined_counts_and_nobody_has_left_what_goes_on() {
    let client = owner().await;
    let meeting = going_on(&client, &["ada", "emil"], 0).await;
    let second = SignedDuration::from_secs(1);
    client.sandbox.clock().advance(30 * second);
    let path = format!("/metrics/meetings/{}", meeting["id"]);
    let details = get(&client, &path).await;
    assert_eq!(
        (
            &details["participants"],
            &details["duration"],
            details.get("end_time")
        ),
        (&json!(2), &json!("00:30"), None)
    );
    let people = get(&client, &format!("{path}/participants")).await;
    let ada = &people["participants"][1];
    assert_eq!(
        (&ada["user_name"], ada.get("leave_time")),
        (&json!("ada"), None)
    );

    client.sandbox.clock().advance(30 * second);
    end(&client, &meeting).await;
    let details = get(&client, &format!("{path}?type=past")).await;
    assert_eq!(
        (&details["participants"], &details["duration"]),
        (&json!(3), &json!("01:00"))
    );
    assert_eq!(details["end_time"], "2026-03-04T12:01:00Z");
    let people = get(&client, &format!("{path}/participants?type=past")).await;
    let ada = &people["participants"][1];
    assert_eq!(
        (&ada["join_time"], &ada["leave_time"], &ada["leave_reason"]),
        (
            &json!("2026-03-04T12:00:30Z"),
            &json!("2026-03-04T12:01:00Z"),
            &json!("Host ended the meeting.")
        )
    );
}

#[tokio::test]
async fn everybody_has_a_device_and_the_meeting_has_what_theirs_have() {
    let client = owner().await;
    let meeting = going_on(&client, &["ada", "emil", "donald"], 5).await;
    let path = format!("/metrics/meetings/{}", meeting["id"]);
    let people = get(&client, &format!("{path}/participants")).await;
    let devices: Vec<&Value> = people["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|who| &who["device"])
        .collect();
    assert_eq!(devices, ["Mac", "H.323/SIP", "Windows", "Phone"]);
    let (host, caller) = (&people["participants"][0], &people["participants"][3]);
    assert_eq!(
        (&host["role"], &host["camera"], &host["domain"]),
        (
            &json!("host"),
            &json!("FaceTime HD Camera"),
            &json!("sandbox.example")
        )
    );
    assert_eq!(
        (
            &caller["video_quality"],
            &caller["audio_call"][0]["call_type"]
        ),
        (&json!(""), &json!("call-in"))
    );
    assert_eq!(
        people["participants"][2]["camera"], "",
        "a guest's is not told"
    );
    let details = get(&client, &path).await;
    for has in [
        "has_pstn",
        "has_sip",
        "has_voip",
        "has_video",
        "has_screen_share",
    ] {
        assert_eq!(details[has], true, "{has}");
    }
    assert_eq!(details["in_room_participants"], 3);
    let list = get(&client, &format!("/metrics/meetings?{PERIOD}")).await;
    let meetings = list["meetings"].as_array().unwrap();
    let listed = meetings.iter().find(|listed| listed["topic"] == "Now");
    assert_eq!(listed.unwrap()["audio_quality"], "fair", "by telephone");
}

#[tokio::test]
async fn a_host_whom_nobody_met_is_found_by_past_one() {
    let client = Client::signed_in(builder().empty().start().await.unwrap(), ADMIN).await;
    let meeting = going_on(&client, &[], 5).await;
    end(&client, &meeting).await;
    assert_eq!(
        topics(&client, &format!("meetings?type=pastOne&{PERIOD}")).await,
        ["Now"]
    );
    let met = going_on(&client, &["ada"], 5).await;
    end(&client, &met).await;
    let path = format!("/metrics/meetings/{}?type=pastOne", met["id"]);
    assert_eq!(client.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_period_is_by_start_or_end_to_the_second_and_a_month_at_most() {
    let client = owner().await;
    let meeting = going_on(&client, &[], 10).await;
    end(&client, &meeting).await;
    let found = async |by: &str, from: &str, to: &str| {
        let query = format!("meetings?type=past&query_date_type={by}&from={from}&to={to}");
        topics(&client, &query).await
    };
    let (from, to) = ("2026-03-04 12:00:01", "2026-03-04 12:10:00");
    assert!(found("start_time", from, to).await.is_empty());
    assert_eq!(found("end_time", from, to).await, ["Now"]);

    let list = get(
        &client,
        "/metrics/meetings?type=past&from=2025-01-01&to=2026-03-04",
    )
    .await;
    assert_eq!(
        (&list["from"], &list["to"]),
        (&json!("2026-02-04"), &json!("2026-03-04"))
    );
    assert_eq!(
        client
            .get("/metrics/meetings?from=2026-03-04&to=tomorrow")
            .await,
        validation_failed(&[("to", "Invalid field.")])
    );
}

#[tokio::test]
async fn the_list_goes_on_with_its_page_token_and_shows_tracking_fields_when_asked() {
    let client = owner().await;
    client
        .create(
            json!({"topic": "Tracked", "tracking_fields": [{"field": "Project", "value": "Moon"}]}),
        )
        .await;
    let second = SignedDuration::from_secs(1);
    client.sandbox.clock().advance(second);
    let query = format!("/metrics/meetings?{PERIOD}&page_size=1&include_fields=tracking_fields");
    let mut list = get(&client, &query).await;
    let mut found = vec![list["meetings"][0].clone()];
    while let Some(token) = list["next_page_token"]
        .as_str()
        .filter(|token| !token.is_empty())
    {
        list = get(&client, &format!("{query}&next_page_token={token}")).await;
        found.push(list["meetings"][0].clone());
    }
    let tracked = found.iter().find(|listed| listed["topic"] == "Tracked");
    assert_eq!(tracked.unwrap()["tracking_fields"][0]["value"], "Moon");
    let list = get(&client, &format!("/metrics/meetings?{PERIOD}")).await;
    assert_eq!(list["total_records"], found.len());
    assert_eq!(list["meetings"][0].get("tracking_fields"), None);
}

#[tokio::test]
async fn groups_are_those_of_the_host_or_of_anybody_in_it() {
    let client = owner().await;
    let group = Some(json!({"group_id": "support"}));
    client
        .call(Method::PATCH, "/users/adam@sandbox.example", group)
        .await;
    let query = format!("webinars?type=past&group_id=sales,support&{PERIOD}");
    assert!(topics(&client, &query).await.is_empty());
    assert_eq!(
        topics(&client, &format!("{query}&group_include_participant=true")).await,
        ["Product launch"]
    );
}

#[tokio::test]
async fn what_the_dashboard_refuses_has_its_own_words() {
    let mut client = owner().await;
    let meeting = going_on(&client, &[], 5).await;
    let (id, path) = (
        &meeting["id"],
        format!("/metrics/meetings/{}", meeting["id"]),
    );
    let error =
        |status: u16, code: u64, message: &str| (status, json!({"code": code, "message": message}));
    assert_eq!(
        client.get(&format!("{path}?type=past")).await,
        error(
            404,
            3001,
            "Meeting ID is invalid or the meeting has not ended yet."
        )
    );
    assert_eq!(
        client.get(&format!("{path}/participants?type=past")).await,
        error(404, 3001, "Meeting ID is invalid or has not ended.")
    );
    assert_eq!(
        client
            .get(&format!("/metrics/webinars/{id}/participants"))
            .await,
        error(
            404,
            3001,
            "This webinar's detail information is not available or the ID is not valid."
        ),
        "a meeting is no webinar"
    );
    assert_eq!(
        client
            .get(&format!(
                "/metrics/meetings?{PERIOD}&query_date_type=end_time"
            ))
            .await,
        error(
            400,
            12_700,
            "This account cannot query meetings by `end_time`."
        )
    );

    end(&client, &meeting).await;
    let clock = client.sandbox.clock();
    clock.advance(SignedDuration::from_hours(366 * 24));
    let tokens = client.authorize(ADMIN).await;
    client.use_token(&tokens);
    assert_eq!(
        client.get(&format!("{path}?type=past")).await,
        error(
            400,
            12_702,
            "Cannot access meetings from over one year ago."
        )
    );
}

#[tokio::test]
async fn the_dashboard_is_for_admins_of_accounts_that_have_it() {
    let sandbox = builder().rate_limits(Plan::Pro).start().await.unwrap();
    let client = Client::signed_in(sandbox, ADMIN).await;
    let (status, answer) = client.get(&format!("/metrics/webinars?{PERIOD}")).await;
    assert_eq!((status, &answer["code"]), (400, &json!(400)));

    let sandbox = builder().rate_limits(Plan::Business).start().await.unwrap();
    let client = Client::signed_in(sandbox, ADMIN).await;
    get(&client, &format!("/metrics/webinars?{PERIOD}")).await;

    let user = Client::signed_in(builder().start().await.unwrap(), "sandbox-user-granular").await;
    assert_eq!(
        user.get(&format!("/metrics/meetings?{PERIOD}")).await,
        (
            400,
            json!({"code": 4711, "message": "Invalid access token, does not contain scopes:[dashboard:read:list_meetings:admin]."})
        )
    );
}
