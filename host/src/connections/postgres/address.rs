//! Where a PostgreSQL database is.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::TargetSessionAttrs;

/// What a connection is opened with: a host that was cut off in the middle of a
/// transaction holds nothing for long (a minute, where a key may be asked for in it),
/// and whatever the server or the role have for defaults, each statement sees what was
/// committed before it.
const SESSION: &str = "-c statement_timeout=15s -c lock_timeout=10s \
    -c idle_in_transaction_session_timeout=8s -c synchronous_commit=on \
    -c default_transaction_isolation=read\\ committed";
/// The schema that the tables are in, unless the address says where to look for
/// them: others may have tables of the same names.
pub(super) const SCHEMA: &str = "connector_host";

/// Where a PostgreSQL database is: `postgres://…`, or `host=… user=…`.
#[derive(Clone)]
pub struct PostgresAddress(pub(super) Config);

/// The text is no address of a PostgreSQL database. It is not told, since there
/// may be a password in it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("this is no address of a PostgreSQL database ({0}): write postgres://user@host/database")]
pub struct AddressError(String);

impl PostgresAddress {
    /// Whether there is a password in it.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.0.get_password().is_some()
    }
}

impl FromStr for PostgresAddress {
    type Err = AddressError;

    fn from_str(address: &str) -> Result<Self, AddressError> {
        let mut config: Config = address
            .parse()
            .map_err(|error: tokio_postgres::Error| AddressError(error.to_string()))?;
        if !address.contains("target_session_attrs") {
            // A standby is read only, and may be of the past.
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let own = config.get_options().unwrap_or_default().to_owned();
        let mut options = format!("{own} {SESSION}");
        if !own.contains("search_path") {
            options.push_str(" -c search_path=");
            options.push_str(SCHEMA);
        }
        config.options(options);
        if config.get_application_name().is_none() {
            config.application_name("connector-host");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        if config.get_tcp_user_timeout().is_none() {
            // A server that was cut off is noticed, and not waited for.
            config.tcp_user_timeout(Duration::from_secs(15));
        }
        // The same where nothing is under way that would be missed: the answer to a
        // statement that takes long.
        if !address.contains("keepalives_idle") {
            config.keepalives_idle(Duration::from_secs(15));
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_interval(Duration::from_secs(5));
        }
        Ok(Self(config))
    }
}

/// Without the password.
impl fmt::Debug for PostgresAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PostgresAddress")
            .field("hosts", &self.0.get_hosts())
            .field("database", &self.0.get_dbname())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_quiet_is_tried_unless_the_address_says_when() {
        let by_default: PostgresAddress = "postgres://db.example/store".parse().unwrap();
        let seconds = Duration::from_secs;
        assert_eq!(by_default.0.get_keepalives_idle(), seconds(15));
        assert_eq!(by_default.0.get_keepalives_interval(), Some(seconds(5)));
        let said = "postgres://db.example/store?keepalives_idle=90&keepalives_interval=30";
        let said: PostgresAddress = said.parse().unwrap();
        assert_eq!(said.0.get_keepalives_idle(), seconds(90));
        assert_eq!(said.0.get_keepalives_interval(), Some(seconds(30)));
    }
}
