//! Long outputs, page by page.

use std::io;

use futures_util::future::BoxFuture;
use serde_json::Value;

/// Takes the pages of a long output as they come.
pub trait PageSink: Send {
    /// Takes the items of one page. The next page is fetched once it is done,
    /// so a slow taker slows the fetching down.
    ///
    /// # Errors
    ///
    /// An error ends the call.
    fn page(&mut self, items: Vec<Value>) -> BoxFuture<'_, io::Result<()>>;

    /// Whether the items stay in memory. Then all pages together may take no
    /// more of it than [`Limits::memory`](super::Limits); else each of them may.
    fn keeps(&self) -> bool {
        false
    }
}

/// Keeps all items, for callers who want the output whole.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    items: Vec<Value>,
}

impl Collected {
    /// The items so far. They are still here when a later page failed.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// The items, for whoever needs no more of them.
    #[must_use]
    pub fn into_items(self) -> Vec<Value> {
        self.items
    }

    /// Puts the items before those that `output` has in its member `member`
    /// (see [`Pagination::items`](crate::manifest::Pagination)).
    #[must_use]
    pub fn merge_into(self, mut output: Value, member: &str) -> Value {
        if let Value::Object(object) = &mut output {
            let last = object.get_mut(member).map(Value::take);
            let mut items = self.items;
            if let Some(Value::Array(last)) = last {
                items.extend(last);
            }
            object.insert(member.to_owned(), Value::Array(items));
        }
        output
    }
}

impl PageSink for Collected {
    fn page(&mut self, items: Vec<Value>) -> BoxFuture<'_, io::Result<()>> {
        self.items.extend(items);
        Box::pin(std::future::ready(Ok(())))
    }

    fn keeps(&self) -> bool {
        true
    }
}
