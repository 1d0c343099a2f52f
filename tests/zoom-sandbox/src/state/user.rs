//! Users of the account.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Account, COMPANY};
use crate::{links::Links, time};

/// A user.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) license: License,
    pub(crate) role: Role,
    pub(crate) pmi: u64,
    pub(crate) personal_link: String,
    pub(crate) timezone: String,
    pub(crate) dept: String,
    pub(crate) job_title: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_login_time: Timestamp,
    pub(crate) status: Status,
    pub(crate) host_key: String,
    /// The API of the region that the user's data is in, such as
    /// `https://api-eu.zoom.us`; that of the sandbox when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) api_url: Option<String>,
    /// What was set of the rest, as it came.
    pub(crate) profile: Map<String, Value>,
}

/// Whether a user has joined the account and may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Active,
    Inactive,
    /// Invited, and has not accepted yet.
    Pending,
}

/// A user who schedules for another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Assistant {
    /// Who is scheduled for.
    pub(crate) host_id: String,
    /// Who schedules.
    pub(crate) assistant_id: String,
    pub(crate) can_manage_host_private_event: bool,
}

/// The license a user has, by Zoom's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum License {
    Basic = 1,
    Licensed = 2,
    Unassigned = 4,
    None = 99,
}

impl License {
    pub(crate) fn of(number: u64) -> Option<Self> {
        [Self::Basic, Self::Licensed, Self::Unassigned, Self::None]
            .into_iter()
            .find(|license| u64::from(*license as u8) == number)
    }
}

/// The role a user has, by Zoom's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Role {
    Owner = 0,
    Admin = 1,
    Member = 2,
}

/// Who signs in on the consent page, for the one who starts the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The user id.
    pub id: String,
    /// The email address.
    pub email: String,
    /// First and last name.
    pub display_name: String,
    /// The account id.
    pub account_id: String,
}

impl User {
    pub(crate) fn display_name(&self) -> String {
        match self.profile.get("display_name").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("{} {}", self.first_name, self.last_name)
                .trim()
                .to_owned(),
        }
    }

    /// Owner and admins may act for every user of the account.
    pub(crate) fn is_admin(&self) -> bool {
        self.role != Role::Member
    }

    /// The groups that the user is in.
    pub(crate) fn group_ids(&self) -> impl Iterator<Item = &str> {
        let groups = self.profile.get("group_ids").and_then(Value::as_array);
        groups.into_iter().flatten().filter_map(Value::as_str)
    }

    /// The answer of "Get a user".
    pub(crate) fn to_json(&self, account: &Account, links: &Links) -> Value {
        let Links { web, .. } = links;
        let mut user = json!({
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "display_name": self.display_name(),
            "email": self.email,
            "type": self.license as u8,
            "role_name": format!("{:?}", self.role),
            "role_id": (self.role as u8).to_string(),
            "pmi": self.pmi,
            "use_pmi": false,
            "personal_meeting_url": format!("{web}/j/{}", self.pmi),
            "vanity_url": format!("{web}/my/{}", self.personal_link),
            "timezone": self.timezone,
            "verified": 1,
            "dept": self.dept,
            "created_at": time::utc(self.created_at),
            "user_created_at": time::utc(self.created_at),
            "last_login_time": time::utc(self.last_login_time),
            "last_client_version": "6.5.0.1(linux)",
            "pic_url": format!("{web}/p/v2/{}", self.id),
            "cms_user_id": "",
            "jid": format!("{}@xmpp.zoom.us", self.id.to_lowercase()),
            "account_id": account.id,
            "account_number": account.number,
            "company": COMPANY,
            "custom_attributes": [],
            "employee_unique_id": "",
            "group_ids": [],
            "division_ids": [],
            "im_group_ids": [],
            "job_title": self.job_title,
            "cost_center": "",
            "language": "en-US",
            "location": "",
            "login_types": [100],
            "phone_country": "",
            "phone_number": "",
            "phone_numbers": [],
            "plan_united_type": "1",
            "pronouns": "",
            "pronouns_option": 3,
            "status": self.status,
            "cluster": "us02",
            "zoom_one_type": 0,
            "license_info_list": [],
        });
        for (name, value) in &self.profile {
            user[name] = value.clone();
        }
        user
    }
}
