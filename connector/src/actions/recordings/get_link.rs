//! `get-recording-link`.

use serde_json::Value;

use super::choice::{self, Choice};
use super::group::GROUP;
use super::{fields, get};
use crate::action::{Action, column};
use crate::contract::Failure;
use crate::input::Input;
use crate::shape::{Field, Kind, TEXT, member, query};

pub(crate) static ACTION: Action = Action::get(&GROUP, ID, get::PATH)
    .operation("recordingGet")
    .summary("Gets the address of one file of a recording, with a token to download it with.")
    .description(
        "For programs that have no connection: they send `download_access_token` as a bearer token to \
         `download_url`, and follow the redirect. Which file it is, is chosen as Download recording file \
         chooses it.",
    )
    .scopes(get::CLASSIC, get::GRANULAR)
    .input(&[
        &[
            fields::OF_A_MEETING,
            fields::ttl("For how many seconds the token works: at most a week."),
            query(
                "include_fields",
                Kind::Choice(&["download_access_token"]),
                "What Zoom is asked for beside the recording.",
            )
            .or(TOKEN),
        ],
        choice::INPUT,
    ])
    .output(get::OUTPUT)
    .derive(link, &[choice::FACTS, choice::OTHERS, OUTPUT])
    .warnings(choice::warnings)
    .review(review)
    .columns(&[column("Type", "/recording_type"), column("Address", "/download_url")])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "file_type": "MP4", "ttl": 3600 }"#,
        r#"{
            "meeting_id": "85746065432",
            "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "topic": "Weekly review",
            "recording_file_id": "6e1b2c5d-8f1e-4a30-9a65-cc0b3a9a1f5e",
            "file_type": "MP4",
            "recording_type": "shared_screen_with_speaker_view",
            "recording_start": "2026-09-15T01:00:12Z",
            "recording_end": "2026-09-15T01:29:58Z",
            "other_file_ids": [],
            "file_size": 3145728,
            "file_extension": "MP4",
            "download_url": "https://us02web.zoom.us/rec/download/example",
            "download_access_token": "example.access.token",
            "play_url": "https://us02web.zoom.us/rec/play/example"
        }"#,
    );

const ID: &str = "get-recording-link";
const TOKEN: &str = "download_access_token";

static OUTPUT: &[Field] = &[
    member("file_size", Kind::Number, "The size of the file, in bytes."),
    member(
        "file_extension",
        TEXT,
        "The usual ending of the file's name.",
    ),
    member("download_url", TEXT, "Where the file can be fetched.").required(),
    member(
        TOKEN,
        TEXT,
        "With this the files of the recording can be fetched: treat it like a password.",
    )
    .sensitive(),
    member("play_url", TEXT, "Where the file can be watched or heard."),
    member("share_url", TEXT, "Where the whole recording can be watched.").sensitive(),
    member("password", TEXT, "The passcode of the recording.").sensitive(),
    member(
        "recording_play_passcode",
        TEXT,
        "The passcode in the form in which it goes behind `play_url` or `share_url`, after `?pwd=`.",
    )
    .sensitive(),
];

/// What leads to the file that `input` asks for.
fn link(input: &Input, mut recording: Value) -> Result<Value, Failure> {
    let Choice {
        mut file,
        mut facts,
    } = choice::choose(ID, input, &mut recording)?;
    for (holder, names) in [
        (
            &mut file,
            &["file_size", "file_extension", "download_url", "play_url"][..],
        ),
        (
            &mut recording,
            &[TOKEN, "share_url", "password", "recording_play_passcode"],
        ),
    ] {
        for name in names {
            if let Some(value) = holder.get_mut(*name).filter(|value| !value.is_null()) {
                facts.insert((*name).to_owned(), value.take());
            }
        }
    }
    Ok(Value::Object(facts))
}

fn review(_: &Input, output: &Value) -> Vec<String> {
    match output.get(TOKEN) {
        Some(_) => Vec::new(),
        None => vec![
            "Zoom has given no token: the address works only with the connection's own credential, as \
             Download recording file uses it."
                .to_owned(),
        ],
    }
}
