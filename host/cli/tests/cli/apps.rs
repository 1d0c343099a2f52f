//! Apps: registered, listed, their secrets rotated, and none of these on a screen.

use crate::connected::{Stage, identifying_as, manifest};
use crate::program::Outcome;
use crate::support::authorization::{CLIENT_SECRET, app_grant, authorization_server};
use connector_host::contract::{Authorization, TokenGrant};

/// A machine with two apps, of which one has a secret beside its client secret.
fn two() -> Stage {
    let stage = Stage::authorizing(&app_grant());
    std::fs::write(stage.machine.file("hook"), "hush-hook\n").expect("it is written");
    std::fs::write(stage.machine.file("new"), "hush-new\n").expect("it is written");
    let hook = format!("webhook_secret={}", stage.machine.file("hook").display());
    let set = [
        "app",
        "set",
        "notes",
        "--client-id",
        "abc123",
        "--set-env",
        "client_secret=SECRET",
        "--set-file",
        &hook,
    ];
    shows_no_secret(&stage.run(&set).done());
    let europe = [
        "app",
        "set",
        "notes",
        "--name",
        "europe",
        "--client-id",
        "def456",
        "--public",
    ];
    let set = stage.run(&europe).done();
    assert!(set.told().contains("--app europe"), "{set:?}");
    stage
}

fn shows_no_secret(outcome: &Outcome) {
    let told = format!("{outcome:?}");
    assert!(!told.contains("hush"), "{told}");
    assert!(CLIENT_SECRET.contains("hush"));
}

fn rotate(stage: &Stage, secret: &str) -> Outcome {
    let new = format!("{secret}={}", stage.machine.file("new").display());
    stage.run(&["app", "rotate", "notes", "--set-file", &new])
}

/// With a word in place of what is another each time.
fn without_addresses(told: &str) -> String {
    let words = told.split_inclusive(|char: char| !char.is_ascii_alphanumeric());
    let shown = words.map(|word| {
        let (id, rest) = word.split_at(word.len().min(32));
        let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_id {
            format!("[address]{rest}")
        } else {
            word.to_owned()
        }
    });
    shown.collect()
}

#[test]
fn apps_are_listed_with_what_is_being_rotated_at_60_and_80_columns() {
    let stage = two();
    shows_no_secret(&rotate(&stage, "client_secret").done());
    shows_no_secret(&rotate(&stage, "webhook_secret").done());
    let pages = [60, 80].map(|columns| {
        let listed = stage.machine.run_at(columns, &["app", "list"]).done();
        let lines = listed.stdout.lines();
        assert!(lines.clone().all(|line| line.chars().count() <= columns));
        shows_no_secret(&listed);
        format!("{columns} columns\n{}", listed.stdout)
    });
    insta::assert_snapshot!(pages.join("\n"));
    let list = stage.run(&["app", "list", "--output", "json"]).done();
    shows_no_secret(&list);
    insta::assert_snapshot!(without_addresses(&list.stdout));
    let shown = stage.run(&["app", "show", "notes"]).done();
    shows_no_secret(&shown);
    insta::assert_snapshot!(without_addresses(&shown.stdout));
}

#[test]
fn a_tenant_is_shown_the_operators_apps_that_serve_it_and_nothing_of_their_secrets() {
    let stage = two();
    let _ = stage.run(&["tenants", "create", "acme"]).done();
    let own = ["app", "set", "notes", "--client-id", "acmes", "--public"];
    let own = [&own[..], &["--name", "europe", "--tenant", "acme"]].concat();
    let _ = stage.run(&own).done();
    let list = ["app", "list", "--tenant", "acme"];
    let listed = stage.machine.run_at(80, &list).done();
    insta::assert_snapshot!(listed.stdout);
    let list = [&list[..], &["--output", "json"]].concat();
    let listed = stage.run(&list).done().json();
    assert_eq!(listed[0]["client_id"], "acmes");
    assert_eq!(
        listed[1],
        serde_json::json!({
            "connector": "notes", "name": "default", "client_id": "abc123", "of_operator": true,
        })
    );
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_said_to_end_is_the_one_rotation_that_was_begun() {
    let stage = two();
    let rotated = rotate(&stage, "webhook_secret").done();
    let of_hook = "app rotate notes --secret webhook_secret --end";
    assert!(rotated.told().contains(of_hook), "{rotated:?}");
    // Without a name the other one would end too.
    let rotated = rotate(&stage, "client_secret").done();
    let of_client = "app rotate notes --secret client_secret --end";
    assert!(rotated.told().contains(of_client), "{rotated:?}");
    let end = ["app", "rotate", "notes", "--end"];
    let _ = stage.run(&end).done();
    std::fs::write(stage.machine.file("new"), "hush-third").expect("it is written");
    let rotated = rotate(&stage, "client_secret").done();
    assert!(
        rotated.told().contains("app rotate notes --end"),
        "{rotated:?}"
    );
}

#[test]
fn an_app_that_takes_the_place_of_another_client_says_what_that_leaves_behind() {
    let stage = two();
    let set = [
        "app",
        "set",
        "notes",
        "--name",
        "europe",
        "--client-id",
        "ghi789",
        "--public",
    ];
    let replaced = stage.run(&set).done().told();
    assert!(
        replaced.contains("in place of the client def456."),
        "{replaced}"
    );
    let again = "app set notes --name NAME --client-id def456";
    assert!(replaced.contains(again), "{replaced}");
    let same = stage.run(&set).done().told();
    assert!(!same.contains("in place of"), "{same}");
}

#[test]
fn a_rotation_ends_when_it_is_said_and_another_waits_for_that() {
    let stage = two();
    let _ = rotate(&stage, "client_secret").done();
    std::fs::write(stage.machine.file("new"), "hush-third").expect("it is written");
    let refused = rotate(&stage, "client_secret").ended_with(2);
    shows_no_secret(&refused);
    insta::assert_snapshot!(refused.stderr);
    let end = ["app", "rotate", "notes", "--end"];
    let ended = stage.run(&end).done();
    assert!(ended.told().contains("client_secret"), "{ended:?}");
    let ended = stage.run(&end).done();
    assert!(ended.told().contains("No secret"), "{ended:?}");
    let _ = rotate(&stage, "client_secret").done();
}

#[test]
fn what_can_not_be_rotated_or_set_is_told_before_a_secret_is_read() {
    let stage = two();
    let told: Vec<_> = [
        &["app", "rotate", "notes", "--name", "asia"][..],
        &["app", "rotate", "notes", "--name", "europe"],
        &[
            "app",
            "rotate",
            "notes",
            "--name",
            "europe",
            "--secret",
            "webhook_secret",
        ],
        &["app", "rotate", "notes", "--secret", "webhook_secert"],
        &["app", "rotate", "notes"],
        &[
            "app",
            "rotate",
            "notes",
            "--end",
            "--set-env",
            "client_secret=SECRET",
        ],
        &[
            "app",
            "rotate",
            "notes",
            "--secret",
            "webhook_secret",
            "--set-env",
            "client_secret=SECRET",
        ],
        &[
            "app",
            "set",
            "notes",
            "--client-id",
            "x",
            "--set-env",
            "nope=SECRET",
        ],
        &[
            "app",
            "set",
            "notes",
            "--client-id",
            "x",
            "--public",
            "--set-env",
            "client_secret=SECRET",
        ],
        &[
            "app",
            "set",
            "notes",
            "--name",
            "other",
            "--client-id",
            "abc123",
            "--public",
        ],
        &["app", "show", "notes", "--name", "asia"],
        &["connect", "notes", "--app", "asia", "--set", "client_id=x"],
    ]
    .into_iter()
    .map(|arguments| {
        let refused = stage.machine.refused(arguments);
        assert!(!refused.contains("hush"), "{refused}");
        format!("{}\n{refused}", arguments.join(" "))
    })
    .collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_connection_is_brought_back_by_another_app_that_is_named() {
    let by_apps = Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(None),
    });
    let stage = Stage::authorizing(&by_apps);
    for (app, client) in [("default", "abc123"), ("europe", "def456")] {
        let _ = stage
            .run(&[
                "app",
                "set",
                "notes",
                "--name",
                app,
                "--client-id",
                client,
                "--set-env",
                "client_secret=SECRET",
            ])
            .done();
    }
    let _ = stage.connect("work", "ada").done();
    let by = |client: &str| {
        let shown = stage.run(&["connections", "show", "work"]).done();
        assert!(shown.stdout.contains(client), "{shown:?}");
    };
    by("abc123");
    let reconnect = ["connections", "reconnect", "work", "--app"];
    let moved = stage.run(&[&reconnect[..], &["europe"]].concat()).done();
    let told =
        "It goes through another app from now on: that of client id def456, where it was abc123.";
    assert!(moved.told().contains(told), "{moved:?}");
    by("def456");
    let unknown = stage.run(&[&reconnect[..], &["asia"]].concat());
    let unknown = unknown.ended_with(2);
    assert!(unknown.stderr.contains("app list"), "{unknown:?}");
    by("def456");
}

/// A machine whose connections go through two registered apps, `default` and `europe`.
fn going_through_apps() -> Stage {
    let stage = Stage::authorizing(&Authorization::TokenGrant(TokenGrant {
        grant_type: "urn:example:account".to_owned(),
        server: authorization_server(None),
    }));
    for (app, client) in [("default", "abc123"), ("europe", "def456")] {
        let set = ["app", "set", "notes", "--name", app, "--client-id", client];
        let set = [&set[..], &["--set-env", "client_secret=SECRET"]].concat();
        let _ = stage.run(&set).done();
    }
    let _ = stage.connect("work", "ada").done();
    stage
}

#[test]
fn an_app_is_forgotten_once_that_is_confirmed_and_its_connections_are_named() {
    let stage = going_through_apps();
    let europe = ["app", "remove", "notes", "--name", "europe"];
    let refused = [&["app", "remove", "notes"][..], &europe[..]].map(|remove| {
        let refused = stage.run(remove).ended_with(2);
        refused.stderr
    });
    insta::assert_snapshot!(refused.join("\n"), @r"
    error: forgetting the app for notes, which the connection work goes through, has to be confirmed
    next: add --yes

    error: forgetting the app europe for notes, which no connection goes through, has to be confirmed
    next: add --yes
    ");
    let _ = stage.run(&["app", "show", "notes"]).done();
    let removed = [
        &["app", "remove", "notes", "--yes"][..],
        &[&europe[..], &["--yes"]].concat(),
    ];
    let removed = removed.map(|remove| stage.run(remove).done().stderr);
    insta::assert_snapshot!(removed.join("\n"), @r"
    Forgot the app for notes.
    Until the same client is registered again, the connection work can't be renewed.

    Forgot the app europe for notes.
    ");
    let _ = stage.run(&["app", "show", "notes"]).ended_with(2);
}

#[test]
fn forgetting_an_app_is_asked_for_on_a_terminal() {
    use crate::terminal::run_on_terminal;

    let stage = going_through_apps();
    for (answer, code) in [("\n", 2), ("y\n", 0)] {
        let mut program = stage.machine.program();
        program.args(["app", "remove", "notes"]);
        let seen = run_on_terminal(200, program, &[("goes through? [y/N]", answer)]);
        assert_eq!(seen.code, code, "{seen:?}");
        assert!(seen.told().contains("the connection work"), "{seen:?}");
    }
    let _ = stage.run(&["app", "show", "notes"]).ended_with(2);
}

#[test]
fn a_connection_is_shown_with_its_id_and_the_registered_app_that_it_goes_through() {
    let stage = going_through_apps();
    let show = ["connections", "show", "work"];
    let app = || {
        let told = stage
            .run(&[&show[..], &["--output", "json"]].concat())
            .done()
            .json();
        let listed = stage
            .run(&["connections", "--output", "json"])
            .done()
            .json();
        assert_eq!(listed[0]["app"], told["app"]);
        let id = told["id"].as_str().expect("an id").to_owned();
        let of_id = stage.run(&["log", "--connection", &id]);
        let _ = of_id.done();
        let page = stage.run(&show).done().stdout;
        assert!(page.contains(&id), "{page}");
        (told["app"].clone(), page)
    };
    let (name, page) = app();
    assert_eq!(name, "default");
    assert!(
        page.lines()
            .any(|line| line.starts_with("App ") && line.ends_with(" default")),
        "{page}"
    );
    let _ = stage.run(&["app", "remove", "notes", "--yes"]).done();
    let (name, page) = app();
    assert!(name.is_null(), "{name}");
    assert!(!page.lines().any(|line| line.starts_with("App ")), "{page}");
}

#[test]
fn deliveries_for_a_registered_app_need_its_name_alone_where_one_method_goes_through_such_apps() {
    let refused = |arguments: &[&str]| {
        let told = two().machine.refused(arguments);
        format!("{}\n{told}", arguments.join(" "))
    };
    // That there is no such app is told once it is clear by which method it would be.
    let told = [
        refused(&[
            "receive",
            "notes",
            "--app",
            "europe",
            "--connection",
            "work",
        ]),
        refused(&["receive", "notes", "--app", "asia"]),
    ];
    insta::assert_snapshot!(told.join("\n\n"), @r"
    receive notes --app europe --connection work
    error: the argument '--app <NAME>' cannot be used with '--connection <NAME>'

    Usage: connector-host receive --app <NAME> <KEY>

    For more information, try '--help'.
    exit: 2

    receive notes --app asia
    error: there is no app named `asia` for `notes`; the apps are default, europe
    next: connector-host app list shows them
    exit: 2
    ");
}

#[test]
fn another_secret_is_set_by_itself_and_the_client_secret_stays() {
    let stage = going_through_apps();
    std::fs::write(stage.machine.file("hook"), "hush-hook").expect("it is written");
    let hook = format!("webhook_secret={}", stage.machine.file("hook").display());
    let set = [
        "app",
        "set",
        "notes",
        "--client-id",
        "abc123",
        "--set-file",
        &hook,
    ];
    let _ = stage.run(&set).done();
    let listed = stage
        .run(&["app", "list", "--output", "json"])
        .done()
        .json();
    assert_eq!(listed[0]["has_client_secret"], true, "{listed}");
    assert_eq!(
        listed[0]["secrets"].as_array().map(Vec::len),
        Some(2),
        "{listed}"
    );
    // Of another client nothing is known.
    let other = [
        "app",
        "set",
        "notes",
        "--client-id",
        "xyz",
        "--set-file",
        &hook,
    ];
    let refused = stage.run(&other).ended_with(2);
    assert!(
        refused.stderr.contains("client secret is missing"),
        "{refused:?}"
    );
}

#[test]
fn by_which_method_an_app_is_gone_through_has_to_be_said_where_there_is_none_or_another() {
    let receive = ["receive", "notes", "--app", "europe"];
    let own = Stage::new().machine.refused(&receive);
    let several = Stage::empty();
    let two_methods = manifest(|manifest| {
        let methods = manifest["auth_methods"].as_array_mut().expect("a list");
        let mut second = methods[0].clone();
        second["id"] = "other-app".into();
        methods.push(second);
    });
    several.add(&identifying_as(&two_methods, &app_grant()));
    let several = several.machine.refused(&receive);
    insta::assert_snapshot!([own, several].join("\n\n"), @r"
    error: no auth method of Notes goes through an app that is registered
    next: say by --connection whose app it is, or by --method which kind of app
    exit: 2

    error: several auth methods of Notes go through apps that are registered: own-app, other-app
    next: say by --method which one the app is for
    exit: 2
    ");
}
