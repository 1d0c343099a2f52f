//! Writing a note, once, even when the answer is lost.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::contract::{Connection, Exchange, Failure, Reply, Step};
use crate::http::{self, get, post};
use crate::input;
use crate::manifest;
use crate::state::{Creation, State};

/// How many characters of a note are kept.
const LONGEST: usize = 140;
/// By how much the host's clock and that of Notes may differ, in seconds.
const CLOCKS: u64 = 300;

/// A note, with whatever else Notes says of it.
#[derive(Deserialize, Serialize)]
struct Note {
    id: String,
    text: String,
    #[serde(flatten)]
    more: serde_json::Map<String, Value>,
}

/// Posts the note.
pub(crate) fn begin(connection: &Connection, input: &Value) -> Result<Step, Failure> {
    let text = input::text(input, "text")?;
    let mut warnings = Vec::new();
    let length = text.chars().count();
    if length > LONGEST {
        warnings.push(format!(
            "The note has {length} characters, and Notes keeps the first {LONGEST}."
        ));
    }
    let creation = Creation {
        text,
        begun: connection.now,
        may_look: manifest::cover(&connection.scopes, "list-notes"),
        warnings: warnings.clone(),
    };
    let body = json!({ "text": creation.text }).to_string();
    Ok(Step::Send(Exchange {
        warnings,
        ..post("/notes", body, &State::Creating(creation))
    }))
}

/// The note was posted; or nobody knows.
pub(crate) fn created(creation: Creation, reply: Reply, now: u64) -> Result<Step, Failure> {
    if matches!(reply, Reply::Lost) {
        return look(creation);
    }
    let note: Note = http::content(&http::good(reply, now)?)?;
    Ok(done(&note, creation.warnings, false))
}

/// The answer never came. Whether the note was written, Notes can be asked.
fn look(creation: Creation) -> Result<Step, Failure> {
    if !creation.may_look {
        return Err(unknown("the client may not read notes to find out"));
    }
    let kept: String = creation.text.chars().take(LONGEST).collect();
    let path = format!(
        "/notes/mine?since={}&text={}",
        creation.begun.saturating_sub(CLOCKS),
        utf8_percent_encode(&kept, NON_ALPHANUMERIC),
    );
    Ok(Step::Send(get(&path, &State::Looking(creation))))
}

/// What is there that could be it. One is adopted; anything else leaves it open.
pub(crate) fn looked(creation: Creation, reply: Reply, now: u64) -> Result<Step, Failure> {
    let found = http::good(reply, now).and_then(|response| http::content::<Vec<Note>>(&response));
    let found =
        found.map_err(|failure| unknown(&format!("looking failed ({})", failure.message)))?;
    match <[Note; 1]>::try_from(found) {
        Ok([note]) => Ok(done(&note, creation.warnings, true)),
        Err(none) if none.is_empty() => Err(unknown("it is not listed yet")),
        Err(several) => {
            let ids: Vec<_> = several.iter().map(|note| note.id.as_str()).collect();
            Err(unknown(&format!("it may be any of {}", ids.join(", "))))
        }
    }
}

fn done(note: &Note, warnings: Vec<String>, recovered: bool) -> Step {
    let mut output = json!(note);
    if recovered {
        output["recovered"] = true.into();
    }
    if !warnings.is_empty() {
        output["warnings"] = warnings.into();
    }
    Step::Done(output.to_string())
}

fn unknown(why: &str) -> Failure {
    Failure::new(
        "unknown-outcome",
        format!(
            "The answer of Notes was lost. The note may have been written: {why}. List the notes \
             before you write it again."
        ),
    )
}
