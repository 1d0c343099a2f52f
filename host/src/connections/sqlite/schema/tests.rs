//! Databases of versions before, and what becomes of them.

use super::*;

#[test]
fn a_database_of_the_first_version_keeps_its_connections() {
    let mut database = Connection::open_in_memory().unwrap();
    database.execute_batch(MIGRATIONS[0]).unwrap();
    database.pragma_update(None, "user_version", 1).unwrap();
    database
        .execute_batch(
            "INSERT INTO grants VALUES ('g', 'https://as.example/token', 'c', 'ada', 'Ada', '{}',
                 NULL, x'00', NULL, '[]', NULL, 0, NULL, 1, 'it was revoked');
             INSERT INTO connections VALUES
                 ('1', 'only', 'notes', 'own-app', '{}', 'g', 0),
                 ('2', 'one', 'tasks', 'own-app', '{}', 'g', 1),
                 ('3', 'other', 'tasks', 'own-app', '{}', 'g', 1);",
        )
        .unwrap();
    migrate(&mut database).unwrap();
    let defaults: Vec<String> = database
        .prepare("SELECT name FROM connections WHERE is_default")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(defaults, ["only"]);
    let subject = "SELECT min(subject = 'unknown g' AND reach = 'user') FROM grants";
    assert!(
        database
            .query_row(subject, [], |row| row.get(0))
            .unwrap_or(false)
    );
    let ended = "SELECT reconnect_reason = 'it was revoked' AND NOT client_refused FROM grants
         WHERE id = 'g'";
    assert!(
        database
            .query_row(ended, [], |row| row.get(0))
            .unwrap_or(false)
    );
}

#[test]
fn connectors_that_shared_a_grant_have_one_each_and_one_of_them_the_tokens() {
    let mut database = Connection::open_in_memory().unwrap();
    for migration in &MIGRATIONS[..4] {
        database.execute_batch(migration).unwrap();
    }
    database.pragma_update(None, "user_version", 4).unwrap();
    database
        .execute_batch(
            "INSERT INTO grants (id, token_endpoint, client_id, subject, label, account,
                     access_token, scopes, base_url, received_at, generation)
                 VALUES ('g', 'https://as.example/token', 'c', 'ada', 'Ada', '{}', x'01', '[]',
                     'eyJhbGciOiJub25lIn0', 0, 3);
             INSERT INTO connections (id, name, connector, method, settings, grant_id, created_at)
                 VALUES ('1', 'narrow', 'tasks', 'm', '{}', 'g', 7),
                     ('2', 'wide', 'notes', 'm', '{}', 'g', 5),
                     ('3', 'wide too', 'notes', 'm', '{}', 'g', 6);",
        )
        .unwrap();
    migrate(&mut database).unwrap();
    let grants: Vec<(String, String, bool, bool)> = database
        .prepare(
            "SELECT c.name, g.connector, g.access_token IS NOT NULL, g.reconnect_reason IS NULL
             FROM connections c JOIN grants g ON g.id = c.grant_id ORDER BY c.name",
        )
        .unwrap()
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let expected = [
        ("narrow", "tasks", false, false),
        ("wide", "notes", true, true),
        ("wide too", "notes", true, true),
    ];
    let expected =
        expected.map(|(name, key, has, lives)| (name.to_owned(), key.to_owned(), has, lives));
    assert_eq!(grants, expected);
    let told = "SELECT count(*) FROM grants WHERE base_url IS NOT NULL";
    let told: i64 = database.query_row(told, [], |row| row.get(0)).unwrap();
    assert_eq!(told, 0);
    let broken = database
        .prepare("PRAGMA foreign_key_check")
        .unwrap()
        .exists([]);
    assert!(!broken.unwrap());
}

#[test]
fn an_app_without_a_name_is_the_default_one_with_its_secret_and_its_sign_ins() {
    let mut database = Connection::open_in_memory().unwrap();
    // As when the steps are taken.
    database.pragma_update(None, "foreign_keys", false).unwrap();
    before(&database, 3);
    database
        .execute_batch(
            "INSERT INTO tenants (name, created_at) VALUES ('acme', 0);
             INSERT INTO apps VALUES ('default', 'notes', 'c', x'01', '{}', 1),
                 ('acme', 'notes', 'd', NULL, NULL, 0);
             INSERT INTO sign_ins VALUES
                 ('acme', '1', 'notes', 'default', 's1', x'02', 3, 4, 5, 6, 7, 8),
                 ('acme', '2', 'notes', 'acme', 's2', NULL, 0, 0, 0, NULL, NULL, NULL),
                 ('acme', '3', 'notes', NULL, 's3', NULL, 0, 0, 0, NULL, NULL, NULL);",
        )
        .unwrap();
    migrate(&mut database).unwrap();
    let rows = |select: &str| {
        let mut statement = database.prepare(select).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let apps = "SELECT concat_ws(' ', tenant, connector, name, client_id, servers,
        common_redirect) FROM apps ORDER BY tenant";
    let expected = ["acme notes default d 0", "default notes default c {} 1"];
    assert_eq!(rows(apps), expected);
    let secrets = "SELECT concat_ws(' ', tenant, connector, app, name, hex(value), previous)
        FROM app_secrets";
    assert_eq!(rows(secrets), ["default notes default client_secret 01"]);
    let sign_ins = "SELECT concat_ws(' ', id, app_of, app, state, hex(begun), begun_at,
        expires_at, claims, claimed_until, ask_interval, ask_at) FROM sign_ins ORDER BY id";
    let expected = [
        "1 default default s1 02 3 4 5 6 7 8",
        "2 acme default s2  0 0 0",
        "3 s3  0 0 0",
    ];
    assert_eq!(rows(sign_ins), expected);
    database
        .execute_batch("DELETE FROM apps WHERE tenant = 'default'")
        .unwrap();
    assert_eq!(rows("SELECT id FROM sign_ins ORDER BY id"), ["2", "3"]);
    assert!(rows("SELECT app FROM app_secrets").is_empty());
}

#[test]
fn a_client_secret_that_was_with_its_grant_is_that_of_an_app_which_goes_with_it() {
    let mut database = Connection::open_in_memory().unwrap();
    // As when the steps are taken.
    database.pragma_update(None, "foreign_keys", false).unwrap();
    before(&database, 2);
    database
        .execute_batch(
            "INSERT INTO tenants (name, created_at) VALUES ('acme', 0);
             INSERT INTO apps VALUES ('acme', 'notes', 'default', 'c', '{}', 1);
             INSERT INTO app_secrets VALUES
                 ('acme', 'notes', 'default', 'client_secret', x'01', x'02');
             INSERT INTO sign_ins VALUES
                 ('acme', '1', 'notes', 'acme', 'default', 's', NULL, 0, 0, 0, NULL, NULL, NULL);
             INSERT INTO grants (tenant, id, connector, token_endpoint, client_id, subject, reach,
                     label, account, client_secret, scopes, received_at, generation,
                     common_redirect)
                 VALUES ('acme', 'g', 'notes', 'https://as.example', 'c', 'ada', 'user', 'Ada',
                         '{}', x'03', '[]', 0, 1, 1),
                     ('acme', 'h', 'notes', 'https://as.example', 'c', 'bob', 'user', 'Bob',
                         '{}', NULL, '[]', 0, 1, 0);",
        )
        .unwrap();
    migrate(&mut database).unwrap();
    let rows = |select: &str| {
        let mut statement = database.prepare(select).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    let apps = "SELECT concat_ws(' ', tenant, connector, name, client_id, servers,
        common_redirect, grant_id) FROM apps ORDER BY name";
    let default = "acme notes default c {} 1";
    assert_eq!(rows(apps), [default, "acme notes ~g c 1 g"]);
    let secrets = "SELECT concat_ws(' ', app, name, hex(value), hex(previous))
        FROM app_secrets ORDER BY app";
    let of_default = "default client_secret 01 02";
    assert_eq!(rows(secrets), [of_default, "~g client_secret 03 "]);
    assert!(rows("SELECT 'x' FROM grants WHERE client_secret IS NOT NULL").is_empty());
    assert_eq!(rows("SELECT app FROM sign_ins"), ["default"]);
    let addresses = "SELECT 'its own' FROM apps WHERE length(address) = 32 GROUP BY address";
    assert_eq!(rows(addresses), ["its own", "its own"]);
    database.execute_batch("DELETE FROM grants").unwrap();
    assert_eq!(rows(apps), [default]);
    assert_eq!(rows(secrets), [of_default]);
    let broken = database
        .prepare("PRAGMA foreign_key_check")
        .unwrap()
        .exists([]);
    assert!(!broken.unwrap());
}

/// Takes all steps but so many.
fn before(database: &Connection, steps: usize) {
    let before = MIGRATIONS.len() - steps;
    for migration in &MIGRATIONS[..before] {
        database.execute_batch(migration).unwrap();
    }
    database
        .pragma_update(None, "user_version", before)
        .unwrap();
}

#[test]
fn every_column_of_sealed_values_is_known() {
    let mut database = Connection::open_in_memory().unwrap();
    migrate(&mut database).unwrap();
    // Of keys for programs, and of links, there is a hash, which opens nothing.
    // Components are no secret. What was in grants of a client's is in its app by now.
    let mut columns = database
        .prepare(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.type = 'BLOB'
               AND t.name NOT IN ('sealing', 'tenants', 'api_keys', 'components')
               AND NOT (t.name = 'connect_sessions' AND c.name = 'hash')
               AND NOT (t.name = 'grants' AND c.name = 'client_secret')",
        )
        .unwrap();
    let columns = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let mut columns: Vec<(String, String)> = columns.unwrap().collect::<Result<_, _>>().unwrap();
    let mut sealed = SEALED.map(|(table, column)| (table.to_owned(), column.to_owned()));
    columns.sort_unstable();
    sealed.sort_unstable();
    assert_eq!(columns, sealed);
}
