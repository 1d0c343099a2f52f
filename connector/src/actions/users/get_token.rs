//! `get-user-token`.

use super::fields::USER_ID;
use super::group::GROUP;
use super::scopes;
use crate::action::Action;
use crate::contract::FailureKind::Forbidden;
use crate::ids;
use crate::input::Input;
use crate::refusals::{Refusal, refusal};
use crate::scopes::scope;
use crate::shape::{Kind, TEXT, member, query};

/// A year, in seconds.
const LONGEST: i32 = 31_536_000;

pub(crate) static ACTION: Action = Action::get(&GROUP, "get-user-token", "/users/{userId}/token")
    .operation("userToken")
    .summary("Gets a token with which the Meeting SDK starts or joins meetings as a user.")
    .description(
        "A ZAK (Zoom Access Key, `zak`) lets whoever has it act as the user in meetings: treat it \
         like a password. An OBF token (`onbehalf`) lets an app join a meeting on behalf of a user \
         who is in it.",
    )
    .gives_a_credential()
    .scopes(scopes::CLASSIC_OWN, &[scope("user:read:token")])
    .input(&[&[
        USER_ID,
        query(
            "type",
            Kind::Choice(&["token", "zak", "onbehalf"]),
            "Which token: `zak`, `onbehalf`, or `token`, an older one that Zoom is giving up and that users who sign in with Google or Facebook do not have.",
        )
        .or("zak"),
        query(
            "ttl",
            Kind::Integer(1, LONGEST),
            "For how many seconds a `zak` or `onbehalf` token works. Without it, two hours; for API users 90 days.",
        ),
        query(
            "meeting_id",
            ids::MEETING,
            "With `onbehalf`: the number of the meeting that the token is for.",
        ),
    ]])
    .output(&[&[member(
        "token",
        TEXT,
        "The token: treat it like a password.",
    )
    .essential()]])
    .warnings(warnings)
    .refusals(REFUSALS)
    .sample(
        r#"{ "type": "zak", "ttl": 7200 }"#,
        r#"{ "token": "example.zak.token" }"#,
    );

static REFUSALS: &[Refusal] = &[refusal(
    400,
    2300,
    Forbidden,
    "Zoom gives no token of this user to this connection.",
    "Ask for the token of the connected user, or connect as an administrator of the account.",
)];

fn warnings(input: &Input, _: u64) -> Vec<String> {
    let kind = input.text("type").unwrap_or("zak");
    let mut warnings = Vec::new();
    if input.get("ttl").is_some() && kind == "token" {
        warnings.push("Zoom ignores `ttl` for a `token`, which works for 14 days.".to_owned());
    }
    if input.get("meeting_id").is_some() && kind != "onbehalf" {
        warnings.push("Zoom looks at `meeting_id` only for an `onbehalf` token.".to_owned());
    }
    warnings
}
