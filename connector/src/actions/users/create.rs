//! `create-user`.

use super::fields::PLANS;
use super::group::GROUP;
use super::licences;
use super::profile::PLAN;
use crate::action::{Action, column};
use crate::contract::FailureKind::{Conflict, Forbidden, InvalidInput, PlanRequired};
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, Kind, Shape, TEXT, body, member};

pub(crate) static ACTION: Action = Action::post(&GROUP, "create-user", "/users")
    .operation("userCreate")
    .summary("Makes a user of the account, or invites one.")
    .description(
        "With `create`, Zoom sends a mail that the person has to answer; until then the user is \
         `pending`. The others make users at once, in accounts that may.",
    )
    .scopes(&[scope("user:write")], &[scope("user:write:user").of_administrators()])
    .input(&[&[
        body(
            "action",
            Kind::Choice(&["create", "autoCreate", "custCreate", "ssoCreate"]),
            "How: `create` invites by e-mail; `autoCreate` makes a user with a password, in accounts with a managed domain; `custCreate` one without a password, who can't sign in; `ssoCreate` one who signs in by single sign-on.",
        )
        .required(),
        body("user_info", Kind::Object(&USER), "The user.").required(),
    ]])
    .output(&[OUTPUT])
    .refusals(REFUSALS)
    .columns(&[
        column("E-mail", "/email"),
        column("Plan", "/type"),
        column("User ID", "/id"),
    ])
    .sample(
        r#"{
            "action": "create",
            "user_info": { "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber", "type": 1 }
        }"#,
        r#"{
            "id": "30R7kT7bTIKSNUFEuH_Qlg",
            "email": "anna@example.com",
            "first_name": "Anna",
            "last_name": "Huber",
            "type": 1
        }"#,
    );

static USER: Shape = Shape::of(&[&[
    member("email", ids::SHORT_EMAIL, "The e-mail address.").required(),
    member("type", Kind::Code(PLANS), PLAN).required(),
    member("first_name", Kind::Text(0, 64), "The first name."),
    member("last_name", Kind::Text(0, 64), "The last name."),
    member(
        "display_name",
        Kind::Text(0, 128),
        "The name that others see.",
    ),
    member(
        "password",
        Kind::Text(8, 32),
        "With `autoCreate`: the password, which has to fit the account's rules for passwords.",
    )
    .sensitive(),
    member(
        "division_ids",
        Kind::List(&TEXT, 1),
        "The id of the user's division, in a list; Zoom knows one at most.",
    ),
    member("feature", Kind::Object(&FEATURE), "What the user may use."),
    member(
        "plan_united_type",
        Kind::Choice(licences::UNITED_PLANS),
        "The plan of Zoom United, by Zoom's number (see `plan_united_type` of Get user).",
    ),
    member(
        "license_info_list",
        Kind::List(&Kind::Object(&licences::NEW), 2),
        "Licences of certain subscriptions, in accounts with several.",
    ),
]]);

static FEATURE: Shape = Shape::of(&[&[
    member(
        "zoom_phone",
        Kind::Boolean,
        "Whether the user has Zoom Phone.",
    ),
    member(
        "zoom_one_type",
        Kind::Code(licences::WORKPLACE_OPTIONS),
        "The option of Zoom Workplace, by Zoom's number (see `zoom_one_type` of Get user).",
    ),
]]);

static OUTPUT: &[Field] = &[
    member("id", TEXT, "The user id.").essential(),
    member("email", ids::EMAIL, "The e-mail address."),
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
    member("type", Kind::Code(PLANS), PLAN),
];

static REFUSALS: &[Refusal] = &[
    refusal(
        409,
        1005,
        Conflict,
        "Somebody has this e-mail address at Zoom already.",
        "Take another, or find the user with Get user.",
    ),
    refusal(
        400,
        1009,
        Conflict,
        "Somebody has an active account at Zoom with this e-mail address.",
        "Take another, or ask the person to join the account.",
    ),
    refusal(
        400,
        300,
        InvalidInput,
        "Zoom does not take a value, such as the password or the name.",
        "Correct it; a password has to fit the account's rules.",
    ),
    refusal(
        400,
        200,
        Forbidden,
        "The connection may not make users, or not in this way.",
        "Connect as an administrator of the account, or set `action` to `create`.",
    ),
    refusal(400, 1107, Forbidden, BLOCKED, OTHER_ADDRESS),
    refusal(400, 1116, Forbidden, BLOCKED, OTHER_ADDRESS),
    refusal(400, 11321, Forbidden, BLOCKED, OTHER_ADDRESS),
    refusal(
        400,
        1108,
        Forbidden,
        "The account may not have users of this plan.",
        "Take another `type`.",
    ),
    refusal(400, 2002, Forbidden, NOT_SO, USUAL_WAY),
    refusal(400, 2032, Forbidden, NOT_SO, USUAL_WAY),
    refusal(400, 2035, Forbidden, NOT_SO, USUAL_WAY),
    refusal(400, 2036, Forbidden, BLOCKED, OTHER_ADDRESS),
    refusal(400, 2037, Forbidden, BLOCKED, OTHER_ADDRESS),
    refusal(400, 2033, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 2034, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 2038, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(400, 3412, PlanRequired, NO_ROOM, MAKE_ROOM),
    refusal(
        404,
        1102,
        PlanRequired,
        "The account has no licence of Zoom Phone left.",
        "Take one from another user, or buy more.",
    ),
];

const BLOCKED: &str = "Zoom does not let people with this e-mail address into the account.";
const OTHER_ADDRESS: &str = "Take an address of a domain that the account allows.";
const NOT_SO: &str = "The account may not make users in this way.";
const USUAL_WAY: &str = "Set `action` to `create`, or ask Zoom's support to switch it on.";
const NO_ROOM: &str = "The account has no licence left of the sort that the user would have.";
const MAKE_ROOM: &str = "Take one from another user (`type: 1` of Update user), or buy more.";
