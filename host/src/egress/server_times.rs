//! What servers say the time is.
//!
//! Every answer carries a `Date` (RFC 9110 section 6.6.1). Nothing here relies
//! on it; but when credentials are refused, a clock that is wrong is one of the
//! reasons that nobody thinks of.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use http::HeaderMap;
use http::header::DATE;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The last `Date` of each origin. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct ServerTimes(Arc<Mutex<HashMap<String, ServerTime>>>);

/// What a server said the time is, to the second.
#[derive(Clone, Debug)]
pub(crate) struct ServerTime {
    pub(crate) origin: String,
    pub(crate) date: Timestamp,
    pub(crate) received: Instant,
}

impl ServerTimes {
    pub(super) fn record(&self, origin: &str, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
        let Some(date) = date else {
            return;
        };
        let time = ServerTime {
            origin: origin.to_owned(),
            date,
            received: Instant::now(),
        };
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.insert(origin.to_owned(), time);
    }

    pub(super) fn all(&self) -> Vec<ServerTime> {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn the_last_readable_date_of_an_origin_counts() {
        let times = ServerTimes::default();
        for date in [
            "Sun, 06 Nov 1994 08:49:36 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "yesterday",
        ] {
            let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]);
            times.record("https://api.example", &headers);
        }
        times.record("https://api.example", &HeaderMap::new());
        let dates: Vec<_> = times.all().into_iter().map(|time| time.date).collect();
        assert_eq!(dates, [Timestamp::from_second(784_111_777).unwrap()]);
    }
}
