//! What came of an hour.

use std::fmt;
use std::time::Duration;

use crate::figures::Table;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct HourFigures {
    /// Calls that succeeded.
    pub calls: u64,
    /// What calls failed by, beside what is told of below.
    pub failures: Vec<String>,
    /// Calls that failed since the database was away, and said so.
    pub unavailable: u64,
    /// Access tokens that were followed by another, of all connections.
    pub renewals: u64,
    /// Token requests for those that the local Zoom answered with tokens.
    pub token_requests: u64,
    /// Token requests that it refused.
    pub refused_token_requests: u64,
    /// The most token requests that carried the same refresh token; 0 where there are none.
    pub most_with_one_refresh_token: u64,
    /// API calls that met a token which had ended.
    pub rejected_calls: u64,
    /// Tokens that were used and not committed.
    pub used_uncommitted: u64,
    /// Processes that were killed.
    pub kills: u64,
    /// Times that the database crashed or was cut off.
    pub outages: u64,
    /// Those of them that it was cut off.
    pub cuts: u64,
    /// Token responses that were not committed.
    pub answers_lost: u64,
    /// Grants that were lost with tokens that a killed process had not committed.
    pub grants_lost_in_the_window: u64,
    /// Of those, grants whose reason says that a renewal was interrupted.
    pub explained: u64,
    /// Calls that failed until those were connected again.
    pub calls_failed_meanwhile: u64,
    /// Grants that were lost in any other way, each with what the host said.
    pub grants_lost: Vec<String>,
    /// How long it took on the machine's clock.
    pub took: Duration,
}

impl HourFigures {
    /// Whether everything is as it has to be.
    #[must_use]
    pub fn hold(&self) -> bool {
        self.table().holds()
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        table.fact("calls that succeeded", &self.calls);
        table.must_be("calls that failed", &self.failures.len(), &0);
        for reason in self.failures.iter().take(3) {
            table.fact("  one of them", reason);
        }
        let rejected = self.rejected_calls;
        table.fact("API calls whose token had ended on the way", &rejected);
        table.fact("access tokens that were renewed", &self.renewals);
        let unavailable = self.unavailable;
        if self.outages == 0 {
            table.must_be(
                "calls that said that the database was away",
                &unavailable,
                &0,
            );
        } else {
            table.fact(
                "times that the database crashed",
                &(self.outages - self.cuts),
            );
            table.fact("times that it was cut off from a process", &self.cuts);
            // Whoever was cut off has waited for it in vain.
            let least = u64::from(self.cuts > 0);
            table.at_least(
                "calls that said that the database was away",
                unavailable,
                least,
            );
        }
        let requests = self.token_requests;
        if self.kills == 0 {
            table.must_be("token requests for them", &requests, &self.renewals);
        } else {
            table.fact("processes killed and started again", &self.kills);
            table.fact("token requests", &requests);
            let lost = self.grants_lost_in_the_window;
            table.fact("answers lost with a killed process", &self.answers_lost);
            table.fact("grants lost so, and connected again", &lost);
            table.must_be("  of which the host said why", &self.explained, &lost);
            table.fact("calls that failed until then", &self.calls_failed_meanwhile);
        }
        // A refresh token that was lost in the window is sent once more, in vain.
        if self.grants_lost_in_the_window == 0 {
            table.must_be("token requests refused", &self.refused_token_requests, &0);
            if self.most_with_one_refresh_token > 0 {
                let most = self.most_with_one_refresh_token;
                table.must_be("most requests with one refresh token", &most, &1);
            }
        }
        let uncommitted = self.used_uncommitted;
        table.must_be("tokens used that were not committed", &uncommitted, &0);
        let name = match self.kills {
            0 => "grants lost",
            _ => "grants lost beyond the window",
        };
        table.must_be(name, &self.grants_lost.len(), &0);
        for reason in self.grants_lost.iter().take(3) {
            table.fact("  one of them", reason);
        }
        table.took(self.took);
        table
    }
}

impl fmt::Display for HourFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
