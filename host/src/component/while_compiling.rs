//! What goes on while a component is compiled, which takes longer than people wait without
//! a sign.

use std::fmt;
use std::sync::Arc;

/// Begins something whenever a component has to be compiled. What that gives is dropped when
/// it is compiled, or refused.
#[derive(Clone)]
pub(crate) struct WhileCompiling(Arc<dyn Fn() -> Box<dyn Send> + Send + Sync>);

impl WhileCompiling {
    pub(crate) fn new<T: Send + 'static>(begin: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::new(begin())))
    }

    /// Begins it, until what it gives is dropped.
    pub(super) fn begin(&self) -> Box<dyn Send> {
        (self.0)()
    }
}

impl fmt::Debug for WhileCompiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhileCompiling").finish_non_exhaustive()
    }
}
