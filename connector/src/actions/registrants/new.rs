//! A registrant, as one is registered.

use super::registrant::{ROLES_IN_PURCHASE, TIME_FRAMES};
use crate::ids;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, body, list, member};
use crate::times::TIMESTAMP;

/// How many people work where the registrant does, as Zoom takes it.
const NUMBERS_OF_EMPLOYEES: &[&str] = &[
    "",
    "1-20",
    "21-50",
    "51-100",
    "101-500",
    "500-1,000",
    "1,001-5,000",
    "5,001-10,000",
    "More than 10,000",
];

/// The languages of the mail that confirms a registration, with Zoom's own spellings.
const LANGUAGES: &[&str] = &[
    "en-US", "de-DE", "es-ES", "fr-FR", "jp-JP", "pt-PT", "ru-RU", "zh-CN", "zh-TW", "ko-KO",
    "it-IT", "vi-VN", "pl-PL", "Tr-TR",
];

/// What is said of somebody who is registered for a meeting or a webinar.
pub(crate) static PERSON: &[Field] = &[
    body("email", ids::SHORT_EMAIL, "The e-mail address.").required(),
    body("first_name", Kind::Text(1, 64), "The first name.").required(),
    body("last_name", Kind::Text(0, 64), "The last name."),
    body("address", TEXT, "The address."),
    body("city", TEXT, "The city."),
    body("state", TEXT, "The state or province."),
    body("zip", TEXT, "The postal code."),
    body("country", TEXT, "The country, by its two letters."),
    body("phone", TEXT, "The phone number."),
    body("industry", TEXT, "The industry."),
    body("org", TEXT, "The organization."),
    body("job_title", TEXT, "The job title."),
    body(
        "no_of_employees",
        Kind::Choice(NUMBERS_OF_EMPLOYEES),
        "How many people work there.",
    ),
    body(
        "purchasing_time_frame",
        Kind::Choice(TIME_FRAMES),
        "How soon something is to be bought.",
    ),
    body(
        "role_in_purchase_process",
        Kind::Choice(ROLES_IN_PURCHASE),
        "What the person has to do with buying.",
    ),
    body("comments", TEXT, "What the person asks or remarks."),
    body(
        "custom_questions",
        list(&Kind::Object(&ANSWER)),
        "The answers to the host's own questions.",
    ),
    body(
        "language",
        Kind::Choice(LANGUAGES),
        "The language of the mail that confirms the registration.",
    ),
];

static ANSWER: Shape = Shape::of(&[&[
    member("title", TEXT, "The question, as the meeting asks it."),
    member("value", Kind::Text(0, 128), "The answer."),
]]);

/// What is told of somebody who was registered.
pub(crate) static REGISTERED: &[Field] = &[
    member("registrant_id", TEXT, "The id of the registrant.").essential(),
    member("id", ids::MEETING, "The number of what the person was registered for."),
    member("topic", TEXT, "What that is called."),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
    member(
        "join_url",
        TEXT,
        "The link of this person alone: whoever has it joins under that name. It comes once the registration is approved.",
    )
    .sensitive(),
    member("occurrences", list(&Kind::Object(&OCCURRENCE)), "The meetings of a series that the person was registered for."),
];

static OCCURRENCE: Shape = Shape::of(&[&[
    member("occurrence_id", TEXT, "The id of this one in the series."),
    member("start_time", TIMESTAMP, "When it begins, in UTC."),
    member(
        "duration",
        INTEGER,
        "How long it is planned to last, in minutes.",
    ),
    member("status", TEXT, "Whether it will take place."),
]]);
