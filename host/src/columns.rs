//! What a table shows of a list of items: which columns it has (the manifest's
//! hints, or what a person asks for), and what stands in each.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value;

use crate::manifest::{Action, Column, select};
use crate::schema::Schema;

/// There is no column of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no column {name}; the columns are {}", known.join(", "))]
#[non_exhaustive]
pub struct UnknownColumn {
    /// The name.
    pub name: String,
    /// The names that there are.
    pub known: Vec<String>,
}

/// A value of an item, as a table shows it. The words are the connector's or the
/// API's: [`Printable`](crate::Printable) shows them where they could act.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// Text without quotes, and all else but times as JSON.
    Text(String),
    /// A time, as the clocks of the zone show it that the item names; UTC where
    /// it names none that is known, or where the column names no place for it.
    Time(Box<Zoned>),
}

/// What a column shows of an item: each value that it has there and that says
/// something.
#[must_use]
pub fn cells(item: &Value, column: &Column) -> Vec<Cell> {
    let zone = || {
        let names = select(item, column.time_zone.as_deref()?);
        TimeZone::get(names.first()?.as_str()?).ok()
    };
    let cell = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(time) => {
                let zone = zone().unwrap_or(TimeZone::UTC);
                Some(Cell::Time(Box::new(time.to_zoned(zone))))
            }
            Err(_) => Some(Cell::Text(text.clone())),
        },
        other => Some(Cell::Text(other.to_string())),
    };
    let values = select(item, &column.value);
    values.into_iter().filter_map(cell).collect()
}

/// Columns of an output that is no list itself, parted by what they are of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parted<'a> {
    /// Where the output has the list that rows are of: a pointer.
    pub list: &'a str,
    /// The columns of its items.
    pub of_items: Vec<Column>,
    /// The columns of the output beside it.
    pub beside: Vec<Column>,
}

/// Parts the columns of an output that has a list within it, which they lead into with `*`: they show
/// best as a table of that list, with the others above it. None where no column leads into a list, or
/// not all of those that do lead into one.
#[must_use]
pub fn parted(columns: &[Column]) -> Option<Parted<'_>> {
    let into = |column: &Column| column.value.find("/*/");
    let first = columns.iter().find(|column| into(column).is_some())?;
    let list = &first.value[..into(first)?];
    let mut parted = Parted {
        list,
        of_items: Vec::new(),
        beside: Vec::new(),
    };
    for column in columns {
        let below = |pointer: &str| {
            let rest = pointer.strip_prefix(list)?.strip_prefix("/*")?;
            rest.starts_with('/').then(|| rest.to_owned())
        };
        match (below(&column.value), into(column)) {
            (Some(value), _) => parted.of_items.push(Column {
                title: column.title.clone(),
                value,
                time_zone: column.time_zone.as_deref().and_then(below),
            }),
            (None, None) => parted.beside.push(column.clone()),
            (None, Some(_)) => return None,
        }
    }
    Some(parted)
}

/// The columns of these names: titles of hinted ones, or paths of members.
///
/// # Errors
/// When there is no such column; the error names those that there are. A call
/// whose output can't be shown need not be made.
pub fn wanted(action: &Action, names: &[String]) -> Result<Vec<Column>, UnknownColumn> {
    let output = action.output.value();
    let item = item(action, Schema::new(&output));
    names
        .iter()
        .map(|name| find(action, item, name).ok_or_else(|| unknown(action, item, name)))
        .collect()
}

fn find(action: &Action, item: Schema<'_>, name: &str) -> Option<Column> {
    let member = member(name);
    let hinted = action
        .columns
        .iter()
        .find(|column| column.title.eq_ignore_ascii_case(name) || column.value == member.value);
    match hinted {
        Some(hinted) => Some(hinted.clone()),
        None => has(item, name).then_some(member),
    }
}

/// What the columns are of: an item of a list, or the whole output.
fn item<'a>(action: &Action, output: Schema<'a>) -> Schema<'a> {
    let items = action
        .pagination
        .as_ref()
        .and_then(|pages| output.member(&pages.items)?.element());
    items.unwrap_or(output)
}

fn has(item: Schema<'_>, path: &str) -> bool {
    let mut place = Some(item);
    for name in path.split('.') {
        let Some(schema) = place else {
            return false;
        };
        // A schema that names no members says nothing of what there is.
        if schema.members().is_empty() {
            return true;
        }
        place = schema.member(name);
    }
    place.is_some()
}

/// A column of a member, by its path.
fn member(path: &str) -> Column {
    let tokens = path.split('.');
    let pointer = tokens.map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1")));
    Column {
        title: path.to_owned(),
        value: pointer.collect(),
        time_zone: None,
    }
}

fn unknown(action: &Action, item: Schema<'_>, name: &str) -> UnknownColumn {
    let titles = action.columns.iter().map(|column| column.title.as_str());
    let members = item.members().into_iter().map(|(name, ..)| name);
    let mut known: Vec<String> = Vec::new();
    for name in titles.chain(members) {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            known.push(name.to_owned());
        }
    }
    UnknownColumn {
        name: name.to_owned(),
        known,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn column(value: &str, time_zone: Option<&str>) -> Column {
        Column {
            title: "Title".to_owned(),
            value: value.to_owned(),
            time_zone: time_zone.map(str::to_owned),
        }
    }

    #[test]
    fn a_time_is_shown_in_the_zone_of_its_item_and_what_is_none_as_it_is() {
        let shown = |item: Value| -> Vec<String> {
            let cells = cells(&item, &column("/start", Some("/zone")));
            let shown = cells.into_iter().map(|cell| match cell {
                Cell::Text(text) => text,
                Cell::Time(time) => time.to_string(),
            });
            shown.collect()
        };
        let start = "2027-01-12T09:00:00Z";
        assert_eq!(
            shown(json!({"start": start, "zone": "Europe/Berlin"})),
            ["2027-01-12T10:00:00+01:00[Europe/Berlin]"]
        );
        assert_eq!(
            shown(json!({"start": start, "zone": "Nowhere"})),
            ["2027-01-12T09:00:00+00:00[UTC]"]
        );
        assert_eq!(shown(json!({"start": "some day"})), ["some day"]);
        assert_eq!(shown(json!({"start": null})), [""; 0]);
    }

    #[test]
    fn a_time_of_an_item_without_a_zone_is_a_time_as_well() {
        let item = json!({"joined": "2027-01-12T09:00:00Z", "day": "2027-01-12", "id": 7});
        let shown = |value: &str| cells(&item, &column(value, None));
        let time = "2027-01-12T09:00:00+00:00[UTC]".parse().expect("a time");
        assert_eq!(shown("/joined"), [Cell::Time(Box::new(time))]);
        assert_eq!(shown("/day"), [Cell::Text("2027-01-12".to_owned())]);
        assert_eq!(shown("/id"), [Cell::Text("7".to_owned())]);
    }

    #[test]
    fn columns_that_lead_into_one_list_are_of_its_items() {
        let columns = [
            column("/count", None),
            column("/people/*/name", None),
            column("/people/*/joined", Some("/people/*/zone")),
        ];
        let parted = parted(&columns).unwrap();
        assert_eq!(parted.list, "/people");
        assert_eq!(parted.beside, [column("/count", None)]);
        assert_eq!(
            parted.of_items,
            [column("/name", None), column("/joined", Some("/zone"))]
        );
    }

    #[test]
    fn columns_of_no_list_or_of_several_are_of_the_output() {
        for columns in [
            [column("/count", None), column("/topic", None)],
            [
                column("/people/*/name", None),
                column("/rooms/*/name", None),
            ],
        ] {
            assert_eq!(parted(&columns), None, "{columns:?}");
        }
    }

    #[test]
    fn a_column_shows_each_value_that_says_something() {
        let item = json!({"guests": [{"name": "Grace"}, {"name": ""}, {"name": 7}, {}]});
        let cells = cells(&item, &column("/guests/*/name", None));
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(cells, [text("Grace"), text("7")]);
    }
}
