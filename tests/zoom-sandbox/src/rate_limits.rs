//! Rate limits: how many requests of which label an account's plan allows, and
//! what is answered when there were more.

use std::collections::HashMap;

use clap::ValueEnum;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;

use crate::{api::error::ApiError, faults::RateLimit, time};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
/// Creations and updates of meetings and webinars, of one host in a UTC day.
const CHANGES: u32 = 100;
/// Registrations of one email address for one meeting in a UTC day.
const REGISTRATIONS: u32 = 3;
/// Changes of one registrant's status in a UTC day.
const STATUS_CHANGES: u32 = 10;

/// How much an operation counts, as Zoom publishes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub(crate) enum RateLabel {
    #[default]
    Light,
    Medium,
    Heavy,
    ResourceIntensive,
}

/// The plan of the account, which sets its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Plan {
    /// Without a subscription.
    #[default]
    Free,
    /// Pro.
    Pro,
    /// Business, Education, Enterprise and Partners.
    Business,
}

/// Requests that a plan allows an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Allowance {
    burst: u32,
    /// In how many seconds the burst may come.
    seconds: i64,
    /// In a UTC day, when the plan limits it.
    daily: Option<u32>,
}

impl RateLabel {
    /// As Zoom publishes them on its page about rate limits.
    fn allowance(self, plan: Plan) -> Allowance {
        let (burst, seconds, daily) = match (self, plan) {
            (Self::Light, Plan::Free) => (4, 1, Some(6_000)),
            (Self::Light, Plan::Pro) => (30, 1, None),
            (Self::Light, Plan::Business) => (80, 1, None),
            (Self::Medium, Plan::Free) => (2, 1, Some(2_000)),
            (Self::Medium, Plan::Pro) => (20, 1, None),
            (Self::Medium, Plan::Business) => (60, 1, None),
            (Self::Heavy, Plan::Free) => (1, 1, Some(1_000)),
            (Self::Heavy, Plan::Pro) => (10, 1, Some(30_000)),
            (Self::Heavy, Plan::Business) => (40, 1, Some(60_000)),
            (Self::ResourceIntensive, Plan::Free | Plan::Pro) => (10, 60, Some(30_000)),
            (Self::ResourceIntensive, Plan::Business) => (20, 60, Some(60_000)),
        };
        Allowance {
            burst,
            seconds,
            daily,
        }
    }

    /// The label whose requests of a day are counted together with this one's:
    /// a paid plan counts the two heavy ones as one.
    fn counted_as(self, plan: Plan) -> Self {
        match (self, plan) {
            (Self::ResourceIntensive, Plan::Pro | Plan::Business) => Self::Heavy,
            (label, _) => label,
        }
    }

    fn category(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
            Self::ResourceIntensive => "Resource-intensive",
        }
    }
}

/// What has been counted, for an account whose plan sets limits.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    /// None when nothing is limited.
    plan: Option<Plan>,
    counts: HashMap<Counted, Count>,
}

/// What is counted apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Burst(RateLabel),
    Daily(RateLabel),
    Changes { host_id: String },
    Registrations { meeting_id: u64, email: String },
    StatusChanges { registrant_id: String },
}

/// How many there were in one stretch of time.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Which stretch, counted from the epoch.
    stretch: i64,
    requests: u32,
}

impl RateLimits {
    pub(crate) fn new(plan: Option<Plan>) -> Self {
        Self {
            plan,
            counts: HashMap::new(),
        }
    }

    /// The plan whose limits a refusal speaks of. A free one limits most, so
    /// it stands in where nothing is limited.
    pub(crate) fn plan(&self) -> Plan {
        self.plan.unwrap_or_default()
    }

    /// Whether the account pays. One whose plan sets no limits does.
    pub(crate) fn is_paid(&self) -> bool {
        self.plan != Some(Plan::Free)
    }

    /// Whether the account has the Dashboard, as those of Business have. One
    /// whose plan sets no limits has everything.
    pub(crate) fn has_dashboard(&self) -> bool {
        self.plan.is_none_or(|plan| plan == Plan::Business)
    }

    /// Counts a request, whatever becomes of it.
    pub(crate) fn count(&mut self, label: RateLabel, now: Timestamp) -> Result<(), ApiError> {
        let Some(plan) = self.plan else {
            return Ok(());
        };
        let Allowance {
            burst,
            seconds,
            daily,
        } = label.allowance(plan);
        if self.add(Counted::Burst(label), seconds, now) > burst {
            return Err(exceeded(RateLimit::PerSecond, label, plan, now));
        }
        let day = Counted::Daily(label.counted_as(plan));
        let requests = self.add(day, SECONDS_OF_A_DAY, now);
        if daily.is_some_and(|daily| requests > daily) {
            return Err(exceeded(RateLimit::Daily, label, plan, now));
        }
        Ok(())
    }

    /// Counts the creation or update of a meeting or webinar of this host.
    pub(crate) fn count_change(&mut self, host_id: &str, now: Timestamp) -> Result<(), ApiError> {
        let Some(plan) = self.plan else {
            return Ok(());
        };
        let changes = Counted::Changes {
            host_id: host_id.to_owned(),
        };
        if self.add(changes, SECONDS_OF_A_DAY, now) > CHANGES {
            return Err(exceeded(RateLimit::UserDaily, RateLabel::Light, plan, now));
        }
        Ok(())
    }

    /// Counts a registration for a meeting.
    pub(crate) fn count_registration(
        &mut self,
        meeting_id: u64,
        email: &str,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let email = email.to_lowercase();
        let registrations = Counted::Registrations { meeting_id, email };
        self.count_registrant(registrations, REGISTRATIONS, "Registration", now)
    }

    /// Counts a change of a registrant's status.
    pub(crate) fn count_status_change(
        &mut self,
        registrant_id: &str,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let registrant_id = registrant_id.to_owned();
        let changes = Counted::StatusChanges { registrant_id };
        self.count_registrant(changes, STATUS_CHANGES, "Registrant Status", now)
    }

    /// The numbers are published; the words of the refusal are a guess, after
    /// those for creations and updates.
    fn count_registrant(
        &mut self,
        counted: Counted,
        allowed: u32,
        what: &str,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        if self.plan.is_some() && self.add(counted, SECONDS_OF_A_DAY, now) > allowed {
            return Err(too_many(&format!(
                "You have exceeded the daily rate limit ({allowed}) of {what} API requests \
                 permitted for this particular registrant. You may resume these requests at GMT \
                 00:00:00."
            )));
        }
        Ok(())
    }

    /// Counts one more in the stretch of this many seconds that `now` is in.
    fn add(&mut self, counted: Counted, seconds: i64, now: Timestamp) -> u32 {
        let stretch = now.as_second().div_euclid(seconds);
        let count = self.counts.entry(counted).or_default();
        if count.stretch != stretch {
            *count = Count {
                stretch,
                requests: 0,
            };
        }
        count.requests += 1;
        count.requests
    }
}

/// The refusal of one request too many, with the header fields that were seen
/// at Zoom: `Retry-After` is a moment, and comes with the daily limit alone.
pub(crate) fn exceeded(limit: RateLimit, label: RateLabel, plan: Plan, now: Timestamp) -> ApiError {
    let Allowance { burst, daily, .. } = label.allowance(plan);
    let message = match limit {
        RateLimit::PerSecond => {
            "You have reached the maximum per-second rate limit for this API. Try again later."
        }
        RateLimit::Daily => {
            "You have reached the maximum daily rate limit for this API. Refer to the response \
             header for details on when you can make another request."
        }
        RateLimit::UserDaily => {
            "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests \
             permitted for this particular user. You may resume these requests at GMT 00:00:00."
        }
        RateLimit::Concurrent => {
            "Too many concurrent requests. A request to disassociate this user has already been \
             made."
        }
    };
    let (limit_type, allowed, remaining) = match limit {
        RateLimit::PerSecond => (Some("QPS"), Some(burst), 0),
        RateLimit::Daily => (Some("Daily-limit"), Some(daily.unwrap_or(burst)), 0),
        // The label's own count, of which this request took one.
        RateLimit::UserDaily => {
            let allowed = daily.unwrap_or(burst);
            (None, Some(allowed), allowed - 1)
        }
        RateLimit::Concurrent => (None, None, 0),
    };
    let mut refusal = too_many(message);
    let mut add = |name: &'static str, value: String| refusal.headers.push((name, value));
    if let Some(allowed) = allowed {
        add("x-ratelimit-category", label.category().to_owned());
        add("x-ratelimit-limit", allowed.to_string());
        add("x-ratelimit-remaining", remaining.to_string());
    }
    if let Some(limit_type) = limit_type {
        add("x-ratelimit-type", limit_type.to_owned());
    }
    if limit == RateLimit::Daily {
        add("retry-after", time::utc(tomorrow(now)));
    }
    refusal
}

fn too_many(message: &str) -> ApiError {
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, 429, message)
}

/// The next midnight, UTC.
fn tomorrow(now: Timestamp) -> Timestamp {
    let today = now.to_zoned(TimeZone::UTC);
    today
        .tomorrow()
        .and_then(|day| day.start_of_day())
        .map_or(now + SignedDuration::from_hours(24), |midnight| {
            midnight.timestamp()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paid_plan_counts_heavy_and_resource_intensive_requests_of_a_day_together() {
        let start: Timestamp = "2026-03-04T00:00:00Z".parse().unwrap();
        let mut limits = RateLimits::new(Some(Plan::Pro));
        for second in 0..3_000 {
            for _ in 0..10 {
                let now = start + SignedDuration::from_secs(second);
                limits.count(RateLabel::Heavy, now).unwrap();
            }
        }
        let late = start + SignedDuration::from_hours(23);
        let refused = limits
            .count(RateLabel::ResourceIntensive, late)
            .unwrap_err();
        assert!(
            refused
                .headers
                .contains(&("x-ratelimit-type", "Daily-limit".into()))
        );
        assert!(
            refused
                .headers
                .contains(&("retry-after", "2026-03-05T00:00:00Z".into()))
        );
        let next_day = start + SignedDuration::from_hours(24);
        limits
            .count(RateLabel::ResourceIntensive, next_day)
            .unwrap();
    }
}
