//! The connections of a person, as the program shows and changes them.

use std::process::Stdio;

use end_to_end::{App, Outcome, Stage};
use serde_json::json;
use zoom_sandbox::{Fault, Trouble};

/// A stage with the same user connected twice.
async fn two_connections() -> Stage {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let _ = stage
        .connect(App::UserGranular, &["--name", "work", "--owner", "Sales"])
        .await
        .done();
    let _ = stage
        .connect(App::UserGranular, &["--name", "play"])
        .await
        .done();
    stage
}

/// The text with a `0` for every digit: times differ from run to run.
fn without_digits(text: &str) -> String {
    text.replace(|character: char| character.is_ascii_digit(), "0")
}

#[tokio::test]
async fn the_list_shows_the_default_the_owner_the_state_and_the_last_use() {
    let stage = two_connections().await;
    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    let _ = stage.run(&["connections", "disable", "play"]).await.done();
    let listed = stage.run(&["connections"]).await.done();
    insta::assert_snapshot!(without_digits(&listed.stdout));
    let shown = stage.run(&["connections", "show", "work"]).await.done();
    let (facts, _) = shown.stdout.split_once("Scopes").expect("scopes");
    let listed = stage.connections().await;
    let id = listed[1]["id"].as_str().expect("an id");
    let facts = without_digits(&facts.replace(id, "[id]"));
    insta::assert_snapshot!("a_connection", facts);
    assert_eq!(listed[1]["owner"], "Sales");
    assert_eq!(listed[1]["default"], true);
    assert!(listed[1]["last_used_at"].is_string(), "{listed}");
    assert_eq!(listed[0]["state"], "disabled");
    assert!(listed[0]["last_used_at"].is_null(), "{listed}");
}

#[tokio::test]
async fn each_change_is_told_in_words_or_as_json() {
    let stage = two_connections().await;
    let commands: [&[&str]; 4] = [
        &["rename", "play", "fun"],
        &["default", "fun"],
        &["disable", "fun"],
        &["enable", "fun"],
    ];
    let mut told = String::new();
    for command in commands {
        let changed = stage.run(&[&["connections"], command].concat()).await;
        told.push_str(&changed.done().stderr);
    }
    insta::assert_snapshot!(told, @r"
    Renamed play to fun.
    fun is the default of zoom now.
    Disabled fun. Next: connector-host connections enable fun
    Enabled fun.
    ");
    let as_json = async |command: &[&str]| {
        let command = [&["connections"], command, &["--output", "json"]].concat();
        stage.run(&command).await.done().json()
    };
    assert_eq!(as_json(&["rename", "fun", "play"]).await["name"], "play");
    assert_eq!(as_json(&["default", "work"]).await["default"], true);
    assert_eq!(as_json(&["disable", "play"]).await["state"], "disabled");
    assert_eq!(as_json(&["enable", "play"]).await["state"], "connected");
    assert_eq!(as_json(&["reconnect", "play"]).await["state"], "connected");
    assert_eq!(
        as_json(&["remove", "play", "--yes"]).await,
        json!({ "name": "play", "tokens": "shared" })
    );
}

#[tokio::test]
async fn a_disabled_default_is_refused_with_the_command_that_enables_it() {
    let stage = two_connections().await;
    let _ = stage.run(&["connections", "disable", "work"]).await.done();
    let refused = stage
        .invoke("list-meetings", &json!({}))
        .await
        .ended_with(3);
    let next = "next: connector-host connections enable work";
    assert!(refused.stderr.contains(next), "{}", refused.stderr);
    let _ = stage
        .run(&["invoke", "zoom", "list-meetings", "--connection", "play"])
        .await
        .done();
}

#[tokio::test]
async fn trouble_with_zoom_is_told_in_the_list_until_it_has_passed() {
    let stage = two_connections().await;
    let hours = jiff::SignedDuration::from_hours(2);
    stage.sandbox.clock().advance(hours);
    let down = Fault::answer("POST", "/oauth/token", http::StatusCode::BAD_GATEWAY)
        .header("retry-after", "600");
    stage.sandbox.faults().add(down);
    for _ in 0..2 {
        // The second is not sent: Zoom has asked to wait.
        let call = stage.invoke("list-meetings", &json!({})).await;
        let refused = call.ended_with(5);
        assert!(refused.stderr.contains("again from"), "{}", refused.stderr);
    }
    let listed = stage.run(&["connections"]).await.done();
    assert!(listed.stdout.contains("in trouble"), "{}", listed.stdout);
    assert!(listed.stderr.contains("502"), "{}", listed.stderr);

    let back = stage
        .run(&["connections", "reconnect", "work"])
        .await
        .done();
    assert!(back.stderr.contains("connected again"), "{}", back.stderr);
    let listed = stage.run(&["connections"]).await.done();
    assert!(!listed.stdout.contains("in trouble"), "{}", listed.stdout);
}

#[cfg(unix)]
#[tokio::test]
async fn whoever_ends_the_program_in_a_renewal_loses_no_grant() {
    let stage = Stage::connected(App::UserGranular).await;
    let hours = jiff::SignedDuration::from_hours(2);
    stage.sandbox.clock().advance(hours);
    let late = Trouble::Latency {
        milliseconds: 5_000,
    };
    let faults = stage.sandbox.faults();
    faults.add(Fault::new("POST", "/oauth/token", late));

    let mut command = stage.command(&["invoke", "zoom", "list-meetings"]);
    let program = command.spawn().expect("the program starts");
    // Once the fault has struck, Zoom has the refresh token.
    while faults.all().iter().any(|fault| fault.times > 0) {
        tokio::task::yield_now().await;
    }
    let id = program.id().expect("it runs").to_string();
    let killed = tokio::process::Command::new("kill")
        .args(["-TERM", &id])
        .stdout(Stdio::null())
        .status()
        .await;
    assert!(killed.expect("kill starts").success());
    let ended = program.wait_with_output().await.expect("it ends");
    let ended = Outcome::of(ended).ended_with(143);
    assert!(ended.stderr.contains("Finishing"), "{}", ended.stderr);

    let _ = stage.invoke("list-meetings", &json!({})).await.done();
    let requests = stage.sandbox.requests().all();
    let refreshes = requests
        .iter()
        .filter(|request| request.body.contains("grant_type=refresh_token"));
    assert_eq!(refreshes.count(), 1, "its answer was kept");
}
