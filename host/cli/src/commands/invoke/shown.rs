//! The output of a call, in the form that was asked for.

use std::io;

use connector_host::{
    columns::{self, Parted},
    driver::PageSink,
    manifest::{Column, select},
};
use futures_util::future::{BoxFuture, ready};
use serde_json::{Map, Value, json};

use crate::{
    exit::CommandError,
    output::{self, Form},
    screen::{
        progress::Line,
        records::{self, Columns},
        running, terminal, text, words,
    },
};

/// How an output is to be written.
pub(super) struct Show {
    pub(super) form: Form,
    /// The member of the output that the items of a list are in.
    pub(super) items_member: Option<String>,
    pub(super) hinted: Vec<Column>,
    pub(super) wanted: Vec<Column>,
}

impl Show {
    pub(super) fn write(&self, value: Value) -> Result<(), CommandError> {
        if self.form == Form::Json {
            return output::write_json(self.form, &value);
        }
        let Value::Object(mut object) = value else {
            return self.write_items(&[value]);
        };
        let member = self.items_member.as_ref();
        if let Some(Value::Array(items)) = member.and_then(|member| object.remove(member)) {
            self.write_items(&items)?;
            tell_rest(object);
            return Ok(());
        }
        if self.form == Form::Table {
            tell_warnings(&mut object);
            let columns = match self.wanted.as_slice() {
                [] => self.hinted.as_slice(),
                wanted => wanted,
            };
            if let Some(parted) = columns::parted(columns) {
                let object = Value::Object(object.clone());
                if let [Value::Array(items)] = select(&object, parted.list).as_slice()
                    && !items.is_empty()
                {
                    return self.write_parted(&object, &parted, items);
                }
            }
        }
        match (self.form, self.wanted.as_slice()) {
            (Form::Table, []) => Ok(terminal::page(&records::record(
                &object,
                terminal::text_width(),
            ))?),
            (Form::Table, wanted) => {
                let parts = records::parts(&object.into(), wanted, terminal::text_width());
                Ok(terminal::page(&parts)?)
            }
            (form, _) => output::write_json(form, &object),
        }
    }

    /// Writes a list that is within an output as a table, what the other columns are of above it.
    fn write_parted(
        &self,
        object: &Value,
        parted: &Parted<'_>,
        items: &[Value],
    ) -> Result<(), CommandError> {
        let columns = match self.wanted.as_slice() {
            [] => Columns::Best(&parted.of_items),
            _ => Columns::Wanted(&parted.of_items),
        };
        let list = records::list(items, columns, terminal::width());
        let beside = records::parts(object, &parted.beside, terminal::text_width());
        terminal::page(&if beside.is_empty() {
            list.page
        } else {
            text!("{}\n{}", beside, list.page)
        })?;
        terminal::tell_left_out(list.left_out);
        if self.wanted.is_empty() {
            tell_unshown(object, &self.hinted);
        }
        Ok(())
    }

    fn write_items(&self, items: &[Value]) -> Result<(), CommandError> {
        if self.form != Form::Table {
            return Ok(output::lines(items)?);
        }
        let columns = match self.wanted.as_slice() {
            [] => Columns::Best(&self.hinted),
            wanted => Columns::Wanted(wanted),
        };
        let list = records::list(items, columns, terminal::width());
        terminal::page(&list.page)?;
        terminal::tell_left_out(list.left_out);
        Ok(())
    }

    /// Writes the items that came before a list broke off.
    pub(super) fn write_incomplete(&self, items: &[Value]) -> Result<(), CommandError> {
        match (self.form, &self.items_member) {
            (Form::Json, Some(member)) => {
                let mut object = Map::from_iter([(member.clone(), items.into())]);
                object.insert("incomplete".to_owned(), json!(true));
                output::write_json(self.form, &object)
            }
            _ => self.write_items(items),
        }
    }
}

/// Writes the items of each page to stdout as it comes, a line each.
pub(super) struct Lines<'a> {
    pub(super) line: &'a Line,
}

impl PageSink for Lines<'_> {
    fn page(&mut self, items: Vec<Value>) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(ready(self.line.aside(|| output::lines(&items))))
    }
}

/// Tells, besides the items on stdout, what else the output says.
fn tell_rest(mut rest: Map<String, Value>) {
    tell_warnings(&mut rest);
    rest.retain(|_, value| !records::is_empty(value));
    if !rest.is_empty() {
        terminal::tell_lines(records::record(&rest, terminal::text_width()).trim_end());
    }
}

/// Tells which members of an output are in none of the columns.
fn tell_unshown(object: &Value, columns: &[Column]) {
    let is_shown = |name: &str| {
        let mut tops = columns.iter().map(|column| column.value.split('/').nth(1));
        tops.any(|top| top == Some(name))
    };
    let members = object.as_object().into_iter().flatten();
    let unshown: Vec<&String> = members
        .filter(|(name, value)| !is_shown(name) && !records::is_empty(value))
        .map(|(name, _)| name)
        .collect();
    if !unshown.is_empty() {
        terminal::tell(text!(
            "Not shown: {}; --output json has everything",
            words::list(unshown)
        ));
    }
}

/// Tells the warnings of an output as what they are, and takes them out of it.
fn tell_warnings(output: &mut Map<String, Value>) {
    let Some(Value::Array(warnings)) = output.get("warnings") else {
        return;
    };
    let warnings: Option<Vec<&str>> = warnings.iter().map(Value::as_str).collect();
    // A member of that name may be something else.
    let Some(warnings) = warnings else {
        return;
    };
    for warning in warnings {
        terminal::warn(running(warning));
    }
    output.remove("warnings");
}
