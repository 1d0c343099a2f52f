//! The objects within a meeting's `settings`.

use crate::ids::EMAIL;
use crate::shape::{Field, Kind, Shape, TEXT, TEXTS, list, member};

const ADDRESS: &str = "The e-mail address.";
const NAME: &str = "The name.";

static EXCEPTION: &[Field] = &[member("email", EMAIL, ADDRESS), member("name", TEXT, NAME)];

pub(super) static NEW_EXCEPTION: Shape = Shape::of(&[EXCEPTION]).answered(&ALTERED_EXCEPTION);
pub(super) static ALTERED_EXCEPTION: Shape = Shape::of(&[
    EXCEPTION,
    &[member("join_url", TEXT, "The address at which this person joins.").sensitive()],
]);

pub(super) static COUNTRIES: Shape = Shape::of(&[&[
    member(
        "enable",
        Kind::Boolean,
        "Whether it matters where participants are.",
    ),
    member(
        "method",
        Kind::Choice(&["approve", "deny"]),
        "Whether only those of `approved_list` may join, or all but those of `denied_list`.",
    ),
    member(
        "approved_list",
        TEXTS,
        "Country codes of those who may join.",
    ),
    member("denied_list", TEXTS, "Country codes of those who may not."),
]]);

pub(super) static VIDEO_MANAGEMENT: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether recordings go there.").required(),
    member(
        "channels",
        Kind::List(&Kind::Object(&CHANNEL), 5),
        "The channels.",
    ),
]]);

static CHANNEL: Shape = Shape::of(&[&[
    member("channel_id", TEXT, "The id of the channel.").required(),
    member("name", TEXT, NAME),
]]);

pub(super) static BREAKOUT_ROOM: Shape = Shape::of(&[&[
    member(
        "enable",
        Kind::Boolean,
        "Whether there are rooms that are made beforehand.",
    ),
    member("rooms", list(&Kind::Object(&ROOM)), "The rooms."),
]]);

static ROOM: Shape = Shape::of(&[&[
    member("name", TEXT, NAME),
    member(
        "participants",
        TEXTS,
        "The e-mail addresses of those who are to be in the room.",
    ),
]]);

const QUESTION_VISIBILITY: Kind = Kind::Choice(&["answered", "all"]);

pub(super) static QUESTIONS: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether questions can be asked."),
    member(
        "allow_submit_questions",
        Kind::Boolean,
        "Whether participants may ask.",
    ),
    member(
        "allow_anonymous_questions",
        Kind::Boolean,
        "Whether they may do so without their name.",
    ),
    member(
        "question_visibility",
        QUESTION_VISIBILITY,
        "Whether attendees see all questions or those with an answer.",
    ),
    member(
        "attendees_can_comment",
        Kind::Boolean,
        "Whether attendees may answer and comment.",
    ),
    member(
        "attendees_can_upvote",
        Kind::Boolean,
        "Whether attendees may vote for questions.",
    ),
]]);

pub(crate) static LANGUAGE_INTERPRETATION: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether there is interpretation."),
    member(
        "interpreters",
        list(&Kind::Object(&INTERPRETER)),
        "The interpreters.",
    ),
]]);

static INTERPRETER: Shape = Shape::of(&[&[
    member("email", EMAIL, ADDRESS),
    member("interpreter_languages", TEXT, "The two languages, with a comma between them, such as `English,French`."),
    member("languages", TEXT, "The two languages by country code, with a comma between them. `interpreter_languages` has taken its place.").deprecated(),
]]);

pub(crate) static SIGN_LANGUAGE_INTERPRETATION: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether there is interpretation."),
    member(
        "interpreters",
        Kind::List(&Kind::Object(&SIGNER), 20),
        "The interpreters.",
    ),
]]);

static SIGNER: Shape = Shape::of(&[&[
    member("email", EMAIL, ADDRESS),
    member(
        "sign_language",
        TEXT,
        "The sign language, such as `American`.",
    ),
]]);

static PERSON: &[Field] = &[member("email", EMAIL, ADDRESS)];

pub(super) static INVITEE: Shape = Shape::of(&[PERSON]).answered(&SEEN_INVITEE);
pub(super) static SEEN_INVITEE: Shape = Shape::of(&[
    PERSON,
    &[member(
        "internal_user",
        Kind::Boolean,
        "Whether it is a user of the account.",
    )],
]);

pub(super) static WAITING_ROOM: Shape = Shape::of(&[&[
    member(
        "mode",
        Kind::Choice(&["follow_setting", "custom"]),
        "Whether the settings of the web portal hold, or `who_goes_to_waiting_room`.",
    )
    .required(),
    member(
        "who_goes_to_waiting_room",
        Kind::Choice(&[
            "everyone",
            "users_not_in_account",
            "users_not_in_account_or_whitelisted_domains",
            "users_not_on_invite",
            "users_not_in_org",
        ]),
        "Who has to wait. Needed with `mode` `custom`.",
    ),
]]);

static CHAT_OPTIONS: &[Field] = &[
    member("enable", Kind::Boolean, "Whether there is such a chat."),
    member(
        "auto_add_invited_external_users",
        Kind::Boolean,
        "Whether invited people of other accounts are in it.",
    )
    .deprecated(),
    member(
        "auto_add_meeting_participants",
        Kind::Boolean,
        "Whether participants are in it.",
    )
    .deprecated(),
];

pub(super) static CHAT: Shape = Shape::of(&[CHAT_OPTIONS]).answered(&SEEN_CHAT);
pub(super) static SEEN_CHAT: Shape = Shape::of(&[
    CHAT_OPTIONS,
    &[member("channel_id", TEXT, "The id of the chat's channel.")],
]);

const PERMISSION_LEVEL: Kind = Kind::Choice(&["editor", "commenter", "viewer"]);

pub(super) static RESOURCE: Shape = Shape::of(&[&[
    member(
        "resource_type",
        Kind::Choice(&["whiteboard"]),
        "What it is.",
    ),
    member("resource_id", TEXT, "Its id."),
    member(
        "permission_level",
        PERMISSION_LEVEL,
        "What those who have the link may do.",
    ),
]]);

pub(super) static CUSTOM_KEY: Shape = Shape::of(&[&[
    member("key", Kind::Text(0, 64), NAME),
    member("value", Kind::Text(0, 256), "The value."),
]]);

pub(super) static DIAL_IN_NUMBER: Shape = Shape::of(&[&[
    member("number", TEXT, "The number."),
    member(
        "type",
        Kind::Choice(&["toll", "tollfree"]),
        "Whether the call is free.",
    ),
    member("country", TEXT, "The country code."),
    member("country_name", TEXT, "The country."),
    member("city", TEXT, "The city."),
]]);
