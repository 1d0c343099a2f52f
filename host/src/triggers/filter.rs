//! Which events a subscriber is told.

use serde_json::Value;

use crate::manifest::{Filter, select};

/// Whether an event with this data is told to a subscriber with this input:
/// each filter's field, where the input has it, equals the value in the data or
/// is a list that holds it.
#[must_use]
pub fn passes(filters: &[Filter], input: &Value, data: &Value) -> bool {
    filters
        .iter()
        .all(|filter| match input.pointer(&filter.field) {
            None | Some(Value::Null) => true,
            Some(wanted) => select(data, &filter.data)
                .into_iter()
                .any(|value| is_wanted(wanted, value)),
        })
}

fn is_wanted(wanted: &Value, value: &Value) -> bool {
    let in_list = |list: &Vec<Value>| list.iter().any(|one| equal(one, value));
    equal(wanted, value) || wanted.as_array().is_some_and(in_list)
}

/// JSON has one kind of number: 1 and 1.0 are the same.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(input: &Value) -> bool {
        let filters = [("/book", "/note/book"), ("/tag", "/note/tags/*")].map(|(field, data)| {
            let (field, data) = (field.to_owned(), data.to_owned());
            Filter { field, data }
        });
        let data = json!({"note": {"book": 7, "tags": ["food", "soon"]}});
        passes(&filters, input, &data)
    }

    #[test]
    fn every_field_that_is_there_has_to_be_equal_or_to_hold_the_value() {
        for input in [
            json!({}),
            json!({"book": null, "other": 1}),
            json!({"book": 7}),
            json!({"book": 7.0}),
            json!({"book": [6, 7]}),
            json!({"tag": "soon"}),
            json!({"book": 7, "tag": ["late", "food"]}),
        ] {
            assert!(told(&input), "{input}");
        }
        for input in [
            json!({"book": 6}),
            json!({"book": "7"}),
            json!({"book": []}),
            json!({"tag": "late"}),
            json!({"book": 7, "tag": "late"}),
        ] {
            assert!(!told(&input), "{input}");
        }
    }

    #[test]
    fn an_event_without_the_value_is_told_to_nobody_who_chose_one() {
        let filters = [Filter {
            field: "/book".to_owned(),
            data: "/book".to_owned(),
        }];
        assert!(!passes(&filters, &json!({"book": 7}), &json!({})));
        assert!(passes(&filters, &json!({}), &json!({})));
    }
}
