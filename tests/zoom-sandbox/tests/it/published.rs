//! Every answer held against what Zoom publishes about it: each that the test
//! client gets is checked as it comes, and here every operation is called with
//! every kind of thing there is to answer.

mod absent;
mod archiving;
mod dashboards;
mod families;
mod livestreams;
mod marketplace;
mod meeting_templates;
mod meetings;
mod past_meetings;
mod polls;
mod recordings;
mod registrants;
mod reports;
mod surveys;
mod tracking_fields;
mod users;
mod webinars;

use std::{collections::BTreeSet, fs, sync::LazyLock};

use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::Schemas;

use crate::client::{Client, builder, sandbox};
use absent::ABSENT;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(Schemas::kept);

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../published/operations");
    let mut operations: Vec<Operation> = Vec::new();
    for file in fs::read_dir(directory).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let published: Vec<Value> = serde_json::from_str(&text).unwrap();
        operations.extend(published.into_iter().map(Operation::new));
    }
    operations
});

/// What is published about one operation.
struct Operation {
    id: String,
    method: String,
    path: String,
    response: Option<Value>,
}

impl Operation {
    fn new(mut published: Value) -> Self {
        let response = published.get_mut("response").map(Value::take);
        let text = |name: &str| published[name].as_str().unwrap().to_owned();
        Self {
            id: text("id"),
            method: text("method"),
            path: text("path"),
            response,
        }
    }
}

/// Demands that an answer is as published.
pub(crate) fn check(method: &Method, target: &str, status: u16, body: &str) {
    let checked = SCHEMAS.check(method, target, status, body);
    assert_eq!(
        checked.violations,
        Vec::<String>::new(),
        "{method} {target}: {status} {body}"
    );
}

/// Calls every operation and gives back the answers of success.
async fn answers() -> Vec<(String, Value)> {
    let client = Client::server_to_server().await;
    meetings::call(&client).await;
    past_meetings::call(&client).await;
    registrants::call(&client).await;
    recordings::call(&client).await;
    tracking_fields::call(&client).await;
    archiving::call(&client).await;
    reports::call(&client).await;
    users::call(&client).await;
    webinars::call(&client).await;
    dashboards::call(&client).await;
    polls::call(&client).await;
    livestreams::call(&client).await;
    surveys::call(&client).await;
    // Some operations have no granular scope.
    let classic = Client::signed_in(sandbox().await, "sandbox-user-classic").await;
    meeting_templates::call(&classic).await;
    let admin = Client::signed_in(sandbox().await, "sandbox-admin-classic").await;
    reports::call_classic(&admin).await;
    let asks = builder().admin_pre_approval().bundled_plans();
    let asks = asks.start().await.unwrap();
    let approving = Client::server_to_server_at(asks).await;
    marketplace::call(&approving).await;
    approving.get("/accounts/me/plans/usage").await;
    marketplace::call_classic(&classic).await;
    let mut exchanges = client.sandbox.requests().all();
    exchanges.extend(classic.sandbox.requests().all());
    exchanges.extend(admin.sandbox.requests().all());
    exchanges.extend(approving.sandbox.requests().all());
    let answered = exchanges.iter().filter(|exchange| exchange.status < 400);
    answered
        .filter_map(|exchange| {
            let target = exchange.target.strip_prefix("/v2")?;
            let method = exchange.method.parse().unwrap();
            let answer = serde_json::from_str(&exchange.response_body).unwrap_or_default();
            let checked = SCHEMAS.check(&method, target, exchange.status, &exchange.response_body);
            Some((checked.name?, answer))
        })
        .collect()
}

#[tokio::test]
#[allow(
    clippy::print_stdout,
    reason = "how much was held against the schema is worth showing"
)]
async fn every_operation_answers_and_every_published_member_is_in_some_answer() {
    let answers = answers().await;
    let called: BTreeSet<&str> = answers.iter().map(|(called, _)| called.as_str()).collect();
    let published: BTreeSet<&str> = OPERATIONS.iter().map(|known| known.id.as_str()).collect();
    assert_eq!(called, published, "every operation has to be called");

    let mut missing: Vec<String> = Vec::new();
    for operation in OPERATIONS.iter() {
        let Some(schema) = &operation.response else {
            continue;
        };
        let id = operation.id.as_str();
        let given: Vec<&Value> = answers
            .iter()
            .filter(|(called, _)| called == id)
            .map(|(_, answer)| answer)
            .collect();
        let mut places = Vec::new();
        look(schema, &given, "", &mut places);
        places.retain(|place| !ABSENT.contains(&(id, place.as_str())));
        missing.extend(places.into_iter().map(|place| format!("{id} {place}")));
    }
    assert_eq!(missing, Vec::<String>::new());
    println!(
        "{} answers of {} operations, each as published",
        answers.len(),
        called.len()
    );
}

/// Notes each published member that none of these values has. What is inside
/// an object or an array is looked for only where there is one to look into.
fn look(schema: &Value, values: &[&Value], place: &str, missing: &mut Vec<String>) {
    for part in schema["allOf"].as_array().into_iter().flatten() {
        look(part, values, place, missing);
    }
    let members = schema["properties"].as_object().into_iter().flatten();
    for (name, schema) in members {
        let place = format!("{place}/{name}");
        let inside: Vec<&Value> = values.iter().filter_map(|value| value.get(name)).collect();
        if inside.is_empty() {
            missing.push(place);
            continue;
        }
        look_inside(schema, &inside, &place, missing);
    }
}

fn look_inside(schema: &Value, values: &[&Value], place: &str, missing: &mut Vec<String>) {
    let objects: Vec<&Value> = values
        .iter()
        .copied()
        .filter(|value| value.is_object())
        .collect();
    if !objects.is_empty() {
        look(schema, &objects, place, missing);
    }
    let items: Vec<&Value> = values
        .iter()
        .filter_map(|value| value.as_array())
        .flatten()
        .collect();
    if !items.is_empty() && schema["items"].is_object() {
        look_inside(&schema["items"], &items, &format!("{place}/*"), missing);
    }
}

#[tokio::test]
async fn an_empty_sandbox_list_still_has_its_members() {
    let client = Client::signed_in(sandbox().await, "sandbox-user-granular").await;
    let (_, list) = client
        .get("/users/me/recordings?from=2020-01-01&to=2020-01-02")
        .await;
    assert_eq!(
        list,
        json!({
            "from": "2020-01-01", "to": "2020-01-02", "page_count": 0, "page_size": 30,
            "total_records": 0, "next_page_token": "", "meetings": [],
        })
    );
}
