//! What was told before: the ids that are remembered, so that cursors stay
//! small.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Event;

/// How many ids are remembered at most.
const MOST: usize = 100_000;

/// The ids of events that were told, for as long as a poll may tell of them
/// again. It is a value: whoever keeps it between two polls, keeps it as JSON.
/// It remembers at most 100,000; beyond that, those that were told longest ago are
/// forgotten first, and may be told again.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Window {
    /// When each was told last.
    told: BTreeMap<String, Timestamp>,
}

impl Window {
    /// Lets the events through that were not told within the last
    /// `window_seconds` (see [`Poll`](crate::manifest::Poll)), each once, and
    /// remembers all of them as told now.
    #[must_use]
    pub fn admit(
        &mut self,
        mut events: Vec<Event>,
        window_seconds: u64,
        now: Timestamp,
    ) -> Vec<Event> {
        let seconds = i64::try_from(window_seconds).unwrap_or(i64::MAX);
        let since = now
            .checked_sub(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MIN);
        self.told.retain(|_, told| *told > since);
        events.retain(|event| self.told.insert(event.id.clone(), now).is_none());
        self.forget_oldest();
        events
    }

    fn forget_oldest(&mut self) {
        let Some(over) = self.told.len().checked_sub(MOST).filter(|over| *over > 0) else {
            return;
        };
        let mut times: Vec<Timestamp> = self.told.values().copied().collect();
        let (_, oldest, _) = times.select_nth_unstable(over - 1);
        let oldest = *oldest;
        let mut left = over;
        self.told.retain(|_, told| {
            let goes = *told <= oldest && left > 0;
            left -= usize::from(goes);
            !goes
        });
    }

    /// How many ids are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.told.len()
    }

    /// Whether no id is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::subject::Subject;

    fn event(id: &str) -> Event {
        Event {
            trigger: "note-created".to_owned(),
            id: id.to_owned(),
            occurred_at: Timestamp::UNIX_EPOCH,
            subject: Subject {
                account: "kitchen".to_owned(),
                user: None,
            },
            data: serde_json::Value::Null,
        }
    }

    fn admit(window: &mut Window, ids: &[&str], now: i64) -> Vec<String> {
        let events = ids.iter().map(|id| event(id)).collect();
        let now = Timestamp::from_second(now).unwrap();
        let told = window.admit(events, 60, now);
        told.into_iter().map(|event| event.id).collect()
    }

    #[test]
    fn an_event_is_told_once_within_the_window() {
        let mut window = Window::default();
        assert_eq!(admit(&mut window, &["a", "b", "a"], 0), ["a", "b"]);
        assert_eq!(admit(&mut window, &["b", "c"], 30), ["c"]);
        // b was told of again at 30, a was not.
        assert_eq!(admit(&mut window, &["a", "b"], 60), ["a"]);
    }

    #[test]
    fn what_is_out_of_the_window_is_forgotten() {
        let mut window = Window::default();
        let _ = admit(&mut window, &["a", "b"], 0);
        let _ = admit(&mut window, &[], 61);
        assert!(window.is_empty());
    }

    #[test]
    fn of_more_than_there_is_room_for_the_oldest_are_forgotten() {
        let mut window = Window::default();
        let ids: Vec<String> = (0..MOST + 2).map(|id| format!("{id}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let (old, new) = ids.split_at(3);
        let _ = admit(&mut window, old, 0);
        let _ = admit(&mut window, new, 1);
        assert_eq!(window.len(), MOST);
        let again = admit(&mut window, old, 2);
        assert_eq!(again.len(), 2);
        assert_eq!(window.len(), MOST);
        assert!(admit(&mut window, &new[2..], 3).len() <= 2);
    }

    #[test]
    fn a_window_is_kept_as_json() {
        let mut window = Window::default();
        let _ = admit(&mut window, &["a"], 0);
        let kept = serde_json::to_string(&window).unwrap();
        assert_eq!(kept, r#"{"a":"1970-01-01T00:00:00Z"}"#);
        assert_eq!(serde_json::from_str::<Window>(&kept).unwrap(), window);
    }

    proptest! {
        #[test]
        fn no_event_is_told_twice_within_the_window_and_none_is_swallowed(
            polls in proptest::collection::vec(
                (0_i64..200, proptest::collection::vec(0_u8..6, 0..6)), 0..12)
        ) {
            let mut window = Window::default();
            let mut seen: std::collections::HashMap<String, i64> = Default::default();
            let mut now = 0;
            for (wait, ids) in polls {
                now += wait;
                let ids: Vec<String> = ids.iter().map(u8::to_string).collect();
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                let told = admit(&mut window, &ids, now);
                for id in &ids {
                    let due = seen.get(*id).is_none_or(|last| now - last >= 60);
                    let count = told.iter().filter(|told| told == id).count();
                    prop_assert_eq!(count, usize::from(due));
                }
                for id in ids {
                    seen.insert(id.to_owned(), now);
                }
                prop_assert!(window.len() <= 6);
            }
        }

        #[test]
        fn no_window_and_no_time_make_it_panic(seconds: u64, id: String) {
            let mut window = Window::default();
            for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
                let _ = window.admit(vec![event(&id)], seconds, now);
            }
        }
    }
}
