//! The proxy itself, before servers that say who they are.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;

use service_replicas::Proxy;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers with its name.
async fn server(name: &'static str) -> SocketAddr {
    let app = axum::Router::new().fallback(move || async move { name });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// What comes of so many requests on one connection.
async fn ask(proxy: &Proxy, times: usize) -> String {
    let request = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(times - 1);
    let last = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    let sent = format!("{request}{last}");
    stream.write_all(sent.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    answers
}

#[tokio::test]
async fn each_next_request_of_one_connection_meets_the_other_server() {
    let proxy = Proxy::before([server("one.").await, server("two.").await])
        .await
        .unwrap();
    let answers = ask(&proxy, 4).await;
    let names = answers
        .match_indices("one.")
        .chain(answers.match_indices("two."));
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let names: Vec<_> = names.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["one.", "two.", "one.", "two."], "{answers}");
}

#[tokio::test]
async fn a_server_that_is_gone_is_passed_over_and_where_all_are_it_says_so() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let proxy = Proxy::before([address, server("two.").await])
        .await
        .unwrap();
    let answers = ask(&proxy, 3).await;
    assert_eq!(answers.matches("two.").count(), 3, "{answers}");
    let proxy = Proxy::before([address, address]).await.unwrap();
    let answers = ask(&proxy, 1).await;
    assert!(answers.starts_with("HTTP/1.1 502 "), "{answers}");
}
