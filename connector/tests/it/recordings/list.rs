//! `list-recordings`, a list that Zoom gives for a month at most.

use insta::assert_snapshot;
use serde_json::json;
use zoom_connector::contract::{Reply, Step};

use super::{processing, recording};
use crate::support::{self, answer, begin, invoke, output, state};

fn page(from: &str, to: &str, ids: &[u64], next: &str) -> Reply {
    let meetings: Vec<_> = ids
        .iter()
        .map(|id| json!({ "id": id, "type": 2 }))
        .collect();
    answer(
        200,
        json!({ "from": from, "to": to, "meetings": meetings, "next_page_token": next,
        "page_count": 1, "page_size": 300, "total_records": ids.len() }),
    )
}

#[test]
fn without_dates_the_last_days_are_listed() {
    let replies = [answer(
        200,
        json!({ "from": "2026-02-01", "to": "2026-03-01", "next_page_token": "",
        "meetings": [recording(&json!([processing()]))] }),
    )];
    assert_snapshot!(invoke("list-recordings", json!({}), replies));
}

#[test]
fn a_long_range_is_asked_month_by_month_from_the_newest() {
    let input = json!({ "from": "2026-01-15", "to": "2026-03-20", "all_pages": true });
    let replies = [
        page("2026-02-20", "2026-03-20", &[5, 4], "more"),
        page("2026-02-20", "2026-03-20", &[3], ""),
        page("2026-01-23", "2026-02-20", &[], ""),
        page("2026-01-15", "2026-01-23", &[1], ""),
    ];
    assert_snapshot!(invoke("list-recordings", input, replies));
}

#[test]
fn no_day_of_a_range_is_left_out_and_only_its_ends_are_asked_twice() {
    let input = json!({ "from": "2023-12-30", "to": "2026-03-20", "all_pages": true });
    let mut step = begin("list-recordings", input).unwrap();
    let mut asked = Vec::new();
    while let Some(state) = state(&step) {
        let exchange = match step {
            Step::Send(exchange) => exchange,
            Step::Page(page) => page.then,
            other => panic!("{other:?}"),
        };
        let date = |name: &str| {
            let (_, rest) = exchange.request.url.split_once(name).unwrap();
            let [year, month, day] =
                [&rest[..4], &rest[5..7], &rest[8..10]].map(|n| n.parse::<i64>().unwrap());
            // Days since some day in March, after the leap day if there is one.
            let (year, month) = if month < 3 {
                (year - 1, month + 9)
            } else {
                (year, month - 3)
            };
            year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day
        };
        asked.push((date("from="), date("to=")));
        step = support::resume(&state, page("2026-01-01", "2026-01-01", &[], "")).unwrap();
    }
    assert!(
        asked
            .iter()
            .all(|(from, to)| (0..=28).contains(&(to - from))),
        "{asked:?}"
    );
    assert!(
        asked.windows(2).all(|pair| pair[1].1 == pair[0].0),
        "{asked:?}"
    );
    assert_eq!(asked[0].1 - asked[asked.len() - 1].0, 811);
}

#[test]
fn a_range_that_zoom_shortens_is_told() {
    let input = json!({ "from": "2026-02-01", "to": "2026-03-01" });
    let told = |from| {
        let step = begin("list-recordings", input.clone()).unwrap();
        output(support::resume(
            &state(&step).unwrap(),
            page(from, "2026-03-01", &[1], ""),
        ))
    };
    assert_eq!(told("2026-02-01")["clamped"], false);
    assert_eq!(told("2026-02-15")["clamped"], true);
}

#[test]
fn a_token_does_not_go_together_with_all_pages() {
    let both = json!({ "all_pages": true, "next_page_token": "x", "trash": 1 });
    assert_snapshot!("a_token_and_all_pages", invoke("list-recordings", both, []));
    let other_days = json!({ "from": "2026-01-02", "next_page_token": "x~2026-01-01~2026-01-31" });
    assert_snapshot!(
        "a_token_of_other_days",
        invoke("list-recordings", other_days, [])
    );
}

#[test]
fn the_trash_is_listed_without_dates() {
    let input =
        json!({ "trash": true, "trash_type": "recording_file", "mc": "false", "all_pages": true });
    assert_snapshot!(invoke(
        "list-recordings",
        input,
        [page("", "", &[1], "a"), page("", "", &[2], "")]
    ));
}
