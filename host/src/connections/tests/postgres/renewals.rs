//! The right to renew, which is a lease in the database: whoever holds it, who was cut off from it, and what
//! goes on beside a renewal.

use std::time::Duration;

use super::*;
use crate::connections::RenewalFailure;
use crate::connections::turns::GrantLock;

/// Whoever has the right to renew has had it too long.
async fn end_lease(server: &Server) {
    let ended = "UPDATE grants SET lease_until = now() - interval '1 s'";
    in_database(server, ended).await;
}

#[tokio::test]
async fn what_one_host_keeps_another_reads_renews_and_removes() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = tokio::join!(open(&address), open(&address));
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let play = other.keep(sign_in(Some("play"), "ada", "2")).await.unwrap();
    assert!(work.shares_grant_with(&play));
    let id = &work.grant.id;
    let now = Timestamp::UNIX_EPOCH;
    assert!(
        other
            .begin_renewal(id, 2, now, Fence::default())
            .await
            .unwrap()
    );
    other
        .finish_renewal(id, 2, tokens("3"), Fence::default())
        .await
        .unwrap();
    let grant = one.grant_secrets(id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
    assert_eq!(
        grant.tokens.refresh_token.unwrap().expose_secret(),
        "refresh-3"
    );
    assert_eq!(grant.client_secret.unwrap().expose_secret(), "secret-2");
    let setting = one.secret_setting(&work.id, "client_secret").await.unwrap();
    assert_eq!(setting.unwrap().expose_secret(), "secret-1");
    for connection in [&work, &play] {
        other.remove(connection).await.unwrap();
    }
    let gone = one.grant_secrets(id).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
}

#[tokio::test]
async fn the_right_to_renew_belongs_to_one_host_at_a_time_and_is_counted() {
    let server = Server::start();
    let address = server.address();
    let (one, other) = (open(&address).await, open(&address).await);
    let grant = one
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant;
    let held = one.lock_grant(&grant.id).await.unwrap();
    let (first, id) = (held.fence(), grant.id.clone());
    let waiting = tokio::spawn(async move { other.lock_grant(&id).await.map(|lock| lock.fence()) });
    tokio::time::timeout(Duration::from_millis(200), async {
        while !waiting.is_finished() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap_err();
    drop(held);
    let second = waiting.await.unwrap().unwrap();
    assert!(second.0 > first.0, "{first:?} {second:?}");
}

#[tokio::test]
async fn who_was_cut_off_overwrites_nothing_that_came_after() {
    let server = Server::start();
    let address = server.address();
    let (cut_off, other) = (open(&address).await, open(&address).await);
    let id = cut_off
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = cut_off.lock_grant(&id).await.unwrap();
    end_lease(&server).await;
    let present = other.lock_grant(&id).await.unwrap();
    let finish = async |store: &Store, text, lock: &GrantLock| {
        let finished = store.finish_renewal(&id, 1, tokens(text), lock.fence());
        finished.await.unwrap()
    };
    assert!(!finish(&cut_off, "late", &late).await, "not settled yet");
    let ended = RenewalFailure::Ended("late".to_owned());
    cut_off
        .fail_renewal(&id, 1, ended, None, late.fence())
        .await
        .unwrap();
    assert_eq!(other.grant_secrets(&id).await.unwrap().generation, 1);
    assert!(finish(&other, "present", &present).await);
    assert!(finish(&cut_off, "late", &late).await, "others came after");
    let grant = cut_off.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-present");
}

#[tokio::test]
async fn who_has_lost_the_right_begins_no_renewal_though_nobody_else_has_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let id = store
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = store.lock_grant(&id).await.unwrap();
    end_lease(&server).await;
    let begun = store.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, late.fence());
    assert!(!begun.await.unwrap());
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.unfinished_renewal, None);
}

#[tokio::test]
async fn whoever_begins_a_renewal_has_the_whole_lease_before_it() {
    let server = Server::start();
    let store = open(&server.address()).await;
    let kept = store.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let lock = store.lock_grant(&id).await.unwrap();
    in_database(
        &server,
        "UPDATE grants SET lease_until = clock_timestamp() + interval '15 s'",
    )
    .await;
    let begun = store.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, lock.fence());
    assert!(begun.await.unwrap());
    let session = Session::begin(&server).await;
    let left = "SELECT lease_until > clock_timestamp() + interval '30 s' FROM grants";
    assert!(
        session
            .query_one(left, &[])
            .await
            .unwrap()
            .get::<_, bool>(0)
    );
    session.end().await;
}

#[tokio::test]
async fn a_lease_lasts_as_long_as_the_host_is_told_and_goes_on_while_it_lives() {
    let server = Server::start();
    let address = server.address();
    let two_seconds = Duration::from_secs(2);
    let short = RenewalLease::new(two_seconds, two_seconds).unwrap();
    let one = Store::open_postgres(&address, key(), short).await.unwrap();
    let kept = one.keep(sign_in(Some("work"), "ada", "1")).await;
    let id = kept.unwrap().grant.id;
    let lock = one.lock_grant(&id).await.unwrap();
    let session = Session::begin(&server).await;
    let until = async || {
        let until = "SELECT extract(epoch FROM lease_until)::double precision,
            lease_until > clock_timestamp(),
            lease_until <= clock_timestamp() + interval '2 s' FROM grants";
        let row = session.query_one(until, &[]).await.unwrap();
        assert!(row.get::<_, bool>(1), "it has ended");
        assert!(row.get::<_, bool>(2), "it is longer than that");
        row.get::<_, f64>(0)
    };
    let first = until().await;
    while until().await < first + 2.0 {
        tokio::task::yield_now().await;
    }
    let begun = one.begin_renewal(&id, 1, Timestamp::UNIX_EPOCH, lock.fence());
    assert!(begun.await.unwrap());
    until().await;
    drop(lock);
    session.end().await;
}

#[tokio::test]
async fn a_renewal_that_has_ended_keeps_nobody_waiting_for_who_was_killed() {
    let server = Server::start();
    let address = server.address();
    let (killed, other) = (open(&address).await, open(&address).await);
    let id = killed
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let lock = killed.lock_grant(&id).await.unwrap();
    let finished = killed.finish_renewal(&id, 1, tokens("2"), lock.fence());
    assert!(finished.await.unwrap());
    std::mem::forget(lock);
    let next = tokio::time::timeout(Duration::from_secs(10), other.lock_grant(&id));
    next.await.unwrap().unwrap();
}

#[tokio::test]
async fn tokens_that_come_late_are_kept_when_nothing_came_after() {
    let server = Server::start();
    let address = server.address();
    let (cut_off, other) = (open(&address).await, open(&address).await);
    let id = cut_off
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    let late = cut_off.lock_grant(&id).await.unwrap();
    end_lease(&server).await;
    let present = other.lock_grant(&id).await.unwrap();
    let ended = RenewalFailure::Ended("it was used before".to_owned());
    other
        .fail_renewal(&id, 1, ended, None, present.fence())
        .await
        .unwrap();
    present.give_back().await;
    let settled = cut_off.finish_renewal(&id, 1, tokens("late"), late.fence());
    assert!(settled.await.unwrap());
    let work = other.connection("work").await.unwrap();
    assert_eq!(work.state(), State::Connected);
}

#[tokio::test]
async fn an_archive_of_tokens_that_another_host_may_have_renewed_ends_nothing_here() {
    let server = Server::start();
    let address = server.address();
    let (slow, other) = (open(&address).await, open(&address).await);
    let work = slow.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let export = slow.export(Vec::new(), "passphrase".into()).await.unwrap();
    end_lease(&server).await;
    let present = other.lock_grant(&work.grant.id).await.unwrap();
    let error = export.move_out().await.unwrap_err();
    insta::assert_snapshot!(error, @"the tokens of ada@example.com may have been renewed since the archive was written, so it may be of no use: delete it and export again; nothing was changed");
    present.give_back().await;
    let kept = other.connection("work").await.unwrap();
    assert_eq!(kept.state(), State::Connected);
    let export = slow.export(Vec::new(), "passphrase".into()).await.unwrap();
    export.move_out().await.unwrap();
}
