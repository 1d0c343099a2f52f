//! What all plans have alike, whatever they repeat by.

use super::{fields, meaning, rules};
use crate::action::Action;
use crate::actions::meetings::group::{DAILY_QUOTA, GROUP};
use crate::actions::meetings::{create, fields as meetings, recovery};
use crate::scopes::{Scope, scope};
use crate::shape::Field;

/// A meeting or a series that is made as people say it.
pub(super) const fn planned(id: &'static str, summary: &'static str) -> Action {
    Action::post(&GROUP, id, "/users/{userId}/meetings")
        .operation("meetingCreate")
        .summary(summary)
        .scopes(CLASSIC, GRANULAR)
        .quota(&DAILY_QUOTA)
        .output(ANSWERED)
        .derive(|input, meeting| Ok(meaning::output(input, meeting)), TOLD)
        .beside(meaning::beside)
        .warnings(rules::warnings)
        .review(rules::review)
        .refusals(create::REFUSALS)
        .recovery(&recovery::NEW_MEETING)
        .columns(meetings::COLUMNS)
}

const CLASSIC: &[Scope] = &[scope("meeting:write")];
const GRANULAR: &[Scope] = &[scope("meeting:write:meeting")];
const ANSWERED: &[&[Field]] = &[meetings::OUTPUT];
const TOLD: &[&[Field]] = &[meetings::OUTPUT, fields::TIMES];
