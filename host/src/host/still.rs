//! Whether a call that is under way may still use its connection.
//!
//! A call goes on for as long as an hour, and a run for as long as somebody keeps it.
//! What is withdrawn meanwhile reaches it before its next exchange: this is the one
//! place where that is decided, from the connection as it was when the call began and
//! as it is now. It reads nothing; [`GrantCredential`](super::credential) shows it what
//! it has read for the token anyway.

use crate::connections::Connection;
use crate::consent::{Consent, ConsentRefusal};
use crate::driver::CredentialError;

/// Refuses a connection that is not what it was when the call began, as far as that
/// concerns what the call may do. None is one that was removed.
pub(super) fn still_usable(
    began: &Connection,
    now: Option<&Connection>,
) -> Result<(), CredentialError> {
    let withdrawn = |why: String| Err(CredentialError::Withdrawn(why));
    let Some(now) = now else {
        return withdrawn("it was removed".to_owned());
    };
    if let Some(since) = now.disabled_at {
        return withdrawn(format!("it was disabled at {since}"));
    }
    if now.grant.id != began.grant.id {
        return withdrawn("its account was connected anew".to_owned());
    }
    let of_connector = is_as_much(began.agreed.as_ref(), now.agreed.as_ref());
    let of_grant = is_as_much(began.grant.consent.as_ref(), now.grant.consent.as_ref());
    if !of_connector || !of_grant {
        let connector = now.connector.clone();
        return Err(ConsentRefusal::Narrowed { connector }.into());
    }
    Ok(())
}

/// Whether somebody agrees to all that was agreed to when the call began. As a rule
/// nothing has changed.
fn is_as_much(began: Option<&Consent>, now: Option<&Consent>) -> bool {
    match (began, now) {
        // What was not said then and is by now takes nothing from a call: it is of
        // sign-ins, or what the call's own component says of its actions.
        (Some(began), Some(now)) => {
            began == now || began.clone().knowing(now).beyond(now).is_empty()
        }
        // A record that there was not has bounds of its own, which the call did not
        // begin within.
        (began, now) => began.is_none() && now.is_none(),
    }
}
