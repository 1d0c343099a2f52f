//! What one call may do.

use super::{Bounds, ConsentRefusal};
use crate::egress::Policy;

/// The bounds of a connector for one call: for the action that is invoked, if it
/// is one, and for the auth method of the connection.
#[derive(Clone, Debug)]
pub struct Leave {
    bounds: Bounds,
    method: String,
    action: Option<String>,
}

impl Bounds {
    /// What a call may do for a connection of that auth method: to invoke that
    /// action, or none.
    #[must_use]
    pub fn leave(self, method: &str, action: Option<&str>) -> Leave {
        Leave {
            bounds: self,
            method: method.to_owned(),
            action: action.map(str::to_owned),
        }
    }
}

impl Leave {
    /// Where its requests may go.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.bounds.policy()
    }

    /// Whether it may send requests by an HTTP method.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_http_method(&self, method: &str) -> Result<(), ConsentRefusal> {
        self.bounds
            .check_http_method(self.action.as_deref(), method)
    }

    /// Whether it may download files.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_download(&self) -> Result<(), ConsentRefusal> {
        match &self.action {
            Some(action) => self.bounds.check_download(action),
            None => Err(self.bounds.not_declared("download files".to_owned())),
        }
    }

    /// Whether it may learn which files are there already.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_resumption(&self) -> Result<(), ConsentRefusal> {
        match &self.action {
            Some(action) => self.bounds.check_resumption(action),
            None => {
                let what = "learn which files are there already";
                Err(self.bounds.not_declared(what.to_owned()))
            }
        }
    }

    /// Whether its redirects may lead to any public host.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_public_redirects(&self) -> Result<(), ConsentRefusal> {
        match &self.action {
            Some(action) => self.bounds.check_public_redirects(action),
            None => {
                let what = "follow redirects to any public host";
                Err(self.bounds.not_declared(what.to_owned()))
            }
        }
    }

    /// Whether it may sign with a secret.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_signing(&self, secret: &str) -> Result<(), ConsentRefusal> {
        self.bounds.check_signing(&self.method, secret)
    }
}
