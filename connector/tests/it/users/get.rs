//! `get-user`.

use insta::assert_snapshot;
use serde_json::json;

use super::user;
use crate::support::{answer, invoke};

#[test]
fn a_user_is_got_by_an_address() {
    let input =
        json!({ "user_id": " anna@example.com ", "login_type": "100", "encrypted_email": false });
    assert_snapshot!(invoke("get-user", input, [answer(200, user())]));
}

#[test]
fn a_user_is_the_connected_one_unless_another_is_named() {
    let script = invoke("get-user", json!({ "user_id": null }), []);
    assert!(
        script.starts_with("GET https://api.zoom.us/v2/users/me\n"),
        "{script}"
    );
}

#[test]
fn an_encrypted_address_and_an_employees_id_are_taken_whatever_their_characters() {
    for (says, name, encoded) in [
        ("encrypted_email", "a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("search_by_unique_id", " E 100#1? ", "E%20100%231%3F"),
        ("search_by_unique_id", "ME", "ME"),
    ] {
        let script = invoke("get-user", json!({ "user_id": name, says: true }), []);
        assert!(
            script.starts_with(&format!(
                "GET https://api.zoom.us/v2/users/{encoded}?{says}=true\n"
            )),
            "{script}"
        );
    }
}

#[test]
fn what_is_no_users_name_is_refused_and_what_would_leave_the_path_always() {
    let refused = |input| {
        crate::support::begin("get-user", input)
            .unwrap_err()
            .problems
    };
    let problems = refused(json!({ "user_id": "a/b+c==" }));
    assert!(
        problems[0].message.contains("encrypted_email"),
        "{problems:?}"
    );
    for name in ["..", "../me", "..%2Fme", "a/..", ""] {
        let problems = refused(json!({ "user_id": name, "encrypted_email": true }));
        assert_eq!(problems[0].field, "user_id", "{name}");
    }
    let both = json!({ "user_id": "a", "encrypted_email": true, "search_by_unique_id": true });
    assert_eq!(refused(both)[0].field, "search_by_unique_id");
}
