//! What is whose.

use std::path::{Path, PathBuf};

use end_to_end::files_below;

/// Where the sources of the host are: the library's, and those of what is built on it.
fn sources_of_the_host() -> Vec<PathBuf> {
    let host = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../host");
    let entries = std::fs::read_dir(&host).expect("the host is there");
    let packages = entries.map(|entry| entry.expect("an entry").path());
    let mut directories: Vec<PathBuf> = packages.map(|package| package.join("src")).collect();
    directories.push(host.join("src"));
    directories.retain(|directory| directory.is_dir());
    directories
}

#[test]
fn the_host_names_no_vendor() {
    let directories = sources_of_the_host();
    assert!(directories.len() > 1, "{directories:?}");
    for directory in directories {
        let sources = files_below(&directory);
        assert!(!sources.is_empty(), "{}", directory.display());
        for source in sources {
            // Beside sources stand data of tests that are no text, and they name no vendor either.
            let bytes = std::fs::read(&source).expect("a source can be read");
            let text = String::from_utf8_lossy(&bytes);
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
}
