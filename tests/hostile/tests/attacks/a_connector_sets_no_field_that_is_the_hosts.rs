//! Header fields that say who asks or who is asked, frame the message, or hide
//! another behind a line break.

use connector_host::Error;
use connector_host::contract::{Field, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

const FIELDS: [(&str, &str); 20] = [
    ("authorization", "Bearer mine"),
    ("Authorization", "Bearer mine"),
    ("proxy-authorization", "x"),
    ("cookie", "session=1"),
    ("host", "evil.test"),
    ("content-length", "0"),
    ("transfer-encoding", "chunked"),
    ("connection", "upgrade"),
    ("accept-encoding", "gzip"),
    ("accept-charset", "utf-16"),
    ("if-range", "\"1\""),
    ("request-range", "bytes=7-7"),
    ("x_ms_range", "bytes=7-7"),
    ("CF-Connecting-IP", "192.0.2.1"),
    ("x_forwarded", "192.0.2.1"),
    ("remote-user", "root"),
    ("x-override-url", "/admin"),
    ("x-note", "a\r\nauthorization: Bearer mine"),
    ("x-note\r\nhost", "evil.test"),
    ("", "nothing"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent() {
    beside(each_is_refused()).await;
}

async fn each_is_refused() {
    let world = World::new().await;
    for (name, value) in FIELDS {
        let mut ask = exchange("GET", "/me", 1);
        ask.request.headers = vec![Field {
            name: name.to_owned(),
            value: value.to_owned(),
        }];
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        let called = host.invoke("notes", "list-notes").run().await;
        let refused = called.map(|output| output.value).unwrap_err();
        must_be!(
            refused,
            Other,
            Error::Drive {
                source: DriveError::Egress(EgressError::Refused(
                    Refusal::ReservedHeader { .. } | Refusal::MalformedHeader { .. }
                )),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{name}");
    }
}
