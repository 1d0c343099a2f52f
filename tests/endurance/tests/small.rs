//! Each scenario, small enough for every day.

#![allow(missing_docs, reason = "tests")]

use std::path::PathBuf;
use std::time::Duration;

use endurance::{Database, Fleet, Kills, Method, Parts, Spinner, Storm, Strangers, Trials, Window};

fn parts() -> Parts {
    Parts {
        component: end_to_end::built_component("zoom"),
        cache_dir: end_to_end::compiled_components(),
        program: PathBuf::from(env!("CARGO_BIN_EXE_endurance")),
    }
}

fn storm(method: Method) -> Storm {
    Storm {
        method,
        processes: 3,
        tasks: 8,
        seconds: 120,
        token_lifetime: 30,
        calls_per_second: 12,
        requests_per_kill: None,
        seed: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_renew_a_users_token_once_each_time() {
    let figures = storm(Method::AuthorizationCode).play(&parts()).await;
    let figures = figures.expect("the storm is played");
    assert!(figures.hold(), "{figures}");
    assert!(figures.renewals >= 4, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_renew_an_accounts_token_once_each_time() {
    for one_token in [false, true] {
        let method = Method::ServerToServer { one_token };
        let figures = storm(method).play(&parts()).await;
        let figures = figures.expect("the storm is played");
        assert!(figures.hold(), "{figures}");
        assert!(figures.renewals >= 4, "{figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_renews_an_accounts_only_token_and_no_call_fails() {
    let storm = Storm {
        processes: 1,
        ..storm(Method::ServerToServer { one_token: true })
    };
    let figures = storm.play(&parts()).await.expect("the storm is played");
    assert!(figures.hold(), "{figures}");
    assert!(figures.renewals >= 4, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_are_killed_leave_a_grant_that_the_others_use() {
    let storm = Storm {
        requests_per_kill: Some(100),
        ..storm(Method::AuthorizationCode)
    };
    let figures = storm.play(&parts()).await.expect("the storm is played");
    assert!(figures.hold(), "{figures}");
    assert!(figures.kills > 0, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_during_a_renewal_costs_no_grant_beyond_the_window() {
    let kills = Kills { kills: 10, seed: 1 };
    let figures = kills.play(&parts()).await.expect("all are killed");
    assert!(figures.hold(), "{figures}");
    assert_eq!(figures.kills, 10, "{figures}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_costs_no_grant() {
    let full = endurance::DiskFull {
        renewals: 12,
        seed: 1,
    };
    let figures = full.play(&parts()).await.expect("the disk is filled");
    assert!(figures.hold(), "{figures}");
    assert!(figures.given_up_in_time > 0, "{figures}");
}

fn fleet(trials: Trials) -> Fleet {
    Fleet {
        method: Method::AuthorizationCode,
        replicas: 2,
        tasks: 4,
        tenants: 3,
        connections: 9,
        seconds: 90,
        token_lifetime: 30,
        calls_per_second: 4,
        renewal_lease: None,
        trials,
        seed: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_on_one_postgresql_renew_each_tenants_tokens_once() {
    for method in [
        Method::AuthorizationCode,
        Method::ServerToServer { one_token: true },
    ] {
        let fleet = Fleet {
            method,
            ..fleet(Trials::None)
        };
        let figures = fleet.play(&parts()).await.expect("the hour is played");
        assert!(figures.hold(), "{figures}");
        assert!(figures.renewals >= 18, "{figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_or_is_cut_off_costs_no_grant() {
    // The first is mended within the lease of a renewal that is under way. The other is longer than
    // that, and than a host waits for the database before it says that it is away.
    let trials = Trials::Outages {
        times: 4,
        cuts: [5, 25].map(Duration::from_secs),
    };
    let fleet = Fleet {
        // A renewal must not seem to take as long as its lease.
        calls_per_second: 32,
        renewal_lease: Some(Duration::from_secs(10)),
        ..fleet(trials)
    };
    let figures = fleet.play(&parts()).await;
    let figures = figures.expect("the hour is played");
    assert!(figures.hold(), "{figures}");
    assert_eq!((figures.outages, figures.cuts), (4, 2), "{figures}");
    assert_eq!(figures.cuts_beyond_lease, 1, "{figures}");
    assert!(figures.unavailable > 0, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_are_killed_cost_no_grant_beyond_the_window() {
    let fleet = Fleet {
        connections: 36,
        // A machine that does much else is slow: a renewal must not seem to take as long as its
        // lease, nor an answer.
        calls_per_second: 64,
        renewal_lease: Some(Duration::from_secs(5)),
        ..fleet(Trials::Kills {
            kills: Some(24),
            requests: 20,
        })
    };
    let figures = fleet.play(&parts()).await.expect("all are killed");
    assert!(figures.hold(), "{figures}");
    assert_eq!(figures.kills, 24, "{figures}");
    assert!(figures.renewals > 0, "{figures}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_measured_in_each_renewal() {
    let figures = Window { renewals: 5 }.play(&parts()).await;
    let figures = figures.expect("the renewals are measured");
    assert_eq!(figures.durations.len(), 5);
    assert!(!figures.quantile(0.0).is_zero());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_asks_for_what_is_anothers_is_answered_as_for_what_does_not_exist() {
    for database in [Database::Sqlite, Database::Postgresql] {
        let strangers = Strangers {
            tenants: 3,
            database,
        };
        let figures = strangers.play(&parts()).await;
        let figures = figures.expect("all is asked for");
        assert!(figures.hold(), "{database:?}\n{figures}");
        assert!(figures.rows > 0 && figures.answers > 300, "{figures}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_beside_a_connector_that_spins_are_made_as_without_it() {
    let spinner = Spinner {
        spinning: 3,
        calls: 100,
    };
    // A call that failed would end it.
    let figures = spinner.play(&parts()).await.expect("all calls are made");
    assert!(figures.ended_by_time >= 3, "{figures}");
    assert_eq!(figures.ended_otherwise, 0, "{figures}");
    assert!(
        figures.beside.len() >= 100 && figures.ratio() > 0.0,
        "{figures}"
    );
}
