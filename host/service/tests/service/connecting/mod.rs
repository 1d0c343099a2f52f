//! Hosted sign-in, as browsers meet it.

mod attempts;
mod gone;
mod links;
mod once;
mod visitors;
mod ways;
