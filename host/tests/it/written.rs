//! Calls that end after they may have written: whatever ends them, they say so.

use crate::support::call::{Setting, done, exchange, send};
use crate::support::scripted::Act;
use crate::support::server::{Seen, Server, answer};
use axum::response::Response;
use connector_host::contract::{Failure, FailureKind, Step};
use connector_host::driver::Limits;
use connector_host::{Class, Error};

/// What a call ends with when it acts like this.
async fn ended(server: &Server, limits: Limits, acts: &[Act]) -> Error {
    let mut setting = Setting::new();
    setting.limits = limits;
    setting.run(server, acts).await.unwrap_err().into()
}

async fn server() -> Server {
    Server::start(|_, _| answer(200, &[], "{}")).await
}

fn failing(kind: FailureKind) -> Act {
    Act::Fail(Failure::new(kind, "It can't be."))
}

#[track_caller]
fn assert_in_doubt(error: &Error) {
    assert_eq!(error.class(), Class::Unknown, "{error}");
    assert_eq!(error.code(), "outcome-unknown", "{error}");
    assert!(error.may_have_written(), "{error}");
    assert!(error.to_string().contains("look before"), "{error}");
}

/// Breaks off whatever is asked of notes.
fn losing(seen: &Seen, _before: usize) -> Response {
    match seen.request.as_str() {
        "POST /notes" | "GET /notes" => answer(200, &[("content-length", "100")], "short"),
        _ => answer(401, &[], "{}"),
    }
}

#[tokio::test]
async fn what_was_lost_and_could_not_be_looked_for_is_in_doubt() {
    let server = Server::start(losing).await;
    let look = |path| {
        let look = Act::WhenLost(Box::new(send("GET", path, 2)), Box::new(Act::Trap));
        [send("POST", "/notes", 1), look, Act::Echo]
    };
    let error = ended(&server, Limits::default(), &look("/notes")).await;
    assert_in_doubt(&error);
    let text = error.to_string();
    assert!(
        text.contains("the connection to https://api.example broke"),
        "{text}"
    );
    // There is no token to look with any more.
    let mut setting = Setting::new();
    setting.source.ended = true;
    let error = setting.run(&server, &look("/elsewhere")).await.unwrap_err();
    assert_in_doubt(&error.into());
    let mut acts = look("/elsewhere");
    acts[2] = failing(FailureKind::Unauthenticated);
    let error = setting.run(&server, &acts).await.unwrap_err();
    assert_eq!(Error::from(error).class(), Class::Unknown);
    let posts = server.requests().into_iter();
    assert_eq!(posts.filter(|seen| seen == "POST /notes").count(), 3);
}

#[tokio::test]
async fn whatever_the_host_ends_after_a_write_is_in_doubt() {
    let server = server().await;
    let mut late = exchange("GET", "/notes", 2);
    late.after_ms = u64::MAX;
    let mut elsewhere = exchange("GET", "/", 2);
    elsewhere.request.url = "https://elsewhere.example/".to_owned();
    let mut limits = Limits::default();
    limits.steps = 5;
    limits.output = 20;
    for next in [
        Act::Trap,
        Act::Garble,
        done("no JSON"),
        done(r#""longer than it may be""#),
        Act::Step(Step::Send(late)),
        send("GET", "/notes", 1),
        Act::Step(Step::Send(elsewhere)),
    ] {
        let error = ended(&server, limits, &[send("POST", "/notes", 1), next]).await;
        assert_in_doubt(&error);
    }
}

#[tokio::test]
async fn what_the_api_has_refused_was_not_written() {
    let server = Server::start(|seen, _| {
        let status = if seen.request.starts_with("POST") {
            409
        } else {
            200
        };
        answer(status, &[], "{}")
    })
    .await;
    for acts in [
        vec![send("POST", "/notes", 1), Act::Trap],
        vec![
            send("POST", "/notes", 1),
            send("GET", "/notes", 2),
            Act::Trap,
        ],
    ] {
        let error = ended(&server, Limits::default(), &acts).await;
        assert_eq!(error.class(), Class::Other, "{error}");
        assert!(!error.may_have_written());
    }
    let acts = [send("POST", "/notes", 1), failing(FailureKind::Conflict)];
    let error = ended(&server, Limits::default(), &acts).await;
    assert_eq!(error.to_string(), "It can't be.");
    assert!(!error.may_have_written());
}

#[tokio::test]
async fn a_failure_after_a_write_keeps_its_kind_and_says_that_something_was_written() {
    let server = server().await;
    for (kind, class) in [
        (FailureKind::Conflict, Class::Refused),
        (FailureKind::MissingScope, Class::Connection),
        // What one does about these is to make the call again.
        (FailureKind::RateLimited, Class::Unknown),
        (FailureKind::Unavailable, Class::Unknown),
    ] {
        let acts = [
            send("POST", "/notes", 1),
            send("GET", "/notes", 2),
            failing(kind),
        ];
        let error = ended(&server, Limits::default(), &acts).await;
        assert_eq!((error.code(), error.class()), (kind.name(), class));
        assert_eq!(error.failure().unwrap().kind(), kind);
        assert!(error.may_have_written());
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"It can't be. (The call may have changed something by then: look before you make it again.)");
        }
    }
}

#[tokio::test]
async fn a_write_that_the_server_broke_at_is_no_invitation_to_send_it_again() {
    const NOTHING: &[(&str, &str)] = &[];
    const LATER: &[(&str, &str)] = &[("retry-after", "60")];
    for (status, headers, class) in [
        (500, NOTHING, Class::Unknown),
        (502, LATER, Class::Unknown),
        // A gateway says the same of a server that broke off after it had the request.
        (503, NOTHING, Class::Unknown),
        (503, LATER, Class::Unavailable),
    ] {
        let server = Server::start(move |_, _| answer(status, headers, "{}")).await;
        let acts = [send("POST", "/notes", 1), failing(FailureKind::Unavailable)];
        let error = ended(&server, Limits::default(), &acts).await;
        assert_eq!((error.code(), error.class()), ("unavailable", class));
    }
}

#[tokio::test]
async fn what_a_connector_says_of_a_write_that_was_lost_is_left_to_it() {
    let server = Server::start(losing).await;
    let acts = [send("POST", "/notes", 1), failing(FailureKind::Unavailable)];
    let error = ended(&server, Limits::default(), &acts).await;
    assert_eq!(error.class(), Class::Unavailable);
    let acts = [
        send("POST", "/notes", 1),
        failing(FailureKind::UnknownOutcome),
    ];
    let error = ended(&server, Limits::default(), &acts).await;
    assert_eq!(error.class(), Class::Unknown);
}
