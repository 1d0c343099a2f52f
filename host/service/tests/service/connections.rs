//! Connections, from being made to being removed.

use connector_host::contract::{Authorization, TokenGrant};
use serde_json::{Value, json};

use crate::stage::{INVOKE, Stage, is, new_connection};
use crate::support::authorization::{CLIENT_SECRET, World, authorization_server};
use crate::support::call::done;
use crate::support::scripted::MANIFEST;

#[tokio::test]
async fn an_account_is_connected_and_shown_without_a_secret() {
    let stage = Stage::new().await;
    let answer = stage.post("/v1/connections", &new_connection("work")).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let mut connected = answer.json();
    let id = connected["connection"]["id"].as_str().unwrap().to_owned();
    let by_id = stage.get(&format!("/v1/connections/{id}")).await;
    assert_eq!(by_id.done(), connected["connection"]);
    assert_eq!(stage.get("/v1/connections/work").await.body, by_id.body);
    let listed = stage.get("/v1/connections").await;
    for answer in [&answer, &by_id, &listed] {
        for secret in [CLIENT_SECRET, "access-1", "refresh-1"] {
            assert!(!answer.text().contains(secret), "{answer:?}");
        }
    }
    connected["connection"]["id"] = "[id]".into();
    insta::assert_json_snapshot!(connected);
}

#[tokio::test]
async fn a_connection_is_tested_disabled_enabled_renamed_and_removed() {
    let stage = Stage::connected().await;
    let tested = stage
        .post("/v1/connections/work/test", &json!({}))
        .await
        .done();
    assert_eq!(tested["works"], true, "{tested}");
    assert_eq!(tested["identity"]["account"]["label"], "ada@example.com");

    let disabled = stage.post("/v1/connections/work/disable", &json!({})).await;
    assert_eq!(disabled.done()["state"], "disabled");
    let refused = stage.invoke(INVOKE, &[]).await;
    assert_eq!(refused.problem(), is(409, "connection-disabled"));
    assert_eq!(refused.json()["connection"], "work");
    let only = stage.get("/v1/connections?state=disabled").await.done();
    assert_eq!(only["items"].as_array().unwrap().len(), 1);
    let none = stage.get("/v1/connections?state=connected").await.done();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    let enabled = stage.post("/v1/connections/work/enable", &json!({})).await;
    assert_eq!(enabled.done()["state"], "connected");
    stage.invoke(INVOKE, &[]).await.done();

    let name = json!({"name": "home"});
    let renamed = stage
        .post("/v1/connections/work/rename", &name)
        .await
        .done();
    assert_eq!(renamed["name"], "home");
    let gone = stage.get("/v1/connections/work").await.problem();
    assert_eq!(gone, is(404, "no-connection"));

    stage.world.issuer().subject = "bob";
    stage.connect("other").await;
    let default = stage
        .post("/v1/connections/other/default", &json!({}))
        .await;
    assert_eq!(default.done()["default"], true);
    let taken = json!({"name": "other"});
    let refused = stage.post("/v1/connections/home/rename", &taken).await;
    assert_eq!(refused.problem(), is(409, "name-in-use"));
    let no_name = json!({"name": "no name"});
    let refused = stage.post("/v1/connections/home/rename", &no_name).await;
    assert_eq!(refused.problem(), is(422, "bad-name"));

    let removed = stage
        .ask("DELETE", "/v1/connections/home", &[], "")
        .await
        .done();
    assert_eq!(removed["tokens"], "revoked");
    assert_eq!(stage.world.count("POST /revoke"), 2, "of each token");
    let gone = stage.ask("DELETE", "/v1/connections/home", &[], "").await;
    assert_eq!(gone.problem(), is(404, "no-connection"));
}

#[tokio::test]
async fn a_connection_that_does_not_work_says_why_when_it_is_tested() {
    let stage = Stage::connected().await;
    stage.world.issuer().identifies = false;
    let tested = stage
        .post("/v1/connections/work/test", &json!({}))
        .await
        .done();
    assert_eq!(tested["works"], false);
    assert_eq!(tested["identity"], json!(null));
    assert_eq!(tested["problem"]["code"], "identity-malformed");
}

#[tokio::test]
async fn a_connection_is_brought_back_by_what_is_kept_and_by_a_new_secret() {
    let stage = Stage::connected().await;
    let answer = stage
        .post("/v1/connections/work/reconnect", &json!({}))
        .await;
    assert_eq!(answer.done()["connection"]["name"], "work");
    let secrets = json!({"secrets": {"client_secret": "another-secret"}});
    let answer = stage.post("/v1/connections/work/reconnect", &secrets).await;
    assert_eq!(answer.done()["connection"]["name"], "work");
    assert!(!answer.text().contains("another-secret"));
}

#[tokio::test]
async fn a_connection_goes_through_another_app_once_that_is_named() {
    let by_apps = Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(None),
    });
    let stage = Stage::authorizing(World::new().await, &by_apps, |_| {}).await;
    for app in ["europe", "asia"] {
        let new = json!({"client_id": app, "client_secret": "hush-app"}).to_string();
        let path = format!("/v1/connectors/notes/apps/{app}");
        let fields = [("content-type", "application/json")];
        stage.ask("PUT", &path, &fields, new).await.done();
    }
    let mut new = new_connection("work");
    new["app"] = "europe".into();
    stage.post("/v1/connections", &new).await;
    let client = async || stage.host.connection("work").await.unwrap().grant.client_id;
    let again = async |body: Value| stage.post("/v1/connections/work/reconnect", &body).await;
    again(json!({})).await.done();
    assert_eq!(client().await, "europe");
    again(json!({"app": "asia"})).await.done();
    assert_eq!(client().await, "asia");
    let refused = again(json!({"app": "africa"})).await;
    assert_eq!(refused.problem(), is(404, "unknown-app"));
    assert_eq!(client().await, "asia");
}

#[tokio::test]
async fn a_long_list_comes_in_pages_that_nothing_falls_between() {
    let stage = Stage::new().await;
    for (subject, name) in [("ada", "a"), ("bob", "b"), ("eve", "c"), ("dan", "d")] {
        stage.world.issuer().subject = subject;
        stage.connect(name).await;
    }
    let page = async |query: &str| {
        let list = stage
            .get(&format!("/v1/connections?limit=2{query}"))
            .await
            .done();
        let items = list["items"].as_array().unwrap().clone();
        let names: Vec<_> = items.iter().map(|item| item["name"].clone()).collect();
        (json!(names), list["next_cursor"].clone())
    };
    let (names, cursor) = page("").await;
    assert_eq!(names, json!(["a", "b"]));
    // The entry that the cursor stands at goes.
    let removed = stage.ask("DELETE", "/v1/connections/b", &[], "").await;
    assert_eq!(removed.status, 200);
    let (names, cursor) = page(&format!("&cursor={}", cursor.as_str().unwrap())).await;
    assert_eq!((names, cursor), (json!(["c", "d"]), json!(null)));
    let refused = stage.get("/v1/connections?cursor=%25").await.problem();
    assert_eq!(refused, is(400, "bad-cursor"));
    let others = stage.get("/v1/connections?connector=others").await.done();
    assert_eq!(others["items"], json!([]));

    let disabled = stage.post("/v1/connections/c/disable", &json!({})).await;
    disabled.done();
    let (names, cursor) = page("&state=connected&connector=notes").await;
    assert_eq!((names, cursor), (json!(["a", "d"]), json!(null)));
    let of_state = "/v1/connections?state=connected&limit=1";
    let first = stage.get(of_state).await.done();
    assert_eq!(first["items"][0]["name"], "a");
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = stage
        .get(&format!("{of_state}&cursor={cursor}"))
        .await
        .done();
    assert_eq!(rest["items"][0]["name"], "d");
    assert_eq!(rest["next_cursor"], json!(null));
}

#[tokio::test]
async fn settings_that_do_not_fit_are_told_one_by_one() {
    let stage = Stage::new().await;
    let mut new = new_connection("work");
    new["settings"] = json!({"client_secret": "open", "clientid": "a"});
    new["secrets"] = json!({});
    let refused = stage.post("/v1/connections", &new).await;
    assert_eq!(refused.problem(), is(422, "wrong-settings"));
    insta::assert_json_snapshot!(refused.json()["problems"]);
    new["method"] = "other".into();
    let refused = stage.post("/v1/connections", &new).await.problem();
    assert_eq!(refused, is(404, "unknown-method"));
    new["connector"] = "other".into();
    let refused = stage.post("/v1/connections", &new).await.problem();
    assert_eq!(refused, is(404, "unknown-connector"));
    assert_eq!(stage.world.token_requests().len(), 0);
}

#[tokio::test]
async fn whose_a_connection_is_and_its_settings_are_no_longer_than_is_kept() {
    let stage = Stage::new().await;
    let mut new = new_connection("work");
    for owner in [String::new(), " ".to_owned(), "ü".repeat(101)] {
        new["owner"] = owner.into();
        let refused = stage.post("/v1/connections", &new).await;
        assert_eq!(refused.problem(), is(422, "bad-owner"));
    }
    new["owner"] = "ü".repeat(100).into();
    new["settings"]["region"] = "r".repeat(1 << 20).into();
    let refused = stage.post("/v1/connections", &new).await;
    assert_eq!(refused.problem(), is(422, "wrong-settings"));
    assert_eq!(refused.json()["problems"][0]["field"], "settings.region");
    assert!(refused.text().len() < 1000, "{}", refused.text());
    assert_eq!(stage.world.token_requests().len(), 0);
    new["settings"] = new_connection("work")["settings"].clone();
    let connected = stage.post("/v1/connections", &new).await;
    assert_eq!(connected.status, 201, "{connected:?}");
    assert_eq!(connected.json()["connection"]["owner"], "ü".repeat(100));
}

#[tokio::test]
async fn a_wrong_name_is_not_said_again_whole_however_long_it_is() {
    let stage = Stage::connected().await;
    let long = "n".repeat(1 << 20);
    let mut new = new_connection(&long);
    let bad = stage.post("/v1/connections", &new).await;
    assert_eq!(bad.problem(), is(422, "bad-name"));
    new["name"] = "other".into();
    new["method"] = long.as_str().into();
    let unknown = stage.post("/v1/connections", &new).await;
    assert_eq!(unknown.problem(), is(404, "unknown-method"));
    let gone = stage.post(INVOKE, &json!({"connection": long})).await;
    assert_eq!(gone.problem(), is(404, "no-connection"));
    for refused in [bad, unknown, gone] {
        assert!(refused.text().len() < 1000, "{}", refused.text());
    }
}

#[tokio::test]
async fn what_somebody_has_to_approve_is_not_begun() {
    let stage = Stage::connected().await;
    let approved = MANIFEST.replace(
        r#""authorization": "token-grant""#,
        r#""authorization": "authorization-code""#,
    );
    stage.script_as(&approved, &[done("{}")]).await;
    let before = stage.world.server.requests().len();
    let refused = stage.post("/v1/connections", &new_connection("more")).await;
    assert_eq!(refused.problem(), is(409, "needs-approval"));
    let refused = stage
        .post("/v1/connections/work/reconnect", &json!({}))
        .await;
    assert_eq!(refused.problem(), is(409, "needs-approval"));
    assert_eq!(stage.world.server.requests().len(), before);
}

#[tokio::test]
async fn an_app_of_ones_own_is_registered_shown_and_forgotten() {
    let stage = Stage::new().await;
    let path = "/v1/connectors/notes/app";
    assert_eq!(stage.get(path).await.problem(), is(404, "no-such-app"));
    let app = json!({"client_id": "mine", "client_secret": "hush-app"});
    let json = [("content-type", "application/json")];
    let set = stage.ask("PUT", path, &json, app.to_string()).await;
    let registered = stage.host.app("notes", "default").await.unwrap().unwrap();
    // No browser comes back from its auth method.
    let expected = json!({
        "connector": "notes", "name": "default", "client_id": "mine", "has_client_secret": true,
        "delivery_address": registered.delivery_address,
        "secrets": [{"name": "client_secret", "rotating": false}], "redirect_uri": null,
    });
    assert_eq!(set.done(), expected);
    assert_eq!(stage.get(path).await.done(), expected);
    let removed = stage.ask("DELETE", path, &[], "").await;
    assert_eq!(removed.status, 204);
    let gone = stage.ask("DELETE", path, &[], "").await.problem();
    assert_eq!(gone, is(404, "no-such-app"));
}

#[tokio::test]
async fn apps_have_names_and_their_secrets_are_rotated() {
    let stage = Stage::new().await;
    let path = "/v1/connectors/notes/apps";
    let put = async |path: String, body: Value| {
        let fields = [("content-type", "application/json")];
        stage.ask("PUT", &path, &fields, body.to_string()).await
    };
    let europe = format!("{path}/europe");
    let app = json!({
        "client_id": "mine", "client_secret": "hush-app",
        "secrets": {"webhook_secret": "hush-webhook"},
    });
    let set = put(europe.clone(), app.clone()).await.done();
    let registered = stage.host.app("notes", "europe").await.unwrap().unwrap();
    let told = |client_rotating: bool, webhook_rotating: bool| {
        json!({
            "connector": "notes", "name": "europe", "client_id": "mine", "has_client_secret": true,
            "delivery_address": registered.delivery_address,
            "secrets": [
                {"name": "client_secret", "rotating": client_rotating},
                {"name": "webhook_secret", "rotating": webhook_rotating},
            ],
            "redirect_uri": null,
        })
    };
    assert_eq!(set, told(false, false));
    let other = put(format!("{path}/default"), app).await.problem();
    assert_eq!(other, is(409, "app-of-other-name"));
    assert_eq!(
        stage.get("/v1/connectors/notes/app").await.problem(),
        is(404, "no-such-app")
    );
    let listed = stage.get(path).await.done();
    assert_eq!(
        listed,
        json!({"items": [told(false, false)], "of_operator": []})
    );

    let rotation = |secret: &str| format!("{europe}/secrets/{secret}/rotation");
    let rotated = put(rotation("webhook_secret"), json!({"value": "hush-2"})).await;
    assert_eq!(rotated.done(), told(false, true));
    let again = put(rotation("webhook_secret"), json!({"value": "hush-2"})).await;
    assert_eq!(again.done(), told(false, true));
    let third = put(rotation("webhook_secret"), json!({"value": "hush-3"})).await;
    assert_eq!(third.problem(), is(409, "app-rotation-under-way"));
    let ended = stage
        .ask("DELETE", &rotation("webhook_secret"), &[], "")
        .await;
    assert_eq!(ended.status, 204);
    assert_eq!(stage.get(&europe).await.done(), told(false, false));
    let none = put(rotation("sdk_secret"), json!({"value": "hush"})).await;
    assert_eq!(none.problem(), is(422, "unknown-app-secret"));
    let detail = none.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("client_secret, webhook_secret"), "{detail}");
    let nobody = put(
        format!("{path}/asia/secrets/client_secret/rotation"),
        json!({"value": "x"}),
    );
    assert_eq!(nobody.await.problem(), is(404, "no-such-app"));

    let unknown = json!({"client_id": "mine", "secrets": {"nope": "hush"}});
    let unknown = put(europe.clone(), unknown).await.problem();
    assert_eq!(unknown, is(422, "unknown-app-secret"));
    let elsewhere = json!({"client_id": "mine", "secrets": {"client_secret": "hush"}});
    let elsewhere = put(europe.clone(), elsewhere).await.problem();
    assert_eq!(elsewhere, is(422, "wrong-body"));
    assert_eq!(stage.ask("DELETE", &europe, &[], "").await.status, 204);
    let gone = stage.get(&europe).await.problem();
    assert_eq!(gone, is(404, "no-such-app"));
}

#[tokio::test]
async fn a_connect_session_is_for_an_app_that_there_is() {
    let stage = Stage::new().await;
    let session = json!({"connector": "notes", "app": "europe"});
    let refused = stage.post("/v1/connect-sessions", &session).await.problem();
    assert_eq!(refused, is(404, "unknown-app"));
    let fields = [("content-type", "application/json")];
    let app = json!({"client_id": "mine", "client_secret": "hush-app"}).to_string();
    let path = "/v1/connectors/notes/apps/europe";
    stage.ask("PUT", path, &fields, app).await.done();
    let made = stage.post("/v1/connect-sessions", &session).await;
    assert_eq!(made.json()["app"], "europe");
}
