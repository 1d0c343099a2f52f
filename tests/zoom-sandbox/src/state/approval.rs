//! Whom an administrator lets add an app, where the account asks for that.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    State,
    app::{App, AppKind},
    user::User,
};

/// What was approved of an app. The list is kept while it does not count.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Approval {
    pub(crate) of: Of,
    pub(crate) users: BTreeSet<String>,
    pub(crate) groups: BTreeSet<String>,
}

/// For whom it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// For nobody.
    #[default]
    Nobody,
    /// For the users and groups of the list.
    Listed,
    /// For all of the account.
    Everybody,
}

impl Approval {
    /// For all of the account.
    pub(crate) fn of_everybody() -> Self {
        Self {
            of: Of::Everybody,
            ..Self::default()
        }
    }

    fn includes(&self, user: &User) -> bool {
        match self.of {
            Of::Nobody => false,
            Of::Everybody => true,
            Of::Listed => {
                let mut groups = user.group_ids();
                self.users.contains(&user.id) || groups.any(|group| self.groups.contains(group))
            }
        }
    }
}

impl State {
    /// Whether an admin has to approve an app before a user can use it.
    pub(crate) fn awaits_approval_for(&self, app: &App, user: &User) -> bool {
        let is_asked_for = self.settings.admin_pre_approval && app.kind != AppKind::ServerToServer;
        let approval = self.approvals.get(&app.client_id);
        is_asked_for && !approval.is_some_and(|approval| approval.includes(user))
    }

    /// Whether an admin has to approve an app before anybody can use it.
    pub(crate) fn awaits_approval(&self, app: &App) -> bool {
        let mut users = self.users.iter();
        users.all(|user| self.awaits_approval_for(app, user))
    }

    /// An admin approves an app for everybody.
    pub(crate) fn approve(&mut self, client_id: String) {
        self.approvals.insert(client_id, Approval::of_everybody());
    }
}
