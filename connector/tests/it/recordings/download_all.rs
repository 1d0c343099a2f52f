//! `download-recordings`.

use insta::assert_snapshot;
use serde_json::{Value, json};
use zoom_connector::contract::{Reply, Step};

use super::{file, files, processing, recording, text_file};
use crate::support::{self, answer, begin, downloaded, found, invoke, raw, resume, state};

/// The output, and what was asked for or fetched on the way.
fn came(input: Value, replies: impl IntoIterator<Item = Reply>) -> (Value, Vec<String>) {
    let mut step = begin("download-recordings", input).unwrap();
    let mut asked = Vec::new();
    for reply in replies {
        asked.push(match &step {
            Step::Send(exchange) => exchange.request.url.clone(),
            Step::Download(transfer) => transfer.file_name.clone(),
            other => panic!("{other:?}"),
        });
        step = resume(&state(&step).unwrap(), reply).unwrap();
    }
    (support::output(Ok(step)), asked)
}

fn kept(name: &str) -> Reply {
    downloaded(name, 3_145_728, "video/mp4")
}

#[test]
fn all_files_of_a_meeting_are_fetched_under_names_that_sort() {
    let replies = [
        answer(
            200,
            recording(&json!([
                file("screen", "MP4", "shared_screen_with_speaker_view"),
                processing()
            ])),
        ),
        kept("a.m4a"),
        kept("b.mp4"),
    ];
    assert_snapshot!(invoke(
        "download-recordings",
        json!({ "meeting_id": "684 033 1990" }),
        replies
    ));
}

#[test]
fn the_recordings_of_a_span_are_asked_for_month_by_month_and_fetched_as_they_come() {
    let page = |recordings: Value, token: &str| {
        let page = json!({ "from": "2026-01-01", "to": "2026-02-28", "meetings": recordings, "next_page_token": token });
        answer(200, page)
    };
    let mut other = recording(&json!([file("other", "MP4", "active_speaker")]));
    other["uuid"] = "other==".into();
    let one = recording(&json!([
        file("screen", "MP4", "active_speaker"),
        file("text", "TRANSCRIPT", "audio_transcript")
    ]));
    let input = json!({ "from": "2026-01-15", "to": "2026-02-20", "user_id": "anna@example.com", "file_types": ["MP4"] });
    let (output, asked) = came(
        input,
        [
            page(json!([one]), "more"),
            kept("a"),
            page(json!([]), ""),
            page(json!([other]), ""),
            kept("b"),
        ],
    );
    assert_snapshot!(asked.join("\n"));
    assert_eq!(output["downloaded_count"], 2, "{output}");
    assert_eq!(output["has_more"], false);
}

#[test]
fn a_file_that_is_there_counts_as_found_and_not_as_fetched() {
    let input = json!({ "meeting_id": "6840331990", "max_files": 1, "file_types": ["MP4"] });
    let (output, _) = came(
        input,
        [
            answer(200, recording(&files())),
            found("there.mp4", 3_145_728),
            kept("new.mp4"),
        ],
    );
    let counts = [
        "downloaded_count",
        "found_count",
        "not_downloaded_count",
        "has_more",
    ];
    let counts = counts.map(|count| output[count].clone());
    assert_eq!(
        counts,
        [json!(1), json!(1), json!(0), json!(false)],
        "{output}"
    );
    assert_eq!(output["files"][0]["was_there"], true);
    assert_eq!(output["files"][0].get("sha256"), None);
}

#[test]
fn no_more_is_fetched_than_was_asked_for_and_that_is_told() {
    let input = json!({ "meeting_id": "6840331990", "max_files": 2 });
    let (output, asked) = came(
        input,
        [answer(200, recording(&files())), kept("a"), kept("b")],
    );
    assert_eq!(
        (&output["downloaded_count"], &output["has_more"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(asked.len(), 3);
}

#[test]
fn what_cannot_be_had_is_named_and_the_rest_is_fetched() {
    let page = || {
        raw(
            200,
            &[("content-type", "text/html")],
            b"<html>Sign in</html>",
        )
    };
    let mut elsewhere = file("e", "MP4", "gallery_view");
    elsewhere["download_url"] = "https://zoom.us.example.com/rec".into();
    let several = json!([
        file("screen", "MP4", "shared_screen_with_speaker_view"),
        file("s", "MP4", "active_speaker"),
        elsewhere
    ]);
    let input = json!({ "meeting_id": "6840331990", "file_types": ["MP4"] });
    let (output, _) = came(
        input.clone(),
        [answer(200, recording(&several)), page(), kept("screen.mp4")],
    );
    assert_snapshot!(format!("{:#}", output["not_downloaded"]));
    assert_eq!(output["downloaded_count"], 1);

    // Where nothing could be had, that is the failure.
    let one = json!([file("screen", "MP4", "active_speaker")]);
    let script = invoke(
        "download-recordings",
        input,
        [answer(200, recording(&one)), page()],
    );
    assert_snapshot!(script.rsplit_once("\n\n").unwrap().1);
}

#[test]
fn a_storage_that_is_overloaded_is_asked_again_and_one_that_fails_ends_the_call() {
    let step = begin(
        "download-recordings",
        json!({ "meeting_id": "1", "file_types": ["TRANSCRIPT"] }),
    );
    let step = resume(
        &state(&step.unwrap()).unwrap(),
        answer(200, recording(&files())),
    )
    .unwrap();
    let again = resume(&state(&step).unwrap(), raw(503, &[], b"")).unwrap();
    match (&step, &again) {
        (Step::Download(first), Step::Download(second)) => {
            assert_eq!(first.request, second.request);
            assert!(second.after_ms > 0);
        }
        other => panic!("{other:?}"),
    }
    let mut step = Ok(again);
    while let Some(state) = step.as_ref().ok().and_then(state) {
        step = resume(&state, raw(503, &[], b""));
    }
    assert_eq!(step.unwrap_err().kind, "unavailable");
}

#[test]
fn files_of_one_name_are_told_apart_by_their_ids() {
    let two = json!([
        file("first", "CC", "closed_caption"),
        file("second", "CC", "closed_caption")
    ]);
    let input = json!({ "meeting_id": "6840331990", "file_types": ["CC"] });
    let (_, asked) = came(input, [answer(200, recording(&two)), kept("a"), kept("b")]);
    assert_snapshot!(asked[1..].join("\n"));
}

#[test]
fn a_meeting_and_a_span_exclude_each_other_and_one_is_needed() {
    let refused = |input: Value| {
        let failure = begin("download-recordings", input).unwrap_err();
        let problems: Vec<_> = failure
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.field, problem.message))
            .collect();
        problems.join("\n")
    };
    assert_snapshot!(refused(json!({})));
    assert_snapshot!(refused(json!({ "meeting_id": "1", "from": "2026-01-01" })));
    assert_snapshot!(refused(
        json!({ "meeting_id": "1", "to": "2026-01-01", "user_id": "me" })
    ));
    assert_snapshot!(refused(json!({ "from": "2026-02-01", "to": "2026-01-01" })));
}

#[test]
fn a_long_topic_leaves_room_for_what_tells_files_apart() {
    for topic in [
        "\u{4f1a}".repeat(200),
        "x".repeat(200),
        "a\u{1f600}".repeat(100),
    ] {
        let mut recording = recording(&json!([
            file(
                "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "CC",
                "closed_caption"
            ),
            file(
                "7e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "CC",
                "closed_caption"
            ),
            file(
                "8e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "MP4",
                "shared_screen_with_speaker_view"
            ),
            file(
                "9e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
                "MP4",
                "shared_screen_with_gallery_view"
            )
        ]));
        recording["topic"] = topic.into();
        recording["participant_audio_files"][0]["file_name"] = "\u{4f1a}".repeat(200).into();
        let input = json!({ "meeting_id": "6840331990" });
        let (_, asked) = came(
            input,
            [
                answer(200, recording),
                kept("a"),
                kept("b"),
                kept("c"),
                kept("d"),
                kept("e"),
            ],
        );
        let mut names = asked[1..].to_vec();
        assert!(names.iter().all(|name| name.len() <= 255), "{names:?}");
        let told = [
            "closed_caption 6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e.cc",
            "shared_screen_with_gallery_view.mp4",
        ];
        for told in told {
            assert!(names.iter().any(|name| name.ends_with(told)), "{names:?}");
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 5, "{names:?}");
    }
}

#[test]
fn of_a_span_the_participants_own_sound_is_asked_for_by_the_recording() {
    let whole = || {
        let mut recording = recording(&json!([file("screen", "MP4", "active_speaker")]));
        recording["recording_count"] = 2.into();
        recording
    };
    let page = || {
        let mut listed = whole();
        listed
            .as_object_mut()
            .unwrap()
            .remove("participant_audio_files");
        answer(
            200,
            json!({ "from": "2026-02-01", "to": "2026-02-20", "meetings": [listed], "next_page_token": "" }),
        )
    };
    let span = |more: Value| {
        let mut input = json!({ "from": "2026-02-01", "to": "2026-02-20" });
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let (output, asked) = came(
        span(json!({})),
        [
            page(),
            kept("screen.mp4"),
            answer(200, whole()),
            kept("anna.m4a"),
        ],
    );
    assert_snapshot!(asked.join("\n"));
    assert_eq!(output["downloaded_count"], 2, "{output}");
    assert_eq!(output["has_more"], false, "{output}");

    // Who does not want sound does not ask for it.
    let (output, _) = came(
        span(json!({ "file_types": ["MP4"] })),
        [page(), kept("screen.mp4")],
    );
    assert_eq!(output["downloaded_count"], 1, "{output}");
    // One file was wanted, and there are more.
    let (output, _) = came(
        span(json!({ "max_files": 1 })),
        [page(), kept("screen.mp4")],
    );
    assert_eq!(output["has_more"], true, "{output}");
    // What can't be asked for is told.
    let gone = answer(
        404,
        json!({ "code": 3301, "message": "There is no recording for this meeting." }),
    );
    let (output, _) = came(span(json!({})), [page(), kept("screen.mp4"), gone]);
    let left = &output["not_downloaded"][0];
    assert_eq!(left["reason"], "not-found", "{output}");
    assert_eq!(left["meeting_uuid"], "/ajXp112QmuoKj4854875==", "{output}");
}

#[test]
fn a_text_whose_size_is_not_told_is_looked_at_and_left_where_it_is_an_error() {
    let input = json!({ "meeting_id": "6840331990", "file_types": ["CC", "TIMELINE"] });
    let (output, asked) = came(
        input,
        [
            answer(
                200,
                recording(&json!([text_file("a", "TIMELINE"), text_file("b", "CC")])),
            ),
            raw(
                200,
                &[("content-type", "text/plain")],
                b"{\"code\":3301,\"message\":\"There is no recording for this meeting.\"}",
            ),
            raw(206, &[("content-type", "text/vtt")], b"WEBVTT\n"),
            downloaded("kept.vtt", 15, "text/vtt"),
        ],
    );
    assert_eq!(output["downloaded_count"], 1, "{output}");
    let of_type = |list: &str| output[list][0]["file_type"].clone();
    let (kept, left) = (of_type("files"), of_type("not_downloaded"));
    assert_ne!(kept, left, "{output}");
    assert!(asked.iter().any(|asked| asked.ends_with("/a")), "{asked:?}");
}

#[test]
fn files_without_an_id_that_would_have_one_name_are_numbered() {
    let said = || raw(206, &[("content-type", "text/vtt")], b"WEBVTT\n");
    let kept = || downloaded("kept.vtt", 15, "text/vtt");
    let files = json!([text_file("a", "CC"), text_file("b", "CC")]);
    let (output, asked) = came(
        json!({ "meeting_id": "6840331990", "file_types": ["CC"] }),
        [
            answer(200, recording(&files)),
            said(),
            kept(),
            said(),
            kept(),
        ],
    );
    assert_eq!(output["downloaded_count"], 2, "{output}");
    assert_snapshot!(asked.join("\n"));
}
