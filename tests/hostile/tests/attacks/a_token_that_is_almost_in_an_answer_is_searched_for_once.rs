//! The longest token that is taken, `a…ab`, against an answer of `a`s: where each
//! of them is tried for the whole token, the thread is held for minutes.

use connector_host::Error;
use connector_host::contract::Step;
use connector_host::driver::DriveError;
use serde_json::json;

use crate::bystander::beside_within;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

/// The longest token that is taken, in bytes.
const TOKEN: usize = 16_384;
/// What the host holds of an answer, and the connector can take up, at most.
const ANSWER: usize = 8 << 20;
/// What that may cost, in MiB: it is there as it came, as the connector sees it,
/// in the connector, and as its output.
const CEILING: u64 = 64;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_answer_is() {
    let token = "a".repeat(TOKEN - 1) + "b";
    let almost = "a".repeat(ANSWER);
    let identity = json!({
        "subject": {"account": "kitchen", "user": "ada"}, "reach": "user",
        "label": "ada@example.com", "facts": {}, "uncovered": [], "warnings": [],
    })
    .to_string();
    let api = Server::start(move |seen, _| match seen.request.as_str() {
        "POST /token" => {
            let tokens = json!({"access_token": token, "token_type": "bearer"});
            answer(200, &[], &tokens.to_string())
        }
        "GET /me" => answer(200, &[], &identity),
        _ => answer(200, &[], &almost),
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/almost", 1))),
        Act::Echo,
    ];
    let reroute = format!("https://api.example=http://{}", api.address);
    let builder = host_of(&world).reroutes([reroute.parse().unwrap()]);
    let host = turned(&world, builder, &acts).await;
    // It hands on the answer as its output, which it is not.
    let called = beside_within(CEILING, host.invoke("notes", "list-notes").run()).await;
    must_be!(
        called.map(drop).unwrap_err(),
        Other,
        Error::Drive {
            source: DriveError::Contract("the output is no JSON"),
            ..
        }
    );
}
