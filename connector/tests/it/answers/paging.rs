//! Lists end, give each item once, and say whether there is more.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use zoom_connector::contract::{Connection, Failure, Reply, Step};

use crate::answers::{exchange, query, sent};
use crate::support::{self, NOW, answer, begin, output, resume, state};

fn page(ids: &[u64], next: &str) -> Reply {
    let meetings: Vec<_> = ids
        .iter()
        .map(|id| json!({ "id": id, "uuid": format!("u{id}"), "start_time": "2026-02-15T10:00:00Z" }))
        .collect();
    answer(
        200,
        json!({ "meetings": meetings, "next_page_token": next }),
    )
}

/// Runs a list against a server and gives the requests, the items, and how it ended.
fn run(
    action: &str,
    input: Value,
    mut server: impl FnMut(&Value) -> Reply,
) -> (Vec<Value>, Vec<Value>, Result<Value, Failure>) {
    let (mut asked, mut items) = (Vec::new(), Vec::new());
    let mut step = begin(action, input);
    loop {
        let next = match step {
            Ok(Step::Done(output)) => {
                let output: Value = serde_json::from_str(&output).unwrap();
                items.extend(output["meetings"].as_array().unwrap().iter().cloned());
                return (asked, items, Ok(output));
            }
            Err(failure) => return (asked, items, Err(failure)),
            Ok(step) => step,
        };
        if let Step::Page(page) = &next {
            let page: Vec<Value> = serde_json::from_str(&page.items).unwrap();
            items.extend(page);
        }
        let query = query(&exchange(&next).request.url);
        let reply = server(&query);
        asked.push(query);
        assert!(asked.len() < 1000, "it does not end");
        step = resume(&state(&next).unwrap(), reply);
    }
}

#[test]
fn the_trash_is_listed_once_however_long_the_range() {
    let input =
        json!({ "trash": true, "all_pages": true, "from": "2025-03-01", "to": "2026-03-01" });
    let (asked, items, end) = run("list-recordings", input, |_| page(&[1, 2], ""));
    assert_eq!((asked.len(), items.len()), (1, 2));
    assert_eq!(end.unwrap()["has_more"], false);
}

#[test]
fn tokens_that_go_round_end_the_list() {
    for length in 1..40_u64 {
        let mut turn = 0;
        let input = json!({ "all_pages": true });
        let (asked, _, end) = run("list-meetings", input, |_| {
            turn += 1;
            page(&[turn], &format!("t{}", turn % length))
        });
        assert_eq!(end.unwrap_err().kind, "unexpected-response", "{length}");
        assert!(
            asked.len() as u64 <= length + 1,
            "{length}: {}",
            asked.len()
        );
    }
}

#[test]
fn tokens_that_go_round_in_a_very_wide_circle_end_the_list_too() {
    let mut turn = 0;
    let (asked, ..) = run("list-meetings", json!({ "all_pages": true }), |_| {
        turn += 1;
        page(&[turn], &format!("t{}", turn % 150))
    });
    assert!(asked.len() < 600, "{}", asked.len());
}

#[test]
fn a_server_that_repeats_tokens_by_chance_of_their_first_letters_is_read_to_its_end() {
    let mut turn = 0;
    let (asked, items, end) = run("list-meetings", json!({ "all_pages": true }), |_| {
        turn += 1;
        let next = if turn < 300 {
            format!("token-{turn}")
        } else {
            String::new()
        };
        page(&[turn], &next)
    });
    assert_eq!((asked.len(), items.len()), (300, 300));
    assert!(end.is_ok());
}

#[test]
fn a_token_goes_with_the_days_that_it_was_given_for_whatever_the_clock_says_by_then() {
    let begun = begin("list-recordings", json!({})).unwrap();
    let first = query(&exchange(&begun).request.url);
    let given = output(resume(&state(&begun).unwrap(), page(&[1], "tok")));
    let token = given["next_page_token"].as_str().unwrap();
    let later = Connection {
        now: NOW + 3 * 86_400,
        ..support::connection(&[])
    };
    let input = json!({ "next_page_token": token }).to_string();
    let step = zoom_connector::invoke(&later, "list-recordings", &input).unwrap();
    let mut second = query(&exchange(&step).request.url);
    let sent_token = second.as_object_mut().unwrap().remove("next_page_token");
    assert_eq!(second, first);
    assert_eq!(sent_token, Some("tok".into()));
}

#[test]
fn a_token_is_zooms_own_where_the_input_names_the_days() {
    let input = json!({ "from": "2026-02-01", "to": "2026-03-01" });
    let begun = begin("list-recordings", input).unwrap();
    let given = output(resume(&state(&begun).unwrap(), page(&[1], "tok")));
    assert_eq!(given["next_page_token"], "tok");
    let (query, _) = sent(
        "list-recordings",
        json!({ "next_page_token": "tok", "from": "2026-02-01", "to": "2026-03-01" }),
    );
    assert_eq!(query["next_page_token"], "tok");
}

#[test]
fn a_list_that_counts_its_pages_has_more_while_there_are_more() {
    let legacy = |number: u64, count: u64| {
        answer(
            200,
            json!({ "page_count": count, "page_number": number, "page_size": 30, "total_records": 70,
            "meetings": [{ "id": number }] }),
        )
    };
    let begun = begin("list-meetings", json!({})).unwrap();
    let has_more = |reply| output(resume(&state(&begun).unwrap(), reply))["has_more"].clone();
    assert_eq!(has_more(legacy(1, 3)), true);
    assert_eq!(has_more(legacy(3, 3)), false);
    assert_eq!(has_more(legacy(1, 1)), false);
    assert_eq!(
        has_more(answer(200, json!({ "page_count": 3, "meetings": [] }))),
        true
    );

    let (asked, items, end) = run("list-meetings", json!({ "all_pages": true }), |query| {
        let number = query["page_number"]
            .as_str()
            .map_or(1, |number| number.parse().unwrap());
        legacy(number, 3)
    });
    assert_eq!((asked.len(), items.len()), (3, 3));
    assert_eq!(end.unwrap()["has_more"], false);
}

#[test]
fn a_list_that_counts_ever_more_pages_and_gives_none_ends() {
    let (asked, ..) = run("list-meetings", json!({ "all_pages": true }), |_| {
        answer(200, json!({ "page_count": i64::MAX, "meetings": [] }))
    });
    assert!(asked.len() < 3, "{}", asked.len());
}

#[test]
fn every_day_of_a_long_range_is_asked_for_whether_zoom_counts_the_last_one_or_not() {
    let input = json!({ "from": "2024-12-30", "to": "2026-03-20", "all_pages": true });
    let (asked, ..) = run("list-recordings", input, |_| page(&[], ""));
    let bound = |query: &Value, name: &str| query[name].as_str().unwrap().to_owned();
    for pair in asked.windows(2) {
        assert_eq!(
            bound(&pair[0], "from"),
            bound(&pair[1], "to"),
            "they share a day"
        );
    }
    assert_eq!(bound(&asked[0], "to"), "2026-03-20");
    assert_eq!(bound(&asked[asked.len() - 1], "from"), "2024-12-30");
}

#[test]
fn a_recording_of_a_day_that_two_requests_share_comes_once() {
    let on = |uuid: &str, start: &str| json!({ "uuid": uuid, "start_time": start, "recording_files": [{ "id": uuid }] });
    let shared = on("b", "2026-02-20T10:00:00Z");
    let input = json!({ "from": "2026-02-01", "to": "2026-03-20", "all_pages": true });
    let (asked, items, _) = run("list-recordings", input, |query| {
        let items = match query["to"].as_str() {
            Some("2026-03-20") => json!([on("a", "2026-03-01T10:00:00Z"), shared]),
            _ => json!([
                shared,
                on("c", "2026-02-10T10:00:00Z"),
                on("c", "2026-02-10T10:00:00Z")
            ]),
        };
        answer(200, json!({ "meetings": items, "next_page_token": "" }))
    });
    assert_eq!(asked.len(), 2);
    let uuids: Vec<_> = items
        .iter()
        .map(|item| item["uuid"].as_str().unwrap())
        .collect();
    // What one request gives twice is Zoom's to answer for.
    assert_eq!(uuids, ["a", "b", "c", "c"]);
}

#[test]
fn a_recording_of_a_shared_day_that_comes_with_other_files_is_another() {
    let with = |file: &str| json!({ "uuid": "b", "start_time": "2026-02-20T10:00:00Z", "recording_files": [{ "id": file }] });
    let input = json!({ "from": "2026-02-01", "to": "2026-03-20", "all_pages": true });
    let (_, items, _) = run("list-recordings", input, |query| {
        let file = if query["to"] == "2026-03-20" {
            "1"
        } else {
            "2"
        };
        answer(
            200,
            json!({ "meetings": [with(file)], "next_page_token": "" }),
        )
    });
    assert_eq!(items.len(), 2);
}

#[test]
fn a_state_stays_small_however_much_has_been_listed() {
    let input = json!({ "from": "2020-01-01", "to": "2026-03-20", "all_pages": true });
    let mut step = begin("list-recordings", input);
    let mut largest = 0;
    let mut seen = BTreeSet::new();
    while let Ok(next @ (Step::Send(_) | Step::Page(_))) = step {
        let state = state(&next).unwrap();
        largest = largest.max(state.len());
        let to = query(&exchange(&next).request.url)["from"].clone();
        seen.insert(to.to_string());
        let day = to.as_str().unwrap().to_owned();
        let items: Vec<_> = (0..300)
            .map(|n| json!({ "uuid": format!("{day}-{n}"), "start_time": format!("{day}T10:00:00Z") }))
            .collect();
        step = resume(
            &state,
            answer(200, json!({ "meetings": items, "next_page_token": "" })),
        );
    }
    assert!(largest < 20_000, "{largest}");
    assert!(seen.len() > 70);
}

#[test]
fn a_month_of_31_days_gives_each_item_once_whether_zoom_counts_the_last_day_or_not() {
    let items: Vec<Value> = (1..=31)
        .map(|day| json!({ "uuid": format!("u{day}"), "start_time": format!("2026-01-{day:02}T23:59:59Z") }))
        .collect();
    for counts_the_last in [true, false] {
        let input = json!({ "from": "2026-01-01", "to": "2026-01-31", "all_pages": true });
        let (asked, given, end) = run("list-recordings", input, |query| {
            let (from, to) = (
                query["from"].as_str().unwrap(),
                query["to"].as_str().unwrap(),
            );
            let within = items.iter().filter(|item| {
                let day = &item["start_time"].as_str().unwrap()[..10];
                // Of the very last day nobody knows more than Zoom gives.
                from <= day && (day < to || day == to && (counts_the_last || to == "2026-01-31"))
            });
            let within: Vec<_> = within.cloned().collect();
            answer(
                200,
                json!({ "meetings": within, "next_page_token": "", "from": from, "to": to }),
            )
        });
        let ids: BTreeSet<String> = given.iter().map(|item| item["uuid"].to_string()).collect();
        assert_eq!((given.len(), ids.len()), (31, 31), "{asked:?}");
        let end = end.unwrap();
        assert_eq!(end["clamped"], false);
        assert_eq!(
            (&end["from"], &end["to"]),
            (&"2026-01-01".into(), &"2026-01-31".into())
        );
        assert!(asked.len() <= 2, "{asked:?}");
    }
}
