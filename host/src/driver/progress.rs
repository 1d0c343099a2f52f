//! How far a call is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::allowance::Allowance;
use super::promise::Promise;
use super::traffic::{Traffic, locked};
use crate::contract::{HttpRequest, Step};
use crate::download::{Downloaded, Downloads};

/// How far a call is: the step that comes next, and what the call has taken and
/// must know. It is all that is needed to go on with the call, with the connector
/// that began it, in this process or in another.
///
/// Serialised, it has what the connector was told and has said, input and output
/// among it, so it has to be kept sealed. It never has a credential or a secret.
/// [`Run`](crate::Run) says what the form is.
pub struct Progress {
    /// What was begun, for logs.
    pub(super) name: String,
    /// The id of the action, when it invokes one.
    pub(super) action: Option<String>,
    /// Whether it may ask for signatures and for nothing else.
    pub(super) only_signs: bool,
    /// What comes next.
    pub(super) step: Arc<Step>,
    /// How many steps were performed.
    pub(super) steps: usize,
    /// Whether the step may have been performed, and must not be again.
    pub(super) is_marked: bool,
    /// Whether anything was sent that must not be sent twice, and answered by anything
    /// but a refusal.
    pub(super) has_written: bool,
    /// How long it was worked at.
    pub(super) spent: Duration,
    pub(super) allowance: Allowance,
    pub(super) promise: Promise,
    pub(super) downloads: Downloads,
    pub(super) traffic: Traffic,
}

impl Progress {
    /// How many steps were performed. Whoever takes pages tells them apart by it:
    /// the page of a step that was not finished may come again.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Whether a request that must not be sent twice may have left in the step that
    /// comes next. The connector is told that its answer is lost then.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// Whether it has sent what must not be sent twice, as far as anybody knows: an
    /// answer says so, or may have said so and was lost, or is still to come.
    #[must_use]
    pub fn may_have_written(&self) -> bool {
        let has_lost = || !locked(&self.traffic.lost).requests.is_empty();
        self.has_written || self.is_marked || has_lost()
    }

    /// Whether the connector is done: the next step gives the output.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(*self.step, Step::Done(_))
    }

    /// The request of the step that comes next, where it makes one.
    pub(crate) fn next_request(&self) -> Option<&HttpRequest> {
        match &*self.step {
            Step::Send(exchange) => Some(&exchange.request),
            Step::Page(page) => Some(&page.then.request),
            Step::Download(transfer) => Some(&transfer.request),
            Step::Sign(_) | Step::Done(_) => None,
        }
    }

    /// Whether it is of a call that invokes that action.
    pub(crate) fn is_of_action(&self, action: &str) -> bool {
        self.action.as_deref() == Some(action) && !self.only_signs
    }

    /// The files that were downloaded so far, or were there already.
    pub(crate) fn downloaded(&self) -> &[Downloaded] {
        self.downloads.all()
    }

    /// Whether to begin the call anew does nothing twice that must not be.
    pub(crate) fn may_begin_anew(&self) -> bool {
        !self.may_have_written()
    }

    /// Takes the place of the same call that was begun anew. What it has taken
    /// counts on.
    pub(crate) fn begin_anew_as(&mut self, mut anew: Self) {
        anew.spent += self.spent;
        anew.allowance.add(&self.allowance);
        *self = anew;
    }
}

/// It shows nothing of what is in it.
impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("name", &self.name)
            .field("steps", &self.steps)
            .field("is_marked", &self.is_marked)
            .field("is_done", &self.is_done())
            .finish_non_exhaustive()
    }
}
