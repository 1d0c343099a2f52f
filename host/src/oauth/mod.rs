//! OAuth 2.0 as a client: one file for each concept of its documents.

mod error;
mod redirect;

pub use error::OAuthError;
pub use redirect::Redirect;
