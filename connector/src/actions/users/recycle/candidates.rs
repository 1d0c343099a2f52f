//! Whose licence may be taken away, whoever signed in longest ago first.

use serde_json::Value;

use super::LICENSED;
use crate::input::Input;
use crate::json;
use crate::kept::kept;
use crate::times::DateTime;

/// How many are kept: no more than that are looked at.
const KEPT: usize = 50;

/// The role of the account's owner.
const OWNER: &str = "0";

/// How long after they were made users keep their licences, in seconds: their first sign-in may be to
/// come, and Zoom tells of one up to three days late.
pub(super) const NEW_FOR: u64 = 7 * 24 * 3600;

/// Who keeps the licence.
pub(super) struct Spared<'a> {
    pub(super) input: &'a Input,
    /// Who is to have one.
    pub(super) target: &'a str,
    /// Who is connected.
    pub(super) caller: Option<&'a str>,
    /// Whoever was made after that is new.
    pub(super) made_since: u64,
}

/// Somebody with a licence.
pub(super) struct Candidate {
    /// In seconds since 1970-01-01T00:00:00Z; 0 for never.
    last_login: u64,
    pub(super) id: String,
    pub(super) email: Option<String>,
    last_login_time: Option<String>,
}

kept!(Candidate {
    last_login,
    id,
    email,
    last_login_time,
});

impl Candidate {
    pub(super) fn told(&self) -> Value {
        json::object(vec![
            ("id", self.id.as_str().into()),
            ("email", self.email.clone().into()),
            ("last_login_time", self.last_login_time.clone().into()),
        ])
    }

    /// What a person knows them by.
    pub(super) fn name(&self) -> &str {
        self.email.as_deref().unwrap_or(&self.id)
    }
}

/// Those who come first, and how many have a licence in all.
#[derive(Default)]
pub(super) struct Candidates {
    first: Vec<Candidate>,
    licensed: i64,
    counted: bool,
}

kept!(Candidates {
    first,
    licensed,
    counted,
});

impl Candidates {
    /// Takes a user of a list: counts a licence, and keeps whoever may lose it.
    pub(super) fn add(&mut self, user: &Value, spared: &Spared<'_>) {
        let text = |name: &str| user.get(name).and_then(Value::as_str);
        let (Some(id), Some(LICENSED)) = (text("id"), user.get("type").and_then(Value::as_i64))
        else {
            return;
        };
        if id == spared.target {
            return;
        }
        self.licensed += 1;
        let email = text("email");
        let listed = |name: &str, value: &str| {
            let list = spared.input.get(name).and_then(Value::as_array);
            let mut list = list.into_iter().flatten().filter_map(Value::as_str);
            list.any(|one| one.eq_ignore_ascii_case(value))
        };
        let time = |name: &str| text(name).and_then(DateTime::parse)?.timestamp();
        let groups = user.get("group_ids").and_then(Value::as_array);
        let mut groups = groups.into_iter().flatten().filter_map(Value::as_str);
        let stays = text("role_id") == Some(OWNER)
            || spared.caller == Some(id)
            || time("user_created_at").is_some_and(|made| made > spared.made_since)
            || listed("protected_users", id)
            || email.is_some_and(|email| listed("protected_users", email))
            || groups.any(|group| listed("protected_groups", group));
        if stays {
            return;
        }
        let last_login_time = text("last_login_time").filter(|text| !text.is_empty());
        let last_login = time("last_login_time").unwrap_or_default();
        let place = self
            .first
            .partition_point(|one| one.last_login <= last_login);
        let candidate = Candidate {
            last_login,
            id: id.to_owned(),
            email: email.map(str::to_owned),
            last_login_time: last_login_time.map(str::to_owned),
        };
        self.first.insert(place, candidate);
        self.first.truncate(KEPT);
    }

    pub(super) fn counted(&mut self) {
        self.counted = true;
    }

    pub(super) fn is_counted(&self) -> bool {
        self.counted
    }

    pub(super) fn licensed(&self) -> i64 {
        self.licensed
    }

    pub(super) fn first(&self) -> Option<&Candidate> {
        self.first.first()
    }

    pub(super) fn take_first(&mut self) -> Option<Candidate> {
        (!self.first.is_empty()).then(|| self.first.remove(0))
    }
}

/// Whether a meeting begins by then; one without a start may begin at any time, and does not count.
pub(super) fn begins_by(meeting: &Value, until: u64) -> bool {
    let start = meeting.get("start_time").and_then(Value::as_str);
    let start = start
        .and_then(DateTime::parse)
        .and_then(|time| time.timestamp());
    start.is_some_and(|start| start <= until)
}
