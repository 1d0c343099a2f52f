//! Pointers into values, as a manifest writes them.

use serde_json::Value;

/// What a pointer (RFC 6901, in which `*` stands for any index of an array)
/// points to, in order.
#[must_use]
pub fn select<'a>(value: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let mut next = Vec::new();
        for value in found {
            match value {
                Value::Object(object) => next.extend(object.get(&name)),
                Value::Array(items) if name == "*" => next.extend(items),
                Value::Array(items) => {
                    next.extend(name.parse().ok().and_then(|index: usize| items.get(index)));
                }
                _ => {}
            }
        }
        found = next;
    }
    found
}

/// A pointer as people write the path of a field: `/settings/days/*` is
/// `settings.days[]`.
#[must_use]
pub fn as_path(pointer: &str) -> String {
    let mut path = String::new();
    for token in pointer.split('/').skip(1) {
        if token == "*" {
            path.push_str("[]");
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&token.replace("~1", "/").replace("~0", "~"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pointer_leads_into_objects_and_lists() {
        let value = json!({"a": [{"b": 1}, {"b": 2}, {}], "c/d": {"e~f": 3}, "": 4});
        let at = |pointer| select(&value, pointer);
        assert_eq!(at(""), [&value]);
        assert_eq!(at("/a/*/b"), [&json!(1), &json!(2)]);
        assert_eq!(at("/a/1/b"), [&json!(2)]);
        assert_eq!(at("/c~1d/e~0f"), [&json!(3)]);
        assert_eq!(at("/"), [&json!(4)]);
        for nowhere in ["/a/b", "/a/9", "/a/1/b/c", "/x", "/c~1d/*"] {
            assert!(at(nowhere).is_empty(), "{nowhere}");
        }
    }

    #[test]
    fn a_pointer_reads_as_the_path_of_a_field() {
        for (pointer, path) in [
            ("", ""),
            ("/user_id", "user_id"),
            ("/recurrence/weekly_days/*", "recurrence.weekly_days[]"),
            ("/files/*/id", "files[].id"),
            ("/c~1d/e~0f", "c/d.e~f"),
        ] {
            assert_eq!(as_path(pointer), path);
        }
    }
}
