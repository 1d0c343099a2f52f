//! Talking to the person at the terminal. Everything goes to stderr; stdout is for results alone.

use std::io::Write;

/// Whether to use bold and dim: on a terminal, unless `NO_COLOR` is set.
fn styled() -> bool {
    use std::io::IsTerminal;
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// One line, or several, as they are.
pub(crate) fn say(text: &str) {
    // A closed stderr is no reason to stop working.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The heading of a chapter.
pub(crate) fn chapter(text: &str) {
    say(&if styled() {
        format!("\n\x1b[1m{text}\x1b[0m")
    } else {
        format!("\n{text}")
    });
}

/// Something in passing.
pub(crate) fn aside(text: &str) {
    say(&if styled() {
        format!("\x1b[2m{text}\x1b[0m")
    } else {
        text.to_owned()
    });
}

/// A result, on stdout.
pub(crate) fn print(text: &str) -> Result<(), crate::Error> {
    let mut stdout = std::io::stdout();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        // Whoever reads has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
