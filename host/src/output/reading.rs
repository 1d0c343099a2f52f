//! Reading the schemas of a manifest before any of them is needed.
//!
//! Whoever adds a connector wants to know which of them are of no use, and nobody
//! has agreed to anything by then. Each schema has limits of its own; a manifest has
//! room for thousands that come near them. So what they take together has one too.

use serde_json::Value;

use super::Schemas;
use super::unfold::unfold_counting;
use super::work::Patterns;

/// How many places and values are met in all: ten times those of a connector with
/// hundreds of actions. They take seconds at the most.
const MOST: usize = 1_000_000;
/// How many of them a pattern counts as.
const OF_A_PATTERN: usize = 1_000;

/// What may yet be read of a manifest's schemas.
#[derive(Debug)]
pub(crate) struct Reading {
    left: usize,
}

/// Why a schema was not read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Unread {
    /// It is of no use, and why.
    Unusable(String),
    /// Those before it have taken all that may be read.
    TooMuch,
}

impl Default for Reading {
    fn default() -> Self {
        Self { left: MOST }
    }
}

impl Reading {
    /// Follows a schema to all that it refers to.
    pub(crate) fn follow(&mut self, schema: &Value) -> Result<(), Unread> {
        self.unfold(schema).map(drop)
    }

    /// Reads a schema as outputs are held against it, whose items of pages are in a
    /// member.
    pub(crate) fn of_output(&mut self, schema: &Value, items: Option<&str>) -> Result<(), Unread> {
        let unfolded = self.unfold(schema)?;
        self.take(Patterns::count(&unfolded).saturating_mul(OF_A_PATTERN));
        let read = Schemas::new(unfolded, items);
        read.map(drop).map_err(Unread::Unusable)
    }

    fn unfold(&mut self, schema: &Value) -> Result<Value, Unread> {
        if self.left == 0 {
            return Err(Unread::TooMuch);
        }
        let (unfolded, met) = unfold_counting(schema);
        self.take(met);
        unfolded.map_err(Unread::Unusable)
    }

    fn take(&mut self, met: usize) {
        self.left = self.left.saturating_sub(met);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Six thousand places.
    fn large() -> Value {
        json!({ "prefixItems": vec![json!({}); 6_000] })
    }

    #[test]
    fn schemas_are_read_as_long_as_they_all_together_are_no_more_than_that() {
        let mut reading = Reading { left: 10_000 };
        assert_eq!(reading.follow(&large()), Ok(()));
        assert_eq!(reading.of_output(&large(), None), Ok(()));
        assert_eq!(reading.follow(&json!({})), Err(Unread::TooMuch));
        assert_eq!(reading.of_output(&json!({}), None), Err(Unread::TooMuch));
    }

    #[test]
    fn one_that_is_of_no_use_has_taken_what_it_took() {
        let mut reading = Reading { left: 10_000 };
        let too_large = json!({ "prefixItems": vec![json!({}); 20_000] });
        let refused = reading.follow(&too_large);
        assert!(matches!(refused, Err(Unread::Unusable(_))), "{refused:?}");
        assert_eq!(reading.follow(&json!({})), Err(Unread::TooMuch));
    }

    #[test]
    fn patterns_take_more_than_they_are_long() {
        let patterns: Vec<_> = (0..20)
            .map(|number| json!({ "pattern": number.to_string() }))
            .collect();
        let mut reading = Reading { left: 10_000 };
        assert_eq!(
            reading.of_output(&json!({ "anyOf": patterns }), None),
            Ok(())
        );
        assert_eq!(reading.follow(&json!({})), Err(Unread::TooMuch));
    }
}
