//! `http-request`.

use http::Method;
use serde_json::Value;

use super::header;
use crate::action::{Action, column};
use crate::api_path::API_PATH;
use crate::contract::FailureKind::NotFound;
use crate::contract::FieldProblem;
use crate::endpoint::{Content, Endpoint};
use crate::group::Group;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::shape::{
    self, Field, Form, INTEGER, Kind, Path, Shape, content, member, path, query_members,
};

static GROUP: Group = Group::new("Generic", "https://developers.zoom.us/docs/api/");

pub(crate) static ACTION: Action = Action::post(&GROUP, "http-request", PATH)
    .summary("Makes any request to Zoom's API, for what no other action does.")
    .description(
        "With the connection's credential, to a path below the API's address and nowhere else. What it \
         does is what the endpoint does: reads, changes and deletes alike. GET, PUT and PATCH are \
         repeated when Zoom fails, POST and DELETE never: what a path stands for may be another thing \
         once it was deleted. An error of Zoom's ends it as it ends other actions. \
         Which scope it takes is the endpoint's to say; Zoom names it when it is missing. Whatever the \
         endpoint answers is in the output, tokens and passcodes too: treat all of it like a password.",
    )
    .input(INPUTS)
    .output(OUTPUTS)
    .any(endpoint)
    .rules(rules)
    .warnings(warnings)
    .rate_label("")
    .columns(&[column("Status", "/status"), column("Body", "/body")])
    .sample(
        r#"{ "method": "GET", "path": "/users/me/meetings", "query": { "type": "live" } }"#,
        r#"{ "status": 200, "body": { "page_size": 30, "total_records": 0, "meetings": [] } }"#,
    );

const PATH: &str = "/{path}";

static INPUT: &[Field] = &[
    member(
        "method",
        Kind::Choice(&["GET", "POST", "PUT", "PATCH", "DELETE"]),
        "The method.",
    )
    .default("\"GET\""),
    path(
        "path",
        "{path}",
        API_PATH,
        "The path below https://api.zoom.us/v2, such as `/users/me/meetings`. A UUID with a slash in it has to be encoded twice.",
    ),
    query_members(
        "query",
        "What goes behind the path: names with texts, numbers, truth values, or lists of these.",
    ),
    shape::header(
        "headers",
        "Further header fields: names with texts. Credentials are the host's alone.",
    ),
    content("body", JSON, "The JSON to send: an object, or a list."),
];

/// What Zoom takes for a body.
const JSON: Kind = Kind::Form(&Form::new(
    |value| (value.is_object() || value.is_array()).then(|| value.clone()),
    "an object or a list",
    r#"{ "type": ["object", "array"] }"#,
));

static INPUTS: &[&[Field]] = &[INPUT];
static OUTPUTS: &[&[Field]] = &[OUTPUT];

static OUTPUT: &[Field] = &[
    member("status", INTEGER, "The status of the answer.").essential(),
    member(
        "body",
        ANYTHING,
        "What Zoom answered: JSON as it is, anything else as a text; left out where there is nothing.",
    ),
];

/// Whatever an endpoint answers.
const ANYTHING: Kind = Kind::Any;

/// The endpoint of a method.
const fn by(method: Method) -> Endpoint {
    let repeatable = !matches!(method, Method::POST | Method::DELETE);
    let mut endpoint = Endpoint::new(method, PATH);
    endpoint.repeatable = repeatable;
    endpoint.input = Shape::of(INPUTS);
    endpoint.output = Shape::of(OUTPUTS);
    endpoint.content = Content::Any;
    endpoint.refusals = REFUSALS;
    endpoint
}

static REFUSALS: &[Refusal] = &[refusal(
    404,
    64041,
    NotFound,
    "Zoom's API has no such path for this method.",
    "Check both against Zoom's API reference.",
)];

static GET: Endpoint = by(Method::GET);
static POST: Endpoint = by(Method::POST);
static PUT: Endpoint = by(Method::PUT);
static PATCH: Endpoint = by(Method::PATCH);
static DELETE: Endpoint = by(Method::DELETE);

fn endpoint(input: &Input) -> &'static Endpoint {
    let known = [&POST, &PUT, &PATCH, &DELETE].into_iter();
    let mut named = known.filter(|endpoint| input.text("method") == Some(endpoint.method.as_str()));
    named.next().unwrap_or(&GET)
}

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut check = |field: &str, problem: fn(&str, &Value) -> Option<&'static str>| {
        let at = Path::Member(&Path::Whole, field);
        for (name, value) in input.object(field).into_iter().flatten() {
            if let Some(what) = problem(name, value) {
                problems.push(Path::Member(&at, name).problem(what));
            }
        }
    };
    check("headers", header::problem);
    check("query", |_, value| {
        let plain = |value: &Value| !value.is_object() && !value.is_array();
        let fits = match value {
            Value::Array(values) => values.iter().all(|value| plain(value) && !value.is_null()),
            value => plain(value),
        };
        (!fits).then_some("must be a text, a number, a truth value, or a list of these")
    });
}

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let safe = endpoint(input).method.is_safe();
    match input.get("body") {
        Some(_) if safe => vec!["Zoom looks at no body of a GET.".to_owned()],
        _ => Vec::new(),
    }
}
