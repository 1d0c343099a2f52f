//! What to do about an error, a command to type where there is one.

use std::path::Path;

use connector_host::{
    Error,
    component::{LoadError, RuntimeError},
    connections::{ArchiveError, Connection, DEFAULT_APP, DatabaseTrouble, KeyError, StoreError},
    consent::ConsentRefusal,
    contract::FailureKind,
    download::DownloadError,
    driver::{CredentialError, DriveError},
    egress::{EgressError, Refusal},
    oauth::OAuthError,
    policy::PolicyRefusal,
};

use super::Circumstances;
use crate::program::program;
use crate::screen::{Shown, Text, text};

/// The command that connects an account again.
pub(crate) fn reconnect(connection: &Connection) -> Text {
    text!("{} connections reconnect {}", program(), connection.name)
}

/// What to do next, a command where there is one, unless the error says so
/// itself.
pub(crate) fn next(error: &Error, around: &Circumstances<'_>) -> Option<Text> {
    Some(match error.ended_by() {
        Error::UnknownConnector { .. } => text!("connector-host add COMPONENT adds a connector"),
        Error::UnusableConnector { key, .. } => text!(
            "connector-host add COMPONENT puts another version in its place; connector-host remove {} removes it",
            key
        ),
        Error::NoApp { connector } => app(connector),
        Error::UnknownApp { .. } => text!("{} app list shows them", program()),
        Error::Consent(refusal) => return next_of_consent(refusal),
        Error::NotPolled { connector, trigger } => text!(
            "connector-host triggers {} {} says what it tells; {} receive {} takes its deliveries",
            connector,
            trigger,
            program(),
            connector
        ),
        Error::NotConnected { connector } => text!(
            "connector-host methods {} shows the ways; then {} connect {} --method METHOD",
            connector,
            program(),
            connector
        ),
        Error::AmbiguousConnection { .. } => text!(
            "add --connection NAME, or choose the one to use without it: {} connections default NAME",
            program()
        ),
        Error::Disabled { name, .. } => text!("{} connections enable {}", program(), name),
        Error::ConnectionOfOther { .. } | Error::Store(StoreError::NoConnection { .. }) => {
            text!("{} connections lists them", program())
        }
        Error::OperatorsOnly { .. } => {
            text!("leave --tenant out, and CONNECTOR_HOST_TENANT unset")
        }
        Error::Store(StoreError::RotationUnderWay {
            connector,
            name,
            secret,
        }) => text!(
            "once the API takes the present one alone: {} app rotate {}{} --secret {} --end",
            program(),
            connector,
            of_name(name),
            secret
        ),
        Error::Store(StoreError::AppOfOtherName {
            connector,
            client_id,
            other,
        }) => text!(
            "{} app set {}{} --client-id {}, or first {} app remove {}{}",
            program(),
            connector,
            of_name(other),
            client_id,
            program(),
            connector,
            of_name(other)
        ),
        Error::Store(StoreError::NoTenant { .. }) => {
            text!("connector-host tenants lists them")
        }
        Error::Store(StoreError::NoApiKey { .. }) => {
            text!("connector-host api-key lists them")
        }
        Error::Load(
            LoadError::NotWebAssembly
            | LoadError::Text
            | LoadError::CoreModule
            | LoadError::Invalid(_),
        ) => COMPONENT.text(),
        Error::Load(_) => text!("ask the connector's makers for a component that fits this host"),
        Error::Runtime(RuntimeError::Cache { .. }) => text!(
            "make room and see to its permissions, or choose another directory with CONNECTOR_HOST_CACHE"
        ),
        Error::File { .. }
        | Error::Store(
            StoreError::Directory { .. }
            | StoreError::File { .. }
            | StoreError::Lock { .. }
            | StoreError::Key(KeyError::Io { .. }),
        ) => DIRECTORY.text(),
        Error::Store(StoreError::Archive(error)) => return next_of_archive(error),
        Error::Store(StoreError::Database(error)) => {
            next_of_database(error.trouble(), around.database.as_deref())
        }
        Error::Store(StoreError::Key(KeyError::NotReplaceable { .. })) => text!(
            "or start all hosts with CONNECTOR_HOST_KEY=OLD,NEW (OLD is the line in the file that connector-host key names), and rotate to NEW so: NEW_KEY=NEW {} key rotate --new-key-env NEW_KEY",
            program()
        ),
        Error::Store(StoreError::Key(
            KeyError::Missing { .. }
            | KeyError::NotInEnvironment { .. }
            | KeyError::NotInKeyring { .. }
            | KeyError::Keyring { .. }
            | KeyError::NoKeyring,
        )) => text!("say where the key is with --key-source: file, keyring or environment"),
        Error::Store(StoreError::Seal(_) | StoreError::Corrupt { .. }) => {
            next_of_database(DatabaseTrouble::Damaged, around.database.as_deref())
        }
        Error::OAuth(OAuthError::Listen { address, .. }) => text!(
            "end the program that uses the port {}, or take another one with --listen 127.0.0.1:PORT: its redirect URI has to be the app's, too",
            address.port()
        ),
        Error::OAuth(OAuthError::Egress(error))
        | Error::Drive {
            source: DriveError::Egress(error),
            ..
        } => {
            return next_of_egress(error);
        }
        Error::Drive { source: error, .. } => return next_of_call(error, around),
        _ => return None,
    })
}

fn app(connector: &str) -> Text {
    text!("{} app set {} --client-id ID", program(), connector)
}

/// What names an app to the commands that take one.
fn of_name(app: &str) -> Text {
    match app {
        DEFAULT_APP => Text::default(),
        name => text!(" --name {}", name),
    }
}

/// Which file a connector is.
pub(crate) const COMPONENT: &str =
    "give the file of a connector: a WebAssembly component, as a rule named *.wasm";

const DIRECTORY: &str = "make room and see to its permissions, or choose another directory with --data-dir DIR or CONNECTOR_HOST_HOME";

fn next_of_database(trouble: DatabaseTrouble, file: Option<&Path>) -> Text {
    let Some(file) = file else {
        return match trouble {
            DatabaseTrouble::Damaged => text!("restore the database from a good copy"),
            DatabaseTrouble::Busy => text!("others are writing to the database: try again"),
            DatabaseTrouble::NotWritable => {
                text!("let the user of the address write to the database")
            }
            DatabaseTrouble::Full => text!("make room for the database"),
            DatabaseTrouble::Missing => text!("create it, or name another one in the address"),
            _ => text!("see that the database runs and can be reached, and try again"),
        };
    };
    let file = file.display();
    match trouble {
        DatabaseTrouble::Damaged => text!(
            "put a good copy of {} back, or connect again in another directory: --data-dir DIR",
            file
        ),
        DatabaseTrouble::Busy => text!(
            "another process is writing to {}: try again in a moment",
            file
        ),
        DatabaseTrouble::NotWritable => text!(
            "let yourself write to {} and to its directory, or choose another directory with --data-dir DIR",
            file
        ),
        DatabaseTrouble::Full => text!(
            "make room for {}, or choose another directory with --data-dir DIR",
            file
        ),
        _ => text!(
            "see to {}: its disk, its permissions, whether it is whole; or choose another directory with --data-dir DIR",
            file
        ),
    }
}

fn next_of_call(error: &DriveError, around: &Circumstances<'_>) -> Option<Text> {
    let connection = around.connection;
    let again = || {
        connection.map_or_else(
            || text!("see to the app's settings and scopes, and connect again"),
            reconnect,
        )
    };
    Some(match error {
        DriveError::Credential(CredentialError::NeedsReconnecting(_))
        | DriveError::Rejected { .. } => again(),
        DriveError::Credential(CredentialError::ClientRefused(_)) => {
            text!("see to the app's id and secret; then {}", again())
        }
        DriveError::Credential(CredentialError::NotKept(_)) => text!(
            "make room for the data directory and see to its permissions; then {}",
            again()
        ),
        DriveError::Credential(
            CredentialError::Unavailable(_) | CredentialError::StoreUnavailable(_),
        ) => {
            text!("try again in a moment")
        }
        DriveError::Credential(CredentialError::StoreFull(_)) => {
            text!("make room for the data directory or the database, and try again")
        }
        DriveError::NotAllowed(refusal)
        | DriveError::Credential(CredentialError::NotAllowed(refusal)) => {
            return next_of_consent(refusal);
        }
        DriveError::AfterWrite(error) => return next_of_call(error, around),
        DriveError::Failure(failure) => match failure.kind() {
            FailureKind::Unauthenticated => again(),
            FailureKind::MissingScope => match connection {
                Some(_) => text!("add the scope to the app; then {} --sign-in", again()),
                None => text!("add the scope to the app, and connect again"),
            },
            _ => return None,
        },
        DriveError::NoDestination => {
            text!("add --download-to PATH; this system names no directory for downloads")
        }
        DriveError::Download(DownloadError::Exists(_)) => {
            text!("add --overwrite, or choose another place with --download-to PATH")
        }
        DriveError::Download(DownloadError::Write { .. }) => text!(
            "make room and see to its permissions, or choose another place with --download-to PATH"
        ),
        _ => return None,
    })
}

/// Where somebody may agree to it, or allow it.
fn next_of_consent(refusal: &ConsentRefusal) -> Option<Text> {
    Some(match refusal {
        ConsentRefusal::Policy(PolicyRefusal { file, line, .. }) => text!(
            "whoever operates this host can allow it in {}, line {}",
            file,
            line
        ),
        ConsentRefusal::AppElsewhere { connector, .. } => app(connector),
        ConsentRefusal::NotAgreed { .. }
        | ConsentRefusal::NotAdded { .. }
        | ConsentRefusal::NotRecorded { .. } => {
            text!("connector-host add COMPONENT shows what it wants, and how to agree to it")
        }
        // Their own words say what to do.
        _ => return None,
    })
}

/// What to do about an archive of connections that is not taken in, or not written.
fn next_of_archive(error: &ArchiveError) -> Option<Text> {
    Some(match error {
        ArchiveError::WrongPassphrase => text!(
            "give the passphrase that was chosen for `connections export`: on a terminal, or by --passphrase-env or --passphrase-file"
        ),
        ArchiveError::Damaged(_) => {
            text!("copy the file that `connections export` wrote from the other machine again")
        }
        ArchiveError::WouldReplace { .. } => {
            text!("add --replace to go on with what is in the file, in place of what is here")
        }
        ArchiveError::NamesTaken { .. } => text!(
            "{} connections rename NAME NEW-NAME, then import the file again",
            program()
        ),
        ArchiveError::NotAdded { .. } | ArchiveError::NotAgreed { .. } => {
            text!("connector-host add COMPONENT, then import the file again")
        }
        ArchiveError::Outdated { .. } | ArchiveError::AlreadyMoved { .. } => text!(
            "where the connections are used now: {} connections export FILE NAMES",
            program()
        ),
        ArchiveError::Shared { leaving, staying } => text!(
            "{} connections export FILE {}",
            program(),
            Text::joined(leaving.iter().chain(staying).map(Shown::text), " ")
        ),
        ArchiveError::OfOperator { .. } | ArchiveError::Nothing => {
            text!("{} connections lists what there is", program())
        }
        // Their own words say what to do.
        _ => return None,
    })
}

fn next_of_egress(error: &EgressError) -> Option<Text> {
    match error {
        EgressError::Unsent { .. } | EgressError::Broken { .. } | EgressError::Slow { .. } => {
            Some(text!("try again in a moment"))
        }
        EgressError::TooLarge { .. } => Some(text!(
            "ask for less at a time, or report it to the connector's makers"
        )),
        EgressError::Refused(Refusal::NotAllowedByOperator { origin }) => Some(text!(
            "whoever operates this host can add {} to the origins of its policy, the file of --policy or CONNECTOR_HOST_POLICY",
            origin
        )),
        // Its own words say what to do.
        EgressError::Refused(Refusal::NotAgreed { .. }) => None,
        EgressError::Refused(_) | EgressError::TooManyRedirects { .. } => {
            Some(text!("report it to the connector's makers"))
        }
        EgressError::Redirected(error) => next_of_egress(error),
        _ => None,
    }
}
