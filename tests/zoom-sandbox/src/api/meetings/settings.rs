//! The settings of a meeting: what each is when nobody says otherwise.

use serde_json::{Map, Value, json};

use crate::state::user::User;

/// The settings of a new meeting of this host. Zoom publishes a default for
/// some; for the others these are what a new account has, as far as known.
pub(crate) fn defaults(host: &User) -> Map<String, Value> {
    let mut settings: Map<String, Value> = serde_json::from_str(include_str!("settings.json"))
        .expect("the settings are checked by every test that creates a meeting");
    settings.insert("contact_name".into(), json!(host.display_name()));
    settings.insert("contact_email".into(), json!(host.email));
    settings
}

/// Lays new settings over the old ones. Objects are merged, all else replaced.
pub(crate) fn apply(settings: &mut Map<String, Value>, changes: &Map<String, Value>) {
    merge(settings, changes);
    if settings["waiting_room"] == json!(true) {
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
