//! Browsers that return, over real HTTP.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::net::{Ipv4Addr, SocketAddr};

use connector_host::oauth::{OAuthError, Redirect};
use connector_host::{Attempt, Class, Connect, Error, PendingAuthorization};
use support::authorization::{World, approved, code_grant, connect, returned};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

async fn pending(connect: Connect<'_>) -> PendingAuthorization {
    match connect.start().await.unwrap() {
        Attempt::Pending(pending) => pending,
        other => panic!("{other:?}"),
    }
}

fn any_port() -> Redirect {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Redirect::Loopback { listen, uri: None }
}

/// What a browser is shown at an address.
async fn browse(method: &str, url: &Url) -> String {
    let address = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let target = &url[url::Position::BeforePath..];
    let request =
        format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn the_browser_returns_to_the_loopback_server_and_is_shown_how_it_went() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).redirect(any_port())).await;
    let callback = approved(pending.url());
    let waiting = tokio::spawn(connector_host_loopback::wait(pending));

    let nothing = browse("GET", &callback.join("/favicon.ico").unwrap()).await;
    assert!(nothing.starts_with("HTTP/1.1 404"), "{nothing}");
    let mut forged = callback.clone();
    forged.set_query(Some("code=forged&state=guessed"));
    let refused = browse("GET", &forged).await;
    assert!(
        refused.starts_with("HTTP/1.1 400") && refused.contains("another sign-in"),
        "{refused}"
    );
    let posted = browse("POST", &callback).await;
    assert!(posted.starts_with("HTTP/1.1 405"), "{posted}");

    let shown = browse("GET", &callback).await;
    assert!(
        shown.starts_with("HTTP/1.1 200") && shown.contains("cache-control: no-store"),
        "{shown}"
    );
    assert!(
        shown.contains("ada@example.com is now connected to Notes"),
        "{shown}"
    );
    assert_eq!(waiting.await.unwrap().unwrap().connection.name, "notes");
    assert_eq!(world.token_requests().len(), 1);
}

#[tokio::test]
async fn a_denial_is_told_to_the_browser_and_to_the_caller() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).redirect(any_port())).await;
    let callback = returned(
        pending.url(),
        &[
            ("error", "access_denied"),
            ("error_description", "Not <today>"),
        ],
    );
    let waiting = tokio::spawn(connector_host_loopback::wait(pending));
    let shown = browse("GET", &callback).await;
    assert!(
        shown.contains("Not connected") && shown.contains("Not &lt;today&gt;"),
        "{shown}"
    );
    let error = waiting.await.unwrap().unwrap_err();
    assert_eq!(error.class(), Class::Connection);
    assert!(
        error.to_string().contains("declined (Not <today>)"),
        "{error}"
    );
    assert_eq!(host.connections().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_sign_in_whose_browser_returns_elsewhere_is_not_waited_for() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let elsewhere = Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap());
    let pending = pending(connect(&host).redirect(elsewhere)).await;
    let error = connector_host_loopback::wait(pending).await.unwrap_err();
    assert!(
        matches!(error, Error::OAuth(OAuthError::ReturnsElsewhere(_))),
        "{error}"
    );
}

/// What a program of another user is shown at an address.
#[cfg(target_os = "linux")]
async fn browse_as(user: u32, url: &Url) -> String {
    let target = &url[url::Position::BeforePath..];
    let request = format!("GET {target} HTTP/1.0\\r\\n\\r\\n");
    let port = url.port().unwrap();
    let script = format!("exec 3<>/dev/tcp/127.0.0.1/{port}; printf '{request}' >&3; cat <&3");
    let output = tokio::process::Command::new("bash")
        .args(["-c", &script])
        .uid(user)
        .output()
        .await;
    String::from_utf8(output.unwrap().stdout).unwrap()
}

/// Whoever can read the arguments of a browser has the state of the sign-in.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_user_of_the_machine_does_not_answer_in_place_of_the_browser() {
    const NOBODY: u32 = 65_534;
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    let pending = pending(connect(&host).redirect(any_port())).await;
    let callback = approved(pending.url());
    let waiting = tokio::spawn(connector_host_loopback::wait(pending));
    // Only root can be another user.
    if rustix::process::geteuid().is_root() {
        let refused = browse_as(NOBODY, &callback).await;
        assert!(refused.contains("403 Forbidden"), "{refused}");
        assert!(world.token_requests().is_empty());
    }
    let shown = browse("GET", &callback).await;
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
    waiting.await.unwrap().unwrap();
}
