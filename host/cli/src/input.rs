//! The input of an action, of `--input` and `--set`.

use std::{
    io::{self, Read as _},
    path::PathBuf,
    str::FromStr,
};

use connector_host::{
    input::{self, Assignment},
    schema::Schema,
};
use serde_json::{Map, Value};

use super::{exit::CommandError, screen::text};

/// `--input`: where the object comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Inline(String),
    File(PathBuf),
    Stdin,
}

impl FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(argument: &str) -> Result<Self, Self::Err> {
        Ok(match argument.strip_prefix('@') {
            Some(path) => Self::File(path.into()),
            None if argument == "-" => Self::Stdin,
            None => Self::Inline(argument.to_owned()),
        })
    }
}

impl Source {
    fn read(&self) -> Result<Map<String, Value>, CommandError> {
        let (name, text) = match self {
            Self::Inline(text) => ("--input".to_owned(), text.clone()),
            Self::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    CommandError::usage(text!(
                        "--input cannot be read from {}: {}",
                        path.display(),
                        error
                    ))
                    .with_next("give the path of a file with a JSON object after the @")
                })?;
                (path.display().to_string(), text)
            }
            Self::Stdin => {
                let mut text = String::new();
                io::stdin().read_to_string(&mut text).map_err(|error| {
                    CommandError::usage(text!("--input cannot be read from stdin: {}", error))
                        .with_next("pipe a JSON object in")
                })?;
                ("stdin".to_owned(), text)
            }
        };
        match serde_json::from_str(&text) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(
                CommandError::usage(text!("{} holds JSON, but not an object", name))
                    .with_next("put the fields in braces: {\"field\": \"value\"}"),
            ),
            Err(error) => Err(
                CommandError::usage(text!("{} is not JSON: {}", name, error)).with_next(
                    "give an object such as {\"field\": \"value\"}, or use --set field=value",
                ),
            ),
        }
    }
}

/// The input object: what `--input` gives, with every `--set` put into it, in
/// order.
pub(super) fn assemble(
    schema: Schema<'_>,
    source: Option<&Source>,
    assignments: &[Assignment],
) -> Result<Map<String, Value>, CommandError> {
    let object = source.map(Source::read).transpose()?.unwrap_or_default();
    input::assemble(schema, object, assignments)
        .map_err(|error| CommandError::usage(text!("--set {}: {}", error.path, error.problem)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(input: &str, sets: &[&str]) -> Result<Map<String, Value>, CommandError> {
        let root = json!({"properties": {"topic": {"type": "string"}}});
        let source: Source = input.parse().expect("any text is a source");
        let sets: Vec<Assignment> = sets
            .iter()
            .map(|set| set.parse().expect("an assignment"))
            .collect();
        assemble(Schema::new(&root), Some(&source), &sets)
    }

    #[test]
    fn set_wins_over_input_and_keeps_the_rest() {
        let object = with(r#"{"topic": "old", "other": 1}"#, &["topic=2027"]);
        let object = Value::Object(object.expect("an object"));
        assert_eq!(object, json!({"topic": "2027", "other": 1}));
    }

    #[test]
    fn what_cannot_be_put_together_is_said_with_the_flag() {
        let refused = with(r#"{"topic": "x"}"#, &["topic.inner=1"]);
        let told = refused.expect_err("it cannot be put together").text();
        assert_eq!(
            told,
            "--set topic.inner: `inner` lies within something that is not an object"
        );
    }

    #[test]
    fn input_that_is_no_object_is_refused() {
        for input in ["[1]", "{", "7"] {
            assert!(with(input, &[]).is_err(), "{input}");
        }
    }
}
