//! What is attached to notes. It lies on storage hosts that nobody can list beforehand.

use serde_json::{Value, json};

use crate::contract::{Credential, Exchange, Failure, Redirects, Reply, Step, Transfer};
use crate::http::{self, get, get_request, unexpected};
use crate::input::note_id;
use crate::state::State;

fn path(note_id: &str) -> String {
    format!("/notes/{note_id}/attachment")
}

/// Asks for the content.
pub(crate) fn read(input: &Value) -> Result<Step, Failure> {
    let note_id = note_id(input)?;
    let path = path(&note_id);
    Ok(Step::Send(Exchange {
        redirects: Redirects::Public,
        ..get(&path, &State::Reading { note_id })
    }))
}

/// The content is here.
pub(crate) fn was_read(note_id: &str, reply: Reply, now: u64) -> Result<Step, Failure> {
    let response = http::good(reply, now)?;
    let text = String::from_utf8(response.body)
        .map_err(|_| unexpected("What is attached is no text. Download it instead."))?;
    Ok(Step::Done(
        json!({ "note_id": note_id, "text": text }).to_string(),
    ))
}

/// Asks for the file.
pub(crate) fn download(input: &Value) -> Result<Step, Failure> {
    let note_id = note_id(input)?;
    Ok(Step::Download(Transfer {
        request: get_request(&path(&note_id)),
        credential: Credential::Connection,
        redirects: Redirects::Public,
        after_ms: 0,
        file_name: format!("{note_id}.txt"),
        size: None,
        media_types: vec!["text/plain".to_owned()],
        state: State::Downloading { note_id }.to_bytes(),
    }))
}

/// The file was kept; or the answer was another.
pub(crate) fn downloaded(note_id: &str, reply: Reply, now: u64) -> Result<Step, Failure> {
    let receipt = match reply {
        Reply::Downloaded(receipt) => receipt,
        other => {
            http::good(other, now)?;
            return Err(unexpected("What is attached is no text."));
        }
    };
    let output = json!({
        "note_id": note_id,
        "file_name": receipt.file_name,
        "size": receipt.size,
        "sha256": receipt.sha256,
    });
    Ok(Step::Done(output.to_string()))
}
