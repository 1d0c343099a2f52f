//! That no public method of the library is left out.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The methods that are not called, since there is nothing of a tenant to ask them for.
const OF_NOBODY: &[(&str, &str)] = &[
    ("Host::builder", "there is no host yet"),
    ("Host::data_dir", "it is where the host is"),
    ("Host::database", "it is where the host is"),
    ("Host::tenant_name", "it is the asker's own"),
    ("Host::rerouted", "it is how the host was built"),
    ("Host::clock_offset", "it is of the machine"),
    (
        "Host::key",
        "it is the operator's key, which is told by its id alone",
    ),
    (
        "Host::began_with_key_file",
        "it is the operator's key, which is told by its file alone",
    ),
    (
        "Host::key_waits_in",
        "it is the operator's key, which is told by its file alone",
    ),
    (
        "Host::gave_up_key",
        "it is the operator's key, which is told by its id alone",
    ),
    (
        "Host::is_return_to",
        "it compares with a session that was shown to the asker",
    ),
    (
        "Host::check_app_of_sign_in",
        "it is told of a session that was shown to the asker",
    ),
    ("Host::finish_renewals", "it waits for this process"),
    ("Host::moment", "it reads a text and the clock"),
    (
        "Host::has_had_api_keys",
        "it is one word for all of the store",
    ),
    ("Host::load", "it is for the program that the host is in"),
    ("Host::new_browser", "it is made up anew each time"),
    (
        "Host::receive_at",
        "the address is what asks, which nobody can guess",
    ),
    ("Host::secrets_of_apps", "connectors are everybody's"),
    ("Host::methods_of_apps", "connectors are everybody's"),
    ("Host::connector", "connectors are everybody's"),
    ("Host::connectors", "connectors are everybody's"),
    ("PendingAuthorization::id", "the asker has begun it"),
    ("PendingAuthorization::expires_at", "the asker has begun it"),
    ("PendingAuthorization::url", "the asker has begun it"),
    (
        "PendingAuthorization::redirect_uri",
        "the asker has begun it",
    ),
    ("PendingAuthorization::manifest", "the asker has begun it"),
    ("PendingAuthorization::expected", "the asker has begun it"),
    (
        "PendingAuthorization::take_listener",
        "the asker has begun it",
    ),
];
/// The types whose methods are not called: none can be had for what is another's.
const OF_OWN: &[(&str, &str)] = &[
    ("HostBuilder", "there is no host yet"),
    ("ClockOffset", "it is a number"),
    ("ApiKey", "it was shown to the asker, and asks nobody"),
    ("AuditKind", "it is a word"),
    ("AuditQuery", "it is what `Host::audit` is asked with"),
    ("AuditRecord", "it was shown to the asker, and asks nobody"),
    ("Connection", "it was shown to the asker, and asks nobody"),
    ("ConnectionId", "it is a word"),
    ("DatabaseError", "it is what a database says"),
    ("Key", "it is whoever's who has it"),
    ("KeySource", "it is whoever's who has it"),
    ("PostgresAddress", "it is whoever's who has it"),
    ("Right", "it is a word"),
    ("SignInId", "it is a word"),
    ("Tenant", "it is a word"),
    ("App", "it is the asker's to register"),
    ("ConnectPurpose", "it is the asker's to have done"),
    ("NewApiKey", "it is the operator's to make"),
    ("Uncovered", "it is a word for scopes"),
    ("PendingDevice", "the asker has begun it"),
    ("Connectors", "connectors are everybody's"),
    ("UnusableConnector", "connectors are everybody's"),
    ("ExpectedReturn", "the asker has begun it"),
    (
        "ReceivedAt",
        "it is had by an address, and tells a tenant of its own connections alone",
    ),
    (
        "Run",
        "the asker has begun it, or taken up what opens for it alone",
    ),
    (
        "Running",
        "the asker has begun it, or taken up what opens for it alone",
    ),
];

/// The public methods in a source file, as rustfmt writes them.
fn methods_in(source: &str) -> BTreeSet<String> {
    let mut of = None;
    let mut found = BTreeSet::new();
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("impl") {
            let is_of_trait = rest.contains(" for ");
            let named = rest.trim_start_matches(|character| character != ' ').trim();
            let end = named.find(|character: char| !character.is_alphanumeric());
            let name = &named[..end.unwrap_or(named.len())];
            of = (!is_of_trait).then(|| name.to_owned());
        }
        let Some(signature) = line.strip_prefix("    pub ") else {
            continue;
        };
        let before = signature.split('(').next().unwrap_or_default();
        if let (Some(of), Some((_, method))) = (&of, before.split_once("fn ")) {
            let end = method.find('<').unwrap_or(method.len());
            found.insert(format!("{of}::{}", &method[..end]));
        }
    }
    found
}

fn methods_of_the_library() -> BTreeSet<String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../host/src");
    let mut found = BTreeSet::new();
    let mut directories = ["host", "connections"]
        .map(|name| sources.join(name))
        .to_vec();
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                directories.push(path);
            } else {
                found.extend(methods_in(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_method_of_the_library_is_called_or_has_nothing_of_a_tenant() {
    let methods = methods_of_the_library();
    let tried = tried();
    let is_of_own = |method: &str| {
        let (of, _) = method.split_once("::").unwrap();
        OF_OWN.iter().any(|(own, _)| *own == of)
    };
    let of_nobody: BTreeSet<_> = OF_NOBODY.iter().map(|(method, _)| *method).collect();
    for method in &methods {
        let is_known = tried.contains(&**method) || of_nobody.contains(&**method);
        assert!(
            is_known || is_of_own(method),
            "{method} is called by no stranger"
        );
    }
    for method in tried.union(&of_nobody) {
        assert!(methods.contains(*method), "there is no {method}");
    }
    for (own, _) in OF_OWN {
        let of_it = format!("{own}::");
        assert!(
            methods.iter().any(|method| method.starts_with(&of_it)),
            "{own}"
        );
    }
}

#[test]
fn methods_are_found_however_they_are_declared() {
    let source = "
impl Host {
    pub async fn connection(&self, name: &str) -> Result<Connection, Error> {
    pub fn name(
    pub(super) fn of(&self) -> Self {
    fn own(&self) {
}
impl<'a> Trial<'a> {
    pub const fn of<T>(what: T) -> Self {
}
impl From<Host> for Trial {
    pub fn from(host: Host) -> Self {
}
";
    let found: Vec<_> = methods_in(source).into_iter().collect();
    assert_eq!(found, ["Host::connection", "Host::name", "Trial::of"]);
}
