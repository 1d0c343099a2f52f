//! How much memory a JSON text takes once it is read.
//!
//! Text is a poor measure of it: `[0,0,0,…]` takes sixteen times its length,
//! `[{"":0},…]` a hundred times. So a text from a component is weighed before it
//! is read: one pass over its bytes that keeps nothing and need not know whether
//! they are JSON, since whoever reads them finds out.

/// What a value takes among others in an array that grows, in bytes.
const VALUE: usize = 64;
/// What a member of an object takes beyond its value: its part of a node of the
/// tree that keeps them, and the allocation of its name.
const MEMBER: usize = 112;
/// What an object takes that has a member: a node of that tree.
const OBJECT: usize = 640;

/// The bytes that the values of a JSON text take in memory at most.
#[must_use]
pub fn weight(json: &[u8]) -> usize {
    // Strings take their length; all others are counted.
    let mut weight = json.len() + VALUE;
    let mut in_string = false;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                bytes.next();
            }
            _ if in_string => {}
            b',' | b'[' => weight += VALUE,
            b'{' => weight += VALUE + OBJECT,
            b':' => weight += MEMBER,
            _ => {}
        }
    }
    weight
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    /// The bytes that a value takes, as its types lay it out.
    fn taken(value: &Value) -> usize {
        let beside = match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(taken).sum(),
            Value::Object(members) => {
                let nodes = members.len().div_ceil(5) * 632;
                let members = members.iter();
                nodes
                    + members
                        .map(|(name, value)| name.len() + taken(value))
                        .sum::<usize>()
            }
            _ => 0,
        };
        size_of::<Value>() + beside
    }

    #[test]
    fn small_texts_of_great_weight_are_known_for_it() {
        for heavy in [
            format!("[{}0]", "0,".repeat(1_000)),
            format!("[{}0]", r#"{"":0},"#.repeat(1_000)),
            format!("[{}0]", "[],".repeat(1_000)),
        ] {
            assert!(weight(heavy.as_bytes()) > 16 * heavy.len());
        }
        let text = format!("\"{}\"", "[{,:".repeat(1_000));
        assert_eq!(weight(text.as_bytes()), text.len() + VALUE);
        assert_eq!(weight(br#""\"[""#), 5 + VALUE);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 200, 12, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..12).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,6}", inner, 0..12)
                    .prop_map(|members| json!(members)),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_value_takes_more_than_its_text_weighs(value in values()) {
            let text = value.to_string();
            prop_assert!(taken(&value) <= weight(text.as_bytes()), "{text}");
        }

        #[test]
        fn any_bytes_have_a_weight(bytes: Vec<u8>) {
            prop_assert!(weight(&bytes) >= bytes.len());
        }
    }

    #[test]
    fn an_object_is_what_this_reckons_with() {
        // The tree's nodes have room for eleven members, whatever is in them.
        let member = size_of::<String>() + size_of::<Value>();
        assert!(11 * member <= OBJECT && size_of::<Map<String, Value>>() <= VALUE);
    }
}
