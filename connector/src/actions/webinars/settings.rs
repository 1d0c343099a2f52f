//! How a webinar behaves: `settings`, which differs a little between making a webinar, changing one
//! and looking at one.

use crate::actions::lookups;
use crate::actions::meetings::settings::{COMMAS, PASSED_IN, SEMICOLONS};
use crate::actions::meetings::settings_parts::{
    LANGUAGE_INTERPRETATION, SIGN_LANGUAGE_INTERPRETATION,
};
use crate::shape::{Field, Kind, Shape, TEXT, TEXTS, list, member};

/// For making a webinar.
pub(super) static CREATE: Shape = Shape::of(&[COMMON]).answered(&OUTPUT).passed_in(PASSED_IN);

/// For changing a webinar.
pub(super) static UPDATE: Shape = Shape::of(&[
    COMMON,
    &[member(
        "notify_registrants",
        Kind::Boolean,
        "Whether registrants are told by e-mail of the change.",
    )],
])
.answered(&OUTPUT)
.passed_in(PASSED_IN);

/// As Zoom answers them.
pub(super) static OUTPUT: Shape = Shape::of(&[
    COMMON,
    &[
        member(
            "authentication_name",
            TEXT,
            "The name of the way in which participants sign in.",
        ),
        member(
            "global_dial_in_numbers",
            list(&Kind::Object(&DIAL_IN_NUMBER)),
            "The numbers for joining by phone.",
        ),
    ],
]);

/// What can be set, and is answered.
pub(crate) static COMMON: &[Field] = &[
member("additional_data_center_regions", TEXTS, "Country codes of further data centre regions to run the webinar in."),
member("allow_multiple_devices", Kind::Boolean, "Whether somebody may join with several devices."),
member("alternative_hosts", SEMICOLONS, "E-mail addresses or user ids of alternative hosts, with semicolons between them.").choices(&lookups::ALTERNATIVE_HOSTS),
member("alternative_host_update_polls", Kind::Boolean, "Whether alternative hosts may add and edit polls."),
member("approval_type", Kind::Code(&[0, 1, 2]), "Registration: 0 approved at once, 1 approved by hand, 2 none."),
member("attendees_and_panelists_reminder_email_notification", Kind::Object(&MAIL_BEFORE), "The reminder to attendees and panelists."),
member("audio", Kind::Choice(&["both", "telephony", "voip", "thirdParty"]), "How participants hear each other: by phone and computer, by phone, by computer, or through another provider."),
member("audio_conference_info", Kind::Text(0, 2048), "How to join through the other provider."),
member("authentication_domains", COMMAS, "From which e-mail domains participants may be, with commas between them; `*` stands for any part."),
member("authentication_option", TEXT, "With `meeting_authentication`: the id of the way to sign in, one of those in the user's settings.").choices(&lookups::AUTHENTICATION_OPTIONS),
member("auto_recording", Kind::Choice(&["local", "cloud", "none"]), "Whether recording starts by itself, on the host's computer or in the cloud."),
member("close_registration", Kind::Boolean, "Whether registration closes after the day of the webinar."),
member("contact_email", TEXT, "At which address registrants can ask."),
member("contact_name", TEXT, "Whom registrants can ask."),
member("email_language", TEXT, "The language of mails to panelists and attendees, such as `en-US`. For changes Zoom documents neither `id-ID`, `nl-NL`, `pl-PL` nor `tr-TR`.").choices(&lookups::LANGUAGES),
member("enforce_login", Kind::Boolean, "Whether only signed-in users may join. `meeting_authentication` has taken its place.").deprecated(),
member("enforce_login_domains", SEMICOLONS, "The domains whose signed-in users may join, with semicolons between them. `authentication_domains` has taken its place.").deprecated(),
member("follow_up_absentees_email_notification", Kind::Object(&MAIL_AFTER), "The mail to those who registered and did not come."),
member("follow_up_attendees_email_notification", Kind::Object(&MAIL_AFTER), "The mail to those who came."),
member("global_dial_in_countries", TEXTS, "Country codes of the numbers for joining by phone."),
member("hd_video", Kind::Boolean, "Whether the video is in high definition."),
member("hd_video_for_attendees", Kind::Boolean, "Whether attendees get the video in high definition."),
member("host_video", Kind::Boolean, "Whether the host's camera is on at the beginning."),
member("language_interpretation", Kind::Object(&LANGUAGE_INTERPRETATION), "Interpreters."),
member("sign_language_interpretation", Kind::Object(&SIGN_LANGUAGE_INTERPRETATION), "Interpreters of sign languages."),
member("panelist_authentication", Kind::Boolean, "Whether panelists have to sign in."),
member("meeting_authentication", Kind::Boolean, "Whether attendees have to sign in."),
member("add_watermark", Kind::Boolean, "Whether a watermark lies over a shared screen."),
member("add_audio_watermark", Kind::Boolean, "Whether the sound has a watermark that tells who recorded it."),
member("on_demand", Kind::Boolean, "Whether the webinar can be watched later by those who register."),
member("panelists_invitation_email_notification", Kind::Boolean, "Whether panelists are invited by e-mail."),
member("panelists_video", Kind::Boolean, "Whether the panelists' cameras are on at the beginning."),
member("post_webinar_survey", Kind::Boolean, "Whether attendees are asked at the end: see `survey_url`."),
member("practice_session", Kind::Boolean, "Whether host and panelists can practise before it begins."),
member("question_and_answer", Kind::Object(&QUESTIONS), "Questions and answers."),
member("registrants_confirmation_email", Kind::Boolean, "Whether registrants get a confirmation by e-mail."),
member("registrants_email_notification", Kind::Boolean, "Whether registrants are told by e-mail of approval, refusal and cancellation."),
member("registrants_restrict_number", Kind::Integer(0, 20000), "How many may register; 0 for any number."),
member("registration_type", Kind::Code(&[1, 2, 3]), "For a series with registration: 1 register once for all webinars, 2 for each webinar, 3 once, choosing webinars."),
member("send_1080p_video_to_attendees", Kind::Boolean, "Whether attendees get the video in 1080p."),
member("show_share_button", Kind::Boolean, "Whether the registration page has buttons for sharing it."),
member("show_join_info", Kind::Boolean, "Whether the page that confirms a registration tells how to join."),
member("survey_url", TEXT, "The address of the survey that attendees are led to."),
member("enable_session_branding", Kind::Boolean, "Whether the webinar has the account's looks."),
member("request_permission_to_unmute_participants", Kind::Boolean, "Whether the host may ask for the right to unmute. Not together with `allow_host_control_participant_mute_state`."),
member("allow_host_control_participant_mute_state", Kind::Boolean, "Whether hosts mute and unmute participants as they like. Not together with `request_permission_to_unmute_participants`."),
member("email_in_attendee_report", Kind::Boolean, "Whether the report on attendees has the e-mail addresses of signed-in guests."),
];

static MAIL_BEFORE: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether it is sent."),
    member(
        "type",
        Kind::Code(&[0, 1, 2, 3, 4, 5, 6, 7]),
        "When: 0 not at all, 1 an hour before, 2 a day before, 3 both, 4 a week before, 5 an hour and a week before, 6 a day and a week before, 7 all three.",
    ),
]]);

static MAIL_AFTER: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether it is sent."),
    member(
        "type",
        Kind::Code(&[0, 1, 2, 3, 4, 5, 6, 7]),
        "When: 0 not at all, 1 to 7 that many days after the planned end.",
    ),
]]);

static QUESTIONS: Shape = Shape::of(&[&[
    member("enable", Kind::Boolean, "Whether questions can be asked."),
    member(
        "allow_submit_questions",
        Kind::Boolean,
        "Whether attendees may ask.",
    ),
    member(
        "allow_anonymous_questions",
        Kind::Boolean,
        "Whether they may do so without their name.",
    ),
    member(
        "answer_questions",
        Kind::Choice(&["only", "all"]),
        "Whether attendees see only questions with an answer (`only`), or all.",
    ),
    member(
        "attendees_can_comment",
        Kind::Boolean,
        "Whether attendees may answer and comment.",
    ),
    member(
        "attendees_can_upvote",
        Kind::Boolean,
        "Whether attendees may raise questions of others.",
    ),
    member(
        "allow_auto_reply",
        Kind::Boolean,
        "Whether who asks gets an answer at once.",
    ),
    member("auto_reply_text", TEXT, "That answer."),
]]);

static DIAL_IN_NUMBER: Shape = Shape::of(&[&[
    member("number", TEXT, "The number."),
    member(
        "type",
        Kind::Choice(&["toll", "tollfree", "premium"]),
        "Whether the call is free, or of a better line.",
    ),
    member("country", TEXT, "The country code."),
    member("country_name", TEXT, "The country."),
    member("city", TEXT, "The city."),
]]);
