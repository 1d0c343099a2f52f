//! Keywords that are looked at here, and not by whoever looks at the others.
//!
//! Whether items are all different, and whether a number is a multiple of
//! another, can be made to take very long by whoever chooses the numbers: items
//! are compared each with each where their hashes are equal, and large numbers
//! are divided as fractions of a thousand digits. So it is done in other ways,
//! whose work goes by the size of a value alone.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError, ValidationOptions};
use serde_json::{Map, Number, Value};
use sha2::{Digest as _, Sha256};

/// Whoever looks at a schema, with these keywords looked at here.
pub(super) fn with_own_keywords(options: ValidationOptions) -> ValidationOptions {
    options
        .with_keyword("uniqueItems", unique_items)
        .with_keyword("multipleOf", multiple_of)
}

type Made<'a> = Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>>;

#[expect(clippy::unnecessary_wraps, reason = "the shape that is asked for")]
fn unique_items<'a>(_: &'a Map<String, Value>, value: &'a Value, _: Location) -> Made<'a> {
    let is_wanted = value.as_bool().unwrap_or_default();
    Ok(Box::new(UniqueItems(is_wanted)))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that is asked for")]
fn multiple_of<'a>(_: &'a Map<String, Value>, value: &'a Value, _: Location) -> Made<'a> {
    let of = value.as_number().and_then(Decimal::of);
    Ok(Box::new(MultipleOf(of)))
}

/// `uniqueItems`, when it is true.
struct UniqueItems(bool);

impl<'i> Keyword<'i> for UniqueItems {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            return Ok(());
        }
        Err(ValidationError::custom(
            "the value has items that are equal",
        ))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        match instance {
            Value::Array(items) if self.0 => are_unique(items),
            _ => true,
        }
    }
}

/// `multipleOf`; none where that is no number.
struct MultipleOf(Option<Decimal>);

impl<'i> Keyword<'i> for MultipleOf {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            return Ok(());
        }
        Err(ValidationError::custom(
            "the value is no such multiple as `multipleOf` says",
        ))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let (Some(of), Value::Number(number)) = (&self.0, instance) else {
            return true;
        };
        Decimal::of(number).is_some_and(|number| number.is_multiple_of(of))
    }
}

/// Whether no two items are equal. Each is read once, and their digests are what
/// is compared: nobody can find two values with the same.
fn are_unique(items: &[Value]) -> bool {
    let mut digests: Vec<[u8; 32]> = items.iter().map(digest).collect();
    digests.sort_unstable();
    digests.windows(2).all(|pair| pair[0] != pair[1])
}

/// A digest that two values have in common when they are equal (JSON Schema
/// 2020-12 section 4.2.2), and no others.
fn digest(value: &Value) -> [u8; 32] {
    let mut hasher = Sha256::new();
    feed(value, &mut hasher);
    hasher.finalize().into()
}

fn feed(value: &Value, hasher: &mut Sha256) {
    let text = |hasher: &mut Sha256, text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    };
    match value {
        Value::Null => hasher.update([0]),
        Value::Bool(value) => hasher.update([1, u8::from(*value)]),
        Value::Number(number) => feed_number(number, hasher),
        Value::String(value) => {
            hasher.update([4]);
            text(hasher, value);
        }
        Value::Array(values) => {
            hasher.update([5]);
            hasher.update((values.len() as u64).to_le_bytes());
            values.iter().for_each(|value| feed(value, hasher));
        }
        Value::Object(members) => {
            hasher.update([6]);
            hasher.update((members.len() as u64).to_le_bytes());
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| name.as_str());
            for (name, value) in sorted {
                text(hasher, name);
                feed(value, hasher);
            }
        }
    }
}

/// A number that is written as 1, 1.0 or 1e0 is the same.
fn feed_number(number: &Number, hasher: &mut Sha256) {
    match Decimal::of(number) {
        Some(Decimal { digits, exponent }) => {
            hasher.update([2]);
            hasher.update(digits.to_le_bytes());
            hasher.update(exponent.to_le_bytes());
        }
        None => hasher.update([3]),
    }
}

/// A number as it is written: `digits` times ten to the `exponent`, without zeros
/// at its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal number that is read as this one; none for one of more
    /// digits than a number that was read has.
    fn of(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let mut exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        if digits == 0 {
            return Some(Self {
                digits: 0,
                exponent: 0,
            });
        }
        while digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Some(Self { digits, exponent })
    }

    fn is_multiple_of(self, of: &Self) -> bool {
        let (digits, divisor) = (self.digits.unsigned_abs(), of.digits.unsigned_abs());
        if digits == 0 {
            return true;
        }
        if divisor == 0 {
            return false;
        }
        let by = i64::from(self.exponent) - i64::from(of.exponent);
        match u32::try_from(by) {
            // digits * 10^by is a multiple of the divisor.
            Ok(by) => {
                let ten = power_of_ten(by, divisor);
                multiplied(digits % divisor, ten, divisor) == 0
            }
            // digits is one of divisor * 10^-by; it ends in no zero.
            Err(_) => false,
        }
    }
}

/// Ten to a power, as far as it is no multiple of `modulus`.
fn power_of_ten(mut power: u32, modulus: u128) -> u128 {
    let (mut result, mut square) = (1 % modulus, 10 % modulus);
    while power > 0 {
        if power % 2 == 1 {
            result = multiplied(result, square, modulus);
        }
        square = multiplied(square, square, modulus);
        power /= 2;
    }
    result
}

/// The product of two numbers below `modulus`, as far as it is no multiple of
/// that. Digits of numbers that were read are below 2^64, and then it is exact.
fn multiplied(one: u128, other: u128, modulus: u128) -> u128 {
    one.wrapping_mul(other) % modulus
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn is_multiple(number: &Value, of: &Value) -> bool {
        let of = of.as_number().and_then(Decimal::of);
        MultipleOf(of).is_valid(number)
    }

    #[test]
    fn multiples_are_those_of_the_numbers_as_they_are_written() {
        for (number, of) in [
            (json!(0.3), json!(0.1)),
            (json!(1e300), json!(0.01)),
            (json!(4.35), json!(0.01)),
            (json!(0), json!(7)),
            (json!(-0.0), json!(0.5)),
            (json!(-14), json!(7)),
            (json!(1e20), json!(1e18)),
            (json!(u64::MAX), json!(5)),
            (json!(1.0), json!(1)),
            (json!(1e308), json!(1e-300)),
            (json!("1"), json!(2)),
        ] {
            assert!(is_multiple(&number, &of), "{number} {of}");
        }
        for (number, of) in [
            (json!(0.35), json!(0.1)),
            (json!(1e300), json!(3)),
            (json!(7), json!(14)),
            (json!(u64::MAX), json!(2)),
            (json!(1e-300), json!(1)),
            (json!(1.5), json!(1)),
        ] {
            assert!(!is_multiple(&number, &of), "{number} {of}");
        }
    }

    #[test]
    fn items_are_equal_however_their_numbers_are_written_and_their_members_ordered() {
        for equal in [
            json!([1, 1.0]),
            json!([{"a": 1, "b": 2}, {"b": 2e0, "a": 1}]),
            json!([0, -0.0]),
            json!([[1e2], [100]]),
        ] {
            assert!(!are_unique(equal.as_array().unwrap()), "{equal}");
        }
        for different in [
            json!([1, true, "1", [1], {"a": 1}, null, ""]),
            json!([["a", "b"], ["ab", ""], [["a"], "b"]]),
            json!([u64::MAX, u64::MAX - 1, 1.844_674_407_370_955_2e19]),
            json!([]),
        ] {
            assert!(are_unique(different.as_array().unwrap()), "{different}");
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_multiples_as_they_divide(number: i64, of in 1i64..1_000_000) {
            prop_assert_eq!(is_multiple(&json!(number), &json!(of)), number % of == 0);
        }

        #[test]
        fn whatever_is_multiplied_is_a_multiple(number in 1u64..10_000_000, of in 1u64..10_000_000, exponent in -30i32..30) {
            let written = |digits: u64| -> Value {
                serde_json::from_str(&format!("{digits}e{exponent}")).unwrap()
            };
            // So many digits are read as they are written.
            prop_assert!(is_multiple(&written(number * of), &written(of)));
        }

        #[test]
        fn items_are_unique_when_no_two_are_equal(items: Vec<u8>) {
            let set: std::collections::BTreeSet<_> = items.iter().collect();
            let values: Vec<Value> = items.iter().map(|item| json!([item])).collect();
            prop_assert_eq!(are_unique(&values), set.len() == items.len());
        }
    }
}
