//! Hosted sign-in, as browsers meet it.

mod attempts;
mod links;
mod ways;
