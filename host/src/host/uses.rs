//! Which uses of API keys this process has set about noting.
//!
//! Whoever shows a key waits for no write, and all who show the same one within a
//! minute have one write between them, whether or not it comes to anything.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::connections::ApiKey;

/// After how long a use is noted anew.
const LAG: SignedDuration = SignedDuration::from_mins(1);
/// How many keys are remembered before those that are idle are forgotten.
const REMEMBERED: usize = 1024;

/// When noting the use of each key was last set about, by id.
#[derive(Debug, Default)]
pub(super) struct UsesOfKeys(Mutex<HashMap<String, Timestamp>>);

impl UsesOfKeys {
    /// Whether whoever asks is to note that the key is used.
    pub(super) fn is_to_be_noted(&self, key: &ApiKey, now: Timestamp) -> bool {
        if key.was_used_lately(now) {
            return false;
        }
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_late = |at: &Timestamp| !(*at..*at + LAG).contains(&now);
        if begun.get(&key.id).is_some_and(|at| !is_late(at)) {
            return false;
        }
        if begun.len() >= REMEMBERED {
            begun.retain(|_, at| !is_late(at));
        }
        begun.insert(key.id.clone(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::connections::Holder;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn key(id: &str, last_used_at: Option<i64>) -> ApiKey {
        ApiKey {
            id: id.to_owned(),
            name: "ci".to_owned(),
            holder: Holder::Operator,
            rights: BTreeSet::new(),
            created_at: at(0),
            expires_at: None,
            last_used_at: last_used_at.map(at),
        }
    }

    #[test]
    fn a_use_is_noted_by_one_of_those_who_show_the_key_within_a_minute() {
        let uses = UsesOfKeys::default();
        assert!(uses.is_to_be_noted(&key("a", None), at(100)));
        // It was not kept, or is not yet.
        assert!(!uses.is_to_be_noted(&key("a", None), at(159)));
        assert!(uses.is_to_be_noted(&key("b", None), at(159)), "another key");
        assert!(uses.is_to_be_noted(&key("a", None), at(160)));
        assert!(!uses.is_to_be_noted(&key("c", Some(150)), at(160)));
        assert!(uses.is_to_be_noted(&key("c", Some(100)), at(160)));
        // A clock that was put back.
        assert!(uses.is_to_be_noted(&key("a", None), at(20)));
    }

    #[test]
    fn keys_that_are_idle_are_forgotten() {
        let uses = UsesOfKeys::default();
        for id in 0..REMEMBERED {
            assert!(uses.is_to_be_noted(&key(&id.to_string(), None), at(0)));
        }
        assert!(uses.is_to_be_noted(&key("one more", None), at(60)));
        assert_eq!(uses.0.lock().unwrap().len(), 1);
    }
}
