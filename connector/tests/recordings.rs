//! The actions on recordings: what is sent, and what comes out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use insta::assert_snapshot;
use serde_json::{Value, json};
use support::{answer, begin, downloaded, invoke, output, raw, state};
use zoom_connector::contract::{Reply, Step};

/// A recording as Zoom has been seen to answer it, quirks included.
fn recording(files: &Value) -> Value {
    json!({
        "uuid": "/ajXp112QmuoKj4854875==",
        "id": 6_840_331_990_u64,
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "topic": "Q3: plans / budget",
        "type": "8",
        "start_time": "2026-02-11T09:00:00Z",
        "duration": 55,
        "recording_count": 0,
        "recording_files": files,
        "participant_audio_files": [
            { "id": "audio-1", "file_name": "Audio only - Anna", "file_type": "M4A", "file_size": 100,
              "download_url": "https://us02web.zoom.us/rec/download/anna", "status": "completed" }
        ]
    })
}

fn file(id: &str, file_type: &str, recording_type: &str) -> Value {
    json!({
        "id": id,
        "meeting_id": "/ajXp112QmuoKj4854875==",
        "recording_start": "2026-02-11T09:00:12Z",
        "recording_end": "2026-02-11T09:55:01Z",
        "file_type": file_type,
        "file_extension": if file_type == "TRANSCRIPT" { "VTT" } else { file_type },
        "file_size": 3_145_728,
        "recording_type": recording_type,
        "status": "completed",
        "download_url": format!("https://us02web.zoom.us/rec/download/{id}")
    })
}

fn processing() -> Value {
    json!({ "id": "p", "recording_end": "", "file_type": "", "file_extension": "", "file_size": 0,
        "status": "processing", "download_url": "https://us02web.zoom.us/rec/download/p" })
}

fn files() -> Value {
    json!([
        file("sound", "M4A", "audio_only"),
        file("gallery", "MP4", "gallery_view"),
        file("screen", "MP4", "shared_screen_with_speaker_view"),
        file("text", "TRANSCRIPT", "audio_transcript"),
    ])
}

fn page(from: &str, to: &str, ids: &[u64], next: &str) -> Reply {
    let meetings: Vec<_> = ids
        .iter()
        .map(|id| json!({ "id": id, "type": 2 }))
        .collect();
    answer(
        200,
        json!({ "from": from, "to": to, "meetings": meetings, "next_page_token": next,
        "page_count": 1, "page_size": 300, "total_records": ids.len() }),
    )
}

#[test]
fn without_dates_the_last_thirty_days_are_listed() {
    let replies = [answer(
        200,
        json!({ "from": "2026-01-31", "to": "2026-03-01", "next_page_token": "",
        "meetings": [recording(&json!([processing()]))] }),
    )];
    assert_snapshot!(invoke("list-recordings", json!({}), replies));
}

#[test]
fn a_long_range_is_asked_month_by_month_from_the_newest() {
    let input = json!({ "from": "2026-01-15", "to": "2026-03-20", "all_pages": true });
    let replies = [
        page("2026-02-19", "2026-03-20", &[5, 4], "more"),
        page("2026-02-19", "2026-03-20", &[3], ""),
        page("2026-01-20", "2026-02-18", &[], ""),
        page("2026-01-15", "2026-01-19", &[1], ""),
    ];
    assert_snapshot!(invoke("list-recordings", input, replies));
}

#[test]
fn no_day_of_a_range_is_asked_twice_and_none_is_left_out() {
    let input = json!({ "from": "2023-12-30", "to": "2026-03-20", "all_pages": true });
    let mut step = begin("list-recordings", input).unwrap();
    let mut asked = Vec::new();
    while let Some(state) = state(&step) {
        let exchange = match step {
            Step::Send(exchange) => exchange,
            Step::Page(page) => page.then,
            other => panic!("{other:?}"),
        };
        let date = |name: &str| {
            let (_, rest) = exchange.request.url.split_once(name).unwrap();
            let [year, month, day] =
                [&rest[..4], &rest[5..7], &rest[8..10]].map(|n| n.parse::<i64>().unwrap());
            // Days since some day in March, after the leap day if there is one.
            let (year, month) = if month < 3 {
                (year - 1, month + 9)
            } else {
                (year, month - 3)
            };
            year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day
        };
        asked.push((date("from="), date("to=")));
        step = support::resume(&state, page("2026-01-01", "2026-01-01", &[], "")).unwrap();
    }
    assert!(
        asked
            .iter()
            .all(|(from, to)| (0..30).contains(&(to - from))),
        "{asked:?}"
    );
    assert!(
        asked.windows(2).all(|pair| pair[1].1 + 1 == pair[0].0),
        "{asked:?}"
    );
    assert_eq!(asked[0].1 - asked[asked.len() - 1].0, 811);
}

#[test]
fn a_range_that_zoom_shortens_is_told() {
    let input = json!({ "from": "2026-02-01", "to": "2026-03-01" });
    let told = |from| {
        let step = begin("list-recordings", input.clone()).unwrap();
        output(support::resume(
            &state(&step).unwrap(),
            page(from, "2026-03-01", &[1], ""),
        ))
    };
    assert_eq!(told("2026-02-01")["clamped"], false);
    assert_eq!(told("2026-02-15")["clamped"], true);
}

#[test]
fn a_range_of_more_than_a_month_needs_all_pages() {
    let long = json!({ "from": "2026-01-01", "to": "2026-01-31" });
    assert_snapshot!("too_long_a_range", invoke("list-recordings", long, []));
    let open = json!({ "from": "2026-01-01", "next_page_token": "x" });
    assert_snapshot!("an_open_range", invoke("list-recordings", open, []));
    let both = json!({ "all_pages": true, "next_page_token": "x", "trash": 1 });
    assert_snapshot!("a_token_and_all_pages", invoke("list-recordings", both, []));
}

#[test]
fn the_trash_is_listed_without_dates() {
    let input =
        json!({ "trash": true, "trash_type": "recording_file", "mc": "false", "all_pages": true });
    assert_snapshot!(invoke(
        "list-recordings",
        input,
        [page("", "", &[1], "a"), page("", "", &[2], "")]
    ));
}

#[test]
fn recordings_are_got_by_uuid_with_ids_and_types_made_uniform() {
    let input = json!({ "meeting_id": "/ajXp112QmuoKj4854875==", "include_fields": "download_access_token", "ttl": 0 });
    assert_snapshot!(invoke(
        "get-meeting-recordings",
        input,
        [answer(200, recording(&files()))]
    ));
}

#[test]
fn the_file_that_shows_most_is_downloaded() {
    let replies = [
        answer(200, recording(&files())),
        downloaded("kept.mp4", 3_145_728, "video/mp4"),
    ];
    assert_snapshot!(invoke(
        "download-recording",
        json!({ "meeting_id": "684 033 1990" }),
        replies
    ));
}

#[test]
fn a_file_is_found_by_its_id_its_type_or_what_it_holds() {
    let chosen = |mut input: Value| {
        input["meeting_id"] = "6840331990".into();
        let step = begin("download-recording", input).unwrap();
        match support::resume(&state(&step).unwrap(), answer(200, recording(&files()))) {
            Ok(Step::Download(transfer)) => {
                format!("{}\n{}", transfer.request.url, transfer.file_name)
            }
            other => panic!("{other:?}"),
        }
    };
    assert_snapshot!(chosen(json!({ "recording_file_id": "audio-1" })));
    assert_snapshot!(chosen(json!({ "file_type": "TRANSCRIPT" })));
    assert_snapshot!(chosen(json!({ "recording_type": "gallery_view" })));
    assert_snapshot!(chosen(
        json!({ "file_type": "M4A", "recording_type": "audio_only" })
    ));
}

#[test]
fn a_download_tells_the_meeting_id_as_text_whichever_way_zoom_wrote_it() {
    for id in [json!(6_840_331_990_u64), json!("6840331990")] {
        let mut recording = recording(&files());
        recording["id"] = id;
        let input = json!({ "meeting_id": "6840331990" });
        let step = begin("download-recording", input).unwrap();
        let step = support::resume(&state(&step).unwrap(), answer(200, recording)).unwrap();
        let receipt = downloaded("kept.mp4", 1, "video/mp4");
        let output = output(support::resume(&state(&step).unwrap(), receipt));
        assert_eq!(output["meeting_id"], "6840331990");
    }
}

#[test]
fn what_cannot_be_downloaded_is_said() {
    let attempt = |files: Value, input: Value| {
        let mut input = input;
        input["meeting_id"] = "6840331990".into();
        let replies = [answer(200, recording(&files))];
        invoke("download-recording", input, replies)
            .split_once("\n\n")
            .unwrap()
            .1
            .to_owned()
    };
    assert_snapshot!(attempt(json!([processing()]), json!({})));
    assert_snapshot!(attempt(files(), json!({ "file_type": "CHAT" })));
    let mut elsewhere = file("e", "MP4", "active_speaker");
    elsewhere["download_url"] = "https://zoom.us.example.com/rec".into();
    assert_snapshot!(attempt(json!([elsewhere]), json!({})));
    assert_snapshot!(invoke(
        "download-recording",
        json!({ "meeting_id": "1", "recording_file_id": "x", "file_type": "MP4", "recording_type": "poll" }),
        []
    ));
}

#[test]
fn a_web_page_in_place_of_the_file_is_a_failure() {
    let html = b"<html><title>Password Required - Zoom</title></html>";
    let replies = [
        answer(200, recording(&files())),
        raw(200, &[("content-type", "text/html")], html),
    ];
    let script = invoke(
        "download-recording",
        json!({ "meeting_id": "6840331990" }),
        replies,
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_file_that_is_gone_is_a_failure() {
    let replies = [answer(200, recording(&files())), raw(404, &[], b"")];
    let script = invoke(
        "download-recording",
        json!({ "meeting_id": "6840331990" }),
        replies,
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}
