//! Cutting payloads to what is published.

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

/// Removes every member that none of these schemas has.
pub(super) fn prune(value: &mut Value, schemas: &[&Value]) {
    let schemas: Vec<&Value> = schemas.iter().flat_map(|schema| parts(schema)).collect();
    match value {
        Value::Object(object)
            if schemas
                .iter()
                .any(|schema| schema["properties"].is_object()) =>
        {
            object.retain(|name, member| {
                let of_member: Vec<&Value> = schemas
                    .iter()
                    .filter_map(|schema| schema["properties"].get(name))
                    .collect();
                prune(member, &of_member);
                !of_member.is_empty()
            });
        }
        Value::Array(items) => {
            let of_items: Vec<&Value> = schemas
                .iter()
                .filter_map(|schema| schema.get("items"))
                .collect();
            for item in items {
                prune(item, &of_items);
            }
        }
        _ => {}
    }
}

/// A schema with all that it is put together from.
fn parts(schema: &Value) -> Vec<&Value> {
    let mut parts = vec![schema];
    for combined in ["allOf", "anyOf", "oneOf"] {
        for schema in schema[combined].as_array().into_iter().flatten() {
            parts.extend(self::parts(schema));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_published_members_are_left() {
        let schema = json!({"properties": {
            "id": {"type": "integer"},
            "list": {"items": {"anyOf": [{"properties": {"a": {}}}]}},
            "free": {"type": "object"},
        }});
        let mut value = json!({"id": 1, "secret": 2, "list": [{"a": 1, "b": 2}], "free": {"c": 3}});
        prune(&mut value, &[&schema]);
        assert_eq!(
            value,
            json!({"id": 1, "list": [{"a": 1}], "free": {"c": 3}})
        );
    }

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
