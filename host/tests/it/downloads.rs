//! Whole calls that download a file.

use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::support::call::{Setting, done, invoke, request};
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::{Destination, DownloadError, Progress};
use connector_host::driver::DriveError;
use serde_json::json;

fn transfer(size: Option<u64>) -> Act {
    Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: "../notes.txt".to_owned(),
        size,
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    }))
}

fn into(directory: &Path) -> Destination {
    Destination::new(directory)
}

/// A server that has one file, `hello`.
async fn saying_hello() -> Server {
    Server::start(|_, _| answer(200, &[("content-type", "text/plain")], "hello")).await
}

fn files_in(directory: &Path) -> Vec<String> {
    std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test]
async fn a_file_is_kept_whole_under_a_safe_name() {
    let server =
        Server::start(|_, _| answer(200, &[("content-type", "text/plain; a=b")], "hello")).await;
    let directory = tempfile::tempdir().unwrap();
    let progress = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&progress);
    let destination = into(directory.path());
    let destination = destination.progress(move |step| told.lock().unwrap().push(step));
    let acts = [transfer(Some(5)), done("{}")];
    let output = Setting::new()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap();
    let path = directory.path().join("_notes.txt");
    assert_eq!(output.files, std::slice::from_ref(&path));
    assert_eq!(std::fs::read_to_string(path).unwrap(), "hello");
    assert_eq!(files_in(directory.path()), ["_notes.txt"]);
    let last = Progress::new(5, Some(5));
    assert_eq!(progress.lock().unwrap().last(), Some(&last));
}

#[tokio::test]
async fn a_page_of_html_is_not_the_file() {
    let server =
        Server::start(|_, _| answer(200, &[("content-type", "text/html")], r#""please sign in""#))
            .await;
    let directory = tempfile::tempdir().unwrap();
    let output = Setting::new()
        .run_to(
            &server,
            &[transfer(None), Act::Echo],
            Some(&into(directory.path())),
        )
        .await
        .unwrap();
    assert_eq!(output.value, json!("please sign in"));
    assert!(output.files.is_empty() && files_in(directory.path()).is_empty());
}

/// A part is none either.
#[tokio::test]
async fn an_answer_of_another_status_is_not_the_file_whatever_it_is_of() {
    for status in [206, 404, 500] {
        let server = Server::start(move |_, _| {
            let fields = [
                ("content-type", "text/plain"),
                ("content-range", "bytes 0-15/16"),
            ];
            answer(status, &fields, r#""no such a file""#)
        })
        .await;
        let directory = tempfile::tempdir().unwrap();
        let acts = [transfer(None), Act::Echo];
        let output = Setting::new()
            .run_to(&server, &acts, Some(&into(directory.path())))
            .await
            .unwrap();
        assert_eq!(output.value, json!("no such a file"), "{status}");
        assert!(output.files.is_empty() && files_in(directory.path()).is_empty());
    }
}

#[tokio::test]
async fn a_file_of_another_size_is_not_kept() {
    let server = saying_hello().await;
    let directory = tempfile::tempdir().unwrap();
    for (tried, size) in (1..).zip([4, 6]) {
        let error = Setting::new()
            .run_to(
                &server,
                &[transfer(Some(size)), done("{}")],
                Some(&into(directory.path())),
            )
            .await
            .unwrap_err();
        assert!(matches!(
            error,
            DriveError::Download(DownloadError::Size { .. })
        ));
        assert!(files_in(directory.path()).is_empty());
        assert_eq!(server.requests().len(), 3 * tried, "it is tried again");
    }
}

#[tokio::test]
async fn a_download_that_breaks_is_begun_anew_and_leaves_no_remains() {
    let server = Server::start(|_, before| {
        let kind = ("content-type", "text/plain");
        if before == 0 {
            answer(200, &[kind, ("content-length", "100")], "hel")
        } else {
            answer(200, &[kind], "hello")
        }
    })
    .await;
    let directory = tempfile::tempdir().unwrap();
    Setting::new()
        .run_to(
            &server,
            &[transfer(None), done("{}")],
            Some(&into(directory.path())),
        )
        .await
        .unwrap();
    assert_eq!(files_in(directory.path()), ["_notes.txt"]);
    let kept = std::fs::read_to_string(directory.path().join("_notes.txt")).unwrap();
    assert_eq!(kept, "hello");
}

#[tokio::test]
async fn a_file_that_is_there_stays_unless_told_otherwise() {
    let server = Server::start(|_, _| answer(200, &[("content-type", "text/plain")], "new")).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mine.txt");
    std::fs::write(&path, "old").unwrap();
    let mut destination = into(directory.path());
    destination.file_name = Some("mine.txt".to_owned());
    let acts = [transfer(None), done("{}")];
    let error = Setting::new()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Download(DownloadError::Exists(_))
    ));
    assert!(server.requests().is_empty());
    destination.overwrite = true;
    Setting::new()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
}

/// Where the action fetches several files, and none that is there already.
fn several() -> Setting {
    let mut setting = Setting::new();
    let (one, several) = (
        r#""downloads": true,"#,
        r#""downloads": true, "resumes": true,"#,
    );
    assert!(setting.manifest.contains(one));
    setting.manifest = setting.manifest.replace(one, several);
    setting
}

#[tokio::test]
async fn what_is_there_whole_is_not_fetched_again_by_an_action_that_resumes() {
    let server = saying_hello().await;
    let directory = tempfile::tempdir().unwrap();
    let destination = into(directory.path());
    let again = || async {
        let acts = [transfer(Some(5)), done("{}")];
        let mut setting = several();
        setting
            .run_to(&server, &acts, Some(&destination))
            .await
            .unwrap()
    };
    let first = again().await;
    assert_eq!((first.files.len(), first.found.len()), (1, 0));
    let second = again().await;
    assert_eq!((second.files.len(), second.found.len()), (0, 1));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_file_that_was_cut_begins_anew_where_it_may_be_replaced() {
    let server = saying_hello().await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("_notes.txt");
    std::fs::write(&path, "hel").unwrap();
    let acts = [transfer(Some(5)), done("{}")];
    let mut destination = into(directory.path());
    let error = several()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Download(DownloadError::Exists(_))
    ));
    destination.overwrite = true;
    let output = several()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap();
    assert_eq!(output.files, std::slice::from_ref(&path));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "hello");
}

#[tokio::test]
async fn a_link_to_a_file_of_that_size_is_not_the_file() {
    let server = saying_hello().await;
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("other.txt"), "12345").unwrap();
    let link = directory.path().join("_notes.txt");
    #[cfg(unix)]
    std::os::unix::fs::symlink("other.txt", &link).unwrap();
    #[cfg(not(unix))]
    std::fs::write(&link, "1234").unwrap();
    let acts = [transfer(Some(5)), done("{}")];
    let destination = into(directory.path());
    let error = several()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Download(DownloadError::Exists(_))
    ));
}

#[tokio::test]
async fn several_files_get_no_common_name() {
    let server = saying_hello().await;
    let directory = tempfile::tempdir().unwrap();
    let mut destination = into(directory.path());
    destination.file_name = Some("mine.txt".to_owned());
    let acts = [transfer(Some(5)), done("{}")];
    let error = several()
        .run_to(&server, &acts, Some(&destination))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        DriveError::Download(DownloadError::OneName)
    ));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_download_without_a_place_for_it_is_not_begun() {
    let server = Server::start(|_, _| answer(200, &[], "")).await;
    let error = Setting::new()
        .call(
            &server,
            invoke("download-note"),
            &[transfer(None), done("{}")],
            None,
        )
        .await
        .unwrap_err();
    assert!(matches!(error, DriveError::NoDestination));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_file_is_fetched_by_get_and_by_no_other_method() {
    let server = Server::start(|_, _| answer(200, &[("content-type", "text/plain")], "new")).await;
    let directory = tempfile::tempdir().unwrap();
    for method in ["POST", "DELETE", "HEAD"] {
        let Act::Step(Step::Download(mut wanted)) = transfer(None) else {
            unreachable!("it is a transfer");
        };
        wanted.request.method = method.to_owned();
        let error = Setting::new()
            .run_to(
                &server,
                &[Act::Step(Step::Download(wanted)), Act::Trap],
                Some(&into(directory.path())),
            )
            .await
            .unwrap_err();
        assert!(matches!(error, DriveError::Contract(_)), "{error}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"the connector broke the contract: it wanted to fetch a file by another method than GET. Report it to the connector's makers");
        }
    }
    assert!(server.requests().is_empty());
    assert!(files_in(directory.path()).is_empty());
}
