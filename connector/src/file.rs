//! Fetching a file that an answer of Zoom's tells of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{Question, refusal, traced};
use crate::contract::{
    Credential, Failure, FailureKind, HttpResponse, Receipt, Redirects, Transfer,
};
use crate::error_body::{ErrorBody, is_page};
use crate::json;
use crate::request::get_file;
use crate::shape::{Object, Shape};

/// A file to fetch.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct File {
    pub(crate) url: String,
    /// One path segment.
    pub(crate) name: String,
    /// In bytes.
    pub(crate) size: Option<u64>,
    pub(crate) media_types: Vec<String>,
    /// What the output says of the file beside what the host finds out.
    pub(crate) facts: Object,
}

impl File {
    /// Whether it has to be looked at before it is fetched: its size is not told, and it may be a text, so
    /// that an error or a page with the media type of the file would be kept in its place.
    pub(crate) fn needs_a_look(&self) -> bool {
        const TEXTS: &[&str] = &["text/plain", "text/vtt", "text/csv", "application/json"];
        let mut own = self.media_types.iter();
        self.size.is_none() && own.any(|own| TEXTS.contains(&own.as_str()))
    }

    pub(crate) fn transfer(self, state: Vec<u8>, after_ms: u64) -> Transfer {
        Transfer {
            request: get_file(self.url),
            credential: Credential::Connection,
            // Zoom sends whoever may have the file on to a storage host outside its own domains.
            redirects: Redirects::Public,
            after_ms,
            file_name: self.name,
            size: self.size,
            media_types: self.media_types,
            state,
        }
    }

    pub(crate) fn output(self, receipt: Receipt) -> Value {
        let mut output = self.facts;
        output.insert("file_name".to_owned(), receipt.file_name.into());
        output.insert("size".to_owned(), receipt.size.into());
        output.insert("media_type".to_owned(), receipt.media_type.into());
        output.insert("sha256".to_owned(), receipt.sha256.into());
        Value::Object(output)
    }
}

/// The text that a file holds which was got to be read; none where the answer is no such file: it
/// tells of no success, has nothing, or is a page or an error of Zoom's in its place.
pub(crate) fn text_of(response: &HttpResponse) -> Option<String> {
    let media_type = response
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case("content-type"));
    let is_html =
        media_type.is_some_and(|field| field.value.to_ascii_lowercase().starts_with("text/html"));
    let text = String::from_utf8_lossy(&response.body);
    let tells = || tells_of_an_error(text.as_bytes());
    // All of it, or its beginning.
    let is_file = matches!(response.status, 200 | 206) && !text.trim().is_empty();
    (is_file && !is_html && !is_page(&text) && !tells()).then(|| text.into_owned())
}

/// Whether what came is an error of Zoom's.
fn tells_of_an_error(body: &[u8]) -> bool {
    match json::parse(body) {
        Ok(Value::Object(content)) => ErrorBody::is(&content, &Shape::of(&[])),
        Ok(_) | Err(_) => false,
    }
}

/// The failure that an answer in place of the file tells of, whose status is one of success or tells
/// that the credential is not accepted.
pub(crate) fn refused_download(question: &Question<'_>, response: &HttpResponse) -> Failure {
    let tells = tells_of_an_error(&response.body);
    let what = match response.status {
        // The host has renewed the token by then, and the API takes it.
        401 => {
            "Zoom's API accepts the connection's credential, but the address of the file does not, \
             as it does where not everybody may see a recording. Nothing was kept. Check the \
             recording's sharing settings at Zoom (who may see it), or get the meeting's \
             recordings with include_fields download_access_token, with which the file can be \
             fetched."
        }
        _ if tells => return refusal(question, response),
        // Zoom asks for a passcode or a sign-in with status 200 and a web page.
        _ => {
            "in place of the file, Zoom has answered with something else, as it does where a \
             recording may not be downloaded. Nothing was kept. Check the recording's sharing \
             settings at Zoom (downloads allowed, who may see it), then start it again."
        }
    };
    let message = format!("`{}` failed: {what}", question.action);
    traced(Failure::new(FailureKind::Forbidden, message), response)
}

/// The failure of a file of which nothing came.
pub(crate) fn empty_download(action: &str) -> Failure {
    Failure::new(
        FailureKind::UnexpectedResponse,
        format!(
            "`{action}` failed: the file that Zoom gave is empty, as it is while a recording is \
             processed. Start it again later."
        ),
    )
}

/// `text` as a part of a file name that every common file system takes. In bytes, since these count them:
/// of a whole name that is too long the end would be cut, which tells files apart.
pub(crate) fn file_name_part(text: &str) -> String {
    const LONGEST: usize = 80;
    let text = text
        .get(..text.floor_char_boundary(LONGEST))
        .unwrap_or_default();
    let plain = |c: char| {
        if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
            ' '
        } else {
            c
        }
    };
    let words: String = text.chars().map(plain).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(['.', ' ']).to_owned()
}
