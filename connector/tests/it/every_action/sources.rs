//! That every action has a file of its own, and a conversation.

use std::fs;
use std::path::{Path, PathBuf};

use super::ACTIONS;

/// Files below a directory, by their paths in it.
fn files_below(directory: &Path, within: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory.join(within)).unwrap() {
        let path = within.join(entry.unwrap().file_name());
        if directory.join(&path).is_dir() {
            files_below(directory, &path, files);
        } else {
            files.push(path);
        }
    }
}

/// The action that a source file declares, as `static ACTION: Action = Action::…("id", …`.
fn declared(source: &str) -> Option<&str> {
    let (_, declaration) = source.split_once("static ACTION: Action =")?;
    declaration.split('"').nth(1)
}

#[test]
fn each_action_has_a_conversation_among_the_tests_of_its_group() {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (sources, tests) = (crate_root.join("src/actions"), crate_root.join("tests/it"));
    let mut files = Vec::new();
    files_below(&sources, Path::new(""), &mut files);
    let mut declaring = 0;
    let mut without = Vec::new();
    for file in files {
        let source = fs::read_to_string(sources.join(&file)).unwrap();
        let Some(id) = declared(&source) else {
            continue;
        };
        declaring += 1;
        let own = tests.join(&file).is_file();
        // What belongs together, such as making and unmaking, may stand in one file.
        let mut of_group = Vec::new();
        files_below(&tests, file.parent().unwrap(), &mut of_group);
        let names = |test: &PathBuf| {
            let test = tests.join(test);
            test.extension().is_some_and(|end| end == "rs")
                && fs::read_to_string(test)
                    .unwrap()
                    .contains(&format!("\"{id}\""))
        };
        if !own && !of_group.iter().any(names) {
            without.push(file);
        }
    }
    assert_eq!(declaring, ACTIONS.len(), "an action has a file of its own");
    assert!(without.is_empty(), "no test in tests/it: {without:?}");
}
