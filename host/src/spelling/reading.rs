//! Reading a text as one that has escapes, without making another of it: each byte that
//! comes out knows from where to where it was written.

use std::collections::VecDeque;

use super::escapes::{self, Kinds, LONGEST, Plain};
use super::search::Search;

/// A byte that was read, and where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) byte: u8,
    pub(super) begin: usize,
    pub(super) end: usize,
}

/// What is read with its escapes resolved.
#[derive(Debug)]
pub(super) struct Decoded<I> {
    inner: I,
    kinds: Kinds,
    /// What has been looked at, and is yet to be read.
    ahead: VecDeque<Unit>,
    /// The rest of a character of several bytes.
    rest: VecDeque<Unit>,
}

impl<I: Iterator<Item = Unit>> Decoded<I> {
    pub(super) fn new(inner: I, kinds: Kinds) -> Self {
        Self {
            inner,
            kinds,
            ahead: VecDeque::with_capacity(LONGEST),
            rest: VecDeque::new(),
        }
    }

    /// Looks as far ahead as an escape may reach.
    fn look_ahead(&mut self) {
        while self.ahead.len() < LONGEST - 1 {
            let Some(unit) = self.inner.next() else {
                return;
            };
            self.ahead.push_back(unit);
        }
    }
}

impl<I: Iterator<Item = Unit>> Iterator for Decoded<I> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if let Some(unit) = self.rest.pop_front() {
            return Some(unit);
        }
        let first = match self.ahead.pop_front() {
            Some(unit) => unit,
            None => self.inner.next()?,
        };
        if !self.kinds.begin_with(first.byte) {
            return Some(first);
        }
        self.look_ahead();
        let mut bytes = [first.byte; LONGEST];
        for (byte, unit) in bytes[1..].iter_mut().zip(&self.ahead) {
            *byte = unit.byte;
        }
        let Some((plain, length)) = escapes::read(&bytes[..=self.ahead.len()]) else {
            return Some(first);
        };
        let end = self.ahead.drain(..length - 1).next_back();
        let end = end.map_or(first.end, |last| last.end);
        let begin = first.begin;
        let unit = |byte| Unit { byte, begin, end };
        match plain {
            Plain::Byte(byte) => Some(unit(byte)),
            Plain::Character(character) => {
                let mut buffer = [0; 4];
                let bytes = character.encode_utf8(&mut buffer).bytes();
                self.rest.extend(bytes.map(unit));
                self.rest.pop_front()
            }
        }
    }
}

/// What is read, which a search looks at as it goes by.
#[derive(Debug)]
pub(super) struct Noted<'s, 'p, I> {
    inner: I,
    search: &'s mut Search<'p>,
}

impl<'s, 'p, I: Iterator<Item = Unit>> Noted<'s, 'p, I> {
    pub(super) fn new(inner: I, search: &'s mut Search<'p>) -> Self {
        Self { inner, search }
    }
}

impl<I: Iterator<Item = Unit>> Iterator for Noted<'_, '_, I> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let unit = self.inner.next()?;
        self.search.take(unit);
        Some(unit)
    }
}
