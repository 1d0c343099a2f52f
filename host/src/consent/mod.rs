//! What a connector may do, by all who have a say in it.
//!
//! A connector says in its manifest what it wants. What it may do is something
//! else: what somebody has agreed to, when the connector was added and when an
//! account was connected. That is a [`Consent`], a record of its own that is
//! kept beside the connector and beside each grant, so that no later version of
//! the component can change it. The manifest of the present component can only
//! want less; the operator's [policy](crate::policy) can only allow less.
//!
//! What the manifest and the policy say is a [`Permission`], made once for a version
//! of a connector; [`Bounds`] are what is left of it after all three. Every decision
//! is made there, is pure, and says why it refuses.

mod agreed;
mod bounds;
mod difference;
mod entered;
mod leave;
mod named_texts;
mod permission;
mod refusal;
mod words;

pub use agreed::Consent;
pub use bounds::{Bounds, Named};
pub(crate) use difference::is_among;
pub use difference::{Difference, More};
pub use leave::Leave;
pub use named_texts::NamedTexts;
pub use permission::Permission;
pub use refusal::ConsentRefusal;
pub use words::{in_all_words, in_words};

#[cfg(test)]
mod tests;
