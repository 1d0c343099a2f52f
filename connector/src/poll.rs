//! Looking for what has happened since the last poll: in the list that an action has.
//!
//! A poll is that action, with its pages, its waiting and its failures. What is new in its list becomes
//! events. The first poll asks whose account it is, since lists do not tell that.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{self, Call};
use crate::connect::{self, Connect};
use crate::contract::{Connection, Exchange, Failure, FailureKind, Page, Reply, Step};
use crate::input::Input;
use crate::json;
use crate::order;
use crate::shape::Findings;
use crate::state::State;
use crate::times::DateTime;
use crate::triggers::{self, Found, Occasion, Poll, Trigger, event};

/// A poll under way.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Polling {
    trigger: String,
    /// The host whose list it is, where the subscriber has named one.
    host: Option<String>,
    /// The host's clock when the poll began.
    began_at: u64,
    /// Where the last poll ended; none for the first.
    mark: Option<Mark>,
    /// The state of the action, or of finding out whose account it is.
    inner: String,
}

/// What the next poll is given.
#[derive(Clone, Serialize, Deserialize)]
struct Mark {
    /// When the first poll was made: what is older was never new.
    first: u64,
    /// When the last one was made.
    since: u64,
    account: String,
    /// The connected user, for what does not say whom it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
}

/// Begin a poll: from the cursor, or to find out whose account it is.
pub(crate) fn begin(
    connection: &Connection,
    id: &str,
    input: &str,
    cursor: Option<&str>,
) -> Result<Step, Failure> {
    let (trigger, poll) = polled(id)?;
    let mut findings = Findings::default();
    let chosen = Input::parse(input, &trigger.input, &mut findings);
    if !findings.problems.is_empty() {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not polled"),
            findings.problems,
        ));
    }
    let mark: Option<Mark> = cursor
        .map(|cursor| serde_json::from_slice(cursor.as_bytes()))
        .transpose()
        .map_err(|_| {
            Failure::new(
                FailureKind::InvalidInput,
                "The cursor is not one of this connector. Poll without one, which begins anew.",
            )
        })?;
    let host = chosen.text("host_id").map(str::to_owned);
    let step = match &mark {
        None => connect::begin(connection, connect::CONNECT)?,
        Some(mark) => {
            let from = mark.since.saturating_sub(poll.late).max(mark.first);
            let mut input = (poll.input)(from.min(connection.now), connection.now);
            if let (true, Some(host)) = (poll.of_a_user, &host) {
                input["user_id"] = host.as_str().into();
            }
            call::begin(connection, poll.action, &json::text(&input))?
        }
    };
    let polling = Polling {
        trigger: id.to_owned(),
        host,
        began_at: connection.now,
        mark,
        inner: String::new(),
    };
    polling.take(step)
}

fn polled(id: &str) -> Result<(&'static Trigger, &'static Poll), Failure> {
    let trigger = triggers::find(id)?;
    let poll = trigger.poll.ok_or_else(|| {
        Failure::new(
            FailureKind::Unsupported,
            format!("`{id}` can't be polled: Zoom tells it by webhook alone."),
        )
    })?;
    Ok((trigger, poll))
}

impl Polling {
    /// Go on with the outcome of the last step.
    pub(crate) fn resume(self, reply: Reply, now: u64) -> Result<Step, Failure> {
        // Read as every state is, which costs the component no second reader.
        let step = match serde_json::from_slice::<State<Call, Connect, Self>>(self.inner.as_bytes())
        {
            Ok(State::Action(call)) => call.resume(reply, now)?,
            Ok(State::Verification(connect)) => connect.resume(reply, now)?,
            Ok(State::Poll(_)) | Err(_) => return Err(not_mine()),
        };
        self.take(step)
    }

    /// Makes of a step of the action the one of the poll.
    fn take(self, step: Step) -> Result<Step, Failure> {
        match step {
            Step::Send(exchange) => Ok(Step::Send(self.around(exchange))),
            Step::Page(page) => {
                let items = json::parse(page.items.as_bytes()).unwrap_or_default();
                Ok(Step::Page(Page {
                    items: json::text(&self.events(items)?.into()),
                    then: self.around(page.then),
                }))
            }
            Step::Done(output) => {
                let output = json::parse(output.as_bytes()).unwrap_or_default();
                self.end(output)
            }
            Step::Download(_) | Step::Sign(_) => Err(not_mine()),
        }
    }

    /// The exchange of the action, with the state of the poll around its own.
    fn around(&self, exchange: Exchange) -> Exchange {
        let polling = Self {
            inner: String::from_utf8(exchange.state).unwrap_or_default(),
            ..self.clone()
        };
        Exchange {
            state: State::<(), (), _>::Poll(polling).to_bytes(),
            ..exchange
        }
    }

    /// What of the items of a list is new: the oldest first.
    fn events(&self, items: Value) -> Result<Vec<Value>, Failure> {
        let (trigger, poll) = polled(&self.trigger)?;
        let (Some(mark), Value::Array(items)) = (&self.mark, items) else {
            return Ok(Vec::new());
        };
        let oldest = mark.since.saturating_sub(poll.late).max(mark.first);
        let found = items.into_iter().flat_map(poll.find);
        let found = found.filter_map(|found| {
            let moment = DateTime::parse(found.moment.as_ref()?)?.timestamp()?;
            (moment >= oldest).then_some((moment, found))
        });
        let found = order::by_key(found.collect(), |(moment, _)| order::number(*moment));
        let event_of = |(moment, found): (u64, Found)| {
            let Found {
                mut object,
                event: name,
                ..
            } = found;
            if let (true, Some(host)) = (poll.of_a_user, self.host.as_ref().or(mark.user.as_ref()))
                && object.get("host_id").is_none()
            {
                object["host_id"] = host.as_str().into();
            }
            let data = json::object(vec![
                ("event", name.or(trigger.events.first().copied()).into()),
                ("account_id", mark.account.as_str().into()),
                ("object", object),
            ]);
            let occasion = Occasion {
                account: &mark.account,
                user: mark.user.as_deref(),
                at_ms: moment.saturating_mul(1_000),
            };
            event(trigger, &occasion, data)
        };
        Ok(found.into_iter().map(event_of).collect())
    }

    /// The end of the list, or whose account it is.
    fn end(self, mut output: Value) -> Result<Step, Failure> {
        let warnings = output["warnings"].take();
        let (events, mark) = match &self.mark {
            None => (Vec::new(), self.first_mark(&output)?),
            Some(mark) => {
                let items = output
                    .as_object_mut()
                    .and_then(|output| output.values_mut().find(|value| value.is_array()));
                let events = self.events(items.map(Value::take).unwrap_or_default())?;
                let mark = Mark {
                    // A clock that was set back must not bring old things up again.
                    since: self.began_at.max(mark.since),
                    ..mark.clone()
                };
                (events, mark)
            }
        };
        let mut polled = json!({ "events": events, "cursor": mark });
        if warnings
            .as_array()
            .is_some_and(|warnings| !warnings.is_empty())
            && self.mark.is_some()
        {
            polled["warnings"] = warnings;
        }
        Ok(Step::Done(json::text(&polled)))
    }

    fn first_mark(&self, identity: &Value) -> Result<Mark, Failure> {
        let subject = |name: &str| {
            let id = identity.pointer(&format!("/subject/{name}"))?.as_str();
            id.map(str::to_owned)
        };
        let account = subject("account").ok_or_else(|| {
            let why = identity.pointer("/warnings/0").and_then(Value::as_str);
            Failure::new(
                FailureKind::Forbidden,
                format!(
                    "`{}` was not polled: Zoom does not tell which account this is, which events have \
                     to say. {}",
                    self.trigger,
                    why.unwrap_or("Connect an account that may see its own profile.")
                ),
            )
        })?;
        Ok(Mark {
            first: self.began_at,
            since: self.began_at,
            account,
            user: subject("user"),
        })
    }
}

fn not_mine() -> Failure {
    Failure::new(
        FailureKind::InvalidInput,
        "The poll did not ask for that reply. Poll again with the same cursor.",
    )
}
