//! Files that are being given when the service is told to end: each comes whole, or ends in a way
//! that nobody takes for the whole.

use std::time::Duration;

use connector_host::contract::{Credential, Redirects, Step, Transfer};
use futures_util::future::join_all;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::stage::{DOWNLOAD, Stage};
use crate::support::authorization::{LARGE_FILE, World};
use crate::support::call::{done, request};
use crate::support::scripted::Act;

/// The ways to ask for a file: as bytes with their length, as bytes with their digest behind them,
/// and as parts.
const WAYS: [&str; 3] = ["accept: */*", "te: trailers", "accept: multipart/mixed"];
/// How the bytes of a whole answer end that has no length (RFC 9112 section 7.1).
const LAST_CHUNK: [&[u8]; 2] = [b"0\r\n\r\n", b":\r\n\r\n"];

fn large_file() -> Act {
    Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/large-file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: "large.txt".to_owned(),
        size: Some(LARGE_FILE as u64),
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    }))
}

/// A service that gives a large file to a reader, who has taken the head of the answer and no more.
struct Given {
    stage: Stage,
    /// Where its files wait.
    directory: TempDir,
    reader: TcpStream,
    head: String,
}

impl Given {
    async fn new(way: &str, drain: Duration) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let downloads = directory.path().to_owned();
        let stage = Stage::of(World::new().await, |settings| {
            settings.downloads = Some(downloads);
            settings.limits.drain = drain;
        })
        .await
        .of_one_process();
        stage.connect("work").await;
        stage.script(&[large_file(), done("{}")]).await;
        let socket = TcpSocket::new_v4().unwrap();
        // What the system takes in advance is much less than the file.
        socket.set_recv_buffer_size(64 << 10).unwrap();
        let mut reader = socket.connect(stage.address).await.unwrap();
        let body = r#"{"connection": "work"}"#;
        let asked = format!(
            "POST {DOWNLOAD} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             {way}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        reader.write_all(asked.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(reader.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        Self {
            stage,
            directory,
            reader,
            head,
        }
    }

    /// All that comes behind the head.
    async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // The connection may be reset where it is cut off.
        let _ = self.reader.read_to_end(&mut rest).await;
        rest
    }

    /// Whether somebody who goes by the rules takes what came behind the head for all of it.
    fn is_whole(&self, rest: &[u8]) -> bool {
        let head = self.head.to_ascii_lowercase();
        match head.split_once("content-length: ") {
            Some((_, length)) => {
                let length = length.split("\r\n").next().unwrap();
                rest.len() == length.parse::<usize>().unwrap()
            }
            None => LAST_CHUNK.iter().any(|last| rest.ends_with(last)),
        }
    }

    fn is_cleared(&self) -> bool {
        let mut left = std::fs::read_dir(self.directory.path()).unwrap();
        left.next().is_none()
    }
}

#[tokio::test]
async fn a_file_that_is_on_its_way_comes_whole_before_the_service_ends() {
    for way in WAYS {
        let mut given = Given::new(way, Duration::from_secs(600)).await;
        let ended = given.stage.tell_to_end();
        given.stage.until_nobody_listens().await;
        let rest = given.rest().await;
        assert!(given.is_whole(&rest), "{way}: {} bytes", rest.len());
        assert!(rest.len() >= LARGE_FILE, "{way}");
        ended.await.unwrap();
        assert!(given.is_cleared(), "{way}");
    }
}

#[tokio::test]
async fn a_file_that_is_cut_off_passes_for_whole_with_nobody_and_leaves_nothing() {
    let cut = WAYS.map(async |way| {
        let mut given = Given::new(way, Duration::from_millis(50)).await;
        // Whoever takes nothing is not waited for.
        given.stage.tell_to_end().await.unwrap();
        let rest = given.rest().await;
        assert!(rest.len() < LARGE_FILE, "{way}: {} bytes", rest.len());
        assert!(!given.is_whole(&rest), "{way}: {} bytes", rest.len());
        while !given.is_cleared() {
            tokio::task::yield_now().await;
        }
    });
    join_all(cut).await;
}
