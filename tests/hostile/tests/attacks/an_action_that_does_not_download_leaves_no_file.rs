//! Any action could drop a file into the current directory, of any name, size and
//! number: a `GNUmakefile`, and the next `make` ran it.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::{self, Destination, DownloadError};
use connector_host::driver::{DriveError, Limits};

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::{done, request};
use crate::support::scripted::{self, Act, MANIFEST};

fn transfer(name: &str, next: u8) -> Act {
    Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: name.to_owned(),
        size: None,
        media_types: vec!["text/plain".to_owned()],
        state: vec![next],
    }))
}

/// What comes of an action that downloads a file of that name and another, and how
/// many are left.
async fn downloads(
    action: &str,
    name: &str,
    limits: download::Limits,
) -> (Result<(), Error>, usize) {
    let (outcome, names) = names_of(action, name, limits).await;
    (outcome, names.len())
}

/// The same with the names of the files, in order.
async fn names_of(
    action: &str,
    name: &str,
    limits: download::Limits,
) -> (Result<(), Error>, Vec<String>) {
    let world = World::new().await;
    let mut of_call = Limits::default();
    of_call.downloads = limits;
    let host = host_of(&world).driver_limits(of_call).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let _ = connected(connect(&host)).await;
    let acts = [transfer(name, 1), transfer("other.txt", 2), done("true")];
    let component = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &acts);
    host.add(&component).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let destination = Destination::new(directory.path());
    let invocation = host.invoke("notes", action).download_to(destination);
    let outcome = beside(invocation.run()).await.map(drop);
    let files = std::fs::read_dir(directory.path()).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    (outcome, names)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_action_that_says_so_downloads() {
    let limits = download::Limits::default();
    let (outcome, files) = downloads("list-notes", "notes.txt", limits).await;
    must_be!(
        outcome.unwrap_err(),
        Consent,
        Error::Drive {
            source: DriveError::NotAllowed(ConsentRefusal::NotDeclared { .. }),
            ..
        }
    );
    assert_eq!(files, 0);
    let (outcome, files) = downloads("download-note", "notes.txt", limits).await;
    outcome.unwrap();
    assert_eq!(files, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_gets_a_name_that_tools_take_up() {
    for name in ["GNUmakefile", "package.json", "conftest.py", "git.exe"] {
        let limits = download::Limits::default();
        let (outcome, files) = downloads("download-note", name, limits).await;
        must_be!(
            outcome.unwrap_err(),
            Usage,
            Error::Drive {
                source: DriveError::Download(DownloadError::TakenUp { .. }),
                ..
            }
        );
        assert_eq!(files, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_settings_or_an_option_is_called_otherwise() {
    for (proposed, name) in [
        ("x.tf.json", "x.tf.json.download"),
        ("opencode.json", "opencode.json.download"),
        ("CRUSH.md", "CRUSH.md.download"),
        ("package\u{200c}.json", "package_.json.download"),
        ("com¹.txt", "_com¹.txt"),
        (
            "--checkpoint-action=exec=sh x.txt",
            "_--checkpoint-action=exec=sh x.txt",
        ),
    ] {
        let limits = download::Limits::default();
        let (outcome, mut names) = names_of("download-note", proposed, limits).await;
        outcome.unwrap();
        names.retain(|name| name != "other.txt");
        assert_eq!(names, [name]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_size_nor_number_is_without_end() {
    let narrower: [fn(&mut download::Limits); 3] = [
        |limits| limits.file = 3,
        |limits| limits.total = 7,
        |limits| limits.files = 1,
    ];
    for narrow in narrower {
        let mut limits = download::Limits::default();
        narrow(&mut limits);
        let (outcome, _) = downloads("download-note", "notes.txt", limits).await;
        must_be!(
            outcome.unwrap_err(),
            Other,
            Error::Drive {
                source: DriveError::Download(
                    DownloadError::TooLarge { .. } | DownloadError::TooMany { .. }
                ),
                ..
            }
        );
    }
}
