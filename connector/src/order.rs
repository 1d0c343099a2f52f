//! Putting things in an order.
//!
//! The standard library's sort is compiled for each type that it sorts, some thousand bytes each time.
//! What is sorted here is short: so its keys are written as texts, of which there is one sort.

/// The things in the order of their keys. Those with the same key stay in the order that they have.
pub(crate) fn by_key<T>(things: Vec<T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut keys = Vec::with_capacity(things.len());
    let mut left = Vec::with_capacity(things.len());
    for (place, thing) in things.into_iter().enumerate() {
        keys.push((key(&thing), place));
        left.push(Some(thing));
    }
    sort(&mut keys);
    let mut ordered = Vec::with_capacity(keys.len());
    for (_, place) in keys {
        ordered.extend(left.get_mut(place).and_then(Option::take));
    }
    ordered
}

#[inline(never)]
fn sort(keys: &mut [(String, usize)]) {
    keys.sort_unstable();
}

/// A number as a text that is in order among others of them.
pub(crate) fn number(number: u64) -> String {
    format!("{number:020}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn things_come_in_the_order_that_a_stable_sort_gives(things: Vec<(u8, u64)>) {
            let mut sorted = things.clone();
            sorted.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(by_key(things, |(key, _)| number((*key).into())), sorted);
        }

        #[test]
        fn numbers_as_texts_are_in_the_order_of_the_numbers(one: u64, other: u64) {
            prop_assert_eq!(number(one).cmp(&number(other)), one.cmp(&other));
        }
    }
}
