//! Byte ranges (RFC 9110 section 14): one at a time. A request for several gets
//! the whole file, as section 14.2 allows.

use std::ops;

use http::{HeaderMap, header::RANGE};

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Range {
    Whole,
    Part(ops::Range<usize>),
    Unsatisfiable,
}

/// What a request asks for of a file of this size.
pub(super) fn asked(headers: &HeaderMap, size: usize) -> Range {
    let parsed = headers
        .get(RANGE)
        .and_then(|value| value.to_str().ok()?.strip_prefix("bytes=")?.split_once('-'))
        .and_then(|(first, last)| parse(first.trim(), last.trim(), size));
    match parsed {
        // A field that makes no sense is ignored.
        None => Range::Whole,
        Some(part) if part.start < part.end => Range::Part(part),
        Some(_) => Range::Unsatisfiable,
    }
}

fn parse(first: &str, last: &str, size: usize) -> Option<ops::Range<usize>> {
    if first.is_empty() {
        let length: usize = last.parse().ok()?;
        return Some(size.saturating_sub(length)..size);
    }
    let first: usize = first.parse().ok()?;
    if last.is_empty() {
        return Some(first..size);
    }
    let last: usize = last.parse().ok()?;
    (first <= last).then(|| first..last.saturating_add(1).min(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_ten(range: &str) -> Range {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, range.parse().unwrap());
        asked(&headers, 10)
    }

    #[test]
    fn a_range_counts_from_either_end() {
        assert_eq!(of_ten("bytes=2-4"), Range::Part(2..5));
        assert_eq!(of_ten("bytes=2-"), Range::Part(2..10));
        assert_eq!(of_ten("bytes=-3"), Range::Part(7..10));
        assert_eq!(of_ten("bytes=0-99"), Range::Part(0..10));
        assert_eq!(of_ten("bytes=-99"), Range::Part(0..10));
    }

    #[test]
    fn a_range_beyond_the_end_can_not_be_satisfied() {
        assert_eq!(of_ten("bytes=10-"), Range::Unsatisfiable);
        assert_eq!(of_ten("bytes=-0"), Range::Unsatisfiable);
    }

    #[test]
    fn what_is_no_single_range_gets_the_whole_file() {
        for range in [
            "bytes=4-2",
            "bytes=1-2,4-5",
            "lines=1-2",
            "bytes=x-",
            "bytes=-",
        ] {
            assert_eq!(of_ten(range), Range::Whole, "{range}");
        }
        assert_eq!(asked(&HeaderMap::new(), 10), Range::Whole);
    }
}
