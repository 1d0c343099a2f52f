//! What the colours mean. Each is also said in words, so nothing is lost
//! without colour.

use anstyle::{AnsiColor, Effects, Style};

use super::text::{Shown, Text};

const HEADING: Style = Style::new().bold();
const NAME: Style = AnsiColor::Cyan.on_default();
const ASIDE: Style = Style::new().effects(Effects::DIMMED);
const GOOD: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The same meanings for clap's help and errors.
pub(crate) const HELP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(HEADING)
    .usage(HEADING)
    .literal(NAME)
    .error(ERROR)
    .valid(GOOD)
    .invalid(WARNING);

/// A title, or the name of a column.
pub(crate) fn heading(text: impl Shown) -> Text {
    text.into_text().styled(HEADING)
}

/// What a person may have to type or look for.
pub(crate) fn name(text: impl Shown) -> Text {
    text.into_text().styled(NAME)
}

/// Side matter.
pub(crate) fn aside(text: impl Shown) -> Text {
    text.into_text().styled(ASIDE)
}

/// All is well.
pub(crate) fn good(text: impl Shown) -> Text {
    text.into_text().styled(GOOD)
}

/// Look at this.
pub(crate) fn warning(text: impl Shown) -> Text {
    text.into_text().styled(WARNING)
}

/// It failed.
pub(crate) fn error(text: impl Shown) -> Text {
    text.into_text().styled(ERROR)
}
