//! What holds for every action, whichever there are: taken from the manifest, so that no action can be
//! forgotten.

mod answers;
mod anything;
mod sources;

use insta::assert_snapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use zoom_connector::contract::{Failure, HttpRequest, Reply, Step};

use crate::support::{answer, begin, resume, state};

static ACTIONS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let manifest: Value = serde_json::from_str(&zoom_connector::describe()).unwrap();
    manifest["actions"].as_array().unwrap().clone()
});

static OUTPUTS: LazyLock<BTreeMap<&str, jsonschema::Validator>> = LazyLock::new(|| {
    let outputs = ACTIONS.iter().map(|action| {
        let schema = jsonschema::validator_for(&action["output"]).unwrap();
        (id(action), schema)
    });
    outputs.collect()
});

fn id(action: &Value) -> &str {
    action["id"].as_str().unwrap()
}

/// The sample of its input, for one page.
fn sample(action: &Value) -> Value {
    let mut input = action["sample"]["input"].clone();
    input
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !["all_pages", "max_items"].contains(&name.as_str()));
    input
}

/// Whether its output is made of the input, since Zoom answers without content.
fn acknowledges(action: &Value) -> bool {
    let required = action["output"]["required"].as_array();
    let done = [
        "updated",
        "deleted",
        "ended",
        "recovered",
        "accepted",
        "given",
    ];
    required.is_some_and(|required| done.iter().any(|done| required.contains(&json!(done))))
}

/// Whether it takes whatever comes.
fn is_generic(action: &Value) -> bool {
    id(action) == "http-request"
}

/// Whether it changes nothing though it posts.
fn asks_by_post(action: &Value) -> bool {
    id(action) == "validate-app-manifest"
}

/// Whether it is one of several other actions, by the object that the input names.
fn is_of_records(action: &Value) -> bool {
    action["group"] == "Records"
}

/// Whether it asks nobody.
fn is_local(action: &Value) -> bool {
    action["http"].is_null()
}

/// The actions that ask Zoom.
fn asking() -> impl Iterator<Item = &'static Value> {
    ACTIONS.iter().filter(|action| !is_local(action))
}

/// Whether it goes on elsewhere where one of Zoom's endpoints does not tell.
fn asks_elsewhere(action: &Value) -> bool {
    [
        "get-attendance",
        "get-meeting-assets",
        "get-transcript-text",
        "create-join-package",
        "pick-host",
    ]
    .contains(&id(action))
}

fn request(step: &Step) -> &HttpRequest {
    match step {
        Step::Send(exchange) => &exchange.request,
        Step::Page(page) => &page.then.request,
        Step::Download(transfer) => &transfer.request,
        other => panic!("no request: {other:?}"),
    }
}

/// A meeting as it is seen before it is changed.
fn seen() -> Reply {
    answer(
        200,
        json!({ "id": 1, "type": 2, "start_time": "2026-09-15T01:00:00Z", "timezone": "UTC", "settings": { "alternative_hosts": "anna@example.com" } }),
    )
}

/// What an action sees before it changes something.
fn looked_at(action: &Value) -> Reply {
    match id(action) {
        "sync-registrants" => answer(200, json!({ "registrants": [] })),
        // Who has a licence already needs none.
        "recycle-licence" => answer(200, json!({ "id": "u", "type": 1 })),
        _ => seen(),
    }
}

/// The step that makes the exchange that the action is about, with its sample.
fn started(action: &Value) -> Step {
    let step = begin(id(action), sample(action)).unwrap();
    if is_local(action) {
        return step;
    }
    let method = action["http"]["method"].as_str().unwrap();
    if request(&step).method == "GET" && method != "GET" && !is_generic(action) {
        let looks = if id(action) == "sync-registrants" {
            3
        } else {
            1
        };
        return (0..looks).fold(step, |step, _| {
            resume(&state(&step).unwrap(), looked_at(action)).unwrap()
        });
    }
    step
}

fn outcome(action: &Value, reply: Reply) -> Result<Step, Failure> {
    resume(&state(&started(action)).unwrap(), reply)
}

fn misfits(action: &Value, output: &Value) -> Vec<String> {
    let errors = OUTPUTS[id(action)].iter_errors(output);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_ids_of_the_actions_stay() {
    let ids: Vec<_> = ACTIONS.iter().map(id).collect();
    assert_snapshot!(ids.join("\n"));
}

#[test]
fn no_two_actions_have_one_id_or_one_title() {
    for part in ["id", "title"] {
        let mut names: Vec<_> = ACTIONS
            .iter()
            .map(|action| action[part].as_str().unwrap())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{part}");
    }
}

#[test]
fn the_sample_of_every_action_asks_its_endpoint() {
    let of_one = |action: &&Value| !is_generic(action) && !is_of_records(action);
    for action in asking().filter(of_one) {
        let step = started(action);
        let request = request(&step);
        let (address, _) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let asked: Vec<_> = address
            .strip_prefix("https://api.zoom.us/v2")
            .unwrap()
            .split('/')
            .collect();
        let published: Vec<_> = action["http"]["path"]
            .as_str()
            .unwrap()
            .split('/')
            .collect();
        let fits =
            |(asked, published): (&&str, &&str)| asked == published || published.starts_with('{');
        assert_eq!(asked.len(), published.len(), "{}: {address}", id(action));
        assert!(
            asked.iter().zip(&published).all(fits),
            "{}: {address}",
            id(action)
        );
        assert_eq!(request.method, action["http"]["method"].as_str().unwrap());
    }
}

#[test]
fn what_may_be_done_twice_says_so_in_the_manifest_and_in_the_exchange() {
    for action in ACTIONS.iter().filter(|action| !is_generic(action)) {
        // A number stands for another recording once one is deleted.
        let moves_on = id(action) == "delete-meeting-recordings";
        // Whoever is invited twice is called twice.
        let calls = id(action) == "invite-to-live-meeting";
        let posts = action["http"]["method"] == "POST" && !asks_by_post(action);
        let of_records = ["create-record", "delete-record"].contains(&id(action));
        let repeatable = !posts && !moves_on && !calls && !of_records;
        assert_eq!(action["repeatable"], repeatable, "{}", id(action));
    }
}

#[test]
fn what_changes_nothing_is_a_get_and_what_gives_a_credential_does_not_count_as_reading() {
    for action in ACTIONS.iter() {
        let reads = action["effect"] == "read";
        let gives_a_credential = action["sensitive"] == json!([""]);
        let gets = is_local(action) || asks_by_post(action) || action["http"]["method"] == "GET";
        assert_eq!(reads, gets && !gives_a_credential, "{}", id(action));
    }
    let token = ACTIONS
        .iter()
        .find(|action| id(action) == "get-user-token")
        .unwrap();
    assert_eq!(token["effect"], "write");
}

#[test]
fn what_is_a_secret_in_an_input_is_not_to_be_shown_again() {
    fn walk(action: &str, schema: &Value, found: &mut usize) {
        let secret = ["password", "passcode", "host_key", "stream_key"];
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if secret.contains(&name.as_str()) && member["type"] == "string" {
                *found += 1;
                assert_eq!(member["writeOnly"], true, "{action}: {name}");
            }
            walk(action, member, found);
            walk(action, &member["items"], found);
        }
    }
    let mut found = 0;
    let manifest: Value = serde_json::from_str(&zoom_connector::manifest()).unwrap();
    for action in manifest["actions"].as_array().unwrap() {
        walk(id(action), &action["input"], &mut found);
    }
    assert!(found > 5, "{found}");
}

#[test]
fn every_list_gives_all_its_pages_where_zoom_has_pages() {
    for action in ACTIONS.iter() {
        let paged = action["input"]["properties"]["next_page_token"].is_object();
        let all = action["input"]["properties"]["all_pages"].is_object();
        assert_eq!(paged, all, "{}", id(action));
        assert!(!paged || action["pagination"].is_object(), "{}", id(action));
    }
}

#[test]
fn every_text_for_people_is_there_and_ends_as_a_sentence() {
    for action in ACTIONS.iter() {
        for text in ["summary", "description"] {
            let text = action[text].as_str().unwrap_or("None.");
            assert!(
                text.ends_with('.') && !text.contains("  "),
                "{}: {text}",
                id(action)
            );
        }
        for part in ["input", "output"] {
            described(id(action), &action[part]);
        }
    }
}

fn described(action: &str, schema: &Value) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let text = schema["description"].as_str().unwrap_or_default();
        assert!(
            text.ends_with('.') && !text.contains("  "),
            "{action}.{name}: {text:?}"
        );
        described(&format!("{action}.{name}"), schema);
        described(&format!("{action}.{name}[]"), &schema["items"]);
    }
}
