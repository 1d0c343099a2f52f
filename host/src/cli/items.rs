//! JSON as tables: rows when they fit the terminal, else one record after the
//! other, so that nothing is cut.

use serde_json::{Map, Value};

use super::{
    layout::{self, Facts},
    schema::shown,
    terminal,
};

/// The width of a cell beyond which a table without a terminal's width is too
/// ragged to read.
const LONGEST_CELL: usize = 100;

/// A list of items for a person.
pub(super) fn list(items: &[Value]) -> String {
    let records: Vec<Map<String, Value>> = items
        .iter()
        .map(|item| match item {
            Value::Object(record) => record.clone(),
            other => Map::from_iter([("value".to_owned(), other.clone())]),
        })
        .collect();
    let mut columns: Vec<&str> = Vec::new();
    for name in records.iter().flat_map(Map::keys) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let fits = match terminal::stdout_width() {
        Some(width) => needed(&columns, &records) <= width,
        // In a pipe or a file lines may be long, but not for one cell's sake.
        None => records
            .iter()
            .flat_map(Map::values)
            .all(|value| textwrap::core::display_width(&cell(value)) <= LONGEST_CELL),
    };
    if fits {
        let row = |record: &Map<String, Value>| -> Vec<String> {
            columns
                .iter()
                .map(|column| record.get(*column).map(cell).unwrap_or_default())
                .collect()
        };
        layout::table(&columns, records.iter().map(row))
    } else {
        records.iter().map(record).collect::<Vec<_>>().join("\n")
    }
}

/// One object for a person, the members of inner objects by their paths.
pub(super) fn record(object: &Map<String, Value>) -> String {
    let mut facts = Facts::default();
    flatten("", object, &mut facts);
    facts.render()
}

fn flatten(parent: &str, object: &Map<String, Value>, facts: &mut Facts) {
    for (name, value) in object {
        let path = if parent.is_empty() {
            name.clone()
        } else {
            format!("{parent}.{name}")
        };
        match value {
            Value::Object(inner) if !inner.is_empty() => flatten(&path, inner, facts),
            value => {
                facts.add(path, cell(value));
            }
        }
    }
}

/// Whether a value says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The width of a table that wraps no cell.
fn needed(columns: &[&str], records: &[Map<String, Value>]) -> usize {
    let width = |column: &&str| {
        let widest = records
            .iter()
            .filter_map(|record| record.get(*column))
            .map(|value| textwrap::core::display_width(&cell(value)));
        widest
            .max()
            .unwrap_or(0)
            .max(textwrap::core::display_width(column))
            + 2
    };
    columns.iter().map(width).sum::<usize>()
}

/// A value on one line. Control characters are shown escaped: what an API
/// sends must not command the terminal.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.is_empty() => String::new(),
        value => shown(value).chars().flat_map(escaped).collect(),
    }
}

fn escaped(character: char) -> Vec<char> {
    if character.is_control() {
        character.escape_default().collect()
    } else {
        vec![character]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_a_table_with_a_column_for_each_member() {
        let items = [
            json!({"id": 1, "topic": "One"}),
            json!({"id": 2, "open": false}),
            json!("odd"),
        ];
        insta::assert_snapshot!(anstream::adapter::strip_str(&list(&items)), @r"
        id  topic  open   value
        1   One
        2          false
                          odd
        ");
    }

    #[test]
    fn items_with_a_long_value_are_records_one_after_the_other() {
        let items = [
            json!({"id": 1, "days": vec![0; 60]}),
            json!({"id": 2, "days": [1]}),
        ];
        let page = list(&items);
        let page = anstream::adapter::strip_str(&page).to_string();
        assert!(page.starts_with("days  [0,0,"), "{page}");
        assert!(page.ends_with("\n\ndays  [1]\nid    2\n"), "{page}");
    }

    #[test]
    fn a_record_shows_inner_members_by_their_paths() {
        let object =
            json!({"id": 1, "settings": {"wait": true, "days": [1, 2]}, "none": null, "empty": {}});
        insta::assert_snapshot!(anstream::adapter::strip_str(&record(object.as_object().expect("an object"))), @r"
        empty          {}
        id             1
        none
        settings.days  [1,2]
        settings.wait  true
        ");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(cell(&json!("a\u{1b}[31mb\nc")), "a\\u{1b}[31mb\\nc");
    }
}
