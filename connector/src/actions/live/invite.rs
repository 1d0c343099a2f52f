//! `invite-to-live-meeting`.

use super::group::{OF_A_MEETING, body, control};
use crate::action::{Action, Needed};
use crate::contract::FieldProblem;
use crate::ids;
use crate::input::Input;
use crate::shape::{Field, Kind, Path, Shape, TEXT, member};

pub(crate) static ACTION: Action = control("invite-to-live-meeting")
    // Whoever is invited twice is called twice.
    .once()
    .summary("Invites people to a meeting that goes on: contacts, a telephone, or a room system.")
    .description(
        "The input says whom: `contacts`, or `phone_number`, or `device_ip`. Zoom answers that it has \
         accepted, and rings; the events meeting.invitation_accepted, \
         meeting.participant_phone_callout_accepted and their kin tell what has come of it. Telephones and \
         room systems can be called before the meeting begins.",
    )
    .input(&[INPUT])
    .needed(&[Needed::OneOf(&[&["contacts"], &["phone_number"], &["device_ip"]])])
    .rules(rules)
    .beside(|input| match way(input) {
        Some(way) => body(way.method.to_owned(), input, way.fields),
        None => body(WAYS[0].method.to_owned(), input, WAYS[0].fields),
    })
    .sample(
        r#"{ "meeting_id": "85746065432", "contacts": [{ "email": "anna@example.com" }] }"#,
        r#"{ "meeting_id": "85746065432", "accepted": true }"#,
    );

/// A way to invite.
struct Way {
    method: &'static str,
    /// The fields that go with it; the first says that it is meant.
    fields: &'static [&'static str],
}

static WAYS: [Way; 3] = [
    Way {
        method: "participant.invite",
        fields: &["contacts"],
    },
    Way {
        method: "participant.invite.callout",
        fields: &["phone_number", "invitee_name", "invite_options"],
    },
    Way {
        method: "participant.invite.room_system_callout",
        fields: &["device_ip", "call_type", "h323_headers", "sip_headers"],
    },
];

/// The way that the input means.
fn way(input: &Input) -> Option<&'static Way> {
    WAYS.iter()
        .find(|way| way.fields.iter().any(|field| input.get(field).is_some()))
}

static INPUT: &[Field] = &[
    OF_A_MEETING,
    member(
        "contacts",
        Kind::List(&Kind::Object(&CONTACT), 10),
        "Users of the host's account, ten at most: their clients ring.",
    ),
    member(
        "phone_number",
        Kind::Text(1, 200),
        "The number of a telephone, with the code of the country and an extension behind a hyphen: `+16032331333-156`.",
    ),
    member(
        "invitee_name",
        TEXT,
        "Together with `phone_number`: the name that the meeting shows.",
    ),
    member(
        "invite_options",
        Kind::Object(&OPTIONS),
        "Together with `phone_number`: what is asked of whoever takes the call.",
    ),
    member(
        "device_ip",
        Kind::Text(1, 400),
        "The IP address or URI of a room system.",
    ),
    member(
        "call_type",
        Kind::Choice(&["h323", "sip"]),
        "Together with `device_ip`: how the room system is called.",
    ),
    member(
        "h323_headers",
        Kind::Object(&Shape::of(&[NAMES])),
        "Together with `call_type: h323`: the names that are shown.",
    ),
    member(
        "sip_headers",
        Kind::Object(&SIP),
        "Together with `call_type: sip`: the names that are shown, and what else the call says.",
    ),
];

static CONTACT: Shape = Shape::of(&[&[
    member("email", ids::EMAIL, "The e-mail address."),
    member(
        "id",
        Kind::Text(1, 200),
        "The user id, in place of the e-mail address.",
    ),
]]);

static OPTIONS: Shape = Shape::of(&[&[
    member(
        "require_greeting",
        Kind::Boolean,
        "Whether a greeting is played first, as it is without this.",
    ),
    member(
        "require_pressing_one",
        Kind::Boolean,
        "Whether 1 has to be pressed to come in, as it has to be without this.",
    ),
]]);

static NAMES: &[Field] = &[
    member(
        "from_display_name",
        Kind::Text(0, 64),
        "Who calls, as the room system shows it.",
    ),
    member(
        "to_display_name",
        Kind::Text(0, 64),
        "What the meeting calls the room system.",
    ),
];

static SIP: Shape = Shape::of(&[
    NAMES,
    &[
        member(
            "from_uri",
            Kind::Text(0, 256),
            "Who calls, as an address that begins with `sip:` or `sips:`.",
        ),
        member(
            "additional_headers",
            Kind::List(&Kind::Object(&HEADER), 10),
            "Further fields of the call's header.",
        ),
    ],
]);

static HEADER: Shape = Shape::of(&[&[
    member(
        "key",
        Kind::Text(1, 32),
        "The name, which begins with `X-`.",
    ),
    member("value", Kind::Text(0, 256), "The value."),
]]);

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: String| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let meant = |way: &&Way| {
        way.fields
            .first()
            .is_some_and(|first| input.get(first).is_some())
    };
    let meant: Vec<&Way> = WAYS.iter().filter(meant).collect();
    match meant.as_slice() {
        [] => problem(
            "contacts",
            "is missing; name whom to invite with `contacts`, `phone_number` or `device_ip`"
                .to_owned(),
        ),
        [_] => {}
        several => {
            for way in several {
                if let Some(first) = way.fields.first() {
                    problem(first, "excludes the others of `contacts`, `phone_number` and `device_ip`; invite them one after the other".to_owned());
                }
            }
        }
    }
    for way in &WAYS {
        let Some((first, others)) = way.fields.split_first() else {
            continue;
        };
        for other in others {
            if input.get(other).is_some() && input.get(first).is_none() {
                problem(other, format!("goes together with `{first}`"));
            }
        }
    }
    if let Some(contacts) = input
        .get("contacts")
        .and_then(|contacts| contacts.as_array())
    {
        if contacts.is_empty() {
            problem("contacts", "is empty; name at least one".to_owned());
        }
        for (index, contact) in contacts.iter().enumerate() {
            if contact.get("email").is_none() && contact.get("id").is_none() {
                problem(
                    "contacts",
                    format!("has nobody at [{index}]; name `email` or `id`"),
                );
            }
        }
    }
}
