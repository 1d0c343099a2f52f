//! Prints the table of scopes to tick, as it belongs in the README.

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    print!("{}", zoom_connector::scopes_table());
}
