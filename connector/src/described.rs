//! The manifest as the component carries it: packed by `build.rs`, since no call looks at it.
//!
//! It is deflated, and has no white space and none of what would repeat what was there long before. To put
//! these back takes one look at each byte; reading it all as values would take many times its length of
//! memory.

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

include!(concat!(env!("OUT_DIR"), "/manifest.rs"));

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manifest.deflate"));

/// The manifest, as checked in under `manifests/`.
pub(crate) fn manifest() -> String {
    let mut unpacked = vec![0; STEPS + REST];
    // It was packed when this was built, so it can be unpacked.
    if decompress_slice_iter_to_slice(&mut unpacked, [PACKED].into_iter(), false, true).is_err() {
        return String::new();
    }
    let (steps, rest) = unpacked.split_at(STEPS);
    String::from_utf8(spaced(&repeated(steps, rest, COMPACT), SPACED)).unwrap_or_default()
}

/// The `rest` with what it lacks, which was there before. Each of the `steps` is three numbers: how many
/// bytes of the rest come, then how many that were there, and how far back from there these begin. That
/// will be `length` bytes.
fn repeated(mut steps: &[u8], rest: &[u8], length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length);
    let mut taken = 0;
    while !steps.is_empty() {
        let [new, old, back] = [(); 3].map(|()| number(&mut steps));
        text.extend_from_slice(&rest[taken..taken + new]);
        taken += new;
        let begin = text.len() - back;
        text.extend_from_within(begin..begin + old);
    }
    text.extend_from_slice(&rest[taken..]);
    text
}

/// The next number of the steps: seven bits a byte, the least first; all bytes but the last have their
/// highest bit set.
fn number(steps: &mut &[u8]) -> usize {
    let mut number = 0;
    let mut shift = 0;
    while let Some((byte, left)) = steps.split_first() {
        *steps = left;
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if *byte < 0x80 {
            break;
        }
    }
    number
}

/// What a byte belongs to.
enum Within {
    /// The structure, a number or a word.
    Structure,
    /// A text.
    Text,
    /// A text, after a backslash.
    Escape,
}

/// Compact JSON, with the white space that `serde_json` writes for people, and a line feed at its end.
/// That will be `length` bytes.
fn spaced(compact: &[u8], length: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(length);
    let mut within = Within::Structure;
    let mut depth = 0;
    let mut before = b' ';
    for (at, &byte) in compact.iter().enumerate() {
        match (&within, byte) {
            (Within::Text, b'\\') => within = Within::Escape,
            (Within::Text, b'"') => within = Within::Structure,
            (Within::Escape, _) | (Within::Structure, b'"') => within = Within::Text,
            (Within::Structure, b'}' | b']') => {
                depth -= 1;
                if !matches!(before, b'{' | b'[') {
                    begin_line(&mut text, depth);
                }
            }
            (Within::Text | Within::Structure, _) => {}
        }
        text.push(byte);
        match (&within, byte) {
            (Within::Structure, b'{' | b'[') => {
                depth += 1;
                if !matches!(compact.get(at + 1), Some(b'}' | b']')) {
                    begin_line(&mut text, depth);
                }
            }
            (Within::Structure, b',') => begin_line(&mut text, depth),
            (Within::Structure, b':') => text.push(b' '),
            _ => {}
        }
        before = byte;
    }
    text.push(b'\n');
    text
}

fn begin_line(text: &mut Vec<u8>, depth: usize) {
    text.push(b'\n');
    text.resize(text.len() + 2 * depth, b' ');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::json::tests::any_value;

    fn is_as_serde_json_writes_it(value: &Value) -> bool {
        let text = spaced(value.to_string().as_bytes(), 0);
        String::from_utf8(text).unwrap() == format!("{value:#}\n")
    }

    proptest! {
        #[test]
        fn what_was_compact_is_as_serde_json_writes_it_for_people(value in any_value("[ -~\u{a0}-\u{ff}\n]{0,9}")) {
            prop_assert!(is_as_serde_json_writes_it(&value));
        }
    }

    #[test]
    fn what_looks_like_structure_within_a_text_stays_as_it_is() {
        for text in ["{", "[]", "a:b,c", "\"", "\\", "\\\"{", "\\\\\":{"] {
            let value = json!({ text: [text, {}, [], { "a": [[]] }] });
            assert!(is_as_serde_json_writes_it(&value), "{value}");
        }
    }

    #[test]
    fn what_was_there_before_comes_again_where_the_steps_say_so() {
        let steps = [3, 2, 2, 1, 4, 6];
        assert_eq!(repeated(&steps, b"abcd, e", 0), b"abcbcdabcb, e");
        assert_eq!(repeated(&[], b"abc", 3), b"abc");
    }

    #[test]
    fn a_number_takes_as_many_bytes_as_it_needs() {
        let mut steps: &[u8] = &[0, 0x7f, 0x80, 0x01, 0xff, 0xff, 0x03];
        assert_eq!([(); 4].map(|()| number(&mut steps)), [0, 127, 128, 65_535]);
        assert!(steps.is_empty());
    }

    #[test]
    fn the_manifest_is_as_long_as_was_said_and_takes_no_more_memory() {
        let manifest = manifest();
        assert_eq!(manifest.len(), SPACED);
        assert_eq!(manifest.capacity(), SPACED);
    }
}
