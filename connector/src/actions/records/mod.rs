//! One action for several objects, for platforms that offer any object under one name: what is done is
//! what the action of that object does, with all that holds for it.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use serde_json::json;

use crate::action::Meant;
use crate::contract::{Failure, FieldProblem};
use crate::group::Group;
use crate::input::Input;
use crate::shape::{ANY_OBJECT, Field, Form, Kind, Object, Path, member};

static GROUP: Group = Group::new("Records", "https://developers.zoom.us/docs/api/");

/// What the items of every list are called.
pub(crate) const RECORDS: &str = "records";

const MEETING: &str = "meeting";
const WEBINAR: &str = "webinar";
const USER: &str = "user";
const RECORDING: &str = "recording";
const REGISTRANT: &str = "registrant";

/// The field of lists of registrants, who are decided on several at once.
const REGISTRANTS: &str = "registrants";

/// Which object it is done to.
const fn object(choices: &'static [&'static str]) -> Field {
    member("object", Kind::Choice(choices), "What it is done to.").required()
}

/// Which record.
const ID: Field = member(
    "id",
    Kind::Form(&Form::new(
        |value| (value.is_string() || value.is_number()).then(|| value.clone()),
        "the id of the record",
        r#"{ "type": ["string", "integer"], "minLength": 1 }"#,
    )),
    "Which one: the number of the meeting or webinar, the id of the user or registrant, or what a recording is got by.",
)
.required();

/// What the action of the object takes beside.
const fn fields(description: &'static str) -> Field {
    member("fields", ANY_OBJECT, description)
}

/// The fields that are those of the action too.
const PAGING: [&str; 4] = ["page_size", "next_page_token", "all_pages", "max_items"];

/// The problems of what the fields of the record say already, and `fields` once more.
pub(crate) fn said_twice(meant: &Meant, input: &Input) -> Vec<FieldProblem> {
    let which = (meant.id, "id");
    let paging = PAGING.into_iter().map(|name| (name, name));
    let fields = input.object("fields");
    let at = Path::Member(&Path::Whole, "fields");
    let mut problems = Vec::new();
    for (name, own) in std::iter::once(which).chain(paging) {
        let has = fields.is_some_and(|fields| fields.contains_key(name));
        if has && input.get(own).is_some() {
            let problem = format!("is what `{own}` says; remove it");
            problems.push(Path::Member(&at, name).problem(problem));
        }
    }
    problems
}

/// The input of the action that is meant.
pub(crate) fn input(meant: &Meant, input: &Input) -> Object {
    let mut fields = input.object("fields").cloned().unwrap_or_default();
    for name in PAGING {
        if let Some(value) = input.get(name) {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    let id = input.get("id").filter(|_| !meant.id.is_empty());
    if let Some(id) = id.cloned() {
        let id = match meant.id {
            REGISTRANTS => json!([{ "id": id, "email": fields.remove("email") }]),
            _ => id,
        };
        fields.insert(meant.id.to_owned(), id);
    }
    fields
}

/// A problem of that input, as one of the record's.
pub(crate) fn problem(meant: &Meant, problem: FieldProblem) -> FieldProblem {
    let of_one = problem.field.strip_prefix(REGISTRANTS);
    let of_one = of_one.filter(|_| meant.id == REGISTRANTS);
    let field = match problem.field.as_str() {
        "" => "fields".to_owned(),
        name if name == meant.id => "id".to_owned(),
        // The list has one item, which is made of the id and the e-mail address.
        _ if of_one.is_some_and(|rest| rest.ends_with("email")) => "fields.email".to_owned(),
        _ if of_one.is_some() => "id".to_owned(),
        name if PAGING.contains(&name) => name.to_owned(),
        name => format!("fields.{name}"),
    };
    FieldProblem { field, ..problem }
}

/// A failure of the action that is meant, as that of the one that stands for it.
pub(crate) fn failure(action: &str, record: &str, failure: Failure) -> Failure {
    let of_action = format!("`{action}`");
    match failure.message.strip_prefix(&of_action) {
        Some(rest) => Failure {
            message: format!("`{record}`{rest}"),
            ..failure
        },
        None => failure,
    }
}
