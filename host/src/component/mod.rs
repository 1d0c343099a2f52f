//! Running components: load, check, limits, call.
//!
//! A [`Runtime`] reads a component, refuses one that is not a connector, and
//! compiles it.
//! A [`Connector`] calls it, each call in a fresh instance that is dropped
//! after, within limits, so that whatever a component does ends with the call.

mod apart;
mod cache;
mod compiler;
mod computing;
mod connector;
mod error;
mod examine;
mod functions;
mod giving_way;
mod limits;
mod runtime;
mod turns;
mod while_compiling;
mod work;

pub use compiler::{CHILD_COMMAND, Compiler, CompilerError, compile_as_child};
pub use connector::{Answer, Connector};
pub use error::{CallError, LoadError};
pub use limits::Limits;
pub use runtime::{Runtime, RuntimeError};
pub(crate) use while_compiling::WhileCompiling;

/// How many bytes a component has at most: many times what a large connector has.
pub const LARGEST: u64 = 32 << 20;
