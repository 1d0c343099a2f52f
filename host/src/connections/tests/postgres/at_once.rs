//! Several who change the database at one moment: what one takes along or waits for, and what it leaves
//! alone.

use std::time::Duration;

use super::*;
use crate::connections::tests::sign_ins::browser;
use crate::connections::{Agreed, Holder, NewApiKey, RenewalFailure, Right, SignInState, Tenant};

#[tokio::test]
async fn a_host_whose_clock_is_ahead_ends_no_sign_in_of_the_others() {
    let server = Server::start();
    let address = server.address();
    let (one, ahead) = (open(&address).await, open(&address).await);
    let now = Timestamp::now();
    let begun = one.begin_sign_in(browser("one"), now).await.unwrap();
    let hour = Duration::from_secs(3600);
    ahead
        .begin_sign_in(browser("ahead"), now + hour)
        .await
        .unwrap();
    let state = SignInState::of("one");
    let (claim, _) = one.claim_sign_in(state, now).await.unwrap();
    ahead
        .begin_sign_in(browser("again"), now + hour)
        .await
        .unwrap();
    let sign_in = SignIn {
        claim: Some(claim),
        ..sign_in(Some("work"), "ada", "1")
    };
    one.keep(sign_in).await.unwrap();
    let over = one.sign_in(&begun.id, now).await.unwrap_err();
    assert!(matches!(over, StoreError::NoSignIn), "{over}");
}

#[tokio::test]
async fn an_api_key_that_is_removed_while_it_is_used_stays_removed() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let new = NewApiKey {
        name: "ci".to_owned(),
        holder: Holder::Operator,
        rights: Right::ALL.into(),
        expires_at: None,
    };
    let made = store.create_api_key(new, Timestamp::UNIX_EPOCH).await;
    let (key, shown) = made.unwrap();
    let session = Session::begin(&server).await;
    // Another host is about to commit that it is gone.
    session
        .batch_execute("BEGIN; DELETE FROM api_keys")
        .await
        .unwrap();
    let using = tokio::spawn({
        let store = store.clone();
        async move {
            let now = Timestamp::now();
            store.api_key_shown(&shown, now).await?;
            store.note_use_of_api_key(key.id, now).await
        }
    });
    until_somebody_waits(&session).await;
    session.batch_execute("COMMIT").await.unwrap();
    // It was there when it was shown.
    using.await.unwrap().unwrap();
    assert_eq!(store.api_keys().await.unwrap(), []);
    session.end().await;
}

/// Each alone would find that the other still uses what they share.
#[tokio::test]
async fn of_two_tenants_that_share_a_grant_no_more_at_one_moment_the_last_takes_it_along() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let shared = |name: &str, token| SignIn {
        client: WhoseClient::Operators,
        shared_by_tenants: true,
        ..sign_in(Some(name), "ada", token)
    };
    let mut tenants = Vec::new();
    for (store, name) in [(&one, "acme"), (&other, "bolt")] {
        let tenant: Tenant = name.parse().unwrap();
        let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
        made.await.unwrap();
        let tenant = store.of(&tenant);
        let kept = tenant.keep(shared(name, "1")).await.unwrap();
        tenants.push((tenant, name, kept.grant.id));
    }
    let before = tenants[0].2.clone();
    assert_eq!(before, tenants[1].2);
    // Whoever is first has seen what there is, and is about to write what it changes.
    let session = Session::begin(&server).await;
    let hold = "BEGIN; SELECT 1 FROM connections FOR UPDATE";
    session.batch_execute(hold).await.unwrap();
    let mut leaving = Vec::new();
    for (waiting, (tenant, name, _)) in (1..).zip(tenants) {
        let apart = SignIn {
            shared_by_tenants: false,
            ..shared(name, "2")
        };
        leaving.push(tokio::spawn(async move { tenant.keep(apart).await }));
        until_so_many_wait(&session, waiting).await;
    }
    session.batch_execute("COMMIT").await.unwrap();
    let mut kept = Vec::new();
    for leaving in leaving {
        kept.push(leaving.await.unwrap().unwrap());
    }
    assert!(!kept[0].shares_grant_with(&kept[1]));
    for own in &kept {
        assert!(one.has_grant(&own.grant.id).await.unwrap());
    }
    assert!(!one.has_grant(&before).await.unwrap());
    session.end().await;
}

#[tokio::test]
async fn an_app_that_a_tenant_sets_while_a_renewal_ends_takes_no_new_tokens_back() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let tenant: Tenant = "acme".parse().unwrap();
    let made = store.create_tenant(tenant.clone(), Timestamp::UNIX_EPOCH);
    made.await.unwrap();
    let acme = store.of(&tenant);
    let app = || App::new("notes", "the-client").secret("client_secret", "hush".into());
    acme.set_app(app(), Servers::new()).await.unwrap();
    let kept = acme.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let refused = RenewalFailure::ClientRefused("its secret".to_owned());
    let failed = acme.fail_renewal(&id, 1, refused, None, Fence::default());
    failed.await.unwrap();
    // Whoever sets the app has read the grant and is about to write it.
    let session = Session::begin(&server).await;
    let hold = "BEGIN; SELECT 1 FROM apps FOR UPDATE";
    session.batch_execute(hold).await.unwrap();
    let setting = tokio::spawn({
        let acme = acme.clone();
        async move { acme.set_app(app(), Servers::new()).await }
    });
    until_somebody_waits(&session).await;
    let finishing = tokio::spawn({
        let (acme, id) = (acme.clone(), id.clone());
        async move {
            let finished = acme.finish_renewal(&id, 1, tokens("2"), Fence::default());
            finished.await
        }
    });
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while !finishing.is_finished() {
        let forget = "SELECT pg_stat_clear_snapshot()";
        session.batch_execute(forget).await.unwrap();
        let count: i64 = session.query_one(waiting, &[]).await.unwrap().get(0);
        if count == 2 {
            break;
        }
        tokio::task::yield_now().await;
    }
    session.batch_execute("COMMIT").await.unwrap();
    setting.await.unwrap().unwrap();
    assert!(finishing.await.unwrap().unwrap());
    let grant = acme.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    assert_eq!(grant.generation, 2);
    session.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renewals_go_on_beside_an_agreement_that_changes_thousands_of_grants() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let mut ids = Vec::new();
    for subject in ["ada", "bob", "eve"] {
        let kept = store.keep(sign_in(Some(subject), subject, "1")).await;
        ids.push(kept.unwrap().grant.id);
    }
    in_database(
        &server,
        "INSERT INTO grants SELECT (jsonb_populate_record(g, jsonb_build_object(
             'id', format('g-%s', n), 'subject', format('unknown g-%s', n)))).*
         FROM grants g, generate_series(1, 5000) n
         WHERE g.id = (SELECT min(id) FROM grants)",
    )
    .await;
    let agreed = Agreed {
        consent: Consent::default(),
        version: "2".to_owned(),
        digest: "00".to_owned(),
        agreed_at: Timestamp::UNIX_EPOCH,
    };
    let agreeing = tokio::spawn({
        let store = store.clone();
        async move { store.agree("notes", agreed, Vec::new()).await }
    });
    let mut renewing = tokio::task::JoinSet::new();
    for id in ids {
        let (store, agreed) = (store.clone(), agreeing.abort_handle());
        renewing.spawn(async move {
            let mut generation = 1;
            while !agreed.is_finished() {
                let finished = store.finish_renewal(&id, generation, tokens("2"), Fence::default());
                assert!(finished.await.unwrap());
                generation += 1;
            }
        });
    }
    renewing.join_all().await;
    agreeing.await.unwrap().unwrap();
    assert_eq!(store.agreed("notes").await.unwrap().unwrap().version, "2");
}

#[tokio::test]
async fn hosts_agree_whatever_the_role_has_for_the_isolation_of_transactions() {
    let server = Server::start();
    in_database(
        &server,
        "ALTER ROLE postgres SET default_transaction_isolation = 'serializable'",
    )
    .await;
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let id = one
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    for generation in 1..20 {
        let store = if generation % 2 == 0 { &one } else { &other };
        let lock = store.lock_grant(&id).await.unwrap();
        let (finished, renamed) = tokio::join!(
            store.finish_renewal(&id, generation, tokens("2"), lock.fence()),
            one.keep(sign_in(Some(&format!("of-{generation}")), "bob", "1")),
        );
        assert!(finished.unwrap());
        renamed.unwrap();
        lock.give_back().await;
    }
}

#[tokio::test]
async fn a_renewal_waits_for_nobody_who_changes_what_is_of_all_tenants() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let id = work.grant.id;
    // As a host has it that has died while it replaced the key.
    let session = Session::begin(&server).await;
    let hold = "BEGIN; SELECT pg_advisory_xact_lock(x'636f6e6e00000000'::bigint)";
    session.batch_execute(hold).await.unwrap();
    // Whoever else changes what is of all tenants waits for it, in this process too.
    let making = tokio::spawn({
        let store = store.clone();
        let now = Timestamp::UNIX_EPOCH;
        async move { store.create_tenant("acme".parse().unwrap(), now).await }
    });
    until_somebody_waits(&session).await;
    let lock = store.lock_grant(&id).await.unwrap();
    let now = Timestamp::now();
    let begun = store.begin_renewal(&id, 1, now, lock.fence()).await;
    assert!(begun.unwrap());
    let finished = store.finish_renewal(&id, 1, tokens("2"), lock.fence());
    assert!(finished.await.unwrap());
    lock.give_back().await;
    assert!(!making.is_finished());
    session.batch_execute("COMMIT").await.unwrap();
    making.await.unwrap().unwrap();
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    session.end().await;
}
