//! When a webinar takes place: what its time fields must heed, and what to warn of.

use crate::actions::meetings::recurrence;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;

/// A webinar once.
pub(super) const ONCE: i64 = 5;
/// A series at a fixed time.
pub(crate) const RECURRING: i64 = 9;

/// The rules of a webinar that is of type `kind`, when that is known.
pub(super) fn rules(kind: Option<i64>, input: &Input, problems: &mut Vec<FieldProblem>) {
    let Some(recurrence) = input.object("recurrence") else {
        return;
    };
    if kind.is_some_and(|kind| kind != RECURRING) {
        let at = Path::Member(&Path::Whole, "recurrence");
        problems.push(at.problem(
            "is only for webinars of `type` 9: of others Zoom makes one webinar; set `type` to 9 or \
             remove it",
        ));
    }
    recurrence::rules(recurrence, problems);
}

/// What the caller should know of a webinar that is of type `kind`, when that is known.
pub(super) fn warnings(kind: Option<i64>, input: &Input) -> Vec<String> {
    let mut warnings = recurrence::warnings(input);
    let simulive = input.is_true("is_simulive");
    for name in [
        "record_file_id",
        "transition_to_live",
        "simulive_delay_start",
    ] {
        if input.get(name).is_some() && input.get("is_simulive").is_some() && !simulive {
            warnings.push(format!("Zoom ignores `{name}`: it is for `is_simulive`."));
        }
    }
    if input.get("start_time").is_some() && kind == Some(6) {
        warnings.push(
            "Zoom ignores `start_time` of a webinar of `type` 6, which has no fixed time."
                .to_owned(),
        );
    }
    warnings
}
