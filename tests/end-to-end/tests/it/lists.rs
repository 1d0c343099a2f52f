//! The first page is not the whole list, and the whole list is not one answer.

use end_to_end::{App, Stage};
use http::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::Fault;

/// Instant meetings are not listed, so each has a time.
async fn stage_with_meetings(count: usize) -> Stage {
    let stage = Stage::connected(App::UserGranular).await;
    for number in 0..count {
        let meeting =
            json!({ "topic": format!("Meeting {number}"), "start_time": "2038-01-12T10:00:00Z" });
        let _ = stage.invoke("create-meeting", &meeting).await.done();
    }
    stage
}

fn numbered(meetings: &[Value]) -> usize {
    meetings
        .iter()
        .filter(|meeting| {
            meeting["topic"]
                .as_str()
                .is_some_and(|topic| topic.starts_with("Meeting "))
        })
        .count()
}

#[tokio::test]
async fn everything_is_every_page_in_one_output() {
    let stage = stage_with_meetings(7).await;
    let input = json!({ "all_pages": true, "page_size": 3 });
    let listed = stage.invoke("list-meetings", &input).await.done().json();
    let meetings = listed["meetings"].as_array().expect("a list");
    assert_eq!(numbered(meetings), 7);
    let pages = stage.sandbox.requests().all();
    let pages = pages
        .iter()
        .filter(|request| request.method == "GET" && request.path().ends_with("/meetings"))
        .count();
    assert_eq!(pages, meetings.len().div_ceil(3));
}

#[tokio::test]
async fn page_by_page_the_caller_turns_the_pages() {
    let stage = stage_with_meetings(4).await;
    let (mut seen, mut token) = (Vec::new(), None);
    loop {
        let mut input = json!({ "page_size": 3 });
        if let Some(token) = token {
            input["next_page_token"] = token;
        }
        let page = stage.invoke("list-meetings", &input).await.done().json();
        seen.extend(page["meetings"].as_array().expect("a list").clone());
        if page["has_more"] == false {
            break;
        }
        token = Some(page["next_page_token"].clone());
    }
    assert_eq!(numbered(&seen), 4);
}

#[tokio::test]
async fn what_came_before_a_page_fails_is_not_lost() {
    let stage = stage_with_meetings(7).await;
    let down = Fault::answer(
        "GET",
        "/v2/users/me/meetings",
        StatusCode::SERVICE_UNAVAILABLE,
    );
    stage.sandbox.faults().add(down.after(2).times(100));
    let input = json!({ "all_pages": true, "page_size": 3 }).to_string();
    let cut = stage
        .run(&[
            "invoke",
            "zoom",
            "list-meetings",
            "--input",
            &input,
            "--output",
            "jsonl",
        ])
        .await
        .ended_with(5);
    let lines: Vec<Value> = cut
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON lines"))
        .collect();
    assert_eq!(lines.len(), 6, "two pages of three");
}

#[tokio::test]
async fn a_reader_that_has_enough_ends_it_quietly() {
    let stage = stage_with_meetings(2).await;
    let mut child = stage
        .command(&["invoke", "zoom", "list-meetings", "--output", "jsonl"])
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().await.expect("the program ends");
    let ended = end_to_end::Outcome::of(output).done();
    assert_eq!(ended.stderr, "");
}
