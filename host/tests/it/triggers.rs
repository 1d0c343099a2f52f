//! Polls and deliveries through the library, and what comes before a call is
//! made.

use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, exchange};
use crate::support::scripted::{self, Act};
use bytes::Bytes;
use connector_host::contract::{Credential, Exchange, Failure, FailureKind, Page, Signing, Step};
use connector_host::driver::DriveError;
use connector_host::triggers::{Body, Reception};
use connector_host::{Error, Host, Reach, Subject};
use serde_json::{Value, json};

/// A connected host whose connector then acts like this.
async fn acting(world: &World, acts: &[Act]) -> Host {
    let host = world.host(&token_grant()).await;
    connected(connect(&host).name("work")).await;
    host.load(&scripted::connector(acts)).await.unwrap();
    host
}

/// A host with a connector that judges deliveries like this.
async fn judging(world: &World, acts: &[Act]) -> Host {
    let host = world.host(&token_grant()).await;
    host.load(&scripted::connector(acts)).await.unwrap();
    host
}

fn event(trigger: &str, id: &str) -> Value {
    json!({
        "trigger": trigger, "id": id, "occurred_at": "2026-11-26T10:00:00Z",
        "subject": {"account": "kitchen", "user": "ada"}, "data": {"book": 7},
    })
}

#[tokio::test]
async fn a_poll_tells_the_events_of_all_pages_and_where_to_go_on() {
    let world = World::new().await;
    let page = Step::Page(Page {
        items: json!([event("note-created", "a")]).to_string(),
        then: exchange("GET", "/me", 1),
    });
    let end = json!({
        "events": [event("note-created", "b")], "cursor": {"after": "b"}, "warnings": ["Slow."],
    });
    let host = acting(&world, &[Act::Step(page), done(&end.to_string())]).await;
    let poll = host.poll("notes", "note-created").connection("work");
    let polled = poll.since(json!({"after": "0"})).run().await.unwrap();
    let ids: Vec<_> = polled.events.iter().map(|event| &*event.id).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(polled.cursor, json!({"after": "b"}));
    assert_eq!(polled.warnings, ["Slow."]);
    let account = host.connection("work").await.unwrap().grant.account;
    let concerned = |reach| {
        polled.events[0]
            .subject
            .concerns(account.subject.as_ref(), reach)
    };
    assert!(concerned(account.reach) && concerned(Reach::Account));
}

#[tokio::test]
async fn a_poll_of_what_is_not_there_or_can_t_be_polled_is_refused() {
    let world = World::new().await;
    let host = acting(&world, &[done("{}")]).await;
    let poll = async |trigger| host.poll("notes", trigger).run().await.unwrap_err();
    insta::assert_snapshot!(poll("nope").await, @"`notes` has no trigger `nope`; the triggers are note-created, note-removed");
    insta::assert_snapshot!(poll("note-removed").await, @"the trigger `note-removed` of `notes` is told by webhook alone and can't be polled");
    insta::assert_snapshot!(poll("note-created").await, @"the connector broke the contract: what it told does not have the documented shape: missing field `events`. Report it to the connector's makers");
    let input = host.poll("notes", "note-created").input(json!([]));
    assert!(matches!(
        input.run().await.unwrap_err(),
        Error::InputNotAnObject("an array")
    ));
}

async fn deliver(host: &Host) -> Result<Reception, Error> {
    let request = http::Request::post("/hooks/1").body(Bytes::from_static(b"{}"));
    host.receive("notes", "own-app")
        .secret("webhook_secret", "hush".into())
        .delivery(&request.unwrap())
        .await
}

#[tokio::test]
async fn a_delivery_is_judged_with_the_secrets_of_its_app() {
    let world = World::new().await;
    let sign = Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message: b"v0:1:{}".to_vec(),
        state: vec![1],
    });
    let end = json!({
        "response": {"status": 200, "json": {"ok": true}},
        "events": [event("note-created", "a"), event("note-removed", "b")],
        "ended": [{"account": "kitchen", "user": "bob"}],
    });
    let host = judging(&world, &[Act::Step(sign), done(&end.to_string())]).await;
    let reception = deliver(&host).await.unwrap();
    assert_eq!(reception.response.status, 200);
    assert_eq!(reception.response.body, Body::Json(json!({"ok": true})));
    assert_eq!(reception.events.len(), 2);
    let bob = Subject {
        account: "kitchen".to_owned(),
        user: Some("bob".to_owned()),
    };
    assert_eq!(reception.ended, [bob]);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_delivery_for_the_app_of_a_connection_is_judged_by_what_the_connection_is_by_then() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let connecting = connect(&host).name("work");
    let connecting = connecting.secret("webhook_secret", "hush".into());
    let work = connected(connecting).await.connection;
    let sign = Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message: b"v0:1:{}".to_vec(),
        state: vec![1],
    });
    let end = json!({"response": {"status": 200}, "events": [], "ended": []});
    let acts = [Act::Step(sign), done(&end.to_string())];
    host.load(&scripted::connector(&acts)).await.unwrap();
    let request = http::Request::post("/hooks/1").body(Bytes::from_static(b"{}"));
    let request = request.unwrap();
    let judged = async || {
        let judged = host.receive_for(&work).delivery(&request).await;
        judged
            .map(|reception| reception.response.status)
            .map_err(|error| error.code())
    };
    let lacking = async || {
        let lacking = host.receive_for(&work).lacking().await;
        lacking.map_err(|error| error.code())
    };
    assert_eq!(judged().await, Ok(200));
    // Whichever process withdraws it.
    let other = world.host(&token_grant()).await;
    other.disable("work").await.unwrap();
    assert_eq!(judged().await, Err("connection-disabled"));
    assert_eq!(lacking().await, Err("connection-disabled"));
    let given = host.receive_for(&work);
    let given = given.secret("webhook_secret", "hush".into());
    let refused = given.delivery(&request).await.unwrap_err();
    assert_eq!(refused.code(), "connection-disabled");
    other.enable("work").await.unwrap();
    other.rename("work", "play").await.unwrap();
    assert_eq!(judged().await, Ok(200));
    assert_eq!(lacking().await, Ok(Vec::new()));
    other.remove("play").await.unwrap();
    let gone = host.receive_for(&work).delivery(&request).await;
    let gone = gone.unwrap_err();
    assert_eq!(gone.code(), "no-connection");
    assert_eq!(gone.connection(), Some("work"));
    assert_eq!(lacking().await, Err("no-connection"));
}

#[tokio::test]
async fn a_delivery_that_is_not_authentic_is_told_to_be_so() {
    let world = World::new().await;
    let forged = Failure::new(FailureKind::NotAuthentic, "The signature is wrong.");
    let host = judging(&world, &[Act::Fail(forged)]).await;
    let error = deliver(&host).await.unwrap_err();
    let Error::Drive {
        source: DriveError::Failure(failure),
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(failure.kind(), FailureKind::NotAuthentic);
}

#[tokio::test]
async fn an_answer_to_a_delivery_is_json_or_plain_text_and_has_no_header() {
    let world = World::new().await;
    let received = async |response: Value| {
        let end = json!({"response": response, "events": [], "ended": []});
        let host = judging(&world, &[done(&end.to_string())]).await;
        let reception = deliver(&host).await;
        reception.map(|reception| {
            let media_type = reception.response.body.media_type();
            (media_type, reception.response.body.into_bytes())
        })
    };
    for (response, media_type, body) in [
        (json!({"status": 204}), None, ""),
        (
            json!({"status": 200, "json": null}),
            Some("application/json"),
            "null",
        ),
        (
            json!({"status": 599, "text": "<b>no</b>"}),
            Some("text/plain; charset=utf-8"),
            "<b>no</b>",
        ),
    ] {
        let answered = received(response).await.unwrap();
        assert_eq!(answered, (media_type, body.as_bytes().to_vec()));
    }
    for (response, says) in [
        (
            json!({"status": 200, "headers": {}}),
            "unknown field `headers`",
        ),
        (
            json!({"status": 200, "html": "<b>"}),
            "unknown field `html`",
        ),
        (
            json!({"status": 200, "json": 1, "text": "1"}),
            "one in text",
        ),
        (json!({"status": 302}), ""),
        (json!({"status": 199}), "the status 199"),
        (json!({"status": 600}), "the status 600"),
    ] {
        match received(response.clone()).await {
            Err(error) => assert!(error.to_string().contains(says), "{error}"),
            Ok(_) => assert_eq!(says, "", "{response}"),
        }
    }
}

#[tokio::test]
async fn a_delivery_tells_only_of_triggers_that_have_webhooks() {
    let world = World::new().await;
    for (told, says) in [
        (event("nope", "a"), "which its manifest does not have"),
        (event("note-created", ""), "has no id"),
    ] {
        let end = json!({"response": {"status": 200}, "events": [told], "ended": []});
        let host = judging(&world, &[done(&end.to_string())]).await;
        let error = deliver(&host).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[tokio::test]
async fn settings_that_the_auth_method_does_not_have_are_refused_with_a_delivery_too() {
    let world = World::new().await;
    let host = judging(&world, &[done("{}")]).await;
    let request = http::Request::post("/").body(Bytes::new()).unwrap();
    let receiving = host
        .receive("notes", "own-app")
        .setting("webhook_secret", "hush");
    let error = receiving.delivery(&request).await.unwrap_err();
    insta::assert_snapshot!(error, @"the settings do not fit the auth method `own-app`: `webhook_secret` is a secret and has to be given as one");
    let error = host.receive("notes", "nope").delivery(&request).await;
    assert!(matches!(error.unwrap_err(), Error::UnknownMethod { .. }));
}

#[tokio::test]
async fn a_dry_run_shows_the_warnings_and_whose_credential_would_go() {
    let world = World::new().await;
    let anonymous = Exchange {
        credential: Credential::None,
        warnings: vec!["The API ignores `colour`.".to_owned()],
        ..exchange("POST", "/notes", 1)
    };
    let host = judging(&world, &[Act::Step(Step::Send(anonymous.clone()))]).await;
    let shown = host.invoke("notes", "list-notes").dry_run().await.unwrap();
    let shown = shown.unwrap();
    assert_eq!(shown.request, anonymous.request);
    assert_eq!(shown.credential, Credential::None);
    assert_eq!(shown.warnings, anonymous.warnings);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn an_account_that_the_api_does_not_tell_is_kept_as_nobody_known() {
    let world = World::new().await;
    world.issuer().subject_is_told = false;
    let host = world.host(&token_grant()).await;
    let work = connected(connect(&host).name("work")).await;
    let play = connected(connect(&host).name("play")).await;
    assert_eq!(work.identity.account.subject, None);
    assert!(!work.connection.shares_grant_with(&play.connection));
}
