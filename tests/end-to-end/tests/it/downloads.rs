//! A download is the file, whole, or nothing.

use std::path::Path;

use end_to_end::{App, Outcome, Stage};
use http::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, Trouble};

/// A connected stage and the recording to download.
async fn stage() -> (Stage, Value) {
    let stage = Stage::connected(App::UserGranular).await;
    let listed = stage
        .invoke("list-recordings", &json!({ "all_pages": true }))
        .await
        .done()
        .json();
    let recordings = listed["meetings"].as_array().expect("a list");
    let recording = recordings
        .iter()
        .find(|recording| recording["topic"] == "Retrospective");
    (stage, recording.expect("the account has it").clone())
}

async fn download(stage: &Stage, recording: &Value, to: &Path, more: &[&str]) -> Outcome {
    let input = json!({ "meeting_id": recording["uuid"], "file_type": "MP4" }).to_string();
    let to = to.display().to_string();
    let mut arguments = vec![
        "invoke",
        "zoom",
        "download-recording",
        "--input",
        &input,
        "--download-to",
        &to,
    ];
    arguments.extend(more);
    stage.run(&arguments).await
}

fn files_in(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("the directory can be read");
    entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

fn empty_directory(stage: &Stage) -> std::path::PathBuf {
    let directory = stage.file("downloads");
    std::fs::create_dir(&directory).expect("the directory can be made");
    directory
}

#[tokio::test]
async fn a_recording_is_kept_whole_under_its_name() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    let downloaded = download(&stage, &recording, &directory, &[])
        .await
        .done()
        .json();
    let name = downloaded["file_name"].as_str().expect("a name");
    let content = std::fs::read(directory.join(name)).expect("the file is there");
    let listed = recording["recording_files"].as_array().expect("files");
    let listed = listed
        .iter()
        .find(|file| file["file_type"] == "MP4")
        .expect("a video");
    assert_eq!(
        content.len() as u64,
        listed["file_size"].as_u64().expect("a size")
    );
    assert_eq!(downloaded["size"], content.len());
    assert_eq!(&content[4..8], b"ftyp", "it is a video");
    assert_eq!(files_in(&directory), [name], "nothing else is left");
}

#[tokio::test]
async fn a_web_page_is_never_kept_as_a_recording() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    stage.sandbox.faults().add(
        Fault::answer("GET", "/rec/download/*", StatusCode::OK)
            .header("content-type", "text/html;charset=utf-8")
            .body("<html><title>Password Required - Zoom</title></html>"),
    );
    let refused = download(&stage, &recording, &directory, &[])
        .await
        .ended_with(4);
    assert!(
        refused.stderr.contains("Nothing was kept"),
        "{}",
        refused.stderr
    );
    assert_eq!(files_in(&directory), [""; 0]);
}

#[tokio::test]
async fn a_download_that_ends_too_early_leaves_nothing_behind_whether_the_server_says_so_or_not() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    for trouble in [Trouble::CutBody, Trouble::TruncatedBody] {
        stage.sandbox.faults().clear();
        let every_time = Fault::new("GET", "/cmr/replay/*", trouble).times(100);
        stage.sandbox.faults().add(every_time);
        let _ = download(&stage, &recording, &directory, &[])
            .await
            .ended_with(5);
        assert_eq!(files_in(&directory), [""; 0]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_in_the_middle_leaves_nothing_behind() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    let slow = Trouble::SlowBody {
        bytes_per_second: 1_000,
    };
    stage
        .sandbox
        .faults()
        .add(Fault::new("GET", "/cmr/replay/*", slow));
    let input = json!({ "meeting_id": recording["uuid"] }).to_string();
    let to = directory.display().to_string();
    let arguments = [
        "invoke",
        "zoom",
        "download-recording",
        "--input",
        &input,
        "--download-to",
        &to,
    ];
    let child = stage
        .command(&arguments)
        .spawn()
        .expect("the program starts");
    // It is in the middle as soon as there is something on the disk.
    while files_in(&directory).is_empty() {
        tokio::task::yield_now().await;
    }
    let process = child.id().expect("it runs").to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &process])
        .status();
    assert!(sent.expect("a signal can be sent").success());
    let output = child.wait_with_output().await.expect("the program ends");
    let _ = Outcome::of(output).ended_with(130);
    assert_eq!(files_in(&directory), [""; 0]);
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_made() {
    let (stage, recording) = stage().await;
    let directory = stage.file("not/there/");
    let _ = download(&stage, &recording, &directory, &[]).await.done();
    assert_eq!(files_in(&directory).len(), 1);
}

#[tokio::test]
async fn a_file_that_is_there_is_only_replaced_when_told() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    let file = directory.join("video.mp4");
    std::fs::write(&file, "mine").expect("the file can be written");
    let refused = download(&stage, &recording, &file, &[]).await.ended_with(2);
    assert!(refused.stderr.contains("--overwrite"), "{}", refused.stderr);
    assert_eq!(std::fs::read(&file).expect("the file is there"), b"mine");

    let _ = download(&stage, &recording, &file, &["--overwrite"])
        .await
        .done();
    assert!(std::fs::metadata(&file).expect("the file is there").len() > 1_000_000);
}

#[tokio::test]
async fn the_token_does_not_follow_a_redirect_to_another_origin() {
    let (stage, recording) = stage().await;
    let directory = empty_directory(&stage);
    let _ = download(&stage, &recording, &directory, &[]).await.done();
    let requests = stage.sandbox.requests().all();
    let of = |prefix: &str| {
        requests
            .iter()
            .filter(|request| request.path().starts_with(prefix))
            .collect::<Vec<_>>()
    };
    let (asked, redirected) = (of("/rec/download/"), of("/cmr/replay/"));
    assert!(
        !asked.is_empty()
            && asked
                .iter()
                .all(|request| request.header("authorization").is_some())
    );
    assert!(
        !redirected.is_empty()
            && redirected
                .iter()
                .all(|request| request.header("authorization").is_none())
    );
}

async fn download_all(stage: &Stage, input: Value, to: &Path, more: &[&str]) -> Outcome {
    let (input, to) = (input.to_string(), to.display().to_string());
    let mut arguments = vec!["invoke", "zoom", "download-recordings", "--input", &input];
    arguments.extend(["--download-to", &to]);
    arguments.extend(more);
    stage.run(&arguments).await
}

#[tokio::test]
async fn all_files_of_a_recording_are_fetched_once_and_one_that_was_cut_begins_anew() {
    let (stage, recording) = stage().await;
    let directory = stage.file("all");
    let input = json!({ "meeting_id": recording["uuid"] });
    let first = download_all(&stage, input.clone(), &directory, &[]).await;
    let first = first.done().json();
    let mut names = files_in(&directory);
    names.sort();
    let told = first["files"].as_array().expect("files").iter();
    let told: Vec<_> = told
        .map(|file| file["file_name"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(names, told, "in the order of their names: {first}");
    assert!(names.len() > 1, "{first}");

    let again = download_all(&stage, input.clone(), &directory, &[]).await;
    let again = again.done().json();
    let counts = (&again["downloaded_count"], &again["found_count"]);
    assert_eq!(counts, (&json!(0), &json!(names.len())), "{again}");

    let cut = directory.join(&names[0]);
    let whole = std::fs::read(&cut).expect("it is there");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("it can be written");
    let refused = download_all(&stage, input.clone(), &directory, &[]).await;
    let refused = refused.ended_with(2);
    assert!(refused.stderr.contains("--overwrite"), "{}", refused.stderr);
    let mended = download_all(&stage, input, &directory, &["--overwrite"]).await;
    let mended = mended.done().json();
    assert_eq!(mended["downloaded_count"], 1, "{mended}");
    assert_eq!(std::fs::read(&cut).expect("it is there"), whole);
}

#[tokio::test]
async fn the_recordings_of_a_span_are_fetched_and_a_web_page_among_them_is_named() {
    let (stage, recording) = stage().await;
    let directory = stage.file("span");
    let day = recording["start_time"].as_str().expect("a time");
    let day = day.get(..10).expect("a day");
    stage.sandbox.faults().add(
        Fault::answer("GET", "/rec/download/*", StatusCode::OK)
            .header("content-type", "text/html;charset=utf-8")
            .body("<html><title>Password Required - Zoom</title></html>"),
    );
    let input = json!({ "from": day, "to": day });
    let output = download_all(&stage, input, &directory, &[]).await;
    let output = output.done().json();
    let left = output["not_downloaded"].as_array().expect("a list");
    let refused = left.iter().filter(|file| file["reason"] == "forbidden");
    assert_eq!(refused.count(), 1, "{output}");
    let files = output["files"].as_array().expect("files");
    assert!(!files.is_empty(), "{output}");
    assert_eq!(files_in(&directory).len(), files.len());
}
