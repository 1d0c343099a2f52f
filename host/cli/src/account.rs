//! What is told of an account that was connected, and of what is in its way.

use connector_host::{
    ClockOffset,
    connections::{Connection, Identity},
    manifest::Manifest,
};

use super::{
    exit::CommandError,
    screen::{running, terminal, text, words},
    session::Session,
    uncovered::{self, Extent},
};

/// Other connections of the account use the new sign-in from now on, with the
/// scopes that it has.
pub(super) fn tell_sharing(session: &Session, connection: &Connection) -> Result<(), CommandError> {
    let connections = session.run(session.host().connections())?;
    for other in connections {
        if other.name != connection.name && other.shares_grant_with(connection) {
            terminal::tell(text!(
                "{} now uses this sign-in too, with the scopes that it has.",
                other.name
            ));
        }
    }
    Ok(())
}

/// What the account's connection cannot do, and what else there is to know.
pub(super) fn tell_limits(
    manifest: &Manifest,
    connection: &Connection,
    identity: &Identity,
    extent: Extent,
) {
    for warning in &identity.warnings {
        terminal::warn(running(warning));
    }
    if identity.account.subject.is_none() {
        terminal::warn(
            "the API does not say whose account it is: no trigger can reach this connection",
        );
    }
    uncovered::tell(manifest, connection, &identity.uncovered, extent);
}

/// Warns of a clock that is wrong.
pub(super) fn tell_clock(clock: &ClockOffset) {
    if clock.is_grave() {
        let direction = if clock.ahead.is_negative() {
            "behind"
        } else {
            "ahead of"
        };
        terminal::warn(text!(
            "the clock of this machine is {} {} that of {}: set it right, since servers may take what is signed here for expired",
            words::duration(clock.ahead.unsigned_abs()),
            direction,
            clock.server,
        ));
    }
}
