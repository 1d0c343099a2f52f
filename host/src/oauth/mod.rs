//! OAuth 2.0 as a client: one file for each concept of its documents.
//!
//! The `oauth2` crate makes the requests and reads the answers; what is here
//! gives them to the host's own egress, forgives what servers in the field do
//! beside the RFCs, and says in words what went wrong.

mod authorization_request;
mod authorization_response;
mod client;
mod device_authorization;
mod disguises;
mod error;
mod error_response;
#[cfg(any(test, fuzzing))]
pub(crate) mod foreign;
mod loopback;
mod parameters;
mod redirect;
mod revocation;
mod token_request;
mod token_response;

pub(crate) use authorization_request::AuthorizationRequest;
pub(crate) use authorization_response::state_of;
pub(crate) use client::Client;
pub(crate) use device_authorization::DeviceAuthorization;
pub use error::OAuthError;
pub use error_response::{ErrorAnswer, Explanation};
pub(crate) use loopback::LoopbackListener;
pub use redirect::Redirect;
pub(crate) use redirect::RedirectPath;
