//! A name for a file that is safe on any system.
//!
//! The name comes from a connector, which has it from an API, where any person
//! may have typed it.

/// The longest name that common file systems take, in bytes.
const LONGEST: usize = 255;

/// Names that mean devices on Windows, with any extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// One path segment that looks like `proposed` and names nothing else than a
/// plain file: `_` stands for what can't be in a name.
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
    } else if DEVICES.contains(&stem.to_ascii_lowercase().as_str()) {
        shorten(&format!("_{trimmed}"))
    } else {
        shorten(trimmed)
    }
}

fn is_unsafe(c: char) -> bool {
    // Beside what file systems refuse: marks that turn the direction of
    // writing, with which `gpj.exe` can be made to read like `exe.jpg`.
    c.is_control()
        || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
        assert_eq!(safe("console.mp4"), "console.mp4");
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
            prop_assert!(!name.contains(['/', '\\', '\0']) && !name.starts_with('.'));
            prop_assert_eq!(std::path::Path::new(&name).components().count(), 1);
            prop_assert_eq!(safe(&name), name);
        }
    }
}
