//! Errors that the sign-in page shows instead of sending the browser back. The
//! host never sees them, so all that it can do is to tell beforehand, or when
//! nobody comes back, what each means.

use connector_host::manifest::{AuthorizationError, Manifest};
use url::Url;

use super::{layout, terminal::style};

/// A paragraph for each error, behind `indent` spaces; empty when the connector
/// knows none.
pub(super) fn explained(manifest: &Manifest, redirect_uri: &Url, indent: usize) -> String {
    let errors = manifest.authorization_errors.iter();
    let paragraphs = errors
        .filter(|error| error.is_shown_in_the_browser())
        .map(|error| {
            let text = format!(
                "{}: {} {}",
                recognised_by(error),
                error.meaning,
                error.remedy_for(redirect_uri)
            );
            format!("{}\n", layout::paragraph(&text, indent))
        });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// What a person recognises the error by.
fn recognised_by(error: &AuthorizationError) -> String {
    let name = style::NAME;
    let codes = error.codes.iter().cloned();
    let words = error.says.iter().map(|words| format!("“{words}…”"));
    let shown: Vec<String> = codes.chain(words).collect();
    format!("{name}{}{name:#}", shown.join(" or "))
}
