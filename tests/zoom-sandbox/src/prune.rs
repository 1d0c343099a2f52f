//! Cutting what is sent to what is published.

use serde_json::Value;

/// Removes every member that none of these schemas has.
pub(crate) fn prune(value: &mut Value, schemas: &[&Value]) {
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
}
