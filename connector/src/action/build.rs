//! Saying what an action is: each function says one thing of it.

use http::Method;
use serde_json::Value;

use super::{About, Action, Column, Effect, Flow, Meant, Needed, Then};
use crate::beside::Part;
use crate::contract::{Failure, FieldProblem};
use crate::course::Course;
use crate::endpoint::{Content, Endpoint};
use crate::file::File;
use crate::group::Group;
use crate::input::Input;
use crate::look::Look;
use crate::manifest_only::ManifestOnly;
use crate::pages::{Pages, monthly_rules, rules};
use crate::quota::Quota;
use crate::recovery::Recovery;
use crate::refusals::Refusal;
use crate::scopes::{Scope, Scopes};
use crate::shape::{Field, Object, Shape};

impl Action {
    /// A `GET`: it reads.
    pub(crate) const fn get(group: &'static Group, id: &'static str, path: &'static str) -> Self {
        Self::new(group, id, Method::GET, Effect::Read, path)
    }

    /// A `POST`: it makes something.
    pub(crate) const fn post(group: &'static Group, id: &'static str, path: &'static str) -> Self {
        Self::new(group, id, Method::POST, Effect::Write, path)
    }

    /// A `PUT`: it brings something into a state.
    pub(crate) const fn put(group: &'static Group, id: &'static str, path: &'static str) -> Self {
        Self::new(group, id, Method::PUT, Effect::Write, path)
    }

    /// A `PATCH`: it changes parts of something.
    pub(crate) const fn patch(group: &'static Group, id: &'static str, path: &'static str) -> Self {
        Self::new(group, id, Method::PATCH, Effect::Write, path)
    }

    /// A `DELETE`.
    pub(crate) const fn delete(
        group: &'static Group,
        id: &'static str,
        path: &'static str,
    ) -> Self {
        Self::new(group, id, Method::DELETE, Effect::Destructive, path)
    }

    /// No request at all: what it gives is made here.
    pub(crate) const fn local(group: &'static Group, id: &'static str) -> Self {
        Self::get(group, id, "").rate_label("")
    }

    const fn new(
        group: &'static Group,
        id: &'static str,
        method: Method,
        effect: Effect,
        path: &'static str,
    ) -> Self {
        Self {
            id,
            endpoint: Endpoint::new(method, path),
            endpoint_by: None,
            prepare: |input| input,
            rules: |_, _, _| {},
            warnings: None,
            flow: Flow::Answer(|_, answer| answer),
            done: None,
            changes_parts: false,
            also: &[],
            look: None,
            review: None,
            then: None,
            recovery: None,
            about: About {
                group: ManifestOnly::new(group),
                version: ManifestOnly::new("1.0.0"),
                summary: ManifestOnly::new(""),
                description: ManifestOnly::new(""),
                needed: ManifestOnly::new(&[]),
                effect: ManifestOnly::new(effect),
                rate_label: ManifestOnly::new("LIGHT"),
                columns: ManifestOnly::new(&[]),
                operation: ManifestOnly::new(""),
                role: ManifestOnly::new(""),
                sensitive: ManifestOnly::new(false),
                sample: ManifestOnly::new(("{}", "{}")),
            },
        }
    }

    /// It asks whatever the input names: the endpoint of this action stands for them all, and these are
    /// they. What it does may destroy, and what comes may be a credential.
    pub(crate) const fn any(mut self, endpoint_by: fn(&Input) -> &'static Endpoint) -> Self {
        self.endpoint.content = Content::Any;
        self.endpoint_by = Some(endpoint_by);
        self.about.effect = ManifestOnly::new(Effect::Destructive);
        self.about.sensitive = ManifestOnly::new(true);
        self
    }

    /// Which endpoint it asks depends on the input.
    pub(crate) const fn endpoint_by(
        mut self,
        endpoint_by: fn(&Input) -> &'static Endpoint,
    ) -> Self {
        self.endpoint_by = Some(endpoint_by);
        self
    }

    /// What it gives is a credential: whoever has it may do more than read. It counts as a change, for
    /// nobody who allows reading alone means that.
    pub(crate) const fn gives_a_credential(mut self) -> Self {
        self.about.effect = ManifestOnly::new(Effect::Write);
        self.about.sensitive = ManifestOnly::new(true);
        self
    }

    /// It changes nothing, whatever its method.
    pub(crate) const fn reads(mut self) -> Self {
        self.about.effect = ManifestOnly::new(Effect::Read);
        self.endpoint.repeatable = true;
        self
    }

    /// It makes what is given to Zoom to make an app: hosts invoke it before anybody has connected.
    pub(crate) const fn app_manifest(mut self) -> Self {
        self.about.role = ManifestOnly::new("app-manifest");
        self
    }

    /// It changes something, though its method does not tell that.
    pub(crate) const fn writes(mut self) -> Self {
        self.about.effect = ManifestOnly::new(Effect::Write);
        self
    }

    /// What it does may be gone for good, though its method does not tell that.
    pub(crate) const fn destructive(mut self) -> Self {
        self.about.effect = ManifestOnly::new(Effect::Destructive);
        self
    }

    /// It is never made again by itself: the same input may mean something else the next time.
    pub(crate) const fn once(mut self) -> Self {
        self.endpoint.repeatable = false;
        self
    }

    /// Zoom refuses it the second time, since there is nothing left to do then: so the host does not send
    /// it again by itself, and what has become of it is found out in this way.
    pub(crate) const fn refused_twice(mut self, recovery: &'static dyn Recovery) -> Self {
        self.endpoint.refused_twice = true;
        self.recovery(recovery)
    }

    /// Its version, where that is not the first.
    pub(crate) const fn version(mut self, version: &'static str) -> Self {
        self.about.version = ManifestOnly::new(version);
        self
    }

    /// What it does, in one sentence.
    pub(crate) const fn summary(mut self, summary: &'static str) -> Self {
        self.about.summary = ManifestOnly::new(summary);
        self
    }

    /// More than the sentence.
    pub(crate) const fn description(mut self, description: &'static str) -> Self {
        self.about.description = ManifestOnly::new(description);
        self
    }

    /// Its rules ask for this too.
    pub(crate) const fn needed(mut self, needed: &'static [Needed]) -> Self {
        self.about.needed = ManifestOnly::new(needed);
        self
    }

    /// Any one of these scopes covers it.
    pub(crate) const fn scopes(
        mut self,
        classic: &'static [Scope],
        granular: &'static [Scope],
    ) -> Self {
        self.endpoint.scopes = Scopes { classic, granular };
        self
    }

    /// It asks the endpoints of these actions too, and can't do without: one of the scopes of each is
    /// needed.
    pub(crate) const fn also(mut self, actions: &'static [&'static Self]) -> Self {
        self.also = actions;
        self
    }

    /// The fields of the input, each with its place in the request.
    pub(crate) const fn input(mut self, fields: &'static [&'static [Field]]) -> Self {
        self.endpoint.input = Shape::of(fields);
        self
    }

    /// The members of the answer that are documented.
    pub(crate) const fn output(mut self, members: &'static [&'static [Field]]) -> Self {
        self.endpoint.output = Shape::of(members);
        self
    }

    /// What the API answers of `answered` is taken back as an input; what of it can't be set is left
    /// out.
    pub(crate) const fn takes_back(mut self, answered: &'static Shape) -> Self {
        self.endpoint.input = self.endpoint.input.answered(answered);
        self
    }

    /// Makes of what the input says what is meant by it.
    pub(crate) const fn prepare(mut self, prepare: fn(Input) -> Input) -> Self {
        self.prepare = prepare;
        self
    }

    /// What no single field can tell to be wrong.
    pub(crate) const fn rules(mut self, rules: fn(&Input, u64, &mut Vec<FieldProblem>)) -> Self {
        self.rules = rules;
        self
    }

    /// What the caller should know although nothing is wrong.
    pub(crate) const fn warnings(mut self, warnings: fn(&Input, u64) -> Vec<String>) -> Self {
        self.warnings = Some(warnings);
        self
    }

    /// What the endpoint means by its errors, where it differs from what all of them mean.
    pub(crate) const fn refusals(mut self, refusals: &'static [Refusal]) -> Self {
        self.endpoint.refusals = refusals;
        self
    }

    /// It counts against this quota.
    pub(crate) const fn quota(mut self, quota: &'static Quota) -> Self {
        self.endpoint.quota = Some(quota);
        self
    }

    /// Zoom answers with a list, and not with an object that has one: it is told as this member.
    pub(crate) const fn list(mut self, member: &'static str) -> Self {
        self.endpoint.content = Content::List(member);
        self.pages(Pages::of(member))
    }

    /// Zoom answers without content; the output is made of the input.
    pub(crate) const fn acknowledge(mut self, output: fn(&Input, Value) -> Value) -> Self {
        self.endpoint.content = Content::None;
        self.flow = Flow::Answer(output);
        self
    }

    /// Zoom answers without content. The output has what the input says of its members, `done` is true,
    /// and `updated_fields`, if it has that, names what was sent in the body.
    pub(crate) const fn done(mut self, done: &'static str) -> Self {
        self.endpoint.content = Content::None;
        self.done = Some(done);
        self
    }

    /// It changes what the input names, and refuses an input that names nothing.
    pub(crate) const fn changes_parts(mut self) -> Self {
        self.changes_parts = true;
        self.needed(&[Needed::Change]).done("updated")
    }

    /// These members go into the body beside what the fields say.
    pub(crate) const fn beside(mut self, members: fn(&Input) -> Object) -> Self {
        self.endpoint.beside = Some(members);
        self
    }

    /// It looks at what it changes.
    pub(crate) const fn look(mut self, look: &'static Look) -> Self {
        self.look = Some(look);
        self
    }

    /// What the caller should know of what has come of it.
    pub(crate) const fn review(mut self, review: fn(&Input, &Value) -> Vec<String>) -> Self {
        self.review = Some(review);
        self
    }

    /// The answer is a page of a list.
    pub(crate) const fn pages(mut self, pages: Pages) -> Self {
        self.rules = rules;
        self.flow = Flow::Pages(pages);
        self
    }

    /// The answer is a page of a list that Zoom gives for a month at most.
    pub(crate) const fn monthly_pages(mut self, pages: Pages) -> Self {
        self.rules = monthly_rules;
        self.flow = Flow::Pages(pages);
        self
    }

    /// The answer tells where a file is, which is then fetched; `output` is what is told of it.
    pub(crate) const fn download(
        mut self,
        choose: fn(&Input, Value) -> Result<File, Failure>,
        output: &'static [&'static [Field]],
    ) -> Self {
        self.flow = Flow::Download(choose, Shape::of(output));
        self
    }

    /// The output is made of the answer, which may not have what it takes, and looks otherwise.
    pub(crate) const fn derive(
        mut self,
        output: fn(&Input, Value) -> Result<Value, Failure>,
        members: &'static [&'static [Field]],
    ) -> Self {
        self.flow = Flow::Derived(output, Shape::of(members));
        self
    }

    /// It takes several exchanges, with the endpoints of `asks`; `members` are those of its output.
    pub(crate) const fn course(
        mut self,
        course: &'static Course,
        asks: &'static [&'static Self],
        members: &'static [&'static [Field]],
    ) -> Self {
        self.flow = Flow::Course(course, asks, Shape::of(members));
        self
    }

    /// The connection is verified; these members tell what that has come to.
    pub(crate) const fn identity(mut self, members: &'static [&'static [Field]]) -> Self {
        self.flow = Flow::Identity(Shape::of(members));
        self
    }

    /// It is one of these, by the object that the input names; `members` are what is known of all their
    /// outputs.
    pub(crate) const fn record(
        mut self,
        meant: &'static [Meant],
        members: &'static [&'static [Field]],
    ) -> Self {
        self.flow = Flow::Record(meant, Shape::of(members));
        self
    }

    /// When it is done, the endpoints of these actions are asked, as far as the input says more.
    pub(crate) const fn then(
        mut self,
        next: fn(&Input, &Value, usize) -> Option<Part>,
        asks: &'static [&'static Self],
    ) -> Self {
        self.then = Some(Then { next, asks });
        self
    }

    /// How it finds out what it has done when the answer is lost.
    pub(crate) const fn recovery(mut self, recovery: &'static dyn Recovery) -> Self {
        self.recovery = Some(recovery);
        self
    }

    /// Zoom's name for the rate limit of the endpoint, where it is not `LIGHT`.
    pub(crate) const fn rate_label(mut self, label: &'static str) -> Self {
        self.about.rate_label = ManifestOnly::new(label);
        self
    }

    /// What to show where there is little room.
    pub(crate) const fn columns(mut self, columns: &'static [Column]) -> Self {
        self.about.columns = ManifestOnly::new(columns);
        self
    }

    /// Where it stands in Zoom's API reference.
    pub(crate) const fn operation(mut self, operation: &'static str) -> Self {
        self.about.operation = ManifestOnly::new(operation);
        self
    }

    /// An input and the output that it could have, as JSON texts.
    pub(crate) const fn sample(mut self, input: &'static str, output: &'static str) -> Self {
        self.about.sample = ManifestOnly::new((input, output));
        self
    }
}
