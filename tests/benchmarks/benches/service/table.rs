//! The figures, for a screen of 80 columns.

use std::fmt::Write as _;

use benchmarks::{median, quantile};
use connector_host_service::Limits;

use crate::calls::{Compared, MANY_AT_ONCE};
use crate::memory::{MANY, Memory};
use crate::service;

/// What is measured, and how.
pub(crate) const INTRODUCTION: &str = "\
a get-meeting on a warm connection, through the library and through the service:
each in a process of its own, on SQLite, with the same local Zoom. The service is
asked over loopback with an API key; what the client takes counts for nobody.
";

/// What of the service is not as usual, lest it be taken for a service as it comes.
pub(crate) fn limits() -> String {
    let usual = Limits::default();
    format!(
        "Its limits are raised, so that {MANY} invocations can wait: to {} connections,\n\
         calls, and calls of a tenant (usually {}, {} and {}), and to any number of\n\
         requests of a key (usually {} a second).\n",
        service::MANY,
        usual.connections,
        usual.calls,
        usual.tenant_calls,
        usual.rate,
    )
}

/// What the difference of two quantiles is, and is not.
const OF_DIFFERENCES: &str = "\
The difference is that of the two figures, and nothing that 99 of 100 calls stay
below: what is added to one call can't be measured, since none is made both ways.
";

/// What n8n says of itself: executions a second in one process.
const N8N: f64 = 220.0;

pub(crate) fn of_calls(compared: &Compared) -> String {
    let mut text = format!(
        "{:<30} {:>11} {:>11} {:>7}  half of the rounds\n",
        "processor time of a call", "library", "service", "ratio",
    );
    for (at_once, rounds) in &compared.processor {
        let (low, high) = rounds.quartiles();
        // Writing to a text can't fail.
        let _ = writeln!(
            text,
            "{:<30} {:>8.1} us {:>8.1} us {:>7.2}  {low:.2} to {high:.2}",
            format!("{at_once} at once"),
            rounds.theirs(),
            rounds.ours(),
            rounds.ratio(),
        );
    }
    let _ = writeln!(
        text,
        "\n{:<30} {:>11} {:>11} {:>11}",
        "time of a call, 1 at once", "library", "service", "difference",
    );
    let at_99 = |times: &[f64]| quantile(times.to_vec(), 990);
    let at_50 = |times: &[f64]| median(times.to_vec());
    for (name, of) in [
        (
            "half of them take at most",
            &at_50 as &dyn Fn(&[f64]) -> f64,
        ),
        ("99 of 100 take at most", &at_99),
    ] {
        let (library, service) = (of(&compared.library), of(&compared.service));
        let difference = service - library;
        let _ = writeln!(
            text,
            "{name:<30} {library:>8.1} us {service:>8.1} us {difference:>8.1} us",
        );
    }
    text.push_str(OF_DIFFERENCES);
    text
}

pub(crate) fn of_memory(memory: &Memory) -> String {
    let mut text = format!(
        "{:<30} {:>11} {:>11}\n{:<30} {:>8.1} MB\n",
        "memory of the service",
        "in all",
        "for each",
        "idle, with one connection",
        memory.idle / 1e6,
    );
    for ((many, bytes), name) in [
        (memory.waiting, "invocations waiting"),
        (memory.connections, "connections"),
        (memory.used, "connections, all used"),
    ] {
        let each = (bytes - memory.idle) / 1e3 / many as f64;
        let _ = writeln!(
            text,
            "{:<30} {:>8.1} MB {each:>8.1} KB",
            format!("{many} {name}"),
            bytes / 1e6,
        );
        if many < MANY {
            let files = memory.files;
            let _ = writeln!(
                text,
                "  NOT {MANY}: a process may open {files} files here, and each takes two"
            );
        }
    }
    text
}

pub(crate) fn of_rate(a_second: f64, load: Option<&str>) -> String {
    let load = load.unwrap_or("?");
    format!(
        "{a_second:.0} calls a second, {MANY_AT_ONCE} at once: {:.1} times the {N8N:.0} that n8n says of itself.\n\
         Client, service and local Zoom had 2 processors; {load} were busy in the last minute.\n",
        a_second / N8N,
    )
}
