//! What an action is: one static value, which says all there is to say about it. What it does not
//! say is what holds for most.

mod build;

use serde_json::Value;

pub(crate) use crate::about::{About, Column, Effect, Needed, column};
use crate::beside::Part;
use crate::contract::{Failure, FieldProblem};
use crate::course::Course;
use crate::endpoint::{Ask, Endpoint};
use crate::file::File;
use crate::input::Input;
use crate::json;
use crate::look::Look;
use crate::pages::Pages;
use crate::recovery::Recovery;
use crate::scopes::Scopes;
use crate::shape::{Object, Shape};

/// An action. `actions/` has one file for each.
pub(crate) struct Action {
    /// Stable, in kebab-case.
    pub(crate) id: &'static str,
    pub(crate) endpoint: Endpoint,
    /// Which endpoint it asks, where that depends on the input; their inputs and outputs have one
    /// shape.
    pub(crate) endpoint_by: Option<fn(&Input) -> &'static Endpoint>,
    /// Makes of what the input says what is meant by it.
    pub(crate) prepare: fn(Input) -> Input,
    /// What no single field can tell to be wrong. Adds to the problems.
    /// The time is the host's clock, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) rules: fn(&Input, u64, &mut Vec<FieldProblem>),
    /// What the caller should know although nothing is wrong.
    pub(crate) warnings: Option<fn(&Input, u64) -> Vec<String>>,
    pub(crate) flow: Flow,
    /// The member of the output that tells that it is done, where Zoom answers without content.
    pub(crate) done: Option<&'static str>,
    /// Whether it changes what the input names, and nothing when that names nothing.
    pub(crate) changes_parts: bool,
    /// The actions whose endpoints it asks too, and can't do without.
    pub(crate) also: &'static [&'static Self],
    /// How it looks at what it changes.
    pub(crate) look: Option<&'static Look>,
    /// What the caller should know of what has come of it: where that is not what the input says.
    pub(crate) review: Option<fn(&Input, &Value) -> Vec<String>>,
    /// What is done beside, once it is done.
    pub(crate) then: Option<Then>,
    /// How it finds out what it has done when the answer is lost.
    pub(crate) recovery: Option<&'static dyn Recovery>,
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) about: About,
}

/// How an action goes from its first answer to its output.
pub(crate) enum Flow {
    /// The output is made of the one answer.
    Answer(fn(&Input, Value) -> Value),
    /// The answer is a page of a list.
    Pages(Pages),
    /// The output is made of the one answer, which may not have what it takes, and looks otherwise.
    Derived(fn(&Input, Value) -> Result<Value, Failure>, Shape),
    /// The answer tells where a file is, which is then fetched.
    Download(fn(&Input, Value) -> Result<File, Failure>, Shape),
    /// It takes several exchanges, with the endpoints of these actions.
    Course(&'static Course, &'static [&'static Action], Shape),
    /// The connection is verified, and the output tells what that has come to.
    Identity(Shape),
    /// It is another action, the one that does it to the object that the input names.
    Record(&'static [Meant], Shape),
}

/// What is done once an action is done, one thing after the other.
pub(crate) struct Then {
    /// What to do at a place of the order, for the input and the output that there is; none at the end.
    pub(crate) next: fn(&Input, &Value, usize) -> Option<Part>,
    pub(crate) asks: &'static [&'static Action],
}

/// The action that does something to an object.
pub(crate) struct Meant {
    pub(crate) object: &'static str,
    pub(crate) action: &'static Action,
    /// The field of its input that names which; empty where there is none yet.
    pub(crate) id: &'static str,
}

impl Action {
    /// The endpoint that it asks for an input.
    pub(crate) fn endpoint_for(&'static self, input: &Input) -> &'static Endpoint {
        match self.endpoint_by {
            Some(endpoint_by) => endpoint_by(input),
            None => &self.endpoint,
        }
    }

    /// What asks its endpoint, in its name.
    pub(crate) const fn ask(&'static self, input: Input) -> Ask {
        Ask {
            action: self.id,
            endpoint: &self.endpoint,
            input,
        }
    }

    /// What asks its endpoint for no more than the thing that a field of an input names, which the field of
    /// this name names there too; none where the input does not name one.
    pub(crate) fn ask_of(&'static self, field: &'static str, input: &Input) -> Option<Ask> {
        let named = input.get(field)?.clone();
        Some(self.ask(Input::default().with(field, named)))
    }

    /// What covers each of the endpoints that it can't do without.
    pub(crate) fn needs(&self) -> impl Iterator<Item = &Scopes> {
        let also = self.also.iter().map(|action| &action.endpoint.scopes);
        std::iter::once(&self.endpoint.scopes).chain(also)
    }

    /// The same for each of the ways that it can be done: where it is one of several actions, for each of
    /// these.
    pub(crate) fn ways(&self) -> Vec<Vec<&Scopes>> {
        match self.meant() {
            [] => vec![self.needs().collect()],
            meant => {
                let each = meant.iter().map(|meant| meant.action.needs().collect());
                each.collect()
            }
        }
    }

    /// The actions of which it is one, by the object that the input names; none where it is itself.
    pub(crate) fn meant(&self) -> &'static [Meant] {
        match self.flow {
            Flow::Record(meant, _) => meant,
            _ => &[],
        }
    }

    /// The endpoints that it may ask on its way: on a course, when it looks at what it changes, for what is
    /// done beside, and when an answer is lost.
    pub(crate) fn asks(&self) -> impl Iterator<Item = &'static Endpoint> {
        let course: &'static [&'static Self] = match self.flow {
            Flow::Course(_, asks, _) => asks,
            _ => &[],
        };
        let then = self.then.as_ref().map_or(&[][..], |then| then.asks);
        let look = self.look.map_or(&[][..], |look| look.asks);
        let recovery = self.recovery.map_or_else(Vec::new, Recovery::asks);
        let of_actions = course.iter().chain(then).map(|action| &action.endpoint);
        of_actions.chain(look.iter().copied()).chain(recovery)
    }

    /// The members of the output that are documented.
    pub(crate) fn output_shape(&self) -> &Shape {
        match &self.flow {
            Flow::Derived(_, output)
            | Flow::Download(_, output)
            | Flow::Course(_, _, output)
            | Flow::Identity(output)
            | Flow::Record(_, output) => output,
            Flow::Answer(_) | Flow::Pages(_) => &self.endpoint.output,
        }
    }

    /// The output that is made of the answer.
    pub(crate) fn output_of(&self, input: &Input, answer: Value) -> Value {
        if let Some(done) = self.done {
            return Value::Object(self.acknowledgement(input, done));
        }
        match self.flow {
            Flow::Answer(output) => output(input, answer),
            Flow::Derived(..)
            | Flow::Pages(_)
            | Flow::Download(..)
            | Flow::Course(..)
            | Flow::Identity(_)
            | Flow::Record(..) => answer,
        }
    }

    /// What is told of something that is done, where nothing else is.
    fn acknowledgement(&self, input: &Input, done: &str) -> Object {
        let told = |name: &str| {
            let stand_in = || self.endpoint.input.field(name)?.stand_in.map(Value::from);
            match name {
                name if name == done => Some(Value::Bool(true)),
                "updated_fields" => {
                    let sent = input.body(&self.endpoint.input);
                    Some(sent.into_iter().map(|(name, _)| name).collect())
                }
                name => input.get(name).cloned().or_else(stand_in),
            }
        };
        let members = self.output_shape().fields();
        let told = members.filter_map(|member| Some((member.name.to_owned(), told(member.name)?)));
        json::gathered(told)
    }

    /// What the caller of it should know although nothing is wrong with the input.
    pub(crate) fn warnings_of(&self, input: &Input, now: u64) -> Vec<String> {
        self.warnings
            .map(|warnings| warnings(input, now))
            .unwrap_or_default()
    }
}
