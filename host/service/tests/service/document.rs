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

/// The names of the schemas that something refers to, by whatever number of others.
fn referred<'a>(document: &'a Value, node: &'a Value, found: &mut HashSet<&'a str>) {
    let mut references_of = Vec::new();
    references(node, &mut references_of);
    for reference in references_of {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        if found.insert(name) {
            referred(document, &document["components"]["schemas"][name], found);
        }
    }
}

/// What a schema says, without what it refers to, of its members and of those that are there.
fn members<'a>(schema: &'a Value, all: &mut Vec<&'a str>, there: &mut Vec<&'a str>) {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    parts.for_each(|part| members(part, all, there));
    let named = schema["properties"].as_object().into_iter().flatten();
    all.extend(named.map(|(name, _)| name.as_str()));
    let required = schema["required"].as_array().into_iter().flatten();
    there.extend(required.filter_map(Value::as_str));
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn each_member_of_an_answer_is_said_to_be_there_but_for_a_link_and_in_problems() {
    let document = document();
    let mut answered = HashSet::new();
    for operation in operations(&document).into_values() {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            if status != "default" {
                referred(&document, &answer["content"], &mut answered);
            }
        }
    }
    assert!(answered.contains("ConnectorAction") && answered.contains("Problem"));
    for name in answered.into_iter().filter(|name| *name != "Problem") {
        let (mut all, mut there) = (Vec::new(), Vec::new());
        let schema = &document["components"]["schemas"][name];
        members(schema, &mut all, &mut there);
        all.retain(|member| !there.contains(member));
        let left_out: &[&str] = match name {
            "ConnectSession" => &["link"],
            _ => &[],
        };
        assert_eq!(all, left_out, "{name}");
    }
}

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn a_parameter_is_left_out_and_never_null() {
    let document = document();
    let mut count = 0;
    for (name, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            let kind = &parameter["schema"]["type"];
            assert!(kind.is_string(), "{name}: {parameter}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// What generated clients would have beside a type of that name, imported or not.
const TAKEN: [&str; 12] = [
    "Action", "Array", "Date", "Error", "File", "Function", "Header", "Map", "Object", "Request",
    "Response", "Task",
];

#[test]
#[cfg_attr(replicas, ignore = "no service takes part in it")]
fn no_schema_has_a_name_that_languages_have_given_away() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in TAKEN {
        assert!(!schemas.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn what_it_says_is_there_is_there() {
    let stage = Stage::connected().await;
    let new = json!({"connector": "notes"});
    let made = stage.post("/v1/connect-sessions", &new).await.json();
    let connection = stage.get("/v1/connections/work").await.done();
    let connector = stage.get("/v1/connectors/notes").await.done();
    let action = "/v1/connectors/notes/actions/list-notes";
    let action = stage.get(action).await.done();
    let document = document();
    let schemas = &document["components"]["schemas"];
    for (names, answer) in [
        (&["ConnectSession"][..], &made),
        (&["Connection"][..], &connection),
        (&["Connector", "ConnectorSummary"][..], &connector),
        (&["ConnectorAction", "ActionSummary"][..], &action),
    ] {
        let (mut all, mut required) = (Vec::new(), Vec::new());
        for name in names {
            members(&schemas[name], &mut all, &mut required);
        }
        let has = answer.as_object().unwrap();
        for member in &required {
            assert!(has.contains_key(*member), "{names:?}: {member}");
        }
        for member in has.keys().filter(|member| *member != "link") {
            assert!(required.contains(&member.as_str()), "{names:?}: {member}");
        }
    }
    assert!(made["link"].is_string());
    let link = &schemas["ConnectSession"]["properties"]["link"];
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
