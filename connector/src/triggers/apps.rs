//! Somebody takes the app away from their account.

use super::trigger::Trigger;
use crate::group::Group;
use crate::shape::{INTEGER, TEXT, member};
use crate::times::TIMESTAMP;

static GROUP: Group = Group::new(
    "App",
    "https://developers.zoom.us/docs/api/marketplace/events/",
);

pub(crate) static DEAUTHORIZED: Trigger = Trigger::new(
    &GROUP,
    "app-deauthorized",
    &["app_deauthorized"],
    "A user or an account has removed the app, and its grant has ended.",
)
.description(
    "Zoom tells it at the deauthorization notification URL of the app, which may be the address of the other deliveries, and of published apps alone. What was kept of the user is to be deleted.",
)
.data(&[&[
    member("event", TEXT, "What Zoom calls the event.").required(),
    member(
        "event_ts",
        INTEGER,
        "When it happened, in milliseconds since 1970, where Zoom tells it so.",
    ),
    member("account_id", TEXT, "The id of the account.").required(),
    member("user_id", TEXT, "The user id of whoever removed the app."),
    member("client_id", TEXT, "The client id of the app."),
    member(
        "deauthorization_time",
        TIMESTAMP,
        "When the app was removed, in UTC.",
    ),
    member(
        "signature",
        TEXT,
        "A value that Zoom adds without saying what it covers; the delivery as a whole was signed.",
    ),
]])
.sample(
    "{}",
    r#"{
        "event": "app_deauthorized",
        "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
        "user_id": "30R7kT7bTIKSNUFEuH_Qlg",
        "client_id": "ABCDEFGHIJKLMNOPQRST",
        "deauthorization_time": "2026-09-15T13:52:28.632Z",
        "signature": "827edc3452044f0bc86bdd5684afb7d1e6becfa1a767f24df1b287853cf73000"
    }"#,
);
