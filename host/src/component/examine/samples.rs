//! Components in text, for tests.

use super::examine;

/// A component that shows what a connector shows, with these parts.
pub(super) fn component(parts: &str) -> Vec<u8> {
    of_version("0.2.0", parts)
}

/// The same for a version of the contract.
pub(super) fn of_version(version: &str, parts: &str) -> Vec<u8> {
    let text = format!(
        r#"(component {parts}
            (instance $connector)
            (export "ipaas:connector/connector@{version}" (instance $connector)))"#
    );
    wat::parse_str(text).unwrap()
}

/// Why one with these parts is refused.
pub(super) fn refusal(parts: &str) -> String {
    examine(&component(parts)).unwrap_err().to_string()
}

/// A section of that number, as it stands in a component.
pub(super) fn section(number: u8, content: &[u8]) -> Vec<u8> {
    let mut section = vec![number];
    let mut length = content.len();
    while length > 0x7f {
        section.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
        length >>= 7;
    }
    section.push(u8::try_from(length).unwrap());
    section.extend(content);
    section
}
