//! `list-event-types`.

use serde_json::{Value, json};

use super::{GROUP, at_once};
use crate::action::{Action, column};
use crate::actions::apps::events;
use crate::course::{Course, Turn};
use crate::scopes::Scope;
use crate::shape::{Kind, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::local(&GROUP, "list-event-types")
    .summary("Lists the events of meetings, webinars, recordings and users that an app can be told of.")
    .description(
        "Nothing is asked of Zoom: they are those whose scopes the connector knows. Zoom has others, of its \
         other products.",
    )
    .course(
        &COURSE,
        &[],
        &[&[member("event_types", list(&Kind::Object(&EVENT)), "The events.").required()]],
    )
    .columns(&[column("Events", "/event_types/*/event")])
    .sample(
        "{}",
        r#"{ "event_types": [{ "event": "meeting.started", "scopes": ["meeting:read:meeting", "meeting:read:meeting:admin"] }] }"#,
    );

static COURSE: Course = at_once(|_, _| {
    let mut known: Vec<(&str, Scope)> = events::all().collect();
    known.sort_unstable_by_key(|(event, _)| *event);
    let told = known.into_iter().map(
        |(event, scope)| json!({ "event": event, "scopes": scope.forms().collect::<Vec<_>>() }),
    );
    Ok(Turn::Done(
        json!({ "event_types": told.collect::<Vec<Value>>() }),
    ))
});

static EVENT: Shape = Shape::of(&[&[
    member("event", TEXT, "Its name at Zoom.").required(),
    member(
        "scopes",
        TEXTS,
        "The granular scopes of which an app takes one.",
    )
    .required(),
]]);
