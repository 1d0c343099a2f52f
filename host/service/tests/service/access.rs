//! Who may do what, and that nothing crosses tenants.

use connector_host::connections::{Holder, NewApiKey, Right};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::stage::{Answer, INVOKE, Stage, is, new_connection};

pub(crate) fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

pub(crate) async fn with_key(
    stage: &Stage,
    key: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> Answer {
    let fields = [
        ("authorization", bearer(key)),
        ("content-type", "application/json".to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    stage.ask(method, path, &fields, body.to_string()).await
}

pub(crate) fn tenant(name: &str) -> Holder {
    Holder::Tenant(name.parse().unwrap())
}

/// Every operation, with something in the place of what its path names.
fn operations() -> Vec<(String, String, bool)> {
    let document: Value = serde_json::from_str(&connector_host_service::document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let is_public = operation["security"] == json!([{}]);
            let path = path
                .replace("{connector}", "notes")
                .replace("{action}", "list-notes")
                .replace("{connection}", "work")
                .replace("{session}", "0")
                .replace("{tenant}", "acme");
            operations.push((method.to_uppercase(), path, is_public));
        }
    }
    operations
}

#[tokio::test]
async fn once_there_is_a_key_nothing_but_what_is_public_is_answered_without_one() {
    let world = crate::support::authorization::World::new().await;
    // It shows more wrong keys than are looked up in a second.
    let stage = Stage::of(world, |settings| settings.limits.strangers = 0).await;
    stage.connect("work").await;
    let operator = stage.key(Holder::Operator, &[]).await;
    let operations = operations();
    assert!(operations.len() > 20, "{operations:?}");
    for (method, path, is_public) in &operations {
        let answer = stage.ask(method, path, &[], "").await;
        if *is_public {
            assert_eq!(answer.status, 200, "{method} {path}");
            continue;
        }
        assert_eq!(answer.problem(), is(401, "no-key"), "{method} {path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        for wrong in ["chk_", "chk_0_a", &format!("{operator}x")] {
            let answer = with_key(&stage, wrong, method, path, &json!({})).await;
            assert_eq!(
                answer.problem(),
                is(401, "wrong-api-key"),
                "{method} {path}"
            );
        }
    }
    for wrong in ["Basic YTpi", "chk_", ""] {
        let answer = stage
            .ask("GET", "/v1/connections", &[("authorization", wrong)], "")
            .await;
        assert_eq!(answer.problem(), is(401, "malformed-key"), "{wrong}");
    }
    let listed = with_key(&stage, &operator, "GET", "/v1/connections", &json!({})).await;
    assert_eq!(listed.done()["items"][0]["name"], "work");
}

#[tokio::test]
async fn a_key_without_any_right_opens_nothing() {
    let stage = Stage::connected().await;
    let key = stage.key(tenant("default"), &[]).await;
    for (method, path, is_public) in operations() {
        if !is_public {
            let answer = with_key(&stage, &key, &method, &path, &json!({})).await;
            assert_eq!(answer.problem(), is(403, "no-right"), "{method} {path}");
        }
    }
    assert_eq!(stage.host.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_good_for_its_rights_alone() {
    let stage = Stage::connected().await;
    for right in Right::ALL {
        let key = stage.key(tenant("default"), &[right]).await;
        let may = async |method: &str, path: &str, body: Value| {
            let answer = with_key(&stage, &key, method, path, &body).await;
            answer.status != 403
        };
        let dry = INVOKE.replace("invocations", "dry-runs");
        assert_eq!(
            may("GET", "/v1/connections", json!({})).await,
            right == Right::Read
        );
        assert_eq!(may("POST", &dry, json!({})).await, right == Right::Read);
        assert_eq!(may("POST", INVOKE, json!({})).await, right == Right::Invoke);
        let test = "/v1/connections/work/test";
        assert_eq!(may("POST", test, json!({})).await, right == Right::Invoke);
        let enable = "/v1/connections/work/enable";
        assert_eq!(may("POST", enable, json!({})).await, right == Right::Manage);
        // The operator's alone.
        assert!(!may("GET", "/v1/tenants", json!({})).await);
        assert!(!may("DELETE", "/v1/connectors/notes", json!({})).await);
        assert!(!may("GET", "/metrics", json!({})).await);
    }
}

#[tokio::test]
async fn an_expired_key_and_one_that_was_removed_open_nothing() {
    let stage = Stage::new().await;
    let expires_at: jiff::Timestamp = "2023-11-14T22:14:20Z".parse().unwrap();
    let new = NewApiKey::new("soon", Holder::Operator)
        .rights(Right::ALL)
        .expires_at(expires_at);
    let (made, shown) = stage.host.create_api_key(new).await.unwrap();
    let shown = shown.expose_secret();
    let list = async || with_key(&stage, shown, "GET", "/v1/connections", &json!({})).await;
    assert_eq!(list().await.status, 200);
    stage.world.clock.advance(60);
    assert_eq!(list().await.problem(), is(401, "api-key-expired"));
    stage.host.remove_api_key(&made.id).await.unwrap();
    assert_eq!(list().await.problem(), is(401, "wrong-api-key"));
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_held_back_and_others_are_not() {
    let world = crate::support::authorization::World::new().await;
    let stage = Stage::of(world, |settings| settings.limits.rate = 1).await;
    let keys = [
        stage.key(Holder::Operator, &[]).await,
        stage.key(Holder::Operator, &[]).await,
    ];
    let none = json!({});
    let list = |key| with_key(&stage, key, "GET", "/v1/tenants", &none);
    let answers = futures_util::future::join_all((0..30).map(|_| list(&keys[0]))).await;
    assert!(answers.iter().any(|answer| answer.status == 200));
    let refused = answers.iter().find(|answer| answer.status != 200).unwrap();
    assert_eq!(refused.problem(), is(429, "too-many-requests"));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(list(&keys[1]).await.status, 200);
}

/// What each operation on a connection answers, with the name left out.
async fn answers(stage: &Stage, key: &str, name: &str) -> Vec<String> {
    let base = format!("/v1/connections/{name}");
    let lookups = INVOKE.replace("invocations", "lookups");
    let dry_runs = INVOKE.replace("invocations", "dry-runs");
    let used = json!({"connection": name});
    let asked = [
        ("GET", base.clone(), json!({})),
        ("DELETE", base.clone(), json!({})),
        ("POST", format!("{base}/test"), json!({})),
        ("POST", format!("{base}/reconnect"), json!({})),
        ("POST", format!("{base}/enable"), json!({})),
        ("POST", format!("{base}/disable"), json!({})),
        ("POST", format!("{base}/default"), json!({})),
        ("POST", format!("{base}/rename"), json!({"name": "mine"})),
        ("POST", INVOKE.to_owned(), used.clone()),
        ("POST", dry_runs, used),
        ("POST", lookups, json!({"field": "/a", "connection": name})),
    ];
    let mut answers = Vec::new();
    for (method, path, body) in asked {
        let answer = with_key(stage, key, method, &path, &body).await;
        answers.push(format!("{}: {}", answer.status, answer.text()).replace(name, "[name]"));
    }
    answers
}

#[tokio::test]
async fn what_is_another_tenants_is_answered_like_what_does_not_exist() {
    let stage = Stage::new().await;
    let operator = stage.key(Holder::Operator, &[]).await;
    let mut keys = Vec::new();
    for name in ["acme", "bolt"] {
        let created = with_key(
            &stage,
            &operator,
            "POST",
            "/v1/tenants",
            &json!({"name": name}),
        )
        .await;
        assert_eq!(created.status, 201, "{created:?}");
        keys.push(stage.key(tenant(name), &Right::ALL).await);
    }
    let new = new_connection("theirs");
    let connected = with_key(&stage, &keys[1], "POST", "/v1/connections", &new);
    let theirs = connected.await.json();
    let id = theirs["connection"]["id"].as_str().unwrap();
    let nobodys = answers(&stage, &keys[0], "nobodys").await;
    assert!(
        nobodys.iter().all(|answer| answer.starts_with("404: ")),
        "{nobodys:?}"
    );
    for other in ["theirs", id] {
        assert_eq!(answers(&stage, &keys[0], other).await, nobodys);
    }
    let list = async |key: &str| {
        let list = with_key(&stage, key, "GET", "/v1/connections", &json!({}))
            .await
            .done();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((list(&keys[0]).await, list(&keys[1]).await), (0, 1));
    let shown = with_key(
        &stage,
        &keys[1],
        "GET",
        "/v1/connections/theirs",
        &json!({}),
    )
    .await;
    assert_eq!(shown.done(), theirs["connection"]);
}

#[tokio::test]
async fn the_operator_says_for_which_tenant_and_a_tenant_is_itself() {
    let stage = Stage::new().await;
    let operator = stage.key(Holder::Operator, &[]).await;
    stage.host.create_tenant("acme").await.unwrap();
    stage.host.create_tenant("bolt").await.unwrap();
    let acme = stage.key(tenant("acme"), &Right::ALL).await;
    let connected = with_key(
        &stage,
        &acme,
        "POST",
        "/v1/connections",
        &new_connection("work"),
    )
    .await;
    assert_eq!(connected.status, 201, "{connected:?}");
    let list = async |key: &str, tenant: &str| {
        let fields = [("authorization", &*bearer(key)), ("tenant", tenant)];
        stage.ask("GET", "/v1/connections", &fields, "").await
    };
    for key in [&operator, &acme] {
        let items = list(key, "acme").await.done()["items"].clone();
        assert_eq!(items.as_array().unwrap().len(), 1);
    }
    assert_eq!(list(&operator, "bolt").await.done()["items"], json!([]));
    let nobodys = list(&operator, "nobody").await;
    assert_eq!(nobodys.problem(), is(404, "no-tenant"));
    let others = list(&acme, "bolt").await;
    assert_eq!(others.problem(), is(404, "no-tenant"));
    let none = list(&acme, "nobody").await;
    let without_name = |answer: &Answer, name: &str| answer.text().replace(name, "[name]");
    assert_eq!(without_name(&others, "bolt"), without_name(&none, "nobody"));

    let path = "/v1/tenants/acme/data-key";
    let refused = with_key(&stage, &acme, "POST", path, &json!({})).await;
    assert_eq!(refused.status, 403);
    let rotated = with_key(&stage, &operator, "POST", path, &json!({})).await;
    assert_eq!(rotated.done(), json!({"name": "acme"}));
    assert_eq!(list(&acme, "acme").await.status, 200);

    let removed = with_key(&stage, &operator, "DELETE", "/v1/tenants/acme", &json!({})).await;
    assert_eq!(removed.done()["connections"][0]["tokens"], "revoked");
    let gone = with_key(&stage, &acme, "GET", "/v1/connections", &json!({})).await;
    assert_eq!(gone.problem(), is(401, "wrong-api-key"));
    let listed = with_key(&stage, &operator, "GET", "/v1/tenants", &json!({}))
        .await
        .done();
    assert_eq!(
        listed["items"],
        json!([{"name": "bolt"}, {"name": "default"}])
    );
}

/// A key of the form of keys, which nobody has made.
fn made_up() -> String {
    format!("chk_{}_{}", "0".repeat(32), "a".repeat(43))
}

#[tokio::test]
async fn wrong_keys_are_held_back_and_those_that_are_good_are_not() {
    let world = crate::support::authorization::World::new().await;
    let stage = Stage::of(world, |settings| settings.limits.strangers = 1).await;
    let stage = stage.of_one_process();
    let none = json!({});
    let list = |key: String| {
        let (stage, none) = (&stage, &none);
        async move { with_key(stage, &key, "GET", "/v1/connections", none).await }
    };
    let good = stage.key(Holder::Operator, &[]).await;
    assert_eq!(list(good.clone()).await.status, 200);
    let wrong = futures_util::future::join_all((0..30).map(|_| list(made_up()))).await;
    let (looked_up, held_back): (Vec<_>, Vec<_>) =
        wrong.iter().partition(|answer| answer.status == 401);
    assert!(!looked_up.is_empty());
    for answer in held_back {
        assert_eq!(answer.problem(), is(429, "too-many-requests"));
    }
    assert!(looked_up.len() < 30);
    assert_eq!(list(good).await.status, 200);
}

#[tokio::test]
async fn a_key_that_is_gone_leaves_the_service_closed_for_good() {
    let stage = Stage::new().await;
    stage.host.create_tenant("acme").await.unwrap();
    stage.get("/v1/connections").await.done();
    let theirs = stage.key(tenant("acme"), &Right::ALL).await;
    let refused = stage.get("/v1/connections").await;
    assert_eq!(refused.problem(), is(401, "no-key"));
    stage.host.remove_tenant("acme").await.unwrap();
    assert!(stage.host.api_keys().await.unwrap().is_empty());
    let refused = stage.get("/v1/connections").await;
    assert_eq!(refused.problem(), is(401, "no-key"));
    let gone = with_key(&stage, &theirs, "GET", "/v1/connections", &json!({})).await;
    assert_eq!(gone.problem(), is(401, "wrong-api-key"));

    // Whoever starts it anew does not open it either.
    let stage = stage.anew(|_| {}).await;
    let refused = stage.get("/v1/connections").await;
    assert_eq!(refused.problem(), is(401, "no-key"));
    let operator = stage.key(Holder::Operator, &[]).await;
    with_key(&stage, &operator, "GET", "/v1/connections", &json!({}))
        .await
        .done();
}

/// The answer to a request of a program of another user; none where this one may not
/// start any.
#[cfg(target_os = "linux")]
pub(crate) async fn asked_by_another_user(stage: &Stage, path: &str) -> Option<String> {
    use std::os::unix::process::CommandExt as _;

    if std::fs::metadata("/proc/self")
        .map(|own| std::os::unix::fs::MetadataExt::uid(&own))
        .ok()?
        != 0
    {
        return None;
    }
    let port = stage.address.port();
    let script = format!(
        "exec 3<>/dev/tcp/127.0.0.1/{port}; \
         printf 'GET {path} HTTP/1.1\\r\\nhost: localhost\\r\\nconnection: close\\r\\n\\r\\n' >&3; \
         cat <&3"
    );
    let asked = tokio::task::spawn_blocking(move || {
        std::process::Command::new("/bin/bash")
            .args(["-c", &script])
            .uid(65_534)
            .gid(65_534)
            .current_dir("/")
            .output()
    });
    let output = asked.await.unwrap().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_keys_only_programs_of_the_same_user_are_answered() {
    let stage = Stage::new().await.of_one_process();
    stage.get("/v1/connections").await.done();
    let Some(answer) = asked_by_another_user(&stage, "/v1/connections").await else {
        return;
    };
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    assert!(answer.contains("another user of this machine"), "{answer}");
    let stage = stage
        .anew(|settings| settings.open_to_this_machine = true)
        .await
        .of_one_process();
    let answer = asked_by_another_user(&stage, "/v1/connections")
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn the_app_that_serves_all_tenants_is_the_operators_to_change() {
    let stage = Stage::new().await;
    let operator = stage.key(Holder::Operator, &[]).await;
    let tenants = stage.key(tenant("default"), &Right::ALL).await;
    let app = "/v1/connectors/notes/app";
    let new = json!({"client_id": "mine"});
    for method in ["PUT", "DELETE"] {
        let refused = with_key(&stage, &tenants, method, app, &new).await;
        assert_eq!(refused.problem(), is(403, "no-right"), "{method}");
    }
    let set = with_key(&stage, &operator, "PUT", app, &new).await.done();
    assert_eq!(set["client_id"], "mine");
    let shown = with_key(&stage, &tenants, "GET", app, &json!({})).await;
    assert_eq!(shown.done(), set);
    stage.host.create_tenant("acme").await.unwrap();
    let theirs = stage.key(tenant("acme"), &[Right::Manage]).await;
    let own = with_key(&stage, &theirs, "PUT", app, &json!({"client_id": "own"})).await;
    assert_eq!(own.done()["client_id"], "own");
}

#[tokio::test]
#[cfg_attr(
    replicas,
    ignore = "what one has removed another may let in for a second"
)]
async fn a_key_that_goes_while_the_body_comes_is_good_for_nothing() {
    let stage = Stage::new().await;
    stage.key(Holder::Operator, &[]).await;
    stage.host.create_tenant("acme").await.unwrap();
    let key = stage.key(tenant("acme"), &Right::ALL).await;
    let body = new_connection("work").to_string();
    let head = format!(
        "POST /v1/connections HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\nexpect: 100-continue\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // The key was looked at by whoever wants the body.
    let mut told = vec![0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut told).await.unwrap();
    assert_eq!(told, b"HTTP/1.1 100 Continue\r\n\r\n");

    stage.host.remove_tenant("acme").await.unwrap();
    stage.host.create_tenant("acme").await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let acme = stage.host.tenant("acme").await.unwrap();
    assert!(acme.connections().await.unwrap().is_empty());
}
