//! An invocation answered with the files that it fetches.
//!
//! The library fetches a file whole or not at all, so that what goes wrong, such as a
//! web page in place of a recording, is a problem and no part of a file. They wait in
//! a directory of their own, which goes with the answer.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, TE, TRAILER};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use connector_host::download::Destination;
use connector_host::driver::Output;
use connector_host::json_weight::weight;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::accept::Files;
use super::call::Call;
use super::waiting::Waiting;
use super::{Whole, digest, multipart};
use crate::problem::{Code, Problem, is_full};

/// The answer, once all files are here.
pub(super) async fn answer(
    call: Call,
    wanted: Files,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let shared = Arc::clone(call.shared());
    let share = call.shared().disk.share_of(call.host().tenant_name())?;
    let waiting = Waiting::new(call.shared().downloads(), &share, call.work());
    let waiting = waiting.map_err(|error| failed(&error))?;
    let mut destination = Destination::new(waiting.directory());
    destination.progress = Some(share.counter());
    let only_reads = call.only_reads();
    let output = call.fetch(destination, &share).await?;
    match (wanted, output.files.as_slice()) {
        (Files::Bytes | Files::Fitting, []) => Ok(Json(Whole::from(output)).into_response()),
        (Files::Bytes | Files::Fitting, [file]) => {
            let file = file.clone();
            let with_trailers = accepts_trailers(headers);
            let answer = bytes(file, waiting, with_trailers).await;
            answer.map_err(|error| failed(&error))
        }
        // What was changed is told, in whatever form: nobody could ask for it again.
        (Files::Bytes, [_, _, ..]) if only_reads => Err(Problem::new(
            Code::NotAcceptable,
            "the action has fetched several files, which are given as `multipart/mixed` alone",
        )),
        _ => {
            // It waits whole until all files are taken.
            let written = serde_json::to_vec(&output.value).unwrap_or_default();
            waiting.weigh(&shared.room, weight(&written))?;
            parts(output, waiting).map_err(|error| failed(&error))
        }
    }
}

/// Whether the client takes fields behind the bytes (RFC 9110 section 10.1.4).
fn accepts_trailers(headers: &HeaderMap) -> bool {
    let fields = headers.get_all(TE).iter();
    let mut names = fields
        .filter_map(|field| field.to_str().ok())
        .flat_map(|text| text.split(','));
    names.any(|name| name.trim().eq_ignore_ascii_case("trailers"))
}

fn parts(output: Output, waiting: Waiting) -> io::Result<Response> {
    let boundary = multipart::boundary()?;
    let media_type = format!("multipart/mixed; boundary={boundary}");
    let fields = [(CONTENT_TYPE, media_type)];
    let body = multipart::body(boundary, output, waiting);
    Ok((fields, Body::from_stream(body)).into_response())
}

/// The bytes of one file.
async fn bytes(path: PathBuf, waiting: Waiting, with_trailers: bool) -> io::Result<Response> {
    let mut fields = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        // What stands in them was made for it.
        if let Ok(value) = HeaderValue::from_str(value) {
            fields.insert(name, value);
        }
    };
    put(CONTENT_TYPE, "application/octet-stream");
    let name = multipart::file_name(&path);
    put(CONTENT_DISPOSITION, &multipart::disposition(&name));
    let field = HeaderName::from_static(digest::FIELD);
    let file = File::open(&path).await?;
    if with_trailers {
        put(TRAILER, digest::FIELD);
    } else {
        put(field, &digest::field(digest::of_file(&path).await?));
        put(CONTENT_LENGTH, &file.metadata().await?.len().to_string());
    }
    let rest = Rest {
        file: Some(file),
        digest: with_trailers.then(Sha256::new),
        _waiting: waiting,
    };
    let body = Body::new(StreamBody::new(stream::try_unfold(rest, frame)));
    Ok((fields, body).into_response())
}

/// What is left of a file to be given.
struct Rest {
    /// None once it was read to its end.
    file: Option<File>,
    /// Its digest, where that is wanted behind it.
    digest: Option<Sha256>,
    /// The file is there as long as this is.
    _waiting: Waiting,
}

/// The next step of a file, and at last its digest.
async fn frame(mut rest: Rest) -> io::Result<Option<(Frame<Bytes>, Rest)>> {
    if let Some(file) = &mut rest.file {
        let mut step = vec![0; digest::STEP];
        let read = file.read(&mut step).await?;
        if read > 0 {
            step.truncate(read);
            if let Some(digest) = &mut rest.digest {
                digest.update(&step);
            }
            return Ok(Some((Frame::data(Bytes::from(step)), rest)));
        }
        rest.file = None;
    }
    let Some(digest) = rest.digest.take() else {
        return Ok(None);
    };
    let mut trailers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&digest::field(digest)) {
        trailers.insert(HeaderName::from_static(digest::FIELD), value);
    }
    Ok(Some((Frame::trailers(trailers), rest)))
}

/// What is said when a file that was fetched can't be given.
fn failed(error: &io::Error) -> Problem {
    tracing::error!(%error, "a download could not be handed on");
    if is_full(error) {
        return Problem::new(
            Code::StorageFull,
            "this host has no room left for files that wait to be sent: try again once its operator has made some",
        );
    }
    Problem::new(
        Code::Internal,
        "the service could not keep or read a file that was fetched; its log says why",
    )
}
