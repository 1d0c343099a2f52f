//! Two replicas are at one connect session at the same moment.

use futures_util::future::select;

use crate::browser::{Browser, OWN_APP, Session, notes, stage_of, title};
use crate::stage::{Held, INVOKE};
use crate::support::authorization::token_grant;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_forms_at_two_replicas_one_connects_and_the_newest_tokens_are_kept() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &token_grant(), |_| {}).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let page = browser.go_on(&session).await;
    let mut twin = browser.twin();
    let forms = select(
        Box::pin(browser.enter(&page, &OWN_APP)),
        Box::pin(twin.enter(&page, &OWN_APP)),
    );
    let both_are_at_it = async {
        for _ in 0..2 {
            held.arrived.recv().await.unwrap();
        }
        held.release.send(()).unwrap();
    };
    let (first, ()) = tokio::join!(forms, both_are_at_it);
    let (first, other) = first.factor_first();
    held.release.send(()).unwrap();
    let other = other.await;
    assert_eq!(title(&first), "Connected");
    assert_eq!(title(&other), "Connected", "it is the same session");
    assert_eq!(stage.host.connections().await.unwrap().len(), 1);
    assert_eq!(session.state(&stage).await["state"], "connected");

    // Both are of one account, of whose tokens the last ones are good: at either replica.
    for _ in 0..2 {
        stage.invoke(INVOKE, &[]).await.done();
        let requests = stage.world.server.seen();
        let last = requests.last().unwrap();
        assert_eq!(last.authorization.as_deref(), Some("Bearer access-2"));
    }
    assert_eq!(stage.world.count("POST /token"), 2);
    assert_eq!(stage.world.count("POST /revoke"), 0);
}
