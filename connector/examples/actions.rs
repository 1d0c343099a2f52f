//! Prints the document of all actions, as it belongs into `docs/actions.md`.

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    print!("{}", zoom_connector::actions_table());
}
