//! Versions of the contract: the one that this host speaks, and which others it
//! can speak. `wit/README.md` has the rules.

use std::fmt;
use std::str::FromStr;

/// A version of the contract (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// What this host speaks.
    pub const SPOKEN: Self = Self {
        major: 0,
        minor: 2,
        patch: 0,
    };

    /// Whether a host of this version speaks a component of `other`.
    #[must_use]
    pub fn speaks(self, other: Self) -> bool {
        if self.major == 0 {
            other.major == 0 && other.minor == self.minor
        } else {
            other.major == self.major && other.minor <= self.minor
        }
    }

    /// Which versions a host of this version speaks, for a sentence.
    #[must_use]
    pub fn range(self) -> String {
        if self.major == 0 {
            format!("0.{}", self.minor)
        } else {
            format!("{0}.0 to {0}.{1}", self.major, self.minor)
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.splitn(3, '.').map(str::parse);
        let mut next = || numbers.next().unwrap_or_else(|| "".parse());
        Ok(Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn the_host_speaks_the_version_that_the_contract_has() {
        let contract = include_str!("../../../wit/connector.wit");
        let package = format!("package ipaas:connector@{};", Version::SPOKEN);
        assert!(contract.lines().any(|line| line == package), "{package}");
    }

    #[test]
    fn before_1_the_minor_versions_have_to_be_equal() {
        let host = version("0.2.0");
        assert!(host.speaks(version("0.2.0")) && host.speaks(version("0.2.7")));
        for other in ["0.1.0", "0.3.0", "1.2.0"] {
            assert!(!host.speaks(version(other)), "{other}");
        }
        assert_eq!(host.range(), "0.2");
    }

    #[test]
    fn from_1_on_a_host_speaks_what_came_before_it() {
        let host = version("1.4.0");
        assert!(host.speaks(version("1.0.9")) && host.speaks(version("1.4.0")));
        for other in ["0.4.0", "1.5.0", "2.0.0"] {
            assert!(!host.speaks(version(other)), "{other}");
        }
        assert_eq!(host.range(), "1.0 to 1.4");
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "1", "1.2", "1.2.x", "1.2.3-rc.1", "v1.2.3"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }
}
