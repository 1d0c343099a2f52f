//! Answers that nobody takes count in the share of memory of their tenant.

use connector_host::connections::{Holder, Right};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};

use crate::stage::{Answer, INVOKE, Stage, is};
use crate::support::authorization::World;
use crate::support::call::done;
use crate::support::scripted::MANIFEST;

const LARGE: &str = "/v1/connectors/notes/manifest";
/// How many bytes that has, and more.
const BYTES: usize = 200 << 10;
/// More requests than those whose answers the system keeps for a connection.
const MANY: usize = 64;

/// Asks for more than the system keeps for whoever reads it, and reads nothing.
async fn asked_and_unread(stage: &Stage, key: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(stage.address).await.unwrap();
    let request =
        format!("GET {LARGE} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\r\n");
    let requests = request.repeat(MANY);
    stream.write_all(requests.as_bytes()).await.unwrap();
    stream
}

async fn ask(stage: &Stage, key: &str, method: &str, path: &str, accept: &str) -> Answer {
    let authorization = format!("Bearer {key}");
    let fields = [
        ("authorization", &*authorization),
        ("content-type", "application/json"),
        ("accept", accept),
    ];
    let body = match method {
        "POST" => json!({"connection": "work"}).to_string(),
        _ => String::new(),
    };
    stage.ask(method, path, &fields, body).await
}

#[tokio::test]
async fn whoever_takes_no_answers_gets_no_more_than_its_tenants_share_and_keeps_nobody_out() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.weight_in_all = 4 * BYTES;
        settings.limits.rate = 0;
    })
    .await
    .of_one_process();
    stage.connect("work").await;
    let description = format!(r#""name": "{}"#, "n".repeat(BYTES));
    let manifest = MANIFEST.replacen(r#""name": ""#, &description, 1);
    let output = format!(r#"{{"text": "{}"}}"#, "n".repeat(BYTES));
    stage.script_as(&manifest, &[done(&output)]).await;
    stage.host.create_tenant("bolt").await.unwrap();
    let default = Holder::Tenant("default".parse().unwrap());
    let default = stage.key(default, &Right::ALL).await;
    let bolt = Holder::Tenant("bolt".parse().unwrap());
    let bolt = stage.key(bolt, &Right::ALL).await;

    let json = "application/json";
    let invoked = ask(&stage, &default, "POST", INVOKE, json).await;
    assert!(invoked.done().to_string().len() > BYTES);
    let mut unread = Vec::new();
    let refused = loop {
        unread.push(asked_and_unread(&stage, &default).await);
        let answer = ask(&stage, &default, "GET", LARGE, json).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(refused.problem(), is(429, "too-many-calls"));
    assert_eq!(refused.header("retry-after"), "1");
    for accept in [json, "application/x-ndjson"] {
        let refused = ask(&stage, &default, "POST", INVOKE, accept).await;
        assert_eq!(refused.problem(), is(429, "too-many-calls"), "{accept}");
    }
    // What is small, and what is another tenant's.
    ask(&stage, &default, "GET", "/v1/connections", json)
        .await
        .done();
    let answer = ask(&stage, &bolt, "GET", LARGE, json).await;
    assert!(answer.body.len() > BYTES);

    drop(unread);
    while ask(&stage, &default, "GET", LARGE, json).await.status == 429 {}
    for accept in [json, "application/x-ndjson"] {
        let answer = ask(&stage, &default, "POST", INVOKE, accept).await;
        assert!(answer.body.len() > BYTES, "{accept}");
    }
}
