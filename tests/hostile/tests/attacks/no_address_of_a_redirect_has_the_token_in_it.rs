//! An API that puts the token into the address that it redirects to: another server has
//! it then, if the request is made, and whoever resolves names, if it is in the host.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use connector_host::Error;
use connector_host::contract::Credential;
use connector_host::contract::{Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::{exchange, request};
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

/// Addresses at an origin that was agreed to, with the token in place of `{}`.
const ADDRESSES: [&str; 6] = [
    "https://x.files.example/take?token={}",
    "https://x.files.example/{}/take",
    "https://{}.files.example/take",
    "//x.files.example/take#token={}",
    "https://x.files.example/take?token={percent}",
    "https://x.files.example/take?to=https%3A%2F%2Fx.example%2F%3Ft%3D{percent}",
];

/// Every byte of it as an escape, as an encoder may write it that knows no exceptions.
fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// A host whose API redirects to that address, and what the token was.
async fn redirecting(told: &Arc<Mutex<(&'static str, String)>>) -> Server {
    let told = Arc::clone(told);
    Server::start(move |seen, _| -> Response {
        let mut told = told.lock().unwrap();
        let token = seen.authorization.clone().unwrap_or_default();
        let token = token.trim_start_matches("Bearer ");
        token.clone_into(&mut told.1);
        let address = told.0.replace("{}", token);
        let address = address.replace("{percent}", &percent_encoded(token));
        answer(302, &[("location", address.as_str())], "")
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn that_leads_to_another_origin() {
    let told = Arc::new(Mutex::new((ADDRESSES[0], String::new())));
    let api = redirecting(&told).await;
    let world = World::new().await;
    let acts = [Act::Step(Step::Send(exchange("GET", "/", 1))), Act::Echo];
    drop(turned(&world, host_of(&world), &acts).await);
    let reroute = format!("https://api.example=http://{}", api.address);
    let host = host_of(&world).reroutes([
        reroute.parse().unwrap(),
        format!("https://*.files.example=http://{}", world.server.address)
            .parse()
            .unwrap(),
    ]);
    let host = host.build().unwrap();
    beside(async {
        for address in ADDRESSES {
            told.lock().unwrap().0 = address;
            let called = host.invoke("notes", "list-notes").run().await;
            let refused = called.map(|output| output.value).unwrap_err();
            let shown = format!("{refused} {refused:?}").to_ascii_lowercase();
            must_be!(
                refused,
                Unavailable,
                Error::Drive {
                    source: DriveError::Egress(EgressError::RedirectRefused {
                        refusal: Refusal::TokenInAddress { .. },
                        ..
                    }),
                    ..
                }
            );
            let token = told.lock().unwrap().1.to_ascii_lowercase();
            assert!(!token.is_empty() && !shown.contains(&token), "{shown}");
        }
    })
    .await;
    assert!(world.server.seen().is_empty(), "{:?}", world.server.seen());
}

/// A file may come from any public host, so that the API chooses whose.
#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_that_may_lead_anywhere() {
    let told = Arc::new(Mutex::new(("https://anybody.test/?t={}", String::new())));
    let api = redirecting(&told).await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Download(Transfer {
            request: request("GET", "https://api.example/film"),
            credential: Credential::Connection,
            redirects: Redirects::Public,
            after_ms: 0,
            file_name: "film.mp4".to_owned(),
            size: None,
            media_types: vec!["video/*".to_owned()],
            state: vec![1],
        })),
        Act::Echo,
    ];
    drop(turned(&world, host_of(&world), &acts).await);
    let reroutes = [
        format!("https://api.example=http://{}", api.address),
        format!("https://anybody.test=http://{}", world.server.address),
    ];
    let host = host_of(&world)
        .reroutes(reroutes.map(|reroute| reroute.parse().unwrap()))
        .build()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let invocation = host.invoke("notes", "download-note");
    let called = beside(invocation.download_to(destination).run()).await;
    must_be!(
        called.map(|output| output.value).unwrap_err(),
        Unavailable,
        Error::Drive {
            source: DriveError::Egress(EgressError::RedirectRefused {
                refusal: Refusal::TokenInAddress { .. },
                ..
            }),
            ..
        }
    );
    assert!(world.server.seen().is_empty(), "{:?}", world.server.seen());
}
