//! Verifying a connection: whose account it is, and which actions its scopes do not cover.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::actions;
use crate::actions::users::fields::OF_THE_CONNECTED;
use crate::actions::users::scopes::READ_USER;
use crate::answer::clock;
use crate::attempt::{Attempt, Outcome};
use crate::auth;
use crate::contract::{Connection, Exchange, Failure, FailureKind, HttpResponse, Reply, Step};
use crate::endpoint::{Content, Endpoint};
use crate::input::Input;
use crate::json;
use crate::scopes;
use crate::shape::{Object, Shape};
use crate::state::State;

/// A verification under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Connect {
    /// The action's id, or `connect`: for messages.
    asked_by: String,
    /// The id of the account, where the connection's settings tell it.
    account_id: Option<String>,
    scopes: Vec<String>,
    attempt: Attempt,
}

/// Who the connected user is.
pub(crate) static CURRENT_USER: Endpoint = Endpoint {
    method: http::Method::GET,
    path: "/users/me",
    scopes: READ_USER,
    input: Shape::of(&[]),
    output: Shape::of(&[]),
    beside: None,
    content: Content::Object,
    repeatable: true,
    refused_twice: false,
    quota: None,
    refusals: OF_THE_CONNECTED,
};

/// What is told of the account, by Zoom's names.
const FACTS: &[&str] = &[
    "id",
    "email",
    "display_name",
    "account_id",
    "role_name",
    "timezone",
    "language",
    "dept",
    "company",
];

/// Who asks where no action does.
pub(crate) const CONNECT: &str = "connect";

/// Begin the verification, for the action of that id or for `connect`.
pub(crate) fn begin(connection: &Connection, asked_by: &str) -> Result<Step, Failure> {
    let account = auth::account(connection)?;
    let connect = Connect {
        asked_by: asked_by.to_owned(),
        account_id: account.id.clone(),
        scopes: connection.scopes.clone(),
        attempt: Attempt::new(account, &connection.scopes, connection.now),
    };
    Ok(Step::Send(connect.ask()))
}

impl Connect {
    fn ask(&self) -> Exchange {
        let state = State::<(), _, ()>::Verification(self).to_bytes();
        let nothing = Input::default();
        self.attempt.exchange(&CURRENT_USER, &nothing, state)
    }

    /// Go on with Zoom's answer.
    pub(crate) fn resume(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        let Reply::Response(mut response) = reply else {
            return Err(Failure::new(
                FailureKind::InvalidInput,
                "Connecting did not ask for that reply. Connect the account again.",
            ));
        };
        let clocks = clocks_apart(&response, now);
        let taken = self.attempt.take(
            &self.asked_by,
            &CURRENT_USER,
            &Input::default(),
            &mut response,
            now,
        );
        match taken {
            Ok(Outcome::Accepted(user)) => self.identity_of(&user, clocks),
            Ok(Outcome::Gone) => self.identity_of(&Value::Null, clocks),
            Ok(Outcome::Again(attempt, after_ms)) => {
                let again = Self { attempt, ..self };
                Ok(Step::Send(Exchange {
                    after_ms,
                    ..again.ask()
                }))
            }
            Err(failure) if failure.kind == FailureKind::MissingScope.name() => {
                Ok(self.identity_without_user(&failure, clocks))
            }
            // By a wrong clock, a token that has just been given seems to have ended.
            Err(failure) if failure.kind == FailureKind::Unauthenticated.name() => Err(Failure {
                message: [Some(failure.message), clocks]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" "),
                ..failure
            }),
            Err(failure) => Err(failure),
        }
    }

    fn identity_of(&self, user: &Value, clocks: Option<String>) -> Result<Step, Failure> {
        let text = |name: &str| {
            user.get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let Some(id) = text("id") else {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                "Connecting failed: Zoom's answer does not say who the user is. Try again; if it \
                 stays so, ask Zoom's support.",
            ));
        };
        let person = text("email").or(text("display_name")).unwrap_or(id);
        let (subject, label) = match &self.account_id {
            Some(account) => (
                account_alone(account),
                format!("account {account} ({person})"),
            ),
            None => {
                let account = text("account_id");
                let subject = account.map(|account| {
                    json::object(vec![("account", account.into()), ("user", id.into())])
                });
                (subject.unwrap_or_default(), person.to_owned())
            }
        };
        let told = FACTS
            .iter()
            .filter_map(|name| Some((name.to_string(), user.get(*name)?.clone())))
            .filter(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
        let mut facts = json::gathered(told);
        if let Some(plan) = user.get("type").and_then(Value::as_u64).and_then(plan) {
            facts.insert("plan".to_owned(), plan.into());
        }
        Ok(self.identity(subject, &label, facts, clocks.into_iter().collect()))
    }

    /// The credential works, but may not ask whose it is. Without an account id in the settings
    /// nothing tells one user from another.
    fn identity_without_user(&self, failure: &Failure, clocks: Option<String>) -> Step {
        let (subject, label) = match &self.account_id {
            Some(id) => (account_alone(id), format!("account {id}")),
            None => (Value::Null, "unidentified Zoom user".to_owned()),
        };
        let mut warning = format!(
            "The app may not ask Zoom whose account it is. Tick one of these scopes for the app at \
             Zoom, then connect again: {}.",
            failure.missing_scopes.concat().join(", ")
        );
        if self.account_id.is_some() {
            // A new Server-to-Server app has been seen to get its first token without scopes.
            warning.push_str(
                " If the app was made or changed just now, its tokens may lack scopes for some \
                 seconds: connect once more before that.",
            );
        }
        let facts = self
            .account_id
            .as_deref()
            .map(|id| ("account_id".to_owned(), id.into()));
        let warnings = [Some(warning), clocks].into_iter().flatten().collect();
        self.identity(subject, &label, json::gathered(facts), warnings)
    }

    fn identity(
        &self,
        subject: Value,
        label: &str,
        facts: Object,
        mut warnings: Vec<String>,
    ) -> Step {
        let mut uncovered = Vec::new();
        if self.scopes.is_empty() {
            warnings.push(
                "Zoom did not say which scopes were granted, so whether they cover all actions is \
                 not known."
                    .to_owned(),
            );
        } else {
            // What an event takes, Zoom ticks by itself when the app subscribes to it.
            for action in actions::ALL {
                let missing = scopes::missing_of_any(&action.ways(), &self.scopes);
                if !missing.is_empty() {
                    uncovered.push(json::object(vec![
                        ("id", action.id.into()),
                        ("missing_scopes", missing.into()),
                    ]));
                }
            }
        }
        // A server-to-server app acts for the account, whoever owns it today.
        let reach = match self.account_id {
            Some(_) => "account",
            None => "user",
        };
        let mut identity = json::object(vec![
            ("subject", subject),
            ("reach", reach.into()),
            ("label", label.into()),
            ("facts", facts.into()),
            ("uncovered", uncovered.into()),
            ("warnings", warnings.into()),
        ]);
        // The output of an action leaves out what is not known.
        if let (true, Value::Object(members)) = (self.asked_by != CONNECT, &mut identity) {
            members.retain(|_, value| !value.is_null());
        }
        Step::Done(json::text(&identity))
    }
}

/// How far the host's clock may be from Zoom's, in seconds.
const APART: u64 = 300;

/// What is said of a host's clock that is wrong: tokens seem to end at once, or never.
fn clocks_apart(response: &HttpResponse, now: u64) -> Option<String> {
    let zooms = clock(response)?;
    let apart = zooms.abs_diff(now);
    let way = if now < zooms { "behind" } else { "ahead of" };
    (apart > APART).then(|| {
        format!(
            "The clock of this machine is {apart} seconds {way} Zoom's. Set it right: by a wrong \
             clock, tokens end too early or too late, and starts of meetings are judged wrongly."
        )
    })
}

/// The subject of a connection that acts for an account as a whole.
fn account_alone(id: &str) -> Value {
    json::object(vec![("account", id.into())])
}

/// The plan of a user, by what Zoom calls the user's type.
fn plan(kind: u64) -> Option<&'static str> {
    match kind {
        1 => Some("Basic"),
        2 => Some("Licensed"),
        4 => Some("Unassigned, without Meetings Basic"),
        99 => Some("None"),
        _ => None,
    }
}
