//! What is said of a change.

use serde_json::Value;

/// The id, and every member that is another now, as it was before.
pub(super) fn changed(old: &Value, new: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (old, new) else {
        return old.clone();
    };
    old.iter()
        .filter(|(name, value)| *name == "id" || new.get(*name) != Some(value))
        .map(|(name, value)| {
            let value = match new.get(name) {
                Some(new) if value.is_object() => changed(value, new),
                _ => value.clone(),
            };
            (name.clone(), value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_old_object_has_what_changed_as_it_was() {
        let old = json!({"id": 1, "topic": "a", "settings": {"x": 1, "y": 2}, "duration": 30});
        let new = json!({"id": 1, "topic": "b", "settings": {"x": 1, "y": 3}, "duration": 30});
        assert_eq!(
            changed(&old, &new),
            json!({"id": 1, "topic": "a", "settings": {"y": 2}})
        );
    }

    #[test]
    fn a_body_is_what_json_stringify_would_write() {
        let value = json!({"text": "ü\"\\\n\u{1}", "number": 12_345_678_901_u64});
        assert_eq!(
            value.to_string(),
            "{\"number\":12345678901,\"text\":\"ü\\\"\\\\\\n\\u0001\"}"
        );
    }
}
