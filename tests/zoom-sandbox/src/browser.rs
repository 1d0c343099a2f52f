//! Plays the person at the browser: opens the consent page, presses a button
//! and follows the redirect to the app.

use reqwest::{Client, StatusCode, Url, redirect::Policy};
use thiserror::Error;

use crate::state::app::is_loopback;

/// The page that the person ended on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// Its address.
    pub url: Url,
    /// Its status code.
    pub status: StatusCode,
    /// Its text.
    pub body: String,
}

/// Why the person did not get to the end.
#[derive(Debug, Error)]
pub enum BrowserError {
    /// The address is not one of this machine.
    #[error(
        "{0} is not a loopback http address; give the address that the sandbox serves the consent page on"
    )]
    NotLoopback(String),
    /// The sandbox shows no consent page but an error.
    #[error("the sandbox refused the authorization request: {0}")]
    Refused(String),
    /// No answer came.
    #[error(
        "can't reach {url}: {source}; check that the sandbox and the app's callback are listening"
    )]
    Unreachable {
        /// What was asked for.
        url: Url,
        /// What went wrong.
        source: reqwest::Error,
    },
}

/// Allows the app that sent the person to `authorize_url`, as the account's
/// owner.
///
/// # Errors
///
/// When the address is not on this machine, the sandbox refuses the request, or
/// the app does not listen on its redirect URI.
pub async fn approve(authorize_url: &str) -> Result<Landing, BrowserError> {
    decide(authorize_url, "allow").await
}

/// Declines the app that sent the person to `authorize_url`.
///
/// # Errors
///
/// As [`approve`].
pub async fn decline(authorize_url: &str) -> Result<Landing, BrowserError> {
    decide(authorize_url, "decline").await
}

async fn decide(authorize_url: &str, decision: &str) -> Result<Landing, BrowserError> {
    let url = Url::parse(authorize_url)
        .ok()
        .filter(is_loopback)
        .ok_or_else(|| BrowserError::NotLoopback(authorize_url.to_owned()))?;
    let unreachable = |source: reqwest::Error| BrowserError::Unreachable {
        url: source.url().cloned().unwrap_or_else(|| url.clone()),
        source,
    };
    let client = client().map_err(unreachable)?;
    let page = client.get(url.clone()).send().await.map_err(unreachable)?;
    if page.status() != StatusCode::OK {
        return Err(BrowserError::Refused(
            page.text().await.map_err(unreachable)?,
        ));
    }
    let landing = client
        .post(url.clone())
        .form(&[("decision", decision)])
        .send()
        .await
        .map_err(unreachable)?;
    Ok(Landing {
        url: landing.url().clone(),
        status: landing.status(),
        body: landing.text().await.map_err(unreachable)?,
    })
}

/// A client that never leaves this machine.
fn client() -> reqwest::Result<Client> {
    // It speaks plain HTTP alone, but is built with TLS and so wants a provider.
    // An error means that the process has one already.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    let policy = Policy::custom(|attempt| {
        if is_loopback(attempt.url()) {
            attempt.follow()
        } else {
            attempt.error("a redirect off this machine")
        }
    });
    Client::builder().no_proxy().redirect(policy).build()
}
