//! The signature of the Meeting SDK: a JSON Web Token (RFC 7519) that is composed here and signed by
//! the host, which alone has the secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::auth::{self, SDK_SECRET};
use crate::contract::{Connection, Failure, FailureKind, FieldProblem};
use crate::course::Leg;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::kept;
use crate::shape::{Field, INTEGER, Kind, Object, Path, TEXT, member};
use crate::times::utc;

/// How far the moment of the signature lies back, in seconds: the clocks of those who look at it are not
/// this machine's.
const SKEW: u64 = 30;

/// What Zoom takes for the life of a signature, in seconds.
const SHORTEST: i32 = 1800;
const LONGEST: i32 = 172_800;
const USUAL: u64 = 7200;

/// The number of the meeting that a signature is for, in the words of an action.
pub(super) const fn meeting(description: &'static str) -> Field {
    member("meeting_id", ids::MEETING, description)
}

pub(super) const ROLE: Field = member(
    "role",
    Kind::Code(&[0, 1]),
    "0 joins as a participant, 1 starts or joins as the host, which takes a ZAK of the host or of an alternative host as well. Without it, 0.",
);

/// What else can be said of a signature.
pub(super) static OPTIONS: &[Field] = &[
    member(
        "expires_in",
        Kind::Integer(SHORTEST, LONGEST),
        "For how many seconds it works.",
    )
    .default("7200"),
    member(
        "video_webrtc_mode",
        Kind::Code(&[0, 1]),
        "Whether the Web SDK sends video by WebRTC: 1 it does, 0 it does not.",
    ),
    member(
        "include_sdk_key",
        Kind::Boolean,
        "Whether the key stands in it as `sdkKey` too, which only versions of the Web SDK before 4.0.0 look for.",
    )
    .default("false"),
];

/// What is told of a signature.
pub(super) static OUTPUT: &[Field] = &[
    member(
        "signature",
        TEXT,
        "The signature, which the SDK takes under this name: treat it like a password.",
    )
    .essential(),
    member("sdk_key", TEXT, "The key that it was made with.").essential(),
    member(
        "meeting_number",
        TEXT,
        "The number of the meeting, digits alone.",
    ),
    member("role", INTEGER, "The role that it gives."),
    member("issued_at", TEXT, "From when on it works."),
    member("expires_at", TEXT, "When it ends.").essential(),
];

/// What the input must heed beyond its fields.
pub(super) fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    if input.get("role").is_some() && input.get("meeting_id").is_none() {
        let problem = "is of no meeting; name the meeting in `meeting_id`, or remove it";
        problems.push(Path::Member(&Path::Whole, "role").problem(problem));
    }
}

/// A token that lacks its signature.
pub(super) struct Unsigned {
    /// Header and claims, each encoded.
    parts: String,
    told: Object,
}

kept!(Unsigned { parts, told });

impl Unsigned {
    /// What is to be signed for the input, where the connection has a key.
    pub(super) fn of(
        action: &str,
        input: &Input,
        connection: &Connection,
    ) -> Result<Self, Failure> {
        let Some(key) = auth::sdk_key(connection)? else {
            return Err(Failure::new(
                FailureKind::InvalidInput,
                format!(
                    "`{action}` was not started: the connection has no `sdk_key`. Connect the account \
                     again, with the settings `sdk_key` and `sdk_secret` of the app at Zoom that has the \
                     Meeting SDK."
                ),
            ));
        };
        let issued_at = connection.now.saturating_sub(SKEW);
        let seconds = input
            .integer("expires_in")
            .and_then(|seconds| u64::try_from(seconds).ok());
        let expires_at = issued_at.saturating_add(seconds.unwrap_or(USUAL));
        let mut told = Object::new();
        let mut claims = vec![
            ("appKey", key.as_str().into()),
            ("iat", issued_at.into()),
            ("exp", expires_at.into()),
            ("tokenExp", expires_at.into()),
        ];
        if let Some(number) = input.text("meeting_id") {
            let role = input.integer("role").unwrap_or_default();
            claims.push(("mn", number.into()));
            claims.push(("role", role.into()));
            told.insert("meeting_number".to_owned(), number.into());
            told.insert("role".to_owned(), role.into());
        }
        if let Some(mode) = input.get("video_webrtc_mode") {
            claims.push(("video_webrtc_mode", mode.clone()));
        }
        if input.is_true("include_sdk_key") {
            claims.push(("sdkKey", key.as_str().into()));
        }
        told.insert("sdk_key".to_owned(), key.into());
        told.insert("issued_at".to_owned(), utc(issued_at).into());
        told.insert("expires_at".to_owned(), utc(expires_at).into());
        let header = json::object(vec![("alg", "HS256".into()), ("typ", "JWT".into())]);
        let claims = json::object(claims);
        Ok(Self {
            parts: format!("{}.{}", part(&header), part(&claims)),
            told,
        })
    }

    /// How it is signed.
    pub(super) fn leg(&self) -> Leg {
        Leg::Sign(SDK_SECRET, self.parts.clone().into_bytes())
    }

    /// What is told of it, now that it is signed.
    pub(super) fn signed(self, signature: &[u8]) -> Object {
        let mut told = self.told;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let token = format!("{}.{signature}", self.parts);
        told.insert("signature".to_owned(), token.into());
        told
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json::text(value))
}
