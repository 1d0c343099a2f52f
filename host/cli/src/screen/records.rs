//! JSON for a person: items as a table of what people look for, and whole
//! objects as named values.

use connector_host::{
    columns::{self, Cell},
    manifest::Column,
};
use serde_json::{Map, Value};

use super::{Facts, Shown, Text, table::Table, text};

/// The width of a cell beyond which a table without a page's width is too
/// ragged to read.
const LONGEST_CELL: usize = 100;

/// Which columns a list has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Columns<'a> {
    /// Those that are worth most, as many as fit.
    Best(&'a [Column]),
    /// These, and nothing is left out.
    Wanted(&'a [Column]),
}

/// A list of items on a page, and the titles of columns for which it had no
/// room.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) page: Text,
    pub(crate) left_out: Option<Text>,
}

/// A list of items for a person, on a page of that width where there is one.
pub(crate) fn list(items: &[Value], columns: Columns<'_>, width: Option<usize>) -> List {
    let (mut table, columns) = match columns {
        Columns::Best([]) => return everything(items, width),
        Columns::Best(columns) => (Table::new(titles(columns)), columns),
        Columns::Wanted(columns) => (Table::whole(titles(columns)), columns),
    };
    for item in items {
        table.row(columns.iter().map(|column| shown_of(item, column)));
    }
    List {
        page: table.render(width),
        left_out: table.left_out(width),
    }
}

fn titles(columns: &[Column]) -> impl Iterator<Item = &str> {
    columns.iter().map(|column| column.title.as_str())
}

/// All members of all items: rows where they fit, else one record after the
/// other, so that nothing is cut.
fn everything(items: &[Value], width: Option<usize>) -> List {
    let records: Vec<Map<String, Value>> = items
        .iter()
        .map(|item| match item {
            Value::Object(record) => record.clone(),
            other => Map::from_iter([("value".to_owned(), other.clone())]),
        })
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for name in records.iter().flat_map(Map::keys) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut table = Table::whole(names.iter());
    for record in &records {
        let cells = names.iter().map(|name| record.get(*name));
        table.row(cells.map(|value| value.map(cell).unwrap_or_default()));
    }
    let fits = match width {
        Some(width) => table.fits(width),
        // In a pipe or a file lines may be long, but not for one cell's sake.
        None => {
            let mut values = records.iter().flat_map(Map::values);
            values.all(|value| cell(value).width() <= LONGEST_CELL)
        }
    };
    let page = if fits {
        table.render(width)
    } else {
        let width = width.unwrap_or(usize::MAX);
        Text::lines(records.iter().map(|object| record(object, width)))
    };
    List {
        page,
        left_out: None,
    }
}

/// One object for a person, the members of inner objects by their paths.
pub(crate) fn record(object: &Map<String, Value>, width: usize) -> Text {
    let mut facts = Facts::default();
    flatten("", object, width, &mut facts);
    facts.render(width)
}

/// The chosen parts of one object.
pub(crate) fn parts(object: &Value, columns: &[Column], width: usize) -> Text {
    let mut facts = Facts::default();
    for column in columns {
        facts.add(&column.title, shown_of(object, column));
    }
    facts.render(width)
}

fn flatten(parent: &str, object: &Map<String, Value>, width: usize, facts: &mut Facts) {
    for (name, value) in object {
        let path = if parent.is_empty() {
            name.clone()
        } else {
            format!("{parent}.{name}")
        };
        match value {
            Value::Object(inner) if !inner.is_empty() => flatten(&path, inner, width, facts),
            value => {
                let on_a_line = cell(value);
                facts.add(
                    path,
                    if on_a_line.width() > width {
                        in_words(value)
                    } else {
                        on_a_line
                    },
                );
            }
        }
    }
}

/// A value that is too long for a line: JSON with blanks, where it can be broken.
fn in_words(value: &Value) -> Text {
    let list = |parts: Vec<Text>| Text::joined(parts, ", ");
    match value {
        Value::Array(items) => {
            let items = items.iter().map(|item| match item {
                Value::String(_) => item.text(),
                item => in_words(item),
            });
            text!("[{}]", list(items.collect()))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = match value {
                    Value::String(_) => value.text(),
                    value => in_words(value),
                };
                text!("{}: {}", Value::from(name.as_str()), value)
            });
            text!("{{{}}}", list(members.collect()))
        }
        other => cell(other),
    }
}

/// What a column shows of an item.
fn shown_of(item: &Value, column: &Column) -> Text {
    let cells = columns::cells(item, column).into_iter();
    let cells = cells.filter_map(|cell| match cell {
        Cell::Text(text) => Some(text.text()),
        Cell::Time(time) => Some(time.strftime("%a %Y-%m-%d %H:%M %Z").text().unbroken()),
        _ => None,
    });
    Text::joined(cells, ", ")
}

/// Whether a value says nothing.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value on one line: text without quotes, all else as JSON.
fn cell(value: &Value) -> Text {
    match value {
        Value::Null => Text::default(),
        Value::String(text) => text.text(),
        other => other.text(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(items: &[Value], columns: Columns<'_>, width: Option<usize>) -> String {
        list(items, columns, width).page.plain()
    }

    #[test]
    fn a_list_is_a_table_with_a_column_for_each_member() {
        let items = [
            json!({"id": 1, "topic": "One"}),
            json!({"id": 2, "open": false}),
            json!("odd"),
        ];
        insta::assert_snapshot!(shown(&items, Columns::Best(&[]), None), @r"
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
        let page = shown(&items, Columns::Best(&[]), None);
        assert!(page.starts_with("days  [0,0,"), "{page}");
        assert!(page.ends_with("\n\ndays  [1]\nid    2\n"), "{page}");
    }

    #[test]
    fn a_list_in_a_record_that_is_too_long_for_a_line_breaks_between_its_parts() {
        let object =
            json!({"people": [{"name": "Ada", "days": [1, 2]}, {"name": "Zoë", "days": []}]});
        let object = object.as_object().expect("an object");
        insta::assert_snapshot!(record(object, 36).plain(), @r#"
        people  [{"days": [1, 2], "name":
                "Ada"}, {"days": [], "name":
                "Zoë"}]
        "#);
    }

    #[test]
    fn a_record_shows_inner_members_by_their_paths() {
        let object =
            json!({"id": 1, "settings": {"wait": true, "days": [1, 2]}, "none": null, "empty": {}});
        let object = object.as_object().expect("an object");
        insta::assert_snapshot!(record(object, 80).plain(), @r"
        empty          {}
        id             1
        none
        settings.days  [1,2]
        settings.wait  true
        ");
    }

    fn column(title: &str, value: &str, time_zone: Option<&str>) -> Column {
        Column {
            title: title.to_owned(),
            value: value.to_owned(),
            time_zone: time_zone.map(str::to_owned),
        }
    }

    fn meetings() -> (Vec<Value>, Vec<Column>) {
        let items = vec![
            json!({
                "id": 85746065432_u64, "topic": "Weekly review of the garden and the kitchen",
                "start_time": "2027-01-12T09:00:00Z", "timezone": "Europe/Berlin",
                "host": {"email": "ada@example.com"}, "guests": [{"name": "Grace"}, {"name": "Zoë"}],
            }),
            json!({
                "id": 81_u64, "topic": "Start\u{1b}[2J", "start_time": "2027-07-01T16:30:00Z",
                "timezone": "America/Los_Angeles", "agenda": vec!["long"; 99],
            }),
            json!({"id": 7, "topic": "No time", "start_time": "2027-01-12T09:00:00Z"}),
            json!({"id": 8, "topic": "Odd", "start_time": "some day", "timezone": "Nowhere"}),
        ];
        let columns = vec![
            column("Starts", "/start_time", Some("/timezone")),
            column("Topic", "/topic", None),
            column("Id", "/id", None),
            column("Host", "/host/email", None),
            column("Guests", "/guests/*/name", None),
        ];
        (items, columns)
    }

    #[test]
    fn a_list_with_telling_columns_is_a_table_of_them_with_times_in_their_zones() {
        let (items, columns) = meetings();
        insta::assert_snapshot!(shown(&items, Columns::Best(&columns), None), @r"
        Starts                    Topic                                        Id           Host             Guests
        Tue 2027-01-12 10:00 CET  Weekly review of the garden and the kitchen  85746065432  ada@example.com  Grace, Zoë
        Thu 2027-07-01 09:30 PDT  Start\u{1b}[2J                               81
        Tue 2027-01-12 09:00 UTC  No time                                      7
        some day                  Odd                                          8
        ");
    }

    #[test]
    fn at_80_columns_a_list_is_a_table_still() {
        let (items, columns) = meetings();
        let list = list(&items, Columns::Best(&columns), Some(80));
        insta::assert_snapshot!(list.page.plain(), @r"
        Starts                    Topic           Id           Host             Guests
        Tue 2027-01-12 10:00 CET  Weekly review   85746065432  ada@example.com  Grace,
                                  of the garden                                 Zoë
                                  and the
                                  kitchen
        Thu 2027-07-01 09:30 PDT  Start\u{1b}[2J  81
        Tue 2027-01-12 09:00 UTC  No time         7
        some day                  Odd             8
        ");
        assert!(list.left_out.is_none());
    }

    #[test]
    fn columns_that_were_asked_for_are_all_there_however_narrow_the_page() {
        let (items, columns) = meetings();
        let page = shown(&items[..1], Columns::Wanted(&columns), Some(40));
        insta::assert_snapshot!(page, @r"
        Starts  Tue 2027-01-12 10:00 CET
        Topic   Weekly review of the garden and
                the kitchen
        Id      85746065432
        Host    ada@example.com
        Guests  Grace, Zoë
        ");
    }
}
