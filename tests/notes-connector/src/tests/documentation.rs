//! `docs/writing-a-connector.md` shows this connector as it is.

use std::path::Path;

const PAGE: &str = include_str!("../../../../docs/writing-a-connector.md");

/// The blocks of code in a language, each with the line before it.
fn blocks(language: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let fence = format!("```{language}");
    let mut blocks = Vec::new();
    let mut before = "";
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            let code = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((before, code));
        } else {
            before = line;
        }
    }
    blocks
}

/// The lines without what stands around them, since excerpts begin anywhere.
fn trimmed<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    lines
        .into_iter()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

#[test]
fn every_piece_of_code_is_in_the_file_that_it_names() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let blocks = blocks("rust");
    assert!(blocks.len() > 12, "there are {} pieces", blocks.len());
    for (before, code) in blocks {
        let link = before
            .split_once("](../tests/notes-connector/")
            .and_then(|(_, link)| link.strip_suffix(')'))
            .unwrap_or_else(|| panic!("no file is named before {code:#?}"));
        let source = std::fs::read_to_string(here.join(link))
            .unwrap_or_else(|error| panic!("{link}: {error}"));
        let (source, code) = (trimmed(source.lines()), trimmed(code));
        assert!(source.contains(&code), "{link} does not have\n{code}");
    }
}

#[test]
fn the_dependencies_are_those_of_the_workspace() {
    let workspace = include_str!("../../../../Cargo.toml");
    let (_, cargo_toml) = &blocks("toml")[0];
    let mut dependencies = cargo_toml
        .iter()
        .skip_while(|line| **line != "[dependencies]")
        .skip(1)
        .peekable();
    assert!(dependencies.peek().is_some(), "{cargo_toml:?}");
    for dependency in dependencies {
        assert!(
            workspace.lines().any(|line| line == *dependency),
            "{dependency}"
        );
    }
}

#[test]
fn every_function_of_the_contract_is_explained() {
    let contract = include_str!("../../../../wit/connector.wit");
    let functions: Vec<&str> = contract
        .lines()
        .filter_map(|line| line.trim().split_once(": func(").map(|(name, _)| name))
        .collect();
    assert_eq!(functions.len(), 7, "{functions:?}");
    for function in functions {
        let explained = PAGE
            .lines()
            .any(|line| line.starts_with("## ") && line.contains(&format!("`{function}`")));
        assert!(explained, "{function}");
    }
}
