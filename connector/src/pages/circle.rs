//! Pages that name each other in a circle.
//!
//! A list whose tokens come round again never ends. The last few tokens are remembered, which finds
//! a small circle before anything comes twice, and one more at growing distances (Brent's method),
//! which finds a circle of any width.

use crate::hash::hash;
use crate::kept::kept;
use serde::{Deserialize, Serialize};

/// How many of the last tokens are remembered.
const RECENT: usize = 64;

/// What is remembered of the tokens of a list.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Circle {
    recent: Vec<u64>,
    mark: u64,
    /// How many tokens have come since the mark was set, and after how many it is set anew.
    since: u32,
    distance: u32,
}

kept!(Circle {
    recent,
    mark,
    since,
    distance,
});

impl Circle {
    /// Take the next token. False when it has come before.
    pub(crate) fn take(&mut self, token: &str) -> bool {
        let token = hash([token]);
        if self.recent.contains(&token) || self.distance > 0 && self.mark == token {
            return false;
        }
        self.recent.push(token);
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
        if self.since == self.distance {
            self.mark = token;
            self.since = 0;
            self.distance = self.distance.saturating_mul(2).max(1);
        }
        self.since += 1;
        true
    }
}
