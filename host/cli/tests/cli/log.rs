//! What was sent, as people and scripts read it.

use serde_json::Value;

use crate::connected::Stage;

/// A machine with a connection that has been used, and has failed.
fn used() -> Stage {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let _ = stage.run(&["invoke", "notes", "list-notes"]).done();
    {
        let mut issuer = stage.world.issuer();
        issuer.revoked = Some(issuer.issued);
        issuer.trouble = Some((400, r#"{"error": "invalid_grant"}"#));
    }
    let _ = stage.run(&["invoke", "notes", "list-notes"]);
    stage
}

fn records(stage: &Stage, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["log", "--output", "json"], arguments].concat();
    let told = stage.run(&arguments).done().json();
    told.as_array().expect("a list").clone()
}

#[test]
fn where_nothing_was_sent_it_is_said_what_to_do() {
    let stage = Stage::empty();
    let told = stage.run(&["log"]).done().told();
    assert!(
        told.contains("Nothing was sent yet. Next: connector-host invoke"),
        "{told}"
    );
    let told = stage.run(&["log", "--failed"]).done().told();
    assert!(told.contains("Nothing like that was sent"), "{told}");
    assert_eq!(records(&stage, &[]), [] as [Value; 0]);
}

#[test]
fn each_exchange_is_a_line_on_a_page_of_eighty_columns() {
    let stage = used();
    let all = records(&stage, &[]).len();
    let page = stage.machine.run_at(80, &["log"]).done();
    assert!(
        page.told().contains("Not shown for want of room:"),
        "{page:?}"
    );
    let page = page.stdout;
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(page.lines().count(), all + 1, "{page}");
    let titles = page.lines().next().expect("titles");
    let titles: Vec<&str> = titles
        .split("  ")
        .filter(|title| !title.is_empty())
        .collect();
    let titles: Vec<&str> = titles.iter().map(|title| title.trim()).collect();
    assert_eq!(titles[..3], ["Time (UTC)", "Action", "Result"], "{page}");
    for word in ["list-notes", "(token)", "401", "200"] {
        assert!(page.contains(word), "{word}: {page}");
    }
}

#[test]
fn records_are_chosen_by_what_they_are_of() {
    let stage = used();
    let all = records(&stage, &[]);
    let failed = records(&stage, &["--failed"]);
    assert!(!failed.is_empty() && failed.len() < all.len());
    for record in &failed {
        assert!(
            record["status"].as_u64().is_none_or(|status| status >= 400),
            "{record}"
        );
    }
    for record in records(&stage, &["--connection", "work", "--action", "list-notes"]) {
        assert_eq!(record["connection"]["name"], "work");
        assert_eq!(record["path"], "other");
        assert!(record["run"].is_string());
    }
    assert_eq!(records(&stage, &["--since", "2h"]), all);
    assert_eq!(
        records(&stage, &["--since", "2999-01-01T00:00:00Z"]).len(),
        0
    );
    assert_eq!(records(&stage, &["--limit", "2"]), all[..2]);
    let page = stage.run(&["log", "--limit", "1"]).done();
    assert!(page.told().contains("There are older ones"), "{page:?}");
}

#[test]
fn a_time_that_is_none_and_a_tenant_that_is_none_are_refused() {
    let stage = Stage::empty();
    let refused = stage.run(&["log", "--since", "yesterday"]).ended_with(2);
    assert!(refused.stderr.contains("it is no time"), "{refused:?}");
    let _ = stage.run(&["log", "--limit", "0"]).ended_with(2);
    let refused = stage.run(&["log", "--tenant", "acme"]);
    assert!(refused.stderr.contains("acme"), "{refused:?}");
}

#[test]
fn nothing_is_kept_where_that_is_wanted() {
    let mut stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let before = records(&stage, &[]);
    assert!(!before.is_empty());
    let machine = stage.machine;
    stage.machine = machine.with("CONNECTOR_HOST_AUDIT_DAYS", "0");
    let _ = stage.run(&["invoke", "notes", "list-notes"]).done();
    let machine = stage.machine;
    stage.machine = machine.with("CONNECTOR_HOST_AUDIT_DAYS", "30");
    assert_eq!(records(&stage, &[]), before);
    let machine = stage.machine;
    stage.machine = machine.with("CONNECTOR_HOST_AUDIT_DAYS", "many");
    let refused = stage.run(&["log"]).ended_with(2);
    assert!(
        refused.stderr.contains("is a number of days"),
        "{refused:?}"
    );
}
