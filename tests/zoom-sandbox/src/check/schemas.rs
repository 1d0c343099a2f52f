//! The schemas of all answers and events, and what holds an answer or an event
//! against its own.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    sync::{LazyLock, OnceLock},
};

use http::Method;
use jsonschema::{Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use super::{
    deviations,
    documents::{self, DocumentsError},
};
use crate::{api::operations, webhooks};

/// What Zoom publishes about its answers and events.
#[derive(Debug)]
pub struct Schemas {
    answers: HashMap<(Method, String), Answers>,
    events: HashMap<String, Schema>,
}

/// The answers of success of an operation by their status; without a schema when
/// there is no body.
pub(super) type Answers = BTreeMap<u16, Option<Schema>>;

/// A schema, compiled when it is first needed.
#[derive(Debug)]
pub(super) struct Schema {
    published: Value,
    validator: OnceLock<Validator>,
}

/// What came of holding an answer or an event against its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The id of the operation, or the name of the event. None when there is no
    /// such operation, which has to be what was answered.
    pub name: Option<String>,
    /// The places that differ where real Zoom is known to. Indices are `*`.
    pub deviations: BTreeSet<String>,
    /// What differs otherwise, each with its place.
    pub violations: Vec<String>,
    /// Whether a document that was looked into does not tell of it, and only what is kept here does.
    pub kept_alone: bool,
}

/// The form of every error.
static ERROR: LazyLock<Schema> = LazyLock::new(|| {
    Schema::new(json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {"type": "integer"},
            "message": {"type": "string", "minLength": 1},
            "errors": {"type": "array", "minItems": 1, "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "additionalProperties": false,
            }},
        },
        "additionalProperties": false,
    }))
});

impl Schemas {
    /// Those that are kept with the sandbox.
    #[must_use]
    pub fn kept() -> Self {
        let answers = operations::all().iter().map(|operation| {
            let published = &operation.published;
            let schema = published.response.clone().map(Schema::new);
            (
                (published.method.clone(), published.path.clone()),
                Answers::from([(published.success, schema)]),
            )
        });
        let events = webhooks::schemas()
            .iter()
            .map(|(name, schema)| (name.clone(), Schema::new(schema.clone())));
        Self {
            answers: answers.collect(),
            events: events.collect(),
        }
    }

    /// Those of the OpenAPI documents in a directory, as Zoom publishes them.
    ///
    /// # Errors
    ///
    /// When there are none, or one can't be read.
    pub fn read(directory: &Path) -> Result<Self, DocumentsError> {
        let mut schemas = Self {
            answers: HashMap::new(),
            events: HashMap::new(),
        };
        for document in documents::read(directory)? {
            schemas.answers.extend(documents::answers(&document));
            schemas.events.extend(documents::events(&document));
        }
        Ok(schemas)
    }

    /// Holds the answer to a request against its schema. `target` is the path
    /// and the query under `/v2`, such as `/users/me`.
    #[must_use]
    pub fn check(&self, method: &Method, target: &str, status: u16, body: &str) -> Checked {
        let path = target.split('?').next().unwrap_or_default();
        let Some((operation, _)) = operations::find(method, path) else {
            return Checked::refusal(None, status, body);
        };
        let published = &operation.published;
        if status >= 400 {
            return Checked::refusal(Some(&published.id), status, body);
        }
        let key = (published.method.clone(), published.path.clone());
        let problem = match self.answers.get(&key) {
            // The documents don't tell of it, what is kept with the sandbox does.
            None if published.is_kept_alone() => {
                return Checked {
                    kept_alone: true,
                    ..Checked::of(&published.id)
                };
            }
            None => "the operation is not published".into(),
            Some(answers) => match answers.get(&status) {
                None => format!("status {status} is not published"),
                Some(Some(schema)) => return schema.check(&published.id, body),
                Some(None) if body.is_empty() => return Checked::of(&published.id),
                Some(None) => "a body is not published".into(),
            },
        };
        Checked::of(&published.id).with(problem)
    }

    /// Holds the body of a delivered event against its schema.
    #[must_use]
    pub fn check_event(&self, name: &str, body: &str) -> Checked {
        match self.events.get(name) {
            Some(schema) => schema.check(name, body),
            None => Checked::of(name).with("the event is not published".into()),
        }
    }
}

impl Schema {
    pub(super) fn new(published: Value) -> Self {
        Self {
            published,
            validator: OnceLock::new(),
        }
    }

    fn check(&self, name: &str, body: &str) -> Checked {
        let mut checked = Checked::of(name);
        if body.is_empty() && deviations::is_known(name, "") {
            checked.deviations.insert(String::new());
            return checked;
        }
        let body: Value = match serde_json::from_str(body) {
            Ok(body) => body,
            Err(problem) => return checked.with(format!("the body is not JSON: {problem}")),
        };
        let validator = self.validator.get_or_init(|| {
            jsonschema::options()
                .should_validate_formats(true)
                .build(&self.published)
                .expect("what is published is a schema")
        });
        for violation in validator.iter_errors(&body) {
            let mut place = without_indices(violation.instance_path().as_str());
            match violation.kind() {
                ValidationErrorKind::Required { property } => {
                    place.push('/');
                    place.push_str(property.as_str().unwrap_or_default());
                }
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    place.push('/');
                    place.push_str(&unexpected.join(","));
                }
                // More than one of the forms that are published fits.
                ValidationErrorKind::OneOfMultipleValid { .. } => place.push_str("/oneOf"),
                _ => {}
            }
            if deviations::is_known(name, &place) {
                checked.deviations.insert(place);
            } else {
                checked.violations.push(format!("{place}: {violation}"));
            }
        }
        checked
    }
}

impl Checked {
    fn of(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// Adds what came of another check of the same.
    pub(super) fn and(&mut self, other: Self) {
        self.name = self.name.take().or(other.name);
        self.deviations.extend(other.deviations);
        let new = other.violations.into_iter();
        let new: Vec<String> = new
            .filter(|violation| !self.violations.contains(violation))
            .collect();
        self.violations.extend(new);
        self.kept_alone |= other.kept_alone;
    }

    fn with(mut self, violation: String) -> Self {
        self.violations.push(violation);
        self
    }

    /// An error has the form of all errors, in JSON or, for a client that does
    /// not say what it accepts, in XML.
    fn refusal(operation: Option<&str>, status: u16, body: &str) -> Self {
        let checked = if status < 400 {
            Self::default().with(format!("status {status}, but there is no such operation"))
        } else if body.starts_with("<?xml") {
            let is_whole = body.contains("<code>") && body.contains("<message>");
            let checked = Self::default();
            if is_whole {
                checked
            } else {
                checked.with("the error has no code or no message".into())
            }
        } else {
            ERROR.check("", body)
        };
        Self {
            name: operation.map(ToOwned::to_owned),
            ..checked
        }
    }
}

fn without_indices(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        if part.parse::<usize>().is_ok() {
            "*"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(method: &Method, target: &str, status: u16, body: &str) -> Vec<String> {
        Schemas::kept()
            .check(method, target, status, body)
            .violations
    }

    #[test]
    fn an_answer_as_published_is_no_violation() {
        let fields = r#"{"total_records":1,"tracking_fields":[{"id":"a","field":"b","required":true,"visible":true,"recommended_values":["c"]}]}"#;
        assert_eq!(
            violations(&Method::GET, "/tracking_fields", 200, fields),
            [""; 0]
        );
        assert_eq!(
            violations(&Method::DELETE, "/meetings/1?occurrence_id=2", 204, ""),
            [""; 0]
        );
    }

    #[test]
    fn whatever_is_wrong_with_an_answer_is_found() {
        for (method, target, status, body, says) in [
            (Method::GET, "/tracking_fields", 200, "", "is not JSON"),
            (
                Method::GET,
                "/tracking_fields",
                200,
                r#"{"total_records":"1"}"#,
                "/total_records:",
            ),
            (Method::GET, "/tracking_fields", 201, "{}", "status 201"),
            (Method::DELETE, "/meetings/1", 204, "{}", "a body"),
            (Method::GET, "/nothing", 200, "{}", "no such operation"),
            (Method::GET, "/nothing", 404, r#"{"code":1}"#, "message"),
            (
                Method::GET,
                "/users/me",
                404,
                r#"{"code":1,"message":"m","more":2}"#,
                "more",
            ),
            (Method::GET, "/users/me", 404, "<?xml?><code>", "no message"),
        ] {
            let found = violations(&method, target, status, body);
            assert!(found.iter().any(|found| found.contains(says)), "{found:?}");
        }
    }

    #[test]
    fn a_known_deviation_is_no_violation_and_is_told() {
        let checked =
            Schemas::kept().check(&Method::GET, "/meetings/1/recordings", 200, r#"{"type":2}"#);
        assert_eq!(checked.violations, [""; 0]);
        assert_eq!(checked.deviations, BTreeSet::from(["/type".to_owned()]));
    }

    #[test]
    fn an_event_that_is_not_as_published_is_found() {
        let schemas = Schemas::kept();
        let wrong = schemas.check_event("meeting.created", r#"{"event":"meeting.created"}"#);
        assert!(!wrong.violations.is_empty());
        let unknown = schemas.check_event("meeting.imagined", "{}");
        assert_eq!(unknown.violations, ["the event is not published"]);
    }
}
