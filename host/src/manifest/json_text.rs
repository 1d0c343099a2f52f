//! Parts of a manifest that are read when somebody asks for them.
//!
//! Schemas and samples are most of a manifest, and starting a program that
//! invokes one action should not cost reading those of all others.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::light;

/// A JSON text that stands in the manifest, such as a schema.
#[derive(Clone)]
pub struct JsonText(Box<RawValue>);

impl JsonText {
    /// The text as the connector wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// What the text says.
    #[must_use]
    pub fn value(&self) -> Value {
        // It was read as JSON once; what JSON allows and a value can't hold,
        // such as a number beyond all bounds, becomes null.
        serde_json::from_str(self.text()).unwrap_or_default()
    }
}

impl From<Value> for JsonText {
    fn from(value: Value) -> Self {
        let text = RawValue::from_string(value.to_string());
        Self(text.expect("a value is written as JSON"))
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        light::check("a schema or a sample takes", text.get()).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

/// Written anew, so that it is laid out as its surroundings are.
impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_stays_as_it_was_written_and_is_laid_out_anew_when_shown() {
        let texts: Vec<JsonText> = serde_json::from_str("[ {\"b\" : 1,\"a\":[ ]} ]").unwrap();
        assert_eq!(texts[0].text(), "{\"b\" : 1,\"a\":[ ]}");
        assert_eq!(texts[0].value(), json!({"a": [], "b": 1}));
        assert_eq!(
            serde_json::to_string_pretty(&texts[0]).unwrap(),
            "{\n  \"a\": [],\n  \"b\": 1\n}"
        );
    }

    #[test]
    fn a_value_becomes_a_text() {
        assert_eq!(JsonText::from(json!({"a": 1})).text(), "{\"a\":1}");
    }
}
