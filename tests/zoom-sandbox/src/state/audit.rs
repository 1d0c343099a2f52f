//! What is written down for the account's admins: who signed in and out, and
//! who changed what.

use jiff::Timestamp;
use serde::Serialize;

use super::State;

/// The address of who does something from this machine.
const HERE: &str = "127.0.0.1";

/// What was written down, oldest first.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Audit {
    pub(crate) activities: Vec<Activity>,
    pub(crate) operations: Vec<Operation>,
}

/// A user signed in or out.
#[derive(Debug, Serialize)]
pub(crate) struct Activity {
    pub(crate) at: Timestamp,
    pub(crate) email: String,
    pub(crate) what: Sign,
    pub(crate) ip_address: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Sign {
    In,
    Out,
}

impl Sign {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::In => "Sign in",
            Self::Out => "Sign out",
        }
    }
}

/// Something was changed.
#[derive(Debug, Serialize)]
pub(crate) struct Operation {
    pub(crate) at: Timestamp,
    /// The email address of who did it.
    pub(crate) operator: String,
    pub(crate) category: &'static str,
    pub(crate) action: &'static str,
    pub(crate) detail: String,
}

impl Operation {
    /// The detail is worded as in the one example that is published.
    pub(crate) fn new(
        at: Timestamp,
        operator: String,
        action: &'static str,
        category: &'static str,
        target: &str,
    ) -> Self {
        Self {
            at,
            operator,
            category,
            action,
            detail: format!("{action} {} - {target}", category.replace('_', " ")),
        }
    }
}

impl State {
    /// Writes down that a user signed in or out from this machine.
    pub(crate) fn signed(&mut self, what: Sign, user_id: &str, at: Timestamp) {
        let user = self.users.iter_mut().find(|user| user.id == user_id);
        let Some(user) = user else {
            return;
        };
        if what == Sign::In {
            user.last_login_time = at;
        }
        self.audit.activities.push(Activity {
            at,
            email: user.email.clone(),
            what,
            ip_address: HERE,
        });
    }
}
