//! What the README and the manual of the service let one send with `curl` works as it is written.

use std::path::Path;
use std::process::Command;

use end_to_end::{Client, Outcome, Stage};
use serde_json::Value;

use crate::served::alone;

/// Where the service listens in what is written.
const WRITTEN: &str = "127.0.0.1:8787";

/// The shell's lines of a page that ask a service which listens there: each as it is written, over as
/// many lines as it takes.
fn requests(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(page);
    let page = std::fs::read_to_string(path).expect("the file can be read");
    let blocks = page.split("```sh\n").skip(1);
    let blocks = blocks.filter_map(|rest| rest.split("```").next());
    let mut requests = Vec::new();
    for block in blocks {
        let mut line = String::new();
        for more in block.lines() {
            line += more;
            let goes_on = more.ends_with('\\') || line.matches('\'').count() % 2 == 1;
            if goes_on {
                line.push('\n');
                continue;
            }
            requests.push(std::mem::take(&mut line));
        }
        assert_eq!(line, "", "the block ends within a line");
    }
    requests.retain(|line| line.starts_with("curl ") && line.contains(WRITTEN));
    requests
}

/// A line with what a reader puts in the place of what is theirs.
fn filled_in(line: &str, stage: &Stage, client: Client) -> String {
    let apps = stage.sandbox.apps();
    let app = apps
        .iter()
        .find(|app| app.client_id == "sandbox-server-to-server")
        .expect("the sandbox has one");
    let mut filled = line.replace(WRITTEN, &client.address().to_string());
    for (name, value) in [
        ("account_id", &app.account_id),
        ("client_id", &app.client_id),
        ("client_secret", &app.client_secret),
    ] {
        filled = filled.replace(
            &format!("\"{name}\": \"…\""),
            &format!("\"{name}\": \"{value}\""),
        );
    }
    assert!(!filled.contains('…'), "{filled}");
    filled
}

/// What a line brings.
async fn answer(stage: &Stage, line: &str) -> Value {
    let output = stage.line(line).output().await;
    let outcome = Outcome::of(output.expect("a shell starts")).done();
    let answer = outcome.json();
    assert!(answer.get("code").is_none(), "{line}\n{answer:#}");
    answer
}

#[tokio::test]
async fn every_request_that_is_shown_with_curl_works_as_it_is_written() {
    let curl = Command::new("curl").arg("--version").output();
    assert!(
        curl.is_ok_and(|curl| curl.status.success()),
        "this test takes the program `curl`, which is not there or does not run: install it"
    );
    for (page, shown) in [("README.md", 3), ("docs/service.md", 2)] {
        let stage = Stage::new().await;
        stage.add_zoom().await;
        let serving = alone(&stage).await;
        let requests = requests(page);
        assert_eq!(requests.len(), shown, "{page}: {requests:#?}");
        let (mut meetings, mut links) = (0, 0);
        for line in &requests {
            let answer = answer(&stage, &filled_in(line, &stage, serving.client)).await;
            if line.contains("/create-meeting/") {
                assert_eq!(answer["output"]["topic"], "Planning", "{answer:#}");
                meetings += 1;
            } else if line.contains("/connect-sessions") {
                let link = answer["link"].as_str().expect("there is a link");
                let path = link.split(&serving.client.address().to_string()).nth(1);
                let page = serving.client.get(path.expect("it leads here")).await;
                assert_eq!(page.status, 200, "{page:?}");
                assert!(page.text().contains("Acme"), "it says who asks");
                links += 1;
            } else {
                assert_eq!(answer["connection"]["name"], "work", "{answer:#}");
            }
        }
        assert_eq!((meetings, links), (1, shown - 2), "{page}");
        let connected = serving.client.get("/v1/connections").await.done();
        assert_eq!(connected["items"].as_array().map(Vec::len), Some(1));
    }
}
