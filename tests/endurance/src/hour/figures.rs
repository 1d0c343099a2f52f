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
    /// Those of them that were issued before half of the one before's life was over.
    pub early: u64,
    /// Token requests that it refused.
    pub refused_token_requests: u64,
    /// The most token requests that carried the same refresh token; 0 where there are none.
    pub most_with_one_refresh_token: u64,
    /// API calls that met a token which had ended.
    pub rejected_calls: u64,
    /// Tokens that were used and not committed.
    pub used_uncommitted: u64,
    /// Tokens that went to a process while the database was cut off from it.
    pub issued_while_cut_off: u64,
    /// Requests with those before the process could commit them.
    pub used_while_cut_off: u64,
    /// Processes that were killed.
    pub kills: u64,
    /// Times that the database crashed or was cut off.
    pub outages: u64,
    /// Those of them that it was cut off.
    pub cuts: u64,
    /// Those of them that outlasted a lease.
    pub cuts_beyond_lease: u64,
    /// Grants that ended then, as far as the others knew: somebody had tokens and could not commit
    /// them.
    pub grants_away: u64,
    /// Those of them that lived again by these tokens.
    pub grants_back: u64,
    /// Token responses that were not committed.
    pub answers_lost: u64,
    /// Grants that were lost with tokens that a killed process had not committed.
    pub grants_lost_in_the_window: u64,
    /// Of those, grants whose reason says that a renewal was interrupted.
    pub explained: u64,
    /// Calls that failed until those were connected again, or lived again.
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
        table.must_be("  before half of a life was over", &self.early, &0);
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
            let (issued, used) = (self.issued_while_cut_off, self.used_while_cut_off);
            table.at_least("tokens that went there meanwhile", issued, self.cuts);
            table.must_be("  of them used before they were kept", &used, &0);
            let (long, away) = (self.cuts_beyond_lease, self.grants_away);
            table.fact("cuts that outlasted a lease", &long);
            table.at_least("grants that ended by them for the others", away, long);
            table.must_be("  of them alive once it was over", &self.grants_back, &away);
            table.fact("calls that failed until then", &self.calls_failed_meanwhile);
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
            // As is one whose answer somebody has who was cut off for longer than a lease.
            let (refused, again) = (self.refused_token_requests, self.grants_away);
            table.must_be("token requests refused", &refused, &again);
            if self.most_with_one_refresh_token > 0 {
                let most = self.most_with_one_refresh_token;
                let may_be = 1 + u64::from(again > 0);
                table.must_be("most requests with one refresh token", &most, &may_be);
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
