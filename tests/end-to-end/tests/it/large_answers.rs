//! An answer as large as the host takes one fits into the memory that the host gives a component.

use std::sync::LazyLock;

use connector_host::component::{Connector, Limits, Runtime};
use connector_host::contract::{Connection, HttpResponse, Reply, Step};
use end_to_end::{built_component, compiled_components};
use serde_json::{Value, json};

/// The largest answer that the host takes.
const LARGEST: usize = 16 << 20;
/// 2026-10-01T00:00:00Z.
const NOW: u64 = 1_790_812_800;

static ZOOM: LazyLock<Connector> = LazyLock::new(|| {
    let runtime = Runtime::new(Limits::default(), Some(&compiled_components())).expect("a runtime");
    let bytes = std::fs::read(built_component("zoom")).expect("the component can be read");
    runtime.load(&bytes).expect("it is a connector")
});

/// What an action asks for at first.
fn begin(action: &str, input: &Value) -> Vec<u8> {
    let connection = Connection {
        method: "byo-app".to_owned(),
        settings: json!({ "client_id": "app" }).to_string(),
        base_url: None,
        scopes: Vec::new(),
        now: NOW,
    };
    let step = ZOOM
        .invoke(&connection, action, &input.to_string())
        .expect("the component answers");
    match step {
        Ok(Step::Send(exchange)) => exchange.state,
        other => panic!("it asks for no exchange: {other:?}"),
    }
}

/// The output that is made of an answer.
fn output(state: &[u8], answer: String) -> Value {
    let reply = Reply::Response(HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: answer.into_bytes(),
    });
    let step = ZOOM
        .resume(state, &reply, NOW)
        .expect("it stays within its memory");
    match step {
        Ok(Step::Done(output)) => serde_json::from_str(&output).expect("an output is JSON"),
        other => panic!("it does not end: {other:?}"),
    }
}

/// An answer that lists as many items as fit, each another one, and how many these are.
fn listing(item: impl Fn(usize) -> Value) -> (String, usize) {
    let mut answer = r#"{"page_size":300,"next_page_token":"","meetings":["#.to_owned();
    let mut count = 0;
    loop {
        let next = item(count).to_string();
        if answer.len() + next.len() + "],}".len() > LARGEST {
            answer.pop();
            return (answer + "]}", count);
        }
        answer += &next;
        answer += ",";
        count += 1;
    }
}

fn assert_it_fits(action: &str, input: &Value, item: impl Fn(usize) -> Value) {
    let state = begin(action, input);
    let (answer, count) = listing(item);
    assert!(answer.len() > LARGEST - 2000, "{} bytes", answer.len());
    let output = output(&state, answer);
    let listed = output["meetings"].as_array().expect("a list");
    assert_eq!(listed.len(), count);
    assert_eq!(
        listed[count - 1]["id"],
        (80_000_000_000 + count - 1).to_string()
    );
}

/// A meeting as lists have it.
fn meeting(number: usize) -> Value {
    json!({
        "uuid": format!("aDYlohsHRtCd4ii1{number:06}=="),
        "id": 80_000_000_000_u64 + number as u64,
        "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "topic": format!("Weekly review \u{2013} \"numbers\" of week {}", number % 53),
        "type": 2,
        "start_time": "2026-09-15T01:00:00Z",
        "duration": 45,
        "timezone": "Europe/Berlin",
        "agenda": "What was done\nWhat comes next",
        "created_at": "2026-09-12T06:30:00Z",
        "join_url": format!("https://us02web.zoom.us/j/8{number:010}?pwd=bGV0IG1lIGluIHBsZWFzZQ.1"),
    })
}

#[test]
fn a_list_of_meetings() {
    assert_it_fits("list-meetings", &json!({ "user_id": "me" }), meeting);
}

#[test]
fn a_list_of_meetings_with_all_that_a_meeting_can_have_there() {
    assert_it_fits("list-meetings", &json!({ "user_id": "me" }), |number| {
        let mut meeting = meeting(number);
        meeting["pmi"] = json!("9300000000");
        meeting["status"] = json!("waiting");
        meeting["supportGoLive"] = json!(false);
        meeting["start_url"] = json!(format!(
            "https://us02web.zoom.us/s/8{number:010}?zak=eyJ0eXAiOiJKV1Qi"
        ));
        meeting
    });
}

#[test]
fn a_list_of_recordings_with_their_files() {
    let file = |number: usize, kind: &str| {
        json!({
            "id": format!("72576a1f-4e66-4a77-87c4-{number:012}"),
            "meeting_id": format!("aDYlohsHRtCd4ii1{number:06}=="),
            "recording_start": "2026-09-15T01:00:00Z",
            "recording_end": "2026-09-15T01:45:00Z",
            "file_type": kind,
            "file_extension": kind,
            "file_size": 7_220_000 + number,
            "play_url": format!("https://us02web.zoom.us/rec/play/{number:048}"),
            "download_url": format!("https://us02web.zoom.us/rec/download/{number:048}"),
            "status": "completed",
            "recording_type": "shared_screen_with_speaker_view",
        })
    };
    let input = json!({ "user_id": "me", "from": "2026-09-10", "to": "2026-09-30" });
    assert_it_fits("list-recordings", &input, |number| {
        let files = ["MP4", "M4A", "CHAT"].map(|kind| file(number, kind));
        json!({
            "uuid": format!("aDYlohsHRtCd4ii1{number:06}=="),
            "id": 80_000_000_000_u64 + number as u64,
            "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
            "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "topic": "Weekly review",
            "type": 2,
            "start_time": "2026-09-15T01:00:00Z",
            "timezone": "Europe/Berlin",
            "duration": 45,
            "total_size": 22_000_000,
            "recording_count": 3,
            "share_url": format!("https://us02web.zoom.us/rec/share/{number:048}"),
            "recording_files": files,
        })
    });
}
