//! What a user has licences for.

use super::on;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, member};

const CAPACITIES: Kind = Kind::List(
    &Kind::Code(&[100, 500, 1000, 3000, 5000, 10_000, 20_000, 30_000, 50_000]),
    9,
);

/// What is told.
pub(super) static FEATURE: Shape = Shape::of(&[SETTABLE, COUNTRIES]);

/// What can be changed.
pub(super) static CHANGED: Shape = Shape::of(&[SETTABLE]).answered(&FEATURE);

/// What is told alone.
static COUNTRIES: &[Field] = &[
    on("cn_meeting", "Whether the user hosts meetings in China.").deprecated(),
    on("in_meeting", "Whether the user hosts meetings in India.").deprecated(),
];

static SETTABLE: &[Field] = &[
    member(
        "meeting_capacity",
        INTEGER,
        "How many people the user's meetings can have.",
    ),
    on("large_meeting", "Whether the user has large meetings."),
    member(
        "large_meeting_capacity",
        INTEGER,
        "How many people these can have: 500 or 1000.",
    ),
    member(
        "concurrent_meeting",
        Kind::Choice(&["Basic", "Plus", "None"]),
        "Whether the user can host several meetings at a time.",
    ),
    on("webinar", "Whether the user has webinars."),
    member(
        "webinar_capacity",
        Kind::Code(&[100, 500, 501, 1000, 1001, 3000, 5000, 10_000]),
        "How many people these can have; 501 and 1001 are 500 and 1000 in accounts with several subscriptions.",
    ),
    on(
        "zoom_webinars_plus_unlimited",
        "Whether the user has Webinars Plus without a limit of events.",
    ),
    member(
        "zoom_webinars_plus_unlimited_capacities",
        CAPACITIES,
        "How many people these can have, the most first.",
    ),
    on("zoom_events", "Whether the user has Zoom Events."),
    member(
        "zoom_events_capacity",
        Kind::Code(&[500, 1000, 3000, 5000, 10_000, 20_000, 30_000, 50_000]),
        "How many people these can have.",
    ),
    on(
        "zoom_events_unlimited",
        "Whether the user has Zoom Events without a limit of events.",
    ),
    member(
        "zoom_events_unlimited_capacities",
        CAPACITIES,
        "How many people these can have, the most first.",
    ),
    on(
        "zoom_events_pay_per_attendee",
        "Whether the user pays Zoom Events by attendees.",
    ),
    on(
        "zoom_sessions_unlimited",
        "Whether the user has Zoom Sessions without a limit of events.",
    )
    .deprecated(),
    member(
        "zoom_sessions_unlimited_capacities",
        CAPACITIES,
        "How many people these can have, the most first.",
    )
    .deprecated(),
    on(
        "zoom_sessions_pay_per_attendee",
        "Whether the user pays Zoom Sessions by attendees.",
    ),
    on("zoom_phone", "Whether the user has Zoom Phone."),
    on(
        "zoom_iq_for_sales",
        "Whether the user has Zoom Revenue Accelerator, under its old name.",
    )
    .deprecated(),
    on(
        "zoom_revenue_accelerator",
        "Whether the user has Zoom Revenue Accelerator.",
    ),
    on("zoom_whiteboard", "Whether the user has Zoom Whiteboard."),
    on(
        "zoom_whiteboard_plus",
        "Whether the user has Zoom Whiteboard Plus.",
    ),
    on(
        "zoom_translated_captions",
        "Whether the user has translated captions.",
    ),
    on(
        "zoom_customer_managed_key",
        "Whether the user has keys that the account manages.",
    ),
    on("zoom_huddles", "Whether the user has Zoom Huddles.").deprecated(),
    on(
        "zoom_quality_management",
        "Whether the user has Zoom Quality Management.",
    ),
    on(
        "zoom_workforce_management",
        "Whether the user has Zoom Workforce Management.",
    ),
    on("zoom_scheduler", "Whether the user has Zoom Scheduler."),
    on("zoom_clips_plus", "Whether the user has Zoom Clips Plus."),
    on(
        "zoom_mail_calendar",
        "Whether the user has Zoom Mail and Calendar.",
    ),
    on(
        "zoom_compliance_management",
        "Whether the user has Zoom Compliance Management.",
    ),
    on("zoom_docs", "Whether the user has Zoom Docs.").deprecated(),
    on("zoom_canvas", "Whether the user has Zoom Canvas."),
    member(
        "license_info_list",
        Kind::List(&Kind::Object(&LICENCE), 99),
        "The licences, in accounts with several subscriptions.",
    ),
];

static LICENCE: Shape = Shape::of(&[&[
    member(
        "license_type",
        Kind::Choice(&[
            "ZOOM_WHITEBOARD",
            "ZOOM_TRANSLATED_CAPTIONS",
            "ZOOM_SCHEDULER",
            "ZOOM_CLIPS",
            "ZOOM_VISITOR_MANAGEMENT",
            "ZOOM_CMK",
            "ZOOM_DOCS",
            "ZOOM_REVENUE_ACCELERATOR",
            "ZOOM_COMPLIANCE_MANAGEMENT",
            "ZOOM_WORKFORCE_MANAGEMENT",
            "ZOOM_QUALITY_MANAGEMENT",
            "ZOOM_HEALTHCARE_CLINICAL_NOTES",
            "ZOOM_EVENTS_NEW_SAAS",
            "ZOOM_EVENTS_CONSUMPTION",
            "ZOOM_WEBINARS_PLUS",
            "ZOOM_WEBINARS_PLUS_CONSUMPTION",
            "ZOOM_CUSTOM_AI_COMPANION",
            "CX_INSIGHTS",
            "ZOOM_ENHANCED_MEDIA",
            "EDU_STUDENT",
        ]),
        "What the licence is of.",
    ),
    member(
        "license_option",
        Kind::Code(&[
            1,
            2,
            4,
            8,
            16,
            32,
            64,
            128,
            256,
            512,
            1024,
            2048,
            4096,
            8192,
            16_384,
            32_768,
            65_536,
            131_072,
            262_144,
            524_288,
            2_147_483_648,
            549_755_813_888,
            1_099_511_627_776,
            2_199_023_255_552,
            8_796_093_022_208,
            17_592_186_044_416,
            35_184_372_088_832,
            281_474_976_710_656,
            4_503_599_627_370_496,
        ]),
        "Which option of it, by Zoom's number.",
    ),
    member(
        "subscription_id",
        TEXT,
        "The id of the subscription that it is of.",
    ),
]]);
