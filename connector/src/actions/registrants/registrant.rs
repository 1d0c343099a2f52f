//! A registrant, as Zoom answers one.

use crate::action::{Action, Column, column};
use crate::ids;
use crate::pages::{self, Pages};
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::TIMESTAMP;

/// How many people work where the registrant does, as the form asks.
pub(crate) const NUMBERS_OF_EMPLOYEES: &[&str] = &[
    "",
    "1-20",
    "21-50",
    "51-100",
    "101-250",
    "251-500",
    "501-1,000",
    "1,001-5,000",
    "5,001-10,000",
    "More than 10,000",
];
/// How soon something is to be bought.
pub(crate) const TIME_FRAMES: &[&str] = &[
    "",
    "Within a month",
    "1-3 months",
    "4-6 months",
    "More than 6 months",
    "No timeframe",
];
/// What the registrant has to do with buying.
pub(crate) const ROLES_IN_PURCHASE: &[&str] = &[
    "",
    "Decision Maker",
    "Evaluator/Recommender",
    "Influencer",
    "Not involved",
];
/// What has become of a registration.
const STATUSES: &[&str] = &["pending", "approved", "denied"];

/// An answer to one of the host's own questions.
pub(crate) static CUSTOM_QUESTION: Shape = Shape::of(&[&[
    member("title", TEXT, "The question."),
    member("value", TEXT, "The answer, of at most 128 characters."),
]]);

/// Which of them a list has.
pub(crate) const STATUS: Field =
    query("status", Kind::Choice(STATUSES), "Which registrants.").default("\"approved\"");

/// A list of registrants, whatever they have registered for.
pub(crate) const fn listed(action: Action) -> Action {
    action
        .rate_label("MEDIUM")
        .output(LISTED)
        .pages(Pages::of("registrants"))
        .columns(COLUMNS)
}

static LISTED: &[&[Field]] = &[
    &[
        member(
            "registrants",
            list(&Kind::Object(&REGISTRANT)),
            "The registrants.",
        )
        .essential(),
        member(
            "page_number",
            INTEGER,
            "Which page it is. Zoom does not always say.",
        ),
    ],
    pages::OUTPUT,
];

/// What is told of a registrant.
pub(crate) static REGISTRANT: Shape = Shape::of(&[MEMBERS]);

/// Its members.
pub(crate) static MEMBERS: &[Field] = &[
    member("id", TEXT, "The id of the registrant."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
    member(
        "status",
        Kind::Choice(STATUSES),
        "Whether the registration was approved, denied, or waits for a decision.",
    ),
    member(
        "create_time",
        TIMESTAMP,
        "When the person registered, in UTC.",
    ),
    member(
        "join_url",
        TEXT,
        "The link of this person alone, once approved: whoever has it joins under that name.",
    )
    .sensitive(),
    member(
        "participant_pin_code",
        INTEGER,
        "The number with which the person proves who it is when joining by phone.",
    )
    .sensitive(),
    member("address", TEXT, "The address."),
    member("city", TEXT, "The city."),
    member("state", TEXT, "The state or province."),
    member("zip", TEXT, "The postal code."),
    member("country", TEXT, "The country, by its two letters."),
    member("phone", TEXT, "The phone number."),
    member("industry", TEXT, "The industry."),
    member("org", TEXT, "The organization."),
    member("job_title", TEXT, "The job title."),
    member(
        "no_of_employees",
        Kind::Choice(NUMBERS_OF_EMPLOYEES),
        "How many people work there.",
    ),
    member(
        "purchasing_time_frame",
        Kind::Choice(TIME_FRAMES),
        "How soon something is to be bought.",
    ),
    member(
        "role_in_purchase_process",
        Kind::Choice(ROLES_IN_PURCHASE),
        "What the person has to do with buying.",
    ),
    member("comments", TEXT, "What the person asked or remarked."),
    member(
        "custom_questions",
        list(&Kind::Object(&CUSTOM_QUESTION)),
        "The answers to the host's own questions.",
    ),
];

/// What to show of a registrant.
pub(crate) const COLUMNS: &[Column] = &[
    column("E-mail", "/email"),
    column("First name", "/first_name"),
    column("Last name", "/last_name"),
    column("Status", "/status"),
    column("Registered", "/create_time"),
];
