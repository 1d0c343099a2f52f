//! What people choose from: titles of actions, triggers and fields.

use insta::assert_snapshot;
use serde_json::Value;

fn manifest() -> Value {
    serde_json::from_str(&zoom_connector::describe()).unwrap()
}

fn entries<'a>(manifest: &'a Value, list: &str) -> &'a [Value] {
    manifest[list].as_array().unwrap()
}

/// All texts of a value with the names of their members, but for those of samples.
fn texts<'a>(value: &'a Value, name: &'a str, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => found.push((name, text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, name, found)),
        Value::Object(members) => {
            let members = members.iter().filter(|(name, _)| *name != "sample");
            members.for_each(|(name, value)| texts(value, name, found));
        }
        _ => {}
    }
}

#[test]
fn actions_have_the_titles_under_which_people_look_for_them() {
    let manifest = manifest();
    let titles = entries(&manifest, "actions").iter();
    let titles = titles.map(|it| format!("{}: {}", it["id"], it["title"]).replace('"', ""));
    assert_snapshot!(titles.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_short_for_something_is_written_in_capitals_in_every_title() {
    let small = [
        "ai", "hd", "http", "id", "ids", "ip", "obf", "pmi", "qa", "sdk", "sip", "uri", "url",
        "urls", "utc", "uuid", "zak",
    ];
    let manifest = manifest();
    let mut found = Vec::new();
    texts(&manifest, "", &mut found);
    let titles = found.iter().filter(|(name, _)| *name == "title");
    let mut seen = 0;
    for (_, title) in titles {
        seen += 1;
        for word in title.split(' ') {
            let is_small = small.contains(&word.to_lowercase().as_str())
                && word.chars().any(char::is_lowercase)
                && !["IDs", "URLs", "URIs"].contains(&word);
            assert!(!is_small, "{title}");
        }
    }
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn no_text_names_an_action_by_words_that_are_not_its_title() {
    let manifest = manifest();
    let actions = entries(&manifest, "actions");
    let titles: Vec<_> = actions
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect();
    let mut found = Vec::new();
    texts(&manifest, "", &mut found);
    let mut renamed = 0;
    for action in actions {
        let words = action["id"].as_str().unwrap().replace('-', " ");
        let words = words[..1].to_uppercase() + &words[1..];
        if titles.contains(&words.as_str()) {
            continue;
        }
        renamed += 1;
        for (_, text) in found.iter().filter(|(_, text)| text.contains(&words)) {
            // Another title may begin or go on with these words.
            let longer = titles.iter().filter(|title| title.contains(&words));
            let rest = longer.fold((*text).to_owned(), |rest, title| rest.replace(title, ""));
            assert!(!rest.contains(&words), "{words}: {text}");
        }
    }
    assert!(renamed > 30, "{renamed}");
}
