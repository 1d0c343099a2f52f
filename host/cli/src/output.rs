//! Data on stdout, in the form that was asked for.

use std::io;

use clap::{Args, ValueEnum};
use connector_host::is_printable;
use serde::Serialize;
use serde_json::{Value, ser};

use super::{
    exit::{CommandError, Exit},
    screen::{Text, terminal, text},
};

/// `--output` of commands that show something.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Output {
    /// How to write it: table for people, json for programs, jsonl for a line an entry
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        default_value = "table",
        hide_possible_values = true
    )]
    pub(super) form: Form,
}

/// The values of `--output`, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For people.
    Table,
    /// One JSON document, indented.
    Json,
    /// A line of JSON for each element of a list, or for the one object.
    Jsonl,
}

impl Output {
    /// Writes a value: for people as the page shows it, else as it is.
    pub(super) fn write(
        self,
        value: &impl Serialize,
        page: impl FnOnce() -> Text,
    ) -> Result<(), CommandError> {
        match self.form {
            Form::Table => Ok(terminal::page(&page())?),
            form => write_json(form, value),
        }
    }

    /// Writes a value for programs; says to people what was done.
    pub(super) fn write_or_tell(
        self,
        value: &impl Serialize,
        tell: impl FnOnce(),
    ) -> Result<(), CommandError> {
        match self.form {
            Form::Table => {
                tell();
                Ok(())
            }
            form => write_json(form, value),
        }
    }
}

/// Writes a value as JSON: as a document, or a line for each entry.
pub(super) fn write_json(form: Form, value: &impl Serialize) -> Result<(), CommandError> {
    let value = serde_json::to_value(value).map_err(|error| {
        CommandError::new(Exit::Other, text!("the output is no JSON: {}", error))
    })?;
    match (form, &value) {
        (Form::Jsonl, Value::Array(entries)) => lines(entries)?,
        (Form::Jsonl, value) => lines(std::slice::from_ref(value))?,
        _ => terminal::data(&bytes(&value, ser::PrettyFormatter::new())?)?,
    }
    Ok(())
}

/// Writes values as JSON, a line each.
pub(super) fn lines(values: &[Value]) -> io::Result<()> {
    let mut all = Vec::new();
    for value in values {
        all.extend(bytes(value, ser::CompactFormatter)?);
    }
    terminal::data(&all)
}

/// A value as JSON and a line break. Characters that command a terminal or
/// can't be seen are escaped as JSON escapes them (RFC 8259 section 7): the
/// value is the same, and stdout may be a terminal.
fn bytes(value: &Value, formatter: impl ser::Formatter) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let formatter = Visible(formatter);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    value.serialize(&mut serializer)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes JSON as another formatter does, with all text visible.
struct Visible<F>(F);

/// Passes methods of a formatter on to the one within.
macro_rules! as_within {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {$(
        fn $method<W: io::Write + ?Sized>(&mut self, writer: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$method(writer $(, $argument)*)
        }
    )*};
}

impl<F: ser::Formatter> ser::Formatter for Visible<F> {
    as_within! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut units = [0; 2];
        for character in fragment.chars() {
            if is_printable(character) {
                write!(writer, "{character}")?;
            } else {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(value: &Value, formatter: impl ser::Formatter) -> String {
        String::from_utf8(bytes(value, formatter).expect("it is written")).expect("text")
    }

    #[test]
    fn json_is_indented_and_a_line_of_it_is_not() {
        let value = json!({"a": [1, "x\u{9b}2J\u{e0041}\u{202e}\n"], "b": {}});
        assert_eq!(
            written(&value, ser::CompactFormatter),
            "{\"a\":[1,\"x\\u009b2J\\udb40\\udc41\\u202e\\n\"],\"b\":{}}\n"
        );
        assert_eq!(
            written(&json!({"a": [1], "b": {}}), ser::PrettyFormatter::new()),
            "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n"
        );
    }

    proptest! {
        #[test]
        fn json_is_exact_and_shows_every_character(text in any::<String>()) {
            let value = json!({ text.clone(): text });
            for json in [
                written(&value, ser::CompactFormatter),
                written(&value, ser::PrettyFormatter::new()),
            ] {
                let visible = |character| character == '\n' || is_printable(character);
                prop_assert!(json.chars().all(visible), "{}", json);
                prop_assert_eq!(&serde_json::from_str::<Value>(&json).expect("JSON"), &value);
            }
        }
    }
}
