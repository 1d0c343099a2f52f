//! Apps of tenants: each sees, changes and signs in by its own, and that of another is for it
//! as if there were none.

use connector_host::connections::{Holder, Right};
use connector_host::contract::{Authorization, TokenGrant};
use serde_json::{Value, json};

use crate::access::{bearer, tenant, with_key};
use crate::stage::{Answer, Stage, is, new_connection};
use crate::support::authorization::{World, authorization_server};

const APP: &str = "/v1/connectors/notes/app";

/// A connector whose method names no client, so that it takes an app.
fn by_an_app() -> Authorization {
    Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(None),
    })
}

/// A service with the keys of two tenants, `acme` and `bolt`, which may do everything.
async fn two_tenants() -> (Stage, [String; 2]) {
    let stage = Stage::authorizing(World::new().await, &by_an_app(), |_| {}).await;
    let mut keys = Vec::new();
    for name in ["acme", "bolt"] {
        stage.host.create_tenant(name).await.unwrap();
        keys.push(stage.key(tenant(name), &Right::ALL).await);
    }
    (stage, keys.try_into().unwrap())
}

fn app(client_id: &str) -> Value {
    json!({"client_id": client_id, "client_secret": "hush"})
}

/// What somebody is answered who has no app: when it is looked at, when it is removed, and when
/// an account is to be connected by it.
async fn without_any(stage: &Stage, key: &str) -> Vec<String> {
    let asked = [
        ("GET", APP, Value::Null),
        ("DELETE", APP, Value::Null),
        ("POST", "/v1/connections", new_connection("work")),
    ];
    let mut answers = Vec::new();
    for (method, path, body) in asked {
        let answer = with_key(stage, key, method, path, &body).await;
        answers.push(format!("{}: {}", answer.status, answer.text()));
    }
    answers
}

#[tokio::test]
async fn the_app_of_another_tenant_is_answered_like_one_that_does_not_exist() {
    let (stage, [acme, bolt]) = two_tenants().await;
    let nobodys = without_any(&stage, &acme).await;
    for (answer, code) in nobodys.iter().zip(["no-such-app", "no-such-app", "no-app"]) {
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{answer}");
    }
    let theirs = with_key(&stage, &bolt, "PUT", APP, &app("bolts")).await;
    let theirs = theirs.done();
    assert_eq!(without_any(&stage, &acme).await, nobodys);
    assert_eq!(stage.world.count("POST /token"), 0);

    let new = new_connection("work");
    let connected = with_key(&stage, &bolt, "POST", "/v1/connections", &new).await;
    assert_eq!(connected.status, 201, "{connected:?}");
    // An own one is another, whatever becomes of it.
    let own = with_key(&stage, &acme, "PUT", APP, &app("acmes")).await;
    assert_eq!(own.done()["client_id"], "acmes");
    let shown = async |key: &str| with_key(&stage, key, "GET", APP, &Value::Null).await;
    assert_eq!(shown(&bolt).await.done(), theirs);
    let removed = with_key(&stage, &acme, "DELETE", APP, &Value::Null).await;
    assert_eq!(removed.status, 204, "{removed:?}");
    assert_eq!(shown(&bolt).await.done(), theirs);
    assert_eq!(shown(&acme).await.problem(), is(404, "no-such-app"));
}

#[tokio::test]
async fn a_tenants_list_of_apps_tells_of_the_operators_that_serve_it_and_nothing_of_their_secrets()
{
    let (stage, [acme, _]) = two_tenants().await;
    let operator = stage.key(Holder::Operator, &[]).await;
    let set = with_key(&stage, &operator, "PUT", APP, &app("operators")).await;
    assert_eq!(set.status, 200, "{set:?}");
    let listed = async |key: &str| {
        let path = format!("{APP}s");
        with_key(&stage, key, "GET", &path, &Value::Null).await
    };
    let serving = json!({
        "items": [],
        "of_operator": [{"connector": "notes", "name": "default", "client_id": "operators"}],
    });
    assert_eq!(listed(&acme).await.done(), serving);
    let of_operator = listed(&operator).await.done();
    assert_eq!(of_operator["items"][0]["client_id"], "operators");
    assert_eq!(of_operator["of_operator"], json!([]));
    with_key(&stage, &acme, "PUT", APP, &app("acmes"))
        .await
        .done();
    let own = listed(&acme).await.done();
    assert_eq!(own["items"][0]["client_id"], "acmes");
    assert_eq!(own["of_operator"], json!([]));
}

#[tokio::test]
async fn nobody_reaches_an_app_by_naming_its_tenant() {
    let (stage, [acme, bolt]) = two_tenants().await;
    let theirs = with_key(&stage, &bolt, "PUT", APP, &app("bolts")).await;
    let shown = bearer(&acme);
    let ask = async |method: &str, of: &str| -> Answer {
        let fields = [
            ("authorization", shown.as_str()),
            ("content-type", "application/json"),
            ("tenant", of),
        ];
        let body = app("acmes").to_string();
        stage.ask(method, APP, &fields, body).await
    };
    for method in ["GET", "PUT", "DELETE"] {
        let others = ask(method, "bolt").await;
        assert_eq!(others.problem(), is(404, "no-tenant"), "{method}");
        let nobodys = ask(method, "nobody").await;
        let without_name = |answer: &Answer, name: &str| answer.text().replace(name, "[name]");
        assert_eq!(
            without_name(&others, "bolt"),
            without_name(&nobodys, "nobody")
        );
    }
    let still = with_key(&stage, &bolt, "GET", APP, &Value::Null).await;
    assert_eq!(still.done(), theirs.done());
}

#[tokio::test]
async fn what_can_be_no_client_or_no_secret_is_refused_and_no_secret_is_said_again() {
    let (stage, [acme, _]) = two_tenants().await;
    let put = async |path: &str, body: Value| with_key(&stage, &acme, "PUT", path, &body).await;
    for (body, code) in [
        (app(""), "bad-client-id"),
        (app("acmes\u{7}"), "bad-client-id"),
        (app(&"a".repeat(1 << 20)), "bad-client-id"),
        (
            json!({"client_id": "acmes", "client_secret": ""}),
            "bad-app-secret",
        ),
        (
            json!({"client_id": "acmes", "client_secret": "hush".repeat(1 << 13)}),
            "bad-app-secret",
        ),
    ] {
        let refused = put(APP, body).await;
        assert_eq!(refused.problem(), is(422, code));
        assert!(refused.text().len() < 1000, "{}", refused.text());
        assert!(!refused.text().contains("hush"), "{}", refused.text());
    }
    put(APP, app("acmes")).await.done();
    let rotation = format!("{APP}s/default/secrets/client_secret/rotation");
    for body in [json!({"value": 918_273}), json!(918_273), json!("918273")] {
        let refused = put(rotation.as_str(), body).await;
        assert_eq!(refused.problem(), is(422, "wrong-body"));
        assert!(!refused.text().contains("918273"), "{}", refused.text());
    }
    let empty = put(rotation.as_str(), json!({"value": ""})).await;
    assert_eq!(empty.problem(), is(422, "bad-app-secret"));
}
