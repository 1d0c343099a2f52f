//! The document that describes the API.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::stage::Stage;

fn document() -> Value {
    serde_json::from_str(&connector_host_service::document()).unwrap()
}

/// `INSTA_UPDATE=always` writes it anew.
#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn the_document_that_is_checked_in_is_the_one_that_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let document = connector_host_service::document();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, &document).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        checked_in == document,
        "{} is stale: run this test with INSTA_UPDATE=always, and read what has changed",
        path.display()
    );
}

#[tokio::test]
async fn it_is_served_to_anybody() {
    let stage = Stage::new().await;
    let served = stage.get("/v1/openapi.json").await;
    assert_eq!(served.text(), connector_host_service::document());
    assert_eq!(served.json()["openapi"], "3.1.0");
}

/// Everything that a document refers to.
fn references<'a>(node: &'a Value, found: &mut Vec<&'a str>) {
    match node {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|node| references(node, found));
        }
        Value::Array(nodes) => nodes.iter().for_each(|node| references(node, found)),
        _ => {}
    }
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn all_that_it_refers_to_is_there() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn every_operation_has_a_name_a_group_a_summary_and_says_how_it_fails() {
    let document = document();
    let mut names = HashSet::new();
    let groups: Vec<&Value> = document["tags"].as_array().unwrap().iter().collect();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name}");
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(operation["description"].is_string(), "{method} {path}");
            let group = &operation["tags"][0];
            assert!(
                groups.iter().any(|known| known["name"] == *group),
                "{method} {path}"
            );
            let problem = &operation["responses"]["default"]["content"];
            let problem = &problem["application/problem+json"]["schema"];
            assert_eq!(*problem, json!({"$ref": "#/components/schemas/Problem"}));
            // Who may do it is said, since a schema can't.
            let description = operation["description"].as_str().unwrap();
            let words: Vec<&str> = description.split_whitespace().collect();
            let description = words.join(" ");
            let says = description.contains("It takes") || description.contains("No key is needed");
            assert!(says, "{method} {path}");
        }
    }
}

/// All operations by their names.
fn operations(document: &Value) -> HashMap<&str, &Value> {
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    operations
        .map(|operation| (operation["operationId"].as_str().unwrap(), operation))
        .collect()
}

/// The schema that a JSON pointer into an answer leads to.
fn schema_at<'a>(document: &'a Value, schema: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut schema = schema;
    for step in pointer.split('/').skip(1) {
        if let Some(reference) = schema["$ref"].as_str() {
            schema = document.pointer(reference.strip_prefix('#')?)?;
        }
        schema = match step.parse::<usize>() {
            Ok(_) => schema.get("items")?,
            Err(_) => schema.get("properties")?.get(step)?,
        };
    }
    Some(schema)
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn what_an_answer_leads_on_to_is_there_and_takes_what_the_answer_has() {
    let document = document();
    let operations = operations(&document);
    let mut led = 0;
    for (name, operation) in &operations {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let Some(links) = answer["links"].as_object() else {
                continue;
            };
            let schema = &answer["content"]["application/json"]["schema"];
            for (to, link) in links {
                let what = format!("{name} {status} -> {to}");
                assert_eq!(link["operationId"], *to, "{what}");
                let with = link["parameters"].as_object().unwrap();
                let path = operations[to.as_str()]["parameters"].as_array().unwrap();
                let mut path = path.iter().filter(|parameter| parameter["in"] == "path");
                assert!(
                    path.all(|parameter| with.contains_key(parameter["name"].as_str().unwrap())),
                    "{what}"
                );
                for place in with.values().map(|place| place.as_str().unwrap()) {
                    if let Some(pointer) = place.strip_prefix("$response.body#") {
                        let found = schema_at(&document, schema, pointer);
                        assert_eq!(found.unwrap()["type"], "string", "{what} {place}");
                    } else {
                        assert!(place.starts_with("$request.path."), "{what} {place}");
                    }
                }
                led += 1;
            }
        }
    }
    assert!(led > 20, "{led}");
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn what_is_the_operators_alone_names_no_tenant() {
    let document = document();
    let names_tenant = |path: &str, method: &str| {
        let parameters = document["paths"][path][method]["parameters"].as_array();
        let mut parameters = parameters.into_iter().flatten();
        parameters.any(|parameter| parameter["name"] == "Tenant")
    };
    assert!(names_tenant("/v1/connectors", "get"));
    assert!(names_tenant("/v1/connections", "post"));
    for (path, method) in [
        ("/v1/connectors", "post"),
        ("/v1/connectors/{connector}", "delete"),
        ("/v1/tenants", "post"),
    ] {
        assert!(!names_tenant(path, method), "{method} {path}");
    }
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn bodies_are_needed_and_have_a_schema_and_so_do_all_answers() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = &operation["requestBody"];
            assert!(
                body.is_null() || body["required"] == true,
                "{method} {path}"
            );
            let answers = operation["responses"].as_object().unwrap();
            let contents = answers.values().chain([body]);
            for content in contents.filter_map(|one| one["content"].as_object()) {
                for (kind, content) in content {
                    assert!(content["schema"].is_object(), "{method} {path} {kind}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_it_says_is_there_is_there() {
    let stage = Stage::connected().await;
    let new = json!({"connector": "notes"});
    let made = stage.post("/v1/connect-sessions", &new).await.json();
    let connection = stage.get("/v1/connections/work").await.done();
    let document = document();
    for (name, answer) in [("ConnectSession", &made), ("Connection", &connection)] {
        let schema = &document["components"]["schemas"][name];
        let required = schema["required"].as_array().unwrap();
        let members = answer.as_object().unwrap();
        for member in required {
            let member = member.as_str().unwrap();
            assert!(members.contains_key(member), "{name}: {member}");
        }
        for member in members.keys().filter(|member| *member != "link") {
            assert!(required.iter().any(|one| one == member), "{name}: {member}");
        }
    }
    assert!(made["link"].is_string());
    let link = &document["components"]["schemas"]["ConnectSession"]["properties"]["link"];
    assert_eq!(link["type"], "string");
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn the_front_page_lists_every_path() {
    let front_page = include_str!("../../src/lib.rs");
    let document = document();
    for path in document["paths"].as_object().unwrap().keys() {
        let last = path.rsplit('/').next().unwrap();
        let listed =
            front_page.contains(path.as_str()) || front_page.contains(&format!("/{last}`"));
        assert!(listed, "{path}");
    }
}
