//! Searching in what comes byte by byte, each looked at once (Knuth, Morris and Pratt).

use std::fmt;
use std::ops::Range;

use zeroize::Zeroizing;

use super::reading::Unit;

/// What is searched for.
pub(super) struct Pattern {
    text: Zeroizing<Vec<u8>>,
    /// For each beginning of the text how long the longest shorter one is that it ends
    /// with.
    borders: Vec<usize>,
    /// Whether it is found in any case; then its own text is in lower case.
    in_any_case: bool,
}

impl Pattern {
    pub(super) fn in_any_case(text: &[u8]) -> Self {
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        Self {
            in_any_case: true,
            ..Self::new(&lower)
        }
    }

    pub(super) fn new(text: &[u8]) -> Self {
        let mut borders = vec![0; text.len()];
        let mut border = 0;
        for at in 1..text.len() {
            while border > 0 && text[at] != text[border] {
                border = borders[border - 1];
            }
            if text[at] == text[border] {
                border += 1;
            }
            borders[at] = border;
        }
        Self {
            text: Zeroizing::new(text.to_vec()),
            borders,
            in_any_case: false,
        }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pattern").finish_non_exhaustive()
    }
}

/// A search under way. The pattern is not empty.
#[derive(Debug)]
pub(super) struct Search<'p> {
    pattern: &'p Pattern,
    /// How much of the pattern has come last.
    matched: usize,
    /// Where those of the last bytes begin that an occurrence may be of, in turn.
    begins: Vec<usize>,
    next: usize,
    found: Vec<Range<usize>>,
}

impl<'p> Search<'p> {
    pub(super) fn new(pattern: &'p Pattern) -> Self {
        Self {
            pattern,
            matched: 0,
            begins: vec![0; pattern.text.len()],
            next: 0,
            found: Vec::new(),
        }
    }

    /// Begins with another text.
    pub(super) fn begin(&mut self) {
        self.matched = 0;
    }

    pub(super) fn take(&mut self, unit: Unit) {
        let Pattern {
            text,
            borders,
            in_any_case,
        } = self.pattern;
        let byte = match in_any_case {
            true => unit.byte.to_ascii_lowercase(),
            false => unit.byte,
        };
        self.begins[self.next] = unit.begin;
        self.next = (self.next + 1) % self.begins.len();
        while self.matched > 0 && text[self.matched] != byte {
            self.matched = borders[self.matched - 1];
        }
        if text[self.matched] == byte {
            self.matched += 1;
        }
        if self.matched == text.len() {
            // The oldest is the one that is overwritten next.
            let begin = self.begins[self.next];
            match self.found.last_mut() {
                Some(last) if begin <= last.end => last.end = unit.end,
                _ => self.found.push(begin..unit.end),
            }
            self.matched = borders[self.matched - 1];
        }
    }

    /// Where it was found; what overlaps is one.
    pub(super) fn found(self) -> Vec<Range<usize>> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, pattern: &str) -> Vec<Range<usize>> {
        let pattern = Pattern::new(pattern.as_bytes());
        let mut search = Search::new(&pattern);
        for (begin, byte) in text.bytes().enumerate() {
            let end = begin + 1;
            search.take(Unit { byte, begin, end });
        }
        search.found()
    }

    #[test]
    fn an_occurrence_is_found_wherever_it_begins() {
        assert_eq!(found("abcabd", "abd"), std::slice::from_ref(&(3..6)));
        assert_eq!(found("aabaabaaab aabaaa", "aabaaa"), [3..9, 11..17]);
        assert_eq!(found("xyxx", "x"), [0..1, 2..4]);
        assert!(found("ab", "abc").is_empty());
    }

    #[test]
    fn occurrences_that_overlap_are_one_place() {
        assert_eq!(found("-aXaXa-aXa", "aXa"), [1..6, 7..10]);
    }

    #[test]
    fn what_another_text_ended_with_is_no_beginning() {
        let pattern = Pattern::new(b"ab");
        let mut search = Search::new(&pattern);
        let unit = |byte, begin| Unit {
            byte,
            begin,
            end: begin + 1,
        };
        search.take(unit(b'a', 0));
        search.begin();
        search.take(unit(b'b', 9));
        assert!(search.found().is_empty());
    }
}
