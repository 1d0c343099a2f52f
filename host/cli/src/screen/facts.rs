//! Named values, one below the other.

use super::{Shown, Text, style, text};

/// Named values, one below the other, the values aligned and wrapped.
#[derive(Debug, Default)]
pub(crate) struct Facts(Vec<(Text, Text)>);

impl Facts {
    pub(crate) fn add(&mut self, name: impl Shown, value: impl Shown) -> &mut Self {
        self.0.push((name.into_text(), value.into_text()));
        self
    }

    /// Adds it when there is one.
    pub(crate) fn add_some(&mut self, name: impl Shown, value: Option<impl Shown>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }

    /// A line for each, or some where a value is long.
    pub(crate) fn render(&self, width: usize) -> Text {
        let names = self.0.iter().map(|(name, _)| name.width());
        // A name may be longer than is good for its value: its value goes below.
        let column = names.filter(|name| *name <= width / 3).max().unwrap_or(0) + 2;
        let mut page = Text::default();
        for (name, value) in &self.0 {
            let mut lines = value.wrapped(width.saturating_sub(column)).into_iter();
            let first = if name.width() + 2 <= column {
                let first = lines.next().unwrap_or_default();
                text!("{}{}", style::aside(name.text()).padded(column), first).trim_end()
            } else {
                style::aside(name.text())
            };
            page.push(first);
            page.end_line();
            for line in lines {
                page.push(line.indented(column));
                page.end_line();
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_a_column_and_wrap_in_it() {
        let mut facts = Facts::default();
        facts.add("Key", "notes");
        facts.add("Actions", "create-note, delete-note, list-notes");
        facts.add("A name that is longer than is good", "1");
        insta::assert_snapshot!(facts.render(36).plain(), @r"
        Key      notes
        Actions  create-note, delete-note,
                 list-notes
        A name that is longer than is good
                 1
        ");
    }
}
