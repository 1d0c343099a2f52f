//! How a webinar looks in an answer.

use serde_json::{Map, Value, json};

use crate::{
    api::meetings::view,
    links::Links,
    state::{meeting::Meeting, user::User},
};

/// The whole webinar, as "create" and "get" answer it.
pub(super) fn whole(
    webinar: &Meeting,
    host: &User,
    start_token: &str,
    links: &Links,
) -> Map<String, Value> {
    let mut view = view::summary(webinar, host, links, webinar.start_time);
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    add("host_email", json!(host.email));
    add(
        "start_url",
        json!(format!("{}/s/{}?zak={start_token}", links.web, webinar.id)),
    );
    if !webinar.password.is_empty() {
        add("password", json!(webinar.password));
        add("h323_passcode", json!(webinar.numeric_password));
        add("encrypted_passcode", json!(webinar.encrypted_password));
    }
    add("is_simulive", json!(false));
    add("settings", json!(webinar.settings));
    view::plan(&mut view, webinar, links);
    view
}
