//! The request that a dry run makes.

use connector_host::{
    DryRun,
    contract::{Credential, HttpRequest},
};

use crate::{
    exit::CommandError,
    screen::{Shown, Text, running, terminal, text},
};

/// Prints a request as HTTP/1.1 would write it (RFC 9112 section 2), with the
/// whole URL in the request line. A terminal is shown the body, a pipe gets it.
pub(super) fn show(dry_run: Option<DryRun>) -> Result<(), CommandError> {
    let Some(DryRun {
        request,
        credential,
        warnings,
        ..
    }) = dry_run
    else {
        terminal::tell("This action makes no request with this input.");
        return Ok(());
    };
    let HttpRequest {
        method,
        url,
        headers,
        body,
    } = request;
    let mut lines = vec![text!("{} {} HTTP/1.1", method, url)];
    lines.extend(
        headers
            .iter()
            .map(|header| text!("{}: {}", header.name, header.value)),
    );
    let mut written = Text::lines(lines).plain().into_bytes();
    written.extend(b"\n\n");
    if let Some(body) = body {
        if terminal::is_read_by_a_person() {
            let lines = String::from_utf8_lossy(&body);
            let lines = lines.lines().map(Shown::text);
            written.extend(Text::lines(lines).plain().into_bytes());
        } else {
            written.extend(body);
        }
        written.push(b'\n');
    }
    terminal::data(&written)?;
    for warning in &warnings {
        terminal::warn(running(warning));
    }
    terminal::tell(match credential {
        Credential::Connection => {
            "Nothing was sent. The host adds the credential to a request when it sends it."
        }
        Credential::None => "Nothing was sent. This request goes without a credential.",
    });
    Ok(())
}
