//! What is wrong with a connection is told in words, with what to do and who has to do it.

use end_to_end::{App, Outcome, Stage};
use http::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::{AppKind, Fault, Sandbox, ScopeType, Trouble};

/// Makes the token endpoint answer the next refresh like this.
fn refuse_refresh(stage: &Stage, error: &str, reason: &str) {
    let body = json!({ "reason": reason, "error": error }).to_string();
    let fault = Fault::answer("POST", "/oauth/token", StatusCode::BAD_REQUEST).body(&body);
    stage.sandbox.faults().add(fault);
    stage
        .sandbox
        .clock()
        .advance(jiff::SignedDuration::from_hours(2));
}

/// Makes the API answer like this, to a refreshed token too.
fn reject_tokens(stage: &Stage, code: u32, message: &str) {
    let body = json!({ "code": code, "message": message }).to_string();
    let fault = Fault::answer("GET", "/v2/users/me", StatusCode::UNAUTHORIZED);
    stage.sandbox.faults().add(fault.body(&body).times(2));
}

async fn test(stage: &Stage) -> Outcome {
    stage.run(&["connections", "test", "zoom"]).await
}

fn in_one_line(outcome: &Outcome) -> String {
    let words: Vec<&str> = outcome.stderr.split_whitespace().collect();
    words.join(" ")
}

#[track_caller]
fn says(outcome: &Outcome, words: &[&str]) {
    let said = in_one_line(outcome);
    for words in words {
        assert!(said.contains(words), "{words:?} in {said}");
    }
}

#[tokio::test]
async fn a_connection_that_works_says_whose_it_is_and_on_which_plan() {
    let stage = Stage::connected(App::UserGranular).await;
    let user = stage.sandbox.user();
    let tested = test(&stage).await.done();
    for fact in [user.email.as_str(), "Licensed", "https://api.zoom.us"] {
        assert!(tested.stdout.contains(fact), "{}", tested.stdout);
    }
    assert!(!tested.stderr.contains("clock"), "{}", tested.stderr);
    let report = stage
        .run(&["connections", "test", "zoom", "--output", "json"])
        .await
        .done()
        .json();
    assert_eq!(report["works"], true);
    assert_eq!(report["account"]["label"], user.email);
    assert_eq!(report["account"]["facts"]["plan"], "Licensed");
    // All but what no user's app can have.
    for action in report["uncovered"].as_array().expect("a list") {
        let sets = action["missing_scopes"].as_array().expect("sets of scopes");
        let of_administrators = |set: &Value| {
            set[0].as_str().is_some_and(|scope| {
                scope.ends_with(":admin")
                    || scope.ends_with(":master")
                    || scope.starts_with("marketplace_app:")
            })
        };
        assert!(
            !sets.is_empty() && sets.iter().all(of_administrators),
            "{action}"
        );
    }
    assert_eq!(report["error"], json!(null));
}

#[tokio::test]
async fn scopes_that_are_missing_are_named_as_the_app_has_them() {
    for (scopes, name) in [
        (["user:read:user"], "meeting:write:meeting"),
        (["user:read:user:admin"], "meeting:write:meeting:admin"),
    ] {
        let kind = if name.ends_with(":admin") {
            AppKind::AdminManaged
        } else {
            AppKind::UserManaged
        };
        let mut app = zoom_sandbox::App::new(kind, ScopeType::Granular, "few", "few-secret");
        app.scopes = scopes.map(str::to_owned).to_vec();
        let stage = Stage::with(Sandbox::builder().app(app)).await;
        stage.add_zoom().await;
        let _ = stage.connect_as("few", &[]).await.done();
        let tested = test(&stage).await.done();
        let row = tested
            .stderr
            .lines()
            .find(|line| line.contains("create-meeting"));
        let named = row.and_then(|row| row.split_whitespace().last());
        assert_eq!(named, Some(name), "{}", tested.stderr);
    }
}

#[tokio::test]
async fn a_newer_sign_in_elsewhere_is_told_as_the_reason_now_and_later() {
    let stage = Stage::connected(App::UserGranular).await;
    stage.connect_elsewhere(App::UserGranular).await;
    for _ in 0..2 {
        let tested = test(&stage).await.ended_with(3);
        says(
            &tested,
            &["newer sign-in", "give each program an app of its own"],
        );
    }
    let report = stage
        .run(&["connections", "test", "zoom", "--output", "json"])
        .await
        .ended_with(3)
        .json();
    assert_eq!(report["works"], false);
    assert_eq!(report["error"]["code"], "4741");
}

#[tokio::test]
async fn what_the_api_has_against_a_connection_is_told() {
    for (code, message, words) in [
        (
            4738,
            "The token is disabled by admin.",
            ["withdrawn the approval", "turns on Pre-approve"],
        ),
        (
            4717,
            "The app has been disabled",
            ["disabled at Zoom", "The developer of the app"],
        ),
        (
            4735,
            "The owner of the token does not exist.",
            ["no longer there", "made anew by an administrator"],
        ),
    ] {
        let stage = Stage::connected(App::UserGranular).await;
        reject_tokens(&stage, code, message);
        says(&test(&stage).await.ended_with(3), &words);
    }
}

#[tokio::test]
async fn what_the_token_endpoint_has_against_a_connection_is_told() {
    for (error, reason, exit, words) in [
        (
            "invalid_client",
            "Invalid client_id or client_secret",
            3,
            ["Client Secret is wrong", "Copy the Client ID"],
        ),
        (
            "invalid_grant",
            "Invalid Token!",
            3,
            ["no longer good", "give each program an app of its own"],
        ),
        (
            "invalid_grant",
            "The token is disabled by admin.",
            3,
            ["withdrawn the approval", "turns on Pre-approve"],
        ),
    ] {
        let stage = Stage::connected(App::UserGranular).await;
        refuse_refresh(&stage, error, reason);
        says(&test(&stage).await.ended_with(exit), &words);
    }
}

#[tokio::test]
async fn an_app_of_another_type_is_told_from_wrong_credentials() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let mut command = stage.command(&[
        "connect",
        "zoom",
        "--method",
        "server-to-server",
        "--set",
        "account_id=any",
        "--set",
        "client_id=sandbox-user-granular",
        "--set-env",
        "client_secret=SECRET",
    ]);
    let output = command
        .env("SECRET", "not-a-secret-user-granular")
        .output()
        .await
        .expect("the program starts");
    says(
        &Outcome::of(output).ended_with(3),
        &["another type", "Server-to-Server OAuth app"],
    );
}

#[tokio::test]
async fn a_wrong_account_is_told_in_plain_words() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let mut command = stage.command(&["connect", "zoom", "--method", "server-to-server"]);
    let output = command
        .args(["--set", "account_id=of-nobody", "--set"])
        .args([
            "client_id=sandbox-server-to-server",
            "--set-env",
            "client_secret=SECRET",
        ])
        .env("SECRET", "not-a-secret-server-to-server")
        .output()
        .await
        .expect("the program starts");
    says(
        &Outcome::of(output).ended_with(3),
        &["The Account ID is wrong", "Copy the Account ID anew"],
    );
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_whether_or_not_the_connection_works() {
    let stage = Stage::connected(App::UserGranular).await;
    stage
        .sandbox
        .clock()
        .advance(jiff::SignedDuration::from_mins(3));
    let behind = ["clock of this machine is 3 minutes behind that of https://"];
    says(&test(&stage).await.done(), &behind);
    reject_tokens(&stage, 4717, "The app has been disabled");
    says(&test(&stage).await.ended_with(3), &behind);
    // Nor does it matter whether there is a connection yet.
    reject_tokens(&stage, 4717, "The app has been disabled");
    says(
        &stage.connect(App::UserGranular, &[]).await.ended_with(3),
        &behind,
    );
}

#[tokio::test]
async fn calls_go_to_the_region_that_the_token_response_names() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let api_url = "https://api-eu.zoom.us".to_owned();
    let region = Trouble::RegionChange { api_url };
    let fault = Fault::new("POST", "/oauth/token", region);
    stage.sandbox.faults().add(fault);
    let _ = stage.connect(App::UserGranular, &[]).await.done();
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    let requests = stage.sandbox.requests().all();
    let call = requests
        .iter()
        .find(|request| request.path() == "/v2/users/me/meetings")
        .expect("a list of meetings was asked for");
    let host = call.headers.iter().find(|(name, _)| name == "host");
    assert_eq!(
        host.map(|(_, value)| value.as_str()),
        Some("api-eu.zoom.us")
    );
}

#[tokio::test]
async fn a_person_on_another_device_approves_with_the_code() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let connected = stage.connect_device(App::UserGranular).await.done();
    says(&connected, &["enter the code", "Connected"]);
    let shown = stage.connections().await;
    assert_eq!(shown[0]["method"], "device-code");
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
}

#[tokio::test]
async fn an_error_that_only_the_browser_shows_is_explained_when_the_person_gives_up() {
    let stage = Stage::strict(Sandbox::builder()).await;
    stage.add_zoom().await;
    let given_up = stage.give_up(App::UserGranular).await.ended_with(130);
    says(
        &given_up,
        &["4700", "as the OAuth Redirect URL", "turns on Pre-approve"],
    );
    let said = in_one_line(&given_up);
    let redirect = said
        .split("enter ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .expect("the redirect address is named");
    assert!(redirect.starts_with("http://127.0.0.1:"), "{redirect}");
    let sent = redirect.replace(':', "%3A").replace('/', "%2F");
    says(&given_up, &[&format!("redirect_uri={sent}")]);
}
