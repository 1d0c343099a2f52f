//! `get-meeting-summary`.

use serde_json::Value;

use super::fields::COMMON;
use super::group::{GROUP, KEPT_BACK, NO_SUMMARY};
use super::markdown::markdown;
use crate::action::{Action, column};
use crate::actions::past_meetings::{OF_A_PAST_MEETING, latest::LATEST};
use crate::contract::Failure;
use crate::input::Input;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-meeting-summary",
    "/meetings/{meetingId}/meeting_summary",
)
.operation("Getameetingsummary")
.summary("Gets what AI Companion has summed up of a meeting or webinar, as Markdown.")
.description(
    "Zoom keeps summaries of instances. Where the input names the number of a meeting, its \
             latest instance is looked up first, which takes a scope to read past meetings.",
)
.scopes(
    &[scope("meeting_summary:read")],
    &[scope("meeting:read:summary")],
)
.input(&[OF_A_PAST_MEETING])
.output(&[COMMON, SUMMARY])
.derive(with_markdown, &[COMMON, SUMMARY, MARKDOWN])
.look(&LATEST)
.refusals(REFUSALS)
.columns(&[
    column("Start", "/meeting_start_time"),
    column("Topic", "/meeting_topic"),
    column("Summary", "/markdown"),
])
.sample(
    r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" }"#,
    r###"{
                "meeting_id": "85746065432",
                "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                "meeting_topic": "Weekly review",
                "meeting_host_email": "host@example.com",
                "meeting_start_time": "2026-09-15T01:00:00Z",
                "meeting_end_time": "2026-09-15T01:30:00Z",
                "summary_title": "Weekly review",
                "summary_content": "## Quick recap\n\nThe team went through the week.",
                "markdown": "## Quick recap\n\nThe team went through the week."
            }"###,
);

/// What a summary says.
pub(crate) static SUMMARY: &[Field] = &[
    member("summary_title", TEXT, "What the summary is called."),
    member(
        "summary_content",
        TEXT,
        "The whole summary, as Zoom made it, in Markdown.",
    ),
    member(
        "summary_doc_url",
        TEXT,
        "The address of the summary in Zoom Docs.",
    ),
    member(
        "summary_overview",
        TEXT,
        "What it comes to. `summary_content` has taken its place.",
    )
    .deprecated(),
    member(
        "summary_details",
        list(&Kind::Object(&DETAIL)),
        "What was spoken of, one after the other.",
    ),
    member("next_steps", TEXTS, "What is to be done next."),
    member(
        "edited_summary",
        Kind::Object(&EDITED),
        "What somebody has made of the summary.",
    ),
    member(
        "summary_last_modified_user_id",
        TEXT,
        "The user id of who changed it last.",
    ),
    member(
        "summary_last_modified_user_email",
        TEXT,
        "The e-mail address of who changed it last.",
    ),
];

/// What the connector adds.
pub(super) static MARKDOWN: &[Field] = &[member(
    "markdown",
    TEXT,
    "The summary as one text in Markdown: what somebody has edited, else what Zoom made.",
)
.required()];

static DETAIL: Shape = Shape::of(&[&[
    member("label", TEXT, "What it is about."),
    member("summary", TEXT, "What was said of it."),
]]);

static EDITED: Shape = Shape::of(&[&[
    member("summary_overview", TEXT, "What it comes to."),
    member("summary_details", TEXT, "What was spoken of."),
    member("next_steps", TEXTS, "What is to be done next."),
]]);

static REFUSALS: &[Refusal] = &[KEPT_BACK, NO_SUMMARY];

fn with_markdown(_: &Input, mut answer: Value) -> Result<Value, Failure> {
    answer["markdown"] = markdown(&answer).into();
    Ok(answer)
}
