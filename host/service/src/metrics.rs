//! What is counted of requests, and of what the host has lost, in the text format of
//! OpenMetrics.
//!
//! A request is counted under the template of its path: names of connections and
//! connectors would make a number of its own for each. Of tenants those are named that
//! have lost records, who are not many.

use std::fmt;
use std::time::Instant;

use axum::http::{Method, StatusCode};
use connector_host::Host;
use matchit::Router;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// What a path is counted under that is none of the service's, and a method that is none of
/// HTTP's.
const OTHER: &str = "other";

/// The numbers.
pub(crate) struct Metrics {
    registry: Registry,
    templates: Router<String>,
    answered: Family<Answered, Counter>,
    duration: Family<Asked, Histogram, fn() -> Histogram>,
    abandoned: Family<Asked, Counter>,
    under_way: Gauge,
}

/// What answers are counted by.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Answered {
    method: String,
    path: String,
    status: u32,
}

/// What times are counted by.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Asked {
    method: String,
    path: String,
}

/// What the host has lost, told when it is asked for.
#[derive(Debug)]
struct Lost(Host);

/// A request that has no answer yet.
pub(crate) struct UnderWay<'a> {
    metrics: &'a Metrics,
    asked: Asked,
    since: Instant,
    is_answered: bool,
}

impl Metrics {
    /// For a service of these paths.
    pub(crate) fn of<'a>(paths: impl Iterator<Item = &'a String>) -> Self {
        let mut templates = Router::new();
        for path in paths {
            // The router of the service has taken the same.
            let taken = templates.insert(path.clone(), path.clone());
            debug_assert!(taken.is_ok(), "{path}");
        }
        let answered = Family::default();
        let duration = Family::new_with_constructor(buckets as fn() -> Histogram);
        let abandoned = Family::default();
        let under_way = Gauge::default();
        let mut registry = Registry::with_prefix("connector_host");
        registry.register("requests", "Requests that were answered", answered.clone());
        registry.register(
            "request_duration_seconds",
            "Time until the head of the answer",
            duration.clone(),
        );
        registry.register(
            "requests_abandoned",
            "Requests whose caller went away before there was an answer",
            abandoned.clone(),
        );
        registry.register(
            "requests_under_way",
            "Requests that have no answer yet",
            under_way.clone(),
        );
        Self {
            registry,
            templates,
            answered,
            duration,
            abandoned,
            under_way,
        }
    }

    /// The same with what the host has lost, which is the operator's.
    pub(crate) fn with_lost_of(mut self, host: &Host) -> Self {
        let lost = Box::new(Lost(host.clone()));
        self.registry.register_collector(lost);
        self
    }

    /// A request has come.
    pub(crate) fn begin(&self, method: &Method, path: &str) -> UnderWay<'_> {
        self.under_way.inc();
        let path = self.templates.at(path);
        // Anybody can make methods up.
        let method = match method.as_str() {
            known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "TRACE"
            | "CONNECT") => known,
            _ => OTHER,
        };
        UnderWay {
            metrics: self,
            asked: Asked {
                method: method.to_owned(),
                path: path.map_or(OTHER, |found| found.value.as_str()).to_owned(),
            },
            since: Instant::now(),
            is_answered: false,
        }
    }

    /// All numbers, as text.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Collector for Lost {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        // Whoever has the numbers is the operator.
        let dropped = self.0.audit_dropped().unwrap_or_default();
        if dropped.is_empty() {
            return Ok(());
        }
        let dropped = dropped
            .iter()
            .map(|(tenant, count)| (tenant.as_str(), *count));
        encode_dropped(encoder, dropped)
    }
}

fn encode_dropped<'a>(
    mut encoder: DescriptorEncoder<'_>,
    dropped: impl Iterator<Item = (&'a str, u64)>,
) -> fmt::Result {
    let mut encoder = encoder.encode_descriptor(
        "audit_records_dropped",
        "Exchanges without a record, since too many waited to be written.",
        None,
        MetricType::Counter,
    )?;
    for (tenant, count) in dropped {
        let of_tenant = [("tenant", tenant)];
        let counter = ConstCounter::new(count);
        counter.encode(encoder.encode_family(&of_tenant)?)?;
    }
    Ok(())
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl UnderWay<'_> {
    /// The method; none for one that is not known.
    pub(crate) fn method(&self) -> Option<&str> {
        known(&self.asked.method)
    }

    /// The template of the path; none for a path of no route.
    pub(crate) fn route(&self) -> Option<&str> {
        known(&self.asked.path)
    }

    /// It was answered.
    pub(crate) fn answered(mut self, status: StatusCode) {
        self.is_answered = true;
        let took = self.since.elapsed();
        let Asked { method, path } = &self.asked;
        tracing::debug!(method, path, status = status.as_u16(), ?took, "answered");
        let duration = self.metrics.duration.get_or_create(&self.asked);
        duration.observe(took.as_secs_f64());
        let answered = Answered {
            method: method.clone(),
            path: path.clone(),
            status: status.as_u16().into(),
        };
        self.metrics.answered.get_or_create(&answered).inc();
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.metrics.under_way.dec();
        if !self.is_answered {
            self.metrics.abandoned.get_or_create(&self.asked).inc();
        }
    }
}

fn known(label: &str) -> Option<&str> {
    (label != OTHER).then_some(label)
}

/// From a millisecond to a good quarter of an hour.
fn buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 4.0, 11))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What some tenants have lost.
    #[derive(Debug)]
    struct LostBySome([(&'static str, u64); 2]);

    impl Collector for LostBySome {
        fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
            encode_dropped(encoder, self.0.into_iter())
        }
    }

    #[test]
    fn records_that_were_dropped_are_counted_by_whose_they_were() {
        let mut metrics = Metrics::of(std::iter::empty());
        let some = LostBySome([("acme", 7), ("bolt", 1)]);
        metrics.registry.register_collector(Box::new(some));
        let text = metrics.text().unwrap();
        let lines = text.lines().filter(|line| line.contains("dropped"));
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
        # HELP connector_host_audit_records_dropped Exchanges without a record, since too many waited to be written.
        # TYPE connector_host_audit_records_dropped counter
        connector_host_audit_records_dropped_total{tenant="acme"} 7
        connector_host_audit_records_dropped_total{tenant="bolt"} 1
        "#);
    }

    #[test]
    fn requests_are_counted_by_template_and_what_strangers_make_up_by_one_name() {
        let paths = ["/v1/connections/{connection}".to_owned()];
        let metrics = Metrics::of(paths.iter());
        let begin = |method: &str, path| {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            metrics.begin(&method, path)
        };
        begin("GET", "/v1/connections/a").answered(StatusCode::OK);
        begin("GET", "/v1/connections/b").answered(StatusCode::OK);
        begin("BREW", "/pot/1").answered(StatusCode::OK);
        let _under_way = begin("GET", "/v1/connections/c");
        drop(begin("GET", "/v1/connections/d"));
        let text = metrics.text().unwrap();
        let counts = |line: &&str| !line.starts_with('#') && !line.contains("_seconds");
        let mut lines: Vec<_> = text.lines().filter(counts).collect();
        lines.sort_unstable();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        connector_host_requests_abandoned_total{method="GET",path="/v1/connections/{connection}"} 1
        connector_host_requests_total{method="GET",path="/v1/connections/{connection}",status="200"} 2
        connector_host_requests_total{method="other",path="other",status="200"} 1
        connector_host_requests_under_way 1
        "#);
    }
}
