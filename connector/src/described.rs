//! The manifest as the component carries it: packed by `build.rs`, since no call looks at it.
//!
//! It is deflated and has no white space. To put that back takes one look at each byte; reading it all
//! as values would take many times its length of memory.

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

include!(concat!(env!("OUT_DIR"), "/manifest.rs"));

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/manifest.deflate"));

/// The manifest, as checked in under `manifests/`.
pub(crate) fn manifest() -> String {
    let mut compact = vec![0; COMPACT];
    // It was packed when this was built, so it can be unpacked.
    if decompress_slice_iter_to_slice(&mut compact, [PACKED].into_iter(), false, true).is_err() {
        return String::new();
    }
    String::from_utf8(spaced(&compact, SPACED)).unwrap_or_default()
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
    fn the_manifest_is_as_long_as_was_said_and_takes_no_more_memory() {
        let manifest = manifest();
        assert_eq!(manifest.len(), SPACED);
        assert_eq!(manifest.capacity(), SPACED);
    }
}
