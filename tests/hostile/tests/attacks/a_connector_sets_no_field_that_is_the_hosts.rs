//! Header fields that say who asks or who is asked, frame the message, or hide
//! another behind a line break.

use connector_host::contract::{Field, Step};

use crate::bystander::beside;
use crate::stage::{host_of, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

const FIELDS: [(&str, &str); 12] = [
    ("authorization", "Bearer mine"),
    ("Authorization", "Bearer mine"),
    ("proxy-authorization", "x"),
    ("cookie", "session=1"),
    ("host", "evil.test"),
    ("content-length", "0"),
    ("transfer-encoding", "chunked"),
    ("connection", "upgrade"),
    ("accept-encoding", "gzip"),
    ("x-note", "a\r\nauthorization: Bearer mine"),
    ("x-note\r\nhost", "evil.test"),
    ("", "nothing"),
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent() {
    let world = World::new().await;
    for (name, value) in FIELDS {
        let mut ask = exchange("GET", "/me", 1);
        ask.request.headers = vec![Field {
            name: name.to_owned(),
            value: value.to_owned(),
        }];
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        let called = beside(host.invoke("notes", "list-notes").run()).await;
        let refused = called.map(|output| output.value).unwrap_err();
        assert!(
            refused.to_string().contains("the host refused"),
            "{name}: {refused}"
        );
        assert!(world.server.seen().is_empty(), "{name}");
    }
}
