//! An account from a file: its users, and its meetings as they were created.

use std::str::FromStr;

use http::Method;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;

use crate::{
    api::{
        call::{Call, Caller},
        operations, validate,
    },
    links::Links,
    state::{
        State,
        app::AppKind,
        user::{License, Role, User},
    },
    webhooks::Webhooks,
};

/// An account to start with. Its first user owns it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountFile {
    /// The zone that a time without a zone is read in.
    timezone: Option<String>,
    users: Vec<FileUser>,
    #[serde(default)]
    meetings: Vec<FileMeeting>,
}

/// A user, by the API's names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileUser {
    email: String,
    first_name: String,
    #[serde(default)]
    last_name: String,
    /// 1 basic, 2 licensed.
    #[serde(rename = "type")]
    license: u8,
    #[serde(default)]
    admin: bool,
    /// The API of the user's region, which a token response names.
    api_url: Option<Url>,
}

/// A meeting: the host's email address, and the body that would create it.
#[derive(Clone, Debug, Deserialize)]
struct FileMeeting {
    host: String,
    #[serde(flatten)]
    body: Map<String, Value>,
}

/// What is wrong with an account file.
#[derive(Debug, Error)]
pub enum AccountError {
    /// It can't be read.
    #[error("the account can't be read: {0}")]
    Json(#[from] serde_json::Error),
    /// It says something that can't be.
    #[error("{place}: {problem}")]
    Wrong {
        /// Where, such as `meetings[2].start_time`.
        place: String,
        /// What is wrong, and what to write instead.
        problem: String,
    },
}

fn wrong(place: impl Into<String>, problem: impl Into<String>) -> AccountError {
    AccountError::Wrong {
        place: place.into(),
        problem: problem.into(),
    }
}

impl FromStr for AccountFile {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        Ok(serde_json::from_str(text)?)
    }
}

impl AccountFile {
    /// Fills a state that has users only to copy what the file leaves open.
    pub(super) fn fill(self, state: &mut State, now: Timestamp) -> Result<(), AccountError> {
        if let Some(timezone) = self.timezone {
            TimeZone::get(&timezone).map_err(|_| {
                wrong(
                    "timezone",
                    format!("{timezone} is unknown; write one such as Europe/Berlin"),
                )
            })?;
            state.account.timezone = timezone;
        }
        let pattern = state.users[0].clone();
        let mut users: Vec<User> = Vec::new();
        for (place, user) in self.users.into_iter().enumerate() {
            if users.iter().any(|known| known.email == user.email) {
                let problem = format!("{} is there twice; write it once", user.email);
                return Err(wrong(format!("users[{place}].email"), problem));
            }
            let user = user.user(place, &pattern, state)?;
            users.push(user);
        }
        let owner = users
            .first()
            .ok_or_else(|| wrong("users", "there is nobody; write at least the owner"))?;
        state.account.owner_id.clone_from(&owner.id);
        state.users = users;
        for (place, meeting) in self.meetings.into_iter().enumerate() {
            meeting.create(place, state, now)?;
        }
        Ok(())
    }
}

impl FileUser {
    fn user(self, place: usize, pattern: &User, state: &mut State) -> Result<User, AccountError> {
        let license = match self.license {
            1 => License::Basic,
            2 => License::Licensed,
            other => {
                let problem = format!("{other} is no license here; write 1 basic or 2 licensed");
                return Err(wrong(format!("users[{place}].type"), problem));
            }
        };
        let role = match (place, self.admin) {
            (0, _) => Role::Owner,
            (_, true) => Role::Admin,
            (_, false) => Role::Member,
        };
        let link = format!("{}.{}", self.first_name, self.last_name);
        Ok(User {
            id: state.ids.entity(),
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            license,
            role,
            pmi: pattern.pmi + place as u64,
            personal_link: link.to_lowercase(),
            timezone: state.account.timezone.clone(),
            dept: String::new(),
            job_title: String::new(),
            api_url: self.api_url.map(|url| url.origin().ascii_serialization()),
            ..pattern.clone()
        })
    }
}

impl FileMeeting {
    /// Creates the meeting by the API's own means, a year ago, so that it may
    /// have taken place since.
    fn create(self, place: usize, state: &mut State, now: Timestamp) -> Result<(), AccountError> {
        let place = format!("meetings[{place}]");
        if state.user(&self.host).is_none() {
            let problem = format!("{} is none of the users; add them", self.host);
            return Err(wrong(format!("{place}.host"), problem));
        }
        let (operation, _) = operations::find(&Method::POST, "/users/me/meetings")
            .expect("creating a meeting is one of the operations");
        let content = Value::Object(self.body).to_string();
        let refused = |error: crate::api::error::ApiError| wrong(&place, error.explain());
        let body = match &operation.body {
            Some(body) => validate::body(content.as_bytes(), body).map_err(refused)?,
            None => Map::new(),
        };
        let zoned = now.to_zoned(TimeZone::UTC);
        let a_year_ago = zoned.checked_sub(1.year());
        let call = Call {
            published: &operation.published,
            path: vec![("userId", self.host)],
            query: Map::new(),
            body,
            offset: None,
            numbered: false,
            caller: Caller {
                user_id: state.account.owner_id.clone(),
                app: AppKind::ServerToServer,
                app_name: "Zoom".into(),
                is_admin: true,
            },
            links: &Links::zoom(),
            webhooks: &Webhooks::default(),
            now: a_year_ago.map_or(now, |then| then.timestamp()),
        };
        (operation.handler)(&call, state).map_err(refused)?;
        Ok(())
    }
}
