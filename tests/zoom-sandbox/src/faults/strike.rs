//! Serving a request with the trouble that strikes it, if any, and keeping the
//! exchange.

use std::{io, time::Duration};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State as Extract},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{
    HeaderValue, Method, StatusCode,
    header::{CONTENT_LENGTH, DATE},
    request, response,
};
use jiff::{SignedDuration, Timestamp};
use tokio::task::yield_now;

use super::{Fault, Trouble, alter, answers};
use crate::{
    api::{
        bearer,
        operations::{self, Operation},
    },
    clock::Arrival,
    connection::{Ending, Line},
    control,
    oauth::client::Parameters,
    rate_limits,
    sandbox::Shared,
    time,
};

/// The most that a request may carry, in bytes. No documented one comes near.
const REQUEST_LIMIT: usize = 4 * 1024 * 1024;
/// The field that puts a fault on the request that carries it.
const FAULT: &str = "x-sandbox-fault";
/// How many pieces of a slow body are sent in a second.
const PIECES: u32 = 10;

/// Serves every request but those about the sandbox itself.
pub(crate) async fn serve(
    Extract(shared): Extract<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    if control::is_ours(request.uri().path()) {
        return next.run(request).await;
    }
    let (mut request, body) = request.into_parts();
    let Ok(content) = to_bytes(body, REQUEST_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let trouble = match trouble(&shared, &request) {
        Ok(trouble) => trouble,
        Err(problem) => {
            let problem = format!("{FAULT}: {problem}");
            return (StatusCode::BAD_REQUEST, problem).into_response();
        }
    };
    let is_head = request.method == Method::HEAD;
    let exchange = shared
        .exchanges
        .begin(line.door, &request, &content, trouble.clone());
    if let Some(Trouble::ConnectionReset) = trouble {
        line.end(Ending::Reset);
        return Response::default();
    }
    let now = arrival(&shared, trouble.as_ref());
    request.extensions.insert(Arrival(now));
    let operation = operation(&request);
    let instead = trouble
        .as_ref()
        .and_then(|trouble| instead(trouble, operation, &shared, now));
    let answer = match instead {
        Some(answer) => answer,
        None => {
            before(trouble.as_ref(), &shared, &request, &content).await;
            let request = Request::from_parts(request, Body::from(content));
            next.run(request).await
        }
    };
    let (mut head, body) = answer.into_parts();
    // Every answer is made in memory, so reading it can't fail or wait.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = altered(trouble.as_ref(), operation, body);
    if let Some(Trouble::TokenWithoutScopes) = trouble
        && let Some(token) = alter::issued_token(&body)
    {
        shared.state().grants.strip_scopes(&token);
    }
    // The length of a body that HEAD leaves out is known already.
    if !is_head {
        head.headers.remove(CONTENT_LENGTH);
    }
    head.headers.insert(DATE, date(now));
    exchange.end(&head, &body);
    deliver(trouble.as_ref(), &line, head, body)
}

/// The trouble that a request brings along, or else the next that is waiting.
fn trouble(shared: &Shared, request: &request::Parts) -> serde_json::Result<Option<Trouble>> {
    if let Some(written) = request.headers.get(FAULT) {
        let fault: Fault = serde_json::from_slice(written.as_bytes())?;
        return Ok(Some(fault.trouble));
    }
    Ok(shared
        .faults
        .strike(request.method.as_str(), request.uri.path()))
}

fn operation(request: &request::Parts) -> Option<&'static Operation> {
    let path = request.uri.path().strip_prefix("/v2")?;
    operations::find(&request.method, path).map(|(operation, _)| operation)
}

/// When the request arrives, on the clock of the machine that serves it.
fn arrival(shared: &Shared, trouble: Option<&Trouble>) -> Timestamp {
    let skew = match trouble {
        Some(Trouble::ClockSkew { seconds }) => SignedDuration::from_secs(*seconds),
        _ => SignedDuration::ZERO,
    };
    let now = shared.clock.now();
    // A clock is not as wrong as that.
    let skewed = now.checked_add(skew).ok();
    skewed
        .filter(|skewed| time::RANGE.contains(skewed))
        .unwrap_or(now)
}

/// What is answered in place of the true answer.
fn instead(
    trouble: &Trouble,
    operation: Option<&Operation>,
    shared: &Shared,
    now: Timestamp,
) -> Option<Response> {
    match trouble {
        Trouble::Answer {
            status,
            headers,
            body,
        } => Some(answers::own(*status, headers, body)),
        Trouble::Html => Some(answers::html()),
        Trouble::Xml => Some(answers::xml()),
        Trouble::UnescapedQuotes => Some(answers::unescaped_quotes(operation)),
        Trouble::RateLimit(limit) => {
            let label = operation.map(|operation| operation.published.rate_label);
            let label = label.unwrap_or_default();
            let plan = shared.state().rate_limits.plan();
            Some(rate_limits::exceeded(*limit, label, plan, now).into_response())
        }
        _ => None,
    }
}

/// What happens before the work begins.
async fn before(
    trouble: Option<&Trouble>,
    shared: &Shared,
    request: &request::Parts,
    content: &Bytes,
) {
    match trouble {
        Some(Trouble::Latency { milliseconds }) => {
            tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
        }
        Some(Trouble::TokenRevoked) => {
            let parameters = Parameters::read(&request.uri, content);
            let token = bearer(&request.headers).or_else(|| parameters.get("refresh_token"));
            if let Some(token) = token {
                shared.state().grants.revoke(token);
            }
        }
        _ => {}
    }
}

/// What becomes of the body of the true answer.
fn altered(trouble: Option<&Trouble>, operation: Option<&Operation>, body: Bytes) -> Bytes {
    match trouble {
        Some(Trouble::UnknownFields) => alter::unknown_fields(&body),
        Some(Trouble::UnknownValues) => {
            let schema = operation.and_then(|operation| operation.published.response.as_ref());
            alter::unknown_values(&body, schema)
        }
        Some(Trouble::TokenWithoutScopes) => alter::without_scopes(&body),
        Some(Trouble::RegionChange { api_url }) => alter::region(&body, api_url),
        Some(Trouble::TruncatedBody) => body.slice(..body.len() / 2),
        _ => body,
    }
}

/// Sends the answer on its way.
fn deliver(
    trouble: Option<&Trouble>,
    line: &Line,
    mut head: response::Parts,
    body: Bytes,
) -> Response {
    let body = match trouble {
        Some(Trouble::LostAnswer) => {
            line.end(Ending::Close);
            Body::empty()
        }
        Some(Trouble::CutBody) if !body.is_empty() => {
            head.headers.insert(CONTENT_LENGTH, body.len().into());
            cut(&body)
        }
        Some(Trouble::SlowBody { bytes_per_second }) => {
            head.headers.insert(CONTENT_LENGTH, body.len().into());
            slow(body, *bytes_per_second)
        }
        _ => Body::from(body),
    };
    Response::from_parts(head, body)
}

/// Half the body, and then an error, which closes the connection.
fn cut(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let end = stream::once(async {
        // What came before is sent when the body is not ready at once.
        yield_now().await;
        Err(io::Error::other("cut by a fault"))
    });
    Body::from_stream(stream::once(async { Ok(half) }).chain(end))
}

fn slow(body: Bytes, bytes_per_second: u32) -> Body {
    let piece = usize::try_from((bytes_per_second / PIECES).max(1)).unwrap_or(usize::MAX);
    let pause = Duration::from_secs(1) / PIECES.min(bytes_per_second.max(1));
    let pieces = stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let next = rest.split_to(piece.min(rest.len()));
        Some((Ok::<_, io::Error>(next), rest))
    });
    Body::from_stream(pieces)
}

/// A `Date` field (RFC 9110 section 6.6.1).
fn date(now: Timestamp) -> HeaderValue {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).expect("a date is visible ASCII")
}
