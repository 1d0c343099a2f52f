//! Redirects of every kind, to everywhere but where they may lead.

use std::sync::{Arc, Mutex};

use connector_host::Error;
use connector_host::contract::Step;
use connector_host::driver::DriveError;
use connector_host::egress::EgressError;

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

const TARGETS: [&str; 12] = [
    "https://evil.test/",
    "//evil.test/",
    "https://api.example.evil.test/",
    "https://api.example@evil.test/",
    "http://api.example/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/",
    "file:///etc/passwd",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_status_and_the_target() {
    let told = Arc::new(Mutex::new((302_u16, TARGETS[0])));
    let telling = Arc::clone(&told);
    let api = Server::start(move |_, _| {
        let (status, target) = *telling.lock().unwrap();
        answer(status, &[("location", target)], "")
    })
    .await;
    let world = World::new().await;
    let acts = [Act::Step(Step::Send(exchange("GET", "/", 1))), Act::Echo];
    drop(turned(&world, host_of(&world), &acts).await);
    let reroutes = [
        format!("https://api.example=http://{}", api.address),
        format!("https://evil.test=http://{}", world.server.address),
        format!("https://*.evil.test=http://{}", world.server.address),
    ];
    let host = host_of(&world)
        .reroutes(reroutes.map(|reroute| reroute.parse().unwrap()))
        .build()
        .unwrap();
    beside(async {
        for status in [301, 302, 303, 307, 308] {
            for target in TARGETS {
                *told.lock().unwrap() = (status, target);
                let called = host.invoke("notes", "list-notes").run().await;
                must_be!(
                    called.map(drop).unwrap_err(),
                    Unavailable,
                    Error::Drive {
                        source: DriveError::Egress(EgressError::RedirectRefused { .. }),
                        ..
                    }
                );
            }
        }
    })
    .await;
    assert!(world.server.seen().is_empty(), "{:?}", world.server.seen());
}
