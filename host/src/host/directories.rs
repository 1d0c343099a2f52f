//! Where a host keeps its data when nobody says otherwise.

use std::path::PathBuf;

use etcetera::{BaseStrategy as _, choose_base_strategy};

use crate::Error;

/// Names the data directory of hosts that are told of no other; compiled
/// components are then cached in it, too.
pub(super) const HOME_VARIABLE: &str = "CONNECTOR_HOST_HOME";
const NAME: &str = "connector-host";

/// The data directory and the cache directory: below `given`, else below
/// `CONNECTOR_HOST_HOME`, else where the operating system's convention has them
/// (the XDG base directories on Unix).
pub(super) fn choose(given: Option<PathBuf>) -> Result<(PathBuf, PathBuf), Error> {
    let home = given.or_else(|| std::env::var_os(HOME_VARIABLE).map(PathBuf::from));
    if let Some(home) = home {
        let cache = home.join("cache");
        return Ok((home, cache));
    }
    let conventional = choose_base_strategy().map_err(|_| Error::NoHome)?;
    Ok((
        conventional.data_dir().join(NAME),
        conventional.cache_dir().join(NAME),
    ))
}
