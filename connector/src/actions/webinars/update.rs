//! `update-webinar`.

use serde_json::Value;

use super::group::{GROUP, NO_LICENCE, NO_WEBINAR, WRONG_ID};
use super::{fields, get, schedule, settings};
use crate::action::Action;
use crate::actions::meetings::recurrence;
use crate::actions::meetings::series::{Series, Thoughts, takes_the_start, with_those_over};
use crate::contract::FailureKind::{Conflict, InvalidInput};
use crate::contract::FieldProblem;
use crate::endpoint::Ask;
use crate::input::Input;
use crate::look::{Decision, Look};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXTS, body, list, member};

pub(crate) static ACTION: Action = Action::patch(&GROUP, "update-webinar", "/webinars/{webinarId}")
    .operation("webinarUpdate")
    .summary("Changes those parts of a webinar that the input names.")
    .description(
        "What the input leaves out stays as it is; `false` switches off and an empty text clears. What \
         Get webinar gives is taken back. What `recurrence` leaves out is sent as it was, with a \
         start_time, since Zoom takes it for the whole: so the webinar is looked at first. Without a scope \
         to read webinars it is not.",
    )
    .scopes(&[scope("webinar:write")], &[scope("webinar:update:webinar")])
    .input(&[
        fields::OF_A_WEBINAR,
        &[
            fields::occurrence("The id of the one webinar of a series to change. Without it the whole series changes."),
            fields::KIND,
            body("settings", Kind::Object(&settings::UPDATE), "How the webinar behaves."),
            body("tracking_fields", list(&Kind::Object(&fields::CHANGED_TRACKING_FIELD)), "Values of the account's tracking fields."),
        ],
        fields::INPUT,
        fields::BEYOND,
    ])
    .takes_back(&fields::WEBINAR)
    .output(&[&[
        fields::DONE_TO,
        fields::DONE_TO_ONE,
        member("updated", Kind::Boolean, "That the webinar was changed.").required(),
        member("updated_fields", TEXTS, "The fields that were sent.").required(),
    ]])
    .changes_parts()
    .prepare(recurrence::one_end)
    .rules(|input, _, problems| rules(input, problems))
    .warnings(|input, _| schedule::warnings(input.integer("type"), input))
    .look(&LOOK)
    .refusals(REFUSALS)
    .sample(
        r#"{ "webinar_id": "95204914252", "topic": "Open lecture, moved", "start_time": "2036-09-17T18:00:00+02:00" }"#,
        r#"{ "webinar_id": "95204914252", "updated": true, "updated_fields": ["start_time", "topic"] }"#,
    );

static REFUSALS: &[Refusal] = &[
    NO_LICENCE,
    WRONG_ID,
    NO_WEBINAR,
    refusal(
        400,
        3000,
        Conflict,
        "The webinar shows a recording as if it were live and has begun, so it can't be changed.",
        "Change it before it begins.",
    ),
    refusal(
        400,
        3003,
        InvalidInput,
        "The account lets nobody of one of the domains join.",
        "Leave out the address, or ask an administrator to look at \"Block users in specific domains\".",
    ),
    refusal(
        400,
        4505,
        InvalidInput,
        "A webinar that shows a recording as if it were live needs a fixed time.",
        "Set `type` to 5 or 9.",
    ),
];

fn rules(input: &Input, problems: &mut Vec<FieldProblem>) {
    schedule::rules(input.integer("type"), input, problems);
}

static LOOK: Look = Look {
    asks: &[&get::ACTION.endpoint],
    before,
    decide,
    after: |_| None,
};

const SERIES: Series = Series {
    kind: schedule::RECURRING,
    one: "webinar",
    several: "webinars",
};

/// How a series repeats is all that Zoom is known to ruin.
fn before(input: &Input) -> Option<Ask> {
    let of_series = input.get("recurrence").is_some() && input.get("occurrence_id").is_none();
    let ask = get::ACTION
        .ask_of("webinar_id", input)
        .filter(|_| of_series)?;
    Some(with_those_over(ask, takes_the_start(input)))
}

fn decide(shape: &Shape, mut input: Input, seen: Option<&Value>, now: u64) -> Decision {
    let mut thoughts = Thoughts::default();
    match seen {
        Some(seen) => {
            input = SERIES.whole(input, seen, now, &mut thoughts);
            thoughts.refuse_nothing(shape, &input, "webinar");
        }
        None => thoughts.warnings.push(
            "The connection has no scope to read webinars, so the webinar was not looked at. Zoom takes \
             what it is sent of a `recurrence` for the whole of it: what is left out, such as its end, is \
             lost."
                .to_owned(),
        ),
    }
    Decision {
        input,
        certain: true,
        warnings: thoughts.warnings,
        problems: thoughts.problems,
    }
}
