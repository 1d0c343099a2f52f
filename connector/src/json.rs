//! Values as JSON, which may be as long as an answer of Zoom's.
//!
//! An instance has little memory, and a text that doubles whenever it is full takes up to twice its
//! length. So the length is reckoned before anything is written, and what is long grows by little.

use std::io;

use serde::Serialize;
use serde_json::ser::Serializer;
use serde_json::{Map, Value};

/// An object with these members: what `serde_json::json!` makes, which takes code for each member of
/// each object, where this has one loop for them all.
pub(crate) fn object(members: Vec<(&str, Value)>) -> Value {
    let mut object = Map::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

/// The members as an object. To collect them into one takes code to sort them, for each such place
/// anew.
pub(crate) fn gathered(members: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in members {
        object.insert(name, value);
    }
    object
}

/// Reads JSON. All is read by way of bytes, so that one reader does for all.
///
/// # Errors
/// What is wrong with it, and where.
#[inline(never)]
pub(crate) fn parse(text: &[u8]) -> serde_json::Result<Value> {
    serde_json::from_slice(text)
}

/// A value as compact JSON.
pub(crate) fn text(value: &Value) -> String {
    let mut written = Written(Vec::with_capacity(length(value)));
    // A value has nothing that JSON has no form for, and memory takes whatever is written to it.
    let _ = value.serialize(&mut Serializer::new(&mut written));
    into_text(written)
}

/// What has no map with keys other than texts, as compact JSON.
pub(crate) fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut written = Written(Vec::new());
    // As in `text`; other keys are all that JSON has no form for.
    let _ = value.serialize(&mut Serializer::new(&mut written));
    written.0
}

fn into_text(written: Written) -> String {
    // JSON is written in UTF-8.
    String::from_utf8(written.0).unwrap_or_default()
}

/// What has been written.
struct Written(Vec<u8>);

/// What is longer grows by little: the place behind it may be all that is left.
const LONG: usize = 64 << 10;

impl io::Write for Written {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            self.make_room(bytes.len());
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    #[cold]
    fn make_room(&mut self, needed: usize) {
        let length = self.0.len();
        let more = if length < LONG { length } else { length / 16 };
        self.0.reserve_exact(needed.max(more).max(128));
    }
}

/// How long the compact form is when nothing in it is escaped: what is escaped is seldom, and makes
/// it longer by a little.
fn length(value: &Value) -> usize {
    match value {
        Value::Null => "null".len(),
        Value::Bool(_) => "false".len(),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => digits(number),
            (_, Some(number)) => "-".len() + digits(number.unsigned_abs()),
            (None, None) => "-1.2345678901234567e-300".len(),
        },
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: usize = items.iter().map(|item| length(item) + ",".len()).sum();
            items.max(1) + 1
        }
        Value::Object(members) => {
            let members: usize = members
                .iter()
                .map(|(name, value)| quoted(name) + length(value) + ":,".len())
                .sum();
            members.max(1) + 1
        }
    }
}

fn digits(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

fn quoted(text: &str) -> usize {
    text.len() + 2
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any value, its texts of this pattern.
    pub(crate) fn any_value(text: &'static str) -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 60, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(text, inner, 0..8)
                    .prop_map(|members| Map::from_iter(members).into()),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_text_is_what_serde_json_writes(value in any_value(".*")) {
            prop_assert_eq!(text(&value), value.to_string());
            prop_assert_eq!(bytes(&value), value.to_string().into_bytes());
        }

        #[test]
        fn without_escapes_a_text_is_as_long_as_reckoned_or_shorter_by_its_fractions(value in any_value("[a-z ü]*")) {
            let written = text(&value).len();
            prop_assert!(written <= length(&value));
            if !value.to_string().contains(['.', 'e']) {
                prop_assert_eq!(written, length(&value));
            }
        }
    }

    #[test]
    fn a_long_text_with_escapes_has_little_room_to_spare() {
        let value = Value::from("line\n".repeat(1 << 20));
        let written = text(&value);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        assert!(written.capacity() < written.len() + written.len() / 8);
    }
}
