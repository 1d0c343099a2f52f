//! Sign-ins that are begun at one host and ended at another, over real HTTP.

use crate::support::authorization::{
    World, app_grant, approved, code_grant, connect, device_grant, returned,
};
use crate::support::connection::{elsewhere, sign_in, tenant};
use crate::support::scripted::{Act, MANIFEST, connector_of};
use connector_host::connections::{App, DEFAULT_APP};
use connector_host::consent::ConsentRefusal;
use connector_host::contract::Authorization;
use connector_host::{
    Approval, Attempt, Connect, Error, Host, PendingAuthorization, PendingDevice, Polled,
};

const PENDING: (u16, &str) = (400, r#"{"error": "authorization_pending"}"#);
const SLOW_DOWN: (u16, &str) = (400, r#"{"error": "slow_down"}"#);

/// Two hosts with the same store.
pub(crate) async fn two(world: &World, authorization: &Authorization) -> (Host, Host) {
    (
        world.host(authorization).await,
        world.host(authorization).await,
    )
}

pub(crate) async fn begin(connect: Connect<'_>) -> PendingAuthorization {
    match connect.redirect(elsewhere()).start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

async fn begin_device(connect: Connect<'_>) -> PendingDevice {
    match connect.start().await.unwrap() {
        Attempt::PendingDevice(pending) => pending,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn code<T>(outcome: Result<T, Error>) -> &'static str {
    outcome.map_or_else(|error| error.code(), |_| "done")
}

#[tokio::test]
async fn a_sign_in_that_was_begun_at_one_host_ends_at_another_once() {
    let world = World::new().await;
    let (one, other) = two(&world, &code_grant()).await;
    let first = begin(connect(&one).name("first")).await;
    let second = begin(connect(&one).name("second")).await;
    let callback = approved(first.url());
    let (first_id, second_id) = (first.id().clone(), second.id().clone());
    let mixed_url = second.url().clone();
    // Whoever began it is gone.
    drop((first, second, one));

    let seen = other.sign_in_answered_by(&callback).await.unwrap();
    assert_eq!(seen.id, first_id);
    assert_eq!(seen.connection.as_deref(), Some("first"));
    let connected = other.finish_sign_in(&callback).await.unwrap();
    assert_eq!(connected.connection.name, "first");
    // Replayed, with a code of this sign-in and the state of none, and another's.
    assert_eq!(code(other.finish_sign_in(&callback).await), "no-sign-in");
    let mut forged = callback.clone();
    forged.set_query(Some("code=the-code&state=guessed"));
    assert_eq!(code(other.finish_sign_in(&forged).await), "no-sign-in");
    forged.set_query(Some("code=the-code"));
    assert_eq!(code(other.finish_sign_in(&forged).await), "no-sign-in");
    assert_eq!(world.token_requests().len(), 1);
    // The other one waits still.
    assert_eq!(other.sign_in(&second_id).await.unwrap().id, second_id);
    let connected = other.finish_sign_in(&approved(&mixed_url)).await.unwrap();
    assert_eq!(connected.connection.name, "second");
    assert_eq!(other.connections().await.unwrap().len(), 2);
}

#[tokio::test]
async fn of_two_hosts_that_receive_one_browser_one_exchanges_its_code() {
    let world = World::new().await;
    let (one, other) = two(&world, &code_grant()).await;
    let callback = approved(begin(connect(&one)).await.url());
    let (here, there) = tokio::join!(
        one.finish_sign_in(&callback),
        other.finish_sign_in(&callback)
    );
    let mut outcomes = [code(here), code(there)];
    outcomes.sort_unstable();
    assert_eq!(outcomes, ["done", "no-sign-in"]);
    assert_eq!(world.token_requests().len(), 1);
}

#[tokio::test]
async fn nobody_ends_a_sign_in_after_ten_minutes() {
    let world = World::new().await;
    let (one, other) = two(&world, &code_grant()).await;
    let pending = begin(connect(&one)).await;
    world.clock.advance(10 * 60);
    let callback = approved(pending.url());
    for host in [&one, &other] {
        assert_eq!(code(host.finish_sign_in(&callback).await), "no-sign-in");
        assert_eq!(code(host.sign_in(pending.id()).await), "no-sign-in");
    }
    assert_eq!(world.token_requests(), [""; 0]);
}

#[tokio::test]
async fn whoever_declines_ends_it_for_all() {
    let world = World::new().await;
    let (one, other) = two(&world, &code_grant()).await;
    let pending = begin(connect(&one)).await;
    let declined = returned(pending.url(), &[("error", "access_denied")]);
    assert_eq!(
        code(other.finish_sign_in(&declined).await),
        "sign-in-declined"
    );
    let callback = approved(pending.url());
    assert_eq!(code(one.finish_sign_in(&callback).await), "no-sign-in");
    assert_eq!(world.token_requests(), [""; 0]);
}

#[tokio::test]
async fn a_sign_in_is_its_tenants_alone() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let acme = tenant(&host, "acme").await;
    let bolt = tenant(&host, "bolt").await;
    let pending = begin(connect(&acme).name("work")).await;
    let callback = approved(pending.url());
    for stranger in [&bolt, &host] {
        assert_eq!(code(stranger.finish_sign_in(&callback).await), "no-sign-in");
        assert_eq!(
            code(stranger.sign_in_answered_by(&callback).await),
            "no-sign-in"
        );
        assert_eq!(code(stranger.sign_in(pending.id()).await), "no-sign-in");
        assert_eq!(code(stranger.poll_device(pending.id()).await), "no-sign-in");
        stranger.abandon_sign_in(pending.id()).await.unwrap();
    }
    assert_eq!(
        code(bolt.tenant_of_sign_in(&callback).await),
        "operators-only"
    );
    let whose = host.tenant_of_sign_in(&callback).await.unwrap();
    assert_eq!(whose.tenant_name().as_str(), "acme");
    whose.finish_sign_in(&callback).await.unwrap();
    assert_eq!(acme.connections().await.unwrap().len(), 1);
    assert_eq!(code(host.tenant_of_sign_in(&callback).await), "no-sign-in");
}

#[tokio::test]
async fn a_tenant_that_is_made_anew_gets_nothing_of_the_one_before() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let acme = tenant(&host, "acme").await;
    let pending = begin(connect(&acme)).await;
    let callback = approved(pending.url());
    host.remove_tenant("acme").await.unwrap();
    host.create_tenant("acme").await.unwrap();
    assert_eq!(code(acme.finish_sign_in(&callback).await), "no-sign-in");
    assert_eq!(code(pending.finish(&callback).await), "no-sign-in");
    assert!(acme.connections().await.unwrap().is_empty());
    assert_eq!(world.token_requests(), [""; 0]);
}

#[tokio::test]
async fn an_app_that_is_another_by_then_ends_no_sign_in() {
    let world = World::new().await;
    let (one, other) = two(&world, &app_grant()).await;
    let app = |client_id: &str| {
        App::new("notes", client_id).secret("client_secret", "hush-platform".into())
    };
    one.set_app(app("platform")).await.unwrap();
    let kept = begin(connect(&one)).await;
    let replaced = begin(connect(&one)).await;
    other.finish_sign_in(&approved(kept.url())).await.unwrap();
    other.set_app(app("another")).await.unwrap();
    let callback = approved(replaced.url());
    assert_eq!(code(one.finish_sign_in(&callback).await), "no-sign-in");
    let removed = begin(connect(&one)).await;
    other.remove_app("notes", DEFAULT_APP).await.unwrap();
    assert_eq!(code(one.sign_in(removed.id()).await), "no-sign-in");
    assert_eq!(world.token_requests().len(), 1);
}

#[tokio::test]
async fn a_connector_that_names_another_server_by_then_gets_no_code_sent_there() {
    let world = World::new().await;
    let one = world.host(&code_grant()).await;
    let pending = begin(connect(&one)).await;
    let Authorization::AuthorizationCode(mut grant) = code_grant() else {
        unreachable!("it is one")
    };
    grant.server.token_endpoint = "https://api.example/elsewhere".to_owned();
    let other = world.host(&Authorization::AuthorizationCode(grant)).await;
    let error = other
        .finish_sign_in(&approved(pending.url()))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Consent(_)), "{error}");
    assert_eq!(world.server.requests(), [""; 0]);
}

/// Whoever began it has seen another page than whoever agreed to the other server.
#[tokio::test]
async fn a_server_that_was_agreed_to_since_gets_no_code_of_a_sign_in_of_before() {
    let world = World::new().await;
    let one = world.host(&code_grant()).await;
    let pending = begin(connect(&one)).await;
    let (usual, since) = ("https://api.example/token", "https://api.example/since");
    let manifest = MANIFEST.replace(usual, since);
    let Authorization::AuthorizationCode(mut grant) = code_grant() else {
        unreachable!("it is one")
    };
    grant.server.token_endpoint = since.to_owned();
    let grant = Authorization::AuthorizationCode(grant);
    let component = connector_of(manifest.as_bytes(), &grant, &[Act::Echo]);
    let other = world.builder().build().unwrap();
    other.load(&component).await.unwrap();
    let error = other
        .finish_sign_in(&approved(pending.url()))
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Consent(ConsentRefusal::NotAgreed { .. })),
        "{error}"
    );
    assert_eq!(world.server.requests(), [""; 0]);
}

#[tokio::test]
async fn a_connection_that_was_renamed_under_way_is_the_one_that_comes_back() {
    let world = World::new().await;
    let (one, other) = two(&world, &code_grant()).await;
    sign_in(&one, "work").await;
    let id = one.connection("work").await.unwrap().id;
    let again = one.reconnect("work").sign_in().redirect(elsewhere());
    let Attempt::Pending(pending) = again.start().await.unwrap() else {
        unreachable!("somebody has to approve")
    };
    let seen = other.sign_in(pending.id()).await.unwrap();
    assert!(seen.reconnects);
    assert_eq!(seen.connection.as_deref(), Some(id.as_str()));
    other.rename("work", "renamed").await.unwrap();
    let connected = other
        .finish_sign_in(&approved(pending.url()))
        .await
        .unwrap();
    assert_eq!(connected.connection.id, id);
    assert_eq!(connected.connection.name, "renamed");
}

#[tokio::test]
async fn a_device_is_asked_about_by_all_hosts_as_often_as_the_server_wants() {
    let world = World::new().await;
    world.issuer().devices.extend([PENDING, SLOW_DOWN, PENDING]);
    let (one, other) = two(&world, &device_grant()).await;
    let pending = begin_device(connect(&one).name("phone")).await;
    let id = pending.id().clone();
    drop(pending);
    let Approval::Device { user_code, .. } = other.sign_in(&id).await.unwrap().approval else {
        unreachable!("it is a device's")
    };
    assert_eq!(user_code, "WDJB-MJHT");
    let mut asked_at = Vec::new();
    let connected = 'asking: loop {
        for host in [&one, &other, &one] {
            let before = world.token_requests().len();
            let polled = host.poll_device(&id).await.unwrap();
            if world.token_requests().len() > before {
                asked_at.push(world.clock.now_after_start());
            }
            if let Polled::Connected(connected) = polled {
                break 'asking connected;
            }
        }
        world.clock.advance(1);
    };
    assert_eq!(connected.connection.name, "phone");
    assert_eq!(asked_at, [5, 10, 20, 30]);
    assert_eq!(code(other.poll_device(&id).await), "no-sign-in");
}

#[tokio::test]
async fn a_device_that_nobody_approved_in_time_is_told_and_forgotten() {
    let world = World::new().await;
    let (one, other) = two(&world, &device_grant()).await;
    let pending = begin_device(connect(&one)).await;
    world.clock.advance(900);
    assert_eq!(
        code(other.poll_device(pending.id()).await),
        "sign-in-timed-out"
    );
    assert_eq!(code(one.poll_device(pending.id()).await), "no-sign-in");
    assert_eq!(world.token_requests(), [""; 0]);
}

#[tokio::test]
async fn what_is_told_of_a_sign_in_shows_no_state_and_no_code() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = begin(connect(&host)).await;
    let seen = host.sign_in(pending.id()).await.unwrap();
    let Approval::Browser { url, redirect_uri } = &seen.approval else {
        unreachable!("it is a browser's")
    };
    assert_eq!(url, pending.url());
    assert_eq!(redirect_uri, pending.redirect_uri());
    assert_eq!(seen.expires_at, pending.expires_at());
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1;
    let shown = format!("{seen:?}");
    assert!(
        !shown.contains(&*state) && !shown.contains("hush"),
        "{shown}"
    );
}
