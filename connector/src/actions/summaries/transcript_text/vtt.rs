//! Reading transcripts in WebVTT, as Zoom writes them.
//!
//! Zoom puts the speaker in front of the words (`Anna Huber: Hello.`) and not in a tag, which it
//! documents nowhere; tags are taken too. What a line says that tells of a time is a time only where
//! both ends can be read: people say arrows. A cue without a speaker has none.

/// What one says at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// In milliseconds from the beginning of the recording.
    pub(super) start: u64,
    pub(super) end: u64,
    /// Empty where nobody is named.
    pub(super) speaker: String,
    /// On one line.
    pub(super) text: String,
}

/// The cues of a transcript, as they come; none when the text is no WebVTT.
pub(super) fn read(text: &str) -> Option<Vec<Cue>> {
    let text = text.trim_start_matches('\u{feff}');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_vtt = text.trim_start().starts_with("WEBVTT");
    let cues: Vec<_> = blocks(&text).filter_map(|block| cue(&block)).collect();
    (is_vtt || !cues.is_empty()).then_some(cues)
}

/// What stands between empty lines.
fn blocks(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let mut lines = text.lines();
    std::iter::from_fn(move || {
        let mut block: Vec<&str> = Vec::new();
        loop {
            match lines.next() {
                Some(line) if !line.trim().is_empty() => block.push(line),
                Some(_) if block.is_empty() => {}
                None if block.is_empty() => return None,
                Some(_) | None => return Some(block),
            }
        }
    })
}

/// A block as a cue, if it is one: a time, behind a name at most, and words.
fn cue(block: &[&str]) -> Option<Cue> {
    let place = block
        .iter()
        .take(2)
        .position(|line| times(line).is_some())?;
    let (start, end) = times(block.get(place)?)?;
    let raw: Vec<&str> = block
        .iter()
        .skip(place + 1)
        .map(|line| line.trim())
        .collect();
    let raw = raw.join(" ");
    let (voice, words) = voice(&raw);
    let words = on_one_line(&decoded(&without_tags(words)));
    let voice = voice.map(|voice| on_one_line(&decoded(voice)));
    let (speaker, text) = match voice.filter(|voice| !voice.is_empty()) {
        Some(voice) => (voice, words),
        None => match speaker(&words) {
            Some((speaker, text)) => (speaker.to_owned(), text.to_owned()),
            None => (String::new(), words),
        },
    };
    (!text.is_empty()).then_some(Cue {
        start,
        end: end.max(start),
        speaker,
        text,
    })
}

/// A text with one blank wherever it had some.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both ends of a cue: `00:00:02.000 --> 00:00:04.500`, and settings behind that.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((moment(start.trim())?, moment(end)?))
}

/// `01:02:03.456`, or without hours, in milliseconds.
fn moment(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ','])?;
    let digits = |text: &str, most: usize| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && text.len() <= most).then(|| text.parse().ok())?
    };
    let mut parts = clock.split(':').rev();
    let seconds = digits(parts.next()?, 2)?;
    let minutes = digits(parts.next()?, 2)?;
    let hours = parts.next().map_or(Some(0), |hours| digits(hours, 6))?;
    let milliseconds = digits(fraction, 3).filter(|_| fraction.len() == 3)?;
    (parts.next().is_none() && seconds < 60 && minutes < 60)
        .then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds)
}

/// The voice that a tag names, and what it says.
fn voice(text: &str) -> (Option<&str>, &str) {
    let tagged = text.strip_prefix("<v").and_then(|rest| {
        let (tag, words) = rest.split_once('>')?;
        // Classes stand behind a point: `<v.loud Anna>`.
        let name = tag
            .split_once(char::is_whitespace)
            .map(|(_, name)| name.trim())?;
        (!name.is_empty()).then_some((name, words))
    });
    match tagged {
        Some((name, words)) => (Some(name), words),
        None => (None, text),
    }
}

/// The speaker in front of the words. A name is short and has no end of a sentence in it.
fn speaker(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 120;
    let (name, words) = text.split_once(": ")?;
    let ends_a_sentence = ["? ", "! ", "; "].iter().any(|end| name.contains(end));
    let fits = !name.trim().is_empty() && name.chars().count() <= LONGEST && !ends_a_sentence;
    fits.then(|| (name.trim(), words.trim()))
}

/// A text without the tags that WebVTT has. It takes as long as the text is, however many angles are in it.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Behind the last angle that closes is no tag.
    let (mut rest, last) = text.split_at(text.rfind('>').map_or(0, |last| last + 1));
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        if let Some(end) = end_of_tag(tag) {
            rest = tag.get(end + 1..).unwrap_or_default();
        } else {
            plain.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    plain + rest + last
}

/// Where the tag of WebVTT ends, or the time, that an angle begins, if it does. Far ahead is looked only for
/// the end of a tag, and never again for the same.
fn end_of_tag(tag: &str) -> Option<usize> {
    const NAMES: [&str; 8] = ["b", "c", "i", "lang", "rt", "ruby", "u", "v"];
    /// `<999999:59:59.999>`
    const LONGEST_TIME: usize = 18;
    let named = tag.get(1..)?.trim_start_matches('/');
    let is_named = NAMES.iter().any(|name| {
        let behind = named.strip_prefix(name);
        behind.is_some_and(|behind| behind.starts_with(['.', ' ', '\t', '>']))
    });
    if is_named {
        return tag.find('>');
    }
    let mut near = tag.bytes().take(LONGEST_TIME);
    let end = near.position(|byte| byte == b'>')?;
    moment(tag.get(1..end)?).map(|_| end)
}

/// A text with its entities decoded, once.
fn decoded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, entity) = rest.split_at(start);
        plain.push_str(before);
        let end = entity.bytes().take(11).position(|byte| byte == b';');
        let decoded = end.and_then(|end| Some((entity_of(entity.get(1..end)?)?, end)));
        match decoded {
            Some((character, end)) => {
                plain.push(character);
                rest = entity.get(end + 1..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = entity.get(1..).unwrap_or_default();
            }
        }
    }
    plain + rest
}

fn entity_of(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "lrm" => Some('\u{200e}'),
        "rlm" => Some('\u{200f}'),
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cue_of(start: u64, end: u64, speaker: &str, text: &str) -> Cue {
        Cue {
            start,
            end,
            speaker: speaker.to_owned(),
            text: text.to_owned(),
        }
    }

    fn one(text: &str) -> Cue {
        let cues = read(&format!(
            "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n{text}\n"
        ))
        .unwrap();
        let [cue] = cues.as_slice() else {
            panic!("{cues:?}");
        };
        cue.clone()
    }

    #[test]
    fn a_transcript_is_read_as_zoom_writes_it() {
        let text = "WEBVTT\r\n\r\n1\r\n00:00:02.000 --> 00:00:04.500\r\nAnna Huber: Good morning.\r\n\r\n\
            2\r\n01:00:04.500 --> 01:00:06.001\r\nBen: Hello, Anna: how are you?\r\n";
        assert_eq!(
            read(text).unwrap(),
            [
                cue_of(2000, 4500, "Anna Huber", "Good morning."),
                cue_of(3_604_500, 3_606_001, "Ben", "Hello, Anna: how are you?"),
            ]
        );
    }

    #[test]
    fn what_others_write_is_read_too() {
        let text = "\u{feff}WEBVTT - a title\n\nNOTE\nnot said\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:02.000 align:start\n\
            <v.loud Anna &amp; Ben>First <b>line</b>\nsecond line</v>\n\n00:02.000 --> 00:03.000\n42\n\n\n\n\
            00:03.000 --> 00:04.000\nThat is a --> b, R&amp;D, 1 < 2 & 3 > 2\n\n00:04.000 --> 00:05.000\n\n";
        assert_eq!(
            read(text).unwrap(),
            [
                cue_of(1000, 2000, "Anna & Ben", "First line second line"),
                cue_of(2000, 3000, "", "42"),
                cue_of(3000, 4000, "", "That is a --> b, R&D, 1 < 2 & 3 > 2"),
            ]
        );
    }

    #[test]
    fn a_name_stands_in_front_of_a_colon_and_a_blank() {
        for (text, speaker, words) in [
            ("Anna: note: this", "Anna", "note: this"),
            (
                "Dr. Anna Huber (she/her): Yes.",
                "Dr. Anna Huber (she/her)",
                "Yes.",
            ),
            (
                "see https://zoom.us/j/1 at 10:30",
                "",
                "see https://zoom.us/j/1 at 10:30",
            ),
            ("What? Listen: no.", "", "What? Listen: no."),
            (": words", "", ": words"),
            ("R&amp;D team: 5 &lt; 6", "R&D team", "5 < 6"),
            ("Anna: &amp;lt; is an entity", "Anna", "&lt; is an entity"),
            ("Anna: <00:00:01.500>so <script>", "Anna", "so <script>"),
        ] {
            let cue = one(text);
            assert_eq!((&*cue.speaker, &*cue.text), (speaker, words), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_transcript_is_none() {
        assert_eq!(read("WEBVTT"), Some(Vec::new()));
        for text in [
            "",
            "Hello",
            "{\"a\":1}",
            "a --> b\nc",
            "00:61.000 --> 00:62.000\nx",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    /// Looking for the end from each angle, or from each `&`, this would take many minutes.
    #[test]
    fn a_text_of_angles_or_of_ampersands_alone_is_read_in_one_go() {
        let many = 1 << 20;
        for (piece, end) in [
            ("<", ""),
            ("<", ">"),
            ("<b ", ""),
            ("</", ">"),
            ("&", ""),
            ("&", ";"),
        ] {
            let text = piece.repeat(many / piece.len()) + end;
            assert!(one(&text).text == text.trim(), "{piece}{end}");
        }
    }

    #[test]
    fn the_longest_time_is_a_tag_and_a_longer_one_is_not() {
        assert_eq!(one("a<999999:59:59.999>b</b >c</v\t>").text, "abc");
        for text in ["a<1000000:00:00.000>b", "a<bold>b", "a</>b", "a<b", "a>b<b"] {
            assert_eq!(one(text).text, text);
        }
    }

    #[test]
    fn a_voice_without_a_name_is_none() {
        let cue = one("<v &nbsp;>Anna: Hello.");
        assert_eq!((&*cue.speaker, &*cue.text), ("Anna", "Hello."));
    }

    fn written(milliseconds: u64) -> String {
        let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
        format!(
            "{:02}:{:02}:{:02}.{rest:03}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }

    prop_compose! {
        fn any_cue()(
            start in 0u64..400_000_000, length in 0u64..100_000,
            speaker in "([A-Za-zÄé.'()/&<-]{1,8}( [A-Za-zÄé.'()/&<-]{1,8}){0,3})?",
            text in "[A-Za-z0-9Äé.,<&>-]{1,12}( [A-Za-z0-9Äé.,<&>-]{1,12}){0,8}",
        ) -> Cue {
            cue_of(start, start + length, &speaker, &text)
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_itself(cues in prop::collection::vec(any_cue(), 0..12), crlf in any::<bool>()) {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut text = format!("WEBVTT{end}{end}");
            let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            for (number, cue) in cues.iter().enumerate() {
                let name = if cue.speaker.is_empty() { String::new() } else { format!("{}: ", cue.speaker) };
                text += &format!("{number}{end}{} --> {}{end}{}{end}{end}",
                    written(cue.start), written(cue.end), escaped(&(name + &cue.text)));
            }
            prop_assert_eq!(read(&text), Some(cues));
        }

        #[test]
        fn no_text_makes_it_panic_and_no_cue_ends_before_it_begins(text in "(WEBVTT\n\n)?(([0-9:.]{0,9}|-->|<v |[<>&;#xv:]|\\PC| |\n\n?){0,40})") {
            for cue in read(&text).into_iter().flatten() {
                prop_assert!(cue.start <= cue.end && !cue.text.is_empty());
                prop_assert!(!cue.text.contains('\n') && !cue.speaker.contains('\n'));
            }
        }
    }
}
