//! Alternative hosts, one by one: Zoom knows the list as a whole only, and takes what it is sent for all
//! of it. So the meeting is looked at, and the list goes back with what is changed of it.

use serde_json::Value;

use super::change::{gets_an_end, whole};
use super::{fields, update};
use crate::actions::lookups;
use crate::contract::{Failure, FieldProblem};
use crate::course::{Came, Course, Files, Leg, Trip, Turn, state_is_lost};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::manifest_only::ManifestOnly;
use crate::shape::{Field, Kind, Path, TEXTS, member};

/// The fields of both actions; `whose` describes the list.
pub(super) const fn people(whose: &'static str) -> Field {
    member("alternative_hosts", Kind::List(&ids::EMAIL, 100), whose)
        .required()
        .choices(&lookups::ALTERNATIVE_HOSTS)
}

/// What both take beside that.
pub(super) static BESIDE: &[Field] = &[
    member(
        "alternative_hosts_email_notification",
        Kind::Boolean,
        "Whether Zoom tells alternative hosts by e-mail. Without it, what the meeting says holds.",
    ),
    fields::END_AT_LIMIT,
];

/// What both tell.
pub(super) static TOLD: &[Field] = &[
    fields::DONE_TO,
    member(
        "updated",
        Kind::Boolean,
        "Whether the meeting was changed; not where it was so already.",
    )
    .required(),
    member(
        "alternative_hosts",
        TEXTS,
        "The e-mail addresses of all alternative hosts now.",
    )
    .required(),
    member("changed", TEXTS, "Those who were added or removed.").required(),
];

/// Adds those of the input.
pub(super) static ADD: Course = course(add);
/// Removes those of the input.
pub(super) static REMOVE: Course = course(remove);

const fn course(take: fn(&Trip<'_>, Value, Came) -> Result<Turn, Failure>) -> Course {
    Course {
        files: ManifestOnly::new(Files::None),
        begin: |_, _| Ok(Turn::On(Value::Null)),
        leg,
        take,
    }
}

/// What is sent, and what that changes.
struct Plan {
    hosts: Vec<String>,
    changed: Vec<String>,
    warnings: Vec<String>,
}

kept!(Plan {
    hosts,
    changed,
    warnings,
});

fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    if memory.is_null() {
        return whole(input).map(Leg::Ask);
    }
    let hosts = Plan::read(memory.clone())?.hosts.join(";");
    let mut settings = vec![("alternative_hosts", hosts.into())];
    let notify = "alternative_hosts_email_notification";
    if let Some(value) = input.get(notify) {
        settings.push((notify, value.clone()));
    }
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &update::ACTION.endpoint,
        input: Input::default()
            .with("meeting_id", input.get("meeting_id")?.clone())
            .with("settings", json::object(settings)),
    }))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

fn add(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    take(
        trip,
        memory,
        came,
        "add-alternative-hosts",
        |hosts, asked| {
            let is_new = |host: &&String| !hosts.iter().any(|known| same(known, host));
            let new: Vec<String> = asked.iter().filter(is_new).cloned().collect();
            hosts.extend(new.clone());
            new
        },
    )
}

fn remove(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    take(
        trip,
        memory,
        came,
        "remove-alternative-hosts",
        |hosts, asked| {
            let goes = |host: &String| asked.iter().any(|gone| same(gone, host));
            let gone = hosts.iter().filter(|host| goes(host)).cloned().collect();
            hosts.retain(|host| !goes(host));
            gone
        },
    )
}

fn take(
    trip: &Trip<'_>,
    memory: Value,
    came: Came,
    action: &str,
    change: fn(&mut Vec<String>, &[String]) -> Vec<String>,
) -> Result<Turn, Failure> {
    let Came::Answer(answer) = came else {
        return Err(state_is_lost(action));
    };
    let seen = answer?;
    let input = trip.input;
    if !memory.is_null() {
        let plan = Plan::read(memory).ok_or_else(|| state_is_lost(action))?;
        return Ok(plan.done(input, true));
    }
    let told = seen
        .pointer("/settings/alternative_hosts")
        .and_then(Value::as_str);
    let told = told.unwrap_or_default().split(';').map(str::trim);
    let mut hosts: Vec<String> = told
        .filter(|host| !host.is_empty())
        .map(str::to_owned)
        .collect();
    let mut asked: Vec<String> = Vec::new();
    let named = input.get("alternative_hosts").and_then(Value::as_array);
    for host in named.into_iter().flatten().filter_map(Value::as_str) {
        if !asked.iter().any(|known| same(known, host)) {
            asked.push(host.to_owned());
        }
    }
    let mut plan = Plan {
        changed: change(&mut hosts, &asked),
        hosts,
        warnings: Vec::new(),
    };
    if plan.changed.is_empty() {
        return Ok(plan.done(input, false));
    }
    match gets_an_end(&seen, input) {
        Some(Err(problem)) => {
            return Err(Failure::invalid_input(
                &format!("`{action}` has changed nothing"),
                vec![problem],
            ));
        }
        Some(Ok(warning)) => plan.warnings.push(warning),
        None => {}
    }
    Ok(Turn::On(plan.into_value()))
}

impl Plan {
    fn done(self, input: &Input, updated: bool) -> Turn {
        Turn::Done(json::object(vec![
            ("meeting_id", input.get("meeting_id").cloned().into()),
            ("updated", updated.into()),
            ("alternative_hosts", self.hosts.into()),
            ("changed", self.changed.into()),
            ("warnings", self.warnings.into()),
        ]))
    }
}

/// At least one is named.
pub(super) fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let named = input.get("alternative_hosts").and_then(Value::as_array);
    if named.is_some_and(Vec::is_empty) {
        let at = Path::Member(&Path::Whole, "alternative_hosts");
        problems.push(at.problem("must name at least one person"));
    }
}
