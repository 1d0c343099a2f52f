//! Errors that the sign-in page shows instead of sending the browser back. The
//! host never sees them, so all that it can do is to tell beforehand, or when
//! nobody comes back, what each means.

use connector_host::manifest::{AuthorizationError, Manifest};
use url::Url;

use super::screen::{Text, style, terminal, text};

/// A paragraph for each error, behind `indent` spaces; none when the connector
/// knows none.
pub(super) fn explained(manifest: &Manifest, redirect_uri: &Url, indent: usize) -> Option<Text> {
    let errors = manifest.authorization_errors.iter();
    let paragraphs: Vec<Text> = errors
        .filter(|error| error.is_shown_in_the_browser())
        .map(|error| {
            text!(
                "{}: {} {}",
                recognised_by(error),
                error.meaning,
                error.remedy_for(redirect_uri)
            )
            .paragraph(indent, terminal::text_width())
        })
        .collect();
    (!paragraphs.is_empty()).then(|| Text::joined(paragraphs, "\n\n"))
}

/// What a person recognises the error by.
fn recognised_by(error: &AuthorizationError) -> Text {
    let codes = error.codes.iter().map(style::name);
    let words = error.says.iter();
    let words = words.map(|words| style::name(text!("“{}…”", words)));
    Text::joined(codes.chain(words), " or ")
}
