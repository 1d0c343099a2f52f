//! A number of requests that Zoom allows in a day.

/// A quota that some endpoints share.
pub(crate) struct Quota {
    /// Zoom's code of an answer that tells that it is used up: without a type of the limit, and
    /// without a time at which to come back.
    pub(crate) code: i64,
    /// What is used up, and when it renews: sentences.
    pub(crate) used_up: &'static str,
}

impl Quota {
    /// Whether a 429 is about this quota.
    pub(crate) fn is_told_by(&self, limit: &str, code: Option<i64>) -> bool {
        limit.is_empty() && code == Some(self.code)
    }
}
