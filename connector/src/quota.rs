//! A number of requests that Zoom allows in a day.

/// A quota that some endpoints share.
pub(crate) struct Quota {
    /// Words, in lower case, of the answer that tells that it is used up. It has the code of all that
    /// came too soon.
    pub(crate) told_by: &'static str,
    /// What is used up, and when it renews: sentences.
    pub(crate) used_up: &'static str,
}
