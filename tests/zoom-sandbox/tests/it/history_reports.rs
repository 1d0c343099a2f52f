//! Reports on the steps of meetings, and on all that took place.

use serde_json::{Value, json};

use crate::client::Client;

const PERIOD: &str = "from=2026-02-20&to=2026-03-04";

async fn topics(client: &Client, query: &str) -> Vec<String> {
    let path = format!("/report/history_meetings?{PERIOD}{query}");
    let (status, report) = client.get(&path).await;
    assert_eq!(status, 200, "{report}");
    let meetings = report["history_meetings"].as_array().unwrap().iter();
    let topics = meetings.map(|meeting| meeting["topic"].as_str().unwrap().to_owned());
    topics.collect()
}

#[tokio::test]
async fn a_meeting_is_told_step_by_step() {
    let client = Client::server_to_server().await;
    let meeting = client
        .create(json!({"start_time": "2026-03-04T12:10:00Z", "duration": 20}))
        .await;
    let clock = client.sandbox.clock();
    clock.advance(jiff::SignedDuration::from_mins(40));
    let path = format!(
        "/report/meeting_activities?{PERIOD}&meeting_number={}",
        meeting["id"]
    );
    let steps = async |query: &str| {
        let (status, report) = client.get(&format!("{path}{query}")).await;
        assert_eq!(status, 200, "{report}");
        let logs = report["meeting_activity_logs"].as_array().unwrap().clone();
        logs.into_iter()
            .map(|log| {
                let text = |name: &str| log[name].as_str().unwrap().to_owned();
                (
                    text("activity_category"),
                    text("operator"),
                    text("activity_time"),
                )
            })
            .collect::<Vec<_>>()
    };
    let step = |category: &str, operator: &str, time: &str| {
        let time = format!("2026-03-04 {time}:000");
        (category.to_owned(), operator.to_owned(), time)
    };
    let (olivia, adam) = ("Olivia Owner", "Adam Admin");
    assert_eq!(
        steps("&activity_type=All%20Activities").await,
        [
            step("Meeting Created", olivia, "12:00:00"),
            step("Meeting Started", olivia, "12:10:00"),
            step("User Join", olivia, "12:10:00"),
            step("User Join", adam, "12:10:30"),
            step("User Left", olivia, "12:30:00"),
            step("User Left", adam, "12:30:00"),
            step("Meeting Ended", olivia, "12:30:00"),
        ]
    );
    assert_eq!(
        steps("&activity_type=User%20Join&search_key=ADAM").await,
        [step("User Join", adam, "12:10:30")]
    );
    assert_eq!(steps("&activity_type=Remote%20Control").await, []);
    let (status, answer) = client.get(&path).await;
    assert_eq!(
        (status, &answer["errors"][0]["field"]),
        (400, &json!("activity_type"))
    );
}

#[tokio::test]
async fn what_took_place_is_found_by_kind_words_and_use() {
    let client = Client::server_to_server().await;
    let all = topics(&client, "").await;
    assert!(all.contains(&"Sales call".to_owned()), "{all:?}");
    assert_eq!(
        topics(&client, "&meeting_type=webinar").await,
        ["Product launch"]
    );
    assert_eq!(
        topics(&client, "&meeting_type=meeting").await.len(),
        all.len() - 1
    );
    assert_eq!(topics(&client, "&search_key=sales").await, ["Sales call"]);
    for asked in [
        "&report_type=poll",
        "&report_type=qa",
        "&meeting_feature=poll",
    ] {
        let found = topics(&client, asked).await;
        assert_eq!(found, ["Retrospective", "Product launch"], "{asked}");
    }
    let either = "&meeting_feature=meeting_summary,registration";
    assert_eq!(
        topics(&client, either).await,
        ["Retrospective", "Product launch"]
    );
    assert_eq!(
        topics(&client, "&report_type=survey").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_webinar_that_took_place_tells_its_viewers_and_what_was_used() {
    let client = Client::server_to_server().await;
    let path = format!("/report/history_meetings?{PERIOD}&meeting_type=webinar");
    let (_, report) = client.get(&path).await;
    let webinar = &report["history_meetings"][0];
    let told = |name: &str| webinar[name].clone();
    assert_eq!(
        [told("type"), told("participants"), told("unique_viewers")],
        [json!("Webinar"), json!(4), json!(2)]
    );
    let used = webinar["feature_used"].as_object().unwrap();
    let used: Vec<_> = used
        .iter()
        .filter(|(_, used)| **used == json!(true))
        .collect();
    let used: Vec<&str> = used.into_iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        used,
        [
            "meeting_questions",
            "poll",
            "registration",
            "screen_sharing",
            "video_on"
        ]
    );
}

#[tokio::test]
async fn a_history_names_the_parameter_that_it_can_not_read() {
    let client = Client::server_to_server().await;
    let refused = |parameter: &str| -> (u16, Value) {
        let message = format!("Invalid parameter: {parameter}.");
        (400, json!({"code": 300, "message": message}))
    };
    let path = "/report/history_meetings?from=soon&to=2026-03-04";
    assert_eq!(client.get(path).await, refused("from"));
    let path = format!("/report/history_meetings?{PERIOD}");
    assert_eq!(
        client
            .get(&format!("{path}&meeting_feature=poll,magic"))
            .await,
        refused("meeting_feature")
    );
    let message = "No permission for the group: g1.";
    assert_eq!(
        client.get(&format!("{path}&group_id=g1")).await,
        (403, json!({"code": 12703, "message": message}))
    );
}
