//! A renewal is under way when the service is told to end: the tokens that it brings are kept, since
//! those before them are good for nothing any more.

use std::time::Duration;

use serde_json::json;

use crate::browser::{
    Browser, OWN_APP, Session, authorization, load, notes, path_of, stage_of, title,
};
use crate::stage::{Held, INVOKE, Stage, ask, is};
use crate::support::authorization::{LIFETIME, approved, code_grant};
use crate::support::scripted::MANIFEST;

/// A service at which somebody has signed in, where a renewal of the tokens is answered once it is
/// told to be.
async fn signed_in(drain: Duration) -> (Stage, Held) {
    let (world, held) = Held::of(|seen| seen.body.contains("grant_type=refresh_token")).await;
    let stage = stage_of(world, &code_grant(), |settings| {
        settings.limits.drain = drain;
    })
    .await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = approved(&authorization(&leaving));
    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
    (stage, held)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_renewal_is_finished_before_the_service_ends_and_its_tokens_are_kept() {
    // Calls have no time; a renewal has as much as it takes.
    let (mut stage, mut held) = signed_in(Duration::from_millis(50)).await;
    stage.world.clock.advance(LIFETIME);
    let address = stage.address;
    let call = tokio::spawn(async move {
        let fields = [("content-type", "application/json")];
        let body = json!({"connection": "work"}).to_string();
        ask(address, "POST", INVOKE, &fields, body).await
    });
    assert_eq!(held.arrived.recv().await.unwrap(), "POST /token");
    let ended = stage.tell_to_end();
    assert_eq!(call.await.unwrap().problem(), is(503, "service-ending"));
    assert!(!ended.is_finished(), "the tokens are on their way");
    held.release.send(()).unwrap();
    ended.await.unwrap();

    // Those who come after it, with nothing but the store, go on with them.
    let Stage { world, site, .. } = stage;
    let site = site.updated(&world);
    let stage = Stage::at(world, site, |_| {}).await;
    let manifest = MANIFEST.replace("\"token-grant\"", "\"authorization-code\"");
    load(&stage, &manifest, &code_grant()).await;
    stage.invoke(INVOKE, &[]).await.done();
    let requests = stage.world.server.seen();
    let last = requests.last().unwrap();
    assert_eq!(last.authorization.as_deref(), Some("Bearer access-2"));
    assert_eq!(stage.world.token_requests().len(), 2, "one was a renewal");
}
