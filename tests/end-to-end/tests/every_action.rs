//! Every action once, in the real component and the real host, against the local Zoom: what goes out is
//! taken and does what it says, and what comes back fits the schema of the output.
//!
//! What is played stands in `plays.json`, a step a line: the action, its input, the connection, what is
//! kept of the output for later steps (`$name/pointer`), and what has to be in it. An action of the
//! manifest that no step plays fails the test, so a new action brings a line of its own.

use std::collections::{BTreeMap, BTreeSet};

use connector_host::Host;
use connector_host::download::Destination;
use end_to_end::{Stage, misfits};
use jiff::{SignedDuration, Span, Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::Value;

/// Steps that belong together: one that fails leaves the rest of its scene out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    scene: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// The action; none where nothing but time passes.
    #[serde(rename = "do")]
    action: Option<String>,
    #[serde(default)]
    with: Value,
    /// The connection; without it, that of the account.
    #[serde(rename = "as")]
    connection: Option<String>,
    /// The name that the output is kept under.
    keep: Option<String>,
    /// Where in the output a list is, of which one item is kept instead.
    of: Option<String>,
    /// What that item has to have.
    #[serde(default, rename = "where")]
    like: BTreeMap<String, Value>,
    /// What the output has to have, by pointer.
    #[serde(default)]
    gives: BTreeMap<String, Value>,
    /// The kind of failure that has to come of it.
    fails: Option<String>,
    /// How many minutes pass before it.
    #[serde(default)]
    after_minutes: i64,
}

struct Play {
    host: Host,
    stage: Stage,
    kept: BTreeMap<String, Value>,
    downloads: std::path::PathBuf,
}

impl Play {
    /// A value with what was kept, and days, in the places of texts that begin with `$`.
    fn meant(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.named(name)?,
                None => value.clone(),
            },
            Value::Array(items) => {
                let items: Result<_, _> = items.iter().map(|item| self.meant(item)).collect();
                Value::Array(items?)
            }
            Value::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.meant(value)?)));
                Value::Object(members.collect::<Result<_, String>>()?)
            }
            _ => value.clone(),
        })
    }

    fn named(&self, name: &str) -> Result<Value, String> {
        if let Some(days) = name.strip_prefix("day") {
            let days: i64 = if days.is_empty() {
                0
            } else {
                days.parse().map_err(|_| format!("no days in ${name}"))?
            };
            let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
            return Ok(today
                .saturating_add(Span::new().days(days))
                .to_string()
                .into());
        }
        let (kept, pointer) = name.split_at(name.find('/').unwrap_or(name.len()));
        let value = self.kept.get(kept).and_then(|kept| kept.pointer(pointer));
        value
            .cloned()
            .ok_or_else(|| format!("${name} is not there"))
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let pass = SignedDuration::from_mins(step.after_minutes);
        self.stage.sandbox.clock().advance(pass);
        let Some(action) = &step.action else {
            return Ok(());
        };
        let input = match &step.with {
            Value::Null => Value::Object(serde_json::Map::new()),
            with => self.meant(with)?,
        };
        let outcome = self
            .host
            .invoke("zoom", action)
            .connection(step.connection.as_deref().unwrap_or(ACCOUNT))
            .input(input)
            .download_to(Destination {
                directory: self.downloads.clone(),
                file_name: None,
                overwrite: false,
                progress: None,
            })
            .run()
            .await;
        let output = match (outcome, &step.fails) {
            (Ok(output), None) => output.value,
            (Err(error), Some(text)) if format!("{error:?}").contains(text.as_str()) => {
                return Ok(());
            }
            (Ok(output), Some(text)) => {
                return Err(format!("it does not fail with {text}: {}", output.value));
            }
            (Err(error), _) => return Err(format!("{error}")),
        };
        let misfits = misfits(action, &output);
        if !misfits.is_empty() {
            return Err(format!("{} in {output}", misfits.join("; ")));
        }
        for (pointer, wanted) in &step.gives {
            let wanted = self.meant(wanted)?;
            let given = output.pointer(pointer);
            if given != Some(&wanted) {
                return Err(format!(
                    "{pointer} is {given:?} instead of {wanted}: {output}"
                ));
            }
        }
        if let Some(name) = &step.keep {
            let kept = self.chosen(step, output)?;
            self.kept.insert(name.clone(), kept);
        }
        Ok(())
    }

    /// What is kept of an output.
    fn chosen(&self, step: &Step, output: Value) -> Result<Value, String> {
        let Some(of) = &step.of else {
            return Ok(output);
        };
        let items = output.pointer(of).and_then(Value::as_array);
        for item in items.into_iter().flatten() {
            let mut fits = true;
            for (pointer, wanted) in &step.like {
                fits &= item.pointer(pointer) == Some(&self.meant(wanted)?);
            }
            if fits {
                return Ok(item.clone());
            }
        }
        Err(format!("{of} has no such item: {output}"))
    }
}

/// Whose connection is meant where a step does not say.
const ACCOUNT: &str = "account";

#[tokio::test]
async fn every_action_of_the_manifest_is_played_once_against_the_local_zoom() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    std::fs::write(stage.file("sdk_secret"), "not-a-secret-of-the-sdk").expect("it is written");
    for (app, name) in [
        ("sandbox-server-to-server", ACCOUNT),
        ("sandbox-user-classic", "user"),
        ("sandbox-admin-classic", "admin"),
    ] {
        let sdk = [
            "--set",
            "sdk_key=sdk-key",
            "--set-file",
            "sdk_secret=sdk_secret",
        ];
        let args = [&["--name", name][..], &sdk].concat();
        let _ = stage.connect_as(app, &args).await.done();
    }
    let mut play = Play {
        host: stage.host(),
        downloads: stage.file("downloads"),
        kept: BTreeMap::new(),
        stage,
    };
    let scenes = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plays.json");
    let scenes = std::fs::read(scenes).expect("the scenes are there");
    let scenes: Vec<Scene> = serde_json::from_slice(&scenes).expect("scenes of steps");
    let mut wrong = Vec::new();
    let mut played = BTreeSet::new();
    for Scene { scene, steps } in &scenes {
        for step in steps {
            let action = step.action.as_deref().unwrap_or("nothing");
            match play.step(step).await {
                Ok(()) if step.fails.is_none() => _ = played.insert(action.to_owned()),
                Ok(()) => {}
                Err(what) => {
                    let what: String = what.chars().take(2_000).collect();
                    wrong.push(format!("{scene}: {action}: {what}"));
                    break;
                }
            }
        }
    }
    let manifest = play.host.connector("zoom").await.expect("it is there");
    let manifest: Value =
        serde_json::from_str(manifest.manifest_json()).expect("a manifest is JSON");
    let actions = manifest["actions"].as_array().expect("it lists actions");
    let ids = actions.iter().filter_map(|action| action["id"].as_str());
    let unplayed: Vec<_> = ids.filter(|id| !played.contains(*id)).collect();
    if !unplayed.is_empty() {
        wrong.push(format!("not played: {}", unplayed.join(", ")));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test]
async fn the_sample_of_every_action_is_dry_run_and_sends_nothing() {
    let stage = Stage::new().await;
    stage.add_zoom().await;
    let host = stage.host();
    let connector = host.connector("zoom").await.expect("it is there");
    let manifest: Value =
        serde_json::from_str(connector.manifest_json()).expect("a manifest is JSON");
    let mut wrong = Vec::new();
    for action in manifest["actions"].as_array().expect("it lists actions") {
        let id = action["id"].as_str().expect("an action has an id");
        let invocation = host
            .invoke("zoom", id)
            .input(action["sample"]["input"].clone());
        match invocation.dry_run().await {
            Ok(Some(shown)) if shown.request.url.starts_with("https://api.zoom.us/v2/") => {}
            other => wrong.push(format!("{id}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(stage.sandbox.requests().all().is_empty());
}
