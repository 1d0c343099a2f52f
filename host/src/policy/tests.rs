use proptest::prelude::*;

use super::*;

const POLICY: &str = r#"
connectors = ["notes", "tasks"]

[every]
origins = ["https://*.example.com"]

[connector.notes]
methods = ["oauth2"]
actions = ["list-*", "create-note"]
downloads = false

[connector.tasks]
effects = ["read"]
"#;

fn policy() -> OperatorPolicy {
    OperatorPolicy::parse(POLICY, "policy.toml").unwrap()
}

fn action(id: &str, effect: &str) -> crate::manifest::Action {
    serde_json::from_value(serde_json::json!({
        "id": id, "version": "1.0.0", "title": "t", "summary": "s", "group": "g",
        "effect": effect, "repeatable": true, "downloads": true, "redirects": "origins",
        "scopes": {}, "http": {"method": "GET", "path": "/"}, "input": {}, "output": {},
        "sample": {"input": {}, "output": {}}, "pagination": null, "columns": [],
        "lookups": [], "sensitive": [], "docs_url": "https://docs.example/",
    }))
    .unwrap()
}

#[test]
fn a_policy_allows_what_all_its_rules_allow() {
    let notes = policy().of("notes");
    assert!(notes.check_method("oauth2", "connect by").is_ok());
    assert!(notes.check_action(&action("list-notes", "read")).is_ok());
    assert!(notes.check_action(&action("create-note", "write")).is_ok());
    let tasks = policy().of("tasks");
    assert!(tasks.check_method("anything", "connect by").is_ok());
    assert!(tasks.check_action(&action("list-tasks", "read")).is_ok());
    assert!(tasks.check_download("list-tasks").is_ok());
    let origins: Vec<_> = tasks.origins().collect();
    assert_eq!(origins.len(), 1);
}

#[test]
fn what_it_does_not_allow_is_refused_with_the_line() {
    let refusals = [
        policy().of("notes").check_method("own-app", "connect by"),
        policy()
            .of("notes")
            .check_action(&action("create-notes", "write")),
        policy().of("notes").check_download("list-notes"),
        policy()
            .of("tasks")
            .check_action(&action("create-task", "write")),
        policy()
            .of("mail")
            .check_action(&action("list-mails", "read")),
        policy().of("mail").check_method("oauth2", "connect by"),
    ]
    .map(|refused| refused.unwrap_err().to_string());
    insta::assert_snapshot!(refusals.join("\n"), @r#"
    the policy of this host's operator does not let `notes` connect by the auth method `own-app` (policy.toml, line 8)
    the policy of this host's operator does not let `notes` invoke `create-notes` (policy.toml, line 9)
    the policy of this host's operator does not let `notes` download files in `list-notes` (policy.toml, line 10)
    the policy of this host's operator does not let `tasks` invoke `create-task` (policy.toml, line 13)
    the policy of this host's operator does not let `mail` invoke `list-mails` (policy.toml, line 2)
    the policy of this host's operator does not let `mail` connect by the auth method `oauth2` (policy.toml, line 2)
    "#);
    assert!(policy().of("mail").origins().any(<[_]>::is_empty));
}

#[test]
fn no_policy_allows_all() {
    let rules = OperatorPolicy::default().of("notes");
    assert!(rules.check_method("oauth2", "connect by").is_ok());
    assert!(
        rules
            .check_action(&action("delete-note", "destructive"))
            .is_ok()
    );
    assert_eq!(rules.origins().count(), 0);
}

#[test]
fn tenants_share_grants_where_the_policy_says_so_and_nowhere_says_otherwise() {
    let shares = |text: &str| {
        let policy = OperatorPolicy::parse(text, "policy.toml").unwrap();
        ["notes", "tasks"].map(|key| policy.of(key).shares_grants())
    };
    assert_eq!(shares(""), [false, false]);
    assert_eq!(
        shares("[connector.notes]\nshared_grants = true"),
        [true, false]
    );
    let all = "[every]\nshared_grants = true\n";
    assert_eq!(shares(all), [true, true]);
    let but_one = format!("{all}[connector.notes]\nshared_grants = false");
    assert_eq!(shares(&but_one), [false, true]);
    let none = "[every]\nshared_grants = false\n[connector.notes]\nshared_grants = true";
    assert_eq!(shares(none), [false, false]);
    assert!(!OperatorPolicy::default().of("notes").shares_grants());
}

#[test]
fn a_mistake_is_told_with_its_line() {
    let mistakes = [
        "[every]\norigins = [\n  \"https://a.example.com\",\n  \"http://b.example.com\",\n]",
        "[every]\n\nactions = [\"*-notes\"]",
        "[every]\nactions = \"list-notes\"",
        "[every]\nefects = [\"read\"]",
        "[every]\neffects = [\"reed\"]",
        "\n[connector.Notes]\ndownloads = false",
        "[every\n",
        "[tenant.acme]\n",
    ]
    .map(|text| {
        OperatorPolicy::parse(text, "policy.toml")
            .unwrap_err()
            .to_string()
    });
    insta::assert_snapshot!(mistakes.join("\n"), @r#"
    policy.toml, line 4: `http://b.example.com` is not an origin: it does not begin with `https://`; write it like `https://api.example.com` or `https://*.example.com`; docs/policy.md has the form of a policy
    policy.toml, line 3: `*-notes`: `*` may only stand at the end of a name; docs/policy.md has the form of a policy
    policy.toml, line 2: invalid type: string "list-notes", expected a sequence; docs/policy.md has the form of a policy
    policy.toml, line 2: unknown field `efects`, expected one of `origins`, `methods`, `actions`, `effects`, `downloads`, `shared_grants`; docs/policy.md has the form of a policy
    policy.toml, line 2: unknown variant `reed`, expected one of `read`, `write`, `destructive`; docs/policy.md has the form of a policy
    policy.toml, line 2: `Notes`: a name is lower-case letters and digits, in groups joined by `-`; docs/policy.md has the form of a policy
    policy.toml, line 1: unclosed table, expected `]`; docs/policy.md has the form of a policy
    policy.toml, line 1: unknown field `tenant`, expected one of `connectors`, `every`, `connector`; docs/policy.md has the form of a policy
    "#);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "\\PC*|(\\[|\\]|=|\"|\n|every|origins|https://\\*|\\.)*") {
        let _ = OperatorPolicy::parse(&text, "policy.toml");
    }
}
