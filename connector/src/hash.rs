//! A short form of what has been seen, to know it again: a state has no room for the whole.

/// FNV-1a, 64 bits, of texts one after the other.
pub(crate) fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let separated = texts
        .into_iter()
        .flat_map(|text| text.bytes().chain([0xff]));
    separated.fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn texts_are_told_apart_with_their_ends() {
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
        assert_ne!(hash(["a"]), hash(["a", ""]));
        assert_eq!(hash(["a", "b"]), hash(["a", "b"]));
    }
}
