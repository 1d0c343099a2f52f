//! Whose connections they are: tenants of a host, who know nothing of each other.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use super::StoreError;
use super::name::is_name;

/// The name of a tenant: 1 to 64 letters, digits, `-`, `_`, `.` or `@`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tenant(String);

impl Tenant {
    /// The tenant that is always there. It is the operator's: its apps serve the
    /// tenants that have none of their own.
    pub const DEFAULT: &str = "default";

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_default(&self) -> bool {
        self.0 == Self::DEFAULT
    }

    /// What was kept as the name of a tenant.
    pub(super) fn kept(name: String) -> Self {
        Self(name)
    }
}

impl Default for Tenant {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl FromStr for Tenant {
    type Err = StoreError;

    fn from_str(name: &str) -> Result<Self, StoreError> {
        if is_name(name) {
            Ok(Self(name.to_owned()))
        } else {
            Err(StoreError::BadTenant {
                name: name.to_owned(),
            })
        }
    }
}

/// To be looked up by its name.
impl Borrow<str> for Tenant {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
