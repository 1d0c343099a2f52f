//! Actions that fetch files.

use connector_host::contract::{Credential, Failure, FailureKind, Redirects, Step, Transfer};
use serde_json::{Value, json};

use crate::stage::{DOWNLOAD, Stage, is};
use crate::support::authorization::World;
use crate::support::call::{done, request};
use crate::support::scripted::Act;

/// The SHA-256 of `hello`.
const DIGEST: &str = "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:";
const DIGITS: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

fn transfer(name: &str, size: u64, next: u8) -> Act {
    Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: name.to_owned(),
        size: Some(size),
        media_types: vec!["text/plain".to_owned()],
        state: vec![next],
    }))
}

/// Says that a test runs in a process of its own.
#[cfg(all(unix, not(replicas)))]
const APART: &str = "CONNECTOR_HOST_TEST_APART";

/// A stage whose files wait in a directory of its own.
async fn stage() -> (Stage, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let downloads = directory.path().to_owned();
    let stage = Stage::of(World::new().await, |settings| {
        settings.downloads = Some(downloads);
    })
    .await;
    stage.connect("work").await;
    (stage, directory)
}

#[tokio::test]
async fn one_file_is_given_as_its_bytes_with_its_digest() {
    let (mut stage, directory) = stage().await;
    stage
        .script(&[transfer("no\"tes.txt", 5, 1), done("{}")])
        .await;
    for accept in ["*/*", "application/octet-stream"] {
        let answer = stage.invoke(DOWNLOAD, &[("accept", accept)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.text(), "hello");
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert_eq!(answer.header("content-length"), "5");
        assert_eq!(answer.header("repr-digest"), DIGEST);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment; ")
        );
    }
    stage.tell_to_end().await.unwrap();
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 0, "files go with the answer");
}

/// Runs a test of this file once more, in a process of its own that is not ended when the
/// system refuses to write on.
#[cfg(all(unix, not(replicas)))]
fn apart(test: &str) {
    let (_, module) = module_path!().split_once("::").unwrap();
    let status = std::process::Command::new("sh")
        .args(["-c", r#"trap "" XFSZ && exec "$0" "$@""#])
        .arg(std::env::current_exe().unwrap())
        .args([&format!("{module}::{test}"), "--exact"])
        .env(APART, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

/// Has the system refuse to write files beyond so many bytes, as it does when a disk is full.
#[cfg(all(unix, not(replicas)))]
fn limit_files(bytes: Option<u64>) {
    use rustix::process::{Resource, getrlimit, setrlimit};

    let mut limit = getrlimit(Resource::Fsize);
    limit.current = bytes.or(limit.maximum);
    setrlimit(Resource::Fsize, limit).unwrap();
}

#[cfg(all(unix, not(replicas)))]
#[tokio::test]
async fn a_disk_without_room_for_a_file_is_told_so_and_keeps_no_part_of_it() {
    if std::env::var_os(APART).is_none() {
        return apart("a_disk_without_room_for_a_file_is_told_so_and_keeps_no_part_of_it");
    }
    let (mut stage, directory) = stage().await;
    stage
        .script(&[transfer("notes.txt", 5, 1), done("{}")])
        .await;
    for _ in 0..2 {
        limit_files(Some(3));
        let refused = stage.invoke(DOWNLOAD, &[]).await;
        limit_files(None);
        assert_eq!(refused.problem(), is(507, "storage-full"));
        let place = directory.path().to_str().unwrap();
        assert!(!refused.text().contains(place), "{refused:?}");
    }
    let answer = stage.invoke(DOWNLOAD, &[]).await;
    assert_eq!(answer.text(), "hello");
    stage.tell_to_end().await.unwrap();
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 0, "nothing is left of what was given up");
}

#[tokio::test]
async fn the_digest_comes_behind_the_bytes_for_whoever_takes_it_there() {
    let (stage, _directory) = stage().await;
    stage
        .script(&[transfer("notes.txt", 5, 1), done("{}")])
        .await;
    let answer = stage.invoke(DOWNLOAD, &[("te", "trailers")]).await;
    assert_eq!(answer.text(), "hello");
    assert!(answer.headers.get("repr-digest").is_none());
    let trailers = answer.trailers.unwrap();
    assert_eq!(trailers["repr-digest"], DIGEST);
}

#[tokio::test]
async fn several_files_are_given_as_parts_with_the_output_behind_them() {
    let (stage, _directory) = stage().await;
    let acts = [
        transfer("a.txt", 5, 1),
        transfer("b.txt", 5, 2),
        done(r#"{"fetched": 2}"#),
    ];
    stage.script(&acts).await;
    for accept in ["*/*", "multipart/mixed"] {
        let answer = stage.invoke(DOWNLOAD, &[("accept", accept)]).await;
        let media_type = answer.header("content-type");
        let boundary = media_type
            .strip_prefix("multipart/mixed; boundary=")
            .unwrap();
        let parts: Vec<&str> = answer.text().split(&format!("\r\n--{boundary}")).collect();
        assert_eq!(parts.len(), 5, "{parts:?}");
        assert_eq!((parts[0], parts[4]), ("", "--\r\n"));
        for (part, name) in [(parts[1], "a.txt"), (parts[2], "b.txt")] {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("filename*=UTF-8''{name}")), "{head}");
            assert_eq!(content, "hello");
        }
        let (_, last) = parts[3].split_once("\r\n\r\n").unwrap();
        let last: Value = serde_json::from_str(last).unwrap();
        let file = |name| json!({"file_name": name, "size": 5, "sha256": DIGITS});
        let files = json!([file("a.txt"), file("b.txt")]);
        assert_eq!(
            last,
            json!({"output": {"fetched": 2}, "warnings": [], "files": files})
        );
    }
    let refused = stage
        .invoke(DOWNLOAD, &[("accept", "application/octet-stream")])
        .await;
    assert_eq!(refused.problem(), is(406, "not-acceptable"));
}

#[tokio::test]
async fn a_file_that_does_not_come_whole_is_a_problem_and_no_file() {
    let (mut stage, directory) = stage().await;
    stage
        .script(&[transfer("notes.txt", 6, 1), done("{}")])
        .await;
    let refused = stage.invoke(DOWNLOAD, &[]).await;
    assert_eq!(refused.problem(), is(502, "file-cut-short"));
    let refused = stage
        .invoke(DOWNLOAD, &[("accept", "application/json")])
        .await;
    assert_eq!(refused.problem(), is(406, "not-acceptable"));
    stage.tell_to_end().await.unwrap();
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_web_page_in_place_of_a_file_is_a_problem_and_no_file() {
    let (mut stage, directory) = stage().await;
    // The server says that it is text, and the connector is given the answer to judge.
    let Act::Step(Step::Download(mut recording)) = transfer("talk.mp4", 5, 1) else {
        unreachable!("it is a download")
    };
    recording.media_types = vec!["video/mp4".to_owned()];
    let recording = Act::Step(Step::Download(recording));
    let judged = Failure::new(FailureKind::UnexpectedResponse, "This is no recording.");
    stage.script(&[recording, Act::Fail(judged)]).await;
    for accept in ["*/*", "application/octet-stream", "multipart/mixed"] {
        let refused = stage.invoke(DOWNLOAD, &[("accept", accept)]).await;
        assert_eq!(
            refused.problem(),
            is(502, "unexpected-response"),
            "{accept}"
        );
        assert!(!refused.text().contains("hello"), "{refused:?}");
    }
    stage.tell_to_end().await.unwrap();
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_fetches_more_than_there_is_room_for_ends_and_gives_the_room_back() {
    let directory = tempfile::tempdir().unwrap();
    let downloads = directory.path().to_owned();
    let mut stage = Stage::of(World::new().await, |settings| {
        settings.downloads = Some(downloads);
        // That of three files, and not of one while the one before is given.
        settings.limits.tenant_downloads = 14;
    })
    .await;
    stage.connect("work").await;
    let three = [
        transfer("a.txt", 5, 1),
        transfer("b.txt", 5, 2),
        transfer("c.txt", 5, 3),
        done("{}"),
    ];
    stage.script(&three).await;
    for _ in 0..4 {
        let refused = stage.invoke(DOWNLOAD, &[]).await;
        assert_eq!(refused.problem(), is(429, "too-many-downloads"));
        assert_eq!(refused.header("retry-after"), "1");
    }
    stage.script(&[transfer("a.txt", 5, 1), done("{}")]).await;
    for _ in 0..4 {
        assert_eq!(stage.invoke(DOWNLOAD, &[]).await.text(), "hello");
    }
    stage.tell_to_end().await.unwrap();
    let left = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_action_that_finds_nothing_to_fetch_gives_its_output() {
    let (stage, _directory) = stage().await;
    stage.script(&[done(r#"{"fetched": 0}"#)]).await;
    let answer = stage.invoke(DOWNLOAD, &[]).await.done();
    assert_eq!(answer, json!({"output": {"fetched": 0}, "warnings": []}));
}
