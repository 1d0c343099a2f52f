//! `get-join-token`.

use serde_json::Value;

use super::fields;
use super::group::GROUP;
use crate::action::Action;
use crate::contract::FailureKind::Refused;
use crate::course::{Came, Course, Files, Leg, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Field, Kind, TEXT, member, query};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "get-join-token",
    "/meetings/{meetingId}/jointoken/local_recording",
)
.operation("meetingLocalRecordingJoinToken")
.summary("Gets a token with which a bot of the Meeting SDK joins a meeting and may record, stream or archive it.")
.description(
    "The token works for two minutes: get it just before the bot joins. Treat it like a password. A token \
     for archiving takes a connection of an administrator.",
)
.scopes(
    &[
        scope("meeting_token:read:local_recording").of_users(),
        scope("meeting_token:read:admin:local_recording").of_users(),
        scope("meeting_token:read:live_streaming").of_users(),
        scope("meeting_token:read:admin:live_streaming").of_users(),
        scope("meeting_token:read:admin:local_archiving").of_users(),
    ],
    &[
        scope("meeting:read:local_recording_token"),
        scope("meeting:read:live_streaming_token"),
        scope("meeting:read:local_archiving_token").of_administrators(),
    ],
)
.input(&[
    fields::OF_A_MEETING,
    &[
        member("kind", Kind::Choice(KINDS), "What the bot may do: record, stream, or archive.").required(),
        member("bypass_waiting_room", Kind::Boolean, "Whether the bot passes the waiting room. Only for recording."),
    ],
])
.course(
    &Course {
        files: ManifestOnly::new(Files::None),
        begin: |_, _| Ok(Turn::On(Value::Null)),
        leg,
        take: |_, _, came| match came {
            Came::Answer(answer) => answer.map(Turn::Done),
            Came::Text(_) | Came::Signature(_) | Came::File(_) => Err(state_is_lost(ACTION.id)),
        },
    },
    &[&RECORDING, &STREAMING, &ARCHIVING],
    TOKEN,
)
.gives_a_credential()
.sample(
    r#"{ "meeting_id": "85746065432", "kind": "local_recording" }"#,
    r#"{ "token": "2njt50mj", "expire_in": 120 }"#,
);

const KINDS: &[&str] = &["local_recording", "live_streaming", "local_archiving"];

const TOKEN: &[&[Field]] = &[&[
    member("token", TEXT, "The token.").sensitive().essential(),
    member(
        "expire_in",
        Kind::Code(&[120]),
        "For how many seconds it works.",
    ),
]];

const fn endpoint(path: &'static str) -> Action {
    Action::get(&GROUP, "get-join-token", path)
        .output(TOKEN)
        .refusals(REFUSALS)
}

static RECORDING: Action = endpoint("/meetings/{meetingId}/jointoken/local_recording")
    .scopes(
        &[
            scope("meeting_token:read:local_recording").of_users(),
            scope("meeting_token:read:admin:local_recording").of_users(),
        ],
        &[scope("meeting:read:local_recording_token")],
    )
    .input(&[
        fields::OF_A_MEETING,
        &[query(
            "bypass_waiting_room",
            Kind::Boolean,
            "Whether the bot passes the waiting room.",
        )],
    ]);
static STREAMING: Action = endpoint("/meetings/{meetingId}/jointoken/live_streaming")
    .scopes(
        &[
            scope("meeting_token:read:live_streaming").of_users(),
            scope("meeting_token:read:admin:live_streaming").of_users(),
        ],
        &[scope("meeting:read:live_streaming_token")],
    )
    .input(&[fields::OF_A_MEETING]);
static ARCHIVING: Action = endpoint("/meetings/{meetingId}/jointoken/local_archiving")
    .scopes(
        &[scope("meeting_token:read:admin:local_archiving").of_users()],
        &[scope("meeting:read:local_archiving_token").of_administrators()],
    )
    .input(&[fields::OF_A_MEETING]);

const REFUSALS: &[Refusal] = &[refusal(
    400,
    3000,
    Refused,
    "Bots may not do this in the meeting, or the meeting id is that of a webinar.",
    "Switch on \"Local recording\", \"Allow livestreaming of meetings\" or \"Archive meetings and \
     webinars\" in the settings of the host or the account.",
)];

fn leg(input: &Input, _: &Value) -> Option<Leg> {
    let endpoint = match input.text("kind")? {
        "live_streaming" => &STREAMING,
        "local_archiving" => &ARCHIVING,
        _ => &RECORDING,
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &endpoint.endpoint,
        input: input.clone(),
    }))
}
