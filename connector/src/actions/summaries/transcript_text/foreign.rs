//! Any bytes in the place of a transcript.

use super::output::{said, segments};
use super::vtt::{Cue, read};

/// Reads any bytes as a transcript, as a file of one is read. What was read reads back as itself when it is
/// written down.
///
/// # Panics
/// Where that does not hold.
pub fn transcript(bytes: &[u8]) {
    let Some(cues) = read(&String::from_utf8_lossy(bytes)) else {
        return;
    };
    for cue in &cues {
        assert!(cue.start <= cue.end, "{cue:?}");
        assert!(!cue.text.is_empty(), "{cue:?}");
        for part in [&cue.speaker, &cue.text] {
            let blanks = part
                .split(' ')
                .any(|word| word.contains(char::is_whitespace));
            assert!(!blanks && part.trim() == part, "{cue:?}");
        }
    }
    assert_eq!(read(&written(&cues)).as_ref(), Some(&cues));
    let count = cues.len();
    let segments: Vec<_> = segments(cues, 0).collect();
    let said = said(&segments);
    assert_eq!(said["segments"].as_array().map(Vec::len), Some(count));
}

/// Cues in WebVTT, each with its speaker in a tag.
fn written(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for cue in cues {
        text += &format!("{} --> {}\n", moment(cue.start), moment(cue.end));
        if !cue.speaker.is_empty() {
            text += &format!("<v {}>", escaped(&cue.speaker));
        }
        text += &escaped(&cue.text);
        text += "\n\n";
    }
    text
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// A time in milliseconds as WebVTT has it.
fn moment(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!(
        "{:02}:{:02}:{seconds:02}.{rest:03}",
        minutes / 60,
        minutes % 60
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_seeds_of_fuzzing_hold() {
        let seeds = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/fuzz/seeds/transcripts"
        );
        let mut tried = 0;
        for seed in std::fs::read_dir(seeds).unwrap() {
            transcript(&std::fs::read(seed.unwrap().path()).unwrap());
            tried += 1;
        }
        assert!(tried > 3, "{tried}");
    }

    proptest! {
        #[test]
        fn any_transcript_holds(
            text in "(WEBVTT\n\n)?(([0-9]{1,2}:)?[0-9]{2}:[0-9]{2}[.,][0-9]{3} --> [0-9]{2}:[0-9]{2}[.,][0-9]{3}( a)?\r?\n\
                (<v[. ]?|<b>|</v>|>|: |&amp;|&lt;|&#x?[0-9]{1,3};|&nbsp;|[?!;] |[A-Za-z\u{e9}]|\\PC|[ \t\r\u{85}\u{2028}]|\n){0,20}\n\n){0,6}"
        ) {
            transcript(text.as_bytes());
        }

        #[test]
        fn any_bytes_hold(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            transcript(&bytes);
        }
    }
}
