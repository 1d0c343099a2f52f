//! What the scopes of a connection do not cover, for a person: little of it in passing, all of it for
//! whoever asks; and what more of the same scopes would help is told apart from what takes scopes of
//! another family, which an app of the same kind can't have as a rule.

use std::collections::HashSet;

use connector_host::{
    connections::{Connection, Uncovered},
    manifest::{Manifest, Scopes},
};

use super::{
    errors,
    program::program,
    screen::{Text, table::Table, terminal, text, words},
};

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// A line where there are many: the account was just connected.
    InPassing,
    /// Everything: somebody asks what is in the way.
    Whole,
}

/// Beyond so many, whoever has just connected is told of them in a line.
const MOST_IN_PASSING: usize = 6;

/// What is not covered, by what would help.
#[derive(Debug, Default)]
struct Parted<'a> {
    /// More scopes of the families that were granted some of.
    more: Vec<&'a Uncovered>,
    /// Scopes of other families.
    other: Vec<&'a Uncovered>,
}

/// Tells what the connection's scopes do not cover, if anything.
pub(super) fn tell(
    manifest: &Manifest,
    connection: &Connection,
    uncovered: &[Uncovered],
    extent: Extent,
) {
    if uncovered.is_empty() {
        return;
    }
    let parted = parted(manifest, &connection.grant.scopes, uncovered);
    if extent == Extent::InPassing && uncovered.len() > MOST_IN_PASSING {
        let all = manifest.actions.len() + manifest.triggers.len();
        terminal::warn(text!(
            "{}; {} connections test {} lists them",
            in_short(&parted, all),
            program(),
            connection.name
        ));
        return;
    }
    if !parted.more.is_empty() {
        terminal::warn("the granted scopes do not cover these; add what each lacks to the app:");
        terminal::tell_lines(table(&parted.more).render(terminal::width()).trim_end());
        terminal::tell(text!(
            "Then connect again: {} --sign-in",
            errors::reconnect(connection)
        ));
    }
    if !parted.other.is_empty() {
        terminal::warn(
            "these take scopes of another kind than the granted ones, as a rule of another kind of app:",
        );
        terminal::tell_lines(table(&parted.other).render(terminal::width()).trim_end());
        terminal::tell(text!(
            "The kinds of apps: connector-host methods {}",
            manifest.key
        ));
    }
}

fn table(uncovered: &[&Uncovered]) -> Table {
    let mut table = Table::whole(["Action or trigger", "Any one of these scopes"]);
    for uncovered in uncovered {
        table.row([
            text!("{}", uncovered.id),
            words::scope_sets(&uncovered.missing_scopes),
        ]);
    }
    table
}

/// How many are not covered, and what would help.
fn in_short(parted: &Parted<'_>, all: usize) -> Text {
    let (more, other) = (parted.more.len(), parted.other.len());
    let count = more + other;
    let begin = text!(
        "the granted scopes do not cover {} of {} actions and triggers",
        count,
        all
    );
    match (more, other) {
        (_, 0) => text!("{}, which take more scopes", begin),
        (0, _) => text!("{}, which take another kind of app as a rule", begin),
        _ => text!(
            "{}: {} take more scopes, {} as a rule another kind of app",
            begin,
            more,
            other
        ),
    }
}

/// Parts them by the families that the granted scopes are of. Where these are of none that the connector
/// knows, nothing is known of the app either.
fn parted<'a>(manifest: &Manifest, granted: &[String], uncovered: &'a [Uncovered]) -> Parted<'a> {
    let of_actions = manifest.actions.iter().map(|action| &action.scopes);
    let of_triggers = manifest.triggers.iter().map(|trigger| &trigger.scopes);
    let needs: Vec<&Scopes> = of_actions.chain(of_triggers).collect();
    let families: HashSet<&String> = needs.iter().flat_map(|scopes| scopes.keys()).collect();
    let of_family = |family: &String| -> HashSet<&str> {
        let sets = needs.iter().filter_map(|scopes| scopes.get(family));
        sets.flatten().flatten().map(String::as_str).collect()
    };
    let within: HashSet<&str> = families
        .into_iter()
        .map(of_family)
        .filter(|scopes| granted.iter().any(|scope| scopes.contains(scope.as_str())))
        .flatten()
        .collect();
    let mut parted = Parted::default();
    for uncovered in uncovered {
        let helps = |set: &Vec<String>| set.iter().all(|scope| within.contains(scope.as_str()));
        let sets = &uncovered.missing_scopes;
        if within.is_empty() || sets.is_empty() || sets.iter().any(helps) {
            parted.more.push(uncovered);
        } else {
            parted.other.push(uncovered);
        }
    }
    parted
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A manifest whose actions can be done with scopes of users or of administrators.
    fn manifest() -> Manifest {
        let text = include_str!("../../tests/support/manifest.json");
        let mut manifest: Value = serde_json::from_str(text).expect("JSON");
        manifest["actions"][0]["scopes"] = json!({
            "user": [["notes:read"], ["notes:all"]],
            "admin": [["notes:read:admin"]],
        });
        manifest["actions"][1]["scopes"] = json!({ "user": [], "admin": [["files:read:admin"]] });
        Manifest::parse(&manifest.to_string()).expect("a manifest")
    }

    fn lacking(id: &str, scopes: &[&str]) -> Uncovered {
        let missing = scopes.iter().map(|&scope| vec![scope.to_owned()]);
        Uncovered::new(id, missing.collect())
    }

    fn ids<'a>(uncovered: &[&'a Uncovered]) -> Vec<&'a str> {
        uncovered.iter().map(|one| one.id.as_str()).collect()
    }

    #[test]
    fn what_another_kind_of_app_takes_is_told_apart_from_what_more_scopes_help() {
        let uncovered = [
            lacking("list-notes", &["notes:read"]),
            lacking("download-note", &["files:read:admin"]),
        ];
        let granted = ["notes:all".to_owned()];
        let manifest = manifest();
        let of_a_user = parted(&manifest, &granted, &uncovered);
        assert_eq!(ids(&of_a_user.more), ["list-notes"]);
        assert_eq!(ids(&of_a_user.other), ["download-note"]);
        insta::assert_snapshot!(in_short(&of_a_user, 40).plain(), @"the granted scopes do not cover 2 of 40 actions and triggers: 1 take more scopes, 1 as a rule another kind of app");

        let granted = ["notes:read:admin".to_owned()];
        let of_an_administrator = parted(&manifest, &granted, &uncovered[1..]);
        assert_eq!(ids(&of_an_administrator.more), ["download-note"]);
        assert!(of_an_administrator.other.is_empty());
    }

    #[test]
    fn of_scopes_that_no_family_has_nothing_is_concluded() {
        let uncovered = [lacking("download-note", &["files:read:admin"])];
        for granted in [&[][..], &["something:else".to_owned()]] {
            let manifest = manifest();
            let parted = parted(&manifest, granted, &uncovered);
            assert_eq!(ids(&parted.more), ["download-note"], "{granted:?}");
        }
    }
}
