//! Tokens are the host's: it keeps them alive, and nobody else sees them.

use end_to_end::{App, Stage, files_below};
use serde_json::json;

fn token_requests(stage: &Stage, grant_type: &str) -> usize {
    let requests = stage.sandbox.requests().all();
    requests
        .iter()
        .filter(|request| request.path() == "/oauth/token" && request.body.contains(grant_type))
        .count()
}

#[tokio::test]
async fn a_token_that_zoom_no_longer_takes_is_refreshed_once_and_the_call_repeated() {
    let stage = Stage::connected(App::UserGranular).await;
    stage
        .sandbox
        .clock()
        .advance(jiff::SignedDuration::from_hours(2));
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    assert_eq!(token_requests(&stage, "refresh_token"), 1);
    // The rotated token was kept: the next call needs no other.
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    assert_eq!(token_requests(&stage, "refresh_token"), 1);
}

#[tokio::test]
async fn a_token_that_zoom_calls_expired_with_another_status_is_refreshed_too() {
    let stage = Stage::connected(App::UserGranular).await;
    let body = json!({ "code": 124, "message": "Access token is expired." }).to_string();
    let status = http::StatusCode::BAD_REQUEST;
    let fault = zoom_sandbox::Fault::answer("GET", "/v2/users/me/meetings", status);
    stage.sandbox.faults().add(fault.body(&body));
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    assert_eq!(token_requests(&stage, "refresh_token"), 1);
}

#[tokio::test]
async fn a_second_sign_in_keeps_the_first_connection_alive() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let _ = stage
        .connect(App::UserGranular, &["--name", "first"])
        .await
        .done();
    // Zoom revokes the tokens of the first sign-in now.
    let second = stage
        .connect(App::UserGranular, &["--name", "second"])
        .await
        .done();
    assert!(
        second.stderr.contains("first now uses this sign-in too"),
        "{}",
        second.stderr
    );
    for name in ["first", "second"] {
        let _ = stage
            .run(&["invoke", "zoom", "list-meetings", "--connection", name])
            .await
            .done();
    }
}

#[tokio::test]
async fn a_wrong_client_secret_is_told_and_nothing_is_kept() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let mut command = stage.command(&[
        "connect",
        "zoom",
        "--method",
        "server-to-server",
        "--set",
        "account_id=nobody",
        "--set",
        "client_id=sandbox-server-to-server",
        "--set-env",
        "client_secret=SECRET",
    ]);
    let output = command
        .env("SECRET", "wrong-secret")
        .output()
        .await
        .expect("the program starts");
    let refused = end_to_end::Outcome::of(output).ended_with(3);
    assert!(refused.stderr.contains("client"), "{}", refused.stderr);
    assert!(
        !refused.stderr.contains("wrong-secret"),
        "{}",
        refused.stderr
    );
    assert_eq!(stage.connections().await, json!([]));
}

#[tokio::test]
async fn a_secret_on_the_command_line_is_refused() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let arguments = [
        "connect",
        "zoom",
        "--method",
        "byo-app",
        "--set",
        "client_id=x",
        "--set",
        "client_secret=do-not-show",
    ];
    let refused = stage.run(&arguments).await.ended_with(2);
    assert!(refused.stderr.contains("--set-env"), "{}", refused.stderr);
    assert!(
        !refused.stderr.contains("do-not-show"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn whoever_declines_is_not_connected_and_the_browser_says_so() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let declined = stage.decline(App::UserGranular).await.ended_with(3);
    assert!(declined.stderr.contains("[browser"), "{}", declined.stderr);
    assert_eq!(stage.connections().await, json!([]));
}

#[tokio::test]
async fn a_removed_connection_is_revoked_at_zoom() {
    let stage = Stage::connected(App::UserGranular).await;
    let _ = stage
        .run(&["connections", "remove", "zoom", "--yes"])
        .await
        .done();
    let requests = stage.sandbox.requests().all();
    assert!(
        requests
            .iter()
            .any(|request| request.path() == "/oauth/revoke" && request.status == 200)
    );
    assert_eq!(stage.connections().await, json!([]));
}

#[tokio::test]
async fn a_grant_that_zoom_has_revoked_needs_reconnecting_and_says_so() {
    let stage = Stage::connected(App::UserGranular).await;
    stage.connect_elsewhere(App::UserGranular).await;
    let refused = stage
        .invoke("list-meetings", &json!({}))
        .await
        .ended_with(3);
    assert!(refused.stderr.contains("connect"), "{}", refused.stderr);
    let shown = stage.connections().await;
    assert_ne!(shown[0]["state"], "connected", "{shown}");

    assert!(
        refused.stderr.contains("connections reconnect zoom"),
        "{}",
        refused.stderr
    );
    let back = stage.reconnect("zoom").await.done();
    assert!(back.stderr.contains("connected again"), "{}", back.stderr);
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}

#[tokio::test]
async fn no_token_and_no_secret_is_in_the_log_the_output_or_the_store() {
    let stage = Stage::connected(App::UserGranular).await;
    stage
        .sandbox
        .clock()
        .advance(jiff::SignedDuration::from_hours(2));
    let mut command = stage.command(&["-vv", "invoke", "zoom", "list-meetings"]);
    let output = command
        .env("CONNECTOR_HOST_LOG", "trace")
        .output()
        .await
        .expect("the program starts");
    let run = end_to_end::Outcome::of(output).done();
    assert!(
        run.stderr.contains("list-meetings"),
        "there is a log to search: {}",
        run.stderr
    );

    let mut everything = format!("{}{}", run.stdout, run.stderr).into_bytes();
    for file in files_below(stage.home()) {
        everything.extend(std::fs::read(file).expect("a file of the test can be read"));
    }
    let everything = String::from_utf8_lossy(&everything);
    let mut secrets = vec!["not-a-secret-user-granular".to_owned()];
    for request in stage
        .sandbox
        .requests()
        .all()
        .iter()
        .filter(|request| request.path() == "/oauth/token")
    {
        let answer: serde_json::Value =
            serde_json::from_str(&request.response_body).expect("a token response");
        for token in ["access_token", "refresh_token"] {
            secrets.push(answer[token].as_str().expect("a token").to_owned());
        }
    }
    assert_eq!(secrets.len(), 5, "one secret, and two pairs of tokens");
    for secret in secrets {
        assert!(!everything.contains(&secret), "{secret} leaked");
    }
}
