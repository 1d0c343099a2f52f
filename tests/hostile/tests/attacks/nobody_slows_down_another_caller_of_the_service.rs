//! Callers of a tenant who send much, or take nothing, or try keys, while a caller of another tenant
//! goes on: none of its calls fails, and the table of attacks says how much longer they take.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use futures_util::future::{Either, join, join_all, select};
use futures_util::{StreamExt as _, stream};
use http::{Request, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::served::{ENDLESS, Served, connection};

/// How many bodies are on their way and never there.
const SLOW: usize = 300;
/// How many huge ones there are, and how many at once: both ends of their connections are this
/// process's. Where nothing is optimized they take their time to be read.
const HUGE: usize = if cfg!(debug_assertions) { 40 } else { 1_000 };
const AT_ONCE: usize = 200;
/// How many readers stop.
const READERS: usize = if cfg!(debug_assertions) { 10 } else { 50 };
/// On how many connections keys are tried.
const FLOOD: usize = 32;

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_come_byte_by_byte() {
    let served = Served::new().await;
    let attack = async {
        let begin = || served.begin(ENDLESS, "", 1 << 20, b"{");
        let mut slow = join_all((0..SLOW).map(|_| begin())).await;
        let mut next = 0;
        let drip = async || {
            // A byte of one after each call of the other.
            next = (next + 1) % SLOW;
            slow[next].write_all(b" ").await.unwrap();
        };
        served.for_its_calls(drip).await;
    };
    served.beside(64, attack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_huge_bodies() {
    let served = Served::new().await;
    // One that takes much memory once it is read, and one that breaks off.
    let numbers = format!("{{\"input\":{{\"a\":[{}0]}}}}", "0,".repeat(1 << 20));
    let text = format!("{{\"input\":{{\"a\":\"{}\"}}", "x".repeat(4_000_000));
    let bodies = [numbers.as_bytes(), text.as_bytes()];
    let send = async |body: &[u8]| {
        let mut stream = served.begin(ENDLESS, "", body.len(), body).await;
        let mut begun = [0; 12];
        match stream.read_exact(&mut begun).await {
            Ok(_) => assert_eq!(&begun[..10], b"HTTP/1.1 4", "it is refused"),
            // It was refused, and the connection closed while there was more of it.
            Err(error) => assert!(error.kind() != std::io::ErrorKind::TimedOut, "{error}"),
        }
    };
    let attack = async {
        let huge = stream::iter((0..HUGE).map(|number| send(bodies[number % 2])));
        let huge = huge.buffer_unordered(AT_ONCE).collect::<()>();
        join(huge, served.for_its_calls(async || {})).await;
    };
    // Those of one tenant may take 512 MiB.
    served.beside(1_024, attack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_stop_in_the_middle() {
    let served = Served::new().await;
    let body = br#"{"connection": "work"}"#;
    let stop = async || {
        let fields = "accept: application/x-ndjson\r\n";
        let mut stream = served.begin(ENDLESS, fields, body.len(), body).await;
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).await.unwrap();
        assert_eq!(&begun, b"HTTP/1.1 200");
        stream
    };
    let attack = async {
        let stopped = join_all((0..READERS).map(|_| stop())).await;
        served.for_its_calls(async || {}).await;
        drop(stopped);
    };
    served.beside(64, attack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_keys_in_a_flood() {
    let served = Served::new().await;
    let tried = AtomicUsize::new(0);
    let try_keys = async || {
        let mut sender = connection(served.address).await;
        loop {
            let number = tried.fetch_add(1, Ordering::Relaxed);
            let made_up = format!("Bearer chk_{number:032x}_{}", "a".repeat(43));
            let request = Request::get("/v1/connections")
                .header("host", "localhost")
                .header("authorization", made_up)
                .body(Body::empty())
                .unwrap();
            sender.ready().await.unwrap();
            let answer = sender.send_request(request).await.unwrap();
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS];
            assert!(refused.contains(&answer.status()), "{answer:?}");
            let _ = to_bytes(Body::new(answer.into_body()), usize::MAX).await;
        }
    };
    let attack = async {
        let flood = Box::pin(join_all((0..FLOOD).map(|_| try_keys())));
        let calls = Box::pin(served.for_its_calls(async || {}));
        let _: Vec<()> = match select(flood, calls).await {
            Either::Left((never, _)) => never,
            Either::Right(_) => Vec::new(),
        };
    };
    served.beside(32, attack).await;
    assert!(tried.into_inner() > FLOOD);
}
