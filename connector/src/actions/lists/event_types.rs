//! `list-event-types`.

use super::{GROUP, at_once};
use crate::action::{Action, column};
use crate::actions::apps::events;
use crate::course::{Course, Turn};
use crate::json;
use crate::order;
use crate::shape::{Kind, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::local(&GROUP, "list-event-types")
    .summary("Lists the events of meetings, webinars, recordings, users and apps that an app can be told of.")
    .description(
        "Nothing is asked of Zoom: they are those whose scopes the connector knows. Zoom has others, of its \
         other products. That somebody has removed the app (`app_deauthorized`) is not among them: Zoom tells \
         that at the deauthorization notification URL, which is entered on the app's page.",
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
    let known = order::by_key(events::all().collect(), |(event, _)| (*event).to_owned());
    let mut told = Vec::with_capacity(known.len());
    for (event, scope) in known {
        told.push(json::object(vec![
            ("event", event.into()),
            ("scopes", scope.forms().collect::<Vec<_>>().into()),
        ]));
    }
    Ok(Turn::Done(json::object(vec![("event_types", told.into())])))
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
