//! What becomes of an output that is not what the manifest promises.

use std::sync::Arc;

use serde_json::Value;

use super::DriveError;
use crate::blocking::blocking;
use crate::component::Connector;
use crate::contract::{HttpRequest, Step};
use crate::manifest::Effect;
use crate::output::{Budget, Doubt, IN_A_CALL, OutputCheck};

/// The output of one call, held against what the manifest promises of the
/// action's.
#[derive(Debug, Default)]
pub(super) struct Promise {
    check: Option<Arc<OutputCheck>>,
    /// Whether it was looked up what the manifest promises.
    is_known: bool,
    /// What it took so far.
    pub(super) held: Held,
}

/// What the output of a call was held against its promise so far.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// What the call may yet take to look at its output.
    pub(super) budget: Budget,
    /// Whether something was made, changed or fetched that the output tells of.
    pub(super) has_effect: bool,
    /// How many items came in pages.
    pub(super) items: usize,
    /// What the caller is told with the output.
    pub(super) warnings: Vec<String>,
}

impl Default for Held {
    fn default() -> Self {
        Self {
            budget: IN_A_CALL,
            has_effect: false,
            items: 0,
            warnings: Vec::new(),
        }
    }
}

impl Promise {
    /// What was held against it before, in another process.
    pub(super) fn after(held: Held) -> Self {
        Self {
            held,
            ..Self::default()
        }
    }

    /// Of an invocation of `action`; the outputs of other calls are read as
    /// what they have to be.
    pub(super) async fn of(connector: &Connector, action: Option<&str>) -> Self {
        let mut promise = Self::default();
        promise.look_up(connector, action).await;
        promise
    }

    /// Looks up what the manifest promises, the first time.
    pub(super) async fn look_up(&mut self, connector: &Connector, action: Option<&str>) {
        if self.is_known {
            return;
        }
        if let Some(action) = action {
            let described = connector.manifest().action(action);
            self.held.has_effect |= described.is_some_and(|action| action.effect != Effect::Read);
            self.check = connector.output_check(action).await;
        }
        self.is_known = true;
    }

    /// Notes what a step is about to do. What a manifest calls a read may write.
    pub(super) fn note(&mut self, step: &Step) {
        self.held.has_effect |= match step {
            Step::Send(exchange) => may_write(&exchange.request),
            Step::Page(page) => may_write(&page.then.request),
            Step::Download(_) => true,
            Step::Sign(_) | Step::Done(_) => false,
        };
    }

    /// Looks at the items of a page, and hands them on.
    pub(super) async fn page(&mut self, items: Vec<Value>) -> Result<Vec<Value>, DriveError> {
        let before = self.held.items;
        self.held.items += items.len();
        let Some(check) = self.check.clone() else {
            return Ok(items);
        };
        let mut budget = self.held.budget;
        let is_quick = check.is_quick_page(&items);
        let look = move || (check.page(&items, before, &mut budget), items, budget);
        let (outcome, items, budget) = at_its_place(is_quick, look).await;
        self.held.budget = budget;
        self.judge(outcome)?;
        Ok(items)
    }

    /// Looks at the output; hands it on with what to tell the caller.
    pub(super) async fn output(
        &mut self,
        output: Value,
    ) -> Result<(Value, Vec<String>), DriveError> {
        let Some(check) = self.check.clone() else {
            return Ok((output, self.held.warnings.clone()));
        };
        let mut budget = self.held.budget;
        let steps = check.quick_steps(&output);
        let look = move || (check.output(&output, steps, &mut budget), output);
        let (outcome, output) = at_its_place(steps.is_some(), look).await;
        self.judge(outcome)?;
        Ok((output, self.held.warnings.clone()))
    }

    fn judge(&mut self, outcome: Result<(), Doubt>) -> Result<(), DriveError> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Doubt::Misfit(misfit)) if !self.held.has_effect => Err(DriveError::Output(misfit)),
            Err(doubt) => {
                // One says what a hundred pages would say.
                if self.held.warnings.is_empty() {
                    self.held.warnings.push(doubt.to_string());
                }
                Ok(())
            }
        }
    }
}

fn may_write(request: &HttpRequest) -> bool {
    !matches!(request.method.as_str(), "GET" | "HEAD")
}

/// Does what is quick on the spot, and all else where nobody waits behind it.
async fn at_its_place<T: Send + 'static>(
    is_quick: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    if is_quick {
        work()
    } else {
        blocking(work).await
    }
}
