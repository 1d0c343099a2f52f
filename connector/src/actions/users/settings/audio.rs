//! Settings of a user for sound and telephone.

use super::{on, texts};
use crate::shape::{Field, Kind, Shape, TEXT, list, member};

/// How people join by telephone.
pub(super) static AUDIO_CONFERENCING: Shape = Shape::of(&[&[
    member(
        "toll_free_and_fee_based_toll_call",
        Kind::Object(&TOLL_FREE),
        "Numbers that cost the caller nothing, or that the account pays for.",
    ),
    member(
        "toll_call",
        Kind::Object(&TOLL),
        "Numbers that cost the caller.",
    ),
    member(
        "call_me_and_invite_by_phone",
        Kind::Object(&CALL_ME),
        "Whether Zoom calls people.",
    ),
    on(
        "personal_audio_conference",
        "Whether the user has personal audio conferences.",
    ),
    member(
        "participant_phone_masking",
        Kind::Object(&MASKING),
        "Whether phone numbers of participants are hidden in part.",
    ),
    member(
        "global_dial_in_countries",
        Kind::Object(&DIAL_IN),
        "The countries whose numbers stand in invitations.",
    ),
]]);

static TOLL_FREE: Shape = Shape::of(&[&[
    on("enable", "Whether these numbers can be used."),
    on(
        "allow_webinar_attendees_dial",
        "Whether attendees of webinars can call them.",
    ),
    member(
        "numbers",
        list(&Kind::Object(&PHONE_NUMBER)),
        "The numbers.",
    ),
]]);

static TOLL: Shape = Shape::of(&[&[
    on("enable", "Whether these numbers can be used."),
    member(
        "numbers",
        list(&Kind::Object(&PHONE_NUMBER)),
        "The numbers.",
    ),
]]);

static PHONE_NUMBER: Shape = Shape::of(&[&[
    member("code", TEXT, "The calling code of the country."),
    member("country_code", TEXT, "The country, by its two letters."),
    member("country_name", TEXT, "The name of the country."),
    member("display_number", TEXT, "The number as it is shown."),
    member("number", TEXT, "The number."),
]]);

static CALL_ME: Shape = Shape::of(&[&[
    on(
        "enable",
        "Whether Zoom calls people who ask for it or are invited by phone.",
    ),
    member(
        "require_press_1_for_call_me",
        Kind::Choice(&["auto", "always", "never"]),
        "Whether whoever is called has to press 1: as Zoom decides, always, or never.",
    ),
    on(
        "allow_webinar_attendees_call_me",
        "Whether attendees of webinars can be called.",
    ),
    member(
        "call_out_countries",
        Kind::Object(&COUNTRIES),
        "Where people can be called.",
    ),
]]);

static MASKING: Shape = Shape::of(&[&[
    on("enable", "Whether numbers are hidden in part."),
    member(
        "masking_type",
        Kind::Choice(&["mask_default", "mask_first_5", "mask_except_last_4"]),
        "Which part: as is usual, the first five digits, or all but the last four.",
    ),
]]);

/// Countries to choose from, and those that were chosen.
static CHOICE: &[Field] = &[
    member(
        "allowed_countries",
        list(&Kind::Object(&COUNTRY)),
        "The countries that can be chosen.",
    ),
    member(
        "selected_countries",
        list(&Kind::Object(&COUNTRY)),
        "The countries that were chosen.",
    ),
];

static COUNTRIES: Shape = Shape::of(&[CHOICE]);

static DIAL_IN: Shape = Shape::of(&[
    CHOICE,
    &[on(
        "include_toll_free",
        "Whether numbers that cost nothing stand in invitations too.",
    )],
]);

static COUNTRY: Shape = Shape::of(&[&[
    member("code", TEXT, "The country, by its two letters."),
    member("name", TEXT, "The name of the country."),
]]);

/// Telephony.
pub(super) static TELEPHONY: Shape = Shape::of(&[&[
    on(
        "third_party_audio",
        "Whether another service does the sound.",
    ),
    member(
        "audio_conference_info",
        TEXT,
        "What is told of that service.",
    ),
    on(
        "show_international_numbers_link",
        "Whether invitations have a link to the numbers of all countries.",
    ),
    member(
        "telephony_regions",
        Kind::Object(&REGIONS),
        "From where most people call.",
    ),
]]);

static REGIONS: Shape = Shape::of(&[&[
    texts("allowed_values", "The regions that can be chosen."),
    member("selection_values", TEXT, "The regions that were chosen."),
]]);

/// The telephony service provider.
pub(super) static TSP: Shape = Shape::of(&[&[
    on("call_out", "Whether people can be called."),
    member(
        "call_out_countries",
        list(&Kind::Object(&COUNTRY)),
        "Where people can be called.",
    ),
    on(
        "show_international_numbers_link",
        "Whether invitations have a link to the numbers of all countries.",
    ),
    member(
        "global_dial_in_countries",
        Kind::Object(&COUNTRIES),
        "The countries whose numbers stand in invitations.",
    ),
]]);
