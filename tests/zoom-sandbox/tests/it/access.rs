//! Who may call what: scopes, users, routes.

use reqwest::Method;
use serde_json::json;
use zoom_sandbox::ScopeType;

use crate::client::{Client, builder, invalid_access_token, sandbox};

const APP: &str = "sandbox-user-granular";

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

#[tokio::test]
async fn a_missing_scope_is_named_in_the_words_of_a_granular_app() {
    let client = Client::with_scopes(ScopeType::Granular, &["user:read:user"]).await;
    assert_eq!(
        client.get("/users/me/recordings").await,
        (
            400,
            json!({
                "code": 4711,
                "message": "Invalid access token, does not contain scopes:[cloud_recording:read:list_user_recordings, cloud_recording:read:list_user_recordings:master, cloud_recording:read:list_user_recordings:admin].",
            })
        )
    );
}

#[tokio::test]
async fn a_missing_scope_is_named_in_the_words_of_a_classic_app() {
    let client = Client::with_scopes(ScopeType::Classic, &["user:read"]).await;
    let (status, body) = client
        .call(Method::POST, "/users/me/meetings", Some(json!({})))
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        body["message"],
        "Invalid access token, does not contain scopes:[meeting:write:admin, meeting:write]."
    );
}

#[tokio::test]
async fn a_user_managed_app_must_say_me() {
    let client = Client::signed_in(sandbox().await, APP).await;
    let id = client.sandbox.user().id;
    assert_eq!(
        client.get(&format!("/users/{id}")).await,
        invalid_access_token()
    );
    assert_eq!(client.get("/users/me").await.1["id"], id);
}

#[tokio::test]
async fn a_server_to_server_app_reaches_every_user() {
    let client = Client::server_to_server().await;
    assert_eq!(
        client.get("/users/me").await.1["email"],
        "olivia@sandbox.example"
    );
    assert_eq!(
        client.get("/users/lena@sandbox.example").await.1["first_name"],
        "Lena"
    );
    assert_eq!(
        client.get("/users/nobody@sandbox.example").await,
        (
            404,
            json!({"code": 1001, "message": "User does not exist: nobody@sandbox.example."})
        )
    );
}

#[tokio::test]
async fn a_meeting_of_another_user_is_out_of_reach() {
    let sandbox = builder().start().await.unwrap();
    let admin = Client::signed_in(sandbox, "sandbox-admin-classic").await;
    let (_, list) = admin.get("/users/lena@sandbox.example/meetings").await;
    let path = format!("/meetings/{}", list["meetings"][0]["id"]);
    assert_eq!(admin.get(&path).await.0, 200);
    let owner = Client::signed_in(admin.sandbox, "sandbox-user-granular").await;
    assert_eq!(owner.get(&path).await.0, 403);
}

#[tokio::test]
async fn an_unknown_route_is_not_found() {
    let client = owner().await;
    let unknown = (404, json!({"code": 64041, "message": "Route Not Found"}));
    assert_eq!(client.get("/meeting").await, unknown);
    assert_eq!(client.call(Method::PUT, "/meetings/1", None).await, unknown);
    for path in ["/v2", "/v2/", "//v2/users/me", "/v3/users/me", "/users"] {
        let url = format!("{}{path}", client.sandbox.url());
        let request = client.http.get(url).header("accept", "application/json");
        let answer = request.send().await.unwrap();
        let answer = (answer.status().as_u16(), answer.json().await.unwrap());
        assert_eq!(answer, unknown, "{path}");
    }
    let url = format!("{}/oauth/token", client.sandbox.url());
    let request = client.http.get(url).header("accept", "application/json");
    assert_eq!(request.send().await.unwrap().status(), 404);
}
