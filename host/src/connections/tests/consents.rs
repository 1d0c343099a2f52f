//! What an accepted version means for the grants that there are.

use super::*;
use crate::connections::model::Agreed;
use crate::connections::{Fence, GivenWay, RenewalFailure, Tenant};
use crate::manifest::Endpoints;

const ONE: &str = "https://one.example/token";
const OTHER: &str = "https://other.example/token";
const THIRD: &str = "https://third.example/token";

fn server(name: &str, token_endpoint: &str) -> Endpoints {
    Endpoints {
        name: name.to_owned(),
        issuer: None,
        authorization_endpoint: None,
        device_authorization_endpoint: None,
        token_endpoint: token_endpoint.to_owned(),
        revocation_endpoint: None,
        grants_apart: false,
    }
}

/// What a version wants whose only auth method knows these servers.
fn wanting(servers: &[(&str, &str)]) -> Consent {
    wanting_by("own-app", servers)
}

fn wanting_by(method: &str, servers: &[(&str, &str)]) -> Consent {
    let servers = servers.iter().map(|(name, at)| server(name, at));
    let mut consent = Consent::default();
    let _ = consent.servers.insert(method.to_owned(), servers.collect());
    consent
}

/// A sign-in at one server of a version.
fn at(name: &str, token_endpoint: &str, consent: Consent) -> SignIn {
    SignIn {
        token_endpoint: token_endpoint.to_owned(),
        consent,
        ..sign_in(Some(name), "ada", name)
    }
}

/// A store in which `first` was connected at [`ONE`] and `second` at [`OTHER`], for
/// one account.
async fn connected_at_both() -> Store {
    let store = Fixture::new().open().await.unwrap();
    for (name, server, endpoint) in [("first", "One", ONE), ("second", "Other", OTHER)] {
        let consent = wanting(&[(server, endpoint)]);
        store.keep(at(name, endpoint, consent)).await.unwrap();
    }
    store
}

/// Somebody accepts what a version wants.
async fn accept(store: &Store, wanted: Consent) -> Result<Vec<GivenWay>, StoreError> {
    let grants = store.grant_consents("notes").await?;
    let grants = grants.into_iter().map(|grant| grant.accepting(&wanted));
    let agreed = Agreed {
        consent: wanted.clone(),
        version: "2.0.0".to_owned(),
        digest: "d".to_owned(),
        agreed_at: Timestamp::from_second(2_000).unwrap(),
    };
    store.agree("notes", agreed, grants.collect()).await
}

/// Where the grant of a connection has its tokens from, and its access token.
async fn grant_of(store: &Store, name: &str) -> (String, String) {
    let grant = store.connection(name).await.unwrap().grant;
    let secrets = store.grant_secrets(&grant.id).await.unwrap();
    let token = secrets.tokens.access_token.expose_secret().to_owned();
    (grant.token_endpoint, token)
}

fn is(endpoint: &str, token: &str) -> (String, String) {
    (endpoint.to_owned(), token.to_owned())
}

#[tokio::test]
async fn two_servers_that_change_places_leave_each_grant_with_its_own() {
    let store = connected_at_both().await;
    let wanted = wanting(&[("One", OTHER), ("Other", ONE)]);
    assert!(accept(&store, wanted).await.unwrap().is_empty());
    assert_eq!(grant_of(&store, "first").await, is(OTHER, "access-first"));
    assert_eq!(grant_of(&store, "second").await, is(ONE, "access-second"));
}

#[tokio::test]
async fn grants_of_one_account_whose_servers_become_one_become_one() {
    let store = connected_at_both().await;
    // The first's server is given up for the second's.
    let wanted = wanting(&[("Other", OTHER)]);
    let given_way = accept(&store, wanted.clone()).await.unwrap();
    let [given_way] = &given_way[..] else {
        panic!("{given_way:?}")
    };
    // It is told as it was, for whoever ends it where it was from.
    assert_eq!(given_way.names, ["first"]);
    assert_eq!(given_way.connection.grant.token_endpoint, ONE);
    let before = given_way.connection.grant.consent.as_ref().unwrap();
    assert_eq!(before.servers, wanting(&[("One", ONE)]).servers);
    let tokens = &given_way.secrets.as_ref().unwrap().tokens;
    assert_eq!(tokens.access_token.expose_secret(), "access-first");
    for name in ["first", "second"] {
        assert_eq!(grant_of(&store, name).await, is(OTHER, "access-second"));
        let consent = store.connection(name).await.unwrap().grant.consent;
        assert_eq!(consent.unwrap().servers, wanted.servers);
    }
}

#[tokio::test]
async fn so_do_those_of_two_servers_that_are_given_up_for_a_third() {
    let store = connected_at_both().await;
    accept(&store, wanting(&[("Third", THIRD)])).await.unwrap();
    let (first, second) = (
        store.connection("first").await.unwrap(),
        store.connection("second").await.unwrap(),
    );
    assert!(first.shares_grant_with(&second));
    assert_eq!(first.grant.token_endpoint, THIRD);
}

#[tokio::test]
async fn of_two_grants_that_become_one_the_living_one_stays() {
    let store = connected_at_both().await;
    let ended = store.connection("second").await.unwrap().grant;
    let failure = RenewalFailure::Ended("it was revoked".to_owned());
    store
        .fail_renewal(&ended.id, ended.generation, failure, None, Fence::default())
        .await
        .unwrap();
    let given_way = accept(&store, wanting(&[("Other", OTHER)])).await.unwrap();
    // There is nothing to end of what has ended.
    assert!(given_way.is_empty(), "{given_way:?}");
    for name in ["first", "second"] {
        assert_eq!(grant_of(&store, name).await, is(OTHER, "access-first"));
        let state = store.connection(name).await.unwrap().state();
        assert_eq!(state, State::Connected);
    }
}

#[tokio::test]
async fn grants_of_two_accounts_stay_two() {
    let store = Fixture::new().open().await.unwrap();
    let consent = |server, endpoint| wanting(&[(server, endpoint)]);
    let ada = at("first", ONE, consent("One", ONE));
    let mut bob = at("second", OTHER, consent("Other", OTHER));
    bob.account.subject = Some(user("bob"));
    for sign_in in [ada, bob] {
        store.keep(sign_in).await.unwrap();
    }
    accept(&store, wanting(&[("Third", THIRD)])).await.unwrap();
    assert_eq!(grant_of(&store, "first").await, is(THIRD, "access-first"));
    assert_eq!(grant_of(&store, "second").await, is(THIRD, "access-second"));
}

#[tokio::test]
async fn a_grant_that_two_methods_have_brought_stays_at_the_server_that_made_it() {
    let store = Fixture::new().open().await.unwrap();
    let mut consent = wanting(&[("One", ONE)]);
    // By its name the first of both, and another server.
    let other = wanting_by("another-app", &[("Other", OTHER)]);
    consent.servers.extend(other.servers);
    store.keep(at("first", ONE, consent.clone())).await.unwrap();
    accept(&store, consent).await.unwrap();
    assert_eq!(grant_of(&store, "first").await, is(ONE, "access-first"));
}

#[tokio::test]
async fn a_tenants_grant_by_the_operators_app_gives_way_with_where_the_app_was_set_for() {
    let store = Fixture::new().open().await.unwrap();
    let acme: Tenant = "acme".parse().unwrap();
    let now = Timestamp::UNIX_EPOCH;
    store.create_tenant(acme.clone(), now).await.unwrap();
    let app = App::new("notes", "the-client");
    let servers = wanting(&[("One", ONE), ("Other", OTHER)]).servers;
    store.set_app(app, servers.clone()).await.unwrap();
    // As from when no grant was shared: the client is the operator's, and the grant is
    // the tenant's own.
    let tenants = store.of(&acme);
    for (name, server, endpoint) in [("first", "One", ONE), ("second", "Other", OTHER)] {
        let consent = wanting(&[(server, endpoint)]);
        tenants.keep(at(name, endpoint, consent)).await.unwrap();
    }
    let given_way = accept(&store, wanting(&[("Other", OTHER)])).await.unwrap();
    let [given_way] = &given_way[..] else {
        panic!("{given_way:?}")
    };
    assert_eq!(given_way.connection.grant_tenant, acme);
    assert_eq!(given_way.servers_of_app, Some(servers));
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    two_servers_that_change_places_leave_each_grant_with_its_own,
    grants_of_one_account_whose_servers_become_one_become_one,
    so_do_those_of_two_servers_that_are_given_up_for_a_third,
    of_two_grants_that_become_one_the_living_one_stays,
    grants_of_two_accounts_stay_two,
    a_grant_that_two_methods_have_brought_stays_at_the_server_that_made_it,
    a_tenants_grant_by_the_operators_app_gives_way_with_where_the_app_was_set_for,
];
