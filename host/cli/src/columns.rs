//! Which columns a list is shown with: the manifest's hints, or what a person
//! asks for with `--columns`.

use connector_host::manifest::{Action, Column};

use super::{
    exit::CommandError,
    schema::Schema,
    screen::{Text, text, words},
};

/// The columns of these names: titles of hinted ones, or paths of members. An
/// error names what there is; a call whose output can't be shown is not made.
pub(super) fn wanted(action: &Action, names: &[String]) -> Result<Vec<Column>, CommandError> {
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

fn unknown(action: &Action, item: Schema<'_>, name: &str) -> CommandError {
    let titles = action.columns.iter().map(|column| column.title.as_str());
    let members = item.members().into_iter().map(|(name, ..)| name);
    let mut known: Vec<&str> = Vec::new();
    for name in titles.chain(members) {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            known.push(name);
        }
    }
    let meant: Text = words::nearest(name, known.iter().copied())
        .map(|near| text!("; did you mean {}?", near))
        .unwrap_or_default();
    CommandError::usage(text!("--columns: there is no column {}{}", name, meant))
        .with_details([text!("the columns are {}", words::list(&known))])
}
