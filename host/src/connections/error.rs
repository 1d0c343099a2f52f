//! Why the store could not do what it was asked.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::apart::MOST_APART;
use super::archive::ArchiveError;
use super::database_error::DatabaseError;
use super::key::{KeyError, KeyId};
use super::seal::SealError;
use crate::told::{in_short, listed};

/// The store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The key could not be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store was sealed with another key.
    #[error(
        "this store was sealed with the key {sealed_with}, and the key given is {given}: start the host with the right key, that of whoever has used the store first, or have the key replaced there; nothing was changed"
    )]
    OtherKey {
        /// The key that the store was sealed with.
        sealed_with: KeyId,
        /// The key at hand.
        given: KeyId,
    },
    /// The key was to be rotated to itself.
    #[error(
        "the new key is the present one, {id}: give another, such as `openssl rand -base64 32` prints; nothing was changed"
    )]
    SameKey {
        /// The key.
        id: KeyId,
    },
    /// A sealed value did not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A newer version of the host has made the database.
    #[error(
        "the database is of version {found}, and this host knows versions up to {known}: use the newer host that made it"
    )]
    NewerSchema {
        /// The version of the database.
        found: usize,
        /// The newest version that this host knows.
        known: usize,
    },
    /// Connections could not be moved.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Another host has been renewing the same grant for too long.
    #[error(
        "another host has been renewing the same grant for more than {} seconds: try again",
        patience.as_secs()
    )]
    LeaseBusy {
        /// How long was waited.
        patience: Duration,
    },
    /// The clock of this machine is not that of the database.
    #[error(
        "the clock of this machine is {:#} {} the database's, and at most {MOST_APART:#} are let pass, since hosts that share it keep times for one another: set the one that is wrong, such as by NTP; nothing was changed",
        in_whole_seconds(ahead.abs()), if ahead.is_negative() { "behind" } else { "ahead of" }
    )]
    ClockOff {
        /// How far it is ahead; negative when it is behind.
        ahead: SignedDuration,
    },
    /// The database refused.
    #[error("the database of connections: {0}")]
    Database(#[source] DatabaseError),
    /// A value in the database is not of its documented form.
    #[error("the database of connections holds {what} that cannot be read: {source}")]
    Corrupt {
        /// Which value.
        what: &'static str,
        /// Why it cannot be read.
        source: serde_json::Error,
    },
    /// A directory could not be prepared.
    #[error("cannot prepare the directory {}: {source}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The database file could not be opened.
    #[error("cannot open {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Others can read the database, and that could not be changed.
    #[error(
        "{} can be read by others (mode {mode:03o}), and that could not be changed: {source}; have its owner run `chmod 600 {}`",
        path.display(), path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// Why it could not be changed.
        source: io::Error,
    },
    /// A lock file could not be used.
    #[error("cannot lock {}: {source}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// Another process has been renewing the same grant for too long.
    #[error(
        "another process has held {} for more than {} seconds while it renews the same grant: try again, and end that process if it hangs",
        path.display(), patience.as_secs()
    )]
    Busy {
        /// The lock file.
        path: PathBuf,
        /// How long was waited.
        patience: Duration,
    },
    /// There is no connection of that name.
    #[error("there is no connection named `{}`", in_short(name))]
    NoConnection {
        /// The name asked for.
        name: String,
    },
    /// There is no tenant of that name.
    #[error("there is no tenant named `{}`", in_short(name))]
    NoTenant {
        /// The name asked for.
        name: String,
    },
    /// There is a tenant of that name already.
    #[error("there is a tenant named `{name}` already")]
    TenantExists {
        /// The name asked for.
        name: String,
    },
    /// The tenant has connections.
    #[error(
        "the tenant `{name}` has connections: {}; remove them first",
        listed(connections)
    )]
    TenantInUse {
        /// The tenant's name.
        name: String,
        /// The names of its connections.
        connections: Vec<String>,
    },
    /// The tenant is the operator's own.
    #[error("the tenant `default` is always there: only its connections can be removed")]
    DefaultTenant,
    /// The name cannot be a tenant's.
    #[error(
        "`{}` cannot be the name of a tenant: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`",
        in_short(name)
    )]
    BadTenant {
        /// The name asked for.
        name: String,
    },
    /// The name cannot be a connection's.
    #[error(
        "`{}` cannot be the name of a connection: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`, and no id",
        in_short(name)
    )]
    BadName {
        /// The name asked for.
        name: String,
    },
    /// Another connection has the name.
    #[error("there is a connection named `{name}` already: choose another name")]
    NameInUse {
        /// The name asked for.
        name: String,
    },
    /// The name is in use for something else.
    #[error(
        "the connection `{name}` is for {existing}, and this sign-in is for {new}: choose another name, or remove that connection first"
    )]
    NameTaken {
        /// The name asked for.
        name: String,
        /// Connector and account that have the name.
        existing: String,
        /// Connector and account of the sign-in.
        new: String,
        /// Whether the sign-in has renewed a grant that other connections use,
        /// so that its tokens live on.
        grant_renewed: bool,
    },
    /// What the store has of a component is not what was added.
    #[error(
        "the store does not hold the component of `{connector}` as it was added ({digest}): the database was changed by something else; add the connector again"
    )]
    ComponentAltered {
        /// The connector's key.
        connector: String,
        /// The SHA-256 of what was added.
        digest: String,
    },
    /// The name cannot be that of an app.
    #[error(
        "`{}` cannot be the name of an app: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`",
        in_short(name)
    )]
    BadAppName {
        /// The name asked for.
        name: String,
    },
    /// The text cannot be a client identifier.
    #[error(
        "a client id has 1 to 512 bytes, and no character that is hidden: give the one that the API shows"
    )]
    BadClientId,
    /// The value cannot be a secret of an app. It is not told.
    #[error(
        "the secret `{}` of an app has 1 to 16,384 bytes: give the one that the API shows",
        in_short(secret)
    )]
    BadAppSecret {
        /// The name of the secret.
        secret: String,
    },
    /// The owner would have more apps for the connector than it may have.
    #[error(
        "there would be {number} apps of `{connector}` here, and 100 are the most: remove one first"
    )]
    TooManyApps {
        /// The connector's key.
        connector: String,
        /// How many there would be.
        number: usize,
    },
    /// The owner has no app of that name for the connector: to be shown, rotated or
    /// forgotten. Where an app is wanted to sign in by, the operator's do too, and there is
    /// [`NoApp`](crate::Error::NoApp) or [`UnknownApp`](crate::Error::UnknownApp) without.
    #[error(
        "no app named `{}` is registered for `{connector}` here: register it first",
        in_short(name)
    )]
    NoSuchApp {
        /// The connector's key.
        connector: String,
        /// The name asked for.
        name: String,
    },
    /// The owner has registered the client under another name.
    #[error(
        "the app of `{connector}` with the client id `{client_id}` is registered here under the name `{other}`: use that name, or remove it first; nothing was changed"
    )]
    AppOfOtherName {
        /// The connector's key.
        connector: String,
        /// The client identifier.
        client_id: String,
        /// The name that it has.
        other: String,
    },
    /// The app has no secret of that name.
    #[error(
        "the app `{name}` of `{connector}` has no secret `{secret}`: set it first, and rotate it when the API has another; nothing was changed"
    )]
    NoAppSecret {
        /// The connector's key.
        connector: String,
        /// The name of the app.
        name: String,
        /// The name of the secret.
        secret: String,
    },
    /// A secret is being rotated, and a third of it would be needed.
    #[error(
        "`{secret}` of the app `{name}` of `{connector}` is being rotated, and there are never more than two of it: end the rotation first, which forgets the one before, or set the new one again if it is wrong; nothing was changed"
    )]
    RotationUnderWay {
        /// The connector's key.
        connector: String,
        /// The name of the app.
        name: String,
        /// The name of the secret.
        secret: String,
    },
    /// There is no such sign-in under way. What is over, has expired, was begun for
    /// another tenant or was never begun is refused alike.
    #[error(
        "there is no such sign-in under way: it is over, it has expired, or its app is another by now; begin again"
    )]
    NoSignIn,
    /// Somebody has come back from a sign-in, and what comes of it is not known yet.
    #[error("the answer to the sign-in is being checked: look again in a moment")]
    SignInClaimed,
    /// What a sign-in was for was removed before it ended.
    #[error("{gone} was removed while somebody signed in: begin again")]
    SignInOvertaken {
        /// What was removed.
        gone: &'static str,
        /// Whether the sign-in has renewed a grant that other connections use,
        /// so that its tokens live on.
        grant_renewed: bool,
    },
    /// A name, an id or another text has the character U+0000, with which the database neither
    /// keeps nor finds anything.
    #[error("a text has the character U+0000, with which nothing is kept or found: leave it out")]
    BadText,
    /// The name cannot be that of an API key.
    #[error(
        "`{}` cannot be the name of an API key: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`",
        in_short(name)
    )]
    BadApiKeyName {
        /// The name asked for.
        name: String,
    },
    /// There is no API key of that id.
    #[error("there is no API key of the id `{}`", in_short(id))]
    NoApiKey {
        /// The id asked for.
        id: String,
    },
    /// What was shown is no API key of this host.
    #[error("this is no API key of this host, or it was removed")]
    WrongApiKey,
    /// The API key has expired.
    #[error("the API key has expired at {expired_at}: make another")]
    ApiKeyExpired {
        /// When it did.
        expired_at: Timestamp,
    },
    /// There is no connect session of that id.
    #[error(
        "there is no connect session of the id `{}`, or not any more: make another",
        in_short(id)
    )]
    NoConnectSession {
        /// The id asked for.
        id: String,
    },
    /// What leads to a connect session is none of the links of this host.
    #[error("this is no link of this host, or it was taken back: ask for another")]
    WrongConnectLink,
    /// The link of a connect session was followed before.
    #[error("the link was followed already, and is good once: ask for another")]
    ConnectLinkUsed,
    /// A connect session belongs to another browser.
    #[error("the link was followed in another browser: go on there, or ask for another")]
    OtherBrowser,
    /// The time of a connect session is over.
    #[error("the link has expired at {expired_at}: ask for another")]
    ConnectSessionExpired {
        /// When it did.
        expired_at: Timestamp,
    },
    /// A connect session connects nothing any more, whoever is on the way in it.
    #[error("{what}: ask for another")]
    ConnectSessionOvertaken {
        /// What has happened meanwhile.
        what: &'static str,
        /// Whether a sign-in in it has renewed a grant that other connections use, so
        /// that its tokens live on.
        grant_renewed: bool,
    },
    /// A tenant has as many connect sessions open as it may have.
    #[error(
        "the tenant `{tenant}` has {open} connect sessions whose links are good, which is as many as it may have: take some back, or wait until some expire"
    )]
    TooManyConnectSessions {
        /// The tenant's name.
        tenant: String,
        /// How many it has.
        open: u64,
    },
    /// The grant is gone: its last connection was removed.
    #[error("the connection was removed while it was in use")]
    GrantGone,
}

/// As far as it matters.
fn in_whole_seconds(duration: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs(duration.as_secs())
}

impl StoreError {
    /// Whether a sign-in that was refused has renewed a grant all the same.
    pub(crate) fn has_renewed_grant(&self) -> bool {
        matches!(
            self,
            Self::NameTaken {
                grant_renewed: true,
                ..
            } | Self::SignInOvertaken {
                grant_renewed: true,
                ..
            } | Self::ConnectSessionOvertaken {
                grant_renewed: true,
                ..
            }
        )
    }
}
