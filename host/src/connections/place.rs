//! The seam of the store, before it is opened: where a backend is, and what there is to
//! know of it by that alone.

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::StoreError;
use super::backend::Backend;
use super::memory::Memory;

/// Where a backend keeps its rows, before anything is opened there.
pub(super) trait Place: Debug + Send + Sync {
    /// Whether there may be rows. To ask begins nothing.
    fn is_begun(&self) -> bool;

    /// Whether hosts of other machines use it. They have the key that it names, whatever
    /// is sealed so far.
    fn is_shared(&self) -> bool;

    /// The file that the rows are in, where that is one.
    fn file(&self) -> Option<PathBuf>;

    /// Opens it, or begins it. What others change from then on is forgotten in `memory`.
    fn open(&self, memory: Arc<Memory>) -> BoxFuture<'_, Result<Arc<dyn Backend>, StoreError>>;
}
