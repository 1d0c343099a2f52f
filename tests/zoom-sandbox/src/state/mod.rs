//! What the sandbox knows: one account with its users, meetings, recordings,
//! apps and grants. Nothing here knows HTTP.

pub(crate) mod app;
pub(crate) mod approval;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod controls;
mod course;
pub(crate) mod devices;
pub(crate) mod download_tokens;
pub(crate) mod equipment;
pub(crate) mod grants;
pub(crate) mod group;
pub(crate) mod happening;
pub(crate) mod instance;
pub(crate) mod meeting;
pub(crate) mod meeting_template;
pub(crate) mod occurrences;
pub(crate) mod page_tokens;
pub(crate) mod poll;
pub(crate) mod recording;
pub(crate) mod registration;
pub(crate) mod seed;
pub(crate) mod tracking_field;
pub(crate) mod user;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{ids::Ids, jwt, rate_limits::RateLimits, settings::Settings};
use app::App;
use approval::Approval;
use audit::{Audit, Sign};
use devices::Devices;
use download_tokens::DownloadTokens;
use grants::Grants;
use group::Group;
use happening::Happening;
use instance::Instance;
use meeting::Meeting;
use meeting_template::MeetingTemplate;
use page_tokens::PageTokens;
use recording::Recording;
use tracking_field::TrackingField;
use user::{Assistant, User};

/// Everything in memory.
#[derive(Debug, Serialize)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) account: Account,
    pub(crate) users: Vec<User>,
    /// What was changed of users' settings, by their ids.
    pub(crate) user_settings: BTreeMap<String, Map<String, Value>>,
    pub(crate) apps: Vec<App>,
    pub(crate) grants: Grants,
    #[serde(skip)]
    pub(crate) devices: Devices,
    pub(crate) meetings: Vec<Meeting>,
    /// Meetings that were deleted and may be recovered.
    pub(crate) deleted_meetings: Vec<Meeting>,
    /// The times that meetings took place, oldest first.
    pub(crate) instances: Vec<Instance>,
    pub(crate) recordings: Vec<Recording>,
    pub(crate) meeting_templates: Vec<MeetingTemplate>,
    pub(crate) assistants: Vec<Assistant>,
    pub(crate) tracking_fields: Vec<TrackingField>,
    pub(crate) groups: Vec<Group>,
    pub(crate) audit: Audit,
    /// Until when everything has happened that was due.
    #[serde(skip)]
    pub(crate) caught_up_to: Timestamp,
    /// What the subscribers were not told yet.
    #[serde(skip)]
    pub(crate) happenings: Vec<Happening>,
    #[serde(skip)]
    pub(crate) page_tokens: PageTokens,
    #[serde(skip)]
    pub(crate) download_tokens: DownloadTokens,
    #[serde(skip)]
    pub(crate) rate_limits: RateLimits,
    /// What an admin has approved of apps, by their client ids.
    pub(crate) approvals: BTreeMap<String, Approval>,
    #[serde(skip)]
    pub(crate) ids: Ids,
    #[serde(skip)]
    pub(crate) key: [u8; 32],
    #[serde(skip)]
    pub(crate) key_id: String,
}

/// Whose account it is.
pub(crate) const COMPANY: &str = "Sandbox Ltd";

/// The Zoom account.
#[derive(Debug, Serialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) number: u64,
    pub(crate) owner_id: String,
    /// The zone that a time without a zone is read in.
    pub(crate) timezone: String,
}

/// What a token says (RFC 7519 section 4), under Zoom's names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claims<'a> {
    ver: &'a str,
    client_id: &'a str,
    iss: String,
    user_id: &'a str,
    uid: &'a str,
    account_id: &'a str,
    group_number: u64,
    aud: &'a str,
    token_type: &'a str,
    nbf: i64,
    iat: i64,
    exp: i64,
    jti: String,
}

impl State {
    /// A user by id or email address.
    pub(crate) fn user(&self, id_or_email: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.id == id_or_email || user.email.eq_ignore_ascii_case(id_or_email))
    }

    /// Signs a user out of every app: no token that was given works on.
    pub(crate) fn sign_out(&mut self, user_id: &str, at: Timestamp) {
        self.grants.end_all_of(user_id);
        self.devices.end_all_of(user_id);
        self.signed(Sign::Out, user_id, at);
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// Signs a token of the given type for a user.
    pub(crate) fn sign_token(
        &mut self,
        token_type: &str,
        client_id: &str,
        user_id: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> String {
        let claims = Claims {
            ver: "8",
            client_id,
            iss: format!("urn:zoom:connect:clientid:{client_id}"),
            user_id,
            uid: user_id,
            account_id: &self.account.id,
            group_number: 0,
            aud: "https://oauth.zoom.us",
            token_type,
            nbf: now.as_second(),
            iat: now.as_second(),
            exp: expires.as_second(),
            jti: self.ids.uuid(),
        };
        jwt::sign(&self.key, &self.key_id, &claims)
    }
}
