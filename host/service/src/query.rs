//! What a query asks for: its parameters, read by the forms that the service's documents give
//! them. What does not fit is refused in the words of this service. The parsers that there are
//! for queries hand on those of serde, which speak of variants and fields.

use std::fmt;

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use url::form_urlencoded;

/// What a query has of these parameters.
///
/// # Errors
///
/// What does not fit, as a sentence without an end. Parameters of the names `others` may be
/// in the same query, though they are not read here.
pub(crate) fn read<T: DeserializeOwned>(query: &str, others: &[&str]) -> Result<T, String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| {
        let given = Given {
            name: name.to_string(),
            value: value.into_owned(),
        };
        (name.into_owned(), given)
    });
    T::deserialize(MapDeserializer::new(pairs)).map_err(|fault| fault.told(others))
}

/// What is wrong with a query.
#[derive(Debug)]
enum Fault {
    /// There is no parameter of that name.
    Unknown {
        name: String,
        known: &'static [&'static str],
    },
    /// A parameter is there more than once.
    Twice(&'static str),
    /// A parameter is not there.
    Missing(&'static str),
    /// A value is none of those that are allowed.
    NoChoice(&'static [&'static str]),
    /// What a parameter is, in words, and what was given.
    NotOfItsForm { given: Given, form: String },
    /// Anything else.
    Other(String),
}

impl Fault {
    fn told(self, others: &[&str]) -> String {
        match self {
            Self::Unknown { name, known } => {
                let known: Vec<&str> = known.iter().chain(others).copied().collect();
                match known.as_slice() {
                    [] => format!("there is no parameter `{name}`, and no other"),
                    known => format!(
                        "there is no parameter `{name}`; there is {}",
                        all(known, "and")
                    ),
                }
            }
            Self::Twice(name) => format!("`{name}` is there more than once"),
            Self::Missing(name) => format!("`{name}` is missing"),
            Self::NoChoice(choices) => format!("it is {}", all(choices, "or")),
            Self::NotOfItsForm { given, form } => {
                let value = match given.value.as_str() {
                    "" => "empty".to_owned(),
                    value => format!("`{value}`"),
                };
                format!("`{}` is {form}, and not {value}", given.name)
            }
            Self::Other(words) => words,
        }
    }
}

/// Names in a row.
fn all(names: &[&str], between: &str) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => format!("`{one}`"),
        [first @ .., last] => format!("`{}` {between} `{last}`", first.join("`, `")),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(words) => f.write_str(words),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::Other(words.to_string())
    }

    fn unknown_variant(_: &str, choices: &'static [&'static str]) -> Self {
        Self::NoChoice(choices)
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        Self::Unknown {
            name: name.to_owned(),
            known,
        }
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::Twice(name)
    }
}

/// A parameter with its value, as it came.
#[derive(Clone, Debug)]
struct Given {
    name: String,
    value: String,
}

impl Given {
    fn not(self, form: &str) -> Fault {
        Fault::NotOfItsForm {
            given: self,
            form: form.to_owned(),
        }
    }
}

impl IntoDeserializer<'_, Fault> for Given {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Given {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_string(self.value)
    }

    /// What is there is said, also where it is empty.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.value.parse() {
            Ok(number) => visitor.visit_u64(number),
            Err(_) => Err(self.not("a whole number")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let chosen: StrDeserializer<'_, Fault> = self.value.as_str().into_deserializer();
        visitor.visit_enum(chosen).map_err(|fault| match fault {
            Fault::NoChoice(choices) => self.not(&all(choices, "or")),
            fault => fault,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Ripeness {
        Green,
        NearlyRipe,
        Ripe,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Fruit {
        name: Option<String>,
        count: Option<usize>,
        ripeness: Option<Ripeness>,
    }

    #[test]
    fn parameters_are_read_by_their_forms() {
        let fruit: Fruit = read("count=3&n%61me=a+b%26&ripeness=nearly-ripe", &[]).unwrap();
        assert_eq!(fruit.name.as_deref(), Some("a b&"));
        assert_eq!(fruit.count, Some(3));
        assert!(matches!(fruit.ripeness, Some(Ripeness::NearlyRipe)));
        let fruit: Fruit = read("", &[]).unwrap();
        assert!(fruit.name.is_none() && fruit.count.is_none() && fruit.ripeness.is_none());
    }

    #[test]
    fn what_does_not_fit_is_told_with_what_is_allowed_and_in_no_words_of_the_parser() {
        let refused = |query: &str| read::<Fruit>(query, &["limit"]).unwrap_err();
        let told: Vec<String> = [
            "ripeness=rotten",
            "ripeness=",
            "count=many",
            "count=-1",
            "colour=red",
            "name=a&name=b",
        ]
        .into_iter()
        .map(refused)
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        `ripeness` is `green`, `nearly-ripe` or `ripe`, and not `rotten`
        `ripeness` is `green`, `nearly-ripe` or `ripe`, and not empty
        `count` is a whole number, and not `many`
        `count` is a whole number, and not `-1`
        there is no parameter `colour`; there is `name`, `count`, `ripeness` and `limit`
        `name` is there more than once
        ");
    }
}
