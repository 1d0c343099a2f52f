//! The users of the account.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, sandbox, validation_failed};

async fn create(client: &Client, action: &str, email: &str) -> (u16, Value) {
    let user_info = json!({
        "email": email, "first_name": "Nora", "last_name": "New", "type": 2, "password": "Moon-2026",
    });
    let body = json!({"action": action, "user_info": user_info});
    client.call(Method::POST, "/users", Some(body)).await
}

async fn emails(client: &Client, query: &str) -> Vec<String> {
    let (status, list) = client.get(&format!("/users{query}")).await;
    assert_eq!(status, 200, "{list}");
    let users = list["users"].as_array().unwrap();
    users
        .iter()
        .map(|user| user["email"].as_str().unwrap().to_owned())
        .collect()
}

fn does_not_exist(user: &str) -> (u16, Value) {
    (
        404,
        json!({"code": 1001, "message": format!("User does not exist: {user}.")}),
    )
}

#[tokio::test]
async fn a_created_user_is_listed_changed_and_deleted() {
    let client = Client::server_to_server().await;
    let (status, created) = create(&client, "autoCreate", "nora@sandbox.example").await;
    assert_eq!(status, 201, "{created}");
    assert_eq!(emails(&client, "").await.len(), 5);

    let path = "/users/nora@sandbox.example";
    let changes = json!({
        "last_name": "Newer", "dept": "Research", "timezone": "Asia/Tokyo", "company": "Moon Ltd",
        "phone_numbers": [{"code": "+1", "country": "US", "label": "Mobile", "number": "5550100"}],
    });
    assert_eq!(
        client.call(Method::PATCH, path, Some(changes)).await,
        (204, Value::Null)
    );
    let (_, user) = client.get(path).await;
    assert_eq!(user["id"], created["id"]);
    assert_eq!(
        (&user["display_name"], &user["dept"], &user["company"]),
        (&json!("Nora Newer"), &json!("Research"), &json!("Moon Ltd"))
    );
    assert_eq!(user["phone_numbers"][0]["verified"], false);

    assert_eq!(
        client.call(Method::DELETE, path, None).await,
        (204, Value::Null)
    );
    assert_eq!(
        client.get(path).await,
        does_not_exist("nora@sandbox.example")
    );
}

#[tokio::test]
async fn one_plan_of_a_user_is_changed_at_a_time() {
    let client = Client::server_to_server().await;
    let path = "/users/lena@sandbox.example";
    let (status, refused) = client
        .call(
            Method::PATCH,
            path,
            Some(json!({"type": 1, "zoom_one_type": 0})),
        )
        .await;
    assert_eq!((status, &refused["code"]), (400, &json!(300)), "{refused}");
    assert_eq!(client.get(path).await.1["type"], 2);
    let one = Some(json!({"zoom_one_type": 16}));
    assert_eq!(client.call(Method::PATCH, path, one).await.0, 204);
}

#[tokio::test]
async fn an_invited_user_is_pending() {
    let client = Client::server_to_server().await;
    create(&client, "create", "nora@sandbox.example").await;
    assert_eq!(emails(&client, "").await.len(), 4);
    assert_eq!(
        emails(&client, "?status=pending").await,
        ["nora@sandbox.example"]
    );
}

#[tokio::test]
async fn no_two_users_have_the_same_email() {
    let client = Client::server_to_server().await;
    assert_eq!(
        create(&client, "custCreate", "Ben@sandbox.example").await,
        (
            409,
            json!({"code": 1005, "message": "Email \"Ben@sandbox.example\" has already been used."})
        )
    );
    assert_eq!(
        create(&client, "custCreate", "nobody").await,
        validation_failed(&[("user_info.email", "Invalid field.")])
    );
    let (status, error) = create(&client, "ssoCreate", "nora@sandbox.example").await;
    assert_eq!((status, &error["code"]), (400, &json!(2002)));
}

#[tokio::test]
async fn users_are_listed_page_by_page_and_by_role() {
    let client = Client::server_to_server().await;
    let second = "?page_size=3&page_number=2";
    assert_eq!(emails(&client, second).await, ["ben@sandbox.example"]);
    assert_eq!(
        emails(&client, "?role_id=1").await,
        ["adam@sandbox.example"]
    );
}

#[tokio::test]
async fn a_user_managed_app_does_not_manage_users() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-classic").await;
    assert_eq!(client.get("/users").await.0, 403);
    assert_eq!(
        create(&client, "custCreate", "nora@sandbox.example")
            .await
            .0,
        403
    );
    let own = json!({"dept": "Moon"});
    assert_eq!(
        client.call(Method::PATCH, "/users/me", Some(own)).await.0,
        204
    );
    let license = json!({"type": 1});
    assert_eq!(
        client
            .call(Method::PATCH, "/users/me", Some(license))
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn what_a_deleted_user_had_is_handed_over_when_asked() {
    let client = Client::server_to_server().await;
    let (_, lena) = client.get("/users/lena@sandbox.example/meetings").await;
    let topics = async |user: &str| {
        let (_, list) = client.get(&format!("/users/{user}/meetings")).await;
        list["total_records"].as_u64().unwrap()
    };
    let before = topics("ben@sandbox.example").await;
    let path =
        "/users/lena@sandbox.example?transfer_email=ben@sandbox.example&transfer_meeting=true";
    assert_eq!(client.call(Method::DELETE, path, None).await.0, 204);
    assert_eq!(
        topics("ben@sandbox.example").await,
        before + lena["total_records"].as_u64().unwrap()
    );
}

#[tokio::test]
async fn owner_and_admins_are_not_taken_out_of_the_account() {
    let client = Client::server_to_server().await;
    for (user, code) in [("me", 200), ("adam@sandbox.example", 1117)] {
        let (status, error) = client
            .call(Method::DELETE, &format!("/users/{user}"), None)
            .await;
        assert_eq!((status, &error["code"]), (400, &json!(code)), "{user}");
    }
    let to_self = "/users/ben@sandbox.example?transfer_email=ben@sandbox.example";
    let (status, error) = client.call(Method::DELETE, to_self, None).await;
    assert_eq!((status, &error["code"]), (400, &json!(300)));
}

#[tokio::test]
async fn a_user_is_deactivated_and_activated_again() {
    let client = Client::server_to_server().await;
    for (action, status) in [("deactivate", "inactive"), ("activate", "active")] {
        let path = "/users/ben@sandbox.example/status";
        let body = json!({"action": action});
        assert_eq!(client.call(Method::PUT, path, Some(body)).await.0, 204);
        let (_, ben) = client.get("/users/ben@sandbox.example").await;
        assert_eq!(ben["status"], status);
    }
    let body = json!({"action": "deactivate"});
    let (status, error) = client
        .call(Method::PUT, "/users/me/status", Some(body))
        .await;
    assert_eq!((status, &error["code"]), (400, &json!(200)));
}

#[tokio::test]
async fn an_assistant_schedules_until_taken_off() {
    let client = Client::server_to_server().await;
    let body = json!({"assistants": [{"email": "ben@sandbox.example"}]});
    let (status, added) = client
        .call(Method::POST, "/users/me/assistants", Some(body))
        .await;
    assert_eq!(
        (status, &added["add_at"]),
        (201, &json!("2026-03-04T12:00:00Z"))
    );
    let (_, list) = client.get("/users/me/assistants").await;
    assert_eq!(list["assistants"][1]["email"], "ben@sandbox.example");

    let ben = "/users/ben@sandbox.example/schedulers";
    let (_, list) = client.get(ben).await;
    assert_eq!(list["schedulers"][0]["email"], "olivia@sandbox.example");
    let one = format!("{ben}/olivia@sandbox.example");
    assert_eq!(client.call(Method::DELETE, &one, None).await.0, 204);
    assert_eq!(client.get(ben).await.1["schedulers"], json!([]));
    assert_eq!(
        client.call(Method::DELETE, &one, None).await,
        does_not_exist("olivia@sandbox.example")
    );
}

#[tokio::test]
async fn settings_are_answered_whole_or_as_asked() {
    let client = Client::server_to_server().await;
    let (_, all) = client.get("/users/me/settings").await;
    assert_eq!(all["recording"]["cloud_recording"], true);
    let (_, few) = client
        .get("/users/ben@sandbox.example/settings?custom_query_fields=cloud_recording,waiting_room")
        .await;
    assert_eq!(
        few,
        json!({"in_meeting": {"waiting_room": false}, "recording": {"cloud_recording": false}})
    );
    let (_, security) = client
        .get("/users/me/settings?option=meeting_security")
        .await;
    assert_eq!(
        security["meeting_security"]["encryption_type"],
        "enhanced_encryption"
    );
}

#[tokio::test]
async fn small_questions_about_users_are_answered() {
    let client = Client::server_to_server().await;
    let known = async |email: &str| {
        let (_, answer) = client.get(&format!("/users/email?email={email}")).await;
        answer["existed_email"].as_bool().unwrap()
    };
    assert!(known("Ben@sandbox.example").await);
    assert!(!known("nobody@sandbox.example").await);
    let (_, none) = client.get("/users/ben@sandbox.example/permissions").await;
    assert_eq!(none, json!({"permissions": []}));
    let (_, token) = client.get("/users/me/token?type=zak").await;
    assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(
        client.get("/users/me/token?type=zak&ttl=31536001").await,
        validation_failed(&[("ttl", "Invalid field.")])
    );
}
