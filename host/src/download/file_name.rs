//! A name for a file that is safe on any system.
//!
//! The name comes from a connector, which has it from an API, where any person
//! may have typed it.

use crate::printable::is_printable;

/// The longest name that common file systems take, in bytes.
const LONGEST: usize = 255;

/// Names that mean devices on Windows, with any extension. It takes a superscript
/// digit for a digit.
const DEVICES: [&str; 32] = [
    "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4",
    "com5", "com6", "com7", "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// One path segment that looks like `proposed` and names nothing else than a
/// plain file: `_` stands for what can't be in a name, and before what programs
/// that are given all names of a directory would take for something else.
pub(super) fn safe(proposed: &str) -> String {
    let replaced: String = proposed
        .chars()
        .map(|c| if is_unsafe(c) { '_' } else { c })
        .collect();
    // Windows drops dots and spaces at the end; a dot in front hides a file.
    let trimmed = replaced
        .trim_start_matches(|c: char| c == '.' || c.is_whitespace())
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = trimmed.split('.').next().unwrap_or_default().trim_end();
    if trimmed.is_empty() {
        "download".to_owned()
    } else if DEVICES.contains(&stem.to_ascii_lowercase().as_str())
        || trimmed.starts_with(begins_no_name)
    {
        shorten(&format!("_{trimmed}"))
    } else {
        shorten(trimmed)
    }
}

fn is_unsafe(c: char) -> bool {
    // Beside what file systems refuse: what turns the direction of writing, with
    // which `gpj.exe` can be made to read like `exe.jpg`, and what can't be seen,
    // since some file systems find `package.json` by a name that has such a
    // character somewhere (those that Unicode calls default ignorable).
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || !is_printable(c)
        || matches!(
            c,
            // Joiners, and selectors of variants.
            '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}'
            // Vowels of Khmer that are not shown, and marks of shorthand and music.
            | '\u{17b4}' | '\u{17b5}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            // What is kept free for more of their kind.
            | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// What makes a word of a command line something else than a file's name: an option
/// (also by a dash that Windows makes a `-` of for some programs), a file with more
/// words, a command of an editor, a home directory.
fn begins_no_name(c: char) -> bool {
    matches!(
        c,
        '-' | '@' | '+' | '~' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Cuts the middle, so that the extension stays.
pub(super) fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension = match name.rfind('.') {
        Some(dot) if name.len() - dot <= 16 => &name[dot..],
        _ => "",
    };
    let stem = name.floor_char_boundary(LONGEST - extension.len());
    format!("{}{extension}", name[..stem].trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        for name in [
            "Weekly sync 2024-05-01.mp4",
            "Übung – Größe.m4a",
            "notes",
            "a.tar.gz",
        ] {
            assert_eq!(safe(name), name);
        }
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(safe("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe("C:\\Windows\\x.exe"), "C__Windows_x.exe");
        assert_eq!(safe("/etc/passwd"), "_etc_passwd");
        assert_eq!(safe("Team / Sync?.mp4"), "Team _ Sync_.mp4");
        assert_eq!(safe(".profile"), "profile");
        assert_eq!(safe("a\0b\nc"), "a_b_c");
        assert_eq!(safe("invoice\u{202e}gpj.exe"), "invoice_gpj.exe");
    }

    #[test]
    fn a_name_that_is_none_becomes_download() {
        for name in ["", ".", "..", " . ", "\u{a0}"] {
            assert_eq!(safe(name), "download", "{name:?}");
        }
    }

    #[test]
    fn a_device_of_windows_is_no_name() {
        assert_eq!(safe("CON"), "_CON");
        assert_eq!(safe("nul.mp4"), "_nul.mp4");
        assert_eq!(safe("Lpt1 .txt"), "_Lpt1 .txt");
        assert_eq!(safe("com¹.txt"), "_com¹.txt");
        assert_eq!(safe("LPT³"), "_LPT³");
        assert_eq!(safe("ConIn$.txt"), "_ConIn$.txt");
        assert_eq!(safe("console.mp4"), "console.mp4");
        assert_eq!(safe("com¹¹.mp4"), "com¹¹.mp4");
    }

    #[test]
    fn what_cannot_be_seen_is_in_no_name() {
        for unseen in [
            '\u{ad}',
            '\u{34f}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{2060}',
            '\u{2064}',
            '\u{206f}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{e0101}',
            '\u{e0fff}',
        ] {
            let name = format!("package{unseen}.json");
            assert_eq!(safe(&name), "package_.json", "{unseen:?}");
        }
    }

    #[test]
    fn no_name_is_an_option() {
        assert_eq!(
            safe("--checkpoint-action=exec=sh x.txt"),
            "_--checkpoint-action=exec=sh x.txt"
        );
        for begin in ["-", ". -", "@", "+", "~", "\u{2013}", "\u{ff0d}"] {
            let name = safe(&format!("{begin}x.txt"));
            assert_eq!(name, format!("_{}x.txt", begin.trim_start_matches(". ")));
        }
        assert_eq!(safe("a - b.mp4"), "a - b.mp4");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe(&format!("{}.mp4", "ü".repeat(300)));
        assert!(name.len() <= LONGEST && name.ends_with("ü.mp4"), "{name}");
    }

    proptest! {
        #[test]
        fn every_name_is_one_plain_segment_and_safe_already(proposed in "\\PC*|[./\\\\ a]*|.*") {
            let name = safe(&proposed);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST);
            prop_assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with(['.', '-']));
            prop_assert!(name.chars().all(is_printable));
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
            prop_assert_eq!(safe(&name), name);
        }
    }
}
