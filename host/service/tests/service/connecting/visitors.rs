//! Who is let in to the pages, and that people are answered by pages.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpSocket;

#[cfg(target_os = "linux")]
use crate::access::asked_by_another_user;
use crate::browser::{
    Browser, OWN_APP, Session, authorization, notes, path_of, stage, stage_of, title,
};
use crate::stage::Stage;
use crate::support::authorization::{World, approved, code_grant, token_grant};

#[tokio::test]
async fn people_get_pages_whatever_goes_wrong() {
    let world = World::new().await;
    let stage = stage_of(world, &token_grant(), |settings| settings.limits.calls = 0).await;
    let mut browser = Browser::new(&stage);
    let busy = browser.send("/connect", &[]).await;
    assert_eq!(
        (busy.status, title(&busy).as_str()),
        (503, "Too many people are here at once")
    );
    assert_eq!(busy.header("retry-after"), "1");
    for path in [
        "/connect/%ff/methods",
        "/connect/0a/none",
        "/oauth/callback/%ff",
    ] {
        let none = browser.open(path).await;
        assert_eq!(title(&none), "There is no such page", "{path}");
    }
    let put = browser.ask("PUT", "/connect", &[]).await;
    assert_eq!(put.header("content-type"), "text/html; charset=utf-8");
}

/// Answers of a service to somebody who asks from one address after another.
async fn asked_from(stage: &Stage, from: [u8; 4], path: &str, times: usize) -> Vec<u16> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let stream = socket.connect(stage.address).await.unwrap();
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut answers = Vec::new();
    for _ in 0..times {
        let request = Request::builder()
            .uri(path)
            .header("host", stage.address.to_string())
            .body(Body::empty())
            .unwrap();
        sender.ready().await.unwrap();
        let response = sender.send_request(request).await.unwrap();
        answers.push(response.status().as_u16());
        response.into_body().collect().await.unwrap();
    }
    answers
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn nobody_without_a_key_keeps_others_from_signing_in() {
    let stage = stage_of(World::new().await, &code_grant(), |settings| {
        settings.limits.strangers = 2;
    })
    .await
    .of_one_process();
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    // As many as all strangers together are looked up in a second, and more.
    let mut answers = Vec::new();
    for place in 2..12 {
        let from = [127, 0, 0, place];
        answers.extend(asked_from(&stage, from, "/connect?link=chl_0a_x", 20).await);
    }
    assert!(
        answers.contains(&404) && answers.contains(&503),
        "{answers:?}"
    );
    for path in ["", "/methods", "/methods/own-app"] {
        let page = browser
            .open(&format!("/connect/{}{path}", session.id))
            .await;
        assert_eq!(page.status, 200, "{path}");
    }
    let again = browser.open(&session.link).await;
    assert_eq!(title(&again), "Sign in at Notes");
    let callback = approved(&authorization(&leaving));
    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
}

#[tokio::test]
async fn each_cookie_that_somebody_makes_up_is_a_look_of_its_own() {
    let stage = stage_of(World::new().await, &code_grant(), |settings| {
        settings.limits.strangers = 5;
    })
    .await;
    let made_up = |number| format!("connect-{number:032x}={}", "A".repeat(43));
    let cookies: Vec<_> = (0..20).map(made_up).collect();
    let path = "/oauth/callback/notes?code=the-code&state=guessed";
    let one = stage
        .ask("GET", path, &[("cookie", cookies[0].as_str())], "")
        .await;
    assert_eq!(one.status, 403, "{one:?}");
    let cookies = cookies.join("; ");
    let many = stage.ask("GET", path, &[("cookie", &cookies)], "").await;
    assert_eq!(many.status, 503, "{many:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_user_of_this_machine_signs_nobody_in() {
    let stage = stage(&token_grant()).await.of_one_process();
    let session = Session::new(&stage, &notes()).await;
    let Some(answer) = asked_by_another_user(&stage, &session.link).await else {
        return;
    };
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(answer.contains("another user of this machine"), "{answer}");
    let asking = Browser::new(&stage).open(&session.link).await;
    assert_eq!(asking.status, 200);
}
