//! What becomes of an output that is not what the manifest promises.

use serde_json::Value;

use super::DriveError;
use crate::component::Connector;
use crate::contract::{HttpRequest, Step};
use crate::manifest::Effect;
use crate::output::{Misfit, OutputCheck};

/// The output of one call, held against what the manifest promises of the
/// action's.
pub(super) struct Promise<'a> {
    check: Option<&'a OutputCheck>,
    /// Whether something was made, changed or fetched that the output tells of.
    has_effect: bool,
    items: usize,
    warnings: Vec<String>,
}

impl<'a> Promise<'a> {
    /// Of an invocation of `action`; the outputs of other calls are read as
    /// what they have to be.
    pub(super) fn of(connector: &'a Connector, action: Option<&str>) -> Self {
        let described = action.and_then(|action| connector.manifest().action(action));
        Self {
            check: action.and_then(|action| connector.output_check(action)),
            has_effect: described.is_some_and(|action| action.effect != Effect::Read),
            items: 0,
            warnings: Vec::new(),
        }
    }

    /// Notes what a step is about to do. What a manifest calls a read may write.
    pub(super) fn note(&mut self, step: &Step) {
        self.has_effect |= match step {
            Step::Send(exchange) => may_write(&exchange.request),
            Step::Page(page) => may_write(&page.then.request),
            Step::Download(_) => true,
            Step::Sign(_) | Step::Done(_) => false,
        };
    }

    /// Looks at the items of a page.
    pub(super) fn page(&mut self, items: &mut Vec<Value>) -> Result<(), DriveError> {
        let before = self.items;
        self.items += items.len();
        match self.check {
            Some(check) => self.judge(check.page(items, before)),
            None => Ok(()),
        }
    }

    /// Looks at the output; what to tell the caller with it.
    pub(super) fn output(mut self, output: &Value) -> Result<Vec<String>, DriveError> {
        if let Some(check) = self.check {
            self.judge(check.output(output))?;
        }
        Ok(self.warnings)
    }

    fn judge(&mut self, outcome: Result<(), Misfit>) -> Result<(), DriveError> {
        match outcome {
            Ok(()) => Ok(()),
            Err(misfit) if self.has_effect => {
                // One says what a hundred pages would say.
                if self.warnings.is_empty() {
                    self.warnings.push(misfit.to_string());
                }
                Ok(())
            }
            Err(misfit) => Err(DriveError::Output(misfit)),
        }
    }
}

fn may_write(request: &HttpRequest) -> bool {
    !matches!(request.method.as_str(), "GET" | "HEAD")
}
