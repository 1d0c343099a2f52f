//! Several files as one stream: a multipart body (RFC 2046 section 5.1) with a part
//! for each, and behind them the output with their digests.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::digest;
use super::waiting::Waiting;

/// A file that was given.
#[derive(Debug, Serialize)]
struct Given {
    file_name: String,
    size: u64,
    sha256: String,
}

/// The last part.
#[derive(Debug, Serialize)]
struct Last {
    output: Value,
    warnings: Vec<String>,
    files: Vec<Given>,
}

/// What is left to be given.
struct Rest {
    boundary: String,
    files: std::vec::IntoIter<PathBuf>,
    open: Option<Open>,
    last: Option<Last>,
    /// The files are there as long as this is.
    _waiting: Waiting,
}

/// The file that is being given.
struct Open {
    file: File,
    name: String,
    size: u64,
    digest: Sha256,
}

/// The body. Nothing is read that is not taken.
pub(super) fn body(
    boundary: String,
    output: connector_host::driver::Output,
    waiting: Waiting,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let rest = Rest {
        boundary,
        files: output.files.into_iter(),
        open: None,
        last: Some(Last {
            output: output.value,
            warnings: output.warnings,
            files: Vec::new(),
        }),
        _waiting: waiting,
    };
    stream::try_unfold(rest, |mut rest| async move {
        let next = rest.next().await?;
        Ok::<_, io::Error>(next.map(|bytes| (bytes, rest)))
    })
}

impl Rest {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if let Some(open) = &mut self.open {
            let step = open.step().await?;
            if !step.is_empty() {
                return Ok(Some(step));
            }
            self.close();
        }
        if let Some(path) = self.files.next() {
            let open = Open::new(&path).await?;
            let head = self.head(&open.name);
            self.open = Some(open);
            return Ok(Some(head));
        }
        self.last.take().map(|last| self.end(&last)).transpose()
    }

    fn close(&mut self) {
        if let (Some(open), Some(last)) = (self.open.take(), &mut self.last) {
            last.files.push(Given {
                file_name: open.name,
                size: open.size,
                sha256: digest::digits(open.digest),
            });
        }
    }

    fn head(&self, name: &str) -> Bytes {
        format!(
            "\r\n--{}\r\nContent-Type: application/octet-stream\r\nContent-Disposition: {}\r\n\r\n",
            self.boundary,
            disposition(name)
        )
        .into()
    }

    fn end(&self, last: &Last) -> io::Result<Bytes> {
        let json = serde_json::to_string(last)?;
        let boundary = &self.boundary;
        Ok(format!(
            "\r\n--{boundary}\r\nContent-Type: application/json\r\n\r\n{json}\r\n--{boundary}--\r\n"
        )
        .into())
    }
}

impl Open {
    async fn new(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path).await?,
            name: file_name(path),
            size: 0,
            digest: Sha256::new(),
        })
    }

    /// The next bytes; none at the end.
    async fn step(&mut self) -> io::Result<Bytes> {
        let mut step = vec![0; digest::STEP];
        let read = self.file.read(&mut step).await?;
        step.truncate(read);
        self.size += read as u64;
        self.digest.update(&step);
        Ok(step.into())
    }
}

/// A boundary that stands in no file: 128 random bits, which nobody knew when the
/// files were made.
pub(super) fn boundary() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// The name of a file, as text.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A file to be kept under its name, and never shown as a page (RFC 6266).
pub(super) fn disposition(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use connector_host::connections::Tenant;
    use futures_util::TryStreamExt as _;
    use serde_json::json;

    use super::*;
    use crate::disk::Disk;
    use crate::settings::Limits;

    #[tokio::test]
    async fn files_come_one_after_the_other_and_their_digests_behind_them() {
        let disk = Disk::of(&Limits::default());
        let share = disk.share_of(&Tenant::default()).unwrap();
        let waiting = Waiting::new(None, &share, &Arc::default()).unwrap();
        let directory = waiting.directory();
        let files = [("a.txt", "hello"), ("ü \"1\".txt", "")].map(|(name, content)| {
            let path = directory.join(name);
            std::fs::write(&path, content).unwrap();
            path
        });
        let output = output(&files);
        let body = body("edge".to_owned(), output, waiting);
        let whole: Vec<Bytes> = body.try_collect().await.unwrap();
        let whole = String::from_utf8(whole.concat()).unwrap();
        insta::assert_snapshot!(whole.replace('\r', ""), @r#"

        --edge
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename*=UTF-8''a.txt

        hello
        --edge
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename*=UTF-8''%C3%BC%20%221%22.txt


        --edge
        Content-Type: application/json

        {"output":{"ok":true},"warnings":[],"files":[{"file_name":"a.txt","size":5,"sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"},{"file_name":"ü \"1\".txt","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
        --edge--
        "#);
    }

    fn output(files: &[PathBuf]) -> connector_host::driver::Output {
        let mut output = connector_host::driver::Output::new(json!({"ok": true}));
        output.files = files.to_vec();
        output
    }
}
