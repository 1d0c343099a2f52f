//! `update-user`.

use super::fields::{CHANGED_USER_ID, LOGIN_TYPE, PLANS};
use super::group::GROUP;
use super::profile::{
    CUSTOM_ATTRIBUTE, NEW_PHONE_NUMBER, PLAN, PRONOUNS_OPTION, PRONOUNS_OPTIONS, USE_PMI,
};
use super::{licences, plans, user};
use crate::action::{Action, Needed};
use crate::actions::lookups;
use crate::contract::FailureKind::{Conflict, Forbidden, InvalidInput, PlanRequired};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, Kind, Path, Shape, TEXT, TEXTS, body, member, members, query};
use crate::times;

pub(crate) static ACTION: Action = Action::patch(&GROUP, "update-user", "/users/{userId}")
    .operation("userUpdate")
    .summary("Changes those parts of a user's profile, plan or licences that the input names.")
    .description(
        "What the input leaves out stays as it is. `type: 2` gives the licence for meetings, \
         `type: 1` takes it away. Names, host keys, personal meeting ids, personal links and plans \
         only an administrator's connection may change. Of `type`, `plan_united_type` and \
         `zoom_one_type` Zoom changes one at a time: where the input has several, the user is looked \
         at first, and those that stay as they are are left out.",
    )
    .scopes(&[scope("user:write")], &[scope("user:update:user")])
    .input(&[&[CHANGED_USER_ID, LOGIN_TYPE], INPUT])
    .takes_back(&user::USER)
    .output(&[&[
        member("user_id", TEXT, "The user that was changed, as the input names it.").required(),
        member("updated", Kind::Boolean, "That the user was changed.").required(),
        member("updated_fields", TEXTS, "The fields that were sent.").required(),
    ]])
    .done("updated")
    .needed(&[Needed::Change])
    .rules(rules)
    .look(&plans::LOOK)
    .warnings(warnings)
    .refusals(REFUSALS)
    .sample(
        r#"{ "user_id": "host@example.com", "type": 2, "dept": "Teaching", "timezone": "Europe/Vienna" }"#,
        r#"{ "user_id": "host@example.com", "updated": true, "updated_fields": ["dept", "timezone", "type"] }"#,
    );

static INPUT: &[Field] = &[
    query(
        "remove_tsp_credentials",
        Kind::Boolean,
        "Whether the user's credentials at a telephony service provider are removed.",
    ),
    body("first_name", Kind::Text(0, 64), "The first name; of Chinese characters, at most five."),
    body("last_name", Kind::Text(0, 64), "The last name; of Chinese characters, at most five."),
    body(
        "display_name",
        Kind::Text(0, 128),
        "The name that others see; of Chinese characters, at most ten. An empty one is made of the first and the last name.",
    ),
    body("type", Kind::Code(PLANS), PLAN),
    body("dept", TEXT, "The department."),
    body("company", Kind::Text(0, 255), "The company."),
    body("job_title", Kind::Text(0, 128), "The job title."),
    body("cost_center", TEXT, "The cost centre."),
    body("location", Kind::Text(0, 256), "Where the user works."),
    body(
        "manager",
        TEXT,
        "Whom the user reports to: the e-mail address or the display name of a user of the account.",
    ),
    body("timezone", times::TIME_ZONE, "The time zone, by its name in the IANA database.").choices(&lookups::TIME_ZONES),
    body("language", TEXT, "The language of the web portal, such as `en-US`."),
    body("pronouns", TEXT, "The pronouns."),
    body("pronouns_option", Kind::Code(PRONOUNS_OPTIONS), PRONOUNS_OPTION),
    body(
        "phone_numbers",
        Kind::List(&Kind::Object(&NEW_PHONE_NUMBER), 3),
        "The phone numbers: all of them, in place of those that there are.",
    ),
    body("phone_country", TEXT, "The country of `phone_number`.").deprecated(),
    body(
        "phone_number",
        TEXT,
        "The phone number, together with `phone_country`. Zoom is giving this up; use `phone_numbers`.",
    )
    .deprecated(),
    body("pmi", ids::PERSONAL_MEETING, "The personal meeting id: ten digits that no other user has."),
    body("use_pmi", Kind::Boolean, USE_PMI),
    body("vanity_name", TEXT, "The name in the user's personal link, which no other user may have."),
    body(
        "host_key",
        Kind::Text(6, 10),
        "The key with which the user becomes the host of a meeting: six to ten digits.",
    ).sensitive(),
    body("about_me", Kind::Text(0, 150), "What the user says about themselves, without links or HTML."),
    body("linkedin_url", TEXT, "The address of the user's page at linkedin.com."),
    body("group_id", TEXT, "The id of the group that a user who has not come yet is to belong to.")
        .choices(&lookups::GROUPS),
    body(
        "division_ids",
        Kind::List(&TEXT, 1),
        "The id of the user's division, in a list; Zoom knows one at most.",
    ),
    body(
        "custom_attributes",
        Kind::List(&Kind::Object(&CUSTOM_ATTRIBUTE), 5),
        "Values of the account's own attributes.",
    ),
    body("cms_user_id", TEXT, "The user's id at Kaltura."),
    body("feature", Kind::Object(&FEATURE), "What the user may use."),
    body(
        "plan_united_type",
        Kind::Choice(licences::NEW_UNITED_PLANS),
        "The plan of Zoom United, by Zoom's number (see `plan_united_type` of Get user), or `none`.",
    ),
    body(
        "zoom_one_type",
        Kind::Code(licences::NEW_WORKPLACE_OPTIONS),
        "The option of Zoom Workplace, by Zoom's number (see `zoom_one_type` of Get user); 0 takes it away.",
    ),
    body(
        "license_info_list",
        Kind::List(&Kind::Object(&licences::NEW), 2),
        "Licences of certain subscriptions, in accounts with several.",
    ),
    members(
        "additional_fields",
        "Fields that Zoom knows and this connector does not: they go into the request as they are.",
    ),
];

static FEATURE: Shape = Shape::of(&[&[member(
    "zoom_phone",
    Kind::Boolean,
    "Whether the user has Zoom Phone. Without it, numbers and phones of the user become unassigned.",
)]]);

static REFUSALS: &[Refusal] = &[
    refusal(
        400,
        200,
        Forbidden,
        "Zoom does not change this for this connection, or for this sort of user.",
        "Names, host keys, personal meeting ids and personal links take an administrator's connection; \
         users of Zoom Rooms keep their type.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom found a value that it does not take for this user.",
        "Correct it; `type`, `plan_united_type` and `zoom_one_type` have to be changed one after the \
         other.",
    ),
    refusal(
        400,
        1108,
        Forbidden,
        "Zoom does not change the plan of this user.",
        "See what else the user has that needs the present plan, such as events or rooms.",
    ),
    refusal(
        400,
        1109,
        PlanRequired,
        "The user has no licence that includes this.",
        "Give the user a licence first (`type: 2`).",
    ),
    refusal(400, 2033, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 2034, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 2038, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 2039, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 3412, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(
        404,
        1102,
        PlanRequired,
        "The account has no licence of Zoom Phone left.",
        "Take one from another user, or buy more.",
    ),
    refusal(
        400,
        4100,
        Conflict,
        "Another user has this personal link.",
        "Choose another `vanity_name`.",
    ),
];

const NO_ROOM: &str = "The account has no licence left of the sort that the user would have then.";
const MAKE_ROOM: &str =
    "Take one from another user (`type: 1`), name another subscription, or buy more.";

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    if sent(input).is_empty() && !input.is_true("remove_tsp_credentials") {
        problems.push(Path::Whole.problem("changes nothing; name at least one field to change"));
    }
}

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let mut warnings = Vec::new();
    if input.get("phone_number").is_some() && input.get("phone_country").is_none() {
        warnings.push("Zoom takes `phone_number` only together with `phone_country`.".to_owned());
    }
    warnings
}

/// The fields that are sent.
fn sent(input: &Input) -> Vec<String> {
    let body = input.body(&ACTION.endpoint.input);
    body.into_iter().map(|(name, _)| name).collect()
}
