//! A secret in what others say, however they write it.
//!
//! Whoever repeats a secret does so in the writing of what it stands in: JSON has `\/`
//! for a slash and `\u003d` for an equals sign, addresses have `%2F`, HTML has `&#x3D;`,
//! and which characters are written so is up to each encoder. So nobody lists the
//! spellings of a secret here: what others say is read as JSON, as an address and as
//! HTML, up to [`DEPTH`] times over, and wherever that makes the secret, it was there.
//! It takes a time that grows with what is read, whatever both are made of.

mod escapes;
mod reading;
mod search;

use std::fmt;
use std::ops::Range;

use memchr::{memchr3_iter, memmem};
use secrecy::{ExposeSecret, SecretString};

use escapes::{Kinds, LONGEST};
use reading::{Decoded, Noted, Unit};
use search::{Pattern, Search};

/// How many writings within one another are read: an address in JSON in a text of
/// JSON is three, and some gateway writes that as an address once more.
const DEPTH: usize = 4;

/// How many bytes the usual spellings of a byte have at most: those of one writing, and
/// the shorter ones of two within one another.
const WIDEST: usize = 12;

/// A secret that is searched for.
pub(crate) struct Sought {
    pattern: Pattern,
}

impl Sought {
    pub(crate) fn new(secret: &SecretString) -> Self {
        Self {
            pattern: Pattern::new(secret.expose_secret().as_bytes()),
        }
    }

    /// The same for what is in lower case, whatever it was made of. What its escapes stand
    /// for may be a capital letter still.
    pub(crate) fn in_lower_case(secret: &SecretString) -> Self {
        Self {
            pattern: Pattern::in_any_case(secret.expose_secret().as_bytes()),
        }
    }

    /// How many bytes an occurrence has at most, in the usual spellings.
    pub(crate) fn widest(&self) -> usize {
        WIDEST * self.pattern.text().len()
    }

    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        !self.places(text).is_empty()
    }

    /// Overwrites every occurrence with asterisks.
    pub(crate) fn overwrite(&self, text: &mut [u8]) {
        for place in self.places(text) {
            text[place].fill(b'*');
        }
    }

    /// Where it is. Places may overlap with others.
    pub(crate) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let secret = self.pattern.text();
        // No spelling is shorter than what it spells.
        if secret.is_empty() || text.len() < secret.len() {
            return Vec::new();
        }
        let mut places = Vec::new();
        let finder = memmem::Finder::new(secret);
        places.extend(
            finder
                .find_iter(text)
                .map(|begin| begin..begin + secret.len()),
        );
        let regions = regions(text, secret.len() + DEPTH * LONGEST);
        if regions.is_empty() {
            return places;
        }
        // By itself, each writing is read as it was written, whatever stands before the
        // secret; together they are read where one is in another.
        let kinds = Kinds::in_text(text);
        if kinds.is_several() {
            for kind in kinds.each() {
                let mut search = Search::new(&self.pattern);
                for region in &regions {
                    search.begin();
                    let read = Decoded::new(units(text, region), kind);
                    Noted::new(read, &mut search).for_each(drop);
                }
                places.extend(search.found());
            }
        }
        let mut searches: [Search<'_>; DEPTH] = std::array::from_fn(|_| Search::new(&self.pattern));
        let [first, second, third, fourth] = &mut searches;
        for region in &regions {
            first.begin();
            second.begin();
            third.begin();
            fourth.begin();
            let once = Noted::new(Decoded::new(units(text, region), kinds), first);
            // What is within another may be of a kind that shows only then.
            let twice = Noted::new(Decoded::new(once, Kinds::ALL), second);
            let thrice = Noted::new(Decoded::new(twice, Kinds::ALL), third);
            Noted::new(Decoded::new(thrice, Kinds::ALL), fourth).for_each(drop);
        }
        places.extend(searches.into_iter().flat_map(Search::found));
        places
    }
}

impl fmt::Debug for Sought {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sought").finish_non_exhaustive()
    }
}

/// The parts of a text that are near an escape: so far that an occurrence with an escape
/// in it lies within one of them.
fn regions(text: &[u8], reach: usize) -> Vec<Range<usize>> {
    let mut regions: Vec<Range<usize>> = Vec::new();
    for at in memchr3_iter(b'\\', b'%', b'&', text) {
        let begin = at.saturating_sub(reach);
        let end = text.len().min(at + 1 + reach);
        match regions.last_mut() {
            Some(last) if begin <= last.end => last.end = end,
            _ => regions.push(begin..end),
        }
    }
    regions
}

/// The bytes of a region, each with its place in the text.
fn units<'a>(text: &'a [u8], region: &Range<usize>) -> impl Iterator<Item = Unit> + 'a {
    let from = region.start;
    let bytes = text[region.clone()].iter().enumerate();
    bytes.map(move |(at, byte)| Unit {
        byte: *byte,
        begin: from + at,
        end: from + at + 1,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "ab/cd+ef-_.~==";

    fn overwritten(text: &str, secret: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        Sought::new(&SecretString::from(secret)).overwrite(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_occurrence_is_found_in_the_writings_of_json_addresses_and_html() {
        for spelled in [
            r"ab\/cd+ef-_.~==",
            r"ab/cd+ef-_.~\u003d\u003d",
            r"ab\u002Fcd\u002Bef-_.~\u003D\u003D",
            r"\u0061b\x2fcd\u{2b}ef\-\_\.~==",
            "ab%2Fcd%2Bef-_.~%3D%3D",
            "ab%2fcd+ef%2d%5f%2e%7e%3d=",
            "ab%u002Fcd%2Bef-_.~==",
            "ab&#x2F;cd&#43;ef-_.~&#x3D;&#061;",
            "ab&sol;cd&plus;ef-&lowbar;&period;~&equals;=",
            // Numbers without an end of their own, and with many zeros.
            "ab/cd&#43ef-&#95.~&#x3D=",
            "ab/cd+ef-_.~&#x0000000000000003d;=",
            r"ab\x{2f}cd\U0000002bef-_.~==",
        ] {
            let shown = overwritten(&format!("a {spelled} b"), SECRET);
            assert_eq!(shown, format!("a {} b", "*".repeat(spelled.len())));
        }
    }

    #[test]
    fn one_writing_within_another_is_read_too() {
        for spelled in [
            // JSON in JSON, an address in an address, HTML in HTML.
            r"ab\\\/cd+ef-_.~\\u003d=",
            "ab%252Fcd%252Bef-_.~%253D%253D",
            "ab&amp;#x2F;cd+ef-_.~&amp;#61;=",
            // An address in JSON that writes `%` as an escape, and in HTML; HTML in JSON.
            r"ab\u00252Fcd+ef-_.~==",
            "ab&#37;2Fcd+ef-_.~&percnt;3D=",
            r"ab\u0026#x2F;cd+ef-_.~\u0026#61;=",
            // Three within one another.
            r"ab\\u00252Fcd+ef-_.~==",
            // Four.
            "ab%2525252Fcd+ef-_.~==",
        ] {
            let shown = overwritten(&format!("a {spelled} b"), SECRET);
            assert_eq!(shown, format!("a {} b", "*".repeat(spelled.len())));
        }
    }

    #[test]
    fn what_is_in_lower_case_may_have_escapes_of_capital_letters() {
        let sought = Sought::in_lower_case(&SecretString::from("To-Ken"));
        for text in [
            "x-to-ken",
            "x-%54o-%4ben",
            "x-%74o-%6ben",
            r"x-\u0054o-\u004ben",
            "x-&#84;o-&#x4b;en",
            "x-%2554o-ken",
        ] {
            assert!(sought.is_in(text.as_bytes()), "{text}");
        }
        assert!(!sought.is_in(b"x-%55o-ken"));
    }

    #[test]
    fn what_is_no_occurrence_stays() {
        for text in [
            "",
            r"\",
            "%",
            "&",
            r"ab\/cd+ef-_.~=",
            "ab%2Fcd%2Bef-_.~%3",
            "ab%2Gcd+ef-_.~==",
            r"ab\u002 cd+ef-_.~==",
            "ab&#x2Fcd+ef-_.~==",
            r"C:\ab\cd\ud800\ud800 100% & more",
        ] {
            assert_eq!(overwritten(text, SECRET), text);
        }
        assert_eq!(overwritten(r"a\/b", ""), r"a\/b");
    }

    #[test]
    fn escapes_far_from_one_another_belong_to_occurrences_of_their_own() {
        let plain = "x".repeat(1_000);
        let text = format!(r"{plain}ab%2F{plain}ab\/cd+ef-_.~=={plain}&amp;");
        let expected = text.replace(r"ab\/cd+ef-_.~==", &"*".repeat(15));
        assert_eq!(overwritten(&text, SECRET), expected);
    }

    /// The end of an escape before the secret must not swallow its first characters.
    #[test]
    fn what_stands_before_an_occurrence_does_not_hide_it() {
        for (before, spelled) in [
            ("%4", r"1ab\/cd"),
            ("&#4", r"1ab\/cd"),
            (r"\u004", "1ab%2Fcd"),
            (r"\", "1ab%2Fcd"),
        ] {
            let shown = overwritten(&format!("{before}{spelled}"), "1ab/cd");
            assert_eq!(shown, format!("{before}{}", "*".repeat(spelled.len())));
        }
    }

    #[test]
    fn letters_beyond_ascii_are_found_in_their_escapes() {
        for spelled in [r"a\u00e9\ud83d\ude00", "a%C3%A9%F0%9F%98%80", "aé&#x1F600;"] {
            assert_eq!(
                overwritten(spelled, "aé😀"),
                "*".repeat(spelled.len()),
                "{spelled}"
            );
        }
    }

    /// A quarter of a million places where the secret seems to begin, each an escape.
    #[test]
    fn a_text_that_almost_holds_the_secret_everywhere_is_read_in_one_go() {
        let secret = "/".repeat(16_383) + "b";
        let almost = r"\/".repeat(1 << 18);
        let kept = 2 * ((1 << 18) - 16_383);
        let expected = format!("{}{}", &almost[..kept], "*".repeat(2 * 16_383 + 1));
        assert!(overwritten(&format!("{almost}b"), &secret) == expected);
    }

    proptest! {
        #[test]
        fn however_each_character_is_spelled_nothing_of_it_is_left(
            secret in "[A-Za-z0-9._~+/=-]{1,24}",
            how in prop::collection::vec(0..6_u8, 24),
            before in "[ -~]{0,12} ",
            after in " [ -~]{0,12}",
        ) {
            let spelled: String = secret
                .chars()
                .zip(how)
                .map(|(character, how)| {
                    let code = u32::from(character);
                    match how {
                        0 => character.to_string(),
                        1 => format!("\\u{code:04x}"),
                        2 => format!("%{code:02X}"),
                        3 => format!("&#{code};"),
                        4 => format!("%25{code:02x}"),
                        _ => format!("\\\\u{code:04X}"),
                    }
                })
                .collect();
            let shown = overwritten(&format!("{before}{spelled}{after}"), &secret);
            let place = &shown[before.len()..before.len() + spelled.len()];
            prop_assert_eq!(place, "*".repeat(spelled.len()));
        }

        #[test]
        fn no_text_makes_it_panic(text: Vec<u8>, secret: String) {
            let sought = Sought::new(&SecretString::from(secret));
            let mut shown = text.clone();
            sought.overwrite(&mut shown);
            prop_assert_eq!(shown.len(), text.len());
        }
    }
}
