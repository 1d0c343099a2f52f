//! Whole calls: exchanges, renewal, retries, pages, and what stays secret.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock, Mutex};

use connector_host::contract::{Exchange, Failure, FailureKind, Field, Page, Signing, Step};
use connector_host::driver::{CredentialError, DriveError};
use connector_host::egress::{EgressError, Refusal};
use serde_json::json;
use support::call::{Setting, done, exchange, send};
use support::scripted::Act;
use support::server::{Seen, Server, answer};
use support::source::TOKEN;

#[tokio::test]
async fn an_exchange_is_made_and_its_answer_handed_back() {
    let server = Server::start(|_, _| answer(200, &[], r#"{"id":1}"#)).await;
    let mut wanted = exchange("POST", "/notes?a=%2F", 1);
    wanted.request.body = Some(b"{\"text\":\"hi\"}".to_vec());
    let acts = [Act::Step(Step::Send(wanted)), Act::Echo];
    let output = Setting::new().run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "id": 1 }));
    let seen = &server.seen()[0];
    assert_eq!(seen.request, "POST /notes?a=%2F");
    assert_eq!(seen.body, "{\"text\":\"hi\"}");
    assert_eq!(seen.authorization, Some(format!("Bearer {TOKEN}-0")));
}

#[tokio::test]
async fn a_rejected_token_is_renewed_once_and_the_request_made_again() {
    let server = Server::start(|seen, _| {
        let fresh = seen.authorization.as_deref() == Some(&format!("Bearer {TOKEN}-1"));
        answer(if fresh { 200 } else { 401 }, &[], r#"{"ok":true}"#)
    })
    .await;
    let mut setting = Setting::new();
    // Not repeatable, but a 401 has not been carried out.
    let acts = [send("POST", "/notes", 1), Act::Echo];
    let output = setting.run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "ok": true }));
    assert_eq!(server.requests(), ["POST /notes", "POST /notes"]);
    assert_eq!(setting.source.renewals.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_write_that_was_redirected_is_not_sent_again_when_what_follows_is_rejected() {
    for status in [301, 302, 303] {
        let server = Server::start(move |seen, _| match seen.request.as_str() {
            "POST /notes" => answer(status, &[("location", "/notes/n1")], ""),
            _ => answer(401, &[], r#"{"code":124}"#),
        })
        .await;
        let mut setting = Setting::new();
        let acts = [send("POST", "/notes", 1), Act::Echo];
        let output = setting.run(&server, &acts).await.unwrap();
        assert_eq!(output.value, json!({ "code": 124 }));
        let failure = Failure::new(FailureKind::Unauthenticated, "The token has expired.");
        let acts = [send("POST", "/notes", 1), Act::Fail(failure)];
        let error = setting.run(&server, &acts).await.unwrap_err();
        assert_eq!(
            server.requests(),
            ["POST /notes", "GET /notes/n1"].repeat(2),
            "{status}"
        );
        assert_eq!(setting.source.renewals.load(Ordering::SeqCst), 0);
        assert!(error.to_string().contains("may have changed"), "{error}");
    }
}

#[tokio::test]
async fn what_was_moved_and_then_rejected_is_sent_again() {
    let server = Server::start(|seen, _| {
        let fresh = seen.authorization.as_deref() == Some(&format!("Bearer {TOKEN}-1"));
        match (seen.request.as_str(), fresh) {
            ("POST /notes", _) => answer(307, &[("location", "/moved")], ""),
            (_, false) => answer(401, &[], ""),
            (_, true) => answer(200, &[], r#"{"ok":true}"#),
        }
    })
    .await;
    let acts = [send("POST", "/notes", 1), Act::Echo];
    let output = Setting::new().run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "ok": true }));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_second_rejection_is_the_connectors_to_judge() {
    let server = Server::start(|_, _| answer(401, &[], r#"{"code":124}"#)).await;
    let acts = [send("GET", "/notes", 1), Act::Echo];
    let output = Setting::new().run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "code": 124 }));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_request_that_other_renewals_overtake_is_made_again_with_the_latest_token() {
    let server = Server::start(|seen, _| {
        let latest = seen.authorization.as_deref() == Some(&format!("Bearer {TOKEN}-3"));
        answer(if latest { 200 } else { 401 }, &[], r#"{"ok":true}"#)
    })
    .await;
    let mut setting = Setting::new();
    setting.source.renewals_by_others = 2.into();
    let acts = [send("POST", "/notes", 1), Act::Echo];
    let output = setting.run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "ok": true }));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_request_is_not_overtaken_for_ever() {
    let server = Server::start(|_, _| answer(401, &[], r#"{"code":124}"#)).await;
    let mut setting = Setting::new();
    setting.source.renewals_by_others = u64::MAX.into();
    let acts = [send("GET", "/notes", 1), Act::Echo];
    let output = setting.run(&server, &acts).await.unwrap();
    assert_eq!(output.value, json!({ "code": 124 }));
    assert_eq!(server.requests().len(), 10);
}

#[tokio::test]
async fn a_rejection_that_only_the_connector_can_read_leads_to_one_renewal_too() {
    let server = Server::start(|_, _| answer(400, &[], r#"{"code":124}"#)).await;
    let mut setting = Setting::new();
    let failure = Failure::new(FailureKind::Unauthenticated, "The token has expired.");
    let acts = [send("POST", "/notes", 1), Act::Fail(failure)];
    let error = setting.run(&server, &acts).await.unwrap_err();
    assert!(matches!(error, DriveError::Failure(_)), "{error:?}");
    let tokens: Vec<_> = server
        .seen()
        .into_iter()
        .map(|seen| seen.authorization)
        .collect();
    let bearer = |generation| Some(format!("Bearer {TOKEN}-{generation}"));
    assert_eq!(tokens, [bearer(0), bearer(1)]);
    assert_eq!(setting.source.renewals.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn why_the_api_rejects_the_token_of_a_grant_that_has_ended_the_connector_says() {
    let server = Server::start(|_, _| answer(401, &[], r#"{"code":41}"#)).await;
    let mut setting = Setting::new();
    setting.source.ended = true;
    let failure = Failure::new(
        FailureKind::Unauthenticated,
        "Somebody signed in elsewhere.",
    );
    let acts = [send("GET", "/notes", 1), Act::Fail(failure)];
    let error = setting.run(&server, &acts).await.unwrap_err();
    assert!(matches!(error, DriveError::Rejected { .. }), "{error:?}");
    insta::assert_snapshot!(error, @"Somebody signed in elsewhere.");
    let cause = std::error::Error::source(&error).expect("it has a cause");
    insta::assert_snapshot!(cause, @"the connection has to be made again: the grant was revoked");
}

#[tokio::test]
async fn a_grant_that_has_ended_says_to_connect_again() {
    let server = Server::start(|_, _| answer(401, &[], "")).await;
    let mut setting = Setting::new();
    setting.source.ended = true;
    let error = setting
        .run(&server, &[send("GET", "/notes", 1), Act::Echo])
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Credential(CredentialError::NeedsReconnecting(_))
    ));
}

/// Breaks the connection in the middle of the answer, `times` times.
fn breaking(times: usize) -> impl Fn(&Seen, usize) -> axum::response::Response + Clone {
    move |_, before| {
        if before < times {
            answer(200, &[("content-length", "100")], "short")
        } else {
            answer(200, &[], "{}")
        }
    }
}

#[tokio::test]
async fn what_is_repeatable_is_tried_again_with_growing_waits() {
    let server = Server::start(breaking(2)).await;
    let mut setting = Setting::new();
    let acts = [send("GET", "/notes", 1), Act::Echo];
    setting.run(&server, &acts).await.unwrap();
    assert_eq!(server.requests().len(), 3);
    let waits = setting.clock.waits.lock().unwrap().clone();
    assert!(waits.len() == 2 && waits[0] < waits[1], "{waits:?}");
}

#[tokio::test]
async fn a_request_that_the_connector_must_not_make_is_not_made() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let mut smuggling = exchange("GET", "/notes", 1);
    smuggling.request.headers.push(Field {
        name: "Authorization".to_owned(),
        value: "Bearer mine".to_owned(),
    });
    let error = Setting::new()
        .run(&server, &[Act::Step(Step::Send(smuggling)), Act::Echo])
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Egress(EgressError::Refused(Refusal::ReservedHeader { .. }))
    ));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_connector_waits_by_the_hosts_clock_and_not_for_ever() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let waiting = |after_ms| {
        let exchange = Exchange {
            after_ms,
            ..exchange("GET", "/notes", 1)
        };
        [Act::Step(Step::Send(exchange)), Act::Echo]
    };
    let mut setting = Setting::new();
    setting.run(&server, &waiting(1500)).await.unwrap();
    assert_eq!(setting.clock.waits.lock().unwrap()[0].as_millis(), 1500);
    let error = setting
        .run(&server, &waiting(86_400_000))
        .await
        .unwrap_err();
    assert!(matches!(error, DriveError::LongWait(_)), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn pages_come_as_they_are_fetched_and_outlive_a_later_failure() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let page = |items: &str, next| {
        Act::Step(Step::Page(Page {
            items: items.to_owned(),
            then: exchange("GET", "/notes", next),
        }))
    };
    let mut setting = Setting::new();
    let acts = [
        page("[1,2]", 1),
        page("[3]", 2),
        done(r#"{"total":4,"notes":[4]}"#),
    ];
    let output = setting.run(&server, &acts).await.unwrap();
    let merged = setting.pages.merge_into(output.value, "notes");
    assert_eq!(merged.to_string(), r#"{"notes":[1,2,3,4],"total":4}"#);

    let mut setting = Setting::new();
    let failure = Failure::new(FailureKind::Unavailable, "The API is down.");
    let acts = [page("[1,2]", 1), Act::Fail(failure)];
    let error = setting.run(&server, &acts).await.unwrap_err();
    assert_eq!(error.to_string(), "The API is down.");
    assert_eq!(setting.pages.items(), [json!(1), json!(2)]);
}

#[tokio::test]
async fn a_call_that_never_ends_is_ended() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let mut setting = Setting::new();
    setting.limits.steps = 7;
    let error = setting
        .run(&server, &[send("GET", "/notes", 0)])
        .await
        .unwrap_err();
    assert!(matches!(error, DriveError::TooManySteps(7)), "{error}");
    assert_eq!(server.requests().len(), 7);
}

#[tokio::test]
async fn a_message_is_signed_without_the_secret_leaving_the_host() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let sign = |secret: &str| {
        [
            Act::Step(Step::Sign(Signing {
                secret: secret.to_owned(),
                message: b"what do ya want for nothing?".to_vec(),
                state: vec![1],
            })),
            done(r#"{"signed":true}"#),
        ]
    };
    let signed = Setting::new().run(&server, &sign("webhook_secret")).await;
    assert_eq!(signed.unwrap().value, json!({ "signed": true }));
    let error = Setting::new()
        .run(&server, &sign("nope"))
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`notes` wants to sign messages with the secret `nope` of `own-app`, and its manifest does not say so. Report it to the connector's makers"
    );
    let error = Setting::new()
        .run(&server, &sign("client_secret"))
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"`notes` wants to sign messages with the secret `client_secret` of `own-app`, and its manifest does not say so. Report it to the connector's makers");
}

#[tokio::test]
async fn an_output_that_is_no_json_is_the_connectors_fault() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let error = Setting::new().run(&server, &[done("{")]).await.unwrap_err();
    assert!(matches!(error, DriveError::Contract(_)), "{error}");
}

/// What is logged, at every level, while the tests of this program run.
static LOG: LazyLock<Arc<Mutex<Vec<u8>>>> = LazyLock::new(|| {
    let log = Arc::new(Mutex::new(Vec::new()));
    let writer = Log(Arc::clone(&log));
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    log
});

#[derive(Clone)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_is_in_no_log_no_error_and_nothing_that_the_connector_gets() {
    let log = Arc::clone(&LOG);
    // A server that answers with all it was told, in headers and content.
    let server = Server::start(|seen, before| {
        let told = seen.authorization.clone().unwrap();
        let body = json!({ "you_said": told }).to_string();
        let status = if before == 0 { 401 } else { 200 };
        answer(
            status,
            &[("x-you-said", &told), ("set-cookie", &told)],
            &body,
        )
    })
    .await;
    let acts = [send("GET", "/notes?key=hush-query", 1), Act::Echo];
    let output = Setting::new().run(&server, &acts).await.unwrap();
    let expected = format!("Bearer {}", "*".repeat(TOKEN.len() + 2));
    assert_eq!(output.value, json!({ "you_said": expected }));

    let broken = Server::start(breaking(usize::MAX)).await;
    let error = Setting::new().run(&broken, &acts).await.unwrap_err();
    let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
    assert!(log.contains("access token rejected") && log.contains("trying again"));
    for text in [log, format!("{error} {error:?}"), format!("{output:?}")] {
        assert!(
            !text.contains(TOKEN) && !text.contains("hush-query"),
            "{text}"
        );
    }
}
