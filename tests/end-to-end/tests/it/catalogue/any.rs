//! What is about no one thing of Zoom's: a test of the connection, any request, and the manifest of an app.

use end_to_end::{App, Stage};
use serde_json::json;

use super::{invoke, items, meeting, text};

#[tokio::test]
async fn a_connection_tests_itself_in_a_workflow() {
    for app in [App::UserGranular, App::UserClassic, App::ServerToServer] {
        let stage = Stage::connected(app).await;
        let tested = invoke(&stage, "test-connection", json!({})).await;
        assert!(
            text(&tested, "label").contains(&stage.sandbox.user().email),
            "{tested}"
        );
        let reach = if app == App::ServerToServer {
            "account"
        } else {
            "user"
        };
        assert_eq!(tested["reach"], reach);
    }
}

#[tokio::test]
async fn any_request_can_be_made_and_none_that_leaves_the_api() {
    let stage = Stage::connected(App::UserGranular).await;
    let created = meeting(&stage, json!({})).await;
    let path = format!("/v2/meetings/{}", text(&created, "id"));
    let change = json!({ "method": "PATCH", "path": path, "body": { "topic": "Closed day" } });
    assert_eq!(invoke(&stage, "http-request", change).await["status"], 204);
    let got = invoke(&stage, "http-request", json!({ "path": path })).await;
    assert_eq!(got["body"]["topic"], "Closed day");
    let listed =
        json!({ "path": "/users/me/meetings", "query": { "type": "scheduled", "page_size": 1 } });
    let listed = invoke(&stage, "http-request", listed).await;
    assert_eq!(items(&listed["body"], "meetings").len(), 1);
    let deleted = json!({ "method": "DELETE", "path": path });
    assert_eq!(invoke(&stage, "http-request", deleted).await["status"], 204);
    let _ = stage
        .invoke("http-request", &json!({ "path": path }))
        .await
        .ended_with(4);

    let before = stage.sandbox.requests().all().len();
    for input in [
        json!({ "path": "/../oauth/token" }),
        json!({ "path": "https://evil.example/x" }),
        json!({ "path": "/users/me", "headers": { "Authorization": "Bearer x" } }),
    ] {
        let _ = stage.invoke("http-request", &input).await.ended_with(2);
    }
    assert_eq!(
        stage.sandbox.requests().all().len(),
        before,
        "nothing was sent"
    );
}

#[tokio::test]
async fn the_manifest_of_an_app_is_printed_before_anybody_has_connected() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let chosen = "create-meeting,list-recordings";
    let printed = stage
        .run(&["app", "manifest", "zoom", "--for", chosen])
        .await
        .done();
    let oauth = &printed.json()["oauth_information"];
    let scopes: Vec<_> = items(oauth, "scopes")
        .iter()
        .map(|scope| text(scope, "scope"))
        .collect();
    assert_eq!(
        scopes,
        [
            "user:read:user",
            "meeting:write:meeting",
            "cloud_recording:read:list_user_recordings",
            "meeting:read:list_meetings",
            "meeting:read:meeting"
        ]
    );
    assert_eq!(
        oauth["oauth_allow_list"],
        json!(["http://127.0.0.1:8917/oauth/callback/zoom"])
    );
    let wrong = [
        "app",
        "manifest",
        "zoom",
        "--for",
        "list-users,create-meting",
    ];
    let refused = stage.run(&wrong).await;
    assert!(
        refused
            .stderr
            .contains("no action create-meting; did you mean create-meeting?"),
        "{}",
        refused.stderr
    );
    assert!(stage.sandbox.requests().all().is_empty());
}
