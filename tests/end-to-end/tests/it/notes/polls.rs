//! Polls: what is new is told once, what is late is told, and what is old is not.

use connector_host::Host;
use connector_host::manifest::Trigger;
use connector_host::triggers::{Event, Polled, Window, passes};
use end_to_end::{Kitchen, Receiver};
use jiff::Timestamp;
use serde_json::{Value, json};

async fn poll(host: &Host, cursor: Option<&Value>) -> Polled {
    let mut poll = host.poll("notes", "note-written");
    if let Some(cursor) = cursor {
        poll = poll.since(cursor.clone());
    }
    poll.run().await.expect("it is polled")
}

async fn trigger(host: &Host) -> Trigger {
    let connector = host.connector("notes").await.expect("it was added");
    let trigger = connector.manifest().trigger("note-written");
    trigger.expect("the manifest has it").clone()
}

fn texts(events: &[Event]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event.data["text"].as_str().expect("a text"))
        .collect()
}

#[tokio::test]
async fn the_first_poll_sets_the_mark_and_tells_of_nothing_old() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let _ = kitchen.server.write("u1", "Old").await;
    let first = poll(&host, None).await;
    assert_eq!(first.events, []);
    let second = poll(&host, Some(&first.cursor)).await;
    assert_eq!(second.events, []);
    let _ = kitchen.server.write("u1", "New").await;
    let third = poll(&host, Some(&second.cursor)).await;
    assert_eq!(texts(&third.events), ["New"]);
}

#[tokio::test]
async fn the_events_of_all_pages_come_in_their_order_and_the_cursor_stays_small() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let first = poll(&host, None).await;
    let written: Vec<String> = (1..=7).map(|number| format!("Note {number}")).collect();
    for text in &written {
        let _ = kitchen.server.write("u1", text).await;
    }
    let polled = poll(&host, Some(&first.cursor)).await;
    assert_eq!(texts(&polled.events), written);
    // Of each note two changes are told, and of one of them no trigger tells.
    let pages = kitchen.server.requests_to("GET", "/changes").len();
    assert_eq!(pages, 7);
    assert_eq!(polled.cursor, json!({ "first": 0, "next": 14 }));
}

#[tokio::test]
async fn a_second_poll_tells_again_of_the_last_few_and_the_host_remembers_them() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let remembered = trigger(&host)
        .await
        .poll
        .expect("it is polled")
        .window_seconds;
    let mut window = Window::default();
    let mut told = Vec::new();
    let mut cursor = poll(&host, None).await.cursor;
    for round in 1..=3 {
        let _ = kitchen.server.write("u1", &format!("Note {round}")).await;
        let polled = poll(&host, Some(&cursor)).await;
        cursor = polled.cursor;
        if round > 1 {
            assert!(polled.events.len() > 1, "it tells of earlier ones again");
        }
        let new = window.admit(polled.events, remembered, Timestamp::now());
        told.extend(new);
    }
    assert_eq!(texts(&told), ["Note 1", "Note 2", "Note 3"]);
}

#[tokio::test]
async fn a_change_that_shows_late_is_told_once_it_shows() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let mut window = Window::default();
    let first = poll(&host, None).await;
    kitchen.server.show_the_next_change_late();
    let _ = kitchen.server.write("u1", "Late").await;
    let _ = kitchen.server.write("u1", "In time").await;
    let polled = poll(&host, Some(&first.cursor)).await;
    let told = window.admit(polled.events, 3_600, Timestamp::now());
    assert_eq!(texts(&told), ["In time"]);

    kitchen.server.show_all_changes();
    let polled = poll(&host, Some(&polled.cursor)).await;
    let told = window.admit(polled.events, 3_600, Timestamp::now());
    assert_eq!(texts(&told), ["Late"]);
}

#[tokio::test]
async fn the_webhook_and_the_poll_of_one_note_are_the_same_event() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let receiver = Receiver::start(host.clone()).await;
    let first = poll(&host, None).await;
    kitchen
        .server
        .subscribe(receiver.url())
        .await
        .expect("the address is taken");
    let _checked = receiver.outcomes();
    let _ = kitchen.create("Buy bread").await;
    let delivered = receiver.outcomes().pop().expect("it was delivered");
    let delivered = delivered.expect("it is authentic").events;
    let polled = poll(&host, Some(&first.cursor)).await.events;
    assert_eq!(polled, delivered);

    // So whoever gets both is told once.
    let mut window = Window::default();
    let now = Timestamp::now();
    assert_eq!(window.admit(delivered, 3_600, now).len(), 1);
    assert_eq!(window.admit(polled, 3_600, now).len(), 0);
}

#[tokio::test]
async fn a_subscriber_is_told_what_passes_the_filters() {
    let kitchen = Kitchen::connected().await;
    let host = kitchen.host();
    let filters = trigger(&host).await.filters;
    let first = poll(&host, None).await;
    let _ = kitchen.server.write("u1", "Mine").await;
    let _ = kitchen.server.write("u2", "Yours").await;
    let polled = poll(&host, Some(&first.cursor)).await.events;
    let told = |input: Value| {
        let mut events = polled.clone();
        events.retain(|event| passes(&filters, &input, &event.data));
        events.len()
    };
    assert_eq!(told(json!({})), 2);
    assert_eq!(told(json!({ "author": "u2" })), 1);
    assert_eq!(told(json!({ "author": ["u1", "u2"] })), 2);
    assert_eq!(told(json!({ "author": "u3" })), 0);
}

#[tokio::test]
async fn a_poll_that_fails_leaves_the_cursor_as_it_was_and_says_why() {
    let kitchen = Kitchen::connected_as("notes-writer").await;
    let host = kitchen.host();
    let error = host
        .poll("notes", "note-written")
        .run()
        .await
        .expect_err("it lacks the scope");
    assert!(error.to_string().contains("may not"), "{error}");
    let error = host
        .poll("notes", "moon-rose")
        .run()
        .await
        .expect_err("there is none");
    assert!(error.to_string().contains("note-written"), "{error}");
}
