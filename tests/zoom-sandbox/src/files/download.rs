//! Downloading: `download_url` checks the bearer token and redirects to another
//! host, whose address is signed and needs no token.

use axum::{
    Extension,
    extract::{Path, Query, State as Extract, rejection::QueryRejection},
    response::{IntoResponse, Redirect, Response},
};
use http::{
    HeaderMap, StatusCode, Uri,
    header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, LOCATION},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::range::{self, Range};
use crate::{
    api::bearer,
    clock::Arrival,
    links::Links,
    mac::hmac_sha256,
    oauth::client::Parameters,
    pages,
    sandbox::Shared,
    state::{
        State,
        recording::{RecordingFile, Use},
        user::User,
    },
};

/// How long a signed address works.
const LIFETIME: SignedDuration = SignedDuration::from_hours(6);

/// `GET /rec/download/{key}`.
pub(crate) async fn redirect(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    Path(key): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let mut state = shared.state();
    let Some(stored) = find(&state, &key) else {
        // How Zoom says so is not documented: a guess.
        return pages::plain(StatusCode::NOT_FOUND, "This recording does not exist.")
            .into_response();
    };
    let in_query = Parameters::read(&uri, b"");
    let in_query = in_query
        .get("access_token")
        .filter(|_| state.settings.token_in_query);
    let token = bearer(&headers)
        .or(in_query)
        .filter(|token| may_download(&state, token, &stored, now));
    let Some(token) = token else {
        // Zoom answers 200 with a page, so that a careless client saves it.
        return pages::password_required().into_response();
    };
    let expires = (now + LIFETIME).as_second();
    let signature = sign(&state.key, &key, expires);
    let name = file_name(stored.file);
    let files = Links::new(&headers, shared.address).files;
    let location =
        format!("{files}/cmr/replay/{key}/{name}?Expires={expires}&Signature={signature}");
    note_download(&mut state, token, &key, now);
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// Notes who downloads, for the recording's analytics. A download token has no
/// name to it.
fn note_download(state: &mut State, token: &str, key: &str, now: Timestamp) {
    let user = state
        .grants
        .by_access_token(token, now)
        .and_then(|grant| state.user(&grant.user_id));
    let used = Use {
        at: now,
        name: user.map(User::display_name).unwrap_or_default(),
        email: user.map(|user| user.email.clone()).unwrap_or_default(),
        seconds: 0,
        download: true,
    };
    let recording = state
        .recordings
        .iter_mut()
        .find(|recording| recording.all_files().any(|file| file.key == key));
    if let Some(recording) = recording {
        recording.uses.push(used);
    }
}

/// The query of a signed address.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Signed {
    expires: i64,
    signature: String,
}

/// `GET /cmr/replay/{key}/{name}`.
pub(crate) async fn file(
    Extract(shared): Extract<Shared>,
    Extension(Arrival(now)): Extension<Arrival>,
    Path((key, name)): Path<(String, String)>,
    signed: Result<Query<Signed>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let state = shared.state();
    let good = signed.is_ok_and(|Query(Signed { expires, signature })| {
        signature == sign(&state.key, &key, expires) && expires > now.as_second()
    });
    let file = find(&state, &key).map(|stored| stored.file);
    match file.filter(|file| good && file_name(file) == name) {
        None => {
            pages::plain(StatusCode::FORBIDDEN, "This link is no longer valid.").into_response()
        }
        Some(file) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            let about = [
                (CONTENT_TYPE, file.file_type.media_type().to_owned()),
                (CONTENT_DISPOSITION, disposition),
                (ACCEPT_RANGES, "bytes".to_owned()),
            ];
            let content = file.content.bytes();
            let size = content.len();
            match range::asked(&headers, size) {
                Range::Whole => (about, content).into_response(),
                Range::Part(part) => {
                    let place = format!("bytes {}-{}/{size}", part.start, part.end - 1);
                    let place = [(CONTENT_RANGE, place)];
                    (
                        StatusCode::PARTIAL_CONTENT,
                        about,
                        place,
                        content.slice(part),
                    )
                        .into_response()
                }
                Range::Unsatisfiable => {
                    let size = [(CONTENT_RANGE, format!("bytes */{size}"))];
                    (StatusCode::RANGE_NOT_SATISFIABLE, size).into_response()
                }
            }
        }
    }
}

/// `GET /rec/play/{key}`: a person would see a player.
pub(crate) async fn play(Path(key): Path<String>) -> Redirect {
    Redirect::to(&format!("/rec/download/{key}"))
}

/// A file with the instance that it is of.
struct Stored<'s> {
    meeting_uuid: &'s str,
    host_id: &'s str,
    file: &'s RecordingFile,
}

fn find<'s>(state: &'s State, key: &str) -> Option<Stored<'s>> {
    let recorded = state.recordings.iter().find_map(|recording| {
        let file = recording.all_files().find(|file| file.key == key)?;
        let kept = file.deleted_time.is_none() && !recording.is_trashed();
        (kept && file.end.is_some()).then_some(Stored {
            meeting_uuid: &recording.uuid,
            host_id: &recording.host_id,
            file,
        })
    });
    let archived = || {
        state.instances.iter().find_map(|instance| {
            let mut files = instance.archive.iter().flat_map(|archive| &archive.files);
            let archived = files.find(|archived| archived.file.key == key)?;
            Some(Stored {
                meeting_uuid: &instance.uuid,
                host_id: &instance.host_id,
                file: &archived.file,
            })
        })
    };
    recorded.or_else(archived)
}

/// Whether a token opens a file. Which scopes a download takes is not documented;
/// that any of those which read recordings will do is a guess.
fn may_download(state: &State, token: &str, stored: &Stored<'_>, now: Timestamp) -> bool {
    let by_grant = || {
        let grant = state.grants.by_access_token(token, now)?;
        let app = state.app(&grant.client_id)?;
        let user = state.user(&grant.user_id)?;
        let reads = grant.scopes.iter().any(|scope| {
            ["recording:read", "cloud_recording:read:", "archiving:read:"]
                .iter()
                .any(|start| scope.starts_with(start))
        });
        let theirs = user.id == stored.host_id || (app.kind.reaches_account() && user.is_admin());
        Some(reads && theirs)
    };
    state.download_tokens.opens(token, stored.meeting_uuid, now) || by_grant().unwrap_or_default()
}

fn file_name(file: &RecordingFile) -> String {
    format!("{}.{}", file.id, file.file_type.extension().to_lowercase())
}

fn sign(key: &[u8; 32], file: &str, expires: i64) -> String {
    hmac_sha256(key, &format!("{file} {expires}"))
}
