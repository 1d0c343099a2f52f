//! What was said in meetings: summaries, and where transcripts are.

pub(crate) mod assets;
pub(crate) mod delete_summary;
pub(crate) mod delete_transcript;
pub(crate) mod fields;
pub(crate) mod get_summary;
pub(crate) mod get_transcript;
mod group;
pub(crate) mod list_summaries;
pub(crate) mod list_user_summaries;
mod markdown;
pub(crate) mod transcript_text;
