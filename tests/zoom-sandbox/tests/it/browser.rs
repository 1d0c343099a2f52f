//! The person at the browser, played.

use crate::client::builder;

const APP: &str = "sandbox-user-granular";

#[tokio::test]
async fn approve_ends_on_the_page_of_the_app() {
    use axum::{Router, extract::RawQuery, routing::get};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect_uri = format!("http://{}/callback", listener.local_addr().unwrap());
    let page = get(async |RawQuery(query): RawQuery| query.unwrap_or_default());
    tokio::spawn(axum::serve(listener, Router::new().route("/callback", page)).into_future());
    let sandbox = builder().any_loopback_redirect().start().await.unwrap();
    let url = format!(
        "{}/oauth/authorize?response_type=code&client_id={APP}&state=s&redirect_uri={redirect_uri}",
        sandbox.url()
    );
    let landing = zoom_sandbox::approve(&url).await.unwrap();
    assert!(landing.body.starts_with("code="), "{}", landing.body);
    assert!(landing.body.ends_with("&state=s"), "{}", landing.body);
    let landing = zoom_sandbox::decline(&url).await.unwrap();
    assert_eq!(landing.body, "error=access_denied&state=s");
}

#[tokio::test]
async fn approve_leaves_this_machine_alone() {
    let refused = zoom_sandbox::approve("https://zoom.us/oauth/authorize")
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("loopback"), "{refused}");
}
