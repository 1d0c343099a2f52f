//! A sign-in that is there no more when whoever was at it comes back: its app was removed, or
//! its time is over.

use connector_host::contract::{Authorization, DeviceCode};
use serde_json::{Value, json};

use crate::browser::{
    Browser, OWN_APP, Session, authorization, load, notes, path_of, stage, title,
};
use crate::stage::{Answer, Stage};
use crate::support::authorization::{
    CLIENT_SECRET, app_grant, approved, authorization_server, code_grant,
};
use crate::support::scripted::MANIFEST;

/// A stage whose one way to connect goes by the app that is registered, of that client.
async fn by_an_app(authorization: &Authorization) -> Stage {
    let stage = stage(authorization).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let method = &mut manifest["auth_methods"][0];
    method["authorization"] = match authorization {
        Authorization::DeviceCode(_) => "device-code".into(),
        _ => "authorization-code".into(),
    };
    method["settings"]["required"] = json!([]);
    load(&stage, &manifest.to_string(), authorization).await;
    register(&stage, "default", "the-client").await;
    stage
}

async fn register(stage: &Stage, name: &str, client_id: &str) {
    let fields = [("content-type", "application/json")];
    let path = format!("/v1/connectors/notes/apps/{name}");
    let app = json!({"client_id": client_id, "client_secret": CLIENT_SECRET}).to_string();
    stage.ask("PUT", &path, &fields, app).await.done();
}

async fn remove_app(stage: &Stage, name: &str) {
    let path = format!("/v1/connectors/notes/apps/{name}");
    let removed = stage.ask("DELETE", &path, &[], "").await;
    assert_eq!(removed.status, 204, "{removed:?}");
}

/// What whoever was signing in by an app that was removed is told, and the platform.
async fn assert_tells_of_the_app(stage: &Stage, session: &Session, page: &Answer, code: &str) {
    assert_eq!((page.status, title(page).as_str()), (200, "Not connected"));
    let text = page.text();
    for words in ["is not registered any more", "Nothing was connected"] {
        assert!(text.contains(words), "{text}");
    }
    assert!(!text.contains("Try again"), "it would end the same: {text}");
    let state = session.state(stage).await;
    assert_eq!(state["state"], "failed", "{state}");
    assert_eq!(state["failure"]["code"], code, "{state}");
    let detail = state["failure"]["detail"].as_str().unwrap();
    assert!(detail.contains("has to register it again"), "{detail}");
    assert!(stage.host.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_signs_in_by_an_app_that_is_removed_meanwhile_is_told_so_and_the_platform_too() {
    let stage = by_an_app(&app_grant()).await;
    register(&stage, "second", "second-client").await;
    for (app, code) in [("default", "no-app"), ("second", "unknown-app")] {
        let mut new = notes();
        new["app"] = app.into();
        let session = Session::new(&stage, &new).await;
        let mut browser = Browser::new(&stage);
        let leaving = browser.go_on(&session).await;
        let callback = path_of(&approved(&authorization(&leaving)));
        remove_app(&stage, app).await;
        let told = browser.open(&callback).await;
        assert_tells_of_the_app(&stage, &session, &told, code).await;
        // As long as nobody knows whose browser it is, nothing is told.
        let foreign = Browser::new(&stage).open(&callback).await;
        assert_eq!(title(&foreign), "This sign-in was not begun here");
    }
    assert_eq!(stage.world.count("POST /token"), 0);
}

#[tokio::test]
async fn the_same_goes_for_whoever_approves_on_another_device() {
    let device = Authorization::DeviceCode(DeviceCode {
        device_authorization_endpoint: "https://api.example/device".to_owned(),
        server: authorization_server(None),
    });
    let stage = by_an_app(&device).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let page = browser.begin(&session, &[]).await;
    assert_eq!(title(&page), "Sign in at Notes on any device");
    remove_app(&stage, "default").await;
    let told = browser.open(&format!("/connect/{}", session.id)).await;
    assert_tells_of_the_app(&stage, &session, &told, "no-app").await;
}

#[tokio::test]
async fn where_another_app_stands_in_for_the_one_that_was_removed_it_may_be_tried_again() {
    let stage = by_an_app(&app_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.go_on(&session).await;
    let callback = path_of(&approved(&authorization(&leaving)));
    remove_app(&stage, "default").await;
    register(&stage, "default", "another-client").await;
    let told = browser.open(&callback).await;
    assert_eq!(title(&told), "Not connected");
    assert!(told.text().contains("Begin again"), "{}", told.text());
    let failure = session.state(&stage).await["failure"].clone();
    assert_eq!(failure["code"], "no-sign-in");
}

#[tokio::test]
async fn whoever_comes_back_too_late_is_told_so() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = path_of(&approved(&authorization(&leaving)));
    stage.world.clock.advance(601);
    let told = browser.open(&callback).await;
    assert_eq!(title(&told), "Not connected");
    assert!(told.text().contains("Begin again"), "{}", told.text());
    let failure = session.state(&stage).await["failure"].clone();
    assert_eq!(failure["code"], "no-sign-in");
}
