//! That the modules of the connector form no circle: each can be read after those that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules that a source file uses, by their names right below the crate.
fn used(source: &str) -> BTreeSet<String> {
    let code: String = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        // Tests may use whatever they like.
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .collect::<Vec<_>>()
        .join("\n");
    let uses = code.split("crate::").skip(1);
    uses.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => names_in(list),
        None => vec![name_at(rest)],
    })
    .collect()
}

/// The name that a text begins with.
fn name_at(text: &str) -> String {
    let is_of_name = |c: &char| c.is_alphanumeric() || *c == '_';
    text.trim_start().chars().take_while(is_of_name).collect()
}

/// The names that the entries of a list begin with, up to its closing brace.
fn names_in(list: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let mut entries = vec![String::new()];
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => entries.push(String::new()),
            _ => {}
        }
        if let Some(entry) = entries.last_mut().filter(|_| c != ',') {
            entry.push(c);
        }
    }
    let names = entries.iter().map(|entry| name_at(entry));
    names.filter(|name| !name.is_empty()).collect()
}

/// All that the files of a module use, by the module's name.
fn uses_below(
    directory: &Path,
    module: Option<&str>,
    uses: &mut BTreeMap<String, BTreeSet<String>>,
) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let module = module.unwrap_or(&stem);
        if path.is_dir() {
            uses_below(&path, Some(module), uses);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            uses.entry(module.to_owned())
                .or_default()
                .extend(used(&source));
        }
    }
}

/// What is left of the modules when each that uses none of those left is taken away, again and again.
fn circle(mut uses: BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeSet<String> = uses.keys().cloned().collect();
    for (module, used) in &mut uses {
        used.retain(|used| used != module && names.contains(used));
    }
    loop {
        let free: Vec<String> = uses
            .iter()
            .filter(|(_, used)| used.is_empty())
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            return uses;
        }
        uses.retain(|module, _| !free.contains(module));
        for used in uses.values_mut() {
            used.retain(|used| !free.contains(used));
        }
    }
}

#[test]
fn the_modules_of_the_connector_form_no_circle() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut uses = BTreeMap::new();
    uses_below(&sources, None, &mut uses);
    assert!(uses["call"].contains("action"), "{uses:?}");
    assert!(uses["manifest"].contains("failure_kinds"), "{uses:?}");
    let circle = circle(uses);
    assert!(circle.is_empty(), "these use each other: {circle:?}");
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let of = |sources: [(&str, &str); 4]| {
        let uses = sources.map(|(module, source)| (module.to_owned(), used(source)));
        circle(uses.into_iter().collect())
            .into_keys()
            .collect::<BTreeSet<_>>()
    };
    let a = "use crate::{b::{One, Two}, unknown};";
    let b = "fn f() -> crate::c::Three {}\n#[cfg(test)]\nmod tests { use crate::a; }";
    assert_eq!(
        of([
            ("a", a),
            ("b", b),
            ("c", "// crate::a"),
            ("d", "use crate::a::X;")
        ]),
        set(&[])
    );
    let c = "use crate::{\n    d,\n    a,\n};";
    let found = of([("a", a), ("b", b), ("c", c), ("d", "")]);
    assert_eq!(found, set(&["a", "b", "c"]));
}
