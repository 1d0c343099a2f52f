//! What the contract says of a call beyond the exchange: lost answers, requests
//! without a credential, redirects to any public host, states, the clock, polls
//! and deliveries.

use crate::support::call::{Setting, done, exchange, invoke, poll, receive, request, send};
use crate::support::scripted::Act;
use crate::support::server::{Seen, Server, answer};
use crate::support::source::TOKEN;
use axum::response::Response;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{
    Credential, Exchange, Failure, FailureKind, Page, Redirects, STATE_LIMIT, Signing, Step,
    Transfer,
};
use connector_host::download::Destination;
use connector_host::driver::{Call, DriveError, Output};
use connector_host::egress::{EgressError, Refusal};
use serde_json::json;

/// Creates a note, and looks for it when the answer is lost.
fn create_and_look(after_looking: Act) -> [Act; 3] {
    let look = send("GET", "/notes", 2);
    let acts = Act::WhenLost(Box::new(look), Box::new(done("\"created\"")));
    [send("POST", "/notes", 1), acts, after_looking]
}

/// Breaks off what is created, and answers whatever else is asked.
fn losing(seen: &Seen, _before: usize) -> Response {
    if seen.request.starts_with("POST") {
        answer(200, &[("content-length", "100")], "short")
    } else {
        answer(200, &[], r#"{"found":"n1"}"#)
    }
}

async fn run(server: &Server, acts: &[Act]) -> Result<Output, DriveError> {
    Setting::new().run(server, acts).await
}

/// Whether the connector wanted what its manifest does not say.
fn is_not_declared(outcome: &Result<Output, DriveError>) -> bool {
    matches!(
        outcome,
        Err(DriveError::NotAllowed(ConsentRefusal::NotDeclared { .. }))
    )
}

fn refusal(outcome: Result<Output, DriveError>) -> Refusal {
    match outcome.unwrap_err() {
        DriveError::Egress(EgressError::Refused(refusal)) => refusal,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_connector_whose_answer_is_lost_may_look_and_adopt_what_it_finds() {
    let server = Server::start(losing).await;
    let output = run(&server, &create_and_look(Act::Echo)).await.unwrap();
    assert_eq!(output.value, json!({"found": "n1"}));
    assert_eq!(server.requests(), ["POST /notes", "GET /notes"]);
}

#[tokio::test]
async fn an_outcome_that_looking_does_not_tell_is_told_with_how_the_answer_was_lost() {
    let server = Server::start(losing).await;
    let unknown = Failure::new(FailureKind::UnknownOutcome, "It may be there or not.");
    let error = run(&server, &create_and_look(Act::Fail(unknown)))
        .await
        .unwrap_err();
    assert!(
        matches!(error, DriveError::OutcomeUnknown { .. }),
        "{error}"
    );
    let text = error.to_string();
    let begin = "It may be there or not. (the connection to https://api.example broke: ";
    assert!(text.starts_with(begin), "{text}");
    assert_eq!(server.requests(), ["POST /notes", "GET /notes"]);
}

#[tokio::test]
async fn an_answer_that_came_is_not_lost() {
    let server = Server::start(|_, _| answer(500, &[], "{}")).await;
    let output = run(&server, &create_and_look(Act::Trap)).await.unwrap();
    assert_eq!(output.value, "created");
    assert_eq!(server.requests(), ["POST /notes"]);
}

#[tokio::test]
async fn what_is_lost_is_never_sent_again_whatever_the_connector_calls_it() {
    let server = Server::start(losing).await;
    for repeatable in [false, true] {
        let again = Exchange {
            repeatable,
            ..exchange("POST", "/notes", 1)
        };
        let error = run(&server, &create_and_look(Act::Step(Step::Send(again))))
            .await
            .unwrap_err();
        let ended_by = error.ended_by();
        assert!(matches!(ended_by, DriveError::Contract(_)), "{error}");
        assert!(matches!(error, DriveError::InDoubt(_)), "{error}");
    }
    let posts = server.requests().into_iter();
    assert_eq!(posts.filter(|seen| seen == "POST /notes").count(), 2);
}

#[tokio::test]
async fn another_request_may_be_made_after_one_was_lost() {
    let server = Server::start(|seen, _| match seen.request.as_str() {
        "POST /notes" => answer(200, &[("content-length", "100")], "short"),
        _ => answer(200, &[], "{}"),
    })
    .await;
    let acts = create_and_look(send("POST", "/notes/n1/tags", 1));
    let output = run(&server, &acts).await.unwrap();
    assert_eq!(output.value, "created");
}

#[tokio::test]
async fn a_lost_answer_is_no_reason_to_renew_the_token_and_send_again() {
    let server = Server::start(losing).await;
    let mut setting = Setting::new();
    let rejected = Failure::new(FailureKind::Unauthenticated, "The token has expired.");
    let acts = [send("POST", "/notes", 1), Act::Fail(rejected)];
    let error = setting.run(&server, &acts).await.unwrap_err();
    assert!(matches!(error, DriveError::Failure(_)), "{error:?}");
    assert_eq!(server.requests(), ["POST /notes"]);
    assert_eq!(setting.source.renewals.into_inner(), 0);
}

#[tokio::test]
async fn what_could_not_be_sent_at_all_is_not_lost() {
    let gone = Server::start(losing).await;
    let address = gone.address;
    drop(gone);
    // Somebody else may have the port by now, but nobody who answers.
    let server = Server::start_at_nobody(address);
    let error = run(&server, &create_and_look(Act::Trap)).await.unwrap_err();
    assert!(
        matches!(error, DriveError::Egress(EgressError::Connect { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_request_goes_without_a_credential_where_the_connector_says_so() {
    let server = Server::start(|_, _| answer(401, &[], r#"{"anonymous":true}"#)).await;
    let mut setting = Setting::new();
    let anonymous = Exchange {
        credential: Credential::None,
        ..exchange("GET", "/status", 1)
    };
    let acts = [Act::Step(Step::Send(anonymous)), Act::Echo];
    let output = setting.run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({"anonymous": true}));
    assert_eq!(server.seen().len(), 1);
    assert_eq!(server.seen()[0].authorization, None);
    assert_eq!(setting.source.renewals.into_inner(), 0);
}

#[tokio::test]
async fn a_rejection_of_a_request_without_a_credential_renews_nothing() {
    let server = Server::start(|_, _| answer(400, &[], "{}")).await;
    let mut setting = Setting::new();
    let anonymous = Exchange {
        credential: Credential::None,
        ..exchange("GET", "/status", 2)
    };
    let rejected = Failure::new(FailureKind::Unauthenticated, "Who are you?");
    let acts = [
        send("GET", "/notes", 1),
        Act::Step(Step::Send(anonymous)),
        Act::Fail(rejected),
    ];
    setting.run(&server, &acts).await.unwrap_err();
    assert_eq!(server.requests(), ["GET /notes", "GET /status"]);
    assert_eq!(setting.source.renewals.into_inner(), 0);
}

/// The API sends whoever wants the file to a host that no manifest lists.
fn elsewhere(seen: &Seen, _before: usize) -> Response {
    match (seen.host.as_str(), seen.request.as_str()) {
        ("api.example", "GET /file") => answer(
            302,
            &[("location", "https://bucket.storage.example/file?signed=1")],
            "",
        ),
        ("bucket.storage.example", "GET /file?signed=1") => {
            answer(200, &[("content-type", "text/plain")], "hello")
        }
        _ => answer(404, &[], "{}"),
    }
}

fn download(redirects: Redirects) -> [Act; 2] {
    let transfer = Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects,
        after_ms: 0,
        file_name: "note.txt".to_owned(),
        size: Some(5),
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    };
    [Act::Step(Step::Download(transfer)), done("{}")]
}

async fn download_by(
    server: &Server,
    action: &str,
    acts: &[Act],
) -> (Result<Output, DriveError>, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let output = Setting::new()
        .call(server, invoke(action), acts, Some(&destination))
        .await;
    (output, directory)
}

#[tokio::test]
async fn a_file_is_fetched_from_any_public_host_without_the_credential_where_the_manifest_says_so()
{
    let server = Server::start(elsewhere).await;
    let acts = download(Redirects::Public);
    let (output, directory) = download_by(&server, "download-note", &acts).await;
    output.unwrap();
    let kept = std::fs::read_to_string(directory.path().join("note.txt")).unwrap();
    assert_eq!(kept, "hello");
    let seen = server.seen();
    assert_eq!(seen[0].authorization, Some(format!("Bearer {TOKEN}-0")));
    assert_eq!(seen[1].host, "bucket.storage.example");
    assert_eq!(seen[1].authorization, None);
}

#[tokio::test]
async fn the_bytes_of_a_file_for_the_connector_come_from_there_too() {
    let server = Server::start(|seen, before| match seen.host.as_str() {
        "api.example" => elsewhere(seen, before),
        _ => answer(200, &[], r#"{"text":"hello"}"#),
    })
    .await;
    let exchange = Exchange {
        redirects: Redirects::Public,
        ..exchange("GET", "/file", 1)
    };
    let acts = [Act::Step(Step::Send(exchange)), Act::Echo];
    let (output, _) = download_by(&server, "download-note", &acts).await;
    assert_eq!(output.unwrap().value, json!({"text": "hello"}));
}

#[tokio::test]
async fn redirects_lead_to_no_undeclared_host_unless_both_connector_and_manifest_say_so() {
    let server = Server::start(elsewhere).await;
    let acts = download(Redirects::Public);
    let (output, _) = download_by(&server, "list-notes", &acts).await;
    assert!(is_not_declared(&output));
    assert!(server.requests().is_empty());

    let acts = download(Redirects::Origins);
    let (output, _) = download_by(&server, "download-note", &acts).await;
    let Err(DriveError::Egress(EgressError::RedirectRefused { from, refusal, .. })) = output else {
        panic!("{output:?}")
    };
    assert_eq!(from, "https://api.example");
    assert!(matches!(refusal, Refusal::NotDeclared { .. }));
    assert_eq!(server.requests(), ["GET /file"]);
}

#[tokio::test]
async fn polls_and_deliveries_and_connecting_follow_no_redirect_to_an_undeclared_host() {
    let server = Server::start(elsewhere).await;
    let exchange = Exchange {
        redirects: Redirects::Public,
        ..exchange("GET", "/file", 1)
    };
    let acts = [Act::Step(Step::Send(exchange)), done("{}")];
    let polled = Setting::new().call(&server, poll(None), &acts, None).await;
    assert!(is_not_declared(&polled));
}

#[tokio::test]
async fn nothing_but_a_get_is_redirected_to_an_undeclared_host() {
    let server = Server::start(elsewhere).await;
    for method in ["POST", "PUT", "DELETE", "HEAD"] {
        let exchange = Exchange {
            redirects: Redirects::Public,
            ..exchange(method, "/file", 1)
        };
        let acts = [Act::Step(Step::Send(exchange)), done("{}")];
        let (output, _) = download_by(&server, "download-note", &acts).await;
        let method = method.to_owned();
        assert_eq!(refusal(output), Refusal::PublicRedirectsOf { method });
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_public_redirect_to_this_machine_or_its_network_is_refused() {
    for (location, says) in [
        ("https://127.0.0.1/file", "IP addresses are not allowed"),
        ("https://[fd00::1]/file", "IP addresses are not allowed"),
        ("http://bucket.storage.example/file", "only https"),
        ("https://me:hush@bucket.storage.example/", "user name"),
        ("https://localhost/file", "no public address"),
    ] {
        let server = Server::start(move |_, _| answer(302, &[("location", location)], "")).await;
        let acts = download(Redirects::Public);
        let (output, _) = download_by(&server, "download-note", &acts).await;
        let error = output.unwrap_err().to_string();
        assert!(error.contains(says), "{location}: {error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_transfer_waits_as_long_as_the_connector_asks() {
    let server = Server::start(elsewhere).await;
    let mut acts = download(Redirects::Public);
    let Act::Step(Step::Download(transfer)) = &mut acts[0] else {
        unreachable!()
    };
    transfer.after_ms = 1500;
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let mut setting = Setting::new();
    let call = invoke("download-note");
    setting
        .call(&server, call, &acts, Some(&destination))
        .await
        .unwrap();
    assert_eq!(setting.clock.waits.lock().unwrap()[0].as_millis(), 1500);
}

#[tokio::test]
async fn a_state_of_a_mebibyte_is_kept_and_a_larger_one_refused() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let keeping = |size| {
        let mut exchange = exchange("GET", "/notes", 1);
        exchange.state.resize(size, b'x');
        let sign = Signing {
            secret: "webhook_secret".to_owned(),
            message: Vec::new(),
            state: exchange.state.clone(),
        };
        let page = Page {
            items: "[]".to_owned(),
            then: exchange.clone(),
        };
        [Step::Send(exchange), Step::Page(page), Step::Sign(sign)]
    };
    for step in keeping(STATE_LIMIT) {
        run(&server, &[Act::Step(step), done("{}")]).await.unwrap();
    }
    let sent = server.requests().len();
    for step in keeping(STATE_LIMIT + 1) {
        // As the first step, and as a later one.
        let later = [
            send("GET", "/notes", 1),
            Act::Step(step.clone()),
            done("{}"),
        ];
        for acts in [&[Act::Step(step), done("{}")][..], &later] {
            let error = run(&server, acts).await.unwrap_err();
            assert!(
                matches!(error, DriveError::StateTooLarge { size } if size == STATE_LIMIT + 1),
                "{error}"
            );
        }
    }
    assert_eq!(server.requests().len(), sent + 3, "the steps before it");
    let error = DriveError::MessageTooLarge { size: 2_097_153 };
    insta::assert_snapshot!(error, @"the connector broke the contract: it wanted to have 2097153 bytes signed, and 2097152 are allowed. Report it to the connector's makers");
    let error = DriveError::StateTooLarge { size: 1_048_577 };
    insta::assert_snapshot!(error, @"the connector broke the contract: it wanted to keep 1048577 bytes between two steps, and 1048576 are allowed. Report it to the connector's makers");
}

#[tokio::test]
async fn whoever_goes_on_after_a_pause_is_told_the_time_of_that_moment() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let mut setting = Setting::new();
    setting.clock.advance(90);
    let mut asked = exchange("GET", "/notes", 1);
    asked.after_ms = 10_000;
    let acts = [Act::Step(Step::Send(asked)), Act::IsNow(100)];
    let output = setting
        .call(&server, invoke("download-note"), &acts, None)
        .await
        .unwrap();
    assert_eq!(output.value, json!(true));
}

async fn call(call: Call, acts: &[Act]) -> Result<Output, DriveError> {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    Setting::new().call(&server, call, acts, None).await
}

#[tokio::test]
async fn a_delivery_is_judged_with_signatures_and_nothing_else() {
    let sign = Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message: b"v0:1:{}".to_vec(),
        state: vec![1],
    });
    let judged = call(receive(), &[Act::Step(sign), done("{}")]).await;
    assert_eq!(judged.unwrap().value, json!({}));

    let page = Step::Page(Page {
        items: "[]".to_owned(),
        then: exchange("GET", "/notes", 1),
    });
    let [download, _] = download(Redirects::Origins);
    for act in [send("GET", "/notes", 1), Act::Step(page), download] {
        let error = call(receive(), &[act, done("{}")]).await.unwrap_err();
        assert!(matches!(error, DriveError::Contract(_)), "{error}");
    }
}

#[tokio::test]
async fn a_poll_hands_on_its_pages_and_ends_with_the_last() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let page = Step::Page(Page {
        items: "[1]".to_owned(),
        then: exchange("GET", "/notes", 1),
    });
    let acts = [Act::Step(page), done(r#"{"events":[2],"cursor":3}"#)];
    let mut setting = Setting::new();
    let call = poll(Some("2"));
    let output = setting.call(&server, call, &acts, None).await.unwrap();
    assert_eq!(output.value, json!({"events": [2], "cursor": 3}));
    assert_eq!(setting.pages.items(), [json!(1)]);
}
