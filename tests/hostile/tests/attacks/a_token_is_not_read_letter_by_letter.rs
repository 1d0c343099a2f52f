//! An API that repeats the token and sends the part of an answer that was asked for: of a
//! single byte nobody knows that it is of the token, so whoever asks for each has it.

use axum::response::Response;
use connector_host::Error;
use connector_host::contract::{Field, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

/// Each asks for one byte of the token, or for an answer in which it is not found.
const FIELDS: [(&str, &str); 6] = [
    ("range", "bytes=18-18"),
    ("Range", "bytes=0-0, 18-18"),
    ("request-range", "bytes=18-18"),
    ("a-im", "range"),
    ("accept-charset", "utf-16le"),
    ("accept", "application/json; charset=IBM037"),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_is_asked_with() {
    let api = Server::start(|seen, _| -> Response {
        let token = seen.authorization.clone().unwrap_or_default();
        answer(206, &[], &token[18..19])
    })
    .await;
    let world = World::new().await;
    beside(async {
        for (name, value) in FIELDS {
            let mut ask = exchange("GET", "/echo", 1);
            ask.request.headers = vec![Field {
                name: name.to_owned(),
                value: value.to_owned(),
            }];
            let acts = [Act::Step(Step::Send(ask)), Act::Echo];
            drop(turned(&world, host_of(&world), &acts).await);
            // The API of the account is now the one that repeats.
            let reroute = format!("https://api.example=http://{}", api.address);
            let host = host_of(&world).reroutes([reroute.parse().unwrap()]);
            let host = host.build().unwrap();
            let called = host.invoke("notes", "list-notes").run().await;
            must_be!(
                called.map(|output| output.value).unwrap_err(),
                Other,
                Error::Drive {
                    source: DriveError::Egress(EgressError::Refused(
                        Refusal::ReservedHeader { .. } | Refusal::Charset | Refusal::Part
                    )),
                    ..
                }
            );
        }
    })
    .await;
    assert!(api.seen().is_empty(), "{:?}", api.seen());
}
