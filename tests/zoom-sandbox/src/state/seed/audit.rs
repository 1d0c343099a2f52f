//! What is written down already: everybody worked yesterday, and the admins
//! made the account what it is.

use jiff::Timestamp;

use super::at;
use crate::state::{
    State,
    audit::{Activity, Operation, Sign},
};

/// An address of those that are set aside for examples (RFC 5737).
const OFFICE: &str = "192.0.2.10";

pub(super) fn add(state: &mut State, now: Timestamp) {
    for (what, hour) in [(Sign::In, 9), (Sign::Out, 17)] {
        let activities = state.users.iter().map(|user| Activity {
            at: at(now, -1, hour),
            email: user.email.clone(),
            what,
            ip_address: OFFICE,
        });
        state.audit.activities.extend(activities);
    }
    let (owner, admin) = (state.users[0].email.clone(), state.users[1].email.clone());
    let trashed = state.recordings.iter().find(|known| known.is_trashed());
    let id = trashed.and_then(|recording| Some(recording.meeting_id?.to_string()));
    let add = |days, operator, category, target: &str| {
        Operation::new(at(now, days, 10), operator, "add", category, target)
    };
    let mut operations = vec![
        add(-20, admin.clone(), "account", "Project"),
        add(-12, owner.clone(), "user_settings", &admin),
    ];
    let deleted = trashed.and_then(|recording| recording.files.first()?.deleted_time);
    if let (Some(id), Some(deleted)) = (id, deleted) {
        operations.push(Operation::new(deleted, owner, "delete", "recording", &id));
    }
    state.audit.operations = operations;
}
