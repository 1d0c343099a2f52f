//! Tenants: whose connections they are is said with `--tenant`.

use crate::connected::Stage;

fn names(stage: &Stage, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["connections", "--output", "json"][..], arguments].concat();
    let listed = stage.run(&arguments).done().json();
    let listed = listed.as_array().expect("a list").iter();
    listed
        .map(|kept| kept["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Connects an account under a name for a tenant.
fn connect(stage: &Stage, tenant: &str, name: &str, subject: &'static str) {
    stage.world.issuer().subject = subject;
    let _ = stage
        .run(&[
            "connect",
            "notes",
            "--tenant",
            tenant,
            "--name",
            name,
            "--set",
            "client_id=the-client",
            "--set-env",
            "client_secret=SECRET",
        ])
        .done();
}

#[test]
fn what_is_connected_for_a_tenant_is_there_for_that_tenant_alone() {
    let stage = Stage::new();
    for tenant in ["acme", "bolt"] {
        let _ = stage.run(&["tenants", "create", tenant]).done();
    }
    connect(&stage, "acme", "work", "ada");
    connect(&stage, "bolt", "theirs", "bob");
    let _ = stage.connect("mine", "eve").done();
    assert_eq!(names(&stage, &["--tenant", "acme"]), ["work"]);
    assert_eq!(names(&stage, &["--tenant", "bolt"]), ["theirs"]);
    assert_eq!(names(&stage, &[]), ["mine"]);
    let refused = |arguments: &[&str]| stage.run(arguments).ended_with(2).stderr;
    let show = ["connections", "show", "theirs"];
    insta::assert_snapshot!(refused(&show), @"
    error: there is no connection named `theirs`
    next: connector-host connections lists them
    ");
    let of_acme = [&show[..], &["--tenant", "acme"]].concat();
    insta::assert_snapshot!(refused(&of_acme), @"
    error: there is no connection named `theirs`
    next: connector-host --tenant acme connections lists them
    ");
    insta::assert_snapshot!(refused(&["remove", "notes", "--yes"]));
    assert_eq!(names(&stage, &[]), ["mine"]);
}

#[test]
fn tenants_are_listed_created_once_and_removed_with_their_connections() {
    let stage = Stage::new();
    let _ = stage.run(&["tenants", "create", "acme"]).done();
    connect(&stage, "acme", "work", "ada");
    insta::assert_snapshot!(stage.run(&["tenants"]).done().stdout);
    insta::assert_snapshot!(
        stage
            .run(&["tenants", "create", "acme"])
            .ended_with(2)
            .stderr
    );
    insta::assert_snapshot!(
        stage
            .run(&["tenants", "remove", "acme"])
            .ended_with(2)
            .stderr
    );
    let removed = stage.run(&["tenants", "remove", "acme", "--yes", "--output", "json"]);
    let removed = removed.done().json();
    assert_eq!(removed["name"], "acme");
    assert_eq!(removed["connections"][0]["name"], "work");
    assert_eq!(removed["connections"][0]["tokens"], "revoked");
    let gone = stage.run(&["connections", "--tenant", "acme"]);
    insta::assert_snapshot!(gone.ended_with(2).stderr);
    let default = stage.run(&["tenants", "remove", "default", "--yes"]);
    insta::assert_snapshot!(default.ended_with(2).stderr);
}
