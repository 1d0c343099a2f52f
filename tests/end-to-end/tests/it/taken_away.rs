//! A process of the service is told to end while it renews tokens, and has no time for calls.

use end_to_end::{App, Stage};
use http::Method;
use jiff::SignedDuration;
use serde_json::json;

use crate::served::{LIST, alone, alone_with};

#[tokio::test]
async fn a_process_ends_once_the_tokens_are_kept_that_it_has_asked_for() {
    let (stage, gate) = Stage::new().await.gated().await;
    stage.add_zoom().await;
    let named = ["--name", "work"];
    let _ = stage.connect(App::UserGranular, &named).await.done();
    let mut serving = alone_with(&stage, &["--drain", "0"]).await;
    stage.sandbox.clock().advance(SignedDuration::from_hours(2));
    let mut tokens = gate.hold(Method::POST, "/oauth/token");
    let (client, list) = (serving.client, json!({"connection": "work"}));
    let call = tokio::spawn({
        let list = list.clone();
        async move { client.post(LIST, &[], &list).await }
    });
    // From now on the refresh token that is kept is good for nothing.
    tokens.is_here().await;
    serving.tell_to_end().await;
    let cut_off = call.await.expect("it was asked").problem();
    assert_eq!(cut_off, (503, "service-ending".to_owned()));
    assert!(serving.runs(), "it waits for the tokens");
    tokens.let_through();
    let (code, said) = serving.ended().await;
    assert_eq!(code, Some(0), "{said}");

    let serving = alone(&stage).await;
    let _ = serving.client.post(LIST, &[], &list).await.done();
    let requests = stage.sandbox.requests().all();
    let renewals = requests
        .iter()
        .filter(|request| request.body.contains("grant_type=refresh_token"));
    assert_eq!(renewals.count(), 1, "its answer was kept");
}
