//! How far a request goes when its caller goes away, when the service ends, and when
//! something in it panics.
//!
//! What only looks ends with its caller. Everything else runs in a task of its own to
//! its end: half of a change, and nobody there to say so, would be worst. Whoever still
//! waits when the service has to end is told so.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use tokio::time::sleep;
use tracing::Instrument as _;

use crate::answers;
use crate::problem::{Code, Problem};
use crate::room::{Looking, Work};
use crate::service::Shared;

/// How long whatever is under way has to say by itself how far it is.
const LAST_WORD: Duration = Duration::from_millis(500);

/// Answers a request.
pub(crate) async fn answer(shared: &Arc<Shared>, request: Request, next: Next) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => looked(shared, request, next).await,
        _ => changed(shared, request, next)
            .await
            .unwrap_or_else(Problem::into_response),
    }
}

async fn looked(shared: &Shared, mut request: Request, next: Next) -> Response {
    let looking = Arc::<Looking>::default();
    request.extensions_mut().insert(Arc::clone(&looking));
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    let answer = tokio::select! {
        answer = answer => answer.unwrap_or_else(|_| {
            Problem::new(Code::Internal, "the service failed at it; its log says where")
                .into_response()
        }),
        () = shared.ending.calls_cut() => {
            Problem::new(Code::Ending, "the service has ended before the answer was there; ask again")
                .into_response()
        }
    };
    answers::of_looking(&shared.room, &looking, answer).await
}

async fn changed(
    shared: &Arc<Shared>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    refuse_idempotency(&request)?;
    let work = Arc::<Work>::default();
    request.extensions_mut().insert(Arc::clone(&work));
    let unless_answered = work.left().clone().drop_guard();
    let finished = Arc::clone(shared);
    let task = async move {
        let response = next.run(request).await;
        answers::of_work(&finished.room, &work, response).await
    };
    let task = shared.tasks.spawn(task.in_current_span());
    let answer = tokio::select! {
        answer = task => answer,
        () = cut(shared) => return Err(Problem::new(
            Code::CutOff,
            "the service has ended before the answer was there; what was asked for may have been done all the same: look before you try again",
        )),
    };
    unless_answered.disarm();
    answer.map_err(|_| {
        Problem::new(
            Code::Internal,
            "the service failed at it, and its log says where; what was asked for may have been done all the same: look before you try again",
        )
    })
}

/// A client that sends the field relies on the second request doing nothing. Better to
/// refuse the first, but where outcomes are kept.
fn refuse_idempotency(request: &Request) -> Result<(), Problem> {
    let keeps = request.uri().path().ends_with("/invocations");
    if keeps || !request.headers().contains_key("idempotency-key") {
        return Ok(());
    }
    Err(Problem::new(
        Code::NoIdempotency,
        "the service keeps no outcome of this by `Idempotency-Key`, so that a second request would do it again: leave the field out",
    ))
}

/// Once whatever is under way has had time to say how far it is.
async fn cut(shared: &Shared) {
    shared.ending.calls_cut().await;
    sleep(LAST_WORD).await;
}
