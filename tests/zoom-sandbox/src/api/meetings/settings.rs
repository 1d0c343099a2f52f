//! The settings of a meeting or webinar: what each is when nobody says otherwise.

use serde_json::{Map, Value, json};

use crate::state::{meeting::kind::is_webinar, user::User};

/// The settings of a new meeting or webinar of this host. Zoom publishes a default for
/// some; for the others these are what a new account has, as far as known.
pub(crate) fn defaults(kind: u64, host: &User) -> Map<String, Value> {
    let defaults = if is_webinar(kind) {
        include_str!("../webinars/settings.json")
    } else {
        include_str!("settings.json")
    };
    let mut settings: Map<String, Value> = serde_json::from_str(defaults)
        .expect("the settings are checked by every test that creates a meeting or webinar");
    settings.insert("contact_name".into(), json!(host.display_name()));
    settings.insert("contact_email".into(), json!(host.email));
    settings
}

/// Lays new settings over the old ones. Objects are merged, all else replaced.
pub(crate) fn apply(settings: &mut Map<String, Value>, changes: &Map<String, Value>) {
    merge(settings, changes);
    if settings.get("waiting_room") == Some(&json!(true)) {
        settings.insert("join_before_host".into(), json!(false));
    }
}

fn merge(old: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (name, value) in new {
        match (old.get_mut(name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                old.insert(name.clone(), value.clone());
            }
        }
    }
}
