//! How much is done at once, whoever asks for it and whether or not they stay.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use connector_host::connections::{Holder, Right};
use connector_host_service::Limits;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::stage::{Held, INVOKE, Stage, is, writing};
use crate::support::authorization::World;
use crate::support::call::{done, send};

const BODY: &str = r#"{"connection": "work"}"#;

/// Sends a request, and does not wait for its answer.
async fn send_and_leave(stage: &Stage, method: &str, path: &str, accept: &str) -> TcpStream {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         accept: {accept}\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

/// A service whose connector writes a note, where nobody answers until told to.
async fn held(limit: impl FnOnce(&mut Limits)) -> (Stage, Held) {
    let (world, held) = Held::world().await;
    let stage = Stage::of(world, |settings| {
        settings.limits.drain = Duration::from_secs(600);
        limit(&mut settings.limits);
    })
    .await
    .of_one_process();
    stage.connect("work").await;
    let acts = [send("POST", "/notes", 1), done("{}")];
    stage.script_as(&writing(), &acts).await;
    (stage, held)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_whose_callers_have_gone_count_until_they_end() {
    let (mut stage, mut held) = held(|limits| limits.tenant_calls = 3).await;
    for accept in ["application/json", "application/x-ndjson", "*/*"] {
        let client = send_and_leave(&stage, "POST", INVOKE, accept).await;
        assert_eq!(held.arrived.recv().await.unwrap(), "POST /notes");
        drop(client);
    }
    for _ in 0..20 {
        let refused = stage.invoke(INVOKE, &[]).await;
        assert_eq!(refused.problem(), is(429, "too-many-calls"));
        assert_eq!(refused.header("retry-after"), "1");
    }
    // What only looks is answered.
    stage.get("/v1/connections").await.done();
    assert_eq!(stage.world.count("POST /notes"), 3);
    for _ in 0..4 {
        held.release.send(()).unwrap();
    }
    while stage.invoke(INVOKE, &[]).await.status == 429 {}
    assert_eq!(stage.world.count("POST /notes"), 4);
    stage.tell_to_end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_tenants_together_have_a_measure_too() {
    let (mut stage, mut held) = held(|limits| limits.calls = 1).await;
    let client = send_and_leave(&stage, "POST", INVOKE, "application/json").await;
    held.arrived.recv().await.unwrap();
    for path in [INVOKE, "/v1/connections/work/enable"] {
        let refused = stage.invoke(path, &[]).await;
        assert_eq!(refused.problem(), is(503, "too-busy"), "{path}");
    }
    held.release.send(()).unwrap();
    stage.tell_to_end().await.unwrap();
    drop(client);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_only_reads_ends_with_its_caller_before_there_is_any_page() {
    for accept in ["application/x-ndjson", "application/json"] {
        let (world, mut held) = Held::world().await;
        let mut stage = Stage::of(world, |settings| {
            settings.limits.drain = Duration::from_secs(600);
        })
        .await;
        stage.connect("work").await;
        stage.script(&[send("GET", "/notes", 1), done("{}")]).await;
        let client = send_and_leave(&stage, "POST", INVOKE, accept).await;
        held.arrived.recv().await.unwrap();
        drop(client);
        // The API never answers.
        stage.tell_to_end().await.unwrap();
        drop(held);
    }
}

#[tokio::test]
async fn a_body_that_would_fill_the_memory_is_not_read() {
    let stage = Stage::connected().await;
    for member in ["0,", "{\"a\":{}},"] {
        let values = member.repeat((1 << 20) / member.len());
        let body = format!("{{\"input\":{{\"a\":[{values}0]}}}}");
        let fields = [("content-type", "application/json")];
        let refused = stage.ask("POST", INVOKE, &fields, body).await;
        assert_eq!(refused.problem(), is(413, "body-too-large"), "{member}");
    }
    let long = json!({"connection": "work", "input": {"a": "x".repeat(1 << 20)}});
    assert_eq!(stage.post(INVOKE, &long).await.status, 200);
}

/// Opens a connection by a request, and keeps it once that is answered.
async fn kept(stage: &Stage, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).await.unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    stream
}

/// What a connection that was kept is told from then on, when it asks for something more
/// and to be closed then.
async fn told_at_last(mut kept: TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    kept.write_all(request.as_bytes()).await.unwrap();
    let mut told = String::new();
    kept.read_to_string(&mut told).await.unwrap();
    told
}

#[tokio::test]
async fn when_all_places_are_taken_it_is_still_said_that_the_service_lives() {
    let world = World::new().await;
    let stage = Stage::of(world, |settings| settings.limits.connections = 2).await;
    let stage = stage.of_one_process();
    let ask = || kept(&stage, "/v1/connections");
    let all = [ask().await, ask().await];
    for _ in 0..20 {
        for probe in ["/healthz", "/readyz"] {
            let answer = stage.get(probe).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("connection"), "close");
        }
        let refused = stage.get("/v1/connections").await;
        assert_eq!(refused.problem(), is(503, "too-many-connections"));
        assert_eq!(refused.header("retry-after"), "1");
    }
    drop(all);
    while stage.get("/v1/connections").await.status == 503 {}
}

/// How many threads there are that ask as a [`crowd`].
const ASKING: usize = 16;

/// A connection by which a request was sent as soon as it was there: none of a crowd is silent,
/// however long it takes until somebody looks at it.
fn asked_at_once(address: SocketAddr, request: &str) -> std::net::TcpStream {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.set_nonblocking(true).unwrap();
    stream
}

/// So many clients ask at once, with a key, and keep their connections until all were
/// answered: as many are told what they ask for as there are places, and all others that
/// there is none. Nobody is left without an answer, and afterwards all is as before.
async fn crowd(clients: usize, places: usize) {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = places;
        settings.limits.rate = 0;
        // Those who were answered ask for nothing more until all were.
        settings.limits.head = Duration::from_secs(600);
    })
    .await
    .of_one_process();
    let key = stage.key(Holder::Operator, &[]).await;
    let bearer = format!("Bearer {key}");
    let request: Arc<str> = format!(
        "GET /v1/connections HTTP/1.1\r\nhost: localhost\r\nauthorization: {bearer}\r\n\r\n"
    )
    .into();
    let mut asking = JoinSet::new();
    for part in 0..ASKING {
        let (address, request) = (stage.address, Arc::clone(&request));
        let of_part = (part..clients).step_by(ASKING);
        asking.spawn_blocking(move || {
            let ask = |_| asked_at_once(address, &request);
            of_part.map(ask).collect::<Vec<_>>()
        });
    }
    let mut waiting = JoinSet::new();
    while let Some(asked) = asking.join_next().await {
        for asked in asked.unwrap() {
            waiting.spawn(async move {
                let mut stream = TcpStream::from_std(asked).unwrap();
                let mut begun = [0; 12];
                stream.read_exact(&mut begun).await.unwrap();
                (begun, stream)
            });
        }
    }
    let answers = waiting.join_all().await;
    let count = |status: &[u8]| answers.iter().filter(|(begun, _)| begun == status).count();
    assert_eq!(count(b"HTTP/1.1 200"), places);
    assert_eq!(count(b"HTTP/1.1 503"), clients - places);
    assert_eq!(stage.get("/healthz").await.status, 200);
    drop(answers);
    let fields = [("authorization", bearer.as_str())];
    let ask = || stage.ask("GET", "/v1/connections", &fields, "");
    while ask().await.status == 503 {}
    ask().await.done();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_more_clients_than_there_are_places_each_has_an_answer() {
    crowd(300, 50).await;
}

#[tokio::test]
async fn clients_that_say_nothing_keep_nobody_out() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = 20;
        settings.limits.head = Duration::from_secs(600);
    })
    .await
    .of_one_process();
    let mut silent = Vec::new();
    for more in [200, 50] {
        for _ in 0..more {
            silent.push(TcpStream::connect(stage.address).await.unwrap());
        }
        // For a moment they may be about to say something.
        while stage.get("/v1/connections").await.status == 503 {}
        assert_eq!(stage.get("/healthz").await.status, 200);
    }
}

#[tokio::test]
async fn clients_that_ask_how_the_service_is_and_stay_keep_nobody_out() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = 8;
        settings.limits.head = Duration::from_secs(600);
    })
    .await
    .of_one_process();
    let mut let_in = vec![kept(&stage, "/v1/connections").await];
    let mut probing = Vec::new();
    for _ in 0..5 {
        probing.push(kept(&stage, "/healthz").await);
    }
    for _ in 0..2 {
        let_in.push(kept(&stage, "/v1/connections").await);
    }
    // For a moment they may be about to say something more.
    while stage.get("/v1/connections").await.status == 503 {}
    // The one gives way that was answered before all others of its kind, and no other.
    let mut rest = Vec::new();
    probing.remove(0).read_to_end(&mut rest).await.unwrap();
    for kept in probing {
        let told = told_at_last(kept, "/healthz").await;
        assert!(told.contains("HTTP/1.1 200"), "{told}");
    }
    for kept in let_in {
        let told = told_at_last(kept, "/v1/connections").await;
        assert!(told.contains("HTTP/1.1 200"), "{told}");
    }
}

#[tokio::test]
async fn whoever_is_not_let_in_stays_only_where_there_are_places_for_others() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = 4;
        settings.limits.head = Duration::from_secs(600);
    })
    .await
    .of_one_process();
    let mut probing = kept(&stage, "/healthz").await;
    let mut let_in = Vec::new();
    for _ in 0..3 {
        let_in.push(kept(&stage, "/v1/connections").await);
    }
    let request = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    probing.write_all(request).await.unwrap();
    let mut told = String::new();
    probing.read_to_string(&mut told).await.unwrap();
    let (first, second) = told.split_once("HTTP/1.1 200").expect("it could stay");
    assert!(!first.contains("connection: close"), "{first}");
    assert!(second.contains("connection: close"), "{second}");
}

#[tokio::test]
async fn forms_without_end_of_whoever_shows_no_key_keep_nobody_out() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = 4;
        settings.limits.arrival = Duration::from_secs(600);
    })
    .await
    .of_one_process();
    let begun = b"POST /connect HTTP/1.1\r\nhost: localhost\r\n\
        content-type: application/x-www-form-urlencoded\r\ncontent-length: 50\r\n\r\nlink=";
    let mut all = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        stream.write_all(begun).await.unwrap();
        all.push(stream);
    }
    while stage.get("/v1/connections").await.status == 503 {}
    assert_eq!(stage.get("/healthz").await.status, 200);
}

#[tokio::test]
#[cfg_attr(replicas, ignore = "each process has its own measure")]
async fn bodies_on_their_way_keep_nobody_from_being_worked_for() {
    let stage = Stage::of(World::new().await, |settings| {
        settings.limits.connections = 16;
        settings.limits.calls = 4;
        settings.limits.tenant_calls = 2;
        settings.limits.rate = 0;
        settings.limits.arrival = Duration::from_secs(600);
    })
    .await;
    let operator = stage.key(Holder::Operator, &[]).await;
    stage.host.create_tenant("acme").await.unwrap();
    let acme = Holder::Tenant("acme".parse().unwrap());
    let acme = stage.key(acme, &Right::ALL).await;
    let form = "POST /connect HTTP/1.1\r\nhost: localhost\r\n\
        content-type: application/x-www-form-urlencoded\r\n\
        expect: 100-continue\r\ncontent-length: 50\r\n\r\n";
    let keyed = format!(
        "POST /v1/connect-sessions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {acme}\r\n\
         content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 50\r\n\r\n"
    );
    let mut all = Vec::new();
    for (head, begun) in [
        (form, "link="),
        (form, "link="),
        (&*keyed, "{"),
        (&*keyed, "{"),
    ] {
        let mut stream = TcpStream::connect(stage.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        // Whoever is told to go on has its place, and waits for nothing but the body.
        let mut told = [0; 25];
        stream.read_exact(&mut told).await.unwrap();
        assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(begun.as_bytes()).await.unwrap();
        all.push(stream);
    }
    let ask = async |key: &str, method: &str, path: &str, body: &str| {
        let fields = [
            ("authorization", &*format!("Bearer {key}")),
            ("content-type", "application/json"),
        ];
        stage.ask(method, path, &fields, body.to_owned()).await
    };
    // They, and the question itself.
    let metrics = ask(&operator, "GET", "/metrics", "").await;
    let under_way = "connector_host_requests_under_way 5\n";
    assert!(metrics.text().contains(under_way), "{metrics:?}");
    // Of their tenant's places they have two, which are all.
    let refused = ask(&acme, "POST", "/v1/connect-sessions", "{}").await;
    assert_eq!(refused.problem(), is(429, "too-many-calls"));
    let tenant = |name: &str| json!({"name": name}).to_string();
    for name in ["bolt", "core", "dash", "echo"] {
        let made = ask(&operator, "POST", "/v1/tenants", &tenant(name)).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
    drop(all);
}

#[cfg(not(replicas))]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "it takes as many connections as a process may have: `cargo xtask acceptance crowd`"]
async fn of_ten_thousand_clients_each_has_an_answer() {
    crowd(10_000, Limits::default().connections).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_made_whole_when_the_caller_goes_away() {
    let (world, mut held) = Held::at("/revoke").await;
    let mut stage = Stage::of(world, |settings| {
        settings.limits.drain = Duration::from_secs(600);
    })
    .await;
    stage.connect("work").await;
    let path = "/v1/connections/work";
    let client = send_and_leave(&stage, "DELETE", path, "application/json").await;
    assert_eq!(held.arrived.recv().await.unwrap(), "POST /revoke");
    drop(client);
    // The service has heard of it by the time that it has answered others.
    let ended = stage.tell_to_end();
    // Both of its tokens are revoked.
    for _ in 0..2 {
        held.release.send(()).unwrap();
    }
    ended.await.unwrap();
    assert!(stage.host.connections().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_that_the_end_of_the_service_cuts_off_is_told_to_be_in_doubt() {
    let (world, mut held) = Held::at("/revoke").await;
    let mut stage = Stage::of(world, |settings| {
        settings.limits.drain = Duration::from_millis(50);
    })
    .await;
    stage.connect("work").await;
    let address = stage.address;
    let removal = tokio::spawn(async move {
        crate::stage::ask(address, "DELETE", "/v1/connections/work", &[], "").await
    });
    held.arrived.recv().await.unwrap();
    let ended = stage.tell_to_end();
    let answer = removal.await.unwrap();
    assert_eq!(answer.problem(), is(500, "service-ended-in-doubt"));
    // Both of its tokens are revoked, also where nobody waits for it any more.
    for _ in 0..2 {
        held.release.send(()).unwrap();
    }
    ended.await.unwrap();
    assert_eq!(stage.world.count("POST /revoke"), 2);
}
