//! Records of exchanges: what was sent for a tenant, for the tenant alone.

use connector_host::connections::{Holder, Right};
use serde_json::{Value, json};

use crate::stage::{Answer, INVOKE, Stage, is, new_connection};
use crate::support::authorization::CLIENT_SECRET;

/// The records of a page without what is another each time.
fn told(page: &Value) -> Value {
    let mut records = page["items"].clone();
    for record in records.as_array_mut().unwrap() {
        record["id"] = "[id]".into();
        record["duration_ms"] = 0.into();
        record["at"] = "[time]".into();
        for id in ["/connection/id", "/run"] {
            if let Some(id) = record.pointer_mut(id)
                && !id.is_null()
            {
                *id = "[id]".into();
            }
        }
    }
    records
}

fn count(page: &Value) -> usize {
    page["items"].as_array().unwrap().len()
}

/// How often replicas are asked until one tells what the others have sent as well. Each
/// writes what it has sent when it is asked, or some seconds later.
const PATIENCE: usize = 100;

/// The answer that tells of so many exchanges. A service that is alone tells of all at
/// once; of several each may be the first to be asked, and does not know yet what another
/// has sent within the last seconds.
async fn all(stage: &Stage, exchanges: usize, ask: impl AsyncFn() -> Answer) -> Answer {
    let times = match stage.site.hosts() {
        [_] => 1,
        _ => PATIENCE,
    };
    let mut answer = ask().await;
    for _ in 1..times {
        if count(&answer.done()) >= exchanges {
            break;
        }
        answer = ask().await;
    }
    assert_eq!(count(&answer.done()), exchanges, "{answer:?}");
    answer
}

#[tokio::test]
async fn what_was_sent_for_a_connection_is_told_newest_first_and_without_its_content() {
    let stage = Stage::connected().await;
    // So that it is known of two that have sent something which was later.
    stage.a_second_later();
    stage.invoke(INVOKE, &[]).await.done();
    let answer = all(&stage, 3, async || stage.get("/v1/audit").await).await;
    for secret in [CLIENT_SECRET, "access-1", "refresh-1", "ada@example.com"] {
        assert!(!answer.text().contains(secret), "{answer:?}");
    }
    insta::assert_json_snapshot!(told(&answer.done()));
}

#[tokio::test]
async fn records_are_chosen_and_come_in_pages() {
    let stage = Stage::connected().await;
    for _ in 0..3 {
        stage.invoke(INVOKE, &[]).await.done();
    }
    let get = async |query: &str| stage.get(&format!("/v1/audit?{query}")).await.done();
    let of_work = all(&stage, 3, async || {
        stage.get("/v1/audit?connection=work").await
    });
    let of_work = of_work.await.done();
    assert_eq!(count(&get("action=list-notes").await), 3);
    assert_eq!(count(&get("action=other").await), 0);
    assert_eq!(count(&get("outcome=failed").await), 0);
    assert_eq!(count(&get("connection=work&outcome=success").await), 3);
    assert_eq!(count(&get("since=2999-01-01T00:00:00Z").await), 0);
    assert_eq!(count(&get("since=2h&connection=work").await), 3);
    assert_eq!(count(&get("since=1w&connection=work").await), 3);
    assert_eq!(count(&get("until=2h&connection=work").await), 0);
    assert_eq!(
        count(&get("until=2999-01-01T00:00:00Z&connection=work").await),
        3
    );
    let first = get("connection=work&limit=2").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = get(&format!("connection=work&limit=2&cursor={cursor}")).await;
    assert_eq!((count(&first), count(&second)), (2, 1));
    assert_eq!(second["next_cursor"], json!(null));
    let ids = |page: &Value| -> Vec<String> {
        let records = page["items"].as_array().unwrap().iter();
        records.map(|record| record["id"].to_string()).collect()
    };
    assert_eq!([ids(&first), ids(&second)].concat(), ids(&of_work));
    for (query, code) in [
        ("cursor=x", "bad-cursor"),
        ("limit=0", "bad-parameter"),
        ("limit=1001", "bad-parameter"),
        ("since=yesterday", "bad-parameter"),
        ("since=1h%2030m", "bad-parameter"),
        ("until=PT2H", "bad-parameter"),
        ("until=-2h", "bad-parameter"),
        ("outcome=odd", "bad-parameter"),
        ("unknown=1", "bad-parameter"),
    ] {
        let refused = stage.get(&format!("/v1/audit?{query}")).await;
        assert_eq!(refused.problem(), is(400, code), "{query}");
    }
}

#[tokio::test]
async fn a_tenant_sees_its_own_records_and_the_operator_those_of_the_tenant_that_is_named() {
    let stage = Stage::new().await;
    for tenant in ["acme", "bolt"] {
        stage.host.create_tenant(tenant).await.unwrap();
    }
    let operator = stage.key(Holder::Operator, &[]).await;
    let tenant = |name: &str| Holder::Tenant(name.parse().unwrap());
    let acme = stage.key(tenant("acme"), &Right::ALL).await;
    let bolt = stage.key(tenant("bolt"), &[Right::Read]).await;
    let invoker = stage.key(tenant("acme"), &[Right::Invoke]).await;
    let ask = async |key: &str, of: Option<&str>, method: &str, path: &str, body: &Value| {
        let shown = format!("Bearer {key}");
        let mut fields = vec![
            ("authorization", shown.as_str()),
            ("content-type", "application/json"),
        ];
        fields.extend(of.map(|of| ("tenant", of)));
        stage.ask(method, path, &fields, body.to_string()).await
    };
    let connected = ask(
        &acme,
        None,
        "POST",
        "/v1/connections",
        &new_connection("work"),
    )
    .await;
    assert_eq!(connected.status, 201);
    let audit = async |key: &str, of| ask(key, of, "GET", "/v1/audit", &Value::Null).await;
    let own = all(&stage, 2, async || audit(&acme, None).await);
    let own = own.await.done();
    assert_eq!(count(&audit(&bolt, None).await.done()), 0);
    let other = audit(&bolt, Some("acme")).await;
    assert_eq!(other.problem(), is(404, "no-tenant"));
    assert_eq!(audit(&operator, Some("acme")).await.done(), own);
    assert_eq!(count(&audit(&operator, None).await.done()), 0);
    assert_eq!(audit(&invoker, None).await.status, 403);
}
