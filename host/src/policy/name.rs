//! Names in a policy: one, or all that begin alike.

/// A name such as `list-meetings`, or the beginning of names such as `list-*`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct NamePattern {
    begin: String,
    any_end: bool,
}

impl NamePattern {
    /// Reads one; says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let (begin, any_end) = match text.strip_suffix('*') {
            Some(begin) => (begin, true),
            None => (text, false),
        };
        let is_name = begin
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if begin.contains('*') {
            Err("`*` may only stand at the end of a name")
        } else if !is_name || text.is_empty() {
            Err("a name is lower-case letters and digits, in groups joined by `-`")
        } else {
            Ok(Self {
                begin: begin.to_owned(),
                any_end,
            })
        }
    }

    pub(super) fn covers(&self, name: &str) -> bool {
        if self.any_end {
            name.starts_with(&self.begin)
        } else {
            name == self.begin
        }
    }
}
