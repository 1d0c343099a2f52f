//! `list-meeting-summaries`.

use super::fields::COMMON;
use super::group::{GROUP, KEPT_BACK, SWITCHED_OFF};
use crate::action::{Action, column};
use crate::pages::{self, Pages};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, list, member, query};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-meeting-summaries",
    "/meetings/meeting_summaries",
)
.operation("Listmeetingsummaries")
.summary("Lists the summaries of all meetings of the account: one page of them, or all.")
.description(
    "The text of each is got by Get meeting summary, with its `meeting_uuid`. Only an \
             administrator's connection may list them.",
)
.scopes(
    &[scope("meeting_summary:read").of_administrators()],
    &[scope("meeting:read:list_summaries").of_administrators()],
)
.rate_label("MEDIUM")
.input(&[
    &[
        query(
            "from",
            TIMESTAMP,
            "The first moment, in UTC, such as `2026-09-01T00:00:00Z`.",
        ),
        query("to", TIMESTAMP, "The last moment, in UTC."),
        query(
            "time_filter_field",
            Kind::Choice(&["summary_start_time", "summary_created_time"]),
            "Which time of a summary has to lie between `from` and `to`.",
        )
        .default("\"summary_start_time\""),
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[
        member("summaries", list(&Kind::Object(&SUMMARY)), "The summaries.").essential(),
        member("from", TIMESTAMP, "The first moment that is listed."),
        member("to", TIMESTAMP, "The last moment that is listed."),
    ],
    pages::OUTPUT,
])
.pages(Pages::of("summaries"))
.refusals(REFUSALS)
.columns(&[
    column("Start", "/meeting_start_time"),
    column("Topic", "/meeting_topic"),
    column("Host", "/meeting_host_email"),
    column("UUID", "/meeting_uuid"),
])
.sample(
    r#"{ "from": "2026-09-01T00:00:00Z", "to": "2026-09-30T23:59:59Z", "all_pages": true }"#,
    r#"{
                "summaries": [{
                    "meeting_id": "85746065432",
                    "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
                    "meeting_topic": "Weekly review",
                    "meeting_host_email": "host@example.com",
                    "meeting_start_time": "2026-09-15T01:00:00Z",
                    "meeting_end_time": "2026-09-15T01:30:00Z",
                    "summary_created_time": "2026-09-15T01:34:00Z"
                }],
                "next_page_token": "",
                "page_size": 300,
                "has_more": false
            }"#,
);

static SUMMARY: Shape = Shape::of(&[COMMON]);

static REFUSALS: &[Refusal] = &[SWITCHED_OFF, KEPT_BACK];
