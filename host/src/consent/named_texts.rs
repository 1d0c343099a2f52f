//! What the schemas of settings have named, over all versions.
//!
//! A version may name something in a schema, so that a form proposes it, and ask for
//! nothing of it; a later one does not name it any more, and asks. What stands in the
//! settings since is the connector's word still, so it is remembered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How many bytes are remembered of an auth method: each connection has its own record,
/// which is read with it.
const MOST_BYTES: usize = 64 * 1024;

/// The texts that the schemas of the settings of an auth method have named. They only
/// become more; once they are more than is remembered, everything counts as named.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NamedTexts {
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    texts: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    too_many: bool,
}

impl NamedTexts {
    /// Adds texts, as a form sends them.
    pub(super) fn add(&mut self, texts: impl IntoIterator<Item = String>) {
        let mut size: usize = self.texts.iter().map(String::len).sum();
        for text in texts {
            if self.too_many {
                return;
            }
            let length = text.len();
            if text.is_empty() || !self.texts.insert(text) {
                continue;
            }
            size = size.saturating_add(length);
            if size > MOST_BYTES {
                self.texts.clear();
                self.too_many = true;
            }
        }
    }

    /// Adds all that others are.
    pub(super) fn add_all(&mut self, others: &Self) {
        if others.too_many {
            self.texts.clear();
            self.too_many = true;
        }
        self.add(others.texts.iter().cloned());
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.too_many || self.texts.contains(text)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty() && !self.too_many
    }

    pub(super) fn is_full(&self) -> bool {
        self.too_many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> NamedTexts {
        let mut named = NamedTexts::default();
        named.add(texts.iter().map(|&text| text.to_owned()));
        named
    }

    #[test]
    fn it_only_becomes_more_and_is_kept_as_it_is() {
        let mut named = of(&["admin", ""]);
        named.add_all(&of(&["write"]));
        assert!(named.has("admin") && named.has("write"));
        assert!(!named.has("") && !named.has("read"));
        let kept = serde_json::to_string(&named).unwrap();
        assert_eq!(kept, r#"{"texts":["admin","write"]}"#);
        assert_eq!(serde_json::from_str::<NamedTexts>(&kept).unwrap(), named);
        assert!(of(&[]).is_empty() && of(&[""]).is_empty() && !named.is_empty());
    }

    #[test]
    fn once_it_is_more_than_is_remembered_everything_counts_as_named() {
        let just = "a".repeat(MOST_BYTES);
        let mut named = of(&[&just]);
        assert!(named.has(&just) && !named.has("b") && !named.is_full());
        // The same again is no more.
        named.add([just]);
        assert!(!named.is_full());
        named.add(["c".to_owned()]);
        assert!(named.has("b") && named.is_full() && !named.is_empty());
        assert_eq!(
            serde_json::to_string(&named).unwrap(),
            r#"{"too_many":true}"#
        );
        let mut other = of(&["d"]);
        other.add_all(&named);
        assert_eq!(other, named);
    }
}
