//! The code of each error, for programs: it stays what it is while texts are
//! put better. All of them stand here, so that none is given away twice.

use crate::component::{CallError, CompilerError, LoadError, RuntimeError};
use crate::connections::{ArchiveError, KeyError, SealError, StoreError};
use crate::consent::ConsentRefusal;
use crate::download::DownloadError;
use crate::driver::{CredentialError, DriveError};
use crate::egress::{EgressError, Refusal, RerouteError};
use crate::host::RunError;
use crate::manifest::ManifestError;
use crate::oauth::OAuthError;
use crate::policy::PolicyError;
use crate::triggers::EventError;

use super::Error;

/// The codes of errors, and the errors whose code is that of what they hold.
macro_rules! codes {
    ($($error:ident {
        $($variant:pat => $code:literal,)*
        $(; $($outer:pat => $inner:expr,)*)?
    })*) => {
        $(impl $error {
            /// What it is, in a word for programs, such as `connection-disabled`:
            /// it stays the same while texts change.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $($variant => $code,)*
                    $($($outer => $inner.code(),)*)?
                }
            }
        })*

        /// All codes but those of the connectors' own failures, which are the
        /// contract's kinds.
        #[cfg(test)]
        const CODES: &[(&str, &[&str])] = &[
            $((stringify!($error), &[$($code),*]),)*
        ];
    };
}

codes! {
    Error {
        Self::UnknownConnector { .. } => "unknown-connector",
        Self::UnusableConnector { .. } => "connector-unusable",
        Self::ConnectorInUse { .. } => "connector-in-use",
        Self::UnknownMethod { .. } => "unknown-method",
        Self::UnknownAction { .. } => "unknown-action",
        Self::UnknownTrigger { .. } => "unknown-trigger",
        Self::UnknownLookup { .. } => "unknown-lookup",
        Self::NotPolled { .. } => "trigger-not-polled",
        Self::Settings { .. } => "wrong-settings",
        Self::NoApp { .. } => "no-app",
        Self::UnknownApp { .. } => "unknown-app",
        Self::AppNotTaken { .. } => "app-not-taken",
        Self::UnknownAppSecret { .. } => "unknown-app-secret",
        Self::RenewalLease { .. } => "renewal-lease",
        Self::OperatorsOnly { .. } => "operators-only",
        Self::NotConnected { .. } => "not-connected",
        Self::Disabled { .. } => "connection-disabled",
        Self::AmbiguousConnection { .. } => "ambiguous-connection",
        Self::ConnectionOfOther { .. } => "connection-of-other-connector",
        Self::BadOwner => "bad-owner",
        Self::ConnectPurpose(_) => "wrong-connect-session",
        Self::InputNotAnObject(_) => "input-not-an-object",
        Self::Identity(_) => "identity-malformed",
        Self::WantsMore(_) => "wants-more",
        Self::Rerouted { .. } => "connection-of-real-api",
        Self::File { .. } => "file",
        Self::NoHome => "no-home",
        ;
        Self::Incomplete { source, .. } => source,
        Self::About { source, .. } => source,
        Self::Event(error) => error,
        Self::Consent(error) => error,
        Self::Load(error) => error,
        Self::Runtime(error) => error,
        Self::OAuth(error) => error,
        Self::Drive { source, .. } => source,
        Self::Store(error) => error,
        Self::Run(error) => error,
    }

    RunError {
        Self::Version { .. } => "run-version",
        Self::Damaged => "run-damaged",
        Self::OtherKey => "run-other-key",
        Self::TakenUp { .. } => "run-taken-up",
        Self::NoJournal { .. } => "run-without-journal",
        Self::ComponentGone { .. } => "run-component-gone",
        Self::FilesElsewhere { .. } => "run-files-elsewhere",
    }

    DriveError {
        Self::Rejected { .. } => "credential-rejected",
        Self::OutcomeUnknown { .. } | Self::InDoubt(_) => "outcome-unknown",
        Self::NoDestination => "no-destination",
        Self::Contract(_) => "contract-broken",
        Self::Output(_) => "output-unfit",
        Self::StateTooLarge { .. } => "state-too-large",
        Self::MessageTooLarge { .. } => "message-too-large",
        Self::Sink(_) => "page-not-taken",
        Self::Mark(_) => "run-not-kept",
        Self::LongWait(_) => "wait-too-long",
        Self::TooManySteps(_) => "too-many-steps",
        Self::TooMuchComputing(_) => "too-much-computing",
        Self::OutputTooLong(_) => "output-too-long",
        Self::OutputTooLarge(_) => "output-too-large",
        Self::TooLong(_) => "call-too-long",
        ;
        Self::AfterWrite(error) => error,
        Self::Failure(failure) => Kind(failure),
        Self::Credential(error) => error,
        Self::Egress(error) => error,
        Self::Download(error) => error,
        Self::Component(error) => error,
        Self::NotAllowed(error) => error,
    }

    CredentialError {
        Self::Withdrawn(_) => "connection-withdrawn",
        Self::NeedsReconnecting(_) => "needs-reconnecting",
        Self::ClientRefused(_) => "client-refused",
        Self::Unavailable(_) => "renewal-unavailable",
        Self::JustRenewed => "credential-just-renewed",
        Self::UnknownSecret(_) => "unknown-secret",
        Self::NotKept(_) => "credential-not-kept",
        Self::Store(_) => "credential-not-read",
        Self::StoreUnavailable(_) => "credential-not-read-now",
        Self::StoreFull(_) => "credential-store-full",
        ;
        Self::NotAllowed(error) => error,
    }

    OAuthError {
        Self::Unavailable { .. } => "authorization-server-unavailable",
        Self::Unreadable { .. } => "authorization-server-unreadable",
        Self::Refused { .. } => "authorization-server-refused",
        Self::Declined(_) => "sign-in-declined",
        Self::OtherState => "sign-in-other-state",
        Self::OtherIssuer { .. } => "sign-in-other-issuer",
        Self::NoCode => "sign-in-no-code",
        Self::TimedOut(_) => "sign-in-timed-out",
        Self::Listen { .. } => "cannot-listen",
        Self::NotLoopback(_) => "not-loopback",
        Self::ReturnsElsewhere(_) => "returns-elsewhere",
        Self::BadUrl { .. } => "endpoint-malformed",
        Self::Parameter { .. } => "parameter-not-allowed",
        Self::TokenTooLong { .. } => "token-too-long",
        ;
        Self::Egress(error) => error,
    }

    EgressError {
        Self::Connect { .. } => "not-reached",
        Self::Unsent { .. } => "not-sent",
        Self::Broken { .. } => "answer-broken",
        Self::Slow { .. } => "answer-slow",
        Self::TooLarge { .. } => "answer-too-large",
        Self::InterimAnswers { .. } => "too-many-interim-answers",
        Self::TooManyRedirects { .. } => "too-many-redirects",
        Self::RedirectRefused { .. } => "redirect-refused",
        Self::Earlier { .. } => "sent-earlier",
        Self::Token => "token-malformed",
        Self::Setup(_) => "client-setup",
        ;
        Self::Refused(refusal) => refusal,
        Self::Redirected(error) => error,
    }

    Refusal {
        Self::NotAUrl { .. } => "not-a-url",
        Self::NotHttps { .. } => "not-https",
        Self::UserInfo { .. } => "user-in-url",
        Self::IpLiteral { .. } => "ip-address",
        Self::NotDeclared { .. } => "origin-not-declared",
        Self::NotAgreed { .. } => "origin-not-agreed",
        Self::NotForSignIn { .. } => "origin-not-for-sign-in",
        Self::NotAllowedByOperator { .. } => "origin-not-allowed-by-operator",
        Self::NotPublic { .. } => "address-not-public",
        Self::Redirect { .. } => "redirect-not-followed",
        Self::TokenInAddress { .. } => "redirect-with-token",
        Self::PublicRedirectsOf { .. } => "redirect-anywhere-of-write",
        Self::Method { .. } => "method-not-allowed",
        Self::ReservedHeader { .. } => "field-of-the-host",
        Self::TooManyHeaders { .. } => "too-many-fields",
        Self::Charset => "charset-not-allowed",
        Self::Part => "part-not-allowed",
        Self::MalformedHeader { .. } => "field-malformed",
    }

    RerouteError {
        Self::Form(_) => "reroute-malformed",
        Self::From(_) => "reroute-origin-malformed",
        Self::To(_) => "reroute-not-loopback",
    }

    DownloadError {
        Self::Exists(_) => "file-exists",
        Self::Write { .. } => "file-not-written",
        Self::Size { .. } => "file-cut-short",
        Self::OneName => "one-name-for-several-files",
        Self::TakenUp { .. } => "file-name-taken-up",
        Self::TooLarge { .. } => "file-too-large",
        Self::TooMany { .. } => "too-many-files",
    }

    CallError {
        Self::Trap { .. } => "component-broke-off",
        Self::Time { .. } => "component-too-slow",
        Self::Memory { .. } => "component-too-large",
        Self::Answer { .. } => "component-unreadable",
    }

    LoadError {
        Self::NotWebAssembly => "not-webassembly",
        Self::Text => "webassembly-text",
        Self::CoreModule => "core-module",
        Self::Invalid(_) => "component-invalid",
        Self::Version { .. } => "component-version",
        Self::Feature(_) => "component-feature",
        Self::TooMuch { .. } => "component-beyond-measure",
        Self::Imports(_) => "component-imports",
        Self::World(_) => "component-other-world",
        Self::Instantiate(_) => "component-not-started",
        Self::Origin(_) => "origin-malformed",
        ;
        Self::Compiler(error) => error,
        Self::Describe(error) => error,
        Self::Manifest(error) => error,
    }

    CompilerError {
        Self::Start { .. } => "compiler-not-started",
        Self::Memory { .. } => "compiler-memory",
        Self::Time { .. } => "compiler-time",
        Self::Broke { .. } => "compiler-broke-off",
        Self::Code { .. } => "compiler-other-code",
    }

    ManifestError {
        Self::TooLong { .. } => "manifest-too-long",
        Self::TooMany { .. } => "manifest-list-too-long",
        Self::Shape(_) => "manifest-malformed",
        Self::Empty(_) => "manifest-empty",
        Self::Duplicate { .. } => "manifest-duplicate",
        Self::TooManySettings { .. } => "manifest-too-many-settings",
        Self::Secrets { .. } => "manifest-secrets",
        Self::PartOfASecret { .. } => "manifest-part-of-a-secret",
        Self::LongWindow { .. } => "manifest-window-too-long",
        Self::Id(_) => "manifest-id",
        Self::LongSetting { .. } => "manifest-setting-too-long",
        Self::LongTokenEndpoint { .. } => "manifest-token-endpoint-too-long",
        Self::Lookup { .. } => "manifest-lookup",
    }

    RuntimeError {
        Self::Engine(_) => "runtime-engine",
        Self::Thread(_) => "runtime-thread",
        Self::Cache { .. } => "runtime-cache",
    }

    EventError {
        Self::Shape(_) => "event-malformed",
        Self::NoId { .. } => "event-without-id",
        Self::LongId { .. } => "event-id-too-long",
        Self::Trigger { .. } => "event-of-no-trigger",
        Self::Status(_) => "reception-status",
        Self::TwoBodies => "reception-two-bodies",
    }

    ConsentRefusal {
        Self::NotDeclared { .. } => "not-declared",
        Self::NotAgreed { .. } => "not-agreed",
        Self::NotAdded { .. } => "not-added",
        Self::NotRecorded { .. } => "not-recorded",
        Self::Narrowed { .. } => "consent-narrowed",
        Self::AppElsewhere { .. } => "app-elsewhere",
        Self::ClientNotEntered { .. } => "client-not-entered",
        Self::Policy(_) => "not-allowed-by-operator",
    }

    PolicyError {
        Self::Read { .. } => "policy-not-read",
        Self::Form { .. } => "policy-malformed",
    }

    StoreError {
        Self::OtherKey { .. } => "store-other-key",
        Self::SameKey { .. } => "same-key",
        Self::NewerSchema { .. } => "store-newer",
        Self::Database(_) => "store-database",
        Self::Corrupt { .. } => "store-corrupt",
        Self::Directory { .. } => "store-directory",
        Self::File { .. } => "store-file",
        Self::Exposed { .. } => "store-exposed",
        Self::Lock { .. } => "store-lock",
        Self::Busy { .. } => "grant-busy",
        Self::LeaseBusy { .. } => "lease-busy",
        Self::ClockOff { .. } => "store-clock-off",
        Self::NoConnection { .. } => "no-connection",
        Self::NoTenant { .. } => "no-tenant",
        Self::TenantExists { .. } => "tenant-exists",
        Self::TenantInUse { .. } => "tenant-in-use",
        Self::DefaultTenant => "tenant-default",
        Self::BadTenant { .. } => "bad-tenant",
        Self::BadName { .. } => "bad-name",
        Self::ComponentAltered { .. } => "component-altered",
        Self::NoSignIn => "no-sign-in",
        Self::BadAppName { .. } => "bad-app-name",
        Self::BadClientId => "bad-client-id",
        Self::BadAppSecret { .. } => "bad-app-secret",
        Self::TooManyApps { .. } => "too-many-apps",
        Self::NoSuchApp { .. } => "no-such-app",
        Self::AppOfOtherName { .. } => "app-of-other-name",
        Self::NoAppSecret { .. } => "no-app-secret",
        Self::RotationUnderWay { .. } => "app-rotation-under-way",
        Self::SignInClaimed => "sign-in-claimed",
        Self::SignInOvertaken { .. } => "sign-in-overtaken",
        Self::BadText => "bad-text",
        Self::BadApiKeyName { .. } => "bad-api-key-name",
        Self::NoApiKey { .. } => "no-api-key",
        Self::WrongApiKey => "wrong-api-key",
        Self::ApiKeyExpired { .. } => "api-key-expired",
        Self::NoConnectSession { .. } => "no-connect-session",
        Self::WrongConnectLink => "wrong-connect-link",
        Self::ConnectLinkUsed => "connect-link-used",
        Self::OtherBrowser => "other-browser",
        Self::ConnectSessionExpired { .. } => "connect-session-expired",
        Self::ConnectSessionOvertaken { .. } => "connect-session-overtaken",
        Self::TooManyConnectSessions { .. } => "too-many-connect-sessions",
        Self::NameInUse { .. } => "name-in-use",
        Self::NameTaken { .. } => "name-taken",
        Self::GrantGone => "grant-gone",
        ;
        Self::Key(error) => error,
        Self::Seal(error) => error,
        Self::Archive(error) => error,
    }

    KeyError {
        Self::Malformed { .. } => "key-malformed",
        Self::Missing { .. } => "key-missing",
        Self::Exposed { .. } => "key-exposed",
        Self::Occupied { .. } => "key-occupied",
        Self::NotReplaceable { .. } => "key-not-replaceable",
        Self::Io { .. } => "key-not-read",
        Self::NotInEnvironment { .. } => "key-not-in-environment",
        Self::NotInKeyring { .. } => "key-not-in-keyring",
        Self::Keyring { .. } => "keyring",
        Self::Provider { .. } => "key-provider",
        Self::NoKeyring => "no-keyring",
        Self::Random(_) => "key-no-random-numbers",
    }

    SealError {
        Self::Malformed { .. } => "seal-malformed",
        Self::OtherKey { .. } => "seal-other-key",
        Self::Tampered { .. } => "seal-tampered",
        Self::Random(_) => "seal-no-random-numbers",
        Self::NoDataKey { .. } => "seal-no-data-key",
        Self::TooLarge { .. } => "seal-too-large",
    }

    ArchiveError {
        Self::Damaged(_) => "archive-damaged",
        Self::BeyondBounds { .. } => "archive-beyond-bounds",
        Self::WrongPassphrase => "archive-wrong-passphrase",
        Self::TooMuchWork { .. } => "archive-too-much-work",
        Self::Newer { .. } => "archive-newer",
        Self::NotEncrypted(_) => "archive-not-encrypted",
        Self::Outdated { .. } => "archive-outdated",
        Self::Nothing => "archive-nothing",
        Self::Shared { .. } => "archive-shared",
        Self::OfOperator { .. } => "archive-of-operator",
        Self::AlreadyMoved { .. } => "archive-already-moved",
        Self::WouldReplace { .. } => "archive-would-replace",
        Self::NamesTaken { .. } => "archive-names-taken",
        Self::NotAdded { .. } => "archive-not-added",
        Self::NotAgreed { .. } => "archive-not-agreed",
    }
}

/// The failure of a connector, whose code is its kind in the contract.
struct Kind<'a>(&'a crate::contract::Failure);

impl Kind<'_> {
    fn code(&self) -> &'static str {
        self.0.kind().name()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::contract::FailureKind;

    #[test]
    fn a_code_is_given_away_once_and_stays_what_it_is() {
        let mut given: HashSet<&str> = FailureKind::ALL
            .into_iter()
            .map(FailureKind::name)
            .collect();
        let mut all = String::new();
        for (error, codes) in CODES {
            writeln!(all, "{error}").unwrap();
            for code in *codes {
                assert!(given.insert(code), "{code} is given away twice");
                let is_word = |part: &str| {
                    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase())
                };
                assert!(code.split('-').all(is_word), "{code}");
                writeln!(all, "  {code}").unwrap();
            }
        }
        // Programs go by them: a line that goes is theirs that goes.
        insta::assert_snapshot!(all);
    }

    #[test]
    fn an_error_around_another_has_its_code() {
        let failure = crate::contract::Failure {
            kind: "not-found".to_owned(),
            message: String::new(),
            code: None,
            status: None,
            problems: Vec::new(),
            missing_scopes: Vec::new(),
            retry_at: None,
            tracking_id: None,
        };
        let error = Error::Incomplete {
            items: Vec::new(),
            source: Box::new(failure.into()),
        };
        assert_eq!(error.code(), "not-found");
        let refusal = Refusal::NotHttps {
            origin: String::new(),
        };
        let error = Error::from(DriveError::from(EgressError::from(refusal)));
        assert_eq!(error.code(), "not-https");
    }
}
