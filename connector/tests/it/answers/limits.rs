//! When a request that came too soon is made again.

use serde_json::json;
use zoom_connector::contract::{Reply, Step};

use crate::answers::{exchange, input, outcome};
use crate::support::{begin, raw, resume, state};

fn throttled(headers: &[(&str, &str)], message: &str) -> Reply {
    let body = json!({ "code": 429, "message": message }).to_string();
    raw(429, headers, body.as_bytes())
}

const PER_SECOND: &str =
    "You have reached the maximum per-second rate limit for this API. Try again later.";
const PER_DAY: &str = "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.";
const OF_USER: &str = "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.";
const CONCURRENT: &str =
    "Too many concurrent requests. A request to disassociate this user has already been made.";

#[test]
fn what_is_not_known_to_be_of_the_day_is_asked_again() {
    for (headers, message, wait) in [
        (&[][..], PER_SECOND, 1000),
        (&[], CONCURRENT, 1000),
        (&[], "Plus tard.", 1000),
        (&[("x-ratelimit-type", "QPS")], PER_SECOND, 1000),
        (
            &[("x-ratelimit-type", "QPS"), ("retry-after", "45")],
            PER_SECOND,
            45_000,
        ),
        (&[("retry-after", "45")], PER_SECOND, 45_000),
        (
            &[
                ("x-ratelimit-category", "Light"),
                ("x-ratelimit-remaining", "5893"),
            ],
            PER_SECOND,
            1000,
        ),
    ] {
        for action in ["create-meeting", "update-meeting", "get-meeting"] {
            let step = outcome(action, throttled(headers, message)).unwrap();
            assert_eq!(
                exchange(&step).after_ms,
                wait,
                "{action} {headers:?} {message}"
            );
        }
    }
}

#[test]
fn what_is_known_to_be_of_the_day_is_not_asked_again_today() {
    let midnight = 1_772_409_600;
    for (headers, message, retry_at) in [
        (
            &[
                ("x-ratelimit-type", "Daily-limit"),
                ("retry-after", "2026-03-01T20:00:00Z"),
            ][..],
            PER_DAY,
            1_772_395_200,
        ),
        (
            &[("x-ratelimit-type", "Daily-limit")],
            "Plus tard.",
            midnight,
        ),
        (&[], PER_DAY, midnight),
        (&[], OF_USER, midnight),
        (
            &[
                ("x-ratelimit-category", "Light"),
                ("x-ratelimit-remaining", "5893"),
            ],
            OF_USER,
            midnight,
        ),
    ] {
        for action in ["create-meeting", "get-meeting"] {
            let failure = outcome(action, throttled(headers, message)).unwrap_err();
            assert_eq!(failure.kind, "quota-exceeded", "{headers:?} {message}");
            assert_eq!(failure.retry_at, Some(retry_at), "{headers:?} {message}");
        }
    }
}

#[test]
fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let later = [("retry-after", "2026-03-01T15:00:00Z")];
    let failure = outcome("get-meeting", throttled(&later, "Plus tard.")).unwrap_err();
    assert_eq!(failure.kind, "rate-limited");
    assert_eq!(failure.retry_at, Some(1_772_377_200));
}

#[test]
fn asking_again_ends() {
    for action in crate::answers::ACTIONS {
        let mut step = begin(action, input(action)).unwrap();
        let mut asked = 0;
        let failure = loop {
            asked += 1;
            match resume(&state(&step).unwrap(), throttled(&[], PER_SECOND)) {
                Ok(next @ Step::Send(_)) => step = next,
                Ok(other) => panic!("{action}: {other:?}"),
                Err(failure) => break failure,
            }
        };
        assert_eq!(asked, 5, "{action}");
        assert_eq!(failure.kind, "rate-limited");
        assert!(failure.retry_at.is_some());
    }
}
