//! Questions to somebody at a terminal.
//!
//! Once a command has listened to signals, they do nothing by themselves any more, and to
//! read a line goes on until there is one: whoever answers by Ctrl-C would wait for ever.
//! So the line is read on a thread of its own, and whatever comes first ends the question.

use std::thread;

use tokio::{runtime, sync::oneshot};

use super::{
    exit::{CommandError, Exit},
    screen::{Shown, terminal, text},
    signals::told_to_end,
};

/// Asks for a line.
pub(super) fn ask(question: impl Shown) -> Result<String, CommandError> {
    let question = question.into_text();
    let waiting = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    waiting.block_on(async {
        tokio::select! {
            // Before the question is there, so that no answer to it is missed.
            biased;
            end = told_to_end() => {
                // The cursor stands behind the question.
                terminal::tell("");
                Err(end)
            }
            line = read(move || terminal::ask(question)) => line,
        }
    })
}

/// Asks whether to do something; anything but a clear yes is a no.
pub(super) fn confirms(question: impl Shown) -> Result<bool, CommandError> {
    let answer = ask(text!("{} [y/N]", question.into_text()))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// What is read on a thread of its own, which nobody waits for at the program's end.
async fn read(
    read: impl FnOnce() -> std::io::Result<String> + Send + 'static,
) -> Result<String, CommandError> {
    let (answer, answered) = oneshot::channel();
    let reading = thread::Builder::new().name("question".to_owned());
    reading.spawn(move || {
        // Whoever was told to end meanwhile waits for no answer.
        let _ = answer.send(read());
    })?;
    match answered.await {
        Ok(line) => Ok(line?),
        Err(_) => Err(CommandError::new(
            Exit::Other,
            "the question could not be asked",
        )),
    }
}
