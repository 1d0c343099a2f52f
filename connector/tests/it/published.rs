//! Holds each action against the operation that Zoom publishes, as `tests/published/` has it, place
//! by place: what goes into the path, the query and the body, what is answered, which scopes are
//! needed, and which limit of requests holds. A field that is not published may stand in none of
//! these places, and one that is published has to stand in its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

const OPERATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/published/operations");

/// Fields by path, such as `.settings.breakout_room.rooms[].name`.
type Fields = BTreeMap<String, Value>;

fn fields(schema: &Value) -> Fields {
    let mut fields = Fields::new();
    collect(schema, "", &mut fields);
    fields
}

fn collect(schema: &Value, path: &str, fields: &mut Fields) {
    for part in ["allOf", "oneOf"] {
        for schema in schema[part].as_array().into_iter().flatten() {
            collect(schema, path, fields);
        }
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        collect(schema, &path, fields);
        fields.insert(path, schema.clone());
    }
    if schema["items"].is_object() {
        collect(&schema["items"], &format!("{path}[]"), fields);
    }
}

fn choices(schema: &Value) -> Vec<String> {
    let own = schema["enum"].as_array();
    let open = schema.pointer("/anyOf/0/enum").and_then(Value::as_array);
    let text = |value: &Value| value.to_string().trim_matches('"').to_owned();
    own.or(open).into_iter().flatten().map(text).collect()
}

/// What `published` says of the values of a field and `ours` does not.
fn differences(published: &Value, ours: &Value, is_sent: bool) -> Vec<String> {
    let ours_has = choices(ours);
    let missing = choices(published)
        .into_iter()
        .filter(|choice| !ours_has.contains(choice));
    let mut differences: Vec<_> = missing
        .map(|choice| format!("lacks the choice {choice}"))
        .collect();
    // What Zoom answers is taken whatever its length or size, and choices have theirs.
    let limits = ["maximum", "minimum", "maxLength", "minLength", "maxItems"];
    let is_limited = is_sent && choices(published).is_empty();
    for limit in limits.into_iter().filter(|_| is_limited) {
        // What limits texts and numbers says nothing of a list.
        let of_others = limit != "maxItems" && published["type"] == "array";
        let published = &published[limit];
        if !of_others && published.is_number() && ours[limit] != *published {
            differences.push(format!(
                "has {limit} {} instead of {published}",
                ours[limit]
            ));
        }
    }
    differences
}

/// How a path names the connected user, where the action is about no other.
const ME: &str = "/users/me";

/// A field that an action has and that is not published of its endpoint there.
struct Exception {
    /// The published operation.
    operation: &'static str,
    place: &'static str,
    paths: &'static [&'static str],
}

/// All such fields, with why they are there all the same.
const EXCEPTIONS: &[Exception] = &[
    // Zoom's changelog tells of it since the operations were published.
    except("meetingCreate", "body", &[SUMMARY]),
    except("meetingUpdate", "body", &[SUMMARY]),
    except("meeting", "answer", &[SUMMARY]),
    // A create answers with what a get of it would; an invitee has the same members in both.
    except(
        "meetingCreate",
        "answer",
        &[SUMMARY, ".settings.meeting_invitees[].internal_user"],
    ),
    // What the connector says of what it has found again.
    except("meetingCreate", "answer", &[".recovered"]),
    except("webinarCreate", "answer", &[".recovered"]),
    // The operations do not name these. Where Zoom answers them, they come out in their types.
    except(
        "recordingsList",
        "answer",
        &[
            ".meetings[].host_email",
            ".meetings[].share_url",
            ".meetings[].timezone",
        ],
    ),
    except(
        "recordingGet",
        "answer",
        &[".host_email", ".share_url", ".timezone"],
    ),
    except(
        "meetingRecordingRegistrants",
        "answer",
        &[
            ".registrants[].create_time",
            ".registrants[].join_url",
            ".registrants[].participant_pin_code",
        ],
    ),
    // The members that all lists of the connector may have.
    except(
        "Listmeetingsummaries",
        "answer",
        &[".page_count", ".total_records"],
    ),
    except("listArchivedFiles", "answer", &[".page_count"]),
    except("groups", "answer", &[".page_count", ".page_size"]),
    except(
        "getWebhookLogs",
        "answer",
        &[".page_count", ".total_records"],
    ),
    except(
        "reportOperationLogs",
        "answer",
        &[".page_count", ".total_records"],
    ),
    // It answers a token for the next page, and its document forgets that it takes one.
    except("webinars", "query", &[".next_page_token"]),
    // People who register for webinars and for meetings have the same members.
    except(
        "webinarRegistrants",
        "answer",
        &[".registrants[].participant_pin_code"],
    ),
    except(
        "webinarAbsentees",
        "answer",
        &[".registrants[].participant_pin_code"],
    ),
    // The operations do not say what is in the list.
    except(
        "userSettingsUpdate",
        "body",
        &[
            ".tsp.call_out_countries[].code",
            ".tsp.call_out_countries[].name",
        ],
    ),
    except(
        "userSettings",
        "answer",
        &[
            ".tsp.call_out_countries[].code",
            ".tsp.call_out_countries[].name",
        ],
    ),
];

const SUMMARY: &str = ".settings.support_participants_receive_summary";

const fn except(
    operation: &'static str,
    place: &'static str,
    paths: &'static [&'static str],
) -> Exception {
    Exception {
        operation,
        place,
        paths,
    }
}

/// What is wrong with fields in a place where nothing of them is published, but for the exceptions,
/// which are noted as used.
fn surplus(
    published: &Fields,
    ours: &Fields,
    operation: &str,
    place: &str,
    used: &mut Used,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in ours.keys().filter(|path| !published.contains_key(*path)) {
        let excepted = EXCEPTIONS.iter().any(|exception| {
            exception.operation == operation
                && exception.place == place
                && exception.paths.contains(&path.as_str())
        });
        if excepted {
            used.insert((operation.to_owned(), place.to_owned(), path.clone()));
        } else {
            wrong.push(format!("has {path}, which is not published"));
        }
    }
    wrong
}

/// The exceptions that something has been: operation, place and path.
type Used = BTreeSet<(String, String, String)>;

fn compare(published: &Fields, ours: &Fields, is_sent: bool, needs_all: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, schema) in published {
        match ours.get(path) {
            None if needs_all => wrong.push(format!("lacks {path}")),
            None => {}
            Some(ours) => wrong.extend(
                differences(schema, ours, is_sent)
                    .iter()
                    .map(|difference| format!("has {path}, which {difference}")),
            ),
        }
    }
    wrong
}

/// The values within a value, by path.
fn values(value: &Value, path: &str) -> Vec<(String, Value)> {
    let members = value.as_object().into_iter().flatten();
    let below = members.flat_map(|(name, value)| values(value, &format!("{path}.{name}")));
    let items = value.as_array().into_iter().flatten();
    let items = items.flat_map(|item| values(item, &format!("{path}[]")));
    let own = (!path.is_empty() && !path.ends_with("[]")).then(|| (path.to_owned(), value.clone()));
    own.into_iter().chain(below).chain(items).collect()
}

/// Whether a field that is published so can have that value, as far as its choices tell.
fn takes(schema: &Value, value: &Value) -> bool {
    let choices = choices(schema);
    choices.is_empty() || choices.contains(&value.to_string().trim_matches('"').to_owned())
}

fn texts(list: &Value) -> BTreeSet<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

/// What of `ours` is not as Zoom publishes the operation.
fn judge(published: &Value, ours: &Value, used: &mut Used) -> Vec<String> {
    let operation = published["id"].as_str().unwrap_or_default();
    // Of the connected user alone nobody asks how to find a user.
    let of_me = ours["path"].as_str().is_some_and(|path| path.contains(ME));
    let offers_all = ours["offers_all"] == true && !of_me;
    let mut wrong = Vec::new();
    for place in ["query", "body"] {
        let (published, ours) = (fields(&published[place]), fields(&ours[place]));
        // An action that offers a part of what the endpoint can do may lack fields.
        let mut found = compare(&published, &ours, true, offers_all);
        found.extend(surplus(&published, &ours, operation, place, used));
        wrong.extend(found.iter().map(|what| format!("the {place} {what}")));
    }
    // What is said beside the fields is of the published names and choices.
    let body = fields(&published["body"]);
    for (path, value) in values(&ours["beside"], "") {
        match body.get(&path) {
            None => wrong.push(format!("the body has {path}, which is not published")),
            Some(schema) if !takes(schema, &value) => {
                wrong.push(format!("the body has {path}, which can't be {value}"));
            }
            Some(_) => {}
        }
    }
    let answer = (fields(&published["response"]), fields(&ours["answer"]));
    let takes_all = ours["takes_all"] != false;
    let mut found = compare(&answer.0, &answer.1, false, takes_all);
    found.extend(surplus(&answer.0, &answer.1, operation, "answer", used));
    wrong.extend(found.iter().map(|what| format!("the answer {what}")));

    let path = ours["path"].as_str().unwrap_or_default();
    let in_path: BTreeSet<_> = path
        .split_inclusive('}')
        .filter_map(|part| part.find('{').map(|start| &part[start..]))
        .collect();
    if in_path != texts(&ours["placeholders"]) {
        wrong.push(format!(
            "the path {path} is filled by {}",
            ours["placeholders"]
        ));
    }
    for elsewhere in texts(&ours["elsewhere"]) {
        wrong.push(format!(
            "{elsewhere} goes to a place of which nothing is published"
        ));
    }
    // A field that the connector keeps for itself must not be one that Zoom would take.
    for own in texts(&ours["own"]) {
        for place in ["query", "body"] {
            if fields(&published[place]).contains_key(&format!(".{own}")) {
                wrong.push(format!("{own} is not sent, but published for the {place}"));
            }
        }
    }
    let mut scopes = texts(&published["scopes"]["classic"]);
    scopes.extend(texts(&published["scopes"]["granular"]));
    let (ours_needs, label) = (texts(&ours["scopes"]), &published["rate_label"]);
    if scopes != ours_needs {
        wrong.push(format!(
            "the scopes are {ours_needs:?} instead of {scopes:?}"
        ));
    }
    if label.is_string() && *label != ours["rate_label"] {
        wrong.push(format!(
            "the rate label is {} instead of {label}",
            ours["rate_label"]
        ));
    }
    wrong
}

fn operations() -> Vec<Value> {
    let files = fs::read_dir(Path::new(OPERATIONS)).unwrap();
    let operations = files.map(|file| fs::read(file.unwrap().path()).unwrap());
    operations
        .flat_map(|json| serde_json::from_slice::<Vec<Value>>(&json).unwrap())
        .collect()
}

#[test]
fn each_action_sends_and_takes_what_is_published_of_its_endpoint() {
    let operations = operations();
    let (mut wrong, mut used) = (Vec::new(), Used::new());
    for exchange in zoom_connector::exchanges().as_array().unwrap() {
        let (id, method, path) = (&exchange["id"], &exchange["method"], &exchange["path"]);
        let operation = operations
            .iter()
            .find(|known| known["method"] == *method && known["path"] == published_path(path))
            .unwrap_or_else(|| panic!("{id}: {method} {path} is not published"));
        let found = judge(operation, exchange, &mut used);
        wrong.extend(found.iter().map(|what| format!("{id}: {what}")));
    }
    for Exception {
        operation,
        place,
        paths,
    } in EXCEPTIONS
    {
        for path in *paths {
            let key = ((*operation).into(), (*place).into(), (*path).into());
            if !used.contains(&key) {
                wrong.push(format!(
                    "the exception {operation}, {place}, {path} is used by no action"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The path under which an operation is published.
fn published_path(path: &Value) -> String {
    path.as_str().unwrap().replace(ME, "/users/{userId}")
}

/// An operation, and an action that is as published.
fn a_faithful_pair() -> (Value, Value) {
    let query = json!({ "properties": { "type": { "enum": ["live", "all"] } } });
    let body = json!({ "properties": {
        "topic": { "type": "string", "maxLength": 200 },
        "rooms": { "type": "array", "items": { "properties": { "name": { "type": "string" } } } },
    } });
    let answer = json!({ "properties": { "id": { "type": "string" } } });
    let operation = json!({
        "path": "/users/{userId}/meetings",
        "query": query,
        "body": { "allOf": [body] },
        "response": answer,
        "scopes": { "classic": ["a:b"], "granular": ["a:b:c"] },
        "rate_label": "HEAVY",
    });
    let ours = json!({
        "path": "/users/{userId}/meetings",
        "query": query,
        "body": body,
        "answer": answer,
        "placeholders": ["{userId}"],
        "own": ["all_pages"],
        "elsewhere": [],
        "beside": null,
        "scopes": ["a:b:c", "a:b"],
        "rate_label": "HEAVY",
        "offers_all": true,
    });
    (operation, ours)
}

#[test]
fn each_departure_from_what_is_published_is_found_in_its_place() {
    let (operation, faithful) = a_faithful_pair();
    assert!(judge(&operation, &faithful, &mut Used::new()).is_empty());
    for (at, value, found) in [
        (
            "/query/properties/user_id",
            json!({}),
            "the query has .user_id, which is not published",
        ),
        (
            "/body/properties/all_pages",
            json!({}),
            "the body has .all_pages, which is not published",
        ),
        (
            "/body/properties/rooms/items/properties/x",
            json!({}),
            "the body has .rooms[].x, which is not published",
        ),
        (
            "/body/properties/topic/maxLength",
            json!(300),
            "the body has .topic, which has maxLength 300 instead of 200",
        ),
        (
            "/query/properties/type/enum",
            json!(["all"]),
            "the query has .type, which lacks the choice live",
        ),
        (
            "/body/properties",
            json!({ "topic": { "maxLength": 200 } }),
            "the body lacks .rooms",
        ),
        (
            "/beside",
            json!({ "rooms": [{ "size": 1 }] }),
            "the body has .rooms[].size, which is not published",
        ),
        ("/answer/properties", json!({}), "the answer lacks .id"),
        (
            "/answer/properties/uuid",
            json!({}),
            "the answer has .uuid, which is not published",
        ),
        (
            "/elsewhere",
            json!(["trace"]),
            "trace goes to a place of which nothing is published",
        ),
        (
            "/placeholders",
            json!([]),
            "the path /users/{userId}/meetings is filled by []",
        ),
        (
            "/own",
            json!(["topic"]),
            "topic is not sent, but published for the body",
        ),
        (
            "/scopes",
            json!(["a:b"]),
            r#"the scopes are {"a:b"} instead of {"a:b", "a:b:c"}"#,
        ),
        (
            "/rate_label",
            json!("LIGHT"),
            r#"the rate label is "LIGHT" instead of "HEAVY""#,
        ),
    ] {
        let mut ours = faithful.clone();
        let (parent, name) = at.rsplit_once('/').unwrap();
        ours.pointer_mut(parent).unwrap()[name] = value;
        let wrong = judge(&operation, &ours, &mut Used::new());
        assert!(wrong.iter().any(|wrong| wrong == found), "{at}: {wrong:?}");
    }
}

#[test]
fn an_action_that_offers_a_part_may_lack_fields_but_have_no_others() {
    let (operation, mut ours) = a_faithful_pair();
    ours["offers_all"] = false.into();
    ours["body"] = json!({ "properties": { "topic": { "maxLength": 200 } } });
    assert!(judge(&operation, &ours, &mut Used::new()).is_empty());
    ours["body"]["properties"]["colour"] = json!({});
    assert_eq!(
        judge(&operation, &ours, &mut Used::new()),
        ["the body has .colour, which is not published"]
    );
}
