//! Tokens that open the files of one recording and nothing else.

use std::collections::HashMap;

use jiff::Timestamp;

/// The download tokens that were given out.
#[derive(Debug, Default)]
pub(crate) struct DownloadTokens(HashMap<String, (String, Timestamp)>);

impl DownloadTokens {
    pub(crate) fn keep(&mut self, token: String, meeting_uuid: &str, expires: Timestamp) {
        self.0.insert(token, (meeting_uuid.to_owned(), expires));
    }

    pub(crate) fn opens(&self, token: &str, meeting_uuid: &str, now: Timestamp) -> bool {
        self.0
            .get(token)
            .is_some_and(|(uuid, expires)| uuid == meeting_uuid && *expires > now)
    }
}
