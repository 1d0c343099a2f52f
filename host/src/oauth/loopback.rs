//! Where the browser returns to on this machine (RFC 8252 section 7.3). The
//! redirect URI may name the port that is free, so the listener is there before
//! the sign-in begins. Whoever has the sign-in answers the browser.

use tokio::net::TcpListener;
use url::Url;

use super::OAuthError;
use super::redirect::{self, Redirect, RedirectPath};

/// A listener on the loopback interface that nobody answers on yet.
#[derive(Debug)]
pub(crate) struct LoopbackListener {
    pub(crate) listener: TcpListener,
    pub(crate) redirect_uri: Url,
}

impl LoopbackListener {
    /// Begins to listen where `redirect` says; none when it is elsewhere.
    pub(crate) async fn bind(
        redirect: &Redirect,
        path: &RedirectPath,
    ) -> Result<Option<Self>, OAuthError> {
        let Redirect::Loopback { listen, uri } = redirect else {
            return Ok(None);
        };
        if !listen.ip().is_loopback() {
            return Err(OAuthError::NotLoopback(*listen));
        }
        let failed = |source| OAuthError::Listen {
            address: *listen,
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let redirect_uri = match uri {
            Some(uri) => uri.clone(),
            None => redirect::at(listener.local_addr().map_err(failed)?, path),
        };
        Ok(Some(Self {
            listener,
            redirect_uri,
        }))
    }
}
