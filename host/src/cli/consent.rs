//! What a component may do, in words: what goes where.

use connector_host::{WantsMore, component::Connector, consent::Consent, consent::in_words};

use super::{exit::CommandError, exit::Exit, layout};

/// What somebody agrees to by adding a connector, a paragraph each.
pub(super) fn describe(connector: &Connector) -> String {
    let Ok(wanted) = Consent::of(connector.manifest()) else {
        return String::new();
    };
    let mut page = String::new();
    for (heading, lines) in in_words(&wanted) {
        page += &format!("  {}\n", layout::heading(heading));
        for line in lines {
            page += &format!("{}\n", layout::paragraph(&line, 4));
        }
    }
    page
}

/// What a component wants that nobody has agreed to, each on a line.
pub(super) fn details(more: &WantsMore) -> Vec<String> {
    let mut lines: Vec<String> = more.difference.iter().map(ToString::to_string).collect();
    if !more.connections.is_empty() {
        lines.push(format!(
            "it concerns the connections {}",
            layout::list(&more.connections)
        ));
    }
    lines
}

/// That a component is not added, since it wants more than somebody has agreed
/// to.
pub(super) fn refusal(more: &WantsMore) -> CommandError {
    CommandError::new(
        Exit::Consent,
        format_args!(
            "{} {} wants more than somebody has agreed to; nothing was changed",
            more.connector, more.version
        ),
    )
    .with_details(details(more))
}
