//! Reports: what took place, for who keeps the account's books.

mod audit;
mod history;
mod meetings;
mod questions;
mod storage;
mod timeline;
mod upcoming;
mod usage;

pub(crate) use meetings::labels;

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{call::Call, error::ApiError, operations::Handlers, pagination, period::Period};
use crate::{state::State, time};

pub(crate) const HANDLERS: Handlers = &[
    ("reportMeetings", meetings::list),
    ("reportMeetingDetails", meetings::meeting),
    ("reportMeetingParticipants", meetings::meeting_participants),
    ("reportWebinarDetails", meetings::webinar),
    ("reportWebinarParticipants", meetings::webinar_participants),
    ("reportMeetingPolls", questions::polls),
    ("reportMeetingQA", questions::asked),
    ("reportMeetingSurvey", questions::survey),
    ("reportWebinarPolls", questions::polls),
    ("reportWebinarQA", questions::asked),
    ("reportWebinarSurvey", questions::survey),
    ("reportDaily", usage::daily),
    ("reportUsers", usage::hosts),
    ("reportCloudRecording", storage::cloud_recording),
    ("reportOperationLogs", audit::operations),
    ("reportSignInSignOutActivities", audit::activities),
    ("reportUpcomingEvents", upcoming::events),
    ("reportMeetingactivitylogs", timeline::activities),
    ("Gethistorymeetingandwebinarlist", history::list),
];

/// Months that reports go back.
const MONTHS: i32 = 6;

/// Refuses a caller who may not see what others did, in the words that are
/// published for reports.
fn permitted(call: &Call<'_>) -> Result<(), ApiError> {
    call.may_act_for_account()
        .map_err(|_| ApiError::bad_request(200, "No permission."))
}

/// The days that a report is about: the month before today when the call does
/// not say. That reports go back six months is published; what is said of
/// earlier days is published for the daily one alone, and a guess for others.
fn period(call: &Call<'_>) -> Result<Period, ApiError> {
    let today = today(call);
    let period = Period::of(call, today.saturating_sub(1.month()), today)?;
    if period.from < today.saturating_sub(MONTHS.months()) {
        return Err(too_long_ago("Report"));
    }
    Ok(period)
}

fn too_long_ago(report: &str) -> ApiError {
    let message = format!(
        "{report} can only be provided for a month that falls within the recent {MONTHS} months."
    );
    ApiError::bad_request(300, message)
}

fn today(call: &Call<'_>) -> Date {
    time::day(call.now, &TimeZone::UTC)
}

/// Whether a report is about the users of one group alone. The account has no
/// groups, so nobody is in it.
fn is_about_a_group(call: &Call<'_>) -> bool {
    call.query_text("group_id").is_some_and(|id| !id.is_empty())
}

/// A page of a report that tells nothing of other pages.
fn page(call: &Call<'_>, state: &mut State, member: &str, items: Vec<Value>) -> Map<String, Value> {
    let mut page = pagination::page(call, state, member, items);
    page.remove("page_count");
    page.remove("total_records");
    page
}

fn tell(period: Period, answer: &mut Map<String, Value>) {
    answer.insert("from".into(), json!(period.from.to_string()));
    answer.insert("to".into(), json!(period.to.to_string()));
}
