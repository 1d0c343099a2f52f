//! What is easily mistaken: which id, which time and which of several actions is meant. For people, in
//! Markdown.

use crate::action::Action;
use crate::actions;
use crate::shape::{Field, Kind};

const NUMBER: &str = "
## Which id

A meeting has a number, which stays, also when it is repeated; a recurring one has it for the whole series. Each time that
it takes place is an instance with a UUID of its own. `user_id` is an id or an e-mail address, or `me` for the connected
user. `webinar_id` is the number of a webinar; {webinars} take the UUID of an instance as well, and
there the number stands for the latest. What `meeting_id` means depends on what the action is about:

- The meeting itself, by its number or the link of an invitation; a series as a whole, where there is no `occurrence_id` that
  names one meeting of it. `list-meetings` gives it as `id`. So in ";
const LATEST: &str = "
- What took place: the number stands for the latest instance, and a UUID for any of them. `list-past-meetings` gives the
  UUIDs of what a user has had, `list-past-instances` those of one meeting, `list-recordings` those that were recorded. So in ";
const UUID: &str = "
- One instance, by its UUID, in ";

const TIMES: &str = "
## Times

`start_time` is a moment, with `Z` or an offset (`2036-03-03T09:00:00Z`), or what a clock shows, without (`2036-03-03T10:00`):
then `timezone` says where that clock is, by its name in the IANA database (`Europe/Berlin`). What comes back is in UTC,
beside the `timezone` of the meeting; the `schedule-…` actions tell each meeting by that clock too, in `local_times`.
`duration` is in minutes; {lengths} also take a length of time, such as `PT1H30M`.
";

const ALIKE: &str = "
## Which of those that are alike

Who was there: `get-attendance`. It tells each person once, with all their joins merged, from the source that the
connection may see. `report-meeting-participants`, `list-past-participants` and `dashboard-participants` are these sources
by themselves: each joining by itself, with all that Zoom tells there.

What was said: `get-transcript-text`. It gives the text, of the recording or else of Zoom's transcript;
`get-meeting-transcript` tells where the latter is, and whether it may be fetched.

To schedule: `schedule-one-time-meeting` and its kin take what people say, such as names of days; `create-meeting` takes
all that Zoom does, in Zoom's form.
";

/// The chapters.
pub(super) fn chapters() -> String {
    let of = |meaning: Meaning| names(|action| Meaning::of(action) == Some(meaning));
    let webinars = names(|action| {
        field(action, "webinar_id")
            .is_some_and(|field| matches!(field.kind, Kind::Form(form) if form.otherwise.is_some()))
    });
    let lengths = names(|action| {
        field(action, "duration")
            .is_some_and(|field| field.notes.description.get().contains("ISO 8601"))
    });
    format!(
        "{}{}.{LATEST}{}.{UUID}{}.\n{}{ALIKE}",
        NUMBER.replace("{webinars}", &webinars),
        of(Meaning::Meeting),
        of(Meaning::Latest),
        of(Meaning::Instance),
        TIMES.replace("{lengths}", &lengths),
    )
}

/// The ids of some actions.
fn names(are: impl Fn(&Action) -> bool) -> String {
    let all = actions::ALL.iter().filter(|action| are(action));
    let ids: Vec<_> = all.map(|action| format!("`{}`", action.id)).collect();
    ids.join(", ")
}

/// The field of its input with that name.
fn field(action: &Action, name: &str) -> Option<&'static Field> {
    action.endpoint.input.field(name)
}

/// What the `meeting_id` of an action means.
#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    /// The meeting, or the series.
    Meeting,
    /// The latest instance, or that with a UUID.
    Latest,
    /// The instance with a UUID.
    Instance,
}

impl Meaning {
    fn of(action: &Action) -> Option<Self> {
        let Kind::Form(form) = field(action, "meeting_id")?.kind else {
            return None;
        };
        Some(match form.otherwise {
            _ if action.endpoint.path.contains("UUID}") => Self::Instance,
            Some(_) => Self::Latest,
            None => Self::Meeting,
        })
    }
}
