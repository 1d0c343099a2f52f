//! What is kept of exchanges: what they were for and what came of them, and nothing of
//! their content.

use std::fmt::Write as _;

use crate::support::authorization::{CLIENT_SECRET, LIFETIME, World, code_grant, connect};
use crate::support::connection::{approve, elsewhere, invoke, sign_in, signed_in, tenant};
use crate::support::scripted::{Act, MANIFEST, connector_of};
use crate::support::server::{Server, answer};
use connector_host::Host;
use connector_host::connections::{AuditOutcome, AuditQuery, AuditRecord};

async fn records(host: &Host, query: AuditQuery) -> Vec<AuditRecord> {
    host.audit(query).await.unwrap().records
}

/// The records, the oldest first, without ids and times that are others each time.
async fn told(host: &Host) -> String {
    let mut records = records(host, AuditQuery::default()).await;
    records.reverse();
    let mut told = String::new();
    for record in records {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let is_of_run = if record.run.is_some() { "a run" } else { "-" };
        writeln!(
            told,
            "{} {} | {} {} {} | {} {} {} | {:?} {} {}",
            record.kind,
            is_of_run,
            text(&record.connection_name),
            text(&record.connector),
            text(&record.action),
            text(&record.method),
            text(&record.host),
            text(&record.path),
            record.status,
            text(&record.error),
            text(&record.tracking_id),
        )
        .unwrap();
    }
    told
}

#[tokio::test]
async fn each_exchange_of_a_connection_has_a_record_from_the_sign_in_to_the_revocation() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let manifest = MANIFEST.replace(r#""path": "/notes""#, r#""path": "/{who}""#);
    let acts = [
        Act::Step(connector_host::contract::Step::Send(
            crate::support::authorization::get("https://api.example/me?of=hush-query"),
        )),
        Act::Echo,
    ];
    let other = connector_of(manifest.as_bytes(), &code_grant(), &acts);
    host.load(&other).await.unwrap();
    // The world knows no such query: 404, which the connector takes as it is.
    invoke(&host).await.unwrap();
    host.load(&crate::support::authorization::component(&code_grant()))
        .await
        .unwrap();
    world.clock.advance(LIFETIME);
    invoke(&host).await.unwrap();
    host.test("work").await.unwrap().outcome.unwrap();
    host.remove("work").await.unwrap();
    insta::assert_snapshot!(told(&host).await);
    let kept = records(&host, AuditQuery::default().connection("work")).await;
    let debug = format!("{kept:?}");
    for secret in [
        "access-",
        "refresh-",
        "the-code",
        "hush-query",
        CLIENT_SECRET,
    ] {
        assert!(!debug.contains(secret), "{secret}");
    }
    let failed = AuditQuery::default().outcome(AuditOutcome::Failed);
    assert_eq!(records(&host, failed).await.len(), 1);
}

#[tokio::test]
async fn an_exchange_without_an_answer_has_the_code_of_what_went_wrong() {
    let mut world = World::new().await;
    signed_in(&world).await;
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.server = Server::start_at_nobody(nobody.local_addr().unwrap());
    drop(nobody);
    let host = world.host(&code_grant()).await;
    let error = invoke(&host).await.unwrap_err();
    assert_eq!(error.code(), "not-reached");
    let query = AuditQuery::default().outcome(AuditOutcome::NoAnswer);
    let unanswered = records(&host, query).await;
    // It was tried again.
    assert!(unanswered.len() > 1);
    for record in unanswered {
        assert_eq!(record.status, None);
        assert_eq!(record.error.as_deref(), Some("not-reached"));
    }
}

#[tokio::test]
async fn a_tenant_is_told_of_its_own_exchanges_alone() {
    let world = World::new().await;
    let operator = world.host(&code_grant()).await;
    let acme = tenant(&operator, "acme").await;
    let bolt = tenant(&operator, "bolt").await;
    sign_in(&acme, "work").await;
    let id = acme.connection("work").await.unwrap().id;
    assert!(!records(&acme, AuditQuery::default()).await.is_empty());
    for host in [&bolt, &operator] {
        assert!(records(host, AuditQuery::default()).await.is_empty());
        for name in ["work", id.as_str()] {
            let query = AuditQuery::default().connection(name);
            assert!(records(host, query).await.is_empty());
        }
    }
    operator.remove_tenant("acme").await.unwrap();
    let acme = tenant(&operator, "acme").await;
    assert!(records(&acme, AuditQuery::default()).await.is_empty());
}

#[tokio::test]
async fn records_are_written_before_the_process_ends_and_kept_for_their_time() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    host.finish_renewals().await;
    let other = world.host(&code_grant()).await;
    let count = records(&other, AuditQuery::default()).await.len();
    assert!(count >= 2, "{count}");
    world.clock.advance(30 * 24 * 3600 + 1);
    assert!(records(&other, AuditQuery::default()).await.is_empty());
}

#[tokio::test]
async fn a_sign_in_that_is_refused_has_a_record_without_a_connection() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    world.issuer().trouble = Some((400, r#"{"error": "invalid_grant"}"#));
    let attempt = connect(&host).redirect(elsewhere()).start().await.unwrap();
    approve(attempt).await.unwrap_err();
    insta::assert_snapshot!(told(&host).await, @"token - | - notes - | POST api.example /token | Some(400) - rid=W_1");
}

#[tokio::test]
async fn what_was_sent_is_no_tracking_id() {
    let world = World::new().await;
    signed_in(&world).await;
    let repeats = Server::start(|seen, _| {
        let token = seen.authorization.clone().unwrap_or_default();
        let token = token.replace("Bearer ", "");
        answer(200, &[("x-request-id", token.as_str())], "{}")
    })
    .await;
    let reroute = format!("https://api.example=http://{}", repeats.address);
    let builder = world.builder().reroutes([reroute.parse().unwrap()]);
    let host = builder.build().unwrap();
    host.load(&crate::support::authorization::component(&code_grant()))
        .await
        .unwrap();
    invoke(&host).await.unwrap();
    assert_eq!(
        repeats.seen()[0].authorization.as_deref(),
        Some("Bearer access-1")
    );
    let query = AuditQuery::default().action("list-notes");
    let made = records(&host, query).await;
    let told: Vec<_> = made
        .iter()
        .map(|record| (record.status, record.tracking_id.as_deref()))
        .collect();
    assert_eq!(told, [(Some(200), None)]);
}
