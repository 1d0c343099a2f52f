//! A server that sends interim answers (1xx) without end, as fast as they are read, held
//! the thread that read them for as long as an answer may take to begin; one that sends a
//! header without end is no better.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use connector_host::Error;
use connector_host::contract::Step;
use connector_host::driver::DriveError;
use connector_host::egress::EgressError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";

/// How much goes into what the system keeps of a connection whose other end does not
/// read: of what is sent beyond it, it is certain that it was read.
const UNREAD: usize = 16 << 20;

/// A server that sends `head` and then `piece` again and again until nobody takes more.
struct Flood {
    address: SocketAddr,
    sent: Arc<AtomicUsize>,
    connections: tokio::task::JoinHandle<()>,
}

impl Flood {
    async fn of(head: &str, piece: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sent = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&sent);
        let head = head.to_owned();
        let pieces = piece.repeat((64 << 10) / piece.len() + 1);
        let connections = tokio::spawn(async move {
            let mut floods = JoinSet::new();
            while let Ok((mut connection, _)) = listener.accept().await {
                let (head, pieces) = (head.clone(), pieces.clone());
                let counted = Arc::clone(&counted);
                floods.spawn(async move {
                    // It is heard first: who speaks unasked is not heard at all.
                    let mut asked = [0; 4096];
                    let _ = connection.read(&mut asked).await;
                    let mut outcome = connection.write_all(head.as_bytes()).await;
                    while outcome.is_ok() {
                        outcome = connection.write_all(pieces.as_bytes()).await;
                        counted.fetch_add(pieces.len(), Ordering::Relaxed);
                    }
                });
            }
        });
        Self {
            address,
            sent,
            connections,
        }
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        self.connections.abort();
    }
}

/// What becomes of a call to it, and how much it could send.
async fn called(flood: &Flood) -> (Error, usize) {
    let world = World::new().await;
    let reroute = format!("https://a.files.example=http://{}", flood.address);
    let builder = host_of(&world).reroutes([
        format!("https://api.example=http://{}", world.server.address)
            .parse()
            .unwrap(),
        reroute.parse().unwrap(),
    ]);
    let mut ask = exchange("GET", "/", 1);
    ask.request.url = "https://a.files.example/flood".to_owned();
    let acts = [Act::Step(Step::Send(ask)), Act::Echo];
    let host = turned(&world, builder, &acts).await;
    let refused = refused(&host).await;
    (refused, flood.sent.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_ends_when_more_come_than_are_allowed() {
    let hints = format!(
        "HTTP/1.1 103 Early Hints\r\nlink: <{}>\r\n\r\n",
        "x".repeat(32 << 10)
    );
    for interim in [CONTINUE, "HTTP/1.1 102 Processing\r\n\r\n", &hints] {
        let flood = Flood::of("", interim).await;
        let (refused, sent) = called(&flood).await;
        must_be!(
            refused,
            Unavailable,
            Error::Drive {
                source: DriveError::Egress(EgressError::InterimAnswers { answers: 8, .. }),
                ..
            }
        );
        assert_eq!(refused.code(), "too-many-interim-answers");
        assert!(sent < UNREAD, "{sent} bytes were read");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_a_header_without_end() {
    for (head, piece) in [
        ("HTTP/1.1 200 OK\r\nx: ", "y"),
        ("HTTP/1.1 200 OK\r\n", "x: y\r\n"),
        ("HTTP/1.1 103 Early Hints\r\nlink: ", "y"),
    ] {
        let flood = Flood::of(head, piece).await;
        let (refused, sent) = called(&flood).await;
        must_be!(
            refused,
            Unavailable,
            Error::Drive {
                source: DriveError::Egress(EgressError::Broken { .. }),
                ..
            }
        );
        assert!(sent < UNREAD, "{sent} bytes were read");
    }
}
