//! How text stands on a page: wrapped paragraphs, facts, and tables.

use std::{fmt::Write as _, time::Duration};

use comfy_table::{Attribute, Cell, ContentArrangement, Row, Table, presets};

use super::terminal::{self, style};

/// A paragraph, each line behind `indent` spaces, within the width of the
/// page.
pub(super) fn paragraph(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let options = textwrap::Options::new(terminal::text_width())
        .initial_indent(&margin)
        .subsequent_indent(&margin)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text.trim(), options)
}

/// A title over what follows.
pub(super) fn heading(title: &str) -> String {
    let heading = style::HEADING;
    format!("{heading}{title}{heading:#}")
}

/// Named values, one below the other, the values aligned and wrapped.
#[derive(Debug, Default)]
pub(super) struct Facts(Vec<(String, String)>);

impl Facts {
    pub(super) fn add(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Adds it when there is one.
    pub(super) fn add_some(&mut self, name: &str, value: Option<impl Into<String>>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }

    pub(super) fn render(&self) -> String {
        let aside = style::ASIDE;
        let column = self
            .0
            .iter()
            .map(|(name, _)| textwrap::core::display_width(name))
            .max()
            .unwrap_or(0)
            + 2;
        let mut page = String::new();
        for (name, value) in &self.0 {
            let gap = " ".repeat(column - textwrap::core::display_width(name));
            let lines = paragraph(value, column);
            let line = format!("{aside}{name}{aside:#}{gap}{}", lines.trim_start());
            let _ = writeln!(page, "{}", line.trim_end());
        }
        page
    }
}

/// A table with a title over each column, as wide as the terminal at most.
pub(super) fn table<R: Into<Row>>(titles: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).enforce_styling();
    table.style_text_only();
    if let Some(width) = terminal::stdout_width() {
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        table
            .set_width(width)
            .set_content_arrangement(ContentArrangement::Dynamic);
    }
    table.set_header(titles.iter().map(bold));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let mut page = String::new();
    for line in table.lines() {
        let _ = writeln!(page, "{}", line.trim_end());
    }
    page
}

/// A cell that stands out.
pub(super) fn bold(text: impl ToString) -> Cell {
    Cell::new(text).add_attribute(Attribute::Bold)
}

/// A number of bytes as people say it.
pub(super) fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

/// A span of time as people say it.
pub(super) fn duration(duration: Duration) -> String {
    indicatif::HumanDuration(duration).to_string()
}

/// Names in a row, or a word for none.
pub(super) fn list<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        names => names
            .iter()
            .map(AsRef::as_ref)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// Sets of scopes of which one is needed, for a sentence.
pub(super) fn scope_sets(sets: &[Vec<String>]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| set.join(" and ")).collect();
    match sets.iter().any(|set| set.contains(" and ")) {
        true => sets.join("; or "),
        false => sets.join(", "),
    }
}

/// The name that was probably meant, when one is near.
pub(super) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(typed, name);
    names
        .filter(|name| likeness(name) > 0.8)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}
