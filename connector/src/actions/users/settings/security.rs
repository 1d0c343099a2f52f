//! Settings of a user for the security of meetings: with the option `meeting_security`.

use super::{on, passcodes};
use crate::shape::{Kind, Shape, TEXT, member};

pub(super) static MEETING_SECURITY: Shape = Shape::of(&[&[
    on(
        "auto_security",
        "Whether each meeting has to have a passcode, a waiting room, or people who have signed in.",
    ),
    on(
        "block_user_domain",
        "Whether people of certain domains are kept out.",
    ),
    member(
        "block_user_domain_list",
        Kind::List(&Kind::Text(5, 30), 20),
        "These domains, such as `*.example.com`.",
    ),
    on(
        "embed_password_in_join_link",
        "Whether links hold the passcode, so that nobody has to type it.",
    ),
    member(
        "encryption_type",
        Kind::Choice(&["enhanced_encryption", "e2ee"]),
        "How meetings are encrypted unless they say otherwise: enhanced, or end to end (`e2ee`).",
    ),
    on(
        "end_to_end_encrypted_meetings",
        "Whether meetings can be encrypted end to end.",
    ),
    on("meeting_password", "Whether meetings have a passcode."),
    member(
        "meeting_password_requirement",
        Kind::Object(&passcodes::OF_MEETINGS),
        "What passcodes have to be like.",
    ),
    on(
        "only_authenticated_can_join_from_webclient",
        "Whether only people who have signed in can join with the browser.",
    ),
    on(
        "phone_password",
        "Whether people who join by phone need a passcode.",
    ),
    on(
        "pmi_password",
        "Whether meetings with the personal meeting id have a passcode.",
    ),
    on(
        "require_password_for_scheduled_meeting",
        "Whether meetings that were scheduled before have a passcode.",
    ),
    on(
        "require_password_for_scheduled_webinar",
        "Whether webinars that were scheduled before have a passcode.",
    ),
    on(
        "waiting_room",
        "Whether people come into a waiting room first.",
    ),
    member(
        "waiting_room_settings",
        Kind::Object(&WAITING_ROOM),
        "How the waiting room works.",
    ),
    on(
        "webinar_password",
        "Whether webinars get a passcode when they are scheduled.",
    ),
]]);

static WAITING_ROOM: Shape = Shape::of(&[&[
    member(
        "participants_to_place_in_waiting_room",
        Kind::Code(&[0, 1, 2]),
        "Who waits: 0 everybody, 1 people outside the account, 2 people outside the account and the domains that are let through.",
    ),
    member(
        "users_who_can_admit_participants_from_waiting_room",
        Kind::Code(&[0, 1]),
        "Who lets people in: 0 hosts and co-hosts, 1 also everybody who did not have to wait, while the host is away.",
    ),
    member(
        "whitelisted_domains_for_waiting_room",
        TEXT,
        "The domains that are let through, with commas between them.",
    ),
]]);
