//! Where a host keeps its data when nobody says otherwise.

use std::path::PathBuf;

use etcetera::{BaseStrategy as _, choose_base_strategy};

use crate::Error;

/// Names the data directory of hosts that are told of no other; compiled
/// components are then cached in it, too.
pub(super) const HOME_VARIABLE: &str = "CONNECTOR_HOST_HOME";
/// Names the directory for compiled components, which hosts with different
/// data may share.
const CACHE_VARIABLE: &str = "CONNECTOR_HOST_CACHE";
const NAME: &str = "connector-host";

/// The data directory and the cache directory. The data is below `given`, else
/// below `CONNECTOR_HOST_HOME`, else where the operating system's convention has
/// it (the XDG base directories on Unix). The cache is `CONNECTOR_HOST_CACHE`,
/// else `cache` in a data directory that was named, else in its conventional
/// place.
pub(super) fn choose(given: Option<PathBuf>) -> Result<(PathBuf, PathBuf), Error> {
    let named = |variable| {
        std::env::var_os(variable)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let (home, cache) = match given.or_else(|| named(HOME_VARIABLE)) {
        Some(home) => {
            let cache = home.join("cache");
            (home, cache)
        }
        None => {
            let conventional = choose_base_strategy().map_err(|_| Error::NoHome)?;
            (
                conventional.data_dir().join(NAME),
                conventional.cache_dir().join(NAME),
            )
        }
    };
    Ok((home, named(CACHE_VARIABLE).unwrap_or(cache)))
}
