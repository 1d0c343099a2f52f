//! What came of holding a whole journal against what is published.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Error;
use thiserror::Error as ThisError;

use super::schemas::{Checked, Schemas};
use crate::{api::operations, exchanges::Exchange, journal::Entry, webhooks::Delivery};

/// What came of holding the journal of one or more sandboxes against schemas.
/// It is shown as a text for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Exchanges with the API that were checked, those that were refused too.
    pub exchanges: u64,
    /// How many of them were refused.
    pub refusals: u64,
    /// The operations that succeeded at least once, by their ids.
    pub operations: BTreeSet<String>,
    /// Deliveries of events that were checked.
    pub deliveries: u64,
    /// The events delivered.
    pub events: BTreeSet<String>,
    /// Exchanges whose answer is not Zoom's, because a fault made it.
    pub struck: u64,
    /// Exchanges that ended without an answer: the client went away, or the
    /// connection was reset.
    pub unanswered: u64,
    /// In how many answers each place differed where real Zoom is known to.
    pub deviations: BTreeMap<String, u64>,
    /// The operations of which no document at hand tells: their answers were held against what is
    /// kept here, and against nothing else.
    pub kept_alone: BTreeSet<String>,
    /// What differed otherwise.
    pub violations: Vec<String>,
}

/// Why a journal could not be checked.
#[derive(Debug, ThisError)]
#[error("line {line} is not one of a sandbox's journal: {source}")]
pub struct ReportError {
    line: usize,
    source: Error,
}

impl Report {
    /// Holds every line of a journal against each of the sets of schemas.
    ///
    /// # Errors
    ///
    /// When a line is not one that a sandbox wrote.
    pub fn of(journal: &str, schemas: &[Schemas]) -> Result<Self, ReportError> {
        let mut report = Self::default();
        for (index, line) in journal.lines().enumerate() {
            let entry = serde_json::from_str(line).map_err(|source| ReportError {
                line: index + 1,
                source,
            })?;
            match entry {
                Entry::Exchange(exchange) => report.add_exchange(&exchange, schemas),
                Entry::Delivery(delivery) => report.add_delivery(&delivery, schemas),
            }
        }
        Ok(report)
    }

    fn add_exchange(&mut self, exchange: &Exchange, schemas: &[Schemas]) {
        let Some(target) = exchange.target.strip_prefix("/v2") else {
            return;
        };
        let made = |fault: &crate::Trouble| fault.makes_the_answer();
        if exchange.fault.as_ref().is_some_and(made) {
            self.struck += 1;
            return;
        }
        if exchange.status == 0 {
            self.unanswered += 1;
            return;
        }
        // What is no method was refused, and has the form of that to have.
        let method = exchange.method.parse().unwrap_or_default();
        self.exchanges += 1;
        self.refusals += u64::from(exchange.status >= 400);
        let what = format!("{} {}", exchange.method, exchange.target);
        let mut checked = Checked::default();
        for schemas in schemas {
            checked.and(schemas.check(&method, target, exchange.status, &exchange.response_body));
        }
        if let Some(name) = checked.name.as_ref().filter(|_| exchange.status < 400) {
            self.operations.insert(name.clone());
        }
        self.note(&what, checked);
    }

    fn add_delivery(&mut self, delivery: &Delivery, schemas: &[Schemas]) {
        self.deliveries += 1;
        self.events.insert(delivery.event.clone());
        let mut checked = Checked::default();
        for schemas in schemas {
            checked.and(schemas.check_event(&delivery.event, &delivery.body));
        }
        self.note("delivery", checked);
    }

    fn note(&mut self, what: &str, checked: Checked) {
        let name = checked.name.unwrap_or_default();
        if checked.kept_alone {
            self.kept_alone.insert(name.clone());
        }
        for place in checked.deviations {
            *self
                .deviations
                .entry(format!("{name} {place}"))
                .or_default() += 1;
        }
        let violations = checked.violations.into_iter();
        self.violations
            .extend(violations.map(|violation| format!("{what} ({name}): {violation}")));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(formatter, "{violation}")?;
        }
        for (place, times) in &self.deviations {
            writeln!(
                formatter,
                "Differs as real Zoom does, in {times} answers: {place}"
            )?;
        }
        for name in &self.kept_alone {
            writeln!(formatter, "No document at hand tells of it: {name}")?;
        }
        if self.struck > 0 {
            let struck = self.struck;
            writeln!(formatter, "Answered by faults, and not checked: {struck}")?;
        }
        if self.unanswered > 0 {
            let unanswered = self.unanswered;
            writeln!(formatter, "Never answered: {unanswered}")?;
        }
        write!(
            formatter,
            "{} exchanges, {} of them refusals, with {} of {} operations; {} deliveries of {} events; violations: {}",
            self.exchanges,
            self.refusals,
            self.operations.len(),
            operations::all().len(),
            self.deliveries,
            self.events.len(),
            self.violations.len(),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn report(status: u16) -> Report {
        let line = serde_json::json!({"exchange": {
            "number": 1, "method": "GET", "target": "/v2/users/me", "headers": [], "body": "",
            "status": status, "response_headers": [], "response_body": "",
        }});
        Report::of(&line.to_string(), &[Schemas::kept()]).unwrap()
    }

    #[test]
    fn a_client_that_went_away_is_no_violation() {
        let report = report(0);
        assert_eq!((report.unanswered, report.exchanges), (1, 0));
        assert!(report.violations.is_empty(), "{report}");
    }

    #[test]
    fn what_no_document_at_hand_tells_of_is_held_against_what_is_kept_alone_and_said() {
        // No document of Zoom's, so nothing is told there.
        let documents = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/operations"));
        let line = serde_json::json!({"exchange": {
            "number": 1, "method": "GET", "target": "/v2/accounts/me/plans/usage", "headers": [],
            "body": "", "status": 200, "response_headers": [],
            "response_body": r#"{"plan_base": {"hosts": "many"}}"#,
        }});
        let schemas = [Schemas::kept(), Schemas::read(documents).unwrap()];
        let report = Report::of(&line.to_string(), &schemas).unwrap();
        assert_eq!(report.violations.len(), 1, "{report}");
        assert!(report.kept_alone.contains("GetPlanUsage"), "{report}");
    }

    #[test]
    fn an_answer_without_what_is_published_is_one() {
        assert_eq!(report(200).violations.len(), 1);
    }
}
