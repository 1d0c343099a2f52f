//! How much work it is to hold a value against a schema.
//!
//! Both come from others: the schema from the connector's makers, the value
//! from an API. A list of a hundred thousand choices for each of a hundred
//! thousand items, or a pattern of a thousand states for a text of megabytes,
//! would hold a processor for minutes. So the work is counted before it is done:
//! the two are gone through side by side, as whoever checks will go through
//! them, and what that would cost at most is taken from a budget.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::keyword::{Keyword, schemas_in};

/// How many bytes of a pattern's automaton go through one more step for each
/// byte of a text, where they go slowest: an automaton of 64 KiB whose states can't
/// all be kept takes 46 microseconds a byte.
const AUTOMATON: usize = 16;
/// How large the automata of patterns are told apart by.
const SIZES: [usize; 5] = [1 << 10, 1 << 12, 1 << 14, 1 << 16, super::PATTERN];

/// How many patterns a schema may have. The largest that was seen has two.
const MOST_PATTERNS: usize = 100;
/// How long a pattern may be, and all of a schema together, in bytes. What is
/// read of a pattern before its automaton is measured goes by its length.
const LONGEST_PATTERN: usize = 1_000;
const LONGEST_PATTERNS: usize = 10_000;
/// How large the automata of all patterns of a schema may become, in bytes.
const AUTOMATA: usize = 1 << 20;
/// What it takes to divide two numbers as they are written, in steps.
const DIVISION: usize = 40;
/// What it takes to make digests of a value, for each value in it.
const DIGEST: usize = 40;

/// Steps that may yet be taken. A step takes some ten nanoseconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Budget(u64);

/// Steps that something takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps(u64);

/// The budget does not suffice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Exceeded;

impl Budget {
    /// So many steps.
    pub(crate) const fn of(steps: u64) -> Self {
        Self(steps)
    }

    /// How many steps are left.
    pub(crate) const fn left(self) -> u64 {
        self.0
    }

    /// What was taken of it until that was left.
    pub(super) fn until(self, left: Self) -> Steps {
        Steps(self.0.saturating_sub(left.0))
    }

    /// Takes so many steps.
    pub(super) fn take(&mut self, Steps(steps): Steps) -> Result<(), Exceeded> {
        let left = self.0.checked_sub(steps);
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or(Exceeded)
    }

    fn spend(&mut self, steps: usize) -> Result<(), Exceeded> {
        self.take(Steps(steps as u64))
    }
}

/// What each pattern of a schema costs for each byte of a text.
#[derive(Debug, Default)]
pub(super) struct Patterns(BTreeMap<String, usize>);

impl Patterns {
    /// The patterns in a schema without references. What is too long to be read, or
    /// changes how it is read, is refused before anybody reads it: a class of
    /// letters that takes up a byte or two stands for hundreds of ranges, and where
    /// cases are folded for a million letters.
    pub(super) fn of(schema: &Value) -> Result<Self, String> {
        let mut found = BTreeSet::new();
        collect(schema, &mut found);
        if found.len() > MOST_PATTERNS {
            return Err(format!("it has more than {MOST_PATTERNS} patterns"));
        }
        if found.iter().any(|pattern| pattern.len() > LONGEST_PATTERN) {
            return Err(format!(
                "it has a pattern of more than {LONGEST_PATTERN} bytes"
            ));
        }
        let all: usize = found.iter().map(|pattern| pattern.len()).sum();
        if all > LONGEST_PATTERNS {
            return Err(format!(
                "its patterns have more than {LONGEST_PATTERNS} bytes"
            ));
        }
        if found.iter().any(|pattern| has_flags(pattern)) {
            return Err("it has a pattern with flags, such as `(?i)`".to_owned());
        }
        let costs = found.into_iter();
        let costs: BTreeMap<_, _> = costs
            .map(|pattern| (pattern.to_owned(), cost(pattern)))
            .collect();
        if costs.values().sum::<usize>() > AUTOMATA / AUTOMATON {
            return Err(format!(
                "its patterns take more than {} KiB of memory",
                AUTOMATA >> 10
            ));
        }
        Ok(Self(costs))
    }

    /// How many there are in a schema without references, of which none was read.
    pub(super) fn count(schema: &Value) -> usize {
        let mut found = BTreeSet::new();
        collect(schema, &mut found);
        found.len()
    }

    fn cost(&self, pattern: &str, text: &str) -> usize {
        let for_a_byte = self.0.get(pattern).copied().unwrap_or_default();
        for_a_byte.saturating_mul(1 + text.len())
    }
}

/// Finds the patterns of a schema, and of all that are in it.
fn collect<'a>(schema: &'a Value, found: &mut BTreeSet<&'a str>) {
    for (name, value) in schema.as_object().into_iter().flatten() {
        let Some(keyword) = Keyword::named(name) else {
            continue;
        };
        match (keyword, value) {
            (Keyword::Pattern, Value::String(pattern)) => {
                found.insert(pattern);
            }
            (Keyword::PatternProperties, Value::Object(by_pattern)) => {
                found.extend(by_pattern.keys().map(String::as_str));
            }
            _ => {}
        }
        for schema in schemas_in(keyword, value) {
            collect(schema, found);
        }
    }
}

/// Whether a pattern changes how it is read, as no pattern of JSON Schema does
/// (ECMA-262 has flags beside a pattern, and JSON Schema sets none).
fn has_flags(pattern: &str) -> bool {
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            // Whatever is escaped begins nothing.
            '\\' => {
                let mut escaped = rest.chars();
                let _ = escaped.next();
                rest = escaped.as_str();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let group = rest.strip_prefix('?');
                let is_usual = |group: &str| group.starts_with([':', '=', '!', '<', 'P']);
                if group.is_some_and(|group| !is_usual(group)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// What a pattern costs for each byte of a text, by the size of its automaton.
/// One that is written in a way that can't be told counts as the largest.
fn cost(pattern: &str) -> usize {
    let fits = |size: &&usize| {
        let mut builder = regex::RegexBuilder::new(pattern);
        builder.size_limit(**size).build().is_ok()
    };
    SIZES.iter().find(fits).unwrap_or(&super::PATTERN) / AUTOMATON
}

/// Takes from `budget` what it costs to hold `value` against `schema`, which
/// has no references.
pub(super) fn work(
    schema: &Value,
    patterns: &Patterns,
    value: &Value,
    budget: &mut Budget,
) -> Result<(), Exceeded> {
    Work { patterns, budget }.schema(schema, value)
}

struct Work<'a> {
    patterns: &'a Patterns,
    budget: &'a mut Budget,
}

impl Work<'_> {
    fn schema(&mut self, schema: &Value, value: &Value) -> Result<(), Exceeded> {
        let Value::Object(keywords) = schema else {
            return self.budget.spend(1);
        };
        self.budget.spend(1 + keywords.len())?;
        for (name, of) in keywords {
            if let Some(keyword) = Keyword::named(name) {
                self.keyword(keyword, of, value)?;
                if keyword.asks_again() {
                    self.again(keywords, value)?;
                }
            }
        }
        Ok(())
    }

    /// What it takes to hold a value against a keyword, once.
    fn keyword(&mut self, keyword: Keyword, of: &Value, value: &Value) -> Result<(), Exceeded> {
        match keyword {
            // They cost no more than to be there.
            Keyword::Limit | Keyword::Type => Ok(()),
            Keyword::Const | Keyword::DependentRequired | Keyword::Enum | Keyword::Required => {
                self.size(of, 1)
            }
            Keyword::Length => match value {
                Value::String(text) => self.budget.spend(text.len() / 16),
                _ => Ok(()),
            },
            Keyword::MultipleOf => match value {
                Value::Number(_) => self.budget.spend(DIVISION),
                _ => Ok(()),
            },
            Keyword::Pattern => match (of, value) {
                (Value::String(pattern), Value::String(text)) => {
                    self.budget.spend(self.patterns.cost(pattern, text))
                }
                _ => Ok(()),
            },
            Keyword::UniqueItems => match value {
                Value::Array(_) => self.size(value, DIGEST),
                _ => Ok(()),
            },
            Keyword::AdditionalProperties | Keyword::UnevaluatedProperties => match value {
                Value::Object(members) => {
                    self.names(members)?;
                    let mut members = members.values();
                    members.try_for_each(|member| self.schema(of, member))
                }
                _ => Ok(()),
            },
            Keyword::Contains | Keyword::Items | Keyword::UnevaluatedItems => match value {
                Value::Array(items) => items.iter().try_for_each(|item| self.schema(of, item)),
                _ => Ok(()),
            },
            Keyword::PrefixItems => match (of, value) {
                (Value::Array(schemas), Value::Array(items)) => {
                    let mut pairs = schemas.iter().zip(items);
                    pairs.try_for_each(|(schema, item)| self.schema(schema, item))
                }
                _ => Ok(()),
            },
            Keyword::Properties => match (of, value) {
                (Value::Object(named), Value::Object(members)) => {
                    self.names(named)?;
                    named.iter().try_for_each(|(name, schema)| {
                        let member = members.get(name);
                        member.map_or(Ok(()), |member| self.schema(schema, member))
                    })
                }
                _ => Ok(()),
            },
            Keyword::PatternProperties => match (of, value) {
                (Value::Object(by_pattern), Value::Object(members)) => {
                    self.by_pattern(by_pattern, members)
                }
                _ => Ok(()),
            },
            Keyword::PropertyNames => match value {
                Value::Object(members) => {
                    self.names(members)?;
                    let mut names = members.keys();
                    names.try_for_each(|name| self.schema(of, &Value::String(name.clone())))
                }
                _ => Ok(()),
            },
            Keyword::AllOf
            | Keyword::AnyOf
            | Keyword::DependentSchemas
            | Keyword::Else
            | Keyword::If
            | Keyword::Not
            | Keyword::OneOf
            | Keyword::Then => {
                let mut schemas = schemas_in(keyword, of).into_iter();
                schemas.try_for_each(|schema| self.schema(schema, value))
            }
        }
    }

    /// What it takes to find what the keywords of a schema say nothing of. Whatever
    /// is in their place is asked again, and what is in the place of that; what is
    /// below is only known by its names.
    fn again(&mut self, keywords: &Map<String, Value>, value: &Value) -> Result<(), Exceeded> {
        match value {
            Value::Object(members) => self.names(members)?,
            Value::Array(items) => self.budget.spend(items.len())?,
            _ => return Ok(()),
        }
        for (name, of) in keywords {
            let Some(keyword) = Keyword::named(name) else {
                continue;
            };
            if keyword.is_in_place() {
                for schema in schemas_in(keyword, of) {
                    self.schema(schema, value)?;
                    if let Value::Object(keywords) = schema {
                        self.again(keywords, value)?;
                    }
                }
            }
            let looks_below = keyword == Keyword::Contains || keyword.asks_again();
            if looks_below {
                self.keyword(keyword, of, value)?;
            }
            if let (Keyword::PatternProperties, Value::Object(by_pattern), Value::Object(members)) =
                (keyword, of, value)
            {
                self.names_by_pattern(by_pattern, members)?;
            }
        }
        Ok(())
    }

    /// Each member by each pattern, and once more for what
    /// `additionalProperties` leaves over.
    fn by_pattern(
        &mut self,
        by_pattern: &Map<String, Value>,
        members: &Map<String, Value>,
    ) -> Result<(), Exceeded> {
        self.names_by_pattern(by_pattern, members)?;
        self.names_by_pattern(by_pattern, members)?;
        let mut schemas = by_pattern.values();
        schemas.try_for_each(|schema| {
            let mut members = members.values();
            members.try_for_each(|member| self.schema(schema, member))
        })
    }

    fn names_by_pattern(
        &mut self,
        by_pattern: &Map<String, Value>,
        members: &Map<String, Value>,
    ) -> Result<(), Exceeded> {
        for pattern in by_pattern.keys() {
            for name in members.keys() {
                self.budget.spend(1 + self.patterns.cost(pattern, name))?;
            }
        }
        Ok(())
    }

    /// One for each name, and more for long ones.
    fn names(&mut self, named: &Map<String, Value>) -> Result<(), Exceeded> {
        let mut names = named.keys();
        names.try_for_each(|name| self.budget.spend(1 + name.len() / 64))
    }

    /// So many for each value in a value, and more for long texts.
    fn size(&mut self, value: &Value, each: usize) -> Result<(), Exceeded> {
        self.budget.spend(each)?;
        match value {
            Value::String(text) => self.budget.spend(each.saturating_mul(text.len() / 64)),
            Value::Array(values) => values.iter().try_for_each(|value| self.size(value, each)),
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                let steps = each.saturating_mul(1 + name.len() / 64);
                self.budget.spend(steps)?;
                self.size(value, each)
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
