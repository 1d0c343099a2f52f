//! What a component may do, in words: what goes where.

use connector_host::{
    WantsMore,
    consent::{Consent, in_words},
    manifest::Manifest,
};

use super::{
    exit::{CommandError, Exit},
    screen::{Shown, Text, style, text, words},
};

/// What somebody agrees to by adding a connector, a paragraph each.
pub(super) fn describe(manifest: &Manifest, width: usize) -> Text {
    let wanted = Consent::of(manifest);
    let paragraphs = wanted.iter().flat_map(in_words);
    Text::lines(paragraphs.map(|(heading, lines)| {
        let lines = lines.iter().map(|line| line.text().paragraph(4, width));
        let heading = style::heading(heading).paragraph(2, width);
        text!("{}\n{}", heading, Text::lines(lines))
    }))
}

/// What a component wants that nobody has agreed to, each on a line.
pub(super) fn details(more: &WantsMore) -> Vec<Text> {
    let mut lines: Vec<Text> = more.difference.iter().map(Shown::text).collect();
    if !more.connections.is_empty() {
        lines.push(text!(
            "it concerns the connections {}",
            words::list(&more.connections)
        ));
    }
    lines
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
