//! `create-sdk-signature`.

use serde_json::Value;

use super::group::GROUP;
use super::jwt::{self, Unsigned};
use crate::action::{Action, column};
use crate::contract::{Connection, Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn};
use crate::input::Input;
use crate::kept::Kept;
use crate::manifest_only::ManifestOnly;

pub(crate) static ACTION: Action = Action::local(&GROUP, "create-sdk-signature")
    .summary("Makes the signature with which the Meeting SDK joins or starts a meeting.")
    .description(
        "A JSON Web Token (HS256) of the settings sdk_key and sdk_secret of the connection. Nothing is \
         asked of Zoom, so nobody looks whether the meeting exists. Without a meeting it lets native SDKs \
         in, but not the Web SDK. To start a meeting, and to join one of another account, the SDK needs a \
         token of a user as well: Prepare embedded join gets it.",
    )
    .gives_a_credential()
    .input(&[
        &[
            jwt::meeting("The number of the meeting, or the link of an invitation."),
            jwt::ROLE,
        ],
        jwt::OPTIONS,
    ])
    .rules(jwt::rules)
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin,
            leg,
            take,
        },
        &[],
        &[jwt::OUTPUT],
    )
    .columns(&[
        column("Meeting", "/meeting_number"),
        column("Role", "/role"),
        column("Expires", "/expires_at"),
    ])
    .sample(
        r#"{ "meeting_id": "85746065432", "role": 0 }"#,
        r#"{
            "signature": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBLZXkiOiJleGFtcGxlIn0.example",
            "sdk_key": "example",
            "meeting_number": "85746065432",
            "role": 0,
            "issued_at": "2026-03-01T11:59:30Z",
            "expires_at": "2026-03-01T13:59:30Z"
        }"#,
    );

fn begin(input: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let unsigned = Unsigned::of(ACTION.id, input, connection)?;
    Ok(Turn::On(unsigned.into_value()))
}

fn leg(_: &Input, memory: &Value) -> Option<Leg> {
    let unsigned = Unsigned::read(memory.clone())?;
    Some(unsigned.leg())
}

fn take(_: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    match (Unsigned::read(memory), came) {
        (Some(unsigned), Came::Signature(signature)) => {
            Ok(Turn::Done(unsigned.signed(&signature).into()))
        }
        _ => Err(Failure::new(
            FailureKind::InvalidInput,
            "`create-sdk-signature` cannot go on from this state. Start it again.",
        )),
    }
}
