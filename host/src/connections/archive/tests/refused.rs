//! Archives that no host has written: damaged ones, and those with more than a store keeps.

use super::apps::machine_of_named_app;
use super::*;
use crate::connections::archive::{check, document::Document, envelope};

/// The content of a whole archive.
async fn whole() -> Document {
    let fixture = Fixture::new();
    let store = machine(&fixture).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let document = envelope::open(export.archive(), passphrase()).unwrap();
    check::check(&document).unwrap();
    document
}

#[tokio::test]
async fn a_wrong_passphrase_and_a_damaged_archive_change_nothing() {
    let (here, there) = (Fixture::new(), Fixture::new());
    let (old, new) = (machine(&here).await, there.open().await.unwrap());
    let archive = archive(&old, &[]).await;
    let error = refusal(&new, &archive, "another passphrase".into()).await;
    assert!(matches!(error, ArchiveError::WrongPassphrase), "{error}");

    let cut = &archive[..archive.len() / 2];
    let lines: Vec<&str> = archive.lines().collect();
    let mut swapped = lines.clone();
    let last = swapped.len() - 3;
    swapped.swap(last, last - 1);
    for damaged in [cut, "", "no archive", &swapped.join("\n")] {
        let error = refusal(&new, damaged, passphrase()).await;
        assert!(matches!(error, ArchiveError::Damaged(_)), "{error}");
    }
}

#[tokio::test]
async fn a_grant_of_more_renewals_than_there_was_time_for_is_refused() {
    let mut document = whole().await;
    document.grants[0].generation = i64::MAX.cast_unsigned();
    let error = check::check(&document).unwrap_err();
    insta::assert_snapshot!(error, @"this is no whole archive of connections (a grant was renewed more often than there was time for): take the file as `export` wrote it; nothing was changed");
}

#[tokio::test]
async fn an_archive_with_a_secret_before_none_is_no_whole_one() {
    let fixture = Fixture::new();
    let store = machine_of_named_app(&fixture, DEFAULT_APP).await;
    let export = store.export(Vec::new(), passphrase()).await.unwrap();
    let opened = || envelope::open(export.archive(), passphrase()).unwrap();
    let refused = |document| check::check(&document).unwrap_err().to_string();
    let mut document = opened();
    document.apps[0].client_secret = None;
    insta::assert_snapshot!(refused(document), @"this is no whole archive of connections (an app has the secret before one that is not there): take the file as `export` wrote it; nothing was changed");
    let mut document = opened();
    "a b".clone_into(&mut document.apps[0].name);
    insta::assert_snapshot!(refused(document), @"`a b` cannot be the name of an app: use 1 to 64 letters, digits, `-`, `_`, `.` or `@`");
}

/// Why an archive is refused whose document is changed in that way.
async fn damage(change: impl FnOnce(&mut Document)) -> String {
    let mut document = whole().await;
    change(&mut document);
    match check::check(&document).unwrap_err() {
        StoreError::Archive(ArchiveError::Damaged(problem)) => problem,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn what_no_connection_of_an_archive_uses_or_is_there_twice_is_refused() {
    let unused = damage(|document| document.connections.retain(|its| its.name != "bob")).await;
    assert_eq!(unused, "no connection uses a grant of it");
    let unused = damage(|document| document.apps[0].client_id = "another".to_owned()).await;
    assert_eq!(unused, "no connection uses an app of it");
    let twice = damage(|document| {
        let name = document.connections[0].name.clone();
        document.connections[1].name = name;
    });
    assert_eq!(twice.await, "two connections have one name");
    let twice = damage(|document| {
        let account = document.grants[0].account.clone();
        document.grants[1].account = account;
    });
    assert_eq!(twice.await, "a grant is there twice");
}

/// Why an archive is refused that has more than a store keeps, changed in that way.
async fn beyond(change: impl FnOnce(&mut Document)) -> String {
    let mut document = whole().await;
    // Ids, by which they are sorted, are others each time.
    document
        .grants
        .sort_by(|one, other| one.account.label.cmp(&other.account.label));
    change(&mut document);
    let refused = check::check(&document).unwrap_err();
    assert_eq!(refused.code(), "archive-beyond-bounds", "{refused}");
    let refused = refused.to_string();
    assert!(refused.len() < 400, "{refused}");
    refused
}

#[tokio::test]
async fn what_is_bounded_where_it_is_entered_comes_in_by_no_archive() {
    let owner = beyond(|document| document.connections[1].owner = Some("o".repeat(101)));
    insta::assert_snapshot!(owner.await, @"the connection `play` in the archive is not as this host keeps it: whose it is, is said in 1 to 100 characters; change that where the archive was written and export it again; nothing was changed");
    let settings = beyond(|document| {
        let settings = &mut document.connections[0].settings;
        settings.insert("region".to_owned(), "r".repeat(65_536).into());
    });
    insta::assert_snapshot!(settings.await, @"the connection `bob` in the archive is not as this host keeps it: the settings have 65588 bytes together, and 65536 are the most; change that where the archive was written and export it again; nothing was changed");
    let secret = beyond(|document| {
        let secrets = &mut document.connections[0].secret_settings;
        secrets.insert("s".repeat(129), Secret("hush".into()));
    });
    insta::assert_snapshot!(secret.await, @"the connection `bob` in the archive is not as this host keeps it: the name of a setting has 129 bytes, and 128 are the most; change that where the archive was written and export it again; nothing was changed");
    let client_id = beyond(|document| {
        for grant in &mut document.grants {
            grant.client_id = "c".repeat(513);
        }
        document.apps[0].client_id = "c".repeat(513);
    });
    insta::assert_snapshot!(client_id.await, @"the grant of ada@example.com in the archive is not as this host keeps it: a client id has 1 to 512 bytes, and no character that is hidden; change that where the archive was written and export it again; nothing was changed");
    let endpoint = beyond(|document| document.grants[0].token_endpoint = "e".repeat(513));
    insta::assert_snapshot!(endpoint.await, @"the grant of ada@example.com in the archive is not as this host keeps it: the token endpoint has 513 bytes, and 512 are the most; change that where the archive was written and export it again; nothing was changed");
    let token = "t".repeat(16_385);
    let token = beyond(|document| document.grants[0].refresh_token = Some(Secret(token.into())));
    insta::assert_snapshot!(token.await, @"the grant of ada@example.com in the archive is not as this host keeps it: a token has more than 16384 bytes; change that where the archive was written and export it again; nothing was changed");
    let scopes = vec!["s".to_owned(); 5_001];
    let scopes = beyond(|document| document.grants[0].scopes = scopes);
    insta::assert_snapshot!(scopes.await, @"the grant of ada@example.com in the archive is not as this host keeps it: it has more scopes than any API has; change that where the archive was written and export it again; nothing was changed");
    let facts = beyond(|document| {
        let facts = &mut document.grants[0].account.facts;
        facts.insert("plan".to_owned(), "p".repeat(65_536).into());
    });
    insta::assert_snapshot!(facts.await, @"the grant of ada@example.com in the archive is not as this host keeps it: the facts of the account have more than 65536 bytes; change that where the archive was written and export it again; nothing was changed");
    let secret = "hush".repeat(5_000);
    let secret = beyond(|document| document.apps[0].client_secret = Some(Secret(secret.into())));
    insta::assert_snapshot!(secret.await, @"the app `default` of notes in the archive is not as this host keeps it: the secret `client_secret` has 1 to 16384 bytes; change that where the archive was written and export it again; nothing was changed");
}

pub(in crate::connections) const SUITE: crate::connections::tests::Suite = crate::connections::tests::named![
    a_wrong_passphrase_and_a_damaged_archive_change_nothing,
    a_grant_of_more_renewals_than_there_was_time_for_is_refused,
    an_archive_with_a_secret_before_none_is_no_whole_one,
    what_no_connection_of_an_archive_uses_or_is_there_twice_is_refused,
    what_is_bounded_where_it_is_entered_comes_in_by_no_archive,
];
