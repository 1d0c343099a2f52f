//! Where connections are kept is said with `--store`.

use crate::connected::Stage;

#[test]
fn a_password_on_the_command_line_is_refused_and_not_repeated() {
    let stage = Stage::empty();
    let address = "postgres://ada:hush@db.example/store";
    let refused = stage.run(&["connections", "--store", address]);
    insta::assert_snapshot!(refused.ended_with(2).stderr, @"
    error: others on this machine can read a password on a command line
    next: give the address as the environment variable CONNECTOR_HOST_STORE
    ");
}

#[test]
fn what_is_no_address_is_not_repeated_either() {
    let stage = Stage::empty();
    let address = "postgres://ada:hush@db.example:port/store";
    let refused = stage.run(&["connections", "--store", address]);
    insta::assert_snapshot!(refused.ended_with(2).stderr, @"error: --store: this is no address of a PostgreSQL database (invalid connection string): write postgres://user@host/database");
}

#[test]
fn an_address_in_the_environment_is_not_repeated_when_it_is_none() {
    let mut stage = Stage::empty();
    let address = "postgres://ada:hush@db.example:port/store";
    stage.machine = stage.machine.with("CONNECTOR_HOST_STORE", address);
    let refused = stage.run(&["connections"]);
    insta::assert_snapshot!(refused.ended_with(2).stderr, @"error: CONNECTOR_HOST_STORE: this is no address of a PostgreSQL database (invalid connection string): write postgres://user@host/database");
}

#[test]
fn a_database_that_is_not_there_is_told_and_no_file_is_begun_in_its_place() {
    let stage = Stage::empty();
    let address = "postgres://ada@127.0.0.1:1/store";
    let told = stage.run(&["connections", "--store", address]);
    insta::assert_snapshot!(told.ended_with(5).stderr, @"
    error: the database of connections: error connecting to server: Connection refused (os error 111)
    next: see that the database runs and can be reached, and try again
    ");
    assert!(!stage.machine.home().join("connections.db").exists());
}
