//! Lengths of time, and days of the week, as people say them.

use serde_json::Value;

use crate::numbers;
use crate::shape::{Form, Kind};

/// A length of time in minutes, or as ISO 8601 has it.
pub(in crate::actions::meetings) const LENGTH: Kind = Kind::Form(&Form::new(
    |value| minutes(value).map(Value::from),
    "minutes from 1 to 1440, like 90, or a length of time like \"PT1H30M\"",
    r#"{ "type": ["integer", "string"], "minimum": 1, "maximum": 1440, "examples": ["PT1H30M", 90] }"#,
));

/// Days of the week by name, as Zoom's numbers with commas between them.
pub(super) const DAYS: Kind = Kind::Form(&Form::new(
    |value| days(value).map(Value::from),
    "days of the week, like [\"Monday\", \"Wednesday\"] or \"Mon, Wed\"",
    r#"{
        "anyOf": [
            { "type": "array", "items": { "type": ["string", "integer"] }, "minItems": 1 },
            { "type": "string", "examples": ["Monday, Wednesday"] },
            { "type": "integer", "minimum": 1, "maximum": 7 }
        ]
    }"#,
));

/// A day of the week by name, as Zoom's number.
pub(super) const DAY: Kind = Kind::Form(&Form::new(
    |value| day(value).map(Value::from),
    "a day of the week, like \"Monday\"",
    r#"{ "type": ["string", "integer"], "examples": ["Monday"] }"#,
));

/// The longest that a meeting is planned for, in minutes.
const LONGEST: i64 = 1440;

fn minutes(value: &Value) -> Option<i64> {
    let written = value.as_str().map(str::trim);
    let minutes = match written.filter(|text| text.starts_with(['P', 'p'])) {
        Some(text) => iso_minutes(text)?,
        None => numbers::integer(value)?,
    };
    (1..=LONGEST).contains(&minutes).then_some(minutes)
}

/// `PT1H30M`, `PT90M`, `P1D`, `PT5400S`: whole minutes, without years, months and fractions.
fn iso_minutes(text: &str) -> Option<i64> {
    let text = text.to_ascii_uppercase();
    let rest = text.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((days, clock)) => (days, clock),
        None => (rest, ""),
    };
    let mut seconds: i64 = 0;
    let mut add = |part: &str, units: &[(char, i64)]| -> Option<()> {
        let mut rest = part;
        let mut units = units.iter();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let (number, tail) = rest.split_at_checked(end)?;
            let unit = tail.chars().next()?;
            let (_, length) = units.find(|(name, _)| *name == unit)?;
            let number: i64 = number.parse().ok()?;
            seconds = seconds.checked_add(number.checked_mul(*length)?)?;
            rest = tail.get(unit.len_utf8()..)?;
        }
        Some(())
    };
    add(days, &[('W', 604_800), ('D', 86_400)])?;
    add(clock, &[('H', 3600), ('M', 60), ('S', 1)])?;
    (seconds % 60 == 0).then_some(seconds / 60)
}

fn days(value: &Value) -> Option<String> {
    let each: Vec<Value> = match value {
        Value::String(text) => text
            .split([',', ';', ' '])
            .filter(|day| !day.is_empty())
            .map(Value::from)
            .collect(),
        Value::Array(days) => days.clone(),
        value => vec![value.clone()],
    };
    let named: Vec<i64> = each.iter().map(day).collect::<Option<_>>()?;
    let days = (1..=7).filter(|day| named.contains(day));
    let days: Vec<_> = days.map(|day: i64| day.to_string()).collect();
    (!days.is_empty()).then(|| days.join(","))
}

/// 1 (Sunday) to 7 (Saturday), of a name or its first letters.
fn day(value: &Value) -> Option<i64> {
    const NAMES: [&str; 7] = [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];
    let named = value.as_str().and_then(|text| {
        let text = text.trim().trim_end_matches('.').to_ascii_lowercase();
        let is_it = |name: &&str| text.len() >= 2 && name.starts_with(&text);
        NAMES.iter().position(is_it)
    });
    match named {
        Some(place) => i64::try_from(place + 1).ok(),
        None => numbers::integer(value).filter(|day| (1..=7).contains(day)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_length_is_minutes_or_as_iso_8601_has_it() {
        for (written, expected) in [
            (json!(90), Some(90)),
            (json!("90"), Some(90)),
            (json!("PT1H30M"), Some(90)),
            (json!("pt45m"), Some(45)),
            (json!("P1D"), Some(1440)),
            (json!("PT5400S"), Some(90)),
            (json!("P1DT1M"), None),
            (json!("PT30S"), None),
            (json!("PT"), None),
            (json!("P"), None),
            (json!("PT1M1H"), None),
            (json!("PT1.5H"), None),
            (json!("P1M"), None),
            (json!("P99999999999999999D"), None),
            (json!(0), None),
            (json!("an hour"), None),
        ] {
            assert_eq!(minutes(&written), expected, "{written}");
        }
    }

    #[test]
    fn days_are_named_as_people_name_them() {
        for (written, expected) in [
            (json!("Monday"), Some("2")),
            (json!("wed, Mon"), Some("2,4")),
            (json!(["Sa", "SUNDAY", "sat."]), Some("1,7")),
            (json!(["2", 4]), Some("2,4")),
            (json!(3), Some("3")),
            (json!("2,4"), Some("2,4")),
            (json!("T"), None),
            (json!("Montag"), None),
            (json!([]), None),
            (json!("8"), None),
        ] {
            assert_eq!(days(&written).as_deref(), expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn hours_and_minutes_add_up(hours in 0i64..24, minutes_more in 0i64..60) {
            let all = hours * 60 + minutes_more;
            let written = json!(format!("PT{hours}H{minutes_more}M"));
            prop_assert_eq!(minutes(&written), (all > 0).then_some(all));
        }

        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,20}|P[0-9WDTHMS.]{0,12}") {
            let value = json!(text);
            let _ = (minutes(&value), days(&value), day(&value));
        }
    }
}
