//! The main job, from source to a recording on disk, told as a short story.
//!
//! Everything in it is real: the component, the host, OAuth, HTTP. Only Zoom is a local one, and the
//! person at the browser is played.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::{component, stage::Stage, story, workspace};

const AFTERWORD: &str = "\
With a Zoom account of your own, it is the same commands. Create an app at Zoom as the README says, then:

  cargo install --locked --path host/cli
  connector-host add \"$(cargo xtask component)\"
  connector-host connect zoom --method byo-app --set client_id=YOUR_CLIENT_ID

The same over HTTP, with sign-in pages in the browser, against a local Zoom: cargo xtask serve";

/// Tells the story.
pub(crate) fn run() -> Result<(), crate::Error> {
    let begun = Instant::now();
    story::say(
        "From the source of a connector to a recording on your disk. Nothing leaves this machine.",
    );

    story::chapter("1. Build the Zoom connector, the host that runs it, and a local Zoom");
    let zoom = component::build(&[component::ZOOM])?.remove(0);
    workspace::build_programs()?;
    told(&format!(
        "{} is ready ({} KB), after {}",
        shown(&zoom),
        size_in_kb(&zoom)?,
        elapsed(begun)
    ));

    story::chapter("2. Start the local Zoom");
    let stage = Stage::set("demo", &["--port", "0", "--any-loopback-redirect"])?;
    told(&format!(
        "{} listens, with an account of {}.\n\
         In what follows, what is meant for zoom.us goes there, and the host keeps its data in {}:",
        stage.url(),
        stage.user(),
        shown(stage.home())
    ));
    for (name, value) in stage.environment() {
        story::aside(&format!("$ export {name}='{value}'"));
    }

    story::chapter("3. Add the connector to the host");
    told(&stage.host(&["add", &shown(&zoom)])?.stderr);

    story::chapter("4. Connect the account");
    told(&stage.connect()?);

    story::chapter("5. Create a meeting");
    let meeting = stage.invoke(
        "create-meeting",
        &[
            "topic=Weekly review",
            "start_time=2038-01-12T10:00:00",
            "timezone=Europe/Berlin",
            "duration=45",
        ],
    )?;
    told(&facts(
        &meeting,
        &[
            "id",
            "topic",
            "start_time",
            "timezone",
            "duration",
            "join_url",
        ],
    ));
    let id = meeting["id"].as_str().unwrap_or_default();

    story::chapter("6. Change it");
    let meeting_id = format!("meeting_id={id}");
    stage.invoke(
        "update-meeting",
        &[
            &meeting_id,
            "topic=Monthly review",
            "settings.waiting_room=true",
        ],
    )?;
    let meeting = stage.invoke("get-meeting", &[&meeting_id])?;
    told(&facts(
        &meeting,
        &["topic", "start_time", "/settings/waiting_room"],
    ));

    story::chapter("7. List all meetings");
    let list = stage.invoke("list-meetings", &["all_pages=true"])?;
    told(&items(&list["meetings"], &["id", "start_time", "topic"]));

    story::chapter("8. List the recordings");
    let list = stage.invoke("list-recordings", &["all_pages=true"])?;
    told(&items(
        &list["meetings"],
        &["start_time", "recording_count", "topic"],
    ));

    story::chapter("9. Download one");
    let recorded = newest_video(&list["meetings"]);
    let file = stage.download(recorded["uuid"].as_str().unwrap_or_default())?;
    told(&facts(
        &file,
        &["file_name", "size", "media_type", "sha256"],
    ));

    story::chapter(&format!("Done, in {}.", elapsed(begun)));
    story::say(AFTERWORD);
    Ok(())
}

/// Says what came of a command, a little to the right of it.
fn told(text: &str) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        story::say(&format!("   {line}"));
    }
}

/// Members of an object with their names, a line each. A name with a slash is a JSON Pointer.
fn facts(object: &Value, names: &[&str]) -> String {
    let label = |name: &str| name.trim_start_matches('/').replace('/', ".");
    let width = names
        .iter()
        .map(|name| label(name).len())
        .max()
        .unwrap_or(0);
    names.iter().fold(String::new(), |mut lines, name| {
        let value = if name.starts_with('/') {
            object.pointer(name)
        } else {
            object.get(name)
        };
        // Writing to a text cannot fail.
        let _ = writeln!(
            lines,
            "{:width$}  {}",
            label(name),
            text(value.unwrap_or(&Value::Null))
        );
        lines
    })
}

/// The first few items of a list, a line each.
fn items(list: &Value, names: &[&str]) -> String {
    const MOST: usize = 6;
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let line = |item: &Value| {
        let columns = names
            .iter()
            .map(|name| format!("{:<20}", text(&item[*name])));
        columns.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut lines: Vec<String> = list.iter().take(MOST).map(line).collect();
    if list.len() > MOST {
        lines.push(format!("and {} more", list.len() - MOST));
    }
    lines.join("\n")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(
        || {
            if value.is_null() {
                "-".to_owned()
            } else {
                value.to_string()
            }
        },
        str::to_owned,
    )
}

/// The first recording that has a video that is ready.
fn newest_video(recordings: &Value) -> Value {
    let has_video = |recording: &&Value| {
        recording["recording_files"]
            .as_array()
            .is_some_and(|files| {
                files
                    .iter()
                    .any(|file| file["file_type"] == "MP4" && file["status"] == "completed")
            })
    };
    recordings
        .as_array()
        .into_iter()
        .flatten()
        .find(has_video)
        .cloned()
        .unwrap_or(json!({}))
}

fn size_in_kb(path: &Path) -> Result<u64, std::io::Error> {
    Ok(std::fs::metadata(path)?.len() / 1000)
}

/// A path as short as it can be written where the person is.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here)
        .unwrap_or(path)
        .display()
        .to_string()
}

fn elapsed(since: Instant) -> String {
    let seconds = since.elapsed().as_secs();
    if seconds < 60 {
        format!("{:.1} s", since.elapsed().as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}
