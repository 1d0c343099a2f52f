//! The server on the loopback interface that the browser returns to (RFC 8252
//! section 7.3), for programs on a person's own machine. It lives for one
//! sign-in, and shows the person how that went.
//!
//! The library listens, since the redirect URI of a sign-in may name the port
//! that was free; answering browsers takes a web server, which the library does
//! without. Services that receive the browser on a server of their own need
//! neither: they give [`finish`](PendingAuthorization::finish) the address that
//! the browser returned to.
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use connector_host::Attempt;
//!
//! let connected = match host.connect("notes", "oauth2").start().await? {
//!     Attempt::Pending(pending) => {
//!         eprintln!("Open {} to sign in.", pending.url());
//!         connector_host_loopback::wait(pending).await?
//!     }
//!     Attempt::PendingDevice(pending) => {
//!         eprintln!("Enter {} at {}.", pending.user_code(), pending.verification_uri());
//!         pending.wait().await?
//!     }
//!     Attempt::Connected(connected) => connected,
//! };
//! # let _ = connected;
//! # Ok(())
//! # }
//! ```

pub mod arriving;
pub mod connections;
#[cfg(unix)]
pub mod owner;
mod page;
mod server;
pub mod silent;
pub mod stream;

use connector_host::oauth::OAuthError;
use connector_host::{Connected, Error, PendingAuthorization};

use page::Page;

/// Waits until the browser has returned to where the library listens, and
/// finishes the sign-in. The browser is shown how it went.
///
/// # Errors
/// When the browser returns elsewhere, when somebody declined or nobody answered
/// in time, and as [`PendingAuthorization::finish`].
pub async fn wait(mut pending: PendingAuthorization) -> Result<Connected, Error> {
    let Some(listener) = pending.take_listener() else {
        let elsewhere = pending.redirect_uri().to_string();
        return Err(OAuthError::ReturnsElsewhere(elsewhere).into());
    };
    let connector = pending.manifest().name.clone();
    let (response, browser) = server::answer(listener, pending.expected()).await?;
    let outcome = pending.finish(&response).await;
    let page = match &outcome {
        Ok(connected) => Page::connected(&connected.identity.account.label, &connector),
        Err(error) => Page::failed(&error.to_string()),
    };
    browser.show(page).await;
    outcome
}
