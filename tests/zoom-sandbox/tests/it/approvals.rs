//! Whom an administrator lets add an app: everybody, some, or nobody.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, builder};

const APP: &str = "sandbox-user-granular";

async fn administrator() -> Client {
    let asks = builder().admin_pre_approval().start().await.unwrap();
    Client::server_to_server_at(asks).await
}

async fn say(client: &Client, body: Value) -> (u16, Value) {
    let path = format!("/marketplace/apps/{APP}/preApprove");
    client.call(Method::POST, &path, Some(body)).await
}

async fn id(client: &Client, name: &str) -> String {
    let (_, user) = client.get(&format!("/users/{name}@sandbox.example")).await;
    user["id"].as_str().unwrap().to_owned()
}

/// Whether a user may add the app, and does.
async fn may_add(client: &Client, user: &str) -> bool {
    let form = [("decision", "allow"), ("user_id", user)];
    let request = client.http.post(client.authorize_url(APP, &[]));
    let answer = request.form(&form).send().await.unwrap();
    answer.status() == StatusCode::FOUND
}

#[tokio::test]
async fn approving_one_user_takes_the_app_from_everybody_else() {
    let client = administrator().await;
    let (olivia, ben) = (id(&client, "olivia").await, id(&client, "ben").await);
    let who = async || {
        (
            may_add(&client, &olivia).await,
            may_add(&client, &ben).await,
        )
    };
    assert_eq!(who().await, (false, false));
    say(&client, json!({"action": "approve_all"})).await;
    assert_eq!(who().await, (true, true));
    say(
        &client,
        json!({"action": "approve_user", "user_ids": [ben]}),
    )
    .await;
    assert_eq!(who().await, (false, true));
    say(
        &client,
        json!({"action": "disapprove_user", "user_ids": [ben]}),
    )
    .await;
    assert_eq!(who().await, (false, false));
}

#[tokio::test]
async fn disapproving_one_user_of_an_app_for_everybody_leaves_the_list_alone() {
    let client = administrator().await;
    let (olivia, ben) = (id(&client, "olivia").await, id(&client, "ben").await);
    say(
        &client,
        json!({"action": "approve_user", "user_ids": [olivia]}),
    )
    .await;
    say(&client, json!({"action": "approve_all"})).await;
    say(
        &client,
        json!({"action": "disapprove_user", "user_ids": [ben]}),
    )
    .await;
    assert!(may_add(&client, &olivia).await);
    assert!(!may_add(&client, &ben).await);
    assert!(!may_add(&client, &id(&client, "adam").await).await);
}

#[tokio::test]
async fn a_group_on_the_list_stands_for_its_members() {
    let client = administrator().await;
    let (_, groups) = client.get("/groups").await;
    let group = &groups["groups"][0]["id"];
    let ben = id(&client, "ben").await;
    say(
        &client,
        json!({"action": "approve_group", "group_ids": [group]}),
    )
    .await;
    assert!(!may_add(&client, &ben).await);
    let into = json!({ "group_id": group });
    client
        .call(Method::PATCH, &format!("/users/{ben}"), Some(into))
        .await;
    assert!(may_add(&client, &ben).await);
    say(&client, json!({"action": "disapprove_all"})).await;
    assert!(!may_add(&client, &ben).await);
}

#[tokio::test]
async fn the_tokens_of_those_who_are_left_out_are_disabled() {
    let client = administrator().await;
    let ben = id(&client, "ben").await;
    say(&client, json!({"action": "approve_all"})).await;
    // The owner, who is Olivia.
    let tokens = client.authorize(APP).await;
    let token = tokens["access_token"].as_str().unwrap();
    let me = async || {
        let url = format!("{}/v2/users/me", client.sandbox.url());
        let request = client.http.get(url).bearer_auth(token);
        request.send().await.unwrap().status()
    };
    assert_eq!(me().await, StatusCode::OK);
    say(
        &client,
        json!({"action": "approve_user", "user_ids": [ben]}),
    )
    .await;
    assert_eq!(me().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_users_and_groups_that_there_are_come_on_the_list() {
    let client = administrator().await;
    let nobody = json!({"action": "approve_user", "user_ids": ["nobody"]});
    assert_eq!(say(&client, nobody).await.0, 404);
    let nothing = json!({"action": "approve_group", "group_ids": ["nothing"]});
    assert_eq!(say(&client, nothing).await.0, 404);
}
