//! Deliveries that go on to a program of one's own, as they came.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use end_to_end::Stage;
use tokio::net::TcpListener;

use super::receiving::{now, receiving, signed, told};

/// What was passed on: header fields and body.
type Passed = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A program that deliveries are passed on to. It fails at first.
async fn program() -> (String, Passed) {
    let passed = Passed::default();
    let kept = passed.clone();
    let take = move |request: Request| {
        let kept = kept.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a body");
            let mut kept = kept.lock().expect("nothing panics here");
            kept.push((parts.headers, body));
            if kept.len() == 1 {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::NO_CONTENT
            }
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(take)).await });
    (format!("http://{address}/hooks"), passed)
}

#[tokio::test]
async fn what_is_passed_on_is_what_came_and_comes_again_when_it_was_not_taken() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let (target, passed) = program().await;
    let mut receiving = receiving(&stage, &["--method", "byo-app", "--forward", &target]).await;
    let request = signed(&told(1), now());
    assert_eq!(receiving.send(&request).await, "502");
    assert_eq!(receiving.send(&request).await, "200");
    assert_eq!(receiving.next().await["id"], "meeting-created 1");
    // What nobody has signed is passed on to nobody.
    let forged = String::from_utf8(request.clone())
        .expect("text")
        .replace("\"id\":1", "\"id\":2");
    assert_eq!(receiving.send(forged.as_bytes()).await, "401");
    let passed = passed.lock().expect("nothing panics here");
    assert_eq!(passed.len(), 2);
    for (headers, body) in passed.iter() {
        assert_eq!(body, &told(1));
        assert!(
            request
                .windows(64)
                .any(|part| headers["x-zm-signature"].as_bytes().ends_with(part))
        );
        assert_eq!(headers["content-type"], "application/json");
    }
}
