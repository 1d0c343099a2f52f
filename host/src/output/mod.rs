//! Holding what an action answers against what its manifest promises.
//!
//! A platform maps the fields of an output before the action has run, by the
//! schema in the manifest. So what does not fit is found here, and not in
//! whatever comes after. What to do about it depends on what the call has done:
//! an answer that was only read is refused, and asking again costs nothing; one
//! that tells what was made or fetched is handed on with a warning, for the id
//! of what was made must not be lost. It protects mapping, and nobody from
//! anybody: what would be too much work to look at is handed on too.

mod keyword;
mod latest;
mod own;
mod pages;
mod reading;
mod unfold;
mod work;

use std::fmt;

use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use crate::Printable;
use crate::manifest::Action;
pub(crate) use latest::LatestChecks;
use own::with_own_keywords;
use pages::items_of_pages;
pub(crate) use reading::{Reading, Unread};
use unfold::unfold;
pub(crate) use work::{Budget, Steps};
use work::{Exceeded, Patterns, work};

/// The longest text of a path, and of what was expected there. Both may have
/// names in them that the API or the connector's makers chose.
const LONGEST: usize = 200;
/// How large the automaton of a `pattern` may become, in bytes.
const PATTERN: usize = 256 << 10;
/// How large the part of a pattern's automaton may become that is made while a
/// text is looked at, in bytes. It is made anew when it does not suffice.
const LAZY: usize = 64 << 10;
/// Up to so many steps, what does not fit is looked for. It takes memory for each.
const EXPLAINED: Budget = Budget::of(300_000);
/// Up to so many steps, a value is held against a schema on the spot.
const QUICK: Budget = Budget::of(20_000);
/// How many steps a call may take to hold its outputs against their schema. An
/// output of a gigabyte takes a third of it.
pub(crate) const IN_A_CALL: Budget = Budget::of(500_000_000);

/// What an action's outputs are held against.
#[derive(Debug)]
pub(crate) struct OutputCheck {
    action: String,
    /// The member that holds the items of pages.
    items: Option<String>,
    schemas: Result<Schemas, String>,
}

#[derive(Debug)]
struct Schemas {
    whole: Schema,
    /// That of each item of a page; none where nothing is promised of them.
    item: Option<Schema>,
}

/// A schema without references, and what it was made into.
#[derive(Debug)]
struct Schema {
    text: Value,
    patterns: Patterns,
    validator: Validator,
}

/// An output is not what the manifest promises.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Misfit {
    /// The action's id.
    pub action: String,
    /// Where in the output: a pointer (RFC 6901), empty for the whole of it.
    pub path: String,
    /// What is wrong there. It has no value of the output in it, since that may
    /// be a secret.
    pub problem: String,
}

/// Why an output is not known to be what the manifest promises.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Doubt {
    /// It is not.
    Misfit(Misfit),
    /// Nobody has looked: it would be too much work.
    NotLookedAt {
        /// The action's id.
        action: String,
    },
    /// Nobody can look: the schema is none, or is not taken.
    Unusable {
        /// The action's id.
        action: String,
        /// What is wrong with the schema.
        reason: String,
    },
}

impl OutputCheck {
    /// Reads an action's schema. That takes a millisecond or so for a large
    /// one, and looking at an output then takes microseconds.
    pub(crate) fn new(action: &Action) -> Self {
        let items = action.pagination.as_ref().map(|pages| pages.items.clone());
        let schemas = unfold(&action.output.value());
        let schemas = schemas.and_then(|schema| Schemas::new(schema, items.as_deref()));
        Self {
            action: action.id.clone(),
            items,
            schemas,
        }
    }

    /// Looks at a whole output, or at what `done` has of one that came in pages, of
    /// which it may be known how much work that is.
    pub(crate) fn output(
        &self,
        output: &Value,
        steps: Option<Steps>,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let schema = &self.schemas()?.whole;
        self.hold(schema, output, steps, String::new, budget)
    }

    /// Looks at the items of a page that comes after `before` others. What is
    /// promised of the output as a whole is not told by a part of it, and shows
    /// when it is done.
    pub(crate) fn page(
        &self,
        items: &[Value],
        before: usize,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let Some(member) = &self.items else {
            let problem = "it came in pages, and its manifest knows of none";
            return Err(Doubt::Misfit(self.misfit("", problem)));
        };
        let Some(schema) = &self.schemas()?.item else {
            return Ok(());
        };
        for (index, item) in items.iter().enumerate() {
            let below = || format!("/{}/{}", escaped(member), before + index);
            self.hold(schema, item, None, below, budget)?;
        }
        Ok(())
    }

    /// Looks at a value that is at that place of the output.
    fn hold(
        &self,
        schema: &Schema,
        value: &Value,
        steps: Option<Steps>,
        below: impl FnOnce() -> String,
        budget: &mut Budget,
    ) -> Result<(), Doubt> {
        let held = schema.hold(value, steps, budget);
        match held.map_err(|Exceeded| self.not_looked_at())? {
            None => Ok(()),
            Some(unfit) => Err(Doubt::Misfit(
                self.misfit(&format!("{}{}", below(), unfit.path), &unfit.problem),
            )),
        }
    }

    fn not_looked_at(&self) -> Doubt {
        Doubt::NotLookedAt {
            action: self.action.clone(),
        }
    }

    /// How much work it is to look at an output, where that takes no time to speak
    /// of.
    pub(crate) fn quick_steps(&self, output: &Value) -> Option<Steps> {
        let mut budget = QUICK;
        let schema = &self.schemas.as_ref().ok()?.whole;
        schema.work(output, &mut budget).ok()?;
        Some(QUICK.until(budget))
    }

    /// The same of the items of a page.
    pub(crate) fn is_quick_page(&self, items: &[Value]) -> bool {
        let Ok(Schemas {
            item: Some(item), ..
        }) = &self.schemas
        else {
            return true;
        };
        let mut budget = QUICK;
        let mut items = items.iter();
        items.all(|value| item.work(value, &mut budget).is_ok())
    }

    fn schemas(&self) -> Result<&Schemas, Doubt> {
        self.schemas.as_ref().map_err(|reason| Doubt::Unusable {
            action: self.action.clone(),
            reason: reason.clone(),
        })
    }

    fn misfit(&self, path: &str, problem: &str) -> Misfit {
        Misfit {
            action: self.action.clone(),
            path: short(path),
            problem: problem.to_owned(),
        }
    }
}

/// Where a value does not fit, and why.
struct Unfit {
    path: String,
    problem: String,
}

impl From<ValidationError<'_>> for Unfit {
    fn from(error: ValidationError<'_>) -> Self {
        Self {
            path: error.instance_path().as_str().to_owned(),
            problem: short(&error.masked_with("the value").to_string()),
        }
    }
}

impl Schemas {
    /// Those of a schema without references, whose items of pages are in a member.
    fn new(schema: Value, items: Option<&str>) -> Result<Self, String> {
        let item = items.and_then(|member| items_of_pages(&schema, member));
        Ok(Self {
            item: item.map(Schema::new).transpose()?,
            whole: Schema::new(schema)?,
        })
    }
}

impl Schema {
    fn new(text: Value) -> Result<Self, String> {
        let patterns = Patterns::of(&text)?;
        let in_linear_time = PatternOptions::regex()
            .size_limit(PATTERN)
            .dfa_size_limit(LAZY);
        let validator = with_own_keywords(jsonschema::draft202012::options())
            .with_pattern_options(in_linear_time)
            .build(&text)
            .map_err(|error| short(&error.to_string()))?;
        Ok(Self {
            text,
            patterns,
            validator,
        })
    }

    /// Where a value does not fit, if it does not.
    fn hold(
        &self,
        value: &Value,
        steps: Option<Steps>,
        budget: &mut Budget,
    ) -> Result<Option<Unfit>, Exceeded> {
        match steps {
            Some(steps) => budget.take(steps)?,
            None => self.work(value, budget)?,
        }
        if self.validator.is_valid(value) {
            return Ok(None);
        }
        if !self.is_within(value, EXPLAINED) {
            return Ok(Some(Unfit {
                path: String::new(),
                problem: "something in it does not fit, and it is too much to say what".to_owned(),
            }));
        }
        Ok(self.validator.validate(value).err().map(Unfit::from))
    }

    fn is_within(&self, value: &Value, mut budget: Budget) -> bool {
        self.work(value, &mut budget).is_ok()
    }

    fn work(&self, value: &Value, budget: &mut Budget) -> Result<(), Exceeded> {
        work(&self.text, &self.patterns, value, budget)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            action,
            path,
            problem,
        } = self;
        write!(
            f,
            "the output of `{action}` is not what its manifest promises"
        )?;
        if !path.is_empty() {
            write!(f, ", at `{path}`")?;
        }
        write!(f, ": {problem}. Report it to the connector's makers")
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misfit(misfit) => misfit.fmt(f),
            Self::NotLookedAt { action } => write!(
                f,
                "nobody has looked whether the output of `{action}` is what its manifest promises: to hold it against its schema is more work than this host does for a call"
            ),
            Self::Unusable { action, reason } => write!(
                f,
                "nobody has looked whether the output of `{action}` is what its manifest promises: its schema can't be used: {reason}. Report it to the connector's makers"
            ),
        }
    }
}

/// A text of others, fit to be shown, and cut where it is long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => Printable(text).to_string(),
        Some((end, _)) => format!("{}…", Printable(&text[..end])),
    }
}

/// A name in a pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
