//! Connected accounts: listing, exporting, what is told of them.

use crate::connected::Stage;

/// Two accounts, of which the second is the default.
fn two() -> Stage {
    let stage = Stage::new();
    let _ = stage.connect("alpha", "ada").done();
    let _ = stage.connect("zeta", "grace").done();
    let _ = stage.run(&["connections", "default", "zeta"]).done();
    stage
}

#[test]
fn exporting_without_names_ends_nothing_unless_told_to() {
    let stage = two();
    let file = stage.machine.file("moved.age").display().to_string();
    let refused = stage
        .run(&[
            "connections",
            "export",
            &file,
            "--passphrase-env",
            "PASSPHRASE",
        ])
        .ended_with(2);
    let told = refused.told();
    assert!(
        told.contains("alpha, zeta") && told.contains("--all"),
        "{told}"
    );
    assert!(!stage.machine.file("moved.age").exists());
    let connections = stage
        .run(&["connections", "--output", "json"])
        .done()
        .json();
    assert!(
        connections
            .as_array()
            .expect("a list")
            .iter()
            .all(|one| one["state"] == "connected")
    );

    let moved = stage
        .run(&[
            "connections",
            "export",
            &file,
            "--all",
            "--passphrase-env",
            "PASSPHRASE",
        ])
        .done();
    assert!(moved.told().contains("Moved alpha, zeta"), "{moved:?}");
}

#[test]
fn exporting_nothing_is_said_to_be_nothing() {
    let stage = Stage::new();
    let told = stage
        .machine
        .refused(&["connections", "export", "-", "--all"]);
    insta::assert_snapshot!(told, @r"
    error: there are no connections to export
    exit: 2
    ");
}

/// The table, with the same time of use at every run.
fn listed(stage: &Stage, columns: usize) -> (String, String) {
    stage.in_database("update connections set last_used_at = 1800000000");
    let listed = stage.machine.run_at(columns, &["connections"]).done();
    (listed.stdout, listed.stderr)
}

#[test]
fn the_list_breaks_no_word_and_no_time_at_60_80_and_120_columns() {
    let stage = two();
    stage.in_database(
        "update connections set owner = 'Sales and marketing' where name = 'alpha';
         update grants set reconnect_reason = 'Somebody has revoked it.' where id in
         (select grant_id from connections where name = 'alpha')",
    );
    let pages = [60, 80, 120].map(|columns| {
        let (page, told) = listed(&stage, columns);
        assert!(page.lines().all(|line| line.len() <= columns), "{page}");
        format!("{columns} columns\n{page}\n{told}")
    });
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn an_archive_that_is_not_taken_in_is_told_with_what_to_do() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let file = stage.machine.file("moved.age").display().to_string();
    let secret = ["--passphrase-env", "PASSPHRASE"];
    let export = ["connections", "export", &file, "--all", "--keep"];
    let _ = stage.run(&[&export[..], &secret].concat()).done();
    let import = ["connections", "import", &file];
    let elsewhere = Stage::empty();
    let told = |stage: &Stage, passphrase: &[&str]| {
        let refused = stage.run(&[&import[..], passphrase].concat()).ended_with(2);
        refused.stderr.replace(&file, "FILE")
    };
    let wrong = stage.machine.file("wrong").display().to_string();
    std::fs::write(&wrong, "not this one").expect("it is written");
    let told = [
        told(&stage, &["--passphrase-file", &wrong]),
        told(&stage, &secret),
        told(&elsewhere, &secret),
        {
            std::fs::write(stage.machine.file("moved.age"), "no archive").expect("it is written");
            told(&stage, &secret)
        },
    ];
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_passphrase_that_could_be_guessed_is_refused_before_anything_moves() {
    let stage = two();
    let file = stage.machine.file("moved.age");
    let path = file.display().to_string();
    // Of eleven characters.
    let export = [
        "connections",
        "export",
        &path,
        "--all",
        "--passphrase-env",
        "SECRET",
    ];
    let refused = stage.run(&export).ended_with(2).stderr;
    insta::assert_snapshot!(refused, @r"
    error: the passphrase has fewer than 12 characters, and whoever has the file may try as often as they like
    next: choose a longer one, such as five words by chance
    ");
    assert!(!refused.contains("hush"), "{refused}");
    assert!(!file.exists());
    let connections = stage
        .run(&["connections", "--output", "json"])
        .done()
        .json();
    let states = connections.as_array().expect("a list").iter();
    assert!(
        states
            .map(|one| &one["state"])
            .all(|state| state == "connected")
    );
}
