//! Which scopes are missing.

use insta::assert_snapshot;
use serde_json::json;

use super::{failure, told};
use crate::support::{self, answer, connection, raw};

#[test]
fn missing_scopes_are_read_from_where_zoom_tells_them() {
    let body = json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:\
        [meeting:write:meeting, meeting:write:meeting:admin]." });
    assert_snapshot!(told("create-meeting", [answer(400, body)]));
}

#[test]
fn missing_scopes_are_the_actions_own_where_zoom_tells_none() {
    let scopes = |body: &[u8]| {
        failure("delete-meeting", raw(400, &[], body))
            .missing_scopes
            .concat()
    };
    let own = [
        "meeting:write",
        "meeting:write:admin",
        "meeting:delete:meeting",
        "meeting:delete:meeting:admin",
    ];
    assert_eq!(
        scopes(br#"{"code":4711,"message":"Il manque un droit."}"#),
        own
    );
    assert_eq!(
        scopes(br#"{"code":4711,"message":"does not contain scopes: Alle Rechte!"}"#),
        own
    );
    let unescaped = br#"{"code":104,"message":"Invalid access token, does not contain scopes:["a:b:c","d:e"]."}"#;
    assert_eq!(scopes(unescaped), ["a:b:c", "d:e"]);
}

#[test]
fn a_missing_scope_is_named_in_the_sort_that_the_app_has() {
    let body = json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:\
        [meeting:write:meeting, meeting:write:meeting:admin]." });
    for (granted, missing) in [
        ("user:read:user", "meeting:write:meeting"),
        ("user:read:user:admin", "meeting:write:meeting:admin"),
    ] {
        let step = zoom_connector::invoke(&connection(&[granted]), "create-meeting", "{}").unwrap();
        let reply = answer(400, body.clone());
        let failure = support::resume(&support::state(&step).unwrap(), reply).unwrap_err();
        assert_eq!(failure.missing_scopes, [[missing]]);
    }
}
