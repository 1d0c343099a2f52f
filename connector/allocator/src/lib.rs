//! The allocator of a connector.
//!
//! An instance lives for one call, so nothing that is given back has to be found again: memory is
//! taken in one direction, and all of it goes when the instance goes. That makes an allocation a few
//! instructions, and what a call holds lies together.
//!
//! Two things keep a large answer within the memory of an instance all the same. The block at the
//! end grows and shrinks where it is, and is given back when it is freed; so text that is written
//! piece by piece is never copied. And large blocks that are freed elsewhere serve the next ones that
//! fit: the place of an answer, once it is read, holds what is made of it.
//!
//! Where a host lets an instance live on, it begins anew when all blocks have been given back.
//!
//! ```ignore
//! #[cfg(target_family = "wasm")]
//! #[global_allocator]
//! static ALLOCATOR: Arena<Instance> = Arena::new(Instance);
//! ```

mod arena;
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
mod instance;

pub use arena::{Arena, Memory};
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
pub use instance::Instance;
