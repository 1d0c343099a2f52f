//! Renewals on real files.

use super::*;
use crate::connections::{Fence, GrantState, RenewalFailure, Trouble};

fn trouble(second: i64) -> Trouble {
    Trouble {
        reason: "the server is down".to_owned(),
        count: 3,
        retry_at: Timestamp::from_second(second).unwrap(),
    }
}

fn ended(reason: &str) -> RenewalFailure {
    RenewalFailure::Ended(reason.to_owned())
}

#[tokio::test]
async fn new_tokens_do_not_replace_those_of_a_sign_in_that_came_first() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let (id, generation) = (work.grant.id, work.grant.generation);
    store.keep(sign_in(Some("work"), "ada", "2")).await.unwrap();
    let now = Timestamp::UNIX_EPOCH;
    assert!(
        !store
            .begin_renewal(&id, generation, now, Fence::default())
            .await
            .unwrap()
    );
    store
        .finish_renewal(&id, generation, tokens("late"), Fence::default())
        .await
        .unwrap();
    store
        .fail_renewal(&id, generation, ended("late"), Some(now), Fence::default())
        .await
        .unwrap();
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
    assert_eq!(grant.state, GrantState::Living);
    assert_eq!(grant.unfinished_renewal, None);
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let answer = Tokens {
        refresh_token: None,
        ..tokens("2")
    };
    store
        .finish_renewal(&work.grant.id, 1, answer, Fence::default())
        .await
        .unwrap();
    let grant = store.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.generation, 2);
    assert_eq!(
        grant.tokens.refresh_token.unwrap().expose_secret(),
        "refresh-1"
    );
}

#[tokio::test]
async fn a_renewal_stays_begun_from_its_first_beginning_until_new_tokens_come() {
    let store = Fixture::new().open().await.unwrap();
    let id = store
        .keep(sign_in(Some("work"), "ada", "1"))
        .await
        .unwrap()
        .grant
        .id;
    for second in [10, 20] {
        let now = Timestamp::from_second(second).unwrap();
        assert!(
            store
                .begin_renewal(&id, 1, now, Fence::default())
                .await
                .unwrap()
        );
    }
    let begun = store.grant_secrets(&id).await.unwrap().unfinished_renewal;
    assert_eq!(begun, Some(Timestamp::from_second(10).unwrap()));
    store
        .finish_renewal(&id, 1, tokens("2"), Fence::default())
        .await
        .unwrap();
    let grant = store.grant_secrets(&id).await.unwrap();
    assert_eq!(grant.unfinished_renewal, None);
}

#[tokio::test]
async fn trouble_is_kept_with_its_cool_down_and_goes_with_new_tokens() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let id = &work.grant.id;
    let failure = RenewalFailure::Trouble(Trouble {
        retry_at: Timestamp::from_millisecond(59_001).unwrap(),
        ..trouble(0)
    });
    one.fail_renewal(id, 1, failure, None, Fence::default())
        .await
        .unwrap();
    let kept = other.connection("work").await.unwrap().grant;
    assert_eq!(kept.trouble, Some(trouble(60)), "no sooner than asked for");
    assert_eq!(kept.state, GrantState::Living);
    other
        .finish_renewal(id, 1, tokens("2"), Fence::default())
        .await
        .unwrap();
    assert_eq!(one.connection("work").await.unwrap().grant.trouble, None);
}

#[tokio::test]
async fn signing_in_again_revives_a_grant_that_has_ended() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    store
        .fail_renewal(
            &work.grant.id,
            1,
            ended("it was revoked"),
            None,
            Fence::default(),
        )
        .await
        .unwrap();
    let reason = "it was revoked".to_owned();
    assert_eq!(
        store.connection("work").await.unwrap().state(),
        State::NeedsReconnecting { reason }
    );
    let revived = store.keep(sign_in(Some("work"), "ada", "2")).await.unwrap();
    assert_eq!(revived.state(), State::Connected);
}

#[tokio::test]
async fn the_right_app_gives_its_refused_grants_another_chance_and_no_others() {
    let store = Fixture::new().open().await.unwrap();
    let refused = |reason: &str| RenewalFailure::ClientRefused(reason.to_owned());
    for (subject, failure) in [("ada", refused("its secret")), ("bob", ended("revoked"))] {
        let kept = store.keep(sign_in(Some(subject), subject, "1")).await;
        let id = kept.unwrap().grant.id;
        store
            .fail_renewal(&id, 1, failure, None, Fence::default())
            .await
            .unwrap();
    }
    let states = async || {
        let connections = store.connections().await.unwrap();
        let states = connections.into_iter().map(|kept| kept.grant.state);
        states.collect::<Vec<_>>()
    };
    let app = |client_id: &str| App::new("notes", client_id).secret("client_secret", "new".into());
    let before = states().await;
    assert!(matches!(before[0], GrantState::ClientRefused { .. }));
    store
        .set_app(app("another-client"), Servers::new())
        .await
        .unwrap();
    assert_eq!(states().await, before);
    store
        .set_app(app("the-client"), Servers::new())
        .await
        .unwrap();
    let reason = "revoked".to_owned();
    assert_eq!(
        states().await,
        [GrantState::Living, GrantState::Ended { reason }]
    );
}

#[tokio::test]
async fn what_one_store_commits_another_on_the_same_file_reads() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
    let work = one.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    other
        .finish_renewal(&work.grant.id, 1, tokens("2"), Fence::default())
        .await
        .unwrap();
    let grant = one.grant_secrets(&work.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
}

#[tokio::test]
async fn the_right_to_renew_belongs_to_one_store_at_a_time() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
    let held = one.lock_grant("a-grant").await.unwrap();
    let waiting = tokio::spawn(async move { other.lock_grant("a-grant").await.map(drop) });
    one.lock_grant("another-grant").await.unwrap();
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    drop(held);
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_task_has_its_turn_while_another_process_renews() {
    let fixture = Fixture::new();
    let (one, other) = (fixture.open().await.unwrap(), fixture.open().await.unwrap());
    let _held = other.lock_grant("a-grant").await.unwrap();
    let turn = one.turn_with_grant("a-grant").await;
    drop(turn);
    let _next = one.turn_with_grant("a-grant").await;
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    new_tokens_do_not_replace_those_of_a_sign_in_that_came_first,
    an_answer_without_a_refresh_token_keeps_the_old_one,
    a_renewal_stays_begun_from_its_first_beginning_until_new_tokens_come,
    trouble_is_kept_with_its_cool_down_and_goes_with_new_tokens,
    signing_in_again_revives_a_grant_that_has_ended,
    the_right_app_gives_its_refused_grants_another_chance_and_no_others,
    what_one_store_commits_another_on_the_same_file_reads,
];
