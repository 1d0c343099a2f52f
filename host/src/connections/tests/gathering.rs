//! Records that are gathered, and written some time.

use std::sync::Arc;

use super::*;
use crate::clock::SystemClock;
use crate::connections::{AuditKind, AuditLimits, AuditQuery, AuditRecord, Records, Tenant};

fn record(second: i64) -> AuditRecord {
    AuditRecord {
        status: Some(200),
        ..AuditRecord::begun(Timestamp::from_second(second).unwrap(), AuditKind::Invoke)
    }
}

/// Limits by which nothing is old.
fn limits() -> AuditLimits {
    AuditLimits {
        kept_for: std::time::Duration::MAX,
        ..AuditLimits::default()
    }
}

async fn kept(store: &Store) -> Vec<AuditRecord> {
    store.records(AuditQuery::default()).await.unwrap().records
}

fn in_database(fixture: &Fixture, statement: &str) {
    let path = fixture.directory.path().join("connections.db");
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute_batch(statement).unwrap();
}

#[tokio::test]
async fn one_writes_what_others_gather_until_there_is_nothing() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let records = Arc::new(Records::new(limits()));
    assert!(records.gather(store.tenant(), record(1)));
    assert!(!records.gather(store.tenant(), record(1)));
    let writing = tokio::spawn({
        let (records, store) = (Arc::clone(&records), store.clone());
        async move { records.write(&store, &SystemClock).await }
    });
    let hurry = records.hurry();
    writing.await.unwrap();
    drop(hurry);
    // Those of one moment keep their order.
    let at: Vec<i64> = kept(&store)
        .await
        .iter()
        .map(|one| one.at.as_microsecond())
        .collect();
    assert_eq!(at, [1_000_001, 1_000_000]);
    assert!(
        records.gather(store.tenant(), record(2)),
        "the writer has gone"
    );
    records.write_gathered(&store, &SystemClock).await.unwrap();
    assert_eq!(kept(&store).await.len(), 3);
}

#[tokio::test]
async fn what_there_was_no_room_for_is_counted_and_told_by_a_record() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let records = Records::new(limits()).with_room_for(2);
    in_database(&fixture, "ALTER TABLE audit RENAME TO elsewhere");
    for second in 1..=2 {
        let _ = records.gather(store.tenant(), record(second));
    }
    let away = records.write_gathered(&store, &SystemClock).await;
    assert!(away.is_err());
    for second in 3..=5 {
        let _ = records.gather(store.tenant(), record(second));
    }
    // Nobody who waits for it waits until the database is there again.
    let hurry = records.hurry();
    records.write(&store, &SystemClock).await;
    drop(hurry);
    in_database(&fixture, "ALTER TABLE elsewhere RENAME TO audit");
    records.write_gathered(&store, &SystemClock).await.unwrap();
    let told = kept(&store).await;
    let told: Vec<_> = told
        .iter()
        .map(|one| (one.at.as_second(), one.kind, one.dropped))
        .collect();
    let expected = [
        (3, AuditKind::Dropped, 3),
        (2, AuditKind::Invoke, 0),
        (1, AuditKind::Invoke, 0),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn the_flood_of_one_tenant_takes_no_place_of_another() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme: Tenant = "acme".parse().unwrap();
    let begun = Timestamp::UNIX_EPOCH;
    store.create_tenant(acme.clone(), begun).await.unwrap();
    let acme = store.of(&acme);
    let records = Records::new(limits()).with_room_for(4);
    for second in 1..=7 {
        let _ = records.gather(store.tenant(), record(second));
    }
    for second in 8..=9 {
        let _ = records.gather(acme.tenant(), record(second));
    }
    assert_eq!(
        records.dropped().into_iter().collect::<Vec<_>>(),
        [(store.tenant().clone(), 5)]
    );
    records.write_gathered(&store, &SystemClock).await.unwrap();
    let told = async |store: &Store| -> Vec<(i64, u64)> {
        let kept = kept(store).await.into_iter();
        kept.map(|one| (one.at.as_second(), one.dropped)).collect()
    };
    assert_eq!(told(&acme).await, [(9, 0), (8, 0)]);
    // Since when there are records missing, and how many.
    assert_eq!(told(&store).await, [(3, 5), (2, 0), (1, 0)]);
    // It is counted for as long as the process lives, or the tenant.
    assert_eq!(records.dropped().len(), 1);
    records.forget(store.tenant());
    assert!(records.dropped().is_empty());
}

#[tokio::test]
async fn what_was_dropped_of_a_tenant_is_told_once_though_its_record_is_dropped_too() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let records = Records::new(limits()).with_room_for(1);
    let gather = |second| {
        let _ = records.gather(store.tenant(), record(second));
    };
    in_database(&fixture, "ALTER TABLE audit RENAME TO elsewhere");
    for second in 1..=3 {
        gather(second);
    }
    // Both the one that there was room for and the word of the others are put back.
    assert!(records.write_gathered(&store, &SystemClock).await.is_err());
    for second in 4..=6 {
        gather(second);
    }
    in_database(&fixture, "ALTER TABLE elsewhere RENAME TO audit");
    records.write_gathered(&store, &SystemClock).await.unwrap();
    let kept = kept(&store).await;
    let told: u64 = kept.iter().map(|one| one.dropped).sum();
    let whole = kept.iter().filter(|one| one.dropped == 0).count();
    assert_eq!((whole, told), (1, 5));
    assert_eq!(records.dropped().into_values().collect::<Vec<_>>(), [5]);
}

#[tokio::test]
async fn what_is_kept_for_no_time_is_not_gathered() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let records = Records::new(AuditLimits {
        kept_for: std::time::Duration::ZERO,
        ..AuditLimits::default()
    });
    assert!(!records.gather(store.tenant(), record(1)));
    records.write_gathered(&store, &SystemClock).await.unwrap();
    assert!(kept(&store).await.is_empty());
}
