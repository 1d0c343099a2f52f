//! The triggers: what each tells of, as tables. Which of them a delivery tells of, `receive` finds
//! out, and `poll` what has happened since it last looked.

mod apps;
mod event;
mod fields;
mod found;
mod meetings;
mod other;
mod participants;
mod recordings;
mod registrations;
mod summaries;
mod trigger;
mod users;
mod webinars;

use crate::contract::{Failure, FailureKind};
use crate::names;

pub(crate) use apps::DEAUTHORIZED;
pub(crate) use event::{Occasion, event};
pub(crate) use trigger::{Found, Poll, Trigger};

/// All triggers, in the order of the manifest.
pub(crate) static ALL: &[&Trigger] = &[
    &meetings::CREATED,
    &meetings::UPDATED,
    &meetings::DELETED,
    &meetings::STARTED,
    &meetings::ENDED,
    &participants::JOINED_MEETING,
    &participants::LEFT_MEETING,
    &registrations::OF_MEETING,
    &summaries::COMPLETED,
    &recordings::COMPLETED,
    &recordings::FILE_COMPLETED,
    &recordings::TRANSCRIPT_COMPLETED,
    &webinars::CREATED,
    &webinars::UPDATED,
    &webinars::DELETED,
    &webinars::STARTED,
    &webinars::ENDED,
    &participants::JOINED_WEBINAR,
    &participants::LEFT_WEBINAR,
    &registrations::OF_WEBINAR,
    &users::CREATED,
    &users::UPDATED,
    &DEAUTHORIZED,
    &other::OTHER,
];

/// The triggers that an event of that name tells of: the one for all others, when none is for it.
pub(crate) fn told_by(event: &str) -> Vec<&'static Trigger> {
    let own: Vec<_> = ALL
        .iter()
        .filter(|trigger| trigger.events.contains(&event))
        .copied()
        .collect();
    if own.is_empty() {
        vec![&other::OTHER]
    } else {
        own
    }
}

/// The trigger of that id.
pub(crate) fn find(id: &str) -> Result<&'static Trigger, Failure> {
    let found = ALL.iter().find(|trigger| trigger.id == id);
    found.copied().ok_or_else(|| {
        let nearest = names::nearest(id, ALL.iter().map(|trigger| trigger.id));
        let hint = nearest.map(|nearest| format!(" Did you mean `{nearest}`?"));
        Failure::new(
            FailureKind::Unsupported,
            format!(
                "There is no trigger of that name.{}",
                hint.unwrap_or_default()
            ),
        )
    })
}
