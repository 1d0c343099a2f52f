//! What a schema promises of each item of its pages.
//!
//! A page is a part of an output, and most of what a schema says is not told by
//! a part: that a member is there, how many items there are. What it says of
//! each item is.

use serde_json::{Value, json};

/// The schema of the items in the member, out of a schema without references;
/// none when it promises nothing of them. What depends on other members, such as
/// one of several alternatives, is not promised of an item alone.
pub(super) fn items_of_pages(schema: &Value, member: &str) -> Option<Value> {
    let lists = all_of(schema).into_iter();
    let lists = lists.filter_map(|schema| schema.get("properties")?.get(member));
    let items = lists.flat_map(all_of).filter_map(|list| {
        let begins_otherwise = list.get("prefixItems").is_some();
        list.get("items").filter(|_| !begins_otherwise)
    });
    let items: Vec<Value> = items.cloned().collect();
    (!items.is_empty()).then(|| json!({ "allOf": items }))
}

/// A schema, and all those that hold wherever it does.
fn all_of(schema: &Value) -> Vec<&Value> {
    let mut all = vec![schema];
    let mut next = 0;
    while let Some(schema) = all.get(next) {
        let more = schema.get("allOf").and_then(Value::as_array);
        all.extend(more.into_iter().flatten());
        next += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_for_all_items_is_gathered_from_all_that_holds_for_the_list() {
        let schema = json!({
            "required": ["total"],
            "properties": { "notes": {
                "minItems": 5,
                "items": { "type": "object" },
                "allOf": [{ "items": { "required": ["id"] } }],
            } },
            "allOf": [{ "allOf": [{ "properties": { "notes": { "items": false } } }] }],
            "anyOf": [{ "properties": { "notes": { "items": true } } }],
        });
        assert_eq!(
            items_of_pages(&schema, "notes"),
            Some(json!({ "allOf": [{ "type": "object" }, { "required": ["id"] }, false] }))
        );
    }

    #[test]
    fn what_says_nothing_of_all_items_promises_nothing() {
        for list in [
            json!({}),
            json!(true),
            json!({ "prefixItems": [{}], "items": { "type": "object" } }),
        ] {
            let schema = json!({ "properties": { "notes": list } });
            assert_eq!(items_of_pages(&schema, "notes"), None, "{schema}");
        }
    }
}
