//! The list of a host's connectors, in which one that can't be used hides no other and
//! does not vanish itself: its connections are there still, and somebody has to know why
//! they are of no use.

use super::Host;
use crate::component::Connector;
use crate::connections::StoreError;
use crate::{Class, Error, FileOperation};

/// The connectors of a host.
#[derive(Debug)]
#[non_exhaustive]
pub struct Connectors {
    /// Those that it can use, by key.
    pub usable: Vec<Connector>,
    /// Those that were added and that it can't use any more, by key.
    pub unusable: Vec<UnusableConnector>,
}

impl Connectors {
    /// Whether nobody has added or loaded any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are, whether they can be used or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.usable.len() + self.unusable.len()
    }
}

/// A connector that was added and that a host can't use, such as one that a later version
/// of the host refuses. What is kept of it, its connections too, stays as it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnusableConnector {
    /// Its key.
    pub key: String,
    /// Why it can't be used.
    pub reason: Error,
}

impl UnusableConnector {
    /// What to do about it: a sentence without an end.
    #[must_use]
    pub fn remedy(&self) -> String {
        let key = &self.key;
        match &self.reason {
            reason if is_refusal(reason) => {
                format!("add a version of `{key}` that this host takes, or remove the connector")
            }
            Error::Store(_) => format!("add `{key}` again"),
            _ => "see to this machine, and look again".to_owned(),
        }
    }
}

/// Whether a component is refused that was added: by later rules than it was added by, and
/// for as long as there are such rules.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Load(_)) && error.class() == Class::Usage
}

impl Host {
    /// All connectors that were added or loaded. One that can't be used hides no other: it
    /// is told with the reason.
    ///
    /// # Errors
    /// When it can't be read which there are.
    pub async fn connectors(&self) -> Result<Connectors, Error> {
        let (mut usable, mut unusable) = (self.given_to_this(), Vec::new());
        for key in self.added_keys().await? {
            if usable.contains_key(&key) {
                continue;
            }
            match self.find(&key).await {
                Ok(connector) => {
                    usable.insert(key, connector);
                }
                // Somebody has removed it since.
                Err(Error::UnknownConnector { .. }) => {}
                Err(
                    reason @ (Error::Load(_)
                    | Error::Store(StoreError::ComponentAltered { .. })
                    | Error::File {
                        operation: FileOperation::Read,
                        ..
                    }),
                ) => unusable.push(UnusableConnector { key, reason }),
                Err(error) => return Err(error),
            }
        }
        Ok(Connectors {
            usable: usable.into_values().collect(),
            unusable,
        })
    }
}
