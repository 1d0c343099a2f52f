//! The first tokens of a new app have no scopes: nothing is kept that would not work.

use end_to_end::{App, Stage};
use serde_json::json;
use zoom_sandbox::{Fault, Trouble};

#[tokio::test]
async fn a_new_app_whose_token_has_no_scopes_yet_is_connected_a_moment_later() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let young = Fault::new("POST", "/oauth/token", Trouble::TokenWithoutScopes);
    stage.sandbox.faults().add(young);
    let refused = stage.connect(App::ServerToServer, &[]).await.ended_with(3);
    assert!(
        refused.stderr.contains("Wait a minute"),
        "{}",
        refused.stderr
    );
    assert_eq!(stage.connections().await, json!([]));
    let _ = stage.connect(App::ServerToServer, &[]).await.done();
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}
