//! Prints the document of all triggers, as it belongs into `docs/triggers.md`.

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    print!("{}", zoom_connector::triggers_table());
}
