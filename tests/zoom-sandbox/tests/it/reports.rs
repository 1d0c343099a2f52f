//! Reports: who hosted what, and who was there.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::ScopeType;

use crate::client::{Client, builder, sandbox};

const PERIOD: &str = "from=2026-02-26&to=2026-03-04";

fn topics(list: &Value) -> Vec<&str> {
    let meetings = list["meetings"].as_array().unwrap();
    let mut topics: Vec<_> = meetings
        .iter()
        .map(|meeting| meeting["topic"].as_str().unwrap())
        .collect();
    topics.sort_unstable();
    topics
}

async fn meetings(client: &Client, user: &str, more: &str) -> Value {
    let (status, list) = client
        .get(&format!("/report/users/{user}/meetings?{PERIOD}{more}"))
        .await;
    assert_eq!(status, 200, "{list}");
    list
}

#[tokio::test]
async fn a_user_is_reported_with_what_they_hosted_or_were_in() {
    let client = Client::server_to_server().await;
    let hosted = meetings(&client, "me", "").await;
    assert_eq!(topics(&hosted), ["Product launch", "Retrospective"]);
    assert_eq!(
        (&hosted["from"], &hosted["to"]),
        (&json!("2026-02-26"), &json!("2026-03-04"))
    );
    let lena = meetings(&client, "lena@sandbox.example", "").await;
    assert_eq!(topics(&lena), ["Sales call"]);
    let joined = meetings(&client, "adam@sandbox.example", "&type=pastJoined").await;
    assert!(topics(&joined).contains(&"Product launch"), "{joined}");
    let hosted = meetings(&client, "adam@sandbox.example", "").await;
    assert_eq!(topics(&hosted), Vec::<&str>::new());
}

#[tokio::test]
async fn what_one_person_alone_was_in_is_found_by_past_one() {
    let sandbox = builder().empty().start().await.unwrap();
    let mut client = Client::signed_in(sandbox, "sandbox-admin-classic").await;
    let guest = json!([{"email": "guest@guests.example"}]);
    client
        .create(json!({"topic": "Met", "settings": {"meeting_invitees": guest}}))
        .await;
    client.create(json!({"topic": "Alone"})).await;
    client
        .sandbox
        .clock()
        .advance(SignedDuration::from_mins(61));
    let tokens = client.authorize("sandbox-admin-classic").await;
    client.use_token(&tokens);
    assert_eq!(topics(&meetings(&client, "me", "").await), ["Alone", "Met"]);
    assert_eq!(
        topics(&meetings(&client, "me", "&type=pastOne").await),
        ["Alone"]
    );
}

#[tokio::test]
async fn a_report_wants_its_period() {
    let client = Client::server_to_server().await;
    let (status, answer) = client
        .get("/report/users/me/meetings?from=2026-03-01")
        .await;
    assert_eq!((status, &answer["errors"][0]["field"]), (400, &json!("to")));
}

#[tokio::test]
async fn a_report_tells_minutes_and_people_and_registrants_when_asked() {
    let client = Client::server_to_server().await;
    let list = meetings(&client, "me", "").await;
    let webinar = list["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|meeting| meeting["topic"] == "Product launch")
        .unwrap();
    let path = format!("/report/webinars/{}", webinar["id"]);
    let (_, report) = client.get(&path).await;
    assert_eq!(
        (
            &report["duration"],
            &report["participants_count"],
            &report["dept"]
        ),
        (&json!(60), &json!(4), &json!("Management"))
    );
    let (_, people) = client.get(&format!("{path}/participants")).await;
    let first = &people["participants"][0];
    assert_eq!(
        (&first["name"], first.get("registrant_id")),
        (&json!("Olivia Owner"), None)
    );
    let asked = format!("{path}/participants?include_fields=registrant_id");
    let (_, people) = client.get(&asked).await;
    assert_eq!(people["participants"][0]["registrant_id"], "");

    let id = &webinar["id"];
    assert_eq!(
        client.get(&format!("/report/meetings/{id}")).await,
        (
            404,
            json!({"code": 3001, "message": format!("Meeting {id} not found or has expired.")})
        )
    );
}

/// The owner with an app that may read the reports which have no granular scope.
async fn classic() -> Client {
    Client::signed_in(sandbox().await, "sandbox-admin-classic").await
}

async fn report(client: &Client, path: &str) -> Value {
    let (status, report) = client.get(path).await;
    assert_eq!(status, 200, "{path}: {report}");
    report
}

fn emails(report: &Value) -> Vec<&str> {
    let users = report["users"].as_array().unwrap();
    users
        .iter()
        .map(|user| user["email"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_was_asked_and_voted_in_a_meeting_is_reported() {
    let client = Client::server_to_server().await;
    let list = meetings(&client, "me", "").await;
    let found = list["meetings"].as_array().unwrap().iter();
    let id = found
        .filter(|meeting| meeting["topic"] == "Retrospective")
        .map(|meeting| meeting["id"].to_string())
        .next_back()
        .unwrap();
    let polls = report(&client, &format!("/report/meetings/{id}/polls")).await;
    let given = &polls["questions"][0];
    assert_eq!(
        (&given["first_name"], &given["last_name"]),
        (&json!("Lena"), &json!("Licensed"))
    );
    let asked = report(&client, &format!("/report/meetings/{id}/qa")).await;
    let question = &asked["questions"][0]["question_details"][0];
    let answer = &question["answer_details"][0];
    assert_eq!(
        (&question["answer"], &answer["content"], &answer["name"]),
        (
            &json!("In six weeks."),
            &json!("In six weeks."),
            &json!("Olivia Owner")
        )
    );
    let missing = "Meeting \"1\" not found or has expired.";
    assert_eq!(
        client.get("/report/meetings/1/polls").await,
        (404, json!({"code": 3001, "message": missing}))
    );
}

#[tokio::test]
async fn a_day_is_reported_with_its_meetings_and_new_users() {
    let client = classic().await;
    let february = report(&client, "/report/daily?year=2026&month=2").await;
    let dates = february["dates"].as_array().unwrap();
    assert_eq!(dates.len(), 28);
    let day = &dates[25];
    assert_eq!(
        (&day["date"], &day["meetings"], &day["new_users"]),
        (&json!("2026-02-26"), &json!(1), &json!(0))
    );
    assert!(day["meeting_minutes"].as_i64() > Some(58), "{day}");

    let new = json!({"action": "create", "user_info": {"email": "new@sandbox.example", "type": 1}});
    let (status, _) = client.call(Method::POST, "/users", Some(new)).await;
    assert_eq!(status, 201);
    let march = report(&client, "/report/daily").await;
    assert_eq!(march["month"], 3);
    assert_eq!(march["dates"][3]["new_users"], 1);
    let group = report(&client, "/report/daily?group_id=g1").await;
    assert_eq!(group["dates"][3]["new_users"], 0);

    assert_eq!(client.get("/report/daily?year=2025&month=10").await.0, 200);
    let message =
        "Daily report can only be provided for a month that falls within the recent 6 months.";
    for month in ["year=2025&month=9", "year=2026&month=4"] {
        assert_eq!(
            client.get(&format!("/report/daily?{month}")).await,
            (400, json!({"code": 300, "message": message}))
        );
    }
    let (status, answer) = client.get("/report/daily?month=13").await;
    assert_eq!(
        (status, &answer["errors"][0]["field"]),
        (400, &json!("month"))
    );
}

#[tokio::test]
async fn a_host_is_active_who_hosted_in_the_period() {
    let client = Client::server_to_server().await;
    let hosts = async |kind: &str| {
        let path = format!("/report/users?{PERIOD}&type={kind}");
        report(&client, &path).await
    };
    let active = hosts("active").await;
    assert_eq!(
        emails(&active),
        ["olivia@sandbox.example", "lena@sandbox.example"]
    );
    assert_eq!(
        (&active["total_meetings"], &active["users"][0]["meetings"]),
        (&json!(3), &json!(2))
    );
    let inactive = hosts("inactive").await;
    assert_eq!(
        emails(&inactive),
        ["adam@sandbox.example", "ben@sandbox.example"]
    );
    assert_eq!(inactive["total_meeting_minutes"], 0);
}

#[tokio::test]
async fn storage_is_reported_up_to_yesterday_and_grows_with_each_recording() {
    let client = classic().await;
    let path = "/report/cloud_recording?from=2026-02-25&to=2026-03-31";
    let usage = report(&client, path).await;
    let days = usage["cloud_recording_storage"].as_array().unwrap();
    let used: Vec<_> = days
        .iter()
        .map(|day| {
            (
                day["date"].as_str().unwrap(),
                day["usage"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        (usage["from"].as_str(), used.len()),
        (Some("2026-02-28"), 4)
    );
    assert_eq!(used[3].0, "2026-03-03");
    assert_ne!(
        used[0].1, used[1].1,
        "the sales call is of the first of March"
    );
    assert!(used[3].1.ends_with(" MB"), "{used:?}");
}

#[tokio::test]
async fn what_is_planned_is_reported_occurrence_by_occurrence() {
    let client = Client::server_to_server().await;
    let planned = async |kind: &str| {
        let path = format!("/report/upcoming_events?from=2026-03-01&to=2026-03-20&type={kind}");
        let report = report(&client, &path).await;
        let events = report["upcoming_events"].as_array().unwrap().iter();
        let topics = events.map(|event| event["topic"].as_str().unwrap().to_owned());
        topics.collect::<Vec<_>>()
    };
    assert_eq!(planned("webinar").await, ["Customer day"]);
    let meetings = planned("meeting").await;
    let series = meetings.iter().filter(|topic| *topic == "Team meeting");
    assert_eq!(series.count(), 2, "{meetings:?}");
    assert_eq!(planned("all").await.len(), meetings.len() + 1);
}

#[tokio::test]
async fn a_report_goes_back_six_months_a_month_at_a_time() {
    let client = Client::server_to_server().await;
    let path = "/report/users?from=2025-09-04&to=2026-03-04";
    assert_eq!(report(&client, path).await["from"], "2026-02-04");
    assert_eq!(
        client
            .get("/report/users?from=2025-08-01&to=2025-09-01")
            .await,
        (
            400,
            json!({
                "code": 300,
                "message": "Report can only be provided for a month that falls within the recent 6 months.",
            })
        )
    );
}

#[tokio::test]
async fn who_acts_for_no_account_reads_no_report_on_it() {
    let scope = "report:read:operation_logs:admin";
    let client = Client::with_scopes(ScopeType::Granular, &[scope]).await;
    let path = format!("/report/operationlogs?{PERIOD}");
    assert_eq!(
        client.get(&path).await,
        (400, json!({"code": 200, "message": "No permission."}))
    );
}
