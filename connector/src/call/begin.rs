//! Beginning a call: the input is checked, and what comes first is asked.

use super::{Call, Stage};
use serde_json::Value;

use crate::action::{Action, Flow, Meant};
use crate::actions::recordings::download_all;
use crate::actions::{self, meetings, records};
use crate::attempt::Attempt;
use crate::auth;
use crate::connect;
use crate::contract::{Connection, Failure, FieldProblem, Step};
use crate::course::Turn;
use crate::input::Input;
use crate::json;
use crate::kept::Kept;
use crate::look::Look;
use crate::pages::Position;
use crate::shape::{Findings, Path};
use crate::state::LIMIT_AT_FIRST;

/// Begin an action.
pub(crate) fn begin(connection: &Connection, id: &str, input: &str) -> Result<Step, Failure> {
    begin_as(connection, id, input, "")
}

/// Begin an action, for which another may stand.
fn begin_as(connection: &Connection, id: &str, input: &str, record: &str) -> Result<Step, Failure> {
    let action = actions::find(id)?;
    let account = auth::account(connection)?;
    let now = connection.now;
    let shape = &action.endpoint.input;
    let mut findings = Findings::default();
    let input = (action.prepare)(Input::parse(input, shape, &mut findings));
    input.check_members(shape, &mut findings.problems);
    input.check_rules(action.rules, now, &mut findings.problems);
    if action.changes_parts && findings.problems.is_empty() && input.body(shape).is_empty() {
        let problem = Path::Whole.problem("changes nothing; name at least one field to change");
        findings.problems.push(problem);
    }
    if !findings.problems.is_empty() {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not started"),
            findings.problems,
        ));
    }
    if let Flow::Record(meant, _) = action.flow {
        return begin_record(connection, id, &input, meant);
    }
    let mut warnings = left_out(&findings.left_out);
    warnings.extend(action.warnings_of(&input, now));
    if account.id.is_some() {
        warnings.extend(of_the_owner(action, &input));
    }
    let stage = match &action.flow {
        Flow::Pages(_) => Stage::Page(Position::default().into_value()),
        Flow::Answer(_) | Flow::Derived(..) | Flow::Download(..) => Stage::Answer,
        Flow::Course(course, ..) => match (course.begin)(&input, connection)? {
            Turn::On(memory) => Stage::Course(memory),
            Turn::Done(output) => Stage::Made(output),
        },
        Flow::Identity(_) | Flow::Record(..) => return connect::begin(connection, id),
    };
    let call = Call {
        action: id.to_owned(),
        input,
        began_at: now,
        attempt: Attempt::new(account, &connection.scopes, now),
        warnings,
        certain: false,
        record: record.to_owned(),
        stage,
    };
    if let Stage::Made(output) = &call.stage {
        return Ok(call.done(output.clone()));
    }
    let size = call.to_bytes().len();
    if size > LIMIT_AT_FIRST {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not started"),
            vec![too_large(&call.input, size)],
        ));
    }
    let looks = |look: &&Look| (look.before)(&call.input).is_some();
    let Some(look) = action.look.filter(looks) else {
        return call.set_out(action);
    };
    let call = Call {
        stage: Stage::Look,
        ..call
    };
    // Where it is known that looking is not allowed, no request is spent on it.
    let allowed = (look.before)(&call.input)
        .is_some_and(|ask| ask.endpoint.scopes.missing(&connection.scopes).is_empty());
    if allowed || connection.scopes.is_empty() {
        call.ask(action).map(Step::Send)
    } else {
        call.decide(action, look, None, now)
    }
}

/// Begin the action that is meant by one that stands for several.
fn begin_record(
    connection: &Connection,
    id: &str,
    input: &Input,
    meant: &[Meant],
) -> Result<Step, Failure> {
    let mut of_object = meant
        .iter()
        .filter(|meant| input.text("object") == Some(meant.object));
    let Some(meant) = of_object.next() else {
        return Err(Failure::invalid_input(
            &format!("`{id}` was not started"),
            Vec::new(),
        ));
    };
    let was_not_started =
        |problems| Failure::invalid_input(&format!("`{id}` was not started"), problems);
    let said_twice = records::said_twice(meant, input);
    if !said_twice.is_empty() {
        return Err(was_not_started(said_twice));
    }
    let fields = json::text(&Value::Object(records::input(meant, input)));
    begin_as(connection, meant.action.id, &fields, id).map_err(|failure| {
        if failure.problems.is_empty() {
            return records::failure(meant.action.id, id, failure);
        }
        let problems = failure.problems.into_iter();
        let problems = problems.map(|problem| records::problem(meant, problem));
        was_not_started(problems.collect())
    })
}

/// What is said where a connection that acts for an account, and of which nobody is the connected user, is
/// used for that user.
fn of_the_owner(action: &'static Action, input: &Input) -> Option<String> {
    let field = |name| action.endpoint.input.field(name);
    let me = |value: &Value| value.as_str() == Some(ME);
    let of_span = std::ptr::eq(action, &download_all::ACTION) && input.get("from").is_some();
    let is_me = match input.get("user_id") {
        Some(user) => field("user_id").is_some() && me(user),
        None => of_span || field("user_id").is_some_and(|field| field.stand_in == Some(ME)),
    };
    let all = input.get("user_ids").and_then(Value::as_array);
    let has_me = all.is_some_and(|all| all.iter().any(me));
    let finds_me = std::ptr::eq(action, &meetings::find::ACTION) && all.is_none();
    let (name, meant) = match (is_me, has_me || finds_me) {
        (true, _) => ("user_id", "a user"),
        (_, true) => ("user_ids", "users"),
        _ => return None,
    };
    Some(format!(
        "The connection is of a server-to-server app, which has no user of its own: without another \
         `{name}`, the owner of the account is meant. Name {meant}, by id or e-mail address."
    ))
}

/// How a path names the connected user.
const ME: &str = "me";

/// What is said of an input that can't be kept between two steps of the call, whose state has `size`
/// bytes with it.
fn too_large(input: &Input, size: usize) -> FieldProblem {
    let (field, length) = input.largest();
    let surplus = size - LIMIT_AT_FIRST;
    match length.checked_sub(surplus) {
        Some(most) => Path::Member(&Path::Whole, field).problem(format!(
            "has {length} bytes as JSON, and {most} are the most that can be sent with the other fields"
        )),
        None => Path::Whole.problem(format!(
            "has {surplus} bytes more as JSON than can be sent at once"
        )),
    }
}

/// What is said of the members of an input that can't be set.
fn left_out(fields: &[String]) -> Vec<String> {
    let names: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
    match names.as_slice() {
        [] => Vec::new(),
        names => vec![format!(
            "Zoom answers these fields but does not take them, so they are left out: {}.",
            names.join(", ")
        )],
    }
}
