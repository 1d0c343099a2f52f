//! What `meeting_id` means, which is not the same everywhere: for people, in Markdown.

use crate::action::Action;
use crate::actions;
use crate::shape::{Field, Kind};

const NUMBER: &str = "
## Which id

A meeting has a number, which stays, also when it is repeated; a recurring one has it for the whole series. Each time that
it takes place is an instance with a UUID of its own. `webinar_id` is a number, `user_id` an id or an e-mail address.
What `meeting_id` means depends on what the action is about:

- The meeting itself, by its number or the link of an invitation; a series as a whole, where there is no `occurrence_id` that
  names one meeting of it. `list-meetings` gives it as `id`. So in ";
const LATEST: &str = "
- What took place: the number stands for the latest instance, and a UUID for any of them. `list-past-instances` gives the
  UUIDs of a meeting, `list-recordings` those that were recorded. So in ";
const UUID: &str = "
- One instance, by its UUID, in ";

/// The chapter, with the ids of all actions that have a `meeting_id`.
pub(super) fn chapter() -> String {
    let of = |meaning: Meaning| {
        let all = actions::ALL.iter();
        let all = all.filter(|action| Meaning::of(action) == Some(meaning));
        let ids: Vec<_> = all.map(|action| format!("`{}`", action.id)).collect();
        ids.join(", ")
    };
    format!(
        "{NUMBER}{}.{LATEST}{}.{UUID}{}.\n",
        of(Meaning::Meeting),
        of(Meaning::Latest),
        of(Meaning::Instance),
    )
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
        let is_of_meeting = |field: &&Field| field.name == "meeting_id";
        let field = action.endpoint.input.fields().find(is_of_meeting)?;
        let Kind::Form(form) = field.kind else {
            return None;
        };
        Some(match form.otherwise {
            _ if action.endpoint.path.contains("UUID}") => Self::Instance,
            Some(_) => Self::Latest,
            None => Self::Meeting,
        })
    }
}
