//! What two plays of the same steps have in common, and what the clock and chance put there: that is
//! what differs between two plays that nobody disturbed.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

/// The places in an output that the clock and chance decide on, as JSON pointers.
pub(super) struct Chance(BTreeSet<String>);

impl Chance {
    /// The places in which two outputs differ.
    pub(super) fn between(one: &Value, other: &Value) -> Self {
        let mut places = BTreeSet::new();
        find(one, other, "", &mut places);
        Self(places)
    }

    /// An output without those places.
    pub(super) fn left_out(&self, output: &Value) -> Value {
        self.without(output, "").unwrap_or(Value::Null)
    }

    fn without(&self, value: &Value, at: &str) -> Option<Value> {
        if self.0.contains(at) {
            return None;
        }
        Some(match value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                // What is left out of a list leaves its place.
                let kept = items.map(|(index, item)| self.without(item, &format!("{at}/{index}")));
                kept.map(Option::unwrap_or_default).collect()
            }
            Value::Object(members) => {
                let kept = members.iter().filter_map(|(name, value)| {
                    Some((name.clone(), self.without(value, &format!("{at}/{name}"))?))
                });
                Value::Object(kept.collect())
            }
            _ => value.clone(),
        })
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.0 {
            write!(f, "{place} ")?;
        }
        Ok(())
    }
}

fn find(one: &Value, other: &Value, at: &str, places: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                find(one, other, &format!("{at}/{index}"), places);
            }
        }
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => find(one, other, &at, places),
                    _ => _ = places.insert(at),
                }
            }
        }
        _ if one == other => {}
        _ => _ = places.insert(at.to_owned()),
    }
}

/// An output without what it says of an answer that was lost.
pub(super) fn without_the_loss(mut output: Value) -> Value {
    let is_of_the_loss = |warning: &Value| {
        let warning = warning.as_str();
        warning.is_some_and(|warning| warning.starts_with("Zoom's answer was lost"))
    };
    if let Some(members) = output.as_object_mut()
        && let Some(Value::Array(warnings)) = members.get_mut("warnings")
    {
        let all = warnings.len();
        warnings.retain(|warning| !is_of_the_loss(warning));
        if warnings.is_empty() && all > 0 {
            members.remove("warnings");
        }
    }
    output
}

/// How many values are in a value that have none in them.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 1,
    }
}

#[test]
fn what_differs_between_two_is_left_out_and_nothing_else() {
    use serde_json::json;

    let one =
        json!({"id": 1, "topic": "Review", "at": ["a", "9"], "more": {"once": true}, "n": [1]});
    let other = json!({"id": 2, "topic": "Review", "at": ["b", "9"], "more": {}, "n": [1, 2]});
    let chance = Chance::between(&one, &other);
    let common = json!({"topic": "Review", "at": [null, "9"], "more": {}});
    assert_eq!(chance.left_out(&one), common);
    assert_eq!(chance.left_out(&other), common);
    let changed = json!({"id": 3, "topic": "Review 2", "at": ["c", "9"], "more": {}});
    assert_ne!(chance.left_out(&changed), common);
    assert_eq!(size(&common), 3);
    let lost = "Zoom's answer was lost. It is there.";
    let told = without_the_loss(json!({"id": 1, "warnings": [lost, "It is late."]}));
    assert_eq!(told, json!({"id": 1, "warnings": ["It is late."]}));
    assert_eq!(
        without_the_loss(json!({"id": 1, "warnings": [lost]})),
        json!({"id": 1})
    );
    let none = json!({"id": 1, "warnings": []});
    assert_eq!(without_the_loss(none.clone()), none);
    let nothing = Chance::between(&one, &one);
    assert_eq!(nothing.left_out(&one), one);
}
