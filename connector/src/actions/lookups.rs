//! Which actions offer the choices for fields of others.
//!
//! A lookup is made at design time, by whoever fills in a form. Its action is given what the lookup says
//! ([`given`](crate::shape::Choices::given)), and of the form's fields those that it requires, and those that are
//! looked up alike in both, such as `user_id`, unless the lookup says them: fields that only have the same
//! name, such as `type`, stay out of it.

use crate::shape::{Choices, choices_in, choices_of};

/// What lists with pages are asked for: a form shows no second page.
const ALL: &str = r#"{ "all_pages": true, "max_items": 300 }"#;

/// The users of the account, for whoever may see them.
pub(crate) static OTHER_USERS: Choices =
    choices_of("list-users", "/id", &["/email", "/display_name"]).given(ALL);

/// The same and the connected user, whom everybody may see.
pub(crate) static USERS: Choices = choices_of("list-users", "/id", &["/email", "/display_name"])
    .given(ALL)
    .always(&[(
        "me",
        "The connected user (of a server-to-server app: the account's owner)",
    )]);

/// The same by their addresses, as alternative hosts are named.
pub(crate) static ALTERNATIVE_HOSTS: Choices =
    choices_of("list-users", "/email", &["/email", "/display_name"]).given(ALL);

/// Those for whom a user may schedule.
pub(crate) static SCHEDULERS: Choices = choices_of("list-schedulers", "/id", &["/email"]);

/// The meetings of a user: those to come, those that go on, and those that are over.
pub(crate) static MEETINGS: Choices =
    choices_of("list-meetings", "/id", &["/topic", "/start_time"]).given(ALL);

/// The meetings of a series.
pub(crate) static OCCURRENCES: Choices = choices_in(
    "get-meeting",
    "/occurrences",
    "/occurrence_id",
    &["/start_time"],
);

/// The people who have registered for a meeting.
pub(crate) static REGISTRANTS: Choices = choices_of(
    "list-registrants",
    "/id",
    &["/email", "/first_name", "/last_name"],
)
.given(ALL);

/// The people who have registered for a webinar.
pub(crate) static WEBINAR_REGISTRANTS: Choices = choices_of(
    "list-webinar-registrants",
    "/id",
    &["/email", "/first_name", "/last_name"],
)
.given(ALL);

/// The polls of a meeting.
pub(crate) static POLLS: Choices = choices_of("list-meeting-polls", "/id", &["/title", "/status"]);

/// The meeting templates of a user.
pub(crate) static MEETING_TEMPLATES: Choices =
    choices_of("list-meeting-templates", "/id", &["/name"]);

/// What meetings of a user may be summarised by.
pub(crate) static SUMMARY_TEMPLATES: Choices = choices_of(
    "list-summary-templates",
    "/meeting_summary_template_id",
    &["/name", "/description"],
);

/// The groups of the account.
pub(crate) static GROUPS: Choices = choices_of("list-groups", "/id", &["/name"]).given(ALL);

/// The webinars of a user.
pub(crate) static WEBINARS: Choices =
    choices_of("list-webinars", "/id", &["/topic", "/start_time"]).given(ALL);

/// The webinars of a series.
pub(crate) static WEBINAR_OCCURRENCES: Choices = choices_in(
    "get-webinar",
    "/occurrences",
    "/occurrence_id",
    &["/start_time"],
);

/// Those who speak in a webinar.
pub(crate) static PANELISTS: Choices = choices_of("list-panelists", "/id", &["/name", "/email"]);

/// The recordings of a user, each of one instance of a meeting.
pub(crate) static RECORDINGS: Choices =
    choices_of("list-recordings", "/uuid", &["/topic", "/start_time"]).given(ALL);

/// The files of a recording.
pub(crate) static RECORDING_FILES: Choices = choices_in(
    "get-meeting-recordings",
    "/recording_files",
    "/id",
    &["/recording_type", "/file_type", "/file_size"],
);

/// The meetings of a user that have taken place, each time by itself.
pub(crate) static PAST_MEETINGS: Choices = choices_in(
    "list-past-meetings",
    "/meetings",
    "/meeting_id",
    &["/topic", "/start_time"],
);

/// The ways of having signed in that can be asked of who joins a meeting.
pub(crate) static AUTHENTICATION_OPTIONS: Choices = choices_in(
    "get-user-settings",
    "/authentication_options",
    "/id",
    &["/name"],
)
.given(r#"{ "option": "meeting_authentication" }"#);

/// The same of who sees a recording.
pub(crate) static RECORDING_AUTHENTICATION_OPTIONS: Choices = choices_in(
    "get-user-settings",
    "/authentication_options",
    "/id",
    &["/name"],
)
.given(r#"{ "option": "recording_authentication" }"#);

/// The tracking fields of the account, each with the values that the account recommends.
pub(crate) static TRACKING_FIELDS: Choices = choices_of(
    "list-tracking-fields",
    "/field",
    &["/field", "/recommended_values/*"],
);

/// All time zones.
pub(crate) static TIME_ZONES: Choices = choices_in(
    "list-time-zones",
    "/time_zones",
    "/name",
    &["/name", "/offset"],
);

/// What Zoom's mails about a webinar can be in.
pub(crate) static LANGUAGES: Choices =
    choices_in("list-languages", "/languages", "/code", &["/name"]);

/// The events that an app can be told of.
pub(crate) static EVENT_TYPES: Choices =
    choices_in("list-event-types", "/event_types", "/event", &["/event"]);
