//! The recordings' files: what is in them and how they are downloaded.

pub(crate) mod content;
pub(crate) mod download;
mod range;
