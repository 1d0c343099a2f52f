//! TLS, and reaching the sandbox under Zoom's own names.

use reqwest::{Certificate, Client, Proxy, redirect::Policy};
use serde_json::Value;
use zoom_sandbox::Sandbox;

use crate::client::{Client as SignedIn, builder, sandbox};

const APP: &str = "sandbox-user-granular";

async fn with_tls() -> Sandbox {
    builder().tls_port(0).start().await.unwrap()
}

/// A client that trusts the sandbox's authority and nothing else.
fn trusting(sandbox: &Sandbox) -> reqwest::ClientBuilder {
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let certificate = sandbox.ca_certificate().unwrap();
    let certificate = Certificate::from_pem(certificate.as_bytes()).unwrap();
    Client::builder().tls_certs_only([certificate]).no_proxy()
}

#[tokio::test]
async fn the_same_sandbox_answers_with_and_without_tls() {
    let client = SignedIn::signed_in(with_tls().await, APP).await;
    let https = trusting(&client.sandbox).build().unwrap();
    let port = client.sandbox.tls_url().unwrap();
    let port = port.rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{port}/v2/users/me");
        let request = https.get(url).bearer_auth(client.access_token());
        let user: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(user, client.get("/users/me").await.1);
    }
}

#[tokio::test]
async fn who_does_not_trust_the_authority_gets_nothing() {
    let sandbox = with_tls().await;
    let other = with_tls().await;
    let client = trusting(&other).build().unwrap();
    let refused = client.get(sandbox.tls_url().unwrap()).send().await;
    assert!(refused.unwrap_err().is_connect());
}

#[tokio::test]
async fn through_the_proxy_zooms_own_hosts_lead_to_the_sandbox() {
    let client = SignedIn::signed_in(with_tls().await, APP).await;
    let proxy = Proxy::https(client.sandbox.url()).unwrap();
    let https = trusting(&client.sandbox)
        .proxy(proxy)
        .redirect(Policy::none())
        .build()
        .unwrap();
    let fetch = async |url: &str| {
        let request = https.get(url).bearer_auth(client.access_token());
        request.send().await.unwrap()
    };
    let list = "https://api.zoom.us/v2/users/me/recordings?from=2026-02-26&to=2026-02-26";
    let list: Value = fetch(list).await.json().await.unwrap();
    let file = &list["meetings"][0]["recording_files"][0];
    let url = file["download_url"].as_str().unwrap();
    assert!(
        url.starts_with("https://us02web.zoom.us/rec/download/"),
        "{url}"
    );
    let redirect = fetch(url).await;
    let location = redirect.headers()["location"].to_str().unwrap();
    assert!(
        location.starts_with("https://ssrweb.zoom.us/"),
        "{location}"
    );
    let content = fetch(location).await.bytes().await.unwrap();
    assert_eq!(Some(content.len() as u64), file["file_size"].as_u64());
}

#[tokio::test]
async fn the_proxy_leads_nowhere_else() {
    let sandbox = with_tls().await;
    let proxy = Proxy::https(sandbox.url()).unwrap();
    let client = trusting(&sandbox).proxy(proxy).build().unwrap();
    for url in ["https://example.com/", "https://notzoom.us/"] {
        assert!(client.get(url).send().await.unwrap_err().is_connect());
    }
}

#[tokio::test]
async fn the_certificate_is_there_for_who_asks() {
    let client = SignedIn::anonymous(with_tls().await);
    let url = format!("{}/_sandbox/ca.pem", client.sandbox.url());
    let pem = client
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(Some(pem.as_str()), client.sandbox.ca_certificate());
    let client = SignedIn::anonymous(sandbox().await);
    let url = format!("{}/_sandbox/ca.pem", client.sandbox.url());
    assert_eq!(client.http.get(url).send().await.unwrap().status(), 404);
}
