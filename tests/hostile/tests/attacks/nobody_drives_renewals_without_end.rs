//! An API that rejects each token when it is first used, whichever it is, and a
//! connector that goes on and on: each of its requests renewed the token, each
//! renewal rotated the refresh token, and the authorization server was asked as
//! often as both liked, in the name of an app that is everybody's.

use std::sync::{Arc, Mutex, OnceLock};

use connector_host::contract::Step;

use crate::bystander::beside;
use crate::stage::{host_of, turned};
use crate::support::authorization::{Issuer, World};
use crate::support::call::exchange;
use crate::support::scripted::Act;

/// How many requests a call makes.
const REQUESTS: u8 = 100;

/// A world whose API rejects every other request, once it is told to.
async fn picky() -> (World, Arc<OnceLock<Arc<Mutex<Issuer>>>>) {
    let told: Arc<OnceLock<Arc<Mutex<Issuer>>>> = Arc::default();
    let issuer = Arc::clone(&told);
    let world = World::answering(move |seen| {
        let Some(issuer) = issuer.get().filter(|_| seen.request == "GET /me") else {
            return;
        };
        let mut issuer = issuer.lock().unwrap();
        issuer.revoked = match issuer.revoked {
            Some(_) => None,
            None => Some(issuer.issued),
        };
    })
    .await;
    (world, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_in_a_call_nor_in_one_after_the_other() {
    let (world, told) = picky().await;
    let acts: Vec<_> = (0..REQUESTS)
        .map(|act| Act::Step(Step::Send(exchange("GET", "/me", act + 1))))
        .chain([Act::Echo])
        .collect();
    let host = turned(&world, host_of(&world), &acts).await;
    told.set(Arc::clone(&world.issuer)).unwrap();
    beside(async {
        for _ in 0..3 {
            // What becomes of the call is the connector's to say.
            let _ = host.invoke("notes", "list-notes").run().await;
        }
    })
    .await;
    assert!(world.count("GET /me") > usize::from(REQUESTS));
    assert_eq!(world.count("POST /token"), 1);
}
