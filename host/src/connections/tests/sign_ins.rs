//! Sign-ins that were begun and have not ended, on real files.

use std::time::Duration;

use futures_util::future::join_all;

use super::*;
use crate::connections::{
    Awaited, Begun, Claim, KeptDevice, KeptRequest, NewSignIn, Secret, SignInId, SignInState,
    Tenant, ToAsk,
};

/// How long a sign-in of these tests is good for, in seconds.
const LIFETIME: i64 = 600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn secret(text: &str) -> Secret {
    Secret(text.to_owned().into())
}

fn begun(awaited: Awaited) -> Begun {
    let settings = json!({"client_id": "the-client"});
    Begun {
        connector: "notes".to_owned(),
        method: "own-app".to_owned(),
        connection: Some("work".to_owned()),
        reconnects: false,
        owner: None,
        session: None,
        settings: settings.as_object().unwrap().clone(),
        secrets: vec![("client_secret".to_owned(), secret("hush-client"))],
        client_id: "the-client".to_owned(),
        consent: Consent::default(),
        common_redirect: false,
        awaited,
    }
}

pub(super) fn browser(state: &str) -> NewSignIn {
    let request = KeptRequest {
        url: secret("https://as.example/authorize"),
        opened: secret("https://as.example/authorize"),
        redirect_uri: "https://ipaas.example/cb".to_owned(),
        state: secret(state),
        pkce_verifier: secret("hush-verifier"),
        issuer: None,
    };
    NewSignIn {
        begun: begun(Awaited::Browser(request)),
        app_of: None,
        lifetime: Duration::from_secs(600),
        interval: None,
    }
}

fn device() -> NewSignIn {
    let device = KeptDevice {
        user_code: "WDJB-MJHT".to_owned(),
        verification_uri: "https://as.example/device".to_owned(),
        verification_uri_complete: None,
        lifetime: 600,
        device_code: secret("hush-device"),
    };
    NewSignIn {
        begun: begun(Awaited::Device(device)),
        app_of: None,
        lifetime: Duration::from_secs(600),
        interval: Some(Duration::from_secs(5)),
    }
}

async fn begin(store: &Store, state: &str) -> SignInId {
    store.begin_sign_in(browser(state), at(0)).await.unwrap().id
}

async fn claim(store: &Store, state: &str, now: i64) -> Result<Claim, StoreError> {
    let claimed = store.claim_sign_in(SignInState::of(state), at(now)).await;
    claimed.map(|(claim, _)| claim)
}

/// What the outcome is in a word.
fn word<T>(outcome: Result<T, StoreError>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

/// What a claim is for: the sign-in of [`sign_in`].
fn ending(claim: Claim, name: &str) -> SignIn {
    SignIn {
        claim: Some(claim),
        ..sign_in(Some(name), "ada", "1")
    }
}

async fn tenant(store: &Store, name: &str) -> Store {
    let tenant: Tenant = name.parse().unwrap();
    store.create_tenant(tenant.clone(), at(0)).await.unwrap();
    store.of(&tenant)
}

fn app(client_id: &str) -> App {
    App::new("notes", client_id).secret("client_secret", "hush".into())
}

#[tokio::test]
async fn a_sign_in_is_claimed_by_its_state_once_and_ends_in_a_connection() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let id = begin(&store, "the-state").await;
    let other = fixture.open().await.unwrap();
    let seen = other.sign_in(&id, at(1)).await.unwrap();
    assert_eq!((seen.begun_at, seen.expires_at), (at(0), at(LIFETIME)));
    let seen = other.sign_in_of(SignInState::of("the-state"), at(1)).await;
    assert_eq!(seen.unwrap().id, id);

    let state = SignInState::of("the-state");
    let (claim, begun) = other.claim_sign_in(state, at(1)).await.unwrap();
    let Awaited::Browser(request) = &begun.awaited else {
        unreachable!("it waits for a browser")
    };
    assert_eq!(request.pkce_verifier.0.expose_secret(), "hush-verifier");
    let [(name, value)] = &begun.secret_settings()[..] else {
        unreachable!("it has one")
    };
    assert_eq!(
        (name.as_str(), value.expose_secret()),
        ("client_secret", "hush-client")
    );
    assert_eq!(word(store.sign_in(&id, at(2)).await), "sign-in-claimed");
    for outcome in [
        word(self::claim(&store, "the-state", 2).await),
        word(store.sign_in_of(SignInState::of("the-state"), at(2)).await),
    ] {
        assert_eq!(outcome, "no-sign-in");
    }
    let kept = other.keep(ending(claim, "work")).await.unwrap();
    assert_eq!(kept.name, "work");
    assert_eq!(
        word(self::claim(&store, "the-state", 3).await),
        "no-sign-in"
    );
}

#[tokio::test]
async fn one_whose_claimant_has_died_is_over_within_a_minute_and_can_be_claimed_by_nobody() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let other = fixture.open().await.unwrap();
    let id = begin(&store, "the-state").await;
    let claimed = claim(&store, "the-state", 1).await.unwrap();
    let seen = async |second| word(other.sign_in(&id, at(second)).await);
    assert_eq!(seen(60).await, "sign-in-claimed");
    // Who is at it says so, and who has said so is at it for a minute more.
    store
        .still_at_sign_in(claimed.clone(), at(50))
        .await
        .unwrap();
    assert_eq!(seen(109).await, "sign-in-claimed");
    assert_eq!(seen(110).await, "no-sign-in");
    // The answer was good for one claim, whatever has become of that.
    for outcome in [
        word(claim(&other, "the-state", 110).await),
        word(
            other
                .sign_in_of(SignInState::of("the-state"), at(110))
                .await,
        ),
        word(other.claim_to_ask(&id, at(110)).await),
    ] {
        assert_eq!(outcome, "no-sign-in");
    }
    // Who was only held up keeps what it was given.
    let kept = store.keep(ending(claimed.clone(), "work")).await.unwrap();
    assert_eq!(kept.name, "work");
    // What is gone does not come back by it.
    store.still_at_sign_in(claimed, at(120)).await.unwrap();
    assert_eq!(seen(120).await, "no-sign-in");
}

#[tokio::test]
async fn of_many_who_claim_one_at_once_one_has_it() {
    let fixture = Fixture::new();
    let first = fixture.open().await.unwrap();
    let second = fixture.open().await.unwrap();
    for round in 0..5 {
        let state = format!("state-{round}");
        begin(&first, &state).await;
        let stores = [&first, &second].into_iter().cycle().take(8);
        let claims = join_all(stores.map(|store| claim(store, &state, 1))).await;
        let had: Vec<_> = claims.into_iter().map(word).collect();
        assert_eq!(
            had.iter().filter(|word| **word == "done").count(),
            1,
            "{had:?}"
        );
        assert_eq!(
            had.iter().filter(|word| **word == "no-sign-in").count(),
            7,
            "{had:?}"
        );
    }
}

#[tokio::test]
async fn what_never_was_is_over_or_is_anothers_is_refused_alike() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let (acme, bolt) = (tenant(&store, "acme").await, tenant(&store, "bolt").await);
    let id = begin(&acme, "the-state").await;
    let mut refused = vec![
        claim(&acme, "another", 1).await.unwrap_err(),
        claim(&bolt, "the-state", 1).await.unwrap_err(),
        claim(&store, "the-state", 1).await.unwrap_err(),
        claim(&acme, "the-state", LIFETIME).await.unwrap_err(),
        bolt.sign_in(&id, at(1)).await.unwrap_err(),
        acme.sign_in(&id, at(LIFETIME)).await.unwrap_err(),
    ];
    bolt.abandon_sign_in(&id, at(1)).await.unwrap();
    claim(&acme, "the-state", LIFETIME - 1).await.unwrap();
    refused.push(claim(&acme, "the-state", 1).await.unwrap_err());
    for error in refused {
        insta::allow_duplicates!(
            insta::assert_snapshot!(error, @"there is no such sign-in under way: it is over, it has expired, or its app is another by now; begin again")
        );
    }
}

#[tokio::test]
async fn the_operator_finds_out_whose_a_sign_in_is() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let (acme, bolt) = (tenant(&store, "acme").await, tenant(&store, "bolt").await);
    begin(&acme, "of-acme").await;
    begin(&bolt, "of-bolt").await;
    let whose = async |state: &str, now| {
        let tenant = store.tenant_of_sign_in(SignInState::of(state), at(now));
        tenant.await.map(|tenant| tenant.to_string())
    };
    assert_eq!(whose("of-acme", 1).await.unwrap(), "acme");
    assert_eq!(whose("of-bolt", 1).await.unwrap(), "bolt");
    assert_eq!(word(whose("of-nobody", 1).await), "no-sign-in");
    assert_eq!(word(whose("of-acme", LIFETIME).await), "no-sign-in");
}

#[tokio::test]
async fn one_that_is_over_goes_when_the_next_begins_and_one_that_is_claimed_stays() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let over = begin(&store, "over").await;
    begin(&store, "claimed").await;
    let late = claim(&store, "claimed", LIFETIME - 1).await.unwrap();
    store
        .begin_sign_in(browser("next"), at(LIFETIME + 1))
        .await
        .unwrap();
    // It would be there still by its time of before.
    assert_eq!(word(store.sign_in(&over, at(1)).await), "no-sign-in");
    store.keep(ending(late, "work")).await.unwrap();
}

#[tokio::test]
async fn one_that_is_over_goes_as_well_when_a_use_is_noted() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let (over, waits) = (begin(&store, "over").await, browser("waits"));
    let waits = store.begin_sign_in(waits, at(2)).await.unwrap().id;
    let kept = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let of = (store.tenant().clone(), kept.id.as_str().to_owned());
    let uses = [(of, at(LIFETIME + 1))].into();
    store.note_uses(uses).await.unwrap();
    // It would be there still by its time of before.
    assert_eq!(word(store.sign_in(&over, at(1)).await), "no-sign-in");
    assert_eq!(word(store.sign_in(&waits, at(2)).await), "done");
}

#[tokio::test]
async fn one_that_is_given_up_is_over_unless_it_is_claimed() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let id = begin(&store, "given-up").await;
    store.abandon_sign_in(&id, at(1)).await.unwrap();
    store.abandon_sign_in(&id, at(1)).await.unwrap();
    assert_eq!(word(claim(&store, "given-up", 1).await), "no-sign-in");

    let id = begin(&store, "claimed").await;
    let claimed = claim(&store, "claimed", 1).await.unwrap();
    store.abandon_sign_in(&id, at(2)).await.unwrap();
    store.keep(ending(claimed, "work")).await.unwrap();

    let id = begin(&store, "failed").await;
    let failed = claim(&store, "failed", 1).await.unwrap();
    store.end_sign_in(failed.clone()).await.unwrap();
    assert_eq!(word(store.sign_in(&id, at(1)).await), "no-sign-in");
    let overtaken = store.keep(ending(failed, "play")).await;
    assert_eq!(word(overtaken), "sign-in-overtaken");
}

#[tokio::test]
async fn a_tenant_that_is_made_anew_inherits_none() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    let waiting = begin(&acme, "waiting").await;
    begin(&acme, "claimed").await;
    let claimed = claim(&acme, "claimed", 1).await.unwrap();
    acme.remove_tenant().await.unwrap();
    let anew = tenant(&store, "acme").await;
    assert_eq!(word(anew.sign_in(&waiting, at(1)).await), "no-sign-in");
    assert_eq!(word(claim(&anew, "waiting", 1).await), "no-sign-in");
    let error = anew.keep(ending(claimed, "work")).await.unwrap_err();
    assert!(!error.has_renewed_grant(), "{error}");
    assert_eq!(error.code(), "sign-in-overtaken");
    assert!(anew.connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_app_that_is_removed_takes_its_sign_ins_along() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    store
        .set_app(app("operators"), Servers::new())
        .await
        .unwrap();
    acme.set_app(app("acmes"), Servers::new()).await.unwrap();
    let by_app = |state: &str, of: &str| NewSignIn {
        app_of: Some((of.parse().unwrap(), DEFAULT_APP.to_owned())),
        ..browser(state)
    };
    let begin = async |new| acme.begin_sign_in(new, at(0)).await.unwrap().id;
    let by_operators = begin(by_app("1", "default")).await;
    let by_own = begin(by_app("2", "acme")).await;
    let by_none = begin(browser("3")).await;
    let left = async || {
        let mut left = Vec::new();
        for id in [&by_operators, &by_own, &by_none] {
            left.push(acme.sign_in(id, at(1)).await.is_ok());
        }
        left
    };
    acme.remove_app("notes", DEFAULT_APP).await.unwrap();
    assert_eq!(left().await, [true, false, true]);
    store.remove_app("notes", DEFAULT_APP).await.unwrap();
    assert_eq!(left().await, [false, false, true]);
    store.remove_all_apps("notes").await.unwrap();
    assert_eq!(left().await, [false; 3]);
}

/// When somebody may ask again; none for now.
async fn asks(store: &Store, id: &SignInId, now: i64) -> Result<Claim, Timestamp> {
    match store.claim_to_ask(id, at(now)).await.unwrap() {
        ToAsk::Now(claim, _, interval) => {
            assert!(interval >= Duration::from_secs(5));
            Ok(claim)
        }
        ToAsk::Later(ask_at) => Err(ask_at),
        ToAsk::TimedOut(lifetime) => panic!("{lifetime:?}"),
    }
}

#[tokio::test]
async fn a_server_is_asked_by_one_at_a_time_and_as_often_as_it_wants() {
    let fixture = Fixture::new();
    let one = fixture.open().await.unwrap();
    let other = fixture.open().await.unwrap();
    let id = one.begin_sign_in(device(), at(0)).await.unwrap().id;
    assert_eq!(asks(&one, &id, 4).await.unwrap_err(), at(5));
    let claim = asks(&one, &id, 5).await.unwrap();
    // It is asked at this moment.
    assert_eq!(asks(&other, &id, 6).await.unwrap_err(), at(11));
    let wanted = Duration::from_secs(20);
    let again = one.ask_again(claim, wanted, at(7)).await.unwrap();
    assert_eq!(again, at(27));
    for store in [&one, &other] {
        assert_eq!(asks(store, &id, 26).await.unwrap_err(), at(27));
    }
    let dead = asks(&one, &id, 27).await.unwrap();
    // Who has not answered for so long is taken for dead.
    let later = asks(&other, &id, 27 + 120).await.unwrap();
    one.ask_again(dead.clone(), wanted, at(150)).await.unwrap();
    one.end_sign_in(dead).await.unwrap();
    let again = other.ask_again(later, wanted, at(150)).await.unwrap();
    assert_eq!(asks(&one, &id, 160).await.unwrap_err(), again);
    let claim = asks(&one, &id, 170).await.unwrap();
    one.keep(ending(claim, "work")).await.unwrap();
    let over = other.claim_to_ask(&id, at(200)).await;
    assert_eq!(word(over), "no-sign-in");
}

#[tokio::test]
async fn one_that_was_approved_is_asked_about_by_nobody_else_however_long_it_takes_to_keep() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let id = store.begin_sign_in(device(), at(0)).await.unwrap().id;
    let asked = store.claim_to_ask(&id, at(10)).await.unwrap();
    let ToAsk::Now(claim, ..) = asked else {
        panic!("{asked:?}")
    };
    store.hold_sign_in(claim.clone(), at(20)).await.unwrap();
    let other = fixture.open().await.unwrap();
    for second in [11, 131, 400] {
        let asked = other.claim_to_ask(&id, at(second)).await.unwrap();
        assert!(matches!(asked, ToAsk::Later(_)), "{second}: {asked:?}");
    }
    let kept = store.keep(ending(claim.clone(), "work")).await.unwrap();
    assert_eq!(kept.name, "work");
    // It holds nothing that is gone.
    store.hold_sign_in(claim, at(30)).await.unwrap();
    assert_eq!(word(other.sign_in(&id, at(30)).await), "no-sign-in");
}

#[tokio::test]
async fn a_time_between_two_seconds_is_waited_out() {
    let store = Fixture::new().open().await.unwrap();
    let id = store.begin_sign_in(device(), at(0)).await.unwrap().id;
    let claim = asks(&store, &id, 5).await.unwrap();
    let within = Timestamp::from_millisecond(5_001).unwrap();
    let again = store.ask_again(claim, Duration::from_secs(5), within).await;
    assert_eq!(again.unwrap(), at(11));
}

#[tokio::test]
async fn a_device_that_nobody_approved_in_time_is_told_once() {
    let store = Fixture::new().open().await.unwrap();
    let id = store.begin_sign_in(device(), at(0)).await.unwrap().id;
    let over = store.claim_to_ask(&id, at(LIFETIME)).await.unwrap();
    assert!(matches!(over, ToAsk::TimedOut(lifetime) if lifetime == Duration::from_secs(600)));
    let over = store.claim_to_ask(&id, at(LIFETIME)).await;
    assert_eq!(word(over), "no-sign-in");
    // Nobody asks about a browser.
    let id = begin(&store, "browser").await;
    assert_eq!(word(store.claim_to_ask(&id, at(1)).await), "no-sign-in");
}

#[tokio::test]
async fn a_connection_that_is_reconnected_is_known_by_its_id_under_way() {
    let store = Fixture::new().open().await.unwrap();
    let work = store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    let again = |token| SignIn {
        reconnects: true,
        ..sign_in(Some(work.id.as_str()), "ada", token)
    };
    store.rename("work", "renamed").await.unwrap();
    store.keep(sign_in(Some("work"), "bob", "1")).await.unwrap();
    let kept = store.keep(again("2")).await.unwrap();
    assert_eq!(
        (kept.id.as_str(), kept.name.as_str()),
        (work.id.as_str(), "renamed")
    );

    // It was removed: none is made in its place, whoever else uses its grant.
    store.keep(sign_in(Some("play"), "ada", "3")).await.unwrap();
    store.remove(&kept).await.unwrap();
    let error = store.keep(again("4")).await.unwrap_err();
    assert!(error.has_renewed_grant(), "{error}");
    insta::assert_snapshot!(error, @"the connection was removed while somebody signed in: begin again");
    let play = store.connection("play").await.unwrap();
    let grant = store.grant_secrets(&play.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-4");
    store.remove(&play).await.unwrap();
    let error = store.keep(again("5")).await.unwrap_err();
    assert!(!error.has_renewed_grant(), "{error}");
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[tokio::test]
async fn another_key_of_whichever_kind_opens_what_was_begun_before() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    begin(&store, "the-state").await;
    store.rotate_data_key().await.unwrap();
    store.rotate_key(fixture.key_file()).await.unwrap();
    claim(&store, "the-state", 1).await.unwrap();
}

#[tokio::test]
async fn no_secret_of_a_sign_in_is_in_the_database_in_the_clear() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    begin(&store, "hush-state").await;
    store.begin_sign_in(device(), at(0)).await.unwrap();
    let bytes = fixture.bytes();
    for secret in ["hush", "the-client", "as.example", "WDJB"] {
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_sign_in_is_claimed_by_its_state_once_and_ends_in_a_connection,
    one_whose_claimant_has_died_is_over_within_a_minute_and_can_be_claimed_by_nobody,
    of_many_who_claim_one_at_once_one_has_it,
    what_never_was_is_over_or_is_anothers_is_refused_alike,
    the_operator_finds_out_whose_a_sign_in_is,
    one_that_is_over_goes_when_the_next_begins_and_one_that_is_claimed_stays,
    one_that_is_over_goes_as_well_when_a_use_is_noted,
    one_that_is_given_up_is_over_unless_it_is_claimed,
    a_tenant_that_is_made_anew_inherits_none,
    an_app_that_is_removed_takes_its_sign_ins_along,
    a_server_is_asked_by_one_at_a_time_and_as_often_as_it_wants,
    one_that_was_approved_is_asked_about_by_nobody_else_however_long_it_takes_to_keep,
    a_time_between_two_seconds_is_waited_out,
    a_device_that_nobody_approved_in_time_is_told_once,
    a_connection_that_is_reconnected_is_known_by_its_id_under_way,
    another_key_of_whichever_kind_opens_what_was_begun_before,
];
