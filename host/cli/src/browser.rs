//! Opening a page in the person's browser.
//!
//! The browser is another program, which reads its own environment and that of
//! whoever it starts in turn. It gets what a browser needs of this program's
//! environment and nothing else: a key or a client secret may be in there.

use std::{
    env,
    ffi::OsString,
    process::{Command, Stdio},
};

use url::{Host, Url};

/// What a browser needs to find the screen, the session and its own settings.
const NEEDED: &[&str] = &[
    "BROWSER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP_SESSION",
    "DISPLAY",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TMPDIR",
    "USER",
    "WAYLAND_DISPLAY",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "XAUTHORITY",
];

/// The same, by the beginnings of names.
const NEEDED_PREFIXES: &[&str] = &["GNOME_", "KDE_", "LC_", "XDG_"];

/// What programs of Windows do not start without.
#[cfg(windows)]
const NEEDED_BY_WINDOWS: &[&str] = &[
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "WINDIR",
];
#[cfg(not(windows))]
const NEEDED_BY_WINDOWS: &[&str] = &[];

/// Opens a page in the person's browser; says whether one was started.
pub(super) fn open(page: &Url) -> bool {
    is_a_page(page) && can_be_seen() && open::commands(page.as_str()).into_iter().any(start)
}

/// An address of the web: what else a server may name, such as a file of this
/// machine, is for nobody's browser. Under a reroute the page is on this
/// machine, without TLS.
fn is_a_page(address: &Url) -> bool {
    let is_this_machine = match address.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    match address.scheme() {
        "https" => address.has_host(),
        "http" => is_this_machine,
        _ => false,
    }
}

/// Whether there is a screen for a browser to show itself on.
fn can_be_seen() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(any(windows, target_os = "macos")) {
        !is_set("SSH_CONNECTION")
    } else {
        ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
            .into_iter()
            .any(is_set)
    }
}

fn start(mut command: Command) -> bool {
    command
        .env_clear()
        .envs(env::vars_os().filter(|(name, _)| is_needed(name)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok()
}

fn is_needed(name: &OsString) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    NEEDED.contains(&name)
        || NEEDED_BY_WINDOWS
            .iter()
            .any(|needed| needed.eq_ignore_ascii_case(name))
        || NEEDED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_given_pages_of_the_web_and_nothing_else() {
        let is_page = |address: &str| is_a_page(&address.parse().expect("an address"));
        for page in [
            "https://login.example.com/authorize?state=1",
            "http://127.0.0.1:8080/authorize",
            "http://[::1]:8080/",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "file:///etc/passwd",
            "http://login.example.com/authorize",
            "http://localhost/",
            "javascript:alert(1)",
            "data:text/html,x",
            "ssh://login.example.com",
            "custom-app://open",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }

    #[test]
    fn a_browser_inherits_no_variable_that_may_hold_a_secret() {
        for name in ["DISPLAY", "XDG_RUNTIME_DIR", "HOME", "LC_ALL"] {
            assert!(is_needed(&name.into()), "{name}");
        }
        for name in [
            "CONNECTOR_HOST_KEY",
            "CONNECTOR_HOST_HOME",
            "CLIENT_SECRET",
            "AWS_SECRET_ACCESS_KEY",
            "LD_PRELOAD",
            "home",
        ] {
            assert!(!is_needed(&name.into()), "{name}");
        }
    }
}
