//! What the README shows is what there is.

use std::path::Path;

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).expect("the file can be read")
}

#[test]
fn the_readme_shows_the_driver_in_javascript_whole() {
    let readme = read("README.md");
    let shown: Vec<&str> = readme
        .split("```js\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let driver = read("examples/javascript/driver.mjs");
    assert_eq!(
        shown,
        [driver],
        "copy examples/javascript/driver.mjs into the README"
    );
}
