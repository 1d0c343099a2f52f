//! `list-time-zones`.

use super::{GROUP, at_once};
use crate::action::{Action, column};
use crate::course::{Course, Turn};
use crate::json;
use crate::shape::{Kind, Shape, TEXT, list, member};
use crate::time_zones;

pub(crate) static ACTION: Action = Action::local(&GROUP, "list-time-zones")
    .summary("Lists the names of all time zones, and what their clocks show now.")
    .description("Nothing is asked of Zoom: the zones are those that the connector knows.")
    .course(
        &COURSE,
        &[],
        &[&[
            member("time_zones", list(&Kind::Object(&ZONE)), "The zones.").required(),
            member(
                "database",
                TEXT,
                "The version of the IANA database that they are out of.",
            )
            .required(),
        ]],
    )
    .sample(
        "{}",
        r#"{ "time_zones": [{ "name": "Europe/Berlin", "offset": "+01:00" }], "database": "2026e" }"#,
    )
    .columns(&[
        column("Zones", "/time_zones/*/name"),
        column("Offsets", "/time_zones/*/offset"),
    ]);

static COURSE: Course = at_once(|_, connection| {
    let now = i64::try_from(connection.now).unwrap_or(i64::MAX);
    let mut zones = Vec::new();
    for name in time_zones::names() {
        let ahead = time_zones::clocks(name).map_or(0, |clocks| clocks.ahead(now)) / 60;
        let (sign, minutes) = (if ahead < 0 { '-' } else { '+' }, ahead.abs());
        let offset = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
        zones.push(json::object(vec![
            ("name", name.into()),
            ("offset", offset.into()),
        ]));
    }
    Ok(Turn::Done(json::object(vec![
        ("time_zones", zones.into()),
        ("database", time_zones::DATABASE.into()),
    ])))
});

static ZONE: Shape = Shape::of(&[&[
    member("name", TEXT, "Its name in the IANA database.").required(),
    member(
        "offset",
        TEXT,
        "How far its clocks are ahead of UTC now, in hours and minutes.",
    )
    .required(),
]]);
