//! Lists of what is known here, for whoever fills in a form: nobody is asked.

pub(crate) mod event_types;
pub(crate) mod languages;
pub(crate) mod time_zones;

use crate::contract::{Connection, Failure};
use crate::course::{Course, Files, Turn};
use crate::group::Group;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;

static GROUP: Group = Group::new("Lists", "https://developers.zoom.us/docs/api/");

/// A list that is there at once.
const fn at_once(begin: fn(&Input, &Connection) -> Result<Turn, Failure>) -> Course {
    Course {
        files: ManifestOnly::new(Files::None),
        begin,
        leg: |_, _| None,
        take: |_, memory, _| Ok(Turn::Done(memory)),
    }
}
