//! Devices that wait to be allowed (RFC 8628).

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::grants::NewGrant;

/// How long a device code may wait.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// How long a device waits between two questions, at first.
pub(crate) const INTERVAL: SignedDuration = SignedDuration::from_secs(5);

/// The devices that wait, by their device code.
#[derive(Debug, Default)]
pub(crate) struct Devices(HashMap<String, Device>);

/// A device that waits.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) user_code: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    expires: Timestamp,
    interval: SignedDuration,
    asked: Option<Timestamp>,
    decision: Option<Decision>,
}

/// What a person decided.
#[derive(Debug)]
pub(crate) enum Decision {
    Allowed { user_id: String },
    Declined,
}

/// Why a device gets no token now (RFC 8628 section 3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    AccessDenied,
}

impl Devices {
    pub(crate) fn keep(
        &mut self,
        device_code: String,
        user_code: String,
        client_id: String,
        scopes: Vec<String>,
        now: Timestamp,
    ) {
        let device = Device {
            user_code,
            client_id,
            scopes,
            expires: now + LIFETIME,
            interval: INTERVAL,
            asked: None,
            decision: None,
        };
        self.0.insert(device_code, device);
    }

    /// The device that shows this user code and waits for a decision.
    pub(crate) fn waiting(&mut self, user_code: &str, now: Timestamp) -> Option<&mut Device> {
        self.0.values_mut().find(|device| {
            device.user_code.eq_ignore_ascii_case(user_code)
                && device.decision.is_none()
                && device.expires > now
        })
    }

    /// Forgets the devices that a user allowed and that have not asked since.
    pub(crate) fn end_all_of(&mut self, user_id: &str) {
        self.0.retain(|_, device| match &device.decision {
            Some(Decision::Allowed { user_id: theirs }) => theirs != user_id,
            Some(Decision::Declined) | None => true,
        });
    }

    /// Answers a device that asks. None: there is no such device.
    pub(crate) fn ask(
        &mut self,
        device_code: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Option<Result<NewGrant, Waiting>> {
        let device = self
            .0
            .get_mut(device_code)
            .filter(|device| device.client_id == client_id)?;
        if device.expires <= now {
            return Some(Err(Waiting::ExpiredToken));
        }
        let asked = device.asked.replace(now);
        if asked.is_some_and(|asked| now < asked + device.interval) {
            device.interval += INTERVAL;
            return Some(Err(Waiting::SlowDown));
        }
        let user_id = match &device.decision {
            None => return Some(Err(Waiting::AuthorizationPending)),
            Some(Decision::Declined) => return Some(Err(Waiting::AccessDenied)),
            Some(Decision::Allowed { user_id }) => user_id.clone(),
        };
        let device = self.0.remove(device_code)?;
        Some(Ok(NewGrant {
            user_id,
            client_id: device.client_id,
            scopes: device.scopes,
        }))
    }
}

impl Device {
    pub(crate) fn decide(&mut self, decision: Decision) {
        self.decision = Some(decision);
    }
}
