//! Which licences the account has, and who is told.

use serde_json::json;
use zoom_sandbox::Plan;

use crate::client::{Client, builder, sandbox};

const USAGE: &str = "/accounts/me/plans/usage";

#[tokio::test]
async fn an_account_has_the_plan_for_meetings_alone() {
    let client = Client::server_to_server_at(sandbox().await).await;
    let (_, users) = client.get("/users/summary").await;
    let (status, plans) = client.get(USAGE).await;
    assert_eq!(status, 200);
    let names: Vec<_> = plans.as_object().unwrap().keys().collect();
    assert_eq!(names, ["plan_base"]);
    assert_eq!(plans["plan_base"]["usage"], users["licensed_users_count"]);
}

#[tokio::test]
async fn an_account_with_a_bundle_uses_the_licences_of_that() {
    let bundled = builder().bundled_plans().start().await.unwrap();
    let client = Client::server_to_server_at(bundled).await;
    let (_, users) = client.get("/users/summary").await;
    let (_, plans) = client.get(USAGE).await;
    assert_eq!(
        plans["plan_zoom_one"][0]["usage"],
        users["licensed_users_count"]
    );
    assert_eq!(plans["plan_base"]["usage"], 0);
}

#[tokio::test]
async fn an_account_that_does_not_pay_has_no_plans_to_count() {
    let free = builder().rate_limits(Plan::Free).start().await.unwrap();
    let client = Client::server_to_server_at(free).await;
    let refused = json!({"code": 200, "message": "Only available for paid account."});
    assert_eq!(client.get(USAGE).await, (400, refused));
}
