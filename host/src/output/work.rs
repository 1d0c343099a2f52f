//! How much work it is to hold a value against a schema.
//!
//! Both come from others: the schema from the connector's makers, the value
//! from an API. A list of a hundred thousand choices for each of a hundred
//! thousand items, or a pattern of a thousand states for a text of megabytes,
//! would hold a processor for minutes. So the work is counted before it is done:
//! the two are gone through side by side, as whoever checks will go through
//! them, and what that would cost at most is taken from a budget.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::unfold::LIST;

/// How many bytes of a pattern's automaton go through one more step for each
/// byte of a text, where they go slowest.
const AUTOMATON: usize = 128;
/// How large the automata of patterns are told apart by.
const SIZES: [usize; 5] = [1 << 10, 1 << 12, 1 << 14, 1 << 16, super::PATTERN];

/// Steps that may yet be taken. A step takes some ten nanoseconds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Budget(u64);

/// The budget does not suffice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Exceeded;

impl Budget {
    /// So many steps.
    pub(crate) const fn of(steps: u64) -> Self {
        Self(steps)
    }

    fn spend(&mut self, steps: usize) -> Result<(), Exceeded> {
        let left = self.0.checked_sub(steps as u64);
        self.0 = left.unwrap_or(0);
        left.map(drop).ok_or(Exceeded)
    }
}

/// What each pattern of a schema costs for each byte of a text.
#[derive(Debug, Default)]
pub(super) struct Patterns(BTreeMap<String, usize>);

impl Patterns {
    /// The patterns in a schema without references.
    pub(super) fn of(schema: &Value) -> Self {
        let mut patterns = Self::default();
        patterns.collect(schema);
        patterns
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes whatever may be a pattern: what is none costs nothing by being here.
    fn collect(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(pattern)) = members.get("pattern") {
                    self.add(pattern);
                }
                if let Some(Value::Object(by_pattern)) = members.get("patternProperties") {
                    by_pattern.keys().for_each(|pattern| self.add(pattern));
                }
                members.values().for_each(|value| self.collect(value));
            }
            Value::Array(values) => values.iter().for_each(|value| self.collect(value)),
            _ => {}
        }
    }

    fn add(&mut self, pattern: &str) {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), cost(pattern));
        }
    }

    fn cost(&self, pattern: &str, text: &str) -> usize {
        let for_a_byte = self.0.get(pattern).copied().unwrap_or_default();
        for_a_byte.saturating_mul(1 + text.len())
    }
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
        let before = *self.budget;
        self.budget.spend(1 + keywords.len())?;
        for (keyword, of) in keywords {
            self.keyword(keyword, of, value)?;
        }
        // What is left over by all other keywords is found by asking them again
        // for each member.
        let asks_again = ["unevaluatedProperties", "unevaluatedItems"]
            .iter()
            .filter(|keyword| keywords.contains_key(**keyword));
        let steps = before.0 - self.budget.0;
        for _ in asks_again {
            let steps = steps.saturating_mul(1 + members(value) as u64);
            self.budget
                .spend(usize::try_from(steps).unwrap_or(usize::MAX))?;
        }
        Ok(())
    }

    fn keyword(&mut self, keyword: &str, of: &Value, value: &Value) -> Result<(), Exceeded> {
        match (keyword, of, value) {
            ("enum" | "const" | "required" | "dependentRequired", _, _) => self.size(of),
            ("pattern", Value::String(pattern), Value::String(text)) => {
                self.budget.spend(self.patterns.cost(pattern, text))
            }
            ("minLength" | "maxLength", _, Value::String(text)) => {
                self.budget.spend(text.len() / 16)
            }
            ("uniqueItems", _, Value::Array(items)) => {
                self.budget.spend(16 * items.len())?;
                self.size(value)
            }
            ("properties", Value::Object(named), Value::Object(members)) => {
                self.budget.spend(named.len())?;
                named.iter().try_for_each(|(name, schema)| {
                    let member = members.get(name);
                    member.map_or(Ok(()), |member| self.schema(schema, member))
                })
            }
            ("patternProperties", Value::Object(by_pattern), Value::Object(members)) => {
                self.by_pattern(by_pattern, members)
            }
            ("propertyNames", schema, Value::Object(members)) => members
                .keys()
                .try_for_each(|name| self.schema(schema, &Value::String(name.clone()))),
            ("additionalProperties" | "unevaluatedProperties", schema, Value::Object(members)) => {
                members
                    .values()
                    .try_for_each(|member| self.schema(schema, member))
            }
            (
                "items" | "additionalItems" | "unevaluatedItems" | "contains",
                schema,
                Value::Array(items),
            ) => items.iter().try_for_each(|item| self.schema(schema, item)),
            ("prefixItems", Value::Array(schemas), Value::Array(items)) => {
                let mut pairs = schemas.iter().zip(items);
                pairs.try_for_each(|(schema, item)| self.schema(schema, item))
            }
            ("dependentSchemas", Value::Object(schemas), Value::Object(_)) => {
                let mut schemas = schemas.values();
                schemas.try_for_each(|schema| self.schema(schema, value))
            }
            ("if" | "then" | "else" | "not", schema, _) => self.schema(schema, value),
            (list, Value::Array(schemas), _) if LIST.contains(&list) => {
                let mut schemas = schemas.iter();
                schemas.try_for_each(|schema| self.schema(schema, value))
            }
            _ => Ok(()),
        }
    }

    /// Each member by each pattern, and once more for what
    /// `additionalProperties` leaves over.
    fn by_pattern(
        &mut self,
        by_pattern: &Map<String, Value>,
        members: &Map<String, Value>,
    ) -> Result<(), Exceeded> {
        for (pattern, schema) in by_pattern {
            for (name, member) in members {
                self.budget
                    .spend(2usize.saturating_mul(self.patterns.cost(pattern, name)))?;
                self.schema(schema, member)?;
            }
        }
        Ok(())
    }

    /// One for each value in a value, and more for long texts.
    fn size(&mut self, value: &Value) -> Result<(), Exceeded> {
        self.budget.spend(1)?;
        match value {
            Value::String(text) => self.budget.spend(text.len() / 64),
            Value::Array(values) => values.iter().try_for_each(|value| self.size(value)),
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                self.budget.spend(1 + name.len() / 64)?;
                self.size(value)
            }),
            _ => Ok(()),
        }
    }
}

fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn steps(schema: &Value, value: &Value) -> u64 {
        let mut budget = Budget::of(u64::MAX);
        work(schema, &Patterns::of(schema), value, &mut budget).unwrap();
        u64::MAX - budget.0
    }

    #[test]
    fn a_list_of_choices_costs_its_length_for_each_item() {
        let choices: Vec<usize> = (0..1_000).collect();
        let schema = json!({ "items": { "enum": choices } });
        let of = |items: usize| steps(&schema, &Value::from(vec![0; items]));
        assert!(of(100) > 100 * 1_000);
        assert!(of(100) < 100 * 1_100);
    }

    #[test]
    fn a_pattern_costs_by_its_automaton_and_by_the_text() {
        let of = |pattern: &str, text: usize| {
            steps(&json!({ "pattern": pattern }), &json!("x".repeat(text)))
        };
        assert!(of("^n[0-9]+$", 1_000) < 20_000);
        assert!(of("(x{40}){40}y", 1_000) > 400_000);
        assert!(of("(x{40}){40}y", 10_000) > 4_000_000);
        // What this can't read counts as the largest.
        assert!(of("(?<year>[0-9]{4})(?=-)", 1_000) > 1_000_000);
    }

    #[test]
    fn what_is_asked_again_for_each_member_costs_as_often() {
        let inner = json!({ "properties": { "a": {} }, "unevaluatedProperties": false });
        let members: Map<_, _> = (0..100).map(|n| (n.to_string(), json!(n))).collect();
        assert!(steps(&inner, &Value::Object(members)) > 100 * 100);
    }

    #[test]
    fn a_budget_that_does_not_suffice_is_spent_and_nothing_more_is_looked_at() {
        let schema = json!({ "items": { "enum": vec![0; 1_000] } });
        let value = Value::from(vec![0; 1_000]);
        let mut budget = Budget::of(5_000);
        let outcome = work(&schema, &Patterns::default(), &value, &mut budget);
        assert_eq!((outcome, budget), (Err(Exceeded), Budget::of(0)));
    }

    proptest! {
        #[test]
        fn more_choices_and_more_items_are_never_less_work(choices in 0usize..50, items in 0usize..50) {
            let of = |choices: usize, items: usize| {
                let schema = json!({ "items": { "enum": vec![0; choices] } });
                steps(&schema, &Value::from(vec![0; items]))
            };
            prop_assert!(of(choices, items) <= of(choices + 1, items));
            prop_assert!(of(choices, items) <= of(choices, items + 1));
        }
    }
}
