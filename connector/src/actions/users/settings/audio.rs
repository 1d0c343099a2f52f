//! Settings of a user for sound and telephone.

use super::{on, texts};
use crate::shape::{Field, Kind, Shape, TEXT, list, member};

/// How people join by telephone.
pub(super) static AUDIO_CONFERENCING: Shape = Shape::of(&[TOLD, MASKED_PHONES]);

/// What can be changed of it.
pub(super) static CHANGED_CONFERENCING: Shape = Shape::of(&[
    MASKED_PHONES,
    &[member(
        "global_dial_in_countries",
        Kind::Object(&CHANGED_DIAL_IN),
        COUNTRIES_OF_INVITATIONS,
    )],
])
.answered(&AUDIO_CONFERENCING);

const COUNTRIES_OF_INVITATIONS: &str = "The countries whose numbers stand in invitations.";

static TOLD: &[Field] = &[
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
        "global_dial_in_countries",
        Kind::Object(&DIAL_IN),
        COUNTRIES_OF_INVITATIONS,
    ),
];

static MASKED_PHONES: &[Field] = &[member(
    "participant_phone_masking",
    Kind::Object(&MASKING),
    "Whether phone numbers of participants are hidden in part.",
)];

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

/// Countries to choose from.
static CHOICE: &[Field] = &[member(
    "allowed_countries",
    list(&Kind::Object(&COUNTRY)),
    "The countries that can be chosen.",
)];

/// Those that were chosen.
static CHOSEN: &[Field] = &[member(
    "selected_countries",
    list(&Kind::Object(&COUNTRY)),
    "The countries that were chosen.",
)];

static COUNTRIES: Shape = Shape::of(&[CHOICE, CHOSEN]);

static CHANGED_COUNTRIES: Shape = Shape::of(&[CHOSEN]).answered(&COUNTRIES);

static TOLL_FREE_TOO: &[Field] = &[on(
    "include_toll_free",
    "Whether numbers that cost nothing stand in invitations too.",
)];

static DIAL_IN: Shape = Shape::of(&[CHOICE, CHOSEN, TOLL_FREE_TOO]);

static CHANGED_DIAL_IN: Shape = Shape::of(&[CHOSEN, TOLL_FREE_TOO]).answered(&DIAL_IN);

static COUNTRY: Shape = Shape::of(&[&[
    member("code", TEXT, "The country, by its two letters."),
    member("name", TEXT, "The name of the country."),
]]);

/// Telephony.
pub(super) static TELEPHONY: Shape = Shape::of(&[CALLING, &[regions(&REGIONS)]]);

/// What can be changed of it.
pub(super) static CHANGED_TELEPHONY: Shape =
    Shape::of(&[CALLING, &[regions(&CHANGED_REGIONS)]]).answered(&TELEPHONY);

const fn regions(shape: &'static Shape) -> Field {
    member(
        "telephony_regions",
        Kind::Object(shape),
        "From where most people call.",
    )
}

static CALLING: &[Field] = &[
    on(
        "third_party_audio",
        "Whether another service does the sound.",
    ),
    member(
        "audio_conference_info",
        Kind::Text(0, 2048),
        "What is told of that service.",
    ),
    on(
        "show_international_numbers_link",
        "Whether invitations have a link to the numbers of all countries.",
    ),
];

static CHOSEN_REGIONS: &[Field] = &[member(
    "selection_values",
    TEXT,
    "The regions that were chosen.",
)];

static REGIONS: Shape = Shape::of(&[
    &[texts("allowed_values", "The regions that can be chosen.")],
    CHOSEN_REGIONS,
]);

static CHANGED_REGIONS: Shape = Shape::of(&[CHOSEN_REGIONS]).answered(&REGIONS);

/// The telephony service provider.
pub(super) static TSP: Shape = Shape::of(&[PROVIDER, &[dial_in(&COUNTRIES)]]);

/// What can be changed of it.
pub(super) static CHANGED_TSP: Shape =
    Shape::of(&[PROVIDER, &[dial_in(&CHANGED_COUNTRIES)]]).answered(&TSP);

const fn dial_in(shape: &'static Shape) -> Field {
    member(
        "global_dial_in_countries",
        Kind::Object(shape),
        COUNTRIES_OF_INVITATIONS,
    )
}

static PROVIDER: &[Field] = &[
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
];
