//! Invoking actions: which connection is meant, what is written when.

use std::{io::Read as _, net::TcpListener};

use connector_host::contract::{Failure, FailureKind, Page, Step};
use serde_json::{Value, json};

use crate::{
    connected::{Stage, answering, identifying_as, manifest},
    program::Outcome,
    support::{
        authorization::token_grant,
        call::{exchange, send},
        scripted::{self, Act},
    },
};

#[test]
fn the_hint_after_a_failed_call_names_the_connection_that_was_used() {
    let stage = Stage::new();
    let _ = stage.connect("alpha", "ada").done();
    let _ = stage.connect("zeta", "grace").done();
    let _ = stage.run(&["connections", "default", "zeta"]).done();
    {
        let mut issuer = stage.world.issuer();
        issuer.revoked = Some(issuer.issued);
        issuer.trouble = Some((400, r#"{"error": "invalid_grant"}"#));
    }
    let failed = stage.run(&["invoke", "notes", "list-notes"]).ended_with(3);
    assert!(
        failed.stderr.contains("connections reconnect zeta"),
        "{failed:?}"
    );
    let named = ["invoke", "notes", "list-notes", "-c", "alpha"];
    let failed = stage.run(&named).ended_with(3);
    assert!(
        failed.stderr.contains("connections reconnect alpha"),
        "{failed:?}"
    );
}

#[test]
fn an_ended_grant_is_explained_once() {
    let stage = Stage::empty();
    // What the API says of it, in the words that the manifest has for it, too.
    let gone = "The app was switched off. Connect the account again.";
    let failure = Failure::new(FailureKind::Unauthenticated, gone);
    let acts = [send("GET", "/me", 1), Act::Fail(failure)];
    stage.add(&scripted::connector_with_authorization(
        &token_grant(),
        &acts,
    ));
    stage.connect_directly("work");
    {
        let mut issuer = stage.world.issuer();
        issuer.revoked = Some(issuer.issued);
        issuer.trouble = Some((400, r#"{"error": "invalid_grant", "code": 17}"#));
    }
    let failed = stage.run(&["invoke", "notes", "list-notes"]).ended_with(3);
    insta::assert_snapshot!(failed.stderr, @r"
    error: The app was switched off. Connect the account again.
    next: connector-host connections reconnect work
    ");
}

/// Interrupts a call whose request has arrived and is not answered.
#[cfg(unix)]
fn interrupted(method: &str) -> Outcome {
    use rustix::process::{Pid, Signal, kill_process};

    let stage = Stage::empty();
    let acts = [send(method, "/notes", 1), Act::Echo];
    let writes = scripted::MANIFEST.replace(r#""effect": "read""#, r#""effect": "write""#);
    stage.add(&scripted::connector_of(
        writes.as_bytes(),
        &token_grant(),
        &acts,
    ));
    let writes: Value = serde_json::from_str(&writes).expect("JSON");
    stage.connect_directly_by("work", &identifying_as(&writes, &token_grant()));
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("an address");
    let mut program = stage.machine.program();
    let child = program
        .args(["invoke", "notes", "list-notes", "--reroute"])
        .arg(format!("https://api.example=http://{address}"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (mut request, _) = silent.accept().expect("it connects");
    let mut begin = [0; 4];
    request.read_exact(&mut begin).expect("it sends a request");
    kill_process(Pid::from_child(&child), Signal::INT).expect("it is sent");
    Outcome::of(child.wait_with_output().expect("the program ends"))
}

#[cfg(unix)]
#[test]
fn ctrl_c_during_a_request_that_must_not_be_sent_twice_says_that_it_may_have_been_carried_out() {
    let ended = interrupted("POST").ended_with(6);
    insta::assert_snapshot!(ended.stderr, @"error: interrupted, and the call may have changed something by then: look before you make it again");
}

#[cfg(unix)]
#[test]
fn ctrl_c_during_a_request_that_is_harmless_needs_no_words() {
    assert_eq!(interrupted("GET").ended_with(130).stderr, "");
}

/// A stage whose list breaks off after a page of two.
fn breaking_off() -> Stage {
    let stage = Stage::empty();
    let page = Page {
        items: json!([{"id": 1, "title": "One"}, {"id": 2, "title": "Two"}]).to_string(),
        then: exchange("GET", "/more", 1),
    };
    let down = Failure::new(FailureKind::Unavailable, "The API is down.");
    let acts = [Act::Step(Step::Page(page)), Act::Fail(down)];
    stage.add(&scripted::connector_with_authorization(
        &token_grant(),
        &acts,
    ));
    stage
}

#[test]
fn what_came_before_a_list_broke_off_is_written_in_every_form() {
    let stage = breaking_off();
    stage.connect_directly("work");
    let run = |form: &str| {
        let outcome = stage.run(&["invoke", "notes", "list-notes", "--output", form]);
        outcome.ended_with(5)
    };
    let json = run("json");
    let notes = json!([{"id": 1, "title": "One"}, {"id": 2, "title": "Two"}]);
    assert_eq!(json.json(), json!({"notes": notes, "incomplete": true}));
    let lines = run("jsonl");
    let values: Vec<Value> = lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(Value::from(values), notes);
    let table = run("table");
    assert_eq!(table.stdout, "id  title\n1   One\n2   Two\n");
    for outcome in [json, lines, table] {
        assert!(outcome.told().contains("The API is down."), "{outcome:?}");
    }
}

/// A list of meetings as a connector might give it, which says what is most
/// telling of them.
fn listing() -> Stage {
    let stage = Stage::empty();
    let manifest = manifest(|manifest| {
        let action = &mut manifest["actions"][0];
        action["output"] = json!({
            "type": "object", "properties": {"notes": {"type": "array", "items": {
                "type": "object", "properties": {
                    "id": {"type": "integer"}, "title": {"type": "string"},
                    "due": {"type": "string"}, "zone": {"type": "string"},
                    "author": {"type": "object", "properties": {"name": {"type": "string"}}},
                },
            }}},
        });
        action["columns"] = json!([
            {"title": "When", "value": "/due", "time_zone": "/zone"},
            {"title": "Title", "value": "/title"},
            {"title": "Id", "value": "/id"},
            {"title": "Author", "value": "/author/name"},
        ]);
    });
    let note = |id: u64, title: &str, due: &str, author: &str| {
        json!({
            "id": id, "title": title, "due": due, "zone": "Europe/Berlin",
            "author": {"name": author}, "text": "x".repeat(300),
        })
    };
    let output = json!({"notes": [
        note(85_746_065_432, "Weekly review", "2027-01-12T09:00:00Z", "ada@sandbox.example"),
        note(81_234_567_890, "Plans for the garden, the kitchen and the roof", "2027-07-01T16:30:00Z", "grace@sandbox.example"),
    ]});
    stage.add(&answering(&manifest, &output));
    stage.connect_directly("work");
    stage
}

#[test]
fn a_list_is_a_table_of_what_is_most_telling_at_60_80_and_120_columns() {
    let stage = listing();
    let call = ["invoke", "notes", "list-notes", "--output", "table"];
    let pages = [60, 80, 120].map(|columns| {
        let listed = stage.machine.run_at(columns, &call).done();
        assert!(
            listed.stdout.lines().all(|line| line.len() <= columns),
            "{listed:?}"
        );
        format!("{columns} columns\n{}\n{}", listed.stdout, listed.stderr)
    });
    insta::assert_snapshot!(pages.join("\n"));
}

#[test]
fn columns_are_chosen_by_title_and_by_path() {
    let stage = listing();
    let columns = |columns: &str| -> Outcome {
        stage.run(&["invoke", "notes", "list-notes", "--columns", columns])
    };
    insta::assert_snapshot!(columns("author.name,due,ID").done().stdout, @r"
    Author                 When                       Id
    ada@sandbox.example    Tue 2027-01-12 10:00 CET   85746065432
    grace@sandbox.example  Thu 2027-07-01 18:30 CEST  81234567890
    ");
    let told = stage
        .machine
        .refused(&["invoke", "notes", "list-notes", "--columns", "titel"]);
    insta::assert_snapshot!(told, @r"
    error: --columns: there is no column titel; did you mean Title?
      the columns are When, Title, Id, Author, due, zone
    exit: 2
    ");
    let told = stage.machine.refused(&[
        "invoke",
        "notes",
        "list-notes",
        "--columns",
        "id",
        "--output",
        "jsonl",
    ]);
    insta::assert_snapshot!(told, @r"
    error: --columns is for tables, and --output jsonl writes whole items
    next: leave one of the two out
    exit: 2
    ");
}

#[test]
fn a_list_within_an_output_is_a_table_below_what_else_is_most_telling() {
    let stage = Stage::empty();
    let manifest = manifest(|manifest| {
        let action = &mut manifest["actions"][0];
        action["pagination"] = Value::Null;
        action["columns"] = json!([
            {"title": "Source", "value": "/source"},
            {"title": "Name", "value": "/people/*/name"},
            {"title": "Minutes", "value": "/people/*/minutes"},
        ]);
    });
    let person = |name: &str, minutes: u64| json!({"name": name, "minutes": minutes, "spans": [{"from": "2027-01-12T09:00:00Z"}]});
    let output = json!({
        "source": "report", "passed_over": [], "warnings": ["Two of them have one name."],
        "people": [person("Ada", 27), person("Zoë", 3)],
    });
    stage.add(&answering(&manifest, &output));
    stage.connect_directly("work");
    let shown = stage
        .run(&["invoke", "notes", "list-notes", "--output", "table"])
        .done();
    insta::assert_snapshot!(shown.stdout, @r"
    Source  report

    Name  Minutes
    Ada   27
    Zoë   3
    ");
    assert!(
        shown.stderr.contains("warning: Two of them have one name."),
        "{shown:?}"
    );
    let none = json!({"source": "report", "people": []});
    stage.put_in_place(&answering(&manifest, &none));
    let shown = stage
        .run(&["invoke", "notes", "list-notes", "--output", "table"])
        .done();
    insta::assert_snapshot!(shown.stdout, @r"
    people  []
    source  report
    ");
}

#[test]
fn a_trigger_that_can_not_be_polled_is_told_with_what_takes_its_deliveries() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let refused = stage.machine.refused(&["poll", "notes", "note-removed"]);
    insta::assert_snapshot!(refused, @r"
    error: the trigger `note-removed` of `notes` is told by webhook alone and can't be polled
    next: connector-host triggers notes note-removed says what it tells; connector-host receive notes takes its deliveries
    exit: 2
    ");
}
