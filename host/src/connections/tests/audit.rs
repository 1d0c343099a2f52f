//! Records of exchanges.

use super::*;
use crate::connections::audit::KeptRecord;
use crate::connections::{
    AuditKind, AuditOutcome, AuditPage, AuditQuery, AuditRecord, Tenant, new_id,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A record of an exchange that got that status, or an error.
fn record(second: i64, status: Option<u16>) -> AuditRecord {
    AuditRecord {
        id: new_id().unwrap(),
        connection_id: Some("0f".repeat(16)),
        connection_name: Some("work".to_owned()),
        connector: Some("notes".to_owned()),
        action: Some("get-note".to_owned()),
        run: Some("a0".repeat(16)),
        method: Some("GET".to_owned()),
        host: Some("api.example".to_owned()),
        path: Some("/notes/{noteId}".to_owned()),
        status,
        error: status.is_none().then(|| "not-reached".to_owned()),
        duration_ms: 12,
        tracking_id: Some("v=2.0;rid=W_1".to_owned()),
        ..AuditRecord::begun(at(second), AuditKind::Invoke)
    }
}

async fn keep(store: &Store, records: impl IntoIterator<Item = AuditRecord>) {
    let tenant = store.tenant();
    let kept = records.into_iter().map(|record| KeptRecord {
        tenant: tenant.clone(),
        record,
    });
    store.keep_records(kept.collect()).await.unwrap();
}

async fn asked(store: &Store, query: AuditQuery) -> AuditPage {
    store.records(query).await.unwrap()
}

/// When those began that are told.
async fn seconds(store: &Store, query: AuditQuery) -> Vec<i64> {
    let page = asked(store, query).await;
    let records = page.records.iter();
    records.map(|record| record.at.as_second()).collect()
}

async fn tenant(store: &Store, name: &str) -> Store {
    let tenant: Tenant = name.parse().unwrap();
    store.create_tenant(tenant.clone(), at(0)).await.unwrap();
    store.of(&tenant)
}

#[tokio::test]
async fn a_record_is_told_as_it_was_kept_and_to_its_tenant_alone() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    let kept = record(5, Some(200));
    keep(&acme, [kept.clone()]).await;
    // Whoever does not know whether it was kept keeps it again.
    keep(&acme, [kept.clone()]).await;
    assert_eq!(asked(&acme, AuditQuery::default()).await.records, [kept]);
    let others = asked(&store, AuditQuery::default()).await;
    assert!(others.records.is_empty() && others.next.is_none());
    let bare = AuditRecord {
        id: new_id().unwrap(),
        dropped: 7,
        ..AuditRecord::begun(at(6), AuditKind::Dropped)
    };
    keep(&store, [bare.clone()]).await;
    assert_eq!(asked(&store, AuditQuery::default()).await.records, [bare]);
}

#[tokio::test]
async fn records_come_in_pages_newest_first_whatever_comes_meanwhile() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    // Of one moment, too.
    keep(&store, [1, 2, 2, 3, 4].map(|second| record(second, None))).await;
    let query = AuditQuery::default().limit(2);
    let first = asked(&store, query.clone()).await;
    let times = |page: &AuditPage| -> Vec<i64> {
        let records = page.records.iter();
        records.map(|record| record.at.as_second()).collect()
    };
    assert_eq!(times(&first), [4, 3]);
    keep(&store, [record(5, None)]).await;
    let cursor = first.next.unwrap().to_string().parse().unwrap();
    let second = asked(&store, query.clone().after(cursor)).await;
    assert_eq!(times(&second), [2, 2]);
    assert_ne!(second.records[0].id, second.records[1].id);
    let third = asked(&store, query.clone().after(second.next.unwrap())).await;
    assert_eq!((times(&third), third.next), (vec![1], None));
    // The last page may be a whole one.
    let all = asked(&store, AuditQuery::default().limit(6)).await;
    assert_eq!((all.records.len(), all.next), (6, None));
}

#[tokio::test]
async fn those_come_that_are_wanted() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let statuses = [Some(204), Some(302), Some(404), Some(503), None];
    let records = statuses
        .into_iter()
        .zip(1..)
        .map(|(status, second)| record(second, status));
    keep(&store, records).await;
    let broken = AuditRecord {
        error: Some("answer-broken".to_owned()),
        ..record(6, Some(200))
    };
    let dropped = AuditRecord {
        id: new_id().unwrap(),
        dropped: 1,
        ..AuditRecord::begun(at(7), AuditKind::Dropped)
    };
    let other = AuditRecord {
        connection_id: Some("1e".repeat(16)),
        connection_name: Some("play".to_owned()),
        action: Some("list-notes".to_owned()),
        ..record(8, Some(200))
    };
    keep(&store, [broken, dropped, other]).await;
    let query = AuditQuery::default;
    for (outcome, wanted) in [
        (AuditOutcome::Success, vec![8, 6, 1]),
        (AuditOutcome::Redirect, vec![2]),
        (AuditOutcome::ClientError, vec![3]),
        (AuditOutcome::ServerError, vec![4]),
        (AuditOutcome::NoAnswer, vec![5]),
        (AuditOutcome::Failed, vec![7, 6, 5, 4, 3]),
    ] {
        let told = seconds(&store, query().outcome(outcome)).await;
        assert_eq!(told, wanted, "{outcome:?}");
    }
    let of_play = query().connection("play");
    assert_eq!(seconds(&store, of_play).await, [8]);
    let by_id = query().connection("1e".repeat(16));
    assert_eq!(seconds(&store, by_id).await, [8]);
    // A connection may have the name that another one had.
    assert_eq!(seconds(&store, query().of_id("play")).await, [0; 0]);
    let of_action = query().action("list-notes");
    assert_eq!(seconds(&store, of_action).await, [8]);
    let between = query().since(at(2)).until(at(4));
    assert_eq!(seconds(&store, between).await, [3, 2]);
    let later = query().since(at(2)).not_before(at(7));
    assert_eq!(seconds(&store, later).await, [8, 7]);
}

#[tokio::test]
async fn where_few_or_none_are_wanted_a_page_is_short_and_the_next_ones_go_on_to_the_last() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    keep(&acme, (1..=9).map(|second| record(second, Some(503)))).await;
    let statuses = (1..=9).map(|second| record(second, Some(if second == 2 { 404 } else { 200 })));
    keep(&store, statuses).await;
    let gone = AuditQuery::default().connection("gone");
    let failed = AuditQuery::default().outcome(AuditOutcome::Failed);
    let of_action = AuditQuery::default()
        .of_id(&"0f".repeat(16))
        .action("list-notes");
    let late = AuditQuery::default().connection("gone").until(at(6));
    for (query, wanted, pages) in [
        // Nine are looked at, in threes; that there are no more is seen by the next.
        (gone, vec![], vec![0, 0, 0, 0]),
        (failed, vec![2], vec![0, 0, 1, 0]),
        (of_action, vec![], vec![0, 0, 0, 0]),
        (late, vec![], vec![0, 0]),
    ] {
        let query = query.looking_at(3);
        let (mut told, mut counts, mut page) = (Vec::new(), Vec::new(), query.clone());
        loop {
            let found = asked(&store, page).await;
            counts.push(found.records.len());
            told.extend(found.records.iter().map(|record| record.at.as_second()));
            match found.next {
                Some(next) => page = query.clone().after(next),
                None => break,
            }
        }
        assert_eq!((told, counts), (wanted, pages), "{query:?}");
    }
    // Where those are many that are wanted, a page is as long as is asked for.
    let all = AuditQuery::default().outcome(AuditOutcome::Success);
    let page = asked(&store, all.looking_at(6).limit(4)).await;
    assert_eq!((page.records.len(), page.next.is_some()), (4, true));
}

#[tokio::test]
async fn old_records_are_forgotten_and_those_beyond_the_newest() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    for store in [&store, &acme] {
        keep(store, (1..=6).map(|second| record(second, None))).await;
    }
    let of_acme = vec![acme.tenant().clone()];
    store.forget_records(at(3), of_acme, 2).await.unwrap();
    assert_eq!(seconds(&store, AuditQuery::default()).await, [6, 5, 4, 3]);
    assert_eq!(seconds(&acme, AuditQuery::default()).await, [6, 5]);
    let of_acme = vec![acme.tenant().clone()];
    store.forget_records(at(0), of_acme, 0).await.unwrap();
    assert_eq!(seconds(&acme, AuditQuery::default()).await, [0; 0]);
}

#[tokio::test]
async fn a_removed_tenant_takes_its_records_along_and_gets_no_others() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let acme = tenant(&store, "acme").await;
    keep(&acme, [record(1, None)]).await;
    acme.remove_tenant().await.unwrap();
    // With a record of one that is there.
    let kept = [&acme, &store].map(|store| KeptRecord {
        tenant: store.tenant().clone(),
        record: record(2, None),
    });
    store.keep_records(kept.to_vec()).await.unwrap();
    assert_eq!(seconds(&store, AuditQuery::default()).await, [2]);
    let gone = acme.records(AuditQuery::default()).await.unwrap_err();
    assert!(matches!(gone, StoreError::NoTenant { .. }), "{gone}");
    let anew = acme.tenant().clone();
    store.create_tenant(anew, at(3)).await.unwrap();
    assert_eq!(seconds(&acme, AuditQuery::default()).await, [0; 0]);
    // One that is kept late is of the tenant that was there then.
    keep(&acme, [record(2, None), record(3, None)]).await;
    assert_eq!(seconds(&acme, AuditQuery::default()).await, [3]);
}

#[tokio::test]
async fn records_of_a_kind_that_a_newer_host_has_kept_end_no_list() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    keep(&store, (1..=4).map(|second| record(second, None))).await;
    let path = fixture.directory.path().join("connections.db");
    let newer = "UPDATE audit SET kind = 'newer' WHERE at >= 3000000";
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute_batch(newer).unwrap();
    let query = AuditQuery::default().limit(1);
    let (mut told, mut page) = (Vec::new(), query.clone());
    loop {
        let found = asked(&store, page).await;
        told.extend(found.records.iter().map(|record| record.at.as_second()));
        match found.next {
            Some(next) => page = query.clone().after(next),
            None => break,
        }
    }
    assert_eq!(told, [2, 1]);
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_record_is_told_as_it_was_kept_and_to_its_tenant_alone,
    records_come_in_pages_newest_first_whatever_comes_meanwhile,
    those_come_that_are_wanted,
    where_few_or_none_are_wanted_a_page_is_short_and_the_next_ones_go_on_to_the_last,
    old_records_are_forgotten_and_those_beyond_the_newest,
    a_removed_tenant_takes_its_records_along_and_gets_no_others,
];
