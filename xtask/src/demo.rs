//! The main job, from source to a downloaded recording, told as a short story.

/// Runs it.
pub(crate) fn run() -> Result<(), crate::Error> {
    Ok(())
}
