//! Trying a component with inputs and replies that nobody would think of.
//!
//! They are made of the manifest's samples and of the names in its schemas, with odd values in the
//! places of others. What a component may never do is trap, go over a limit of the host's, carry
//! more state than a step may, or end with an output that is not what its schema says.

use std::collections::BTreeMap;

use connector_host::component::{Answer, Connector};
use connector_host::contract::{
    Connection, Field, HttpResponse, Receipt, Reply, STATE_LIMIT, Step,
};
use fastrand::Rng;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// What calls at random came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inputs that actions were begun with.
    pub inputs: u64,
    /// Those of them that were refused.
    pub refused: u64,
    /// Replies that were given to steps.
    pub replies: u64,
    /// Calls that ended with an output.
    pub done: u64,
    /// Calls that ended with a failure after a reply.
    pub failed: u64,
    /// The largest state, in bytes.
    pub largest_state: usize,
    /// What must never happen, with what led to it.
    pub wrong: Vec<String>,
}

/// How many replies a call gets at most.
const MOST_REPLIES: u32 = 40;

/// Begins `calls` calls of the connector's actions and answers their steps, all at random.
///
/// # Panics
/// When the manifest has no actions with samples and schemas.
#[must_use]
pub fn try_at_random(connector: &Connector, seed: u64, calls: u64) -> Tally {
    let manifest: Value =
        serde_json::from_str(connector.manifest_json()).expect("a manifest is JSON");
    let actions = manifest["actions"].as_array().expect("it lists actions");
    let mut trial = Trial {
        connector,
        material: Material::of(actions),
        outputs: actions.iter().map(output_schema).collect(),
        rng: Rng::with_seed(seed),
        tally: Tally::default(),
    };
    for _ in 0..calls {
        let action = &actions[trial.rng.usize(..actions.len())];
        trial.call(action);
    }
    trial.tally
}

fn output_schema(action: &Value) -> (String, Validator) {
    let id = action["id"].as_str().expect("an action has an id");
    let validator = jsonschema::validator_for(&action["output"]).expect("a schema");
    (id.to_owned(), validator)
}

struct Trial<'a> {
    connector: &'a Connector,
    material: Material,
    outputs: BTreeMap<String, Validator>,
    rng: Rng,
    tally: Tally,
}

impl Trial<'_> {
    fn call(&mut self, action: &Value) {
        let id = action["id"].as_str().expect("an action has an id");
        let input = self
            .material
            .input(&mut self.rng, &action["sample"]["input"]);
        let now = 1_772_366_400 + self.rng.u64(..100_000_000);
        let connection = Connection {
            method: self.connector.manifest().auth_methods[0].id.clone(),
            settings: "{}".to_owned(),
            base_url: None,
            scopes: Vec::new(),
            now,
        };
        self.tally.inputs += 1;
        let begun = self.connector.invoke(&connection, id, &input);
        let Some(mut step) = self.judge(id, begun, &input) else {
            self.tally.refused += 1;
            return;
        };
        for _ in 0..MOST_REPLIES {
            let Some(state) = step.state().map(<[u8]>::to_vec) else {
                break;
            };
            let sample = &action["sample"]["output"];
            let reply = self.material.reply(&mut self.rng, &step, sample);
            self.tally.replies += 1;
            let answer = self.connector.resume(&state, &reply, now + 1);
            match self.judge(id, answer, &format!("{input} … {reply:?}")) {
                Some(next) => step = next,
                None => {
                    self.tally.failed += 1;
                    return;
                }
            }
        }
    }

    /// The step that the connector has answered with, if it has, and whether all is as it must be.
    fn judge(&mut self, action: &str, answer: Answer<Step>, cause: &str) -> Option<Step> {
        let mut wrong = |what: String| {
            let cause: String = cause.chars().take(2000).collect();
            self.tally.wrong.push(format!("{action}: {what}: {cause}"));
        };
        match answer {
            Err(error) => {
                wrong(format!("{error}"));
                None
            }
            Ok(Err(failure)) => {
                if failure.message.is_empty() || failure.message.len() > 10_000 {
                    wrong(format!("a message of {} bytes", failure.message.len()));
                }
                None
            }
            Ok(Ok(Step::Done(output))) => {
                self.tally.done += 1;
                let value: Value = serde_json::from_str(&output).unwrap_or_default();
                let misfits = self.outputs[action].iter_errors(&value);
                if let Some(error) = misfits.map(|error| error.to_string()).next() {
                    wrong(format!("an output that does not fit: {error}"));
                }
                Some(Step::Done(output))
            }
            Ok(Ok(step)) => {
                let size = step.state().map_or(0, <[u8]>::len);
                self.tally.largest_state = self.tally.largest_state.max(size);
                if size > STATE_LIMIT {
                    wrong(format!("a state of {size} bytes"));
                }
                Some(step)
            }
        }
    }
}

/// What inputs and answers are made of.
struct Material {
    /// The names of members, in all schemas.
    names: Vec<String>,
}

impl Material {
    fn of(actions: &[Value]) -> Self {
        let mut names = vec!["code".to_owned(), "message".to_owned(), "errors".to_owned()];
        for action in actions {
            collect_names(&action["input"], &mut names);
            collect_names(&action["output"], &mut names);
        }
        names.sort();
        names.dedup();
        Self { names }
    }

    fn name(&self, rng: &mut Rng) -> String {
        match rng.u8(..20) {
            0 => text(rng),
            _ => self.names[rng.usize(..self.names.len())].clone(),
        }
    }

    /// A value that may be anything.
    fn value(&self, rng: &mut Rng, depth: u8) -> Value {
        match rng.u8(..if depth == 0 { 9 } else { 12 }) {
            0 => Value::Null,
            1 => rng.bool().into(),
            2 => rng.i64(..).into(),
            3 => rng.i64(-3..70).into(),
            4 => json!(rng.f64() * 1e3),
            5 => json!([1e300, -0.0, 30.0, 1e18][rng.usize(..4)]),
            6..=8 => text(rng).into(),
            9 => (0..rng.usize(..5))
                .map(|_| self.value(rng, depth - 1))
                .collect(),
            _ => (0..rng.usize(..6))
                .map(|_| (self.name(rng), self.value(rng, depth - 1)))
                .collect::<Map<_, _>>()
                .into(),
        }
    }

    /// A sample with some of its values exchanged, some left out, and some more.
    fn altered(&self, rng: &mut Rng, sample: &Value) -> Value {
        if rng.u8(..25) == 0 {
            return self.value(rng, 3);
        }
        match sample {
            Value::Object(members) => {
                let mut altered: Map<_, _> = members
                    .iter()
                    .filter(|_| rng.u8(..20) != 0)
                    .map(|(name, value)| (name.clone(), value))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|(name, value)| (name, self.altered(rng, value)))
                    .collect();
                for _ in 0..rng.usize(..3) {
                    altered.insert(self.name(rng), self.value(rng, 2));
                }
                altered.into()
            }
            Value::Array(items) => items.iter().map(|item| self.altered(rng, item)).collect(),
            other => other.clone(),
        }
    }

    fn input(&self, rng: &mut Rng, sample: &Value) -> String {
        match rng.u8(..40) {
            0 => text(rng),
            1 => "[".repeat(rng.usize(..5000)),
            2 => self.value(rng, 4).to_string(),
            // Most odd inputs are refused, and what is refused gets no replies.
            3..=24 => sample.to_string(),
            _ => self.altered(rng, sample).to_string(),
        }
    }

    fn reply(&self, rng: &mut Rng, step: &Step, sample: &Value) -> Reply {
        match (step, rng.u8(..30)) {
            (_, 0) => Reply::Lost,
            (_, 1) => Reply::Signature(vec![rng.u8(..); rng.usize(..64)]),
            (Step::Download(_), 2..=12) | (_, 2) => Reply::Downloaded(Receipt {
                file_name: text(rng),
                size: rng.u64(..) >> rng.u8(..64),
                media_type: text(rng),
                sha256: text(rng),
            }),
            _ => Reply::Response(self.response(rng, sample)),
        }
    }

    fn response(&self, rng: &mut Rng, sample: &Value) -> HttpResponse {
        const STATUSES: [u16; 14] = [
            200, 201, 202, 204, 206, 302, 400, 401, 403, 404, 409, 429, 500, 503,
        ];
        let status = match rng.u8(..10) {
            0..=5 => 200,
            6..=8 => STATUSES[rng.usize(..STATUSES.len())],
            _ => rng.u16(..700),
        };
        let names = ["content-type", "retry-after", "date", "x-ratelimit-type"];
        let headers = (0..rng.usize(..4))
            .map(|_| Field {
                name: names[rng.usize(..names.len())].to_owned(),
                value: text(rng),
            })
            .collect();
        let body = match rng.u8(..20) {
            0 => Vec::new(),
            1 => (0..rng.usize(..200)).map(|_| rng.u8(..)).collect(),
            2 => b"[".repeat(rng.usize(..20_000)),
            3 => json!({ "code": rng.i64(..5000), "message": text(rng), "errors": [self.value(rng, 2)] })
                .to_string()
                .into_bytes(),
            4 => self.value(rng, 4).to_string().into_bytes(),
            _ => self.altered(rng, sample).to_string().into_bytes(),
        };
        HttpResponse {
            status,
            headers,
            body,
        }
    }
}

/// A text as it should not be, or as it might be.
fn text(rng: &mut Rng) -> String {
    const TEXTS: [&str; 24] = [
        "",
        " ",
        "0",
        "-5",
        "30",
        "30.0",
        "true",
        "null",
        "me",
        "..",
        "/a//b==",
        "%2F%2F",
        "2026-09-15T10:00:00Z",
        "2026-13-01",
        "0000-01-01",
        "9999-12-31T23:59:59-23:59",
        "Europe/Berlin",
        "a@b",
        "https://zoom.us/j/85746065432",
        "x~2026-01-01~2026-01-31",
        "Sun, 01 Mar 2026 12:00:00 GMT",
        "Daily-limit",
        "💥\u{0}\u{202e}",
        "2,4,",
    ];
    match rng.u8(..12) {
        0 => "a".repeat(rng.usize(..3000)),
        1..=2 => (0..rng.usize(..20)).map(|_| rng.char(..)).collect(),
        _ => TEXTS[rng.usize(..TEXTS.len())].to_owned(),
    }
}

fn collect_names(schema: &Value, names: &mut Vec<String>) {
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        names.push(name.clone());
        collect_names(schema, names);
    }
    if schema["items"].is_object() {
        collect_names(&schema["items"], names);
    }
}
