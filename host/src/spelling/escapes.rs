//! The escapes of JSON, addresses and HTML.

use memchr::memchr;

/// The longest escape that is read, in bytes: one of HTML with many zeros before its digits.
pub(super) const LONGEST: usize = 24;

/// The characters that may have a name in HTML. A token has no others.
const NAMES: [(&str, char); 14] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("sol", '/'),
    ("bsol", '\\'),
    ("plus", '+'),
    ("equals", '='),
    ("period", '.'),
    ("lowbar", '_'),
    ("colon", ':'),
    ("num", '#'),
    ("percnt", '%'),
];

/// Which escapes are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    /// `\/`, `\u002f`: JSON and what has its strings from C.
    backslash: bool,
    /// `%2F`: addresses.
    percent: bool,
    /// `&#x2F;`: HTML and XML.
    entity: bool,
}

impl Kinds {
    const NONE: Self = Self {
        backslash: false,
        percent: false,
        entity: false,
    };

    pub(super) const ALL: Self = Self {
        backslash: true,
        percent: true,
        entity: true,
    };

    /// Those that may be in a text.
    pub(super) fn in_text(text: &[u8]) -> Self {
        Self {
            backslash: memchr(b'\\', text).is_some(),
            percent: memchr(b'%', text).is_some(),
            entity: memchr(b'&', text).is_some(),
        }
    }

    pub(super) fn is_several(self) -> bool {
        self.each().count() > 1
    }

    /// Each by itself.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let backslash = self.backslash.then_some(Self {
            backslash: true,
            ..Self::NONE
        });
        let percent = self.percent.then_some(Self {
            percent: true,
            ..Self::NONE
        });
        let entity = self.entity.then_some(Self {
            entity: true,
            ..Self::NONE
        });
        [backslash, percent, entity].into_iter().flatten()
    }

    /// Whether an escape may begin with that byte.
    pub(super) fn begin_with(self, byte: u8) -> bool {
        match byte {
            b'\\' => self.backslash,
            b'%' => self.percent,
            b'&' => self.entity,
            _ => false,
        }
    }
}

/// What an escape stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Plain {
    Byte(u8),
    Character(char),
}

/// What the escape stands for that a text begins with, and how long it is; none where
/// what begins like one is none.
pub(super) fn read(text: &[u8]) -> Option<(Plain, usize)> {
    match text {
        [b'\\', rest @ ..] => {
            let (character, length) = backslash(rest)?;
            Some((Plain::Character(character), 1 + length))
        }
        [b'%', b'u', digits @ ..] => {
            let (code, length) = hexadecimal(digits, 4)?;
            Some((Plain::Character(char::from_u32(code)?), 2 + length))
        }
        [b'%', digits @ ..] => {
            let (code, length) = hexadecimal(digits, 2)?;
            Some((Plain::Byte(u8::try_from(code).ok()?), 1 + length))
        }
        [b'&', b'#', rest @ ..] => {
            let (character, length) = numeric_entity(rest)?;
            Some((Plain::Character(character), 2 + length))
        }
        [b'&', rest @ ..] => {
            let end = memchr(b';', rest)?;
            let character = entity(&rest[..end])?;
            Some((Plain::Character(character), 1 + end + 1))
        }
        _ => None,
    }
}

/// What stands behind a backslash. Before punctuation it quotes that, in JSON and in
/// many another writing; what `\n` and its like stand for no token has.
fn backslash(text: &[u8]) -> Option<(char, usize)> {
    match text {
        [b'u' | b'x', b'{', rest @ ..] => {
            let end = memchr(b'}', rest)?;
            Some((number(&rest[..end], 16)?, 2 + end + 1))
        }
        [b'u', rest @ ..] => {
            let (first, _) = hexadecimal(rest, 4)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 5));
            }
            // Half of a character beyond 16 bits, and the other half.
            let other = rest[4..].strip_prefix(b"\\u")?;
            let (second, _) = hexadecimal(other, 4)?;
            let halves = [first, second].map(|half| u16::try_from(half).unwrap_or_default());
            let character = char::decode_utf16(halves).next()?.ok()?;
            Some((character, 11))
        }
        [b'U', rest @ ..] => {
            let (code, _) = hexadecimal(rest, 8)?;
            Some((char::from_u32(code)?, 9))
        }
        [b'x', rest @ ..] => {
            let (code, _) = hexadecimal(rest, 2)?;
            Some((char::from_u32(code)?, 3))
        }
        [mark, ..] if mark.is_ascii_punctuation() => Some((char::from(*mark), 1)),
        _ => None,
    }
}

fn entity(name: &[u8]) -> Option<char> {
    let is_name = |known: &&(&str, char)| known.0.as_bytes().eq_ignore_ascii_case(name);
    NAMES.iter().find(is_name).map(|known| known.1)
}

/// What stands behind `&#`, and how long it is. Its digits end at the first byte that is
/// none, which browsers do not need to be a semicolon.
fn numeric_entity(text: &[u8]) -> Option<(char, usize)> {
    let (digits, radix, mark) = match text {
        [b'x' | b'X', digits @ ..] => (digits, 16, 1),
        digits => (digits, 10, 0),
    };
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let count = digits.iter().take_while(is_digit).count();
    let character = number(&digits[..count], radix)?;
    let semicolon = usize::from(digits.get(count) == Some(&b';'));
    Some((character, mark + count + semicolon))
}

/// The number of so many digits that a text begins with, and how many they are.
fn hexadecimal(text: &[u8], digits: usize) -> Option<(u32, usize)> {
    let code = text.get(..digits)?.iter().try_fold(0, |code, digit| {
        Some(16 * code + char::from(*digit).to_digit(16)?)
    })?;
    Some((code, digits))
}

/// The character with that number.
fn number(digits: &[u8], radix: u32) -> Option<char> {
    if digits.is_empty() {
        return None;
    }
    let code = digits.iter().try_fold(0_u32, |code, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        code.checked_mul(radix)?.checked_add(digit)
    })?;
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_is_read_with_its_length() {
        for (text, character) in [
            (r"\/", '/'),
            (r"\\", '\\'),
            (r"\u003d", '='),
            (r"\u{3d}", '='),
            (r"\ud83d\ude00", '😀'),
            (r"\x3D", '='),
            ("%u003D", '='),
            ("&#61;", '='),
            ("&#x0003d;", '='),
            ("&#x000000000000000003d;", '='),
            (r"\x{3d}", '='),
            (r"\U0000003D", '='),
            ("&AMP;", '&'),
        ] {
            let expected = Some((Plain::Character(character), text.len()));
            assert_eq!(read(format!("{text}7").as_bytes()), expected, "{text}");
        }
        // A number ends where its digits do.
        for text in ["&#61", "&#061", "&#x3d", "&#X03D"] {
            let expected = Some((Plain::Character('='), text.len()));
            assert_eq!(read(text.as_bytes()), expected, "{text}");
            assert_eq!(read(format!("{text}-").as_bytes()), expected, "{text}");
        }
        assert_eq!(read(b"%C3%A9"), Some((Plain::Byte(0xc3), 3)));
    }

    #[test]
    fn what_only_begins_like_one_is_none() {
        for text in [
            "",
            "a",
            r"\",
            r"\n",
            r"\u003",
            r"\u{}",
            r"\u{3d",
            r"\ud83d",
            r"\ud83d\u0041",
            r"\udc00\ud800",
            r"\x3",
            "%",
            "%3",
            "%3g",
            "%u003",
            "&",
            "&;",
            "&#;",
            "&#x;",
            r"\x{}",
            r"\U0000003",
            "&nope;",
            "&#99999999;",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
