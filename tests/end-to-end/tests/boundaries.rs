//! What is whose.

use std::path::Path;

use end_to_end::files_below;

#[test]
fn the_host_names_no_vendor() {
    let host = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../host/src");
    let sources = files_below(&host);
    assert!(
        sources.len() > 20,
        "the host's sources are in {}",
        host.display()
    );
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("a source is text");
        let named = text
            .lines()
            .find(|line| line.to_lowercase().contains("zoom"));
        assert_eq!(
            named,
            None,
            "{} belongs into the connector",
            source.display()
        );
    }
}
