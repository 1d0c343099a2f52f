//! Keys that this process has not seen yet. To find out whether one is good takes a
//! look into the store, and anybody can make keys up: so the looks are counted by
//! where they come from, and those at good keys are not. A key that was good before is
//! no stranger, whatever others show meanwhile. It is looked up all the same, for it
//! may have been removed. Links and cookies of connect sessions are held to the same.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::rates::Rates;

/// How many keys are known at a time.
const KNOWN: usize = 65_536;
/// How many times as many looks there are for all addresses as for each.
const ALL: u32 = 5;

/// What is known of keys that were shown.
#[derive(Debug)]
pub(crate) struct Strangers {
    /// The ids of those that were good, by the SHA-256 of what was shown.
    known: Mutex<HashMap<[u8; 32], String>>,
    of_one: Rates,
    of_all: Rates,
}

/// What tells one key that was shown from another, without being it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown([u8; 32]);

impl Shown {
    pub(crate) fn of(shown: &SecretString) -> Self {
        Self(Sha256::digest(shown.expose_secret()).into())
    }
}

impl Strangers {
    /// So many looks a second for each address; any number when it is 0.
    pub(crate) fn of(a_second: u32) -> Self {
        Self {
            known: Mutex::default(),
            of_one: Rates::of(a_second),
            of_all: Rates::of(a_second.saturating_mul(ALL)),
        }
    }

    /// The id of a key that was good before.
    pub(crate) fn id_of(&self, shown: Shown) -> Option<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&shown.0).cloned()
    }

    /// Whether a key from there may be looked up now.
    pub(crate) fn may_be_looked_up(&self, from: IpAddr, now: Instant) -> bool {
        let from = place(from);
        if !self.of_one.allow(&from, now) {
            return false;
        }
        let is_allowed = self.of_all.allow("", now);
        if !is_allowed {
            self.of_one.take_back(&from);
        }
        is_allowed
    }

    /// A key from there was looked up, and is good.
    pub(crate) fn know(&self, shown: Shown, id: &str, from: IpAddr) {
        self.of_one.take_back(&place(from));
        self.of_all.take_back("");
        self.know_too(shown, id);
    }

    /// The same of one that was shown beside one that was known.
    pub(crate) fn know_too(&self, shown: Shown, id: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN && !known.contains_key(&shown.0) {
            known.clear();
        }
        known.insert(shown.0, id.to_owned());
    }

    /// A key is good no more.
    pub(crate) fn forget(&self, shown: Shown) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&shown.0);
    }
}

/// What counts as one place: whoever has an address of IPv6 has 2^64 of them.
fn place(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn those_who_show_wrong_keys_are_held_back_and_good_ones_count_for_nothing() {
        let strangers = Strangers::of(2);
        let now = Instant::now();
        let look = |from| strangers.may_be_looked_up(ip(from), now);
        let shown = Shown::of(&"chk_a_b".into());
        for _ in 0..20 {
            assert!(look("10.0.0.1"));
            strangers.know(shown, "a", ip("10.0.0.1"));
        }
        assert_eq!(strangers.id_of(shown).as_deref(), Some("a"));
        assert!(look("10.0.0.1"));
        assert!(look("::ffff:10.0.0.1"));
        assert!(!look("10.0.0.1"));
        assert!(look("2001:db8::1"), "another place");
        assert!(look("2001:db8::2"));
        assert!(!look("2001:db8::3"), "the same network");
        strangers.forget(shown);
        assert_eq!(strangers.id_of(shown), None);
    }

    #[test]
    fn all_places_together_have_a_measure_too() {
        let strangers = Strangers::of(2);
        let now = Instant::now();
        let places = (0..100).map(|place| ip(&format!("10.0.0.{place}")));
        let looked = places.filter(|place| strangers.may_be_looked_up(*place, now));
        assert_eq!(looked.count(), 10);
    }
}
