//! Whether the service is up: an endpoint that knows nobody.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::contract::{Credential, Exchange, Failure, Reply, Step};
use crate::http::{self, get};
use crate::state::State;

#[derive(Deserialize, Serialize)]
struct Status {
    up: bool,
}

/// Asks, as nobody.
pub(crate) fn begin() -> Step {
    Step::Send(Exchange {
        credential: Credential::None,
        ..get("/status", &State::AskingStatus)
    })
}

/// The answer is here.
pub(crate) fn told(reply: Reply, now: u64) -> Result<Step, Failure> {
    let status: Status = http::content(&http::good(reply, now)?)?;
    Ok(Step::Done(json!(status).to_string()))
}
