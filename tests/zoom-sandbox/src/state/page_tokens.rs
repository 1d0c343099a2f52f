//! `next_page_token`: where a list goes on, for a quarter of an hour.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::ids::Ids;

const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// The page tokens that were given out.
#[derive(Debug, Default)]
pub(crate) struct PageTokens(HashMap<String, Place>);

/// Where a list goes on.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Which list of whom: a token is good for that one alone.
    list: String,
    /// What was asked for first. Some clients send nothing but the token for
    /// the pages that follow, and Zoom puts up with it.
    pub(crate) query: Map<String, Value>,
    pub(crate) offset: usize,
    expires: Timestamp,
}

impl PageTokens {
    pub(crate) fn issue(
        &mut self,
        list: &str,
        query: Map<String, Value>,
        offset: usize,
        now: Timestamp,
        ids: &mut Ids,
    ) -> String {
        self.0.retain(|_, place| place.expires > now);
        let token = ids.opaque(32);
        let place = Place {
            list: list.to_owned(),
            query,
            offset,
            expires: now + LIFETIME,
        };
        self.0.insert(token.clone(), place);
        token
    }

    /// The place a token stands for, while it lives.
    pub(crate) fn find(&self, token: &str, list: &str, now: Timestamp) -> Option<&Place> {
        self.0
            .get(token)
            .filter(|place| place.list == list && place.expires > now)
    }
}
