//! Reports on who changed what, and who signed in and out.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

const TODAY: &str = "from=2026-03-04&to=2026-03-04";

async fn logs(client: &Client, query: &str) -> Vec<Value> {
    let path = format!("/report/operationlogs?{query}");
    let (status, report) = client.get(&path).await;
    assert_eq!(status, 200, "{report}");
    report["operation_logs"].as_array().unwrap().clone()
}

fn details(logs: &[Value]) -> Vec<&str> {
    let details = logs.iter().map(|log| log["operation_detail"].as_str());
    details.map(Option::unwrap).collect()
}

async fn activities(client: &Client, query: &str) -> Value {
    let (status, report) = client.get(&format!("/report/activities{query}")).await;
    assert_eq!(status, 200, "{report}");
    report
}

#[tokio::test]
async fn what_is_changed_over_the_api_is_in_the_operation_log() {
    let client = Client::server_to_server().await;
    let send = async |method: Method, path: &str, body: Value| {
        let (status, answer) = client.call(method, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {answer}");
        answer
    };
    let info = json!({"email": "new@sandbox.example", "type": 1});
    let new = send(
        Method::POST,
        "/users",
        json!({"action": "create", "user_info": info}),
    );
    let new = new.await;
    let user = format!("/users/{}", new["id"].as_str().unwrap());
    send(Method::PATCH, &user, json!({"job_title": "Guest"})).await;
    let assistants = json!({"assistants": [{"email": "lena@sandbox.example"}]});
    send(Method::POST, "/users/me/assistants", assistants).await;
    send(Method::POST, "/users/me/webinars", json!({})).await;
    send(Method::POST, "/tracking_fields", json!({"field": "Room"})).await;
    send(Method::DELETE, &user, json!({})).await;
    // What is no category of Zoom's, what only reads and what fails is not told.
    client.create(json!({})).await;
    client.get("/users").await;
    client.call(Method::DELETE, &user, None).await;

    let all = logs(&client, TODAY).await;
    assert_eq!(
        details(&all),
        [
            "delete user - new@sandbox.example",
            "add account - Room",
            "add webinar - olivia@sandbox.example",
            "add user settings - olivia@sandbox.example",
            "update user - new@sandbox.example",
            "add user - new@sandbox.example",
        ]
    );
    assert_eq!(
        all[0],
        json!({
            "time": "2026-03-04T12:00:00Z", "operator": "olivia@sandbox.example",
            "category_type": "user", "action": "delete",
            "operation_detail": "delete user - new@sandbox.example",
        })
    );
    let of_webinars = logs(&client, &format!("{TODAY}&category_type=webinar")).await;
    assert_eq!(of_webinars.len(), 1);
}

#[tokio::test]
async fn the_operation_log_is_asked_by_day_or_by_minute_and_read_in_pages() {
    let client = Client::server_to_server().await;
    let seed = logs(&client, "from=2026-02-04&to=2026-03-04").await;
    assert_eq!(seed.len(), 3, "{seed:?}");
    assert_eq!(seed[2]["operation_detail"], "add account - Project");
    let minute = "from=2026-02-10%2000:00&to=2026-02-20%2009:00";
    assert_eq!(logs(&client, minute).await.len(), 2);
    let before = "from=2026-02-10%2000:00&to=2026-02-20%2008:59";
    assert_eq!(logs(&client, before).await.len(), 1);

    let path = "/report/operationlogs?from=2026-02-04&to=2026-03-04&page_size=2";
    let (_, first) = client.get(path).await;
    assert_eq!(first["operation_logs"].as_array().unwrap().len(), 2);
    let token = first["next_page_token"].as_str().unwrap();
    let (_, second) = client.get(&format!("{path}&next_page_token={token}")).await;
    assert_eq!(second["operation_logs"], json!([seed[2]]));
}

#[tokio::test]
async fn who_allows_an_app_has_signed_in_and_who_is_deactivated_is_signed_out() {
    let client = Client::server_to_server().await;
    let yesterday = activities(&client, "").await;
    assert_eq!(yesterday["from"], "2026-02-04T00:00:00Z");
    assert_eq!(yesterday["activity_logs"].as_array().unwrap().len(), 8);

    client.authorize("sandbox-user-granular").await;
    let body = json!({"action": "deactivate"});
    let path = "/users/lena@sandbox.example/status";
    client.call(Method::PUT, path, Some(body)).await;
    let today = activities(&client, &format!("?{TODAY}")).await;
    let told: Vec<_> = today["activity_logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|log| {
            (
                log["email"].as_str().unwrap(),
                log["type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("lena@sandbox.example", "Sign out"),
            ("olivia@sandbox.example", "Sign in"),
        ]
    );
    assert_eq!(today["activity_logs"][1]["ip_address"], "127.0.0.1");
    let (_, user) = client.get("/users/me").await;
    assert_eq!(user["last_login_time"], "2026-03-04T12:00:00Z");
}
