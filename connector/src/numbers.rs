//! Numbers and truth values, as people and other programs write them: `30`, `30.0`, `"30"`, `"true"`.

use serde_json::{Number, Value};

use crate::json;

/// The greatest whole number up to which a floating-point number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The whole number that a JSON number is, whichever way it is written.
#[allow(
    clippy::cast_possible_truncation,
    reason = "what is truncated has been ruled out"
)]
pub(crate) fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let number = number.as_f64()?;
        (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
    })
}

/// The whole number from 0 on that a JSON number is, whichever way it is written.
pub(crate) fn natural(number: &Number) -> Option<u64> {
    number
        .as_u64()
        .or_else(|| u64::try_from(whole(number)?).ok())
}

/// The whole number that a value stands for.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => whole(number),
        Value::String(text) => match text.trim().parse() {
            Ok(number) => Some(number),
            Err(_) => whole(&number_in(text)?),
        },
        _ => None,
    }
}

/// The number that a value stands for.
pub(crate) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

/// The truth value that a value stands for.
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        value => match integer(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
    }
}

fn number_in(text: &str) -> Option<Number> {
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match json::parse(text.as_bytes()) {
        Ok(Value::Number(number)) if plain => Some(number),
        Ok(_) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for value in [
            json!(30),
            json!(30.0),
            json!("30"),
            json!(" 30 "),
            json!("30.0"),
            json!("030"),
            json!(3e1),
        ] {
            assert_eq!(integer(&value), Some(30), "{value}");
        }
        for value in [
            json!(30.5),
            json!("30 min"),
            json!("0x1e"),
            json!(""),
            json!(true),
            json!(1e300),
            json!(null),
        ] {
            assert_eq!(integer(&value), None, "{value}");
        }
        assert_eq!(integer(&json!(i64::MIN)), Some(i64::MIN));
        assert_eq!(integer(&json!(u64::MAX)), None);
    }

    #[test]
    fn a_truth_value_is_one_however_it_is_written() {
        for value in [
            json!(true),
            json!("true"),
            json!(" True "),
            json!("TRUE"),
            json!(1),
            json!("1"),
        ] {
            assert_eq!(boolean(&value), Some(true), "{value}");
        }
        for value in [
            json!(false),
            json!("false"),
            json!(0),
            json!("0"),
            json!(0.0),
        ] {
            assert_eq!(boolean(&value), Some(false), "{value}");
        }
        for value in [json!("yes"), json!(2), json!(""), json!(null), json!([])] {
            assert_eq!(boolean(&value), None, "{value}");
        }
    }
}
