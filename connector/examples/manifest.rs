//! Prints the manifest, as it belongs in `manifests/zoom.json`.

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    print!("{}", zoom_connector::manifest());
}
