//! Tables: as many columns as there is room for, and no word broken.
//!
//! Crates that lay out tables take a width and make every column fit it, if
//! need be by breaking words: they have no notion of a column that can be done
//! without, and do not tell what did not fit. Here that is the point: the
//! connector says which columns are worth most, and the person is told which
//! ones are missing. What is left once that is decided (wrapping, widths of
//! characters) is `textwrap`'s work.

use super::{Facts, Shown, Text, style, words};

/// What is between two columns.
const GAP: usize = 2;

/// A cell that is longer than this is prose.
const PROSE: usize = 40;

/// The least width of a column with prose in it.
const LEAST_OF_PROSE: usize = 20;

/// Rows under titles. The first columns are the most telling ones.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    titles: Vec<Text>,
    rows: Vec<Row>,
    narrow: Narrow,
    has_prose: bool,
    /// How many columns there are in any case where each row is one line.
    a_line_a_row: Option<usize>,
}

#[derive(Clone, Debug)]
enum Row {
    Cells(Vec<Text>),
    /// A title over the rows that follow.
    Heading(Text),
}

/// What becomes of a table that is wider than the page, however its cells are
/// wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Narrow {
    /// The last columns are left out, and named below.
    LeaveOut,
    /// The rows stand one below the other, with all their cells.
    Stack,
}

impl Table {
    /// A table whose last columns can be done without.
    pub(crate) fn new<T: Shown>(titles: impl IntoIterator<Item = T>) -> Self {
        Self {
            titles: titles.into_iter().map(|title| title.text()).collect(),
            rows: Vec::new(),
            narrow: Narrow::LeaveOut,
            has_prose: false,
            a_line_a_row: None,
        }
    }

    /// A table of which nothing can be left out.
    pub(crate) fn whole<T: Shown>(titles: impl IntoIterator<Item = T>) -> Self {
        Self {
            narrow: Narrow::Stack,
            ..Self::new(titles)
        }
    }

    /// The same, where long cells are sentences, which are read best with some
    /// words on a line: rather than be narrower they leave no room for others.
    pub(crate) fn with_prose(mut self) -> Self {
        self.has_prose = true;
        self
    }

    /// The same with each row on one line: columns are left out before a cell is wrapped, but
    /// for so many of the first.
    pub(crate) fn with_a_line_a_row(mut self, least: usize) -> Self {
        self.a_line_a_row = Some(least);
        self
    }

    /// Adds a row; cells that it lacks are empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Text>) {
        let cells = cells
            .into_iter()
            .chain(std::iter::repeat_with(Text::default));
        self.rows
            .push(Row::Cells(cells.take(self.titles.len()).collect()));
    }

    /// Adds a title over the rows that follow.
    pub(crate) fn heading(&mut self, title: Text) {
        self.rows.push(Row::Heading(title));
    }

    fn cells(&self) -> impl Iterator<Item = &Vec<Text>> {
        self.rows.iter().filter_map(|row| match row {
            Row::Cells(cells) => Some(cells),
            Row::Heading(_) => None,
        })
    }

    /// Whether it fits a width with every cell on one line.
    pub(crate) fn fits(&self, width: usize) -> bool {
        let widths: Vec<usize> = self.spans().into_iter().map(|span| span.natural).collect();
        total(&widths) <= width
    }

    /// The table on a page of that width; any width will do where there is none.
    pub(crate) fn render(&self, width: Option<usize>) -> Text {
        let spans = self.spans();
        let indent = self.indent();
        let widths = match width {
            Some(width) => self.fitted(&spans, width.saturating_sub(indent)),
            None => spans.iter().map(|span| span.natural).collect(),
        };
        if widths.len() < spans.len() && self.narrow == Narrow::Stack {
            return self.stacked(width.unwrap_or(usize::MAX));
        }
        let mut page = Text::default();
        let titles: Vec<Text> = self
            .titles
            .iter()
            .map(|title| style::heading(title.text()))
            .collect();
        lay(&titles, &widths, indent, &mut page);
        for row in &self.rows {
            match row {
                Row::Cells(cells) => lay(cells, &widths, indent, &mut page),
                Row::Heading(title) => {
                    page.push(title.text());
                    page.end_line();
                }
            }
        }
        page
    }

    /// The titles of the columns that a page of that width has no room for.
    pub(crate) fn left_out(&self, width: Option<usize>) -> Option<Text> {
        let shown = match (width, self.narrow) {
            (Some(width), Narrow::LeaveOut) => {
                let width = width.saturating_sub(self.indent());
                self.fitted(&self.spans(), width).len()
            }
            _ => return None,
        };
        let left_out = self
            .titles
            .get(shown..)
            .filter(|titles| !titles.is_empty())?;
        Some(words::list(left_out.iter().map(Text::text)))
    }

    /// The widths of the columns that a page of that width has room for.
    fn fitted(&self, spans: &[Span], width: usize) -> Vec<usize> {
        let Some(least) = self.a_line_a_row else {
            return fitted(spans, width);
        };
        let natural: Vec<usize> = spans.iter().map(|span| span.natural).collect();
        let counts = (least..=spans.len()).rev();
        let mut on_a_line = counts.map(|count| natural[..count].to_vec());
        on_a_line
            .find(|widths| total(widths) <= width)
            .unwrap_or_else(|| fitted(&spans[..least.min(spans.len())], width))
    }

    /// How far rows stand to the right of the titles over them.
    fn indent(&self) -> usize {
        let is_heading = |row: &Row| matches!(row, Row::Heading(_));
        if self.rows.iter().any(is_heading) {
            2
        } else {
            0
        }
    }

    fn spans(&self) -> Vec<Span> {
        let span = |(column, title): (usize, &Text)| {
            let cells = self.cells().map(|row| &row[column]).chain([title]);
            let mut span = cells.fold(Span::default(), |span, cell| Span {
                natural: span.natural.max(cell.width()),
                least: span.least.max(cell.longest_word()),
            });
            if self.has_prose && span.natural > PROSE {
                span.least = span.least.max(LEAST_OF_PROSE);
            }
            span
        };
        self.titles.iter().enumerate().map(span).collect()
    }

    fn stacked(&self, width: usize) -> Text {
        let rows = self.cells().map(|row| {
            let mut facts = Facts::default();
            for (title, cell) in self.titles.iter().zip(row) {
                facts.add(title.text(), cell.text());
            }
            facts.render(width)
        });
        Text::lines(rows)
    }
}

/// How wide a column can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span {
    /// With every cell on one line.
    natural: usize,
    /// Where no word is broken and prose can be read.
    least: usize,
}

/// The widths of the first columns, as many as a page of that width has room
/// for; at least one.
fn fitted(spans: &[Span], width: usize) -> Vec<usize> {
    let room = |count: usize| {
        let least: Vec<usize> = spans[..count].iter().map(|span| span.least).collect();
        width.checked_sub(total(&least))
    };
    let Some((count, mut spare)) = (1..=spans.len())
        .rev()
        .find_map(|count| Some((count, room(count)?)))
    else {
        return spans.iter().take(1).map(|_| width).collect();
    };
    let mut widths: Vec<usize> = spans[..count].iter().map(|span| span.least).collect();
    // What is left goes to the columns that want least first: so most of them have
    // every cell on one line.
    let wanted = |column: usize| spans[column].natural - spans[column].least;
    let mut wanting: Vec<usize> = (0..count).collect();
    wanting.sort_by_key(|column| wanted(*column));
    for column in wanting {
        let given = wanted(column).min(spare);
        widths[column] += given;
        spare -= given;
    }
    widths
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Adds a row in as many lines as its cells take.
fn lay(row: &[Text], widths: &[usize], indent: usize, page: &mut Text) {
    let cells: Vec<Vec<Text>> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| cell.forced(*width))
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        let parts = cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| cell.get(line).cloned().unwrap_or_default().padded(*width));
        page.push(Text::joined(parts, "  ").indented(indent).trim_end());
        page.end_line();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(narrow: Narrow) -> Table {
        let mut table = Table::new(["Name", "Account", "State", "Last used (UTC)"]);
        table.narrow = narrow;
        for row in [
            [
                "work (default)",
                "ada@example.com",
                "connected",
                "2027-01-12 10:00",
            ],
            ["play", "grace@example.com", "needs reconnecting", "never"],
        ] {
            table.row(row.map(Shown::text));
        }
        table
    }

    #[test]
    fn a_table_that_fits_has_a_line_for_each_row() {
        insta::assert_snapshot!(table(Narrow::LeaveOut).render(Some(80)).plain(), @r"
        Name            Account            State               Last used (UTC)
        work (default)  ada@example.com    connected           2027-01-12 10:00
        play            grace@example.com  needs reconnecting  never
        ");
        assert_eq!(table(Narrow::LeaveOut).left_out(Some(80)), None);
    }

    #[test]
    fn cells_wrap_between_words_before_a_column_is_left_out() {
        insta::assert_snapshot!(table(Narrow::LeaveOut).render(Some(60)).plain(), @r"
        Name            Account            State          Last used
                                                          (UTC)
        work (default)  ada@example.com    connected      2027-01-12
                                                          10:00
        play            grace@example.com  needs          never
                                           reconnecting
        ");
    }

    #[test]
    fn the_last_columns_are_left_out_and_named() {
        let table = table(Narrow::LeaveOut);
        insta::assert_snapshot!(table.render(Some(40)).plain(), @r"
        Name            Account
        work (default)  ada@example.com
        play            grace@example.com
        ");
        let left_out = table.left_out(Some(40)).expect("there was no room");
        assert_eq!(left_out.plain(), "State, Last used (UTC)");
    }

    #[test]
    fn sentences_have_some_words_on_a_line_or_other_columns_are_left_out() {
        let mut table = Table::new(["Action", "Summary", "Effect"]).with_prose();
        let summary = "Lists the notes of a kitchen, one page of them or all";
        table.row(["list-notes", summary, "read, downloads"].map(Shown::text));
        insta::assert_snapshot!(table.render(Some(46)).plain(), @r"
        Action      Summary               Effect
        list-notes  Lists the notes of a  read,
                    kitchen, one page of  downloads
                    them or all
        ");
        insta::assert_snapshot!(table.render(Some(34)).plain(), @r"
        Action      Summary
        list-notes  Lists the notes of a
                    kitchen, one page of
                    them or all
        ");
    }

    #[test]
    fn a_table_that_has_to_be_whole_is_stacked() {
        insta::assert_snapshot!(table(Narrow::Stack).render(Some(40)).plain(), @r"
        Name     work (default)
        Account  ada@example.com
        State    connected
        Last used (UTC)
                 2027-01-12 10:00

        Name     play
        Account  grace@example.com
        State    needs reconnecting
        Last used (UTC)
                 never
        ");
    }

    #[test]
    fn rows_of_a_line_leave_columns_out_and_wrap_only_what_has_to_be_there() {
        let table = table(Narrow::LeaveOut).with_a_line_a_row(2);
        insta::assert_snapshot!(table.render(Some(60)).plain(), @r"
        Name            Account            State
        work (default)  ada@example.com    connected
        play            grace@example.com  needs reconnecting
        ");
        let left_out = table.left_out(Some(60)).expect("there was no room");
        assert_eq!(left_out.plain(), "Last used (UTC)");
        insta::assert_snapshot!(table.render(Some(28)).plain(), @r"
        Name       Account
        work       ada@example.com
        (default)
        play       grace@example.com
        ");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page_and_nothing_shown_is_lost(
            cells in prop::collection::vec("[a-z]{1,9}( [a-z]{1,9}){0,6}", 1..20),
            columns in 1_usize..6,
            width in 20_usize..100,
        ) {
            let mut table = Table::new((0..columns).map(|column| format!("c{column}")));
            for row in cells.chunks(columns) {
                table.row(row.iter().map(Shown::text));
            }
            let page = table.render(Some(width)).plain();
            prop_assert!(page.lines().all(|line| textwrap::core::display_width(line) <= width), "{}", page);
            let shown = fitted(&table.spans(), width).len();
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
            let kept = table.cells().flat_map(|row| &row[..shown]).chain(&table.titles[..shown]);
            prop_assert_eq!(letters(&page), kept.map(|cell| letters(&cell.plain())).sum::<usize>());
        }
    }
}
