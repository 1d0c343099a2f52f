//! What an action keeps between two exchanges: its own type, and the JSON value that it is in a state.
//!
//! Serde reads and writes such types too, but with code for each of them that is ten times as long,
//! since it minds how a value comes and what to say of one that does not fit. Here a member is looked
//! for by its name, and what does not fit is none: nobody but the connector has written it. The types
//! implement [`Kept`] with [`kept!`](crate::kept::kept).

use serde_json::Value;

use crate::shape::Object;

/// A type of which a value can be kept in a state.
pub(crate) trait Kept: Sized {
    /// The value that was kept; none where it is not one of this type.
    fn read(value: Value) -> Option<Self>;

    /// What is kept of it.
    fn into_value(self) -> Value;
}

/// Implements [`Kept`] for a struct as an object of all its fields, or, with brackets, as the list of
/// their values, which takes less room; and for an enum without fields as the name of the variant.
macro_rules! kept {
    ($kept:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::kept::Kept for $kept {
            fn read(value: serde_json::Value) -> Option<Self> {
                let mut members = <$crate::shape::Object as $crate::kept::Kept>::read(value)?;
                Some(Self {
                    $($field: $crate::kept::member(&mut members, stringify!($field))?,)+
                })
            }

            fn into_value(self) -> serde_json::Value {
                let Self { $($field),+ } = self;
                $crate::json::object(vec![
                    $((stringify!($field), $crate::kept::Kept::into_value($field)),)+
                ])
            }
        }
    };
    ($kept:ident [ $($field:ident),+ $(,)? ]) => {
        impl $crate::kept::Kept for $kept {
            fn read(value: serde_json::Value) -> Option<Self> {
                let mut values = $crate::kept::values(value)?.into_iter();
                let read = Self {
                    $($field: $crate::kept::Kept::read(values.next()?)?,)+
                };
                values.next().is_none().then_some(read)
            }

            fn into_value(self) -> serde_json::Value {
                let Self { $($field),+ } = self;
                vec![$($crate::kept::Kept::into_value($field),)+].into()
            }
        }
    };
    (enum $kept:ident { $($variant:ident),+ $(,)? }) => {
        impl $crate::kept::Kept for $kept {
            fn read(value: serde_json::Value) -> Option<Self> {
                match value.as_str()? {
                    $(stringify!($variant) => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn into_value(self) -> serde_json::Value {
                match self {
                    $(Self::$variant => stringify!($variant),)+
                }
                .into()
            }
        }
    };
}
pub(crate) use kept;

/// A member of what was kept, taken out of it. One that is not there counts as null, which is only an
/// absent option.
pub(crate) fn member<T: Kept>(members: &mut Object, name: &str) -> Option<T> {
    T::read(taken(members, name))
}

#[inline(never)]
fn taken(members: &mut Object, name: &str) -> Value {
    members.remove(name).unwrap_or_default()
}

/// The values of a list that was kept.
pub(crate) fn values(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(values) => Some(values),
        _ => None,
    }
}

impl Kept for Value {
    fn read(value: Self) -> Option<Self> {
        Some(value)
    }

    fn into_value(self) -> Self {
        self
    }
}

impl Kept for Object {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for String {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for bool {
    fn read(value: Value) -> Option<Self> {
        value.as_bool()
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for i64 {
    fn read(value: Value) -> Option<Self> {
        value.as_i64()
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for u64 {
    fn read(value: Value) -> Option<Self> {
        value.as_u64()
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for u32 {
    fn read(value: Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl Kept for usize {
    fn read(value: Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }

    fn into_value(self) -> Value {
        self.into()
    }
}

impl<T: Kept> Kept for Option<T> {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn read(value: Value) -> Option<Self> {
        let values = values(value)?;
        let mut read = Self::with_capacity(values.len());
        for value in values {
            read.push(T::read(value)?);
        }
        Some(read)
    }

    fn into_value(self) -> Value {
        let mut values = Vec::with_capacity(self.len());
        for one in self {
            values.push(one.into_value());
        }
        values.into()
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn read(value: Value) -> Option<Self> {
        let mut values = values(value)?.into_iter();
        match (values.next(), values.next(), values.next()) {
            (Some(one), Some(other), None) => Some((A::read(one)?, B::read(other)?)),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        vec![self.0.into_value(), self.1.into_value()].into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Memory {
        stage: Stage,
        token: Option<String>,
        spans: Vec<(u64, u64)>,
        found: Vec<Found>,
    }

    kept!(Memory {
        stage,
        token,
        spans,
        found,
    });

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Stage {
        First,
        Second,
    }

    kept!(
        enum Stage {
            First,
            Second,
        }
    );

    #[derive(Clone, Debug, PartialEq)]
    struct Found {
        place: usize,
        whole: bool,
    }

    kept!(Found[place, whole]);

    fn memory(stage: Stage, token: Option<&str>) -> Memory {
        Memory {
            stage,
            token: token.map(str::to_owned),
            spans: vec![(0, u64::MAX)],
            found: vec![Found {
                place: 7,
                whole: true,
            }],
        }
    }

    #[test]
    fn what_was_kept_is_read_as_it_was() {
        for memory in [
            memory(Stage::First, None),
            memory(Stage::Second, Some("next")),
        ] {
            assert_eq!(Memory::read(memory.clone().into_value()), Some(memory));
        }
    }

    #[test]
    fn fields_are_kept_by_name_and_those_in_brackets_by_their_order() {
        assert_eq!(
            memory(Stage::Second, None).into_value(),
            json!({ "stage": "Second", "token": null, "spans": [[0, u64::MAX]], "found": [[7, true]] })
        );
    }

    #[test]
    fn an_option_need_not_be_there_and_all_else_must_be_and_fit() {
        let kept = memory(Stage::First, None).into_value();
        let with = |name: &str, value: Value| {
            let mut other = kept.clone();
            other[name] = value;
            Memory::read(other)
        };
        let without = |name: &str| {
            let mut other = kept.clone();
            other.as_object_mut().unwrap().remove(name);
            Memory::read(other)
        };
        assert_eq!(without("token"), Some(memory(Stage::First, None)));
        assert_eq!(without("spans"), None);
        assert_eq!(with("stage", "Third".into()), None);
        assert_eq!(with("token", 1.into()), None);
        assert_eq!(with("spans", json!([[1, -1]])), None);
        assert_eq!(with("spans", json!([[1, 2, 3]])), None);
        assert_eq!(with("found", json!([[7]])), None);
        assert_eq!(with("found", json!([[7, true, true]])), None);
        assert_eq!(Memory::read(Value::Null), None);
    }
}
