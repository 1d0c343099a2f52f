//! What comes of an attempt, whom it is told, and how many there may be.

use std::time::Duration;

use connector_host::connections::ConnectState;
use serde_json::{Value, json};

use crate::browser::{
    Browser, OWN_APP, Session, authorization, between, load, notes, path_of, stage, stage_of, title,
};
use crate::stage::{Held, ask};
use crate::support::authorization::{app_grant, approved, device_grant, token_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test]
async fn a_client_that_the_server_refuses_is_told_to_the_platform_too() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    stage.world.issuer().trouble = Some((401, r#"{"error": "invalid_client"}"#));
    let mut browser = Browser::new(&stage);
    let wrong = browser.begin(&session, &OWN_APP).await;
    assert_eq!(wrong.status, 422);
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "failed", "{state}");
    assert!(state["failure"]["code"].is_string(), "{state}");
    stage.world.issuer().trouble = None;
    let connected = browser.enter(&wrong, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
    assert_eq!(session.state(&stage).await["state"], "connected");
}

#[tokio::test]
async fn an_app_of_the_platforms_that_the_server_refuses_is_nothing_that_who_connects_could_mend() {
    let stage = stage(&app_grant()).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["auth_methods"][0]["authorization"] = "authorization-code".into();
    manifest["auth_methods"][0]["settings"]["required"] = json!([]);
    load(&stage, &manifest.to_string(), &app_grant()).await;
    let fields = [("content-type", "application/json")];
    let app = json!({"client_id": "the-client", "client_secret": "not-its-own"}).to_string();
    let set = stage.ask("PUT", "/v1/connectors/notes/app", &fields, app);
    set.await.done();
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.go_on(&session).await;
    let callback = approved(&authorization(&leaving));
    stage.world.issuer().trouble = Some((401, r#"{"error": "invalid_client"}"#));
    let refused = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&refused), "Not connected");
    let text = refused.text();
    assert!(text.contains("Tell whoever sent you the link"), "{text}");
    let failure = session.state(&stage).await["failure"].clone();
    assert_eq!(failure["code"], "authorization-server-refused");
}

#[tokio::test]
async fn whose_a_name_is_already_is_told_to_nobody_who_has_a_link() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    Browser::new(&stage).begin(&session, &OWN_APP).await;
    stage.world.issuer().subject = "eve";
    let second = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.begin(&second, &OWN_APP).await;
    assert_eq!(title(&refused), "Not connected");
    assert!(refused.text().contains("Tell whoever sent you the link"));
    let state = second.state(&stage).await;
    assert_eq!(state["state"], "failed");
    assert_eq!(state["failure"]["code"], "name-taken");
    for told in [&browser.seen, &state.to_string()] {
        assert!(!told.contains("ada@"), "{told}");
    }
}

#[tokio::test]
async fn that_no_app_is_registered_is_told_to_the_platform_too() {
    let stage = stage(&app_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.begin(&session, &OWN_APP).await;
    assert_eq!(title(&refused), "Not connected");
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "failed");
    assert_eq!(state["failure"]["code"], "no-app");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_takes_a_place_among_the_calls_of_its_tenant() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &token_grant(), |settings| {
        settings.limits.tenant_calls = 1;
    })
    .await
    .of_one_process();
    let one = Session::new(&stage, &notes()).await;
    let other = Session::new(&stage, &notes()).await;
    let mut first = Browser::new(&stage);
    let mut second = Browser::new(&stage);
    let page = second.go_on(&other).await;
    let meanwhile = async {
        held.arrived.recv().await.unwrap();
        let refused = second.enter(&page, &OWN_APP).await;
        held.release.send(()).unwrap();
        refused
    };
    let (connected, refused) = tokio::join!(first.begin(&one, &OWN_APP), meanwhile);
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (503, "Too many people are here at once")
    );
    assert_eq!(title(&connected), "Connected");
    assert_eq!(stage.world.count("POST /token"), 1);
}

#[tokio::test]
async fn one_link_is_good_for_so_many_attempts_in_a_time() {
    let stage = stage(&token_grant()).await.of_one_process();
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let mut page = browser.go_on(&session).await;
    for _ in 0..20 {
        page = browser.enter(&page, &[]).await;
        assert_eq!(page.status, 422);
    }
    let refused = browser.enter(&page, &OWN_APP).await;
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (429, "Too many attempts")
    );
    assert_eq!(stage.world.count("POST /token"), 0);
    // Others' links are as good as before.
    let other = Session::new(&stage, &notes()).await;
    let connected = Browser::new(&stage).begin(&other, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_comes_of_an_attempt_is_noted_though_the_service_ends_meanwhile() {
    let (world, mut held) = Held::at("/token").await;
    let mut stage = stage_of(world, &token_grant(), |settings| {
        settings.limits.drain = Duration::from_millis(50);
    })
    .await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let page = browser.go_on(&session).await;
    let path = between(page.text(), "action=\"", "\"");
    let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("form_token", &token)
        .extend_pairs(OWN_APP)
        .finish();
    let (address, cookies) = (stage.address, browser.shown());
    let attempt = tokio::spawn(async move {
        let fields = [
            ("cookie", cookies.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin"),
        ];
        ask(address, "POST", &path, &fields, form).await
    });
    held.arrived.recv().await.unwrap();
    let ended = stage.tell_to_end();
    assert_eq!(attempt.await.unwrap().status, 500);
    held.release.send(()).unwrap();
    ended.await.unwrap();
    let session = stage.host.connect_session(&session.id).await.unwrap();
    assert!(
        matches!(session.state, ConnectState::Connected(_)),
        "{session:?}"
    );
}

#[tokio::test]
async fn that_there_is_no_app_is_told_before_anything_is_prepared() {
    let stage = stage(&app_grant()).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let method = &mut manifest["auth_methods"][0];
    method["authorization"] = "authorization-code".into();
    method["settings"]["required"] = json!([]);
    load(&stage, &manifest.to_string(), &app_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.go_on(&session).await;
    assert_eq!(title(&refused), "Not connected");
    assert!(
        !refused.text().contains("Try again"),
        "it would end the same"
    );
    assert_eq!(session.state(&stage).await["failure"]["code"], "no-app");
    // With one, whoever connects has nothing to choose of what is the platform's.
    let app = json!({"client_id": "the-client"});
    let app = stage.ask(
        "PUT",
        "/v1/connectors/notes/app",
        &[("content-type", "application/json")],
        app.to_string(),
    );
    app.await.done();
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.go_on(&session).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
    let preparing = browser
        .open(&format!("/connect/{}/methods", session.id))
        .await;
    assert_eq!(title(&preparing), "Your own app");
    assert!(!preparing.text().contains("name=\"setting."));
    let leaving = browser.enter(&preparing, &[("setting.region", "eu")]).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
}

#[tokio::test]
async fn what_passes_ends_no_attempt() {
    let stage = stage(&device_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let device = browser.begin(&session, &OWN_APP).await;
    assert_eq!(title(&device), "Sign in at Notes on any device");
    let manifest = MANIFEST.replace("\"token-grant\"", "\"device-code\"");
    // For a while there is a version of the connector that lacks the way.
    let lacking = manifest.replace("\"own-app\"", "\"another\"");
    load(&stage, &lacking, &device_grant()).await;
    stage.world.clock.advance(6);
    let path = format!("/connect/{}", session.id);
    let page = browser.open(&path).await;
    assert_ne!(title(&page), "Not connected");
    assert!(page.status >= 400, "{page:?}");
    assert_eq!(session.state(&stage).await["state"], "pending");
    load(&stage, &manifest, &device_grant()).await;
    stage.world.clock.advance(6);
    let connected = browser.open(&path).await;
    assert_eq!(title(&connected), "Connected");
}
