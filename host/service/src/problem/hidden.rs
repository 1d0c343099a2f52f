//! What of an error is the operator's business alone: names of files and of
//! databases, ids of keys, the policy. Errors of the store are told only where they
//! are listed here, so that one which is added to the library is kept until somebody
//! has thought about it.

use std::fmt::Display;
use std::io;

use connector_host::connections::{DatabaseTrouble, StoreError};
use connector_host::consent::ConsentRefusal;
use connector_host::download::DownloadError;
use connector_host::driver::{CredentialError, DriveError};
use connector_host::policy::PolicyRefusal;
use connector_host::{Class, Error};

use super::code::Code;

/// What is told in place of an error.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hidden<'a> {
    /// That the host has failed.
    Host,
    /// That its store can't be used now.
    StoreAway,
    /// That there is no room left.
    Full,
    /// That the operator does not allow it, without where that is written.
    Policy(&'a PolicyRefusal),
}

/// The errors of the store that say nothing but what the caller has asked for.
const TOLD: [&str; 34] = [
    "api-key-expired",
    "app-of-other-name",
    "app-rotation-under-way",
    "bad-api-key-name",
    "bad-app-name",
    "bad-app-secret",
    "bad-client-id",
    "bad-name",
    "bad-tenant",
    "bad-text",
    "component-altered",
    "connect-link-used",
    "connect-session-expired",
    "connect-session-overtaken",
    "grant-gone",
    "name-in-use",
    "name-taken",
    "no-api-key",
    "no-app-secret",
    "no-connect-session",
    "no-connection",
    "no-sign-in",
    "no-such-app",
    "no-tenant",
    "other-browser",
    "sign-in-claimed",
    "sign-in-overtaken",
    "tenant-default",
    "tenant-exists",
    "tenant-in-use",
    "too-many-apps",
    "too-many-connect-sessions",
    "wrong-api-key",
    "wrong-connect-link",
];

impl<'a> Hidden<'a> {
    /// What is told in place of that error; none for one that is told as it is.
    pub(super) fn of(error: &'a Error) -> Option<Self> {
        match error.ended_by() {
            Error::Store(error) => Self::of_store(error),
            Error::File { source, .. } => Some(Self::of_file(source)),
            Error::Runtime(_) | Error::NoHome => Some(Self::Host),
            // The compiler of components is a program of the machine's.
            Error::Load(_) if error.class() == Class::Other => Some(Self::Host),
            Error::Consent(ConsentRefusal::Policy(refusal)) => Some(Self::Policy(refusal)),
            Error::Drive { source, .. } => Self::of_call(source.ended_by()),
            _ => None,
        }
    }

    fn of_store(error: &StoreError) -> Option<Self> {
        if TOLD.contains(&error.code()) {
            return None;
        }
        Some(match error {
            StoreError::Busy { .. }
            | StoreError::LeaseBusy { .. }
            | StoreError::ClockOff { .. } => Self::StoreAway,
            StoreError::Database(error) => match error.trouble() {
                DatabaseTrouble::Unavailable | DatabaseTrouble::Busy => Self::StoreAway,
                DatabaseTrouble::Full => Self::Full,
                _ => Self::Host,
            },
            StoreError::Directory { source, .. }
            | StoreError::File { source, .. }
            | StoreError::Lock { source, .. } => Self::of_file(source),
            _ => Self::Host,
        })
    }

    fn of_file(error: &io::Error) -> Self {
        match is_full(error) {
            true => Self::Full,
            false => Self::Host,
        }
    }

    fn of_call(error: &'a DriveError) -> Option<Self> {
        match error {
            DriveError::Credential(error) => Self::of_credential(error),
            DriveError::NotAllowed(ConsentRefusal::Policy(refusal)) => Some(Self::Policy(refusal)),
            // Where files wait is no caller's business.
            DriveError::Download(DownloadError::Write { source, .. }) => {
                Some(Self::of_file(source))
            }
            DriveError::Download(DownloadError::Exists(_)) => Some(Self::Host),
            DriveError::Mark(error) => {
                let of_store = error.get_ref().and_then(|error| error.downcast_ref());
                Some(of_store.and_then(Self::of_store).unwrap_or(Self::Host))
            }
            _ => None,
        }
    }

    /// What is told in place of why there is no credential.
    pub(super) fn of_credential(error: &'a CredentialError) -> Option<Self> {
        match error {
            CredentialError::NotKept(_) | CredentialError::Store(_) => Some(Self::Host),
            CredentialError::StoreUnavailable(_) => Some(Self::StoreAway),
            CredentialError::StoreFull(_) => Some(Self::Full),
            CredentialError::NotAllowed(ConsentRefusal::Policy(refusal)) => {
                Some(Self::Policy(refusal))
            }
            _ => None,
        }
    }

    /// The problem's own code, where it is another than the error's.
    pub(super) fn code(self) -> Option<Code> {
        match self {
            Self::StoreAway => Some(Code::StoreUnavailable),
            Self::Full => Some(Code::StorageFull),
            Self::Host | Self::Policy(_) => None,
        }
    }

    /// What is told. The error itself is in the log.
    pub(super) fn words(self, code: &str, error: &dyn Display) -> String {
        match self {
            Self::Host => {
                tracing::error!(code, %error, "the host failed");
                "the host failed at something of its own machine; its log says at what".to_owned()
            }
            Self::StoreAway => {
                tracing::error!(code, %error, "the store is not available");
                "the store of this host is not available, and its log says why: try again in a moment"
                    .to_owned()
            }
            Self::Full => {
                tracing::error!(code, %error, "there is no room left");
                "this host has no room left to keep it, and its log says where: try again once its operator has made some"
                    .to_owned()
            }
            Self::Policy(PolicyRefusal {
                connector, what, ..
            }) => {
                tracing::info!(code, %error, "the policy does not allow it");
                format!("the policy of this host's operator does not let `{connector}` {what}")
            }
        }
    }
}

/// Whether a file could not be written since there is no room: on the disk, or for files of
/// this user, or of this size.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}
