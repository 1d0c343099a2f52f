//! `create-join-package`.
//!
//! All that a page of one's own hands to the Meeting SDK: the signature, the token of a user where one is
//! needed, the number and the passcode. What can't be got is named, and the rest is given.

use serde_json::Value;

use super::group::GROUP;
use super::jwt::{self, Unsigned};
use crate::action::{Action, column};
use crate::actions::meetings::get;
use crate::actions::users::fields::of_user;
use crate::actions::users::{get_token, scopes};
use crate::actions::webinars;
use crate::contract::{Connection, Failure, FailureKind, FieldProblem};
use crate::course::{Came, Course, Files, Leg, Trip, Turn};
use crate::endpoint::Ask;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::scopes::scope;
use crate::shape::{Field, Kind, Path, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::get(
    &GROUP,
    "create-join-package",
    "/users/{userId}/token",
)
.operation("userToken")
.summary("Gathers what the Meeting SDK needs to join or start a meeting in a page of your own.")
.description(
    "The signature, as Create SDK signature makes it, the ZAK or OBF token of a user, and the number and \
     the passcode of the meeting or webinar. A host (role 1) needs a ZAK, which is got unless the input says \
     otherwise; so does whoever joins as a Zoom user. For a meeting of another account the app needs an \
     OBF token of a user who is in the meeting already. What the connection may not ask for is left out \
     and named in left_out.",
)
.gives_a_credential()
.scopes(scopes::CLASSIC_OWN, &[scope("user:read:token")])
.input(&[
    &[
        jwt::meeting("The number of the meeting, or the link of an invitation.").required(),
        jwt::ROLE,
        of_user("Whose token it is: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone. It has to be the host's or an alternative host's to start the meeting."),
        member(
            "token",
            Kind::Choice(&[ZAK, OBF, NONE]),
            "Which token of the user: `zak`, `onbehalf`, or `none`. Without it, `zak` for a host and none for a participant.",
        ),
        member(
            "passcode",
            Kind::Text(0, 10),
            "The passcode of the meeting, where you know it: then the meeting is not looked at.",
        ).sensitive(),
    ],
    jwt::OPTIONS,
])
.rules(rules)
.course(
    &Course {
        files: ManifestOnly::new(Files::None),
        begin,
        leg,
        take,
    },
    &[&get_token::ACTION, &get::ACTION, &webinars::get::ACTION],
    &[jwt::OUTPUT, OUTPUT],
)
.columns(&[
    column("Meeting", "/meeting_number"),
    column("Role", "/role"),
    column("Expires", "/expires_at"),
])
.sample(
    r#"{ "meeting_id": "85746065432", "role": 1 }"#,
    r#"{
        "signature": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBLZXkiOiJleGFtcGxlIn0.example",
        "sdk_key": "example",
        "meeting_number": "85746065432",
        "role": 1,
        "issued_at": "2026-03-01T11:59:30Z",
        "expires_at": "2026-03-01T13:59:30Z",
        "zak": "example.zak.token",
        "passcode": "example",
        "topic": "Weekly review",
        "left_out": []
    }"#,
);

const ZAK: &str = "zak";
const OBF: &str = "onbehalf";
const NONE: &str = "none";

static OUTPUT: &[Field] = &[
    member(
        ZAK,
        TEXT,
        "The ZAK of the user. Zoom lets whoever has it act as that user.",
    ),
    member(
        "obf_token",
        TEXT,
        "The OBF token of the user, who has to be in the meeting.",
    ),
    member("passcode", TEXT, "The passcode of the meeting."),
    member("topic", TEXT, "What the meeting is called."),
    member(
        "left_out",
        list(&Kind::Object(&LEFT_OUT)),
        "What could not be got.",
    )
    .required(),
    member(
        "hints",
        TEXTS,
        "What to look at where the SDK does not join.",
    ),
];

static LEFT_OUT: Shape = Shape::of(&[&[
    member("part", TEXT, "What is not there: a member of this output.").required(),
    member("reason", TEXT, "Why.").required(),
    member(
        "missing_scopes",
        list(&TEXTS),
        "Sets of scopes, any one of which would do.",
    ),
]]);

fn rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    jwt::rules(input, now, problems);
    if input.text("token") == Some(OBF) && input.integer("role") == Some(1) {
        let problem = "lets nobody start a meeting; ask for a `zak`, or join with the role 0";
        problems.push(Path::Member(&Path::Whole, "token").problem(problem));
    }
}

/// What is known so far.
struct Memory {
    unsigned: Unsigned,
    next: Stage,
    /// What was got beside the signature.
    got: crate::shape::Object,
    left_out: Vec<Value>,
    hints: Vec<String>,
}

kept!(Memory {
    unsigned,
    next,
    got,
    left_out,
    hints,
});

#[derive(Clone, Copy)]
enum Stage {
    Token,
    Meeting,
    /// What the number names is no meeting: it may be a webinar, which the SDK joins in the same way.
    Webinar,
    Signature,
}

kept!(
    enum Stage {
        Token,
        Meeting,
        Webinar,
        Signature,
    }
);

/// The token that is wanted.
fn token(input: &Input) -> &str {
    let of_role = || match input.integer("role") {
        Some(1) => ZAK,
        _ => NONE,
    };
    input.text("token").unwrap_or_else(of_role)
}

fn after_token(input: &Input) -> Stage {
    match input.get("passcode") {
        Some(_) => Stage::Signature,
        None => Stage::Meeting,
    }
}

fn begin(input: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let mut got = crate::shape::Object::new();
    if let Some(passcode) = input.get("passcode") {
        got.insert("passcode".to_owned(), passcode.clone());
    }
    let memory = Memory {
        unsigned: Unsigned::of(ACTION.id, input, connection)?,
        next: match token(input) {
            NONE => after_token(input),
            _ => Stage::Token,
        },
        got,
        left_out: Vec::new(),
        hints: Vec::new(),
    };
    Ok(memory.on())
}

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    let memory = Memory::read(memory.clone())?;
    let ask = |action: &'static Action, input| {
        Some(Leg::Ask(Ask {
            action: "",
            endpoint: &action.endpoint,
            input,
        }))
    };
    match memory.next {
        Stage::Token => {
            let mut asked = Input::default().with("type", token(input));
            if let Some(user) = input.get("user_id") {
                asked = asked.with("user_id", user.clone());
            }
            if token(input) == OBF {
                asked = asked.with("meeting_id", input.get("meeting_id")?.clone());
            }
            ask(&get_token::ACTION, asked)
        }
        Stage::Meeting => {
            let id = input.get("meeting_id")?.clone();
            ask(&get::ACTION, Input::default().with("meeting_id", id))
        }
        Stage::Webinar => {
            let id = input.get("meeting_id")?.clone();
            let asked = Input::default().with("webinar_id", id);
            ask(&webinars::get::ACTION, asked)
        }
        Stage::Signature => Some(memory.unsigned.leg()),
    }
}

fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let memory = Memory::read(memory);
    match (memory, came) {
        (Some(memory), Came::Answer(answer)) => match memory.next {
            Stage::Token => memory.token(trip.input, answer),
            Stage::Meeting | Stage::Webinar => memory.meeting(answer),
            Stage::Signature => Err(lost()),
        },
        (Some(memory), Came::Signature(signature)) => Ok(memory.signed(&signature)),
        _ => Err(lost()),
    }
}

/// The failure of a state that is none.
fn lost() -> Failure {
    Failure::new(
        FailureKind::InvalidInput,
        "`create-join-package` cannot go on from this state. Start it again.",
    )
}

impl Memory {
    fn on(self) -> Turn {
        Turn::On(self.into_value())
    }

    fn token(mut self, input: &Input, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        let part = match token(input) {
            OBF => "obf_token",
            _ => ZAK,
        };
        match answer {
            Ok(answer) => {
                let token = answer.get("token").cloned().unwrap_or_default();
                self.got.insert(part.to_owned(), token);
            }
            Err(failure) => self.leave_out(part, failure)?,
        }
        self.next = after_token(input);
        Ok(self.on())
    }

    fn meeting(mut self, answer: Result<Value, Failure>) -> Result<Turn, Failure> {
        match answer {
            Ok(meeting) => {
                for (member, name) in [("password", "passcode"), ("topic", "topic")] {
                    if let Some(value) = meeting.get(member).filter(|value| value.is_string()) {
                        self.got.insert(name.to_owned(), value.clone());
                    }
                }
                let setting = |name: &str| meeting.get("settings")?.get(name).cloned();
                if matches!(
                    setting("approval_type").and_then(|kind| kind.as_i64()),
                    Some(0 | 1)
                ) {
                    self.hints.push(REGISTRATION.to_owned());
                }
                if setting("meeting_authentication") == Some(Value::Bool(true)) {
                    self.hints.push(AUTHENTICATION.to_owned());
                }
            }
            Err(failure)
                if matches!(self.next, Stage::Meeting)
                    && failure.code.as_deref() == Some(NO_MEETING) =>
            {
                self.next = Stage::Webinar;
                return Ok(self.on());
            }
            Err(failure) => self.leave_out("passcode", failure)?,
        }
        self.next = Stage::Signature;
        Ok(self.on())
    }

    /// Goes without a part, where that is a matter of what the connection may ask.
    fn leave_out(&mut self, part: &str, failure: Failure) -> Result<(), Failure> {
        let kinds = [
            FailureKind::MissingScope,
            FailureKind::Forbidden,
            FailureKind::PlanRequired,
        ];
        if kinds.iter().all(|kind| failure.kind != kind.name()) {
            return Err(failure);
        }
        self.left_out.push(json::object(vec![
            ("part", part.into()),
            ("reason", failure.message.into()),
            ("missing_scopes", failure.missing_scopes.into()),
        ]));
        Ok(())
    }

    fn signed(self, signature: &[u8]) -> Turn {
        let mut package = self.unsigned.signed(signature);
        let starts = package.get("role") == Some(&Value::from(1));
        let mut hints: Vec<String> = Vec::new();
        if starts && !self.got.contains_key(ZAK) {
            hints.push(NO_ZAK.to_owned());
        }
        hints.extend(self.hints);
        hints.extend(HINTS.iter().map(|hint| (*hint).to_owned()));
        package.extend(self.got);
        package.insert("left_out".to_owned(), self.left_out.into());
        package.insert("hints".to_owned(), hints.into());
        Turn::Done(package.into())
    }
}

/// Zoom's code for a number that is none of a meeting.
const NO_MEETING: &str = "3000";
const NO_ZAK: &str = "Without the ZAK of a host nobody starts the meeting by this package: give the SDK one, or join with the role 0.";
const REGISTRATION: &str = "People register for this meeting: give the SDK the `tk` out of the join_url of the registrant (error 3099 without).";
const AUTHENTICATION: &str = "Only people who have signed in may join this meeting: give the SDK a ZAK of such a user (error 3100 without).";

/// What the error codes of the Web SDK mean that have to do with what is in the package.
static HINTS: &[&str] = &[
    "3705: the signature has expired; make another.",
    "3704, 3710, 3712: the key is not known or disabled, or sdk_secret does not belong to sdk_key.",
    "3001, 3610: there is no such meeting. 3004: the passcode is wrong. 3008: the host has not started it.",
    "3265, 3623: the ZAK or the OBF token is of no use any more; make another package.",
    "4011: the meeting is of another account, and the app is not published. 4013: for that it takes an OBF token or a ZAK.",
];
