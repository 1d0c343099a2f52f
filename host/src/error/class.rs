//! What sort of trouble each error is: one list, so that whoever adds an error decides what is to be done
//! about it.

use super::Error;
use crate::component::{CompilerError, LoadError};
use crate::connections::{DatabaseTrouble, KeyError, StoreError};
use crate::contract::{Failure, FailureKind};
use crate::download::DownloadError;
use crate::driver::{CredentialError, DriveError};
use crate::egress::{EgressError, Refusal};
use crate::host::RunError;

/// The sorts of trouble, by what is to be done about them.
/// No other is added without a new major version: whoever has one decides on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The caller asked for something that can't be: other input is needed.
    Usage,
    /// An account has to be connected, connected again, or given more scopes;
    /// or the app or the settings that it is connected with are not right.
    Connection,
    /// The API refused.
    Refused,
    /// The network, the API or its authorization server is down.
    Unavailable,
    /// It may have been carried out: look before it is done again.
    Unknown,
    /// Nobody has agreed to it, or the operator's policy does not allow it.
    Consent,
    /// Anything else: a fault of this machine, this host or the connector.
    Other,
}

impl Error {
    /// What sort of trouble it is.
    #[must_use]
    pub fn class(&self) -> Class {
        match self {
            Self::UnknownConnector { .. }
            | Self::UnusableConnector { .. }
            | Self::ConnectorInUse { .. }
            | Self::UnknownMethod { .. }
            | Self::UnknownAction { .. }
            | Self::UnknownTrigger { .. }
            | Self::UnknownLookup { .. }
            | Self::NotPolled { .. }
            | Self::Settings { .. }
            | Self::NoApp { .. }
            | Self::UnknownApp { .. }
            | Self::AppNotTaken { .. }
            | Self::UnknownAppSecret { .. }
            | Self::RenewalLease { .. }
            | Self::OperatorsOnly { .. }
            | Self::AmbiguousConnection { .. }
            | Self::ConnectionOfOther { .. }
            | Self::BadOwner
            | Self::ConnectPurpose(_)
            | Self::InputNotAnObject(_)
            | Self::NoHome
            | Self::Run(
                RunError::Version { .. }
                | RunError::Damaged
                | RunError::OtherKey
                | RunError::TakenUp { .. }
                | RunError::NoJournal { .. },
            )
            | Self::Store(
                StoreError::NoConnection { .. }
                | StoreError::NoTenant { .. }
                | StoreError::TenantExists { .. }
                | StoreError::TenantInUse { .. }
                | StoreError::DefaultTenant
                | StoreError::BadTenant { .. }
                | StoreError::BadName { .. }
                | StoreError::NoSignIn
                | StoreError::BadAppName { .. }
                | StoreError::BadClientId
                | StoreError::BadAppSecret { .. }
                | StoreError::TooManyApps { .. }
                | StoreError::NoSuchApp { .. }
                | StoreError::AppOfOtherName { .. }
                | StoreError::NoAppSecret { .. }
                | StoreError::RotationUnderWay { .. }
                | StoreError::SignInClaimed
                | StoreError::SignInOvertaken { .. }
                | StoreError::BadText
                | StoreError::BadApiKeyName { .. }
                | StoreError::NoApiKey { .. }
                | StoreError::WrongApiKey
                | StoreError::ApiKeyExpired { .. }
                | StoreError::NoConnectSession { .. }
                | StoreError::WrongConnectLink
                | StoreError::ConnectLinkUsed
                | StoreError::OtherBrowser
                | StoreError::ConnectSessionExpired { .. }
                | StoreError::ConnectSessionOvertaken { .. }
                | StoreError::TooManyConnectSessions { .. }
                | StoreError::NameInUse { .. }
                | StoreError::NameTaken { .. }
                | StoreError::OtherKey { .. }
                | StoreError::SameKey { .. }
                | StoreError::Archive(_)
                | StoreError::Key(
                    KeyError::Malformed { .. }
                    | KeyError::NotInEnvironment { .. }
                    | KeyError::NoKeyring
                    | KeyError::Occupied { .. },
                ),
            ) => Class::Usage,
            Self::Store(StoreError::LeaseBusy { .. } | StoreError::ClockOff { .. }) => {
                Class::Unavailable
            }
            Self::Store(StoreError::Database(error))
                if error.trouble() == DatabaseTrouble::Unavailable =>
            {
                Class::Unavailable
            }
            Self::NotConnected { .. } | Self::Disabled { .. } => Class::Connection,
            Self::Consent(_) | Self::WantsMore(_) | Self::Rerouted { .. } => Class::Consent,
            Self::Incomplete { source, .. } | Self::About { source, .. } => source.class(),
            Self::Load(error) => class_of_load(error),
            Self::OAuth(error) => error.class(),
            Self::Drive { source, .. } => class_of_drive(source),
            Self::Store(_)
            | Self::Run(_)
            | Self::Runtime(_)
            | Self::File { .. }
            | Self::Identity(_)
            | Self::Event(_) => Class::Other,
        }
    }
}

fn class_of_load(error: &LoadError) -> Class {
    match error {
        LoadError::Compiler(
            CompilerError::Start { .. } | CompilerError::Broke { .. } | CompilerError::Code { .. },
        ) => Class::Other,
        _ => Class::Usage,
    }
}

fn class_of_drive(error: &DriveError) -> Class {
    match error {
        DriveError::Failure(failure) => class_of_failure(failure.kind()),
        DriveError::NotAllowed(_) | DriveError::Credential(CredentialError::NotAllowed(_)) => {
            Class::Consent
        }
        DriveError::Credential(
            CredentialError::Withdrawn(_)
            | CredentialError::NeedsReconnecting(_)
            | CredentialError::ClientRefused(_),
        )
        | DriveError::Rejected { .. } => Class::Connection,
        DriveError::Credential(
            CredentialError::Unavailable(_) | CredentialError::StoreUnavailable(_),
        )
        | DriveError::Download(DownloadError::Size { .. }) => Class::Unavailable,
        DriveError::OutcomeUnknown { .. } | DriveError::InDoubt(_) => Class::Unknown,
        // What may be asked again was preceded by what must not be.
        DriveError::AfterWrite(error) if is_for_later(error) => Class::Unknown,
        DriveError::AfterWrite(error) => class_of_drive(error),
        DriveError::Egress(error) => class_of_egress(error),
        DriveError::NoDestination
        | DriveError::Download(
            DownloadError::Exists(_) | DownloadError::OneName | DownloadError::TakenUp { .. },
        ) => Class::Usage,
        _ => Class::Other,
    }
}

/// Whether the call is to be made again later, as it is.
fn is_for_later(error: &DriveError) -> bool {
    let kind = error.failure().map(Failure::kind);
    class_of_drive(error) == Class::Unavailable
        || matches!(
            kind,
            Some(FailureKind::RateLimited | FailureKind::QuotaExceeded)
        )
}

fn class_of_failure(kind: FailureKind) -> Class {
    match kind {
        FailureKind::InvalidInput | FailureKind::Unsupported => Class::Usage,
        FailureKind::Unauthenticated | FailureKind::MissingScope => Class::Connection,
        FailureKind::Forbidden
        | FailureKind::PlanRequired
        | FailureKind::NotFound
        | FailureKind::Conflict
        | FailureKind::RateLimited
        | FailureKind::QuotaExceeded
        | FailureKind::Refused
        | FailureKind::NotAuthentic => Class::Refused,
        FailureKind::Unavailable | FailureKind::UnexpectedResponse => Class::Unavailable,
        FailureKind::UnknownOutcome => Class::Unknown,
    }
}

pub(crate) fn class_of_egress(error: &EgressError) -> Class {
    match error {
        EgressError::Refused(Refusal::NotAgreed { .. } | Refusal::NotAllowedByOperator { .. }) => {
            Class::Consent
        }
        EgressError::Refused(_) => Class::Other,
        _ => Class::Unavailable,
    }
}
