//! The frames of an HTTP/2 connection (RFC 9113 section 4), as far as interim answers
//! show in them.
//!
//! The HTTP/2 library keeps every interim answer until somebody gets round to forgetting
//! it, however many there are, and tells nobody. But they need no decoding to be counted:
//! an answer is the last header section of a stream before its content, and whatever
//! sections came before it were interim.

use std::collections::BTreeMap;

use super::interim::{Allowed, Came, TooMany};

/// The length of a frame's own header.
const HEAD: usize = 9;

/// What kinds of frames are called (RFC 9113 section 6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const CONTINUATION: u8 = 9;
/// The flag of the last frame of a stream.
const END_STREAM: u8 = 1;

/// How many streams are remembered that wait for content. Of those that were given up
/// here none ends, so the oldest are forgotten.
const STREAMS: usize = 1_000;

/// Follows the frames that a server sends.
#[derive(Debug)]
pub(super) struct Frames {
    allowed: Allowed,
    /// The header of the next frame, as far as it has come.
    head: [u8; HEAD],
    has: usize,
    /// How much of the content of the last frame has yet to come.
    content: usize,
    /// The header sections of streams whose content has not begun.
    streams: BTreeMap<u32, Came>,
}

impl Frames {
    pub(super) fn new(allowed: Allowed) -> Self {
        Self {
            allowed,
            head: [0; HEAD],
            has: 0,
            content: 0,
            streams: BTreeMap::new(),
        }
    }

    /// Reads what comes next.
    ///
    /// # Errors
    ///
    /// More came for a stream than is allowed before an answer.
    pub(super) fn read(&mut self, mut bytes: &[u8]) -> Result<(), TooMany> {
        loop {
            bytes = &bytes[take(&mut self.content, bytes)..];
            let missing = (HEAD - self.has).min(bytes.len());
            self.head[self.has..self.has + missing].copy_from_slice(&bytes[..missing]);
            self.has += missing;
            bytes = &bytes[missing..];
            if self.has < HEAD {
                return Ok(());
            }
            self.has = 0;
            self.frame()?;
        }
    }

    /// A frame begins.
    fn frame(&mut self) -> Result<(), TooMany> {
        let [a, b, c, kind, flags, stream @ ..] = self.head;
        let length = u32::from_be_bytes([0, a, b, c]) as usize;
        let stream = u32::from_be_bytes(stream) & (u32::MAX >> 1);
        self.content = length;
        match kind {
            DATA | RST_STREAM => {
                self.streams.remove(&stream);
            }
            // An answer without content, or what trails one. Without any content before it
            // the two look alike, and it is taken for the answer: a server that sends as
            // many interim answers as are allowed, no content and trailers is refused for
            // one that it did not send, rather than one too many let through.
            HEADERS if flags & END_STREAM != 0 => {
                let came = self.streams.remove(&stream).unwrap_or_default();
                self.check(&came)?;
            }
            HEADERS => {
                let mut came = self.streams.remove(&stream).unwrap_or_default();
                self.check(&came)?;
                came.one_of(length);
                self.streams.insert(stream, came);
                if self.streams.len() > STREAMS {
                    self.streams.pop_first();
                }
            }
            CONTINUATION => {
                if let Some(came) = self.streams.get_mut(&stream) {
                    came.more(length);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Refuses what came before another header section, by which it is certain that all of
    /// it was interim.
    fn check(&self, came: &Came) -> Result<(), TooMany> {
        match came.is_within(self.allowed) {
            true => Ok(()),
            false => Err(TooMany),
        }
    }
}

/// Takes from `bytes` what is left of it, and says how much that was.
fn take(left: &mut usize, bytes: &[u8]) -> usize {
    let taken = bytes.len().min(*left);
    *left -= taken;
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::egress::Limits;

    fn frame(kind: u8, flags: u8, stream: u32, length: usize) -> Vec<u8> {
        let mut frame = u32::try_from(length).unwrap().to_be_bytes()[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(stream.to_be_bytes());
        // Content that would be a frame itself.
        frame.extend(std::iter::repeat_n(HEADERS, length));
        frame
    }

    fn frames() -> Frames {
        Frames::new(Allowed::by(&Limits {
            interim_answers: 2,
            headers: 100,
            ..Limits::default()
        }))
    }

    fn read(sent: &[Vec<u8>]) -> bool {
        frames().read(&sent.concat()).is_ok()
    }

    #[test]
    fn as_many_interim_answers_as_are_allowed_may_come_before_each_answer() {
        let interim = |stream| frame(HEADERS, 0, stream, 10);
        let answer = |stream| frame(HEADERS, 0, stream, 90);
        let content = |stream| frame(DATA, 0, stream, 1_000);
        let trailers = |stream| frame(HEADERS, END_STREAM, stream, 90);
        let sent: Vec<_> = (0..100)
            .map(|exchange| 2 * exchange + 1)
            .flat_map(|stream| {
                let begin = [interim(stream), interim(stream), answer(stream)];
                let end = [content(stream), content(stream), trailers(stream)];
                begin.into_iter().chain(end)
            })
            .collect();
        assert!(read(&sent));
        let without_content = [interim(1), interim(1), trailers(1)];
        assert!(read(&without_content));
        let with_trailers = [interim(1), answer(1), trailers(1)];
        assert!(read(&with_trailers));
    }

    #[test]
    fn no_more_may_come_before_an_answer_without_content_either() {
        let interim = || frame(HEADERS, 0, 1, 10);
        let answer = || frame(HEADERS, END_STREAM, 1, 90);
        assert!(!read(&[interim(), interim(), interim(), answer()]));
        let large = || frame(HEADERS, 0, 1, 101);
        assert!(!read(&[large(), answer()]));
    }

    #[test]
    fn no_more_may_come_in_number_or_in_bytes() {
        let small = || frame(HEADERS, 0, 1, 1);
        assert!(read(&[small(), small(), small()]));
        assert!(!read(&[small(), small(), small(), small()]));
        let large = || frame(HEADERS, 0, 1, 101);
        assert!(read(&[large()]));
        assert!(!read(&[large(), small()]));
        let continued = || frame(CONTINUATION, 0, 1, 100);
        assert!(!read(&[small(), continued(), small()]));
    }

    #[test]
    fn other_frames_between_them_hide_none() {
        let ping = 6;
        let sent: Vec<_> = (0..4)
            .flat_map(|_| {
                let elsewhere = [frame(DATA, 0, 3, 1), frame(ping, 0, 0, 8)];
                elsewhere.into_iter().chain([frame(HEADERS, 0, 1, 1)])
            })
            .collect();
        assert!(!read(&sent));
    }

    #[test]
    fn streams_that_were_given_up_are_not_remembered_for_ever() {
        let mut frames = frames();
        for stream in (1..10_000).step_by(2) {
            frames.read(&frame(HEADERS, 0, stream, 1)).unwrap();
        }
        assert_eq!(frames.streams.len(), STREAMS);
    }

    proptest! {
        #[test]
        fn it_makes_no_difference_in_which_pieces_they_come(
            sent in prop::collection::vec((0_u8..11, 0_u8..2, 0_u32..4, 0_usize..60), 0..20),
            pieces in prop::collection::vec(1_usize..30, 1..20),
        ) {
            let sent: Vec<u8> = sent
                .into_iter()
                .flat_map(|(kind, flags, stream, length)| frame(kind, flags, stream, length))
                .collect();
            let whole = frames().read(&sent).is_ok();
            let (mut frames, mut rest, mut in_pieces) = (frames(), &sent[..], true);
            for piece in pieces.into_iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (next, after) = rest.split_at(piece.min(rest.len()));
                in_pieces &= frames.read(next).is_ok();
                rest = after;
                if !in_pieces {
                    break;
                }
            }
            prop_assert_eq!(whole, in_pieces);
        }
    }
}
