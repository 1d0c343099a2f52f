//! What a component may do, in words: what goes where.

use connector_host::{
    WantsMore,
    consent::{Consent, in_all_words, in_words},
    manifest::Manifest,
};
use serde_json::{Value, json};

use super::{
    exit::{CommandError, Exit},
    screen::{Shown, Text, style, text, words},
};

/// How many actions are named where a connector may have hundreds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The first of them, for whoever adds it.
    First,
    /// All of them, for whoever looks into it.
    All,
}

/// What somebody agrees to by adding a connector, a paragraph each.
pub(super) fn describe(manifest: &Manifest, width: usize, named: Named) -> Text {
    let wanted = Consent::of(manifest);
    let paragraphs = wanted.iter().flat_map(match named {
        Named::First => in_words,
        Named::All => in_all_words,
    });
    Text::lines(paragraphs.map(|(heading, lines)| {
        let lines = lines.iter().map(|line| line.text().paragraph(4, width));
        let heading = style::heading(heading).paragraph(2, width);
        text!("{}\n{}", heading, Text::lines(lines))
    }))
}

/// What a component wants that nobody has agreed to, each on a line.
pub(super) fn details(more: &WantsMore) -> Vec<Text> {
    let lines = more.difference.iter().map(Shown::text);
    lines.chain(concerned(more)).collect()
}

/// The connections for which nobody has agreed to it, if there are any.
fn concerned(more: &WantsMore) -> Option<Text> {
    let names = &more.connections;
    let told = || text!("it concerns the connections {}", words::list(names));
    (!names.is_empty()).then(told)
}

/// The same as a paragraph that names every action; nothing where nobody has to agree.
pub(super) fn beyond(more: Option<&WantsMore>, width: usize) -> Text {
    let Some(more) = more else {
        return Text::default();
    };
    let lines = more.difference.iter().map(|more| more.in_full().text());
    let lines = lines.chain(concerned(more));
    let lines = lines.map(|line| line.paragraph(4, width));
    let heading = "Wants more than somebody has agreed to";
    text!(
        "\n{}\n{}",
        style::heading(heading).paragraph(2, width),
        Text::lines(lines)
    )
}

/// The same for programs.
pub(super) fn beyond_as_json(more: Option<&WantsMore>) -> Value {
    let difference = more.iter().flat_map(|more| more.difference.iter());
    let sentences = difference.map(|more| more.in_full().to_string());
    json!({
        "more": sentences.collect::<Vec<_>>(),
        "connections": more.map_or(&[][..], |more| more.connections.as_slice()),
    })
}

/// That a component is not added, since it wants more than somebody has agreed
/// to.
pub(super) fn refusal(more: &WantsMore) -> CommandError {
    CommandError::new(
        Exit::Consent,
        text!(
            "{} {} wants more than somebody has agreed to; nothing was changed",
            more.connector,
            more.version
        ),
    )
    .with_details(details(more))
}
