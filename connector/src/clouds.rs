//! Zoom's clouds, and which addresses are Zoom's.

/// One of Zoom's clouds. Each has the same addresses in a domain of its own.
pub(crate) struct Cloud {
    /// What the setting `environment` calls it.
    environment: &'static str,
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) name: &'static str,
    domain: &'static str,
    /// The API for accounts of all regions.
    pub(crate) api: &'static str,
}

static COMMERCIAL: Cloud = Cloud {
    environment: "commercial",
    name: "Zoom",
    domain: "zoom.us",
    api: "https://api.zoom.us",
};

static GOVERNMENT: Cloud = Cloud {
    environment: "government",
    name: "Zoom for Government",
    domain: "zoomgov.com",
    api: "https://api.zoomgov.com",
};

/// The usual one first.
pub(crate) static CLOUDS: [&Cloud; 2] = [&COMMERCIAL, &GOVERNMENT];

/// What the setting `environment` may be.
pub(crate) static ENVIRONMENTS: [&str; 2] = [COMMERCIAL.environment, GOVERNMENT.environment];

impl Cloud {
    /// The cloud that the setting `environment` names; the usual one without it.
    pub(crate) fn named(environment: Option<&str>) -> &'static Self {
        let named = |cloud: &&&Self| Some(cloud.environment) == environment;
        CLOUDS.iter().find(named).copied().unwrap_or(&COMMERCIAL)
    }

    /// What is at `https://zoom.us` followed by `path` in the usual cloud.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("https://{}{path}", self.domain)
    }
}

/// Whether an address is one of Zoom's: `https`, at one of its domains or below, and nobody's user
/// name in front of it.
pub(crate) fn is_zoom(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let host = uri.host().unwrap_or_default();
    let plain = uri
        .authority()
        .is_some_and(|authority| authority.as_str() == host);
    uri.scheme() == Some(&http::uri::Scheme::HTTPS)
        && plain
        && CLOUDS.iter().any(|cloud| {
            let below = host.strip_suffix(cloud.domain);
            below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zooms_own_addresses_are_zooms() {
        for url in [
            "https://api.zoom.us",
            "https://zoom.us/rec/download/a?b=c",
            "https://x.us02.zoom.us/",
            "https://api.zoomgov.com",
        ] {
            assert!(is_zoom(url), "{url}");
        }
        for url in [
            "http://api.zoom.us",
            "https://zoom.us.example.com",
            "https://evilzoom.us",
            "https://evilzoomgov.com",
            "https://zoom.us@example.com/",
            "https://zoom.us:8443/",
            "//zoom.us",
            "zoom.us",
            "",
            "https://example.com/zoom.us",
        ] {
            assert!(!is_zoom(url), "{url}");
        }
    }
}
