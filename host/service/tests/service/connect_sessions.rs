//! Connect sessions, as a platform makes and watches them.

use connector_host::connections::{Holder, Right};
use serde_json::{Value, json};

use crate::site::MANY_SESSIONS;
use crate::stage::{Stage, is};
use crate::support::authorization::{app_grant, component};
use crate::support::scripted::{self, MANIFEST};

const SESSIONS: &str = "/v1/connect-sessions";

async fn made(stage: &Stage, new: &Value) -> Value {
    let answer = stage.post(SESSIONS, new).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn a_session_is_made_with_a_link_that_is_shown_once() {
    let stage = Stage::new().await;
    let new = json!({
        "connector": "notes", "name": "work", "requester": "Acme", "owner": "ada",
        "method": "own-app", "return_url": "https://flows.example/done", "expires_in": 600,
    });
    let mut session = made(&stage, &new).await;
    let link = session["link"].take();
    let link = link.as_str().unwrap();
    let beginning = format!("http://{}/connect?link=chl_", stage.address);
    assert!(link.starts_with(&beginning), "{link}");
    let path = format!("{SESSIONS}/{}", session["id"].as_str().unwrap());
    let shown = stage.get(&path).await;
    assert!(!shown.text().contains("chl_"), "{shown:?}");
    session.as_object_mut().unwrap().remove("link");
    assert_eq!(shown.done(), session);
    session["id"] = "[id]".into();
    insta::assert_json_snapshot!(session);
}

#[tokio::test]
async fn a_time_is_a_whole_number_however_it_is_written() {
    let stage = Stage::new().await;
    for written in ["600", "600.0"] {
        let body = format!(r#"{{"connector": "notes", "expires_in": {written}}}"#);
        let fields = [("content-type", "application/json")];
        let answer = stage.ask("POST", SESSIONS, &fields, body).await;
        assert_eq!(answer.status, 201, "{written}: {answer:?}");
    }
    for other in [json!(600.5), json!(-600), json!("600")] {
        let refused = stage
            .post(
                SESSIONS,
                &json!({"connector": "notes", "expires_in": other}),
            )
            .await;
        assert_eq!(refused.problem(), is(422, "wrong-body"), "{other}");
    }
}

#[tokio::test]
async fn a_session_that_reconnects_names_the_connection_alone() {
    let stage = Stage::connected().await;
    let session = made(&stage, &json!({"connection": "work"})).await;
    let id = stage.get("/v1/connections/work").await.done()["id"].take();
    assert_eq!(session["reconnects"], id);
    assert_eq!(session["connector"], "notes");
    let refused = stage
        .post(SESSIONS, &json!({"connection": "work", "name": "other"}))
        .await;
    assert_eq!(refused.problem(), is(422, "wrong-connect-session"));
}

#[tokio::test]
async fn what_nobody_can_be_asked_for_is_refused() {
    let stage = Stage::new().await;
    let refusals = [
        (json!({}), is(422, "wrong-body")),
        (json!({"connector": "nots"}), is(404, "unknown-connector")),
        (
            json!({"connector": "notes", "method": "magic"}),
            is(404, "unknown-method"),
        ),
        (
            json!({"connector": "notes", "name": "no name"}),
            is(422, "bad-name"),
        ),
        (json!({"connection": "gone"}), is(404, "no-connection")),
        (
            json!({"connector": "notes", "return_url": "javascript:alert(1)"}),
            is(422, "wrong-connect-session"),
        ),
        (
            json!({"connector": "notes", "return_url": format!("https://a.example/{}", "x".repeat(2000))}),
            is(422, "wrong-connect-session"),
        ),
        (
            json!({"connector": "notes", "requester": " "}),
            is(422, "wrong-connect-session"),
        ),
        (
            json!({"connector": "notes", "expires_in": 1}),
            is(422, "wrong-connect-session"),
        ),
        (
            json!({"connector": "notes", "link": "x"}),
            is(422, "wrong-body"),
        ),
    ];
    for (new, expected) in refusals {
        let refused = stage.post(SESSIONS, &new).await;
        assert_eq!(refused.problem(), expected, "{new}");
    }
}

#[tokio::test]
async fn a_session_is_of_its_tenant_alone_and_can_be_taken_back() {
    let stage = Stage::new().await;
    stage.host.create_tenant("acme").await.unwrap();
    stage.host.create_tenant("other").await.unwrap();
    let tenant = |name: &str| Holder::Tenant(name.parse().unwrap());
    let acme = stage.key(tenant("acme"), &Right::ALL).await;
    let other = stage.key(tenant("other"), &Right::ALL).await;
    let asked = async |key: &str, method: &str, path: &str| {
        let key = format!("Bearer {key}");
        let fields = [
            ("authorization", key.as_str()),
            ("content-type", "application/json"),
        ];
        let body = json!({"connector": "notes"}).to_string();
        stage.ask(method, path, &fields, body).await
    };
    let made = asked(&acme, "POST", SESSIONS).await.json();
    let path = format!("{SESSIONS}/{}", made["id"].as_str().unwrap());
    for method in ["GET", "DELETE"] {
        let hidden = asked(&other, method, &path).await.problem();
        assert_eq!(hidden, is(404, "no-connect-session"), "{method}");
    }
    assert_eq!(asked(&acme, "GET", &path).await.done()["state"], "pending");
    asked(&acme, "DELETE", &path).await.done();
    let gone = asked(&acme, "GET", &path).await.problem();
    assert_eq!(gone, is(404, "no-connect-session"));
}

#[tokio::test]
async fn a_tenant_has_so_many_links_that_are_good_and_keeps_no_other_from_any() {
    let stage = Stage::new().await;
    stage.host.create_tenant("acme").await.unwrap();
    let new = json!({"connector": "notes", "expires_in": 60});
    made(&stage, &new).await;
    stage.site.in_database(MANY_SESSIONS);
    let refused = stage.post(SESSIONS, &new).await;
    assert_eq!(refused.problem(), is(429, "too-many-connect-sessions"));
    let fields = [("content-type", "application/json"), ("tenant", "acme")];
    let others = stage.ask("POST", SESSIONS, &fields, new.to_string()).await;
    assert_eq!(others.status, 201, "{others:?}");
    stage.world.clock.advance(61);
    made(&stage, &new).await;
}

#[tokio::test]
async fn a_session_that_nobody_follows_expires() {
    let stage = Stage::new().await;
    let session = made(&stage, &json!({"connector": "notes", "expires_in": 60})).await;
    stage.world.clock.advance(61);
    let path = format!("{SESSIONS}/{}", session["id"].as_str().unwrap());
    assert_eq!(stage.get(&path).await.done()["state"], "expired");
}

async fn register(stage: &Stage, app: &str) {
    let fields = [("content-type", "application/json")];
    let path = format!("/v1/connectors/notes/apps/{app}");
    let app = json!({"client_id": app, "client_secret": "hush-app"}).to_string();
    stage.ask("PUT", &path, &fields, app).await.done();
}

#[tokio::test]
async fn an_app_is_refused_where_the_method_is_known_and_takes_none() {
    let stage = Stage::connected().await;
    register(&stage, "europe").await;
    let by_method = json!({"connector": "notes", "method": "own-app", "app": "europe"});
    let again = json!({"connection": "work", "app": "europe"});
    for new in [&by_method, &again] {
        let refused = stage.post(SESSIONS, new).await.problem();
        assert_eq!(refused, is(422, "app-not-taken"), "{new}");
    }
    // Whoever connects chooses the method, and there may be one that takes it.
    let of_any = json!({"connector": "notes", "app": "europe"});
    assert_eq!(made(&stage, &of_any).await["app"], "europe");
    stage.load(&component(&app_grant())).await;
    for new in [&by_method, &again] {
        assert_eq!(made(&stage, new).await["app"], "europe", "{new}");
    }
}

#[tokio::test]
async fn whether_an_app_is_taken_may_be_known_once_something_was_entered() {
    let stage = Stage::new().await;
    register(&stage, "europe").await;
    let new = json!({"connector": "notes", "method": "own-app", "app": "europe"});
    // The connector can't say before it has the settings that are needed, and the secret of a
    // client of its own is one of them.
    let silent = scripted::connector_with_manifest(MANIFEST.as_bytes(), &[]);
    stage.load(&silent).await;
    let refused = stage.post(SESSIONS, &new).await.problem();
    assert_eq!(refused, is(422, "app-not-taken"));
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["auth_methods"][0]["settings"]["required"] = json!(["region"]);
    let silent = scripted::connector_with_manifest(manifest.to_string().as_bytes(), &[]);
    stage.load(&silent).await;
    assert_eq!(made(&stage, &new).await["app"], "europe");
}
