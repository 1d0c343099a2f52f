//! Which version of the contract a component speaks.
//!
//! It is told before all else, and found without a look at the rest: what a
//! component of another version may have and be is for that version to say.

use wasmparser::{BinaryReader, ComponentExportSectionReader};

use crate::component::LoadError;
use crate::contract::Version;

/// How many sections and exports are looked through for the version. A component
/// for this host has a few hundred sections and two exports.
const LOOKED_THROUGH: usize = 10_000;

/// The number of the section with a component's exports in the binary format.
const EXPORT_SECTION: u8 = 11;

/// The interface of the contract whose name has its version.
pub(super) const CONTRACT: &str = "ipaas:connector/connector";

/// The exports that a component shows, found without a look into any other
/// section: as many as can be read by one who may not know what else there is.
pub(super) fn exports_in_front(bytes: &[u8]) -> Vec<String> {
    let mut exports = Vec::new();
    // What ends it early is for those to tell who read all of it.
    let _ = look_for_exports(bytes, &mut exports);
    exports
}

fn look_for_exports(bytes: &[u8], exports: &mut Vec<String>) -> wasmparser::Result<()> {
    const PREAMBLE: usize = 8;
    let mut reader = BinaryReader::new(bytes, 0);
    reader.read_bytes(PREAMBLE)?;
    for _ in 0..LOOKED_THROUGH {
        if reader.eof() {
            break;
        }
        let section = reader.read_u8()?;
        let length = reader.read_var_u32()?;
        let begin = reader.original_position();
        let content = reader.read_bytes(length as usize)?;
        if section == EXPORT_SECTION {
            let section = ComponentExportSectionReader::new(BinaryReader::new(content, begin))?;
            let more = LOOKED_THROUGH - exports.len();
            for export in section.into_iter().take(more) {
                exports.push(export?.name.name.to_owned());
            }
        }
    }
    Ok(())
}

/// Refuses a connector of a version that this host does not speak.
pub(super) fn check_version(exports: &[String]) -> Result<(), LoadError> {
    let versions = exports.iter().filter_map(|name| {
        let version = name.strip_prefix(CONTRACT)?;
        version.strip_prefix('@')
    });
    for version in versions {
        let speaks = version
            .parse()
            .is_ok_and(|version| Version::SPOKEN.speaks(version));
        if !speaks {
            return Err(LoadError::Version {
                component: version.to_owned(),
                host: Version::SPOKEN.range(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::examine;
    use super::super::samples::{of_version, section};
    use super::*;

    #[test]
    fn the_version_is_told_of_a_component_that_has_what_this_host_neither_knows_nor_takes() {
        let many = format!("(core module {})", "(func)".repeat(30_001));
        let mut oversized = of_version("0.3.0", "");
        oversized.extend(section(0, &vec![0; 33 << 20]));
        // A section that no version of the format has today, before and after.
        let [mut unknown, mut unknown_before] = [of_version("0.3.0", ""), Vec::new()];
        unknown_before.extend(&unknown[..8]);
        unknown_before.extend(section(99, b"what comes"));
        unknown_before.extend(&unknown[8..]);
        unknown.extend(section(99, b"what comes"));
        for newer in [
            of_version("0.3.0", &many),
            of_version("0.3.0", "(core module (memory i64 1))"),
            of_version("0.3.0", r#"(import "clock" (func))"#),
            oversized,
            unknown,
            unknown_before,
        ] {
            let outcome = examine(&newer);
            assert!(
                matches!(&outcome, Err(LoadError::Version { component, .. }) if component == "0.3.0"),
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn looking_for_the_version_has_an_end() {
        let exports = |name: &str| {
            let mut content = vec![1, 0, u8::try_from(name.len()).unwrap()];
            content.extend(name.as_bytes());
            // A component of index 0, of no type that is said.
            content.extend([4, 0, 0]);
            section(EXPORT_SECTION, &content)
        };
        let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
        for _ in 0..LOOKED_THROUGH - 1 {
            bytes.extend(exports("a"));
        }
        bytes.extend(exports("last"));
        bytes.extend(exports("beyond"));
        let found = exports_in_front(&bytes);
        assert_eq!(found.len(), LOOKED_THROUGH);
        assert_eq!(found.last().map(String::as_str), Some("last"));
    }
}
