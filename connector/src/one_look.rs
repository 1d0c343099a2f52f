//! Finding out by one look what an exchange has done: at the thing itself, or at what Zoom tells of it.
//!
//! All that is remembered meanwhile is the refusal that is in doubt.

use serde_json::Value;

use crate::action::Action;
use crate::contract::Failure;
use crate::doubt::Doubt;
use crate::endpoint::{Ask, Endpoint};
use crate::input::Input;
use crate::kept::Kept;
use crate::recovery::{Finding, Lost, Recovery};

/// A recovery that asks once.
pub(crate) struct OneLook {
    /// What is asked.
    pub(crate) at: &'static Action,
    /// The field that names the thing, there and in the input of the action.
    pub(crate) id: &'static str,
    /// What to make of the answer.
    pub(crate) take: fn(&Lost<'_>, Option<Doubt>, Result<Value, Failure>) -> Finding,
}

impl Recovery for OneLook {
    fn asks(&self) -> Vec<&'static Endpoint> {
        vec![&self.at.endpoint]
    }

    fn ask(&self, input: &Input, _: &Value) -> Option<Ask> {
        self.at.ask_of(self.id, input)
    }

    fn take(&self, lost: &Lost<'_>, memory: &Value, answer: Result<Value, Failure>) -> Finding {
        let doubt = Option::<Doubt>::read(memory.clone()).flatten();
        (self.take)(lost, doubt, answer)
    }

    fn doubt(&self, _: &Input, refusal: &Failure) -> Option<Value> {
        Some(Doubt::of(refusal)?.into_value())
    }
}
