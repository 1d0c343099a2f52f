//! The screen: what stands on it, and what must not come through to it.
//!
//! Everything that a person reads is [`Text`], and nothing else can be
//! written to a stream. What comes in from outside is made printable on the
//! way into a text, so no command has to think of it.

pub(super) mod facts;
pub(super) mod progress;
pub(super) mod records;
pub(super) mod style;
pub(super) mod table;
pub(super) mod terminal;
pub(super) mod text;
pub(super) mod words;

pub(super) use facts::Facts;
pub(super) use text::{Shown, Text, running, text};

#[cfg(test)]
mod tests {
    use connector_host::{is_printable, manifest::Column};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{records::Columns, table::Table, *};

    /// What is left on a screen once the codes of this program's own styles have
    /// done their work.
    fn on_screen(text: &Text) -> String {
        let styles = ["0", "1", "2", "31", "32", "33", "36"];
        styles.iter().fold(text.as_str().to_owned(), |text, style| {
            text.replace(&format!("\u{1b}[{style}m"), "")
        })
    }

    /// Everything that can be made of somebody's words.
    fn made_of(words: &str, width: usize) -> Vec<Text> {
        let mut facts = Facts::default();
        facts.add(words, words).add_some("Some", Some(words));
        let item = json!({ words: words, "inner": { words: [words] }, "text": words });
        let Value::Object(object) = &item else {
            return Vec::new();
        };
        let column = Column {
            title: words.to_owned(),
            value: "/text".to_owned(),
            time_zone: Some("/text".to_owned()),
        };
        let columns = [column.clone(), column];
        let items = [item.clone(), json!(words)];
        let mut texts = vec![
            words.text(),
            running(words),
            text!("{} and {}", words, style::name(words)),
            style::heading(words),
            running(words).paragraph(4, width),
            words::list([words, words]),
            facts.render(width),
            records::record(object, width),
            records::parts(&item, &columns, width),
        ];
        for columns in [
            Columns::Best(&[]),
            Columns::Best(&columns),
            Columns::Wanted(&columns),
        ] {
            for width in [Some(width), None] {
                let list = records::list(&items, columns, width);
                texts.extend([Some(list.page), list.left_out].into_iter().flatten());
            }
        }
        for mut table in [Table::new([words, words]), Table::whole([words, words])] {
            table.heading(style::heading(words));
            table.row([words.text(), style::aside(words)]);
            texts.push(table.render(Some(width)));
        }
        texts
    }

    proptest! {
        #[test]
        fn no_words_of_others_get_through_as_anything_but_text(
            words in any::<String>(),
            width in 1_usize..130,
        ) {
            for text in made_of(&words, width) {
                let shown = on_screen(&text);
                let is_text = |character| character == '\n' || is_printable(character);
                prop_assert!(shown.chars().all(is_text), "{:?}", shown);
            }
        }
    }

    /// The files of the command line, with their content.
    fn sources(directory: &std::path::Path) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(directory).expect("the source is there");
        let paths = entries.map(|entry| entry.expect("a file").path());
        paths
            .flat_map(|path| {
                if path.is_dir() {
                    return sources(&path);
                }
                let name = path.display().to_string();
                vec![(name, std::fs::read_to_string(&path).expect("text"))]
            })
            .collect()
    }

    #[test]
    fn nothing_else_writes_to_the_streams_or_makes_a_text_without_looking() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let sources = sources(std::path::Path::new(directory));
        assert!(sources.len() > 40);
        for (forbidden, allowed) in [
            (concat!("io::std", "out("), &["terminal.rs"][..]),
            (concat!("io::std", "err("), &["terminal.rs", "logging.rs"]),
            (concat!("text::assem", "bled("), &["text.rs"]),
            (concat!("rpass", "word::"), &["terminal.rs"]),
        ] {
            for (name, source) in &sources {
                let may = allowed.iter().any(|allowed| name.ends_with(allowed));
                assert!(may || !source.contains(forbidden), "{forbidden} in {name}");
            }
        }
    }
}
