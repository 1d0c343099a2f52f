//! What the README shows is what there is.

use std::path::Path;

use end_to_end::Stage;
use serde_json::{Value, json};

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).expect("the file can be read")
}

#[test]
fn the_readme_shows_the_driver_in_javascript_whole() {
    let readme = read("README.md");
    let shown: Vec<&str> = readme
        .split("```js\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let driver = read("examples/javascript/driver.mjs");
    assert_eq!(
        shown,
        [driver],
        "copy examples/javascript/driver.mjs into the README"
    );
}

/// What stands between two pieces of a text.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(begin).expect("the README has it");
    rest.split(end).next().unwrap_or_default()
}

#[test]
fn the_readme_leads_to_all_actions_and_names_none_that_is_not_there() {
    let manifest: Value = serde_json::from_str(&read("manifests/zoom.json")).expect("JSON");
    let actions = manifest["actions"].as_array().expect("a list");
    let actions: Vec<&str> = actions
        .iter()
        .filter_map(|action| action["id"].as_str())
        .collect();
    let readme = read("README.md");
    assert!(readme.contains("](docs/actions.md)"));
    let listed = read("docs/actions.md");
    for action in &actions {
        assert!(listed.contains(&format!("| `{action}` ")), "{action}");
    }
    let table = between(&readme, "| Of | What one can do |", "\n\n");
    let named: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    assert!(named.contains(&"test-connection"), "{named:?}");
    for name in named {
        assert!(actions.contains(&name), "there is no action {name}");
    }
}

#[tokio::test]
async fn the_readme_lists_every_exit_code_with_its_meaning() {
    let readme = read("README.md");
    let listed = between(&readme, "Exit codes: ", "\n\n").replace('\n', " ");
    let mut listed: Vec<&str> = listed.trim_end_matches('.').split("; ").collect();
    listed.sort_unstable();
    let help = Stage::new().await.run(&["--help"]).await.done().stdout;
    let codes = between(&help, "Exit codes:\n", "\n\n").lines();
    let mut codes: Vec<String> = codes
        .map(|line| line.trim().replacen("  ", " ", 1))
        .collect();
    codes.sort_unstable();
    assert_eq!(listed, codes);
}

/// The commands of this program that the README shows, without its remarks.
#[cfg(unix)]
fn commands(readme: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut lines = readme.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some(line) = line.strip_prefix("$ ") else {
            continue;
        };
        let mut command = line.to_owned();
        while command.ends_with('\\') {
            command.pop();
            command += lines.next().unwrap_or_default();
        }
        let command = command.split(" #").next().unwrap_or_default().trim();
        if command.starts_with("connector-host ") {
            commands.push(command.to_owned());
        }
    }
    commands
}

/// The meeting of the README's examples.
#[cfg(unix)]
const A_MEETING: &str = "85746065432";

/// A meeting of the account that was recorded.
#[cfg(unix)]
async fn recorded(stage: &Stage) -> String {
    let listed = stage.invoke("list-recordings", &json!({})).await.done();
    let listed = listed.json();
    let recordings = listed["meetings"].as_array().expect("a list");
    let recording = recordings
        .iter()
        .find(|recording| recording["topic"] == "Retrospective");
    let id = recording.expect("the account has it")["id"].as_str();
    id.expect("a meeting's id is a text").to_owned()
}

/// What a reader puts in the place of what is theirs.
#[cfg(unix)]
async fn filled_in(command: &str, stage: &Stage) -> String {
    let apps = stage.sandbox.apps();
    let server = apps
        .iter()
        .find(|app| app.client_id == "sandbox-server-to-server")
        .expect("an app of the whole account");
    let component = end_to_end::built_component("zoom");
    let mut command = command
        .replace("$(cargo xtask component)", &component.display().to_string())
        .replace("YOUR_PUBLIC_CLIENT_ID", "sandbox-public")
        .replace("YOUR_CLIENT_ID", "sandbox-user-granular")
        .replace("account_id=…", &format!("account_id={}", server.account_id))
        .replace("client_id=…", &format!("client_id={}", server.client_id));
    if command.contains(A_MEETING) {
        command = command.replace(A_MEETING, &recorded(stage).await);
    }
    // A person is asked for the secret, and the browser opens by itself.
    if command.contains(" connect ") {
        command += " --no-browser";
        if !command.contains("public-client") {
            command += " --listen 127.0.0.1:0";
        }
        if command.contains("client_id=") && !command.contains("public-client") {
            command += " --set-env client_secret=SECRET";
        }
    } else if command.contains(" app set ") {
        command += " --set-env client_secret=SECRET";
    }
    command
}

#[cfg(unix)]
#[tokio::test]
async fn every_command_that_the_readme_shows_works_as_it_is_written() {
    let stage = Stage::new().await;
    std::fs::write(stage.file("meeting.json"), r#"{"topic": "Weekly review"}"#)
        .expect("it is written");
    let commands = commands(&read("README.md"));
    assert!(commands.len() > 15, "{commands:?}");
    for command in &commands {
        let line = filled_in(command, &stage).await;
        let secret = if line.contains("server-to-server") {
            "not-a-secret-server-to-server"
        } else {
            "not-a-secret-user-granular"
        };
        let mut process = stage.line(&line);
        process.env("SECRET", secret);
        let outcome = stage.allow(process).await;
        assert_eq!(outcome.code, 0, "{line}\n{outcome:#?}");
    }
    let videos = std::fs::read_dir(stage.file("Videos")).expect("a recording was downloaded");
    assert_eq!(videos.count(), 1);
    let connections = stage.connections().await;
    let alice = connections
        .as_array()
        .and_then(|all| all.iter().find(|one| one["name"] == "alice"))
        .expect("it is there");
    assert_eq!(alice["owner"], "Sales");
    assert_eq!(alice["state"], "disabled");
}
