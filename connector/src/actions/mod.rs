//! The actions, one file each, by group.

mod meetings;
mod recordings;

use crate::action::Action;
use crate::contract::{Failure, FailureKind};
use crate::names;

/// All actions, in the order of the manifest.
pub(crate) static ALL: &[&Action] = &[
    &meetings::create::ACTION,
    &meetings::get::ACTION,
    &meetings::update::ACTION,
    &meetings::delete::ACTION,
    &meetings::list::ACTION,
    &recordings::list::ACTION,
    &recordings::get::ACTION,
    &recordings::download::ACTION,
];

/// The action of that id.
pub(crate) fn find(id: &str) -> Result<&'static Action, Failure> {
    ALL.iter()
        .find(|action| action.id == id)
        .copied()
        .ok_or_else(|| {
            let nearest = names::nearest(id, ALL.iter().map(|action| action.id));
            let hint = nearest.map(|nearest| format!(" Did you mean `{nearest}`?"));
            Failure::new(
                FailureKind::Unsupported,
                format!(
                    "There is no action of that name.{}",
                    hint.unwrap_or_default()
                ),
            )
        })
}
