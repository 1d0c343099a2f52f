//! A server that sends a byte now and then, for ever: of the header, or of the
//! content. And one that never begins.

use std::time::Duration;

use connector_host::Error;
use connector_host::contract::Step;
use connector_host::driver::DriveError;
use connector_host::egress::{self, EgressError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

const DRIP: Duration = Duration::from_millis(20);

/// A server that sends `head` at once, and then `drop` again and again.
async fn dripping(head: &'static str, drop: &'static str) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                // It is heard first: who speaks unasked is not waited for at all.
                let mut asked = [0; 4096];
                let _ = connection.read(&mut asked).await;
                let mut sent = connection.write_all(head.as_bytes()).await;
                while sent.is_ok() {
                    tokio::time::sleep(DRIP).await;
                    sent = connection.write_all(drop.as_bytes()).await;
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_ends_ends_with_its_time() {
    for (head, drop) in [
        ("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n", "x"),
        ("HTTP/1.1 200 OK\r\n", "x: y\r\n"),
        ("", ""),
    ] {
        let world = World::new().await;
        let slow = dripping(head, drop).await;
        let mut limits = egress::Limits::default();
        limits.first_byte = Duration::from_millis(400);
        limits.between_bytes = Duration::from_millis(400);
        limits.total = Duration::from_millis(800);
        let reroute = format!("https://a.files.example=http://{slow}");
        let builder = host_of(&world).egress_limits(limits);
        let builder = builder.reroutes([
            format!("https://api.example=http://{}", world.server.address)
                .parse()
                .unwrap(),
            reroute.parse().unwrap(),
        ]);
        let mut ask = exchange("GET", "/", 1);
        ask.request.url = "https://a.files.example/slow".to_owned();
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, builder, &acts).await;
        let refused = refused(&host).await;
        must_be!(
            refused,
            Unavailable,
            Error::Drive {
                source: DriveError::Egress(EgressError::Slow { .. }),
                ..
            }
        );
    }
}
