//! The account a sandbox starts with: small, and believable.

pub(crate) mod account;
mod apps;
mod audit;
mod instances;
mod meetings;
mod recordings;
mod users;
mod webinars;

use jiff::{Timestamp, ToSpan as _, Zoned, tz::TimeZone};

use super::{Account, State, group::Group, tracking_field::TrackingField, user::Assistant};
use crate::ids::Ids;
use account::{AccountError, AccountFile};

const TIMEZONE: &str = "Europe/Berlin";

/// What a sandbox starts with.
#[derive(Clone, Debug, Default)]
pub(crate) enum Seed {
    /// A small account with a past and a future around the present.
    #[default]
    Small,
    /// An account with its owner and nothing else.
    Empty,
    File(AccountFile),
}

impl Seed {
    /// The state that a sandbox starts with. What the seed brings along is no
    /// news.
    pub(crate) fn state(self, seed: u64, now: Timestamp) -> Result<State, AccountError> {
        let mut state = account(seed, now);
        match self {
            Self::Small => fill(&mut state, now),
            Self::Empty => state.users.truncate(1),
            Self::File(file) => file.fill(&mut state, now)?,
        }
        state.catch_up(now);
        state.happenings.clear();
        Ok(state)
    }
}

/// An account that nothing has happened in yet.
fn account(seed: u64, now: Timestamp) -> State {
    let mut ids = Ids::new(seed);
    let account_id = ids.entity();
    let users = users::users(&mut ids, now);
    State {
        settings: super::Settings::default(),
        account: Account {
            id: account_id.clone(),
            number: 5_550_100_200,
            owner_id: users[0].id.clone(),
            timezone: TIMEZONE.into(),
        },
        users,
        user_settings: super::BTreeMap::new(),
        apps: apps::apps(&account_id),
        grants: super::Grants::default(),
        devices: super::Devices::default(),
        meetings: Vec::new(),
        deleted_meetings: Vec::new(),
        instances: Vec::new(),
        recordings: Vec::new(),
        meeting_templates: Vec::new(),
        assistants: Vec::new(),
        tracking_fields: Vec::new(),
        groups: Vec::new(),
        audit: super::Audit::default(),
        caught_up_to: Timestamp::MIN,
        happenings: Vec::new(),
        page_tokens: super::PageTokens::default(),
        download_tokens: super::DownloadTokens::default(),
        rate_limits: super::RateLimits::default(),
        approvals: super::BTreeMap::new(),
        key: ids.key(),
        key_id: ids.uuid(),
        ids,
    }
}

fn fill(state: &mut State, now: Timestamp) {
    meetings::add(state, now);
    webinars::add(state, now);
    recordings::add(state, now);
    instances::add(state, now);
    // Adam schedules for Olivia.
    state.assistants.push(Assistant {
        host_id: state.users[0].id.clone(),
        assistant_id: state.users[1].id.clone(),
        can_manage_host_private_event: false,
    });
    state.tracking_fields.push(TrackingField {
        id: state.ids.entity(),
        field: "Project".into(),
        recommended_values: vec!["Moon".into(), "Mars".into()],
        required: false,
        visible: true,
    });
    state.groups.push(Group {
        id: "SobVexyrQjqCkcxjpBWi6w".into(),
        name: "Staff".into(),
    });
    webinars::ask(state);
    audit::add(state, now);
    recordings::upload(state, now);
    webinars::tell_of(state);
}

/// Some days from today, at an hour of the account's zone.
fn at(now: Timestamp, days: i32, hour: i8) -> Timestamp {
    let zone = TimeZone::get(TIMEZONE).unwrap_or(TimeZone::UTC);
    let today: Zoned = now.to_zoned(zone);
    today
        .checked_add(days.days())
        .and_then(|day| {
            day.date()
                .at(hour, 0, 0, 0)
                .to_zoned(day.time_zone().clone())
        })
        .map_or(now, |moment| moment.timestamp())
}
