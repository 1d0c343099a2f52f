//! Rate limits: how many requests of which label an account's plan allows, and
//! what is answered when there were more.

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;

use crate::{faults::RateLimit, time};

/// How much an operation counts, as Zoom publishes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum RateLabel {
    #[default]
    #[serde(rename = "LIGHT")]
    Light,
    #[serde(rename = "MEDIUM")]
    Medium,
    #[serde(rename = "HEAVY")]
    Heavy,
    #[serde(rename = "RESOURCE-INTENSIVE")]
    ResourceIntensive,
}

/// The plan of the account, which sets its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
pub(crate) struct Limits {
    pub(crate) burst: u32,
    /// In how many seconds.
    pub(crate) seconds: i64,
    /// In a UTC day, when the plan limits it.
    pub(crate) daily: Option<u32>,
}

impl RateLabel {
    /// As Zoom publishes them ("API rate limits").
    pub(crate) fn limits(self, plan: Plan) -> Limits {
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
        Limits {
            burst,
            seconds,
            daily,
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

/// The answer to one request too many, with the header fields that were seen
/// at Zoom: `Retry-After` is a moment, and comes with the daily limit alone.
pub(crate) fn exceeded(limit: RateLimit, label: RateLabel, plan: Plan, now: Timestamp) -> Response {
    let Limits { burst, daily, .. } = label.limits(plan);
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
        RateLimit::UserDaily => (None, daily.or(Some(burst)), burst - 1),
        RateLimit::Concurrent => (None, None, 0),
    };
    let mut headers = HeaderMap::new();
    let mut add = |name: &'static str, value: String| {
        let value = HeaderValue::try_from(value).expect("a label, a number or a time");
        headers.insert(HeaderName::from_static(name), value);
    };
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
    let body = Json(json!({"code": 429, "message": message}));
    (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
}

/// The next midnight, UTC.
fn tomorrow(now: Timestamp) -> Timestamp {
    let today = now.to_zoned(TimeZone::UTC);
    today
        .tomorrow()
        .and_then(|day| day.start_of_day())
        .map_or(now + 24.hours(), |midnight| midnight.timestamp())
}
