//! `list-webhook-logs`.

use super::group::{APP_ID, GROUP, NO_APP};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::contract::FailureKind::InvalidInput;
use crate::ids;
use crate::pages::{self, Pages};
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, path, query};
use crate::times::TIMESTAMP;

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "list-webhook-logs",
    "/marketplace/apps/{appId}/webhook_logs",
)
.operation("getWebhookLogs")
.summary("Lists what Zoom has delivered to the addresses of an app in the last seven days, and what came of it.")
.description(
    "It tells why a trigger did not start: each attempt is an entry of its own. Without `type`, Zoom tells \
     of those alone that failed. Only apps with classic scopes can have the scope for it: Zoom has no granular one.",
)
.scopes(&[scope("marketplace_app:read")], &[])
.rate_label("MEDIUM")
.input(&[
    &[
        path("app_id", "{appId}", ids::ID, APP_ID),
        query("from", TIMESTAMP, "The first moment, in UTC, at most seven days ago."),
        query("to", TIMESTAMP, "The last moment, in UTC."),
        query("event", TEXT, "Only deliveries of this event, such as `meeting.created`.")
            .choices(&lookups::EVENT_TYPES),
        query(
            "type",
            Kind::Code(&[1, 2, 3]),
            "Which: 1 all, 2 those that failed, 3 those that were taken.",
        )
        .default("2"),
        query(
            "retry_num",
            Kind::Integer(0, 3),
            "Only first attempts (0), or only attempts of this number after the first.",
        ),
        pages::page_size(300),
    ],
    pages::INPUT,
])
.output(&[
    &[member("webhook_logs", list(&Kind::Object(&LOG)), "The attempts.").essential()],
    pages::OUTPUT,
])
.pages(Pages::of("webhook_logs"))
.refusals(REFUSALS)
.columns(&[
    column("Time", "/date_time"),
    column("Event", "/event"),
    column("Status", "/status"),
    column("Reason", "/failed_reason_type"),
    column("Attempt", "/retry_num"),
    column("Address", "/endpoint"),
])
.sample(
    r#"{ "app_id": "nqSreNVsQ2eGzUMGnA8AHA", "type": 1, "all_pages": true }"#,
    r#"{
        "webhook_logs": [{
            "event": "meeting.created",
            "status": -1,
            "failed_reason_type": 1,
            "user_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "endpoint": "https://example.com/zoom",
            "subscription_id": "9qwt8mkBEW2O6fPuxBpXpA",
            "date_time": "2026-09-15T08:11:38Z",
            "request_id": "e8ca3e3c_0196_4dc8_9f9e_81217d9000e6",
            "trace_id": "WEB_5f1752ba04e4ffeccde2f2a923c106f9",
            "retry_num": 0
        }],
        "next_page_token": "",
        "page_size": 300,
        "has_more": false
    }"#,
);

static LOG: Shape = Shape::of(&[&[
    member("event", TEXT, "The event."),
    member(
        "status",
        INTEGER,
        "The status that the address answered with, or -1 where Zoom did not send it, because of an error of its own.",
    ),
    member(
        "failed_reason_type",
        Kind::Code(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
        "Why it failed: 1 no answer in time, 2 the connection was refused, 3 given up, 4 given up after a time, 5 an error on the way, 6 the name may not be looked up, 7 an error of the other side, 8 on a list of exceptions, 9 a certificate, 10 to be tried again at once, 11 a certificate of another name, 12 TLS, 13 the name was not found in time, 14 nothing to send with, 15 not found, 16 too many requests.",
    ),
    member("user_id", TEXT, "The id of the user whom it was about."),
    member("endpoint", TEXT, "The address."),
    member("subscription_id", TEXT, "The id of the subscription."),
    member(
        "request_headers",
        TEXT,
        "The header that was sent; what proves to the address that it is Zoom may be in it.",
    )
    .sensitive(),
    member(
        "request_body",
        TEXT,
        "The body that was sent; tokens to download with may be in it.",
    )
    .sensitive(),
    member(
        "response_headers",
        TEXT,
        "The header of the answer; cookies of the address may be in it.",
    )
    .sensitive(),
    member("response_body", TEXT, "The body of the answer.").sensitive(),
    member("date_time", TEXT, "When it was, in UTC."),
    member("trace_id", TEXT, "What Zoom's support finds it by."),
    member(
        "request_id",
        TEXT,
        "What tells deliveries apart: all attempts at one have the same.",
    ),
    member(
        "retry_num",
        Kind::Code(&[0, 1, 2, 3]),
        "The first attempt (0), or which one after the first.",
    ),
]]);

static REFUSALS: &[Refusal] = &[
    NO_APP,
    refusal(
        404,
        1501,
        InvalidInput,
        "`to` is before `from`.",
        "Exchange the two.",
    ),
    refusal(
        404,
        1502,
        InvalidInput,
        "Zoom keeps these entries for seven days.",
        "Ask for moments of the last seven days.",
    ),
    refusal(
        404,
        1503,
        InvalidInput,
        "Zoom does not take the moments.",
        "Write them as `2026-09-01T00:00:00Z`.",
    ),
    refusal(
        404,
        1504,
        InvalidInput,
        "`from` is still to come.",
        "Ask for moments that are over.",
    ),
    refusal(
        400,
        1506,
        InvalidInput,
        "`retry_num` is none from 0 to 3.",
        "Correct it, or leave it out.",
    ),
];
