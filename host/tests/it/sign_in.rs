//! Connecting accounts, over real HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use crate::support::authorization::{
    CLIENT_SECRET, World, app_grant, approved, code_grant, connect, connected, device_grant,
    token_grant,
};
use connector_host::connections::App;
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Class, Connect, Host, PendingAuthorization, Revocation};

async fn pending(connect: Connect<'_>) -> PendingAuthorization {
    match connect.start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

fn elsewhere() -> Redirect {
    Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap())
}

async fn names(host: &Host) -> Vec<String> {
    let connections = host.connections().await.unwrap();
    connections
        .into_iter()
        .map(|connection| connection.name)
        .collect()
}

#[tokio::test]
async fn an_authorization_request_has_state_pkce_and_the_scopes_as_the_server_wants_them() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).redirect(elsewhere())).await;
    let mut shown = pending.url().to_string();
    for (name, value) in pending.url().query_pairs() {
        if ["state", "code_challenge"].contains(&&*name) {
            assert_eq!(value.len(), 43, "{name}: 256 bits in base64url");
            shown = shown.replace(&*value, "RANDOM");
        }
    }
    shown = shown.replace(&world.server.address.to_string(), "ADDRESS");
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn an_approval_that_came_back_elsewhere_ends_in_a_connection() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).name("work").redirect(elsewhere())).await;
    let callback = approved(pending.url());
    let connected = pending.finish(&callback).await.unwrap();
    assert_eq!(connected.connection.name, "work");
    assert_eq!(connected.identity.account.label, "ada@example.com");

    let request = &world.server.seen()[0];
    assert_eq!(request.request, "POST /token");
    // the-client:hush-client
    assert_eq!(
        request.authorization.as_deref(),
        Some("Basic dGhlLWNsaWVudDpodXNoLWNsaWVudA==")
    );
    assert!(
        request
            .body
            .contains("redirect_uri=https%3A%2F%2Fipaas.example%2Fcb"),
        "{}",
        request.body
    );
}

#[tokio::test]
async fn a_loopback_server_listens_on_the_loopback_interface_alone() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let redirect = Redirect::Loopback { listen, uri: None };
    let error = connect(&host).redirect(redirect).start().await.unwrap_err();
    assert!(
        error.to_string().contains("not a loopback address"),
        "{error}"
    );
}

#[tokio::test]
async fn a_port_that_is_in_use_is_told_with_the_remedy() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = Redirect::Loopback {
        listen: taken.local_addr().unwrap(),
        uri: None,
    };
    let error = connect(&host).redirect(redirect).start().await.unwrap_err();
    assert_eq!(error.class(), Class::Usage);
    assert!(
        error.to_string().contains("choose another address"),
        "{error}"
    );
}

#[tokio::test]
async fn when_nobody_can_say_whose_account_it_is_nothing_is_kept_and_the_tokens_are_revoked() {
    let world = World::new().await;
    world.issuer().identifies = false;
    let host = world.host(&token_grant()).await;
    let error = connect(&host).start().await.unwrap_err();
    assert!(error.to_string().contains("whose account"), "{error}");
    assert_eq!(names(&host).await, [""; 0]);
    let revoked: Vec<_> = world
        .server
        .seen()
        .into_iter()
        .filter(|seen| seen.request == "POST /revoke")
        .map(|seen| seen.body)
        .collect();
    assert_eq!(
        revoked,
        [
            "token=access-1&token_type_hint=access_token",
            "token=refresh-1&token_type_hint=refresh_token"
        ]
    );
}

#[tokio::test]
async fn tokens_are_revoked_with_the_last_connection_that_uses_them() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    connected(connect(&host).name("work")).await;
    connected(connect(&host).name("play")).await;
    let removal = host.remove("work").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Shared),
        "{removal:?}"
    );
    assert_eq!(world.count("POST /revoke"), 0);
    let removal = host.remove("play").await.unwrap();
    assert!(
        matches!(removal.revocation, Revocation::Revoked),
        "{removal:?}"
    );
    assert_eq!(world.count("POST /revoke"), 2);
    assert_eq!(names(&host).await, [""; 0]);
}

#[tokio::test]
async fn the_name_of_another_account_is_not_taken_over() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    connected(connect(&host).name("work")).await;
    world.issuer().subject = "bob";
    let error = connect(&host).name("work").start().await.unwrap_err();
    assert_eq!(error.class(), Class::Usage);
    assert!(error.to_string().contains("ada@example.com"), "{error}");
    assert_eq!(
        world.count("POST /revoke"),
        2,
        "the new tokens are not left behind"
    );
}

#[tokio::test]
async fn a_name_that_another_app_has_is_refused_before_anybody_signs_in() {
    let world = World::new().await;
    connected(connect(&world.host(&token_grant()).await).name("work")).await;
    let host = world.host(&app_grant()).await;
    let app = App::new("notes", "platform");
    host.set_app(app).await.unwrap();
    let sign_in = connect(&host).name("work").redirect(elsewhere());
    let error = sign_in.start().await.unwrap_err();
    assert_eq!(error.class(), Class::Usage);
    insta::assert_snapshot!(error, @"the connection `work` is for ada@example.com at notes, by the app of client id `the-client`, and this sign-in is for notes, by the app of client id `platform`: choose another name, or remove that connection first");
    let sign_in = connect(&host).name("play").redirect(elsewhere());
    assert!(matches!(sign_in.start().await, Ok(Attempt::Pending(_))));
}

#[tokio::test]
async fn the_operators_app_signs_in_where_the_connector_names_no_client() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    let error = connect(&host)
        .redirect(elsewhere())
        .start()
        .await
        .unwrap_err();
    assert_eq!(error.class(), Class::Usage);
    assert!(
        error.to_string().contains("register its client id"),
        "{error}"
    );

    let app = App::new("notes", "platform").secret("client_secret", "hush-platform".into());
    host.set_app(app).await.unwrap();
    let pending = pending(connect(&host).redirect(elsewhere())).await;
    let callback = approved(pending.url());
    let connected = pending.finish(&callback).await.unwrap();
    assert_eq!(connected.connection.grant.client_id, "platform");
}

#[tokio::test]
async fn a_secret_that_a_server_repeats_does_not_show() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let body =
        r#"{"error": "invalid_client", "error_description": "code the-code, secret hush-client"}"#;
    world.issuer().trouble = Some((401, body));
    let pending = pending(connect(&host).redirect(elsewhere())).await;
    let debug = format!("{pending:?}");
    let callback = approved(pending.url());
    let error = pending.finish(&callback).await.unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    let shown = format!("{error} {error:?} {debug}");
    assert!(
        shown.contains("code [redacted], secret [redacted]"),
        "{shown}"
    );
    assert!(!shown.contains(CLIENT_SECRET), "{shown}");
}

#[tokio::test]
async fn wrong_settings_names_and_methods_are_told_before_anything_is_sent() {
    let world = World::new().await;
    let host = world.host(&token_grant()).await;
    let errors = [
        host.connect("nots", "own-app").start().await.unwrap_err(),
        host.connect("notes", "own").start().await.unwrap_err(),
        host.connect("notes", "own-app")
            .setting("regoin", "eu")
            .start()
            .await
            .unwrap_err(),
        connect(&host).name("-x").start().await.unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.class() == Class::Usage));
    insta::assert_snapshot!(errors.map(|error| error.to_string()).join("\n"));
    assert_eq!(world.server.requests(), [""; 0]);
}

/// A world in which whoever waits for a sign-in goes away when the API is asked
/// whose account it is, and where the task that waits is put.
async fn with_somebody_who_leaves() -> (World, Arc<Mutex<Option<tokio::task::AbortHandle>>>) {
    let leaving: Arc<Mutex<Option<tokio::task::AbortHandle>>> = Arc::default();
    let waiting = Arc::clone(&leaving);
    let world = World::answering(move |seen| {
        if seen.request == "GET /me"
            && let Some(waiting) = waiting.lock().unwrap().take()
        {
            waiting.abort();
        }
    })
    .await;
    (world, leaving)
}

#[tokio::test]
async fn a_sign_in_goes_on_to_its_end_when_whoever_waits_for_it_goes_away() {
    let (world, leaving) = with_somebody_who_leaves().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).name("work").redirect(elsewhere())).await;
    let callback = approved(pending.url());
    let waiting = tokio::spawn(async move { pending.finish(&callback).await.map(drop) });
    *leaving.lock().unwrap() = Some(waiting.abort_handle());
    assert!(waiting.await.unwrap_err().is_cancelled());

    host.finish_renewals().await;
    assert_eq!(names(&host).await, ["work"]);
    host.invoke("notes", "list-notes").run().await.unwrap();
    assert_eq!(world.count("POST /token"), 1);
}

#[tokio::test]
async fn one_that_fails_then_leaves_no_tokens_behind() {
    let (world, leaving) = with_somebody_who_leaves().await;
    world.issuer().identifies = false;
    let host = world.host(&device_grant()).await;
    let Attempt::PendingDevice(pending) = connect(&host).start().await.unwrap() else {
        unreachable!("it is a device grant")
    };
    let waiting = tokio::spawn(async move { pending.wait().await.map(drop) });
    *leaving.lock().unwrap() = Some(waiting.abort_handle());
    assert!(waiting.await.unwrap_err().is_cancelled());

    host.finish_renewals().await;
    assert!(names(&host).await.is_empty());
    assert_eq!(world.count("POST /revoke"), 2);
}
