//! The tracking fields of the account.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::Client;

#[tokio::test]
async fn a_tracking_field_is_created_read_changed_and_deleted() {
    let client = Client::server_to_server().await;
    let body = json!({"field": "Budget", "recommended_values": ["Small", "Large"]});
    let (status, created) = client
        .call(Method::POST, "/tracking_fields", Some(body))
        .await;
    assert_eq!(status, 201);
    let path = format!("/tracking_fields/{}", created["id"].as_str().unwrap());
    assert_eq!(client.get(&path).await, (200, created.clone()));

    let change = json!({"required": true});
    assert_eq!(
        client.call(Method::PATCH, &path, Some(change)).await,
        (204, Value::Null)
    );
    let (_, changed) = client.get(&path).await;
    assert_eq!(
        (&changed["required"], &changed["field"]),
        (&json!(true), &json!("Budget"))
    );

    client.call(Method::DELETE, &path, None).await;
    let id = created["id"].as_str().unwrap();
    assert_eq!(
        client.get(&path).await,
        (
            404,
            json!({"code": 5110, "message": format!("Tracking field does not exist: {id}.")})
        )
    );
}

#[tokio::test]
async fn no_two_tracking_fields_have_the_same_name() {
    let client = Client::server_to_server().await;
    let (_, list) = client.get("/tracking_fields").await;
    assert_eq!(list["tracking_fields"][0]["field"], "Project");
    let taken = json!({"field": "Project"});
    assert_eq!(
        client
            .call(Method::POST, "/tracking_fields", Some(taken))
            .await,
        (
            400,
            json!({"code": 200, "message": "Tracking field Project already exists."})
        )
    );
}
