//! One action for several objects, for platforms that offer any object under one name: what is done is
//! what the action of that object does, with all that holds for it.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use serde_json::json;

use crate::action::Meant;
use crate::contract::FieldProblem;
use crate::group::Group;
use crate::input::Input;
use crate::shape::{ANY_OBJECT, Field, Form, Kind, Object, member};

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
    let field = match problem.field.as_str() {
        "" => "fields".to_owned(),
        name if name == meant.id => "id".to_owned(),
        name if PAGING.contains(&name) => name.to_owned(),
        name => format!("fields.{name}"),
    };
    FieldProblem { field, ..problem }
}
