//! The users of an account, and the one who is connected.

use end_to_end::{App, Stage};
use serde_json::{Value, json};

use super::{invoke, items, text};

#[tokio::test]
async fn users_are_listed_looked_at_and_changed() {
    let stage = Stage::connected(App::ServerToServer).await;
    let listed = invoke(
        &stage,
        "list-users",
        json!({ "all_pages": true, "page_size": 2 }),
    )
    .await;
    let owner = stage.sandbox.user().email;
    let of_another = |user: &&Value| user["email"] != owner.as_str();
    let someone = items(&listed, "users")
        .iter()
        .find(of_another)
        .expect("there are others");
    let someone = text(someone, "email");

    let one = json!({ "user_id": someone });
    let before = invoke(&stage, "get-user", one.clone()).await;
    let change = json!({ "user_id": someone, "dept": "Law", "type": 1, "timezone": "Europe/Vienna",
        "phone_numbers": [{ "code": "+43", "country": "AT", "label": "Office", "number": "12345" }] });
    let updated = invoke(&stage, "update-user", change).await;
    assert_eq!(
        updated["updated_fields"],
        json!(["dept", "phone_numbers", "timezone", "type"])
    );
    let after = invoke(&stage, "get-user", one).await;
    assert_eq!((&after["dept"], &after["type"]), (&json!("Law"), &json!(1)));
    assert_eq!(after["phone_numbers"][0]["number"], "12345");
    assert_eq!(after["last_name"], before["last_name"]);

    let back = json!({ "user_id": someone, "dept": before["dept"], "type": before["type"] });
    let _ = invoke(&stage, "update-user", back).await;
}

#[tokio::test]
async fn a_user_is_told_for_whom_to_schedule_and_with_which_settings() {
    let stage = Stage::connected(App::ServerToServer).await;
    let listed = invoke(&stage, "list-users", json!({ "all_pages": true })).await;
    let mut schedulers = Vec::new();
    for user in items(&listed, "users") {
        let input = json!({ "user_id": user["id"] });
        let list = invoke(&stage, "list-schedulers", input.clone()).await;
        schedulers.extend(items(&list, "schedulers").to_vec());
        let settings = invoke(&stage, "get-user-settings", input).await;
        assert!(settings["schedule_meeting"].is_object(), "{settings}");
    }
    assert!(
        schedulers
            .iter()
            .any(|scheduler| scheduler["email"] == stage.sandbox.user().email.as_str())
    );

    let owner = json!({ "user_id": stage.sandbox.user().email });
    for (option, member) in [
        ("meeting_security", "meeting_security"),
        ("meeting_authentication", "authentication_options"),
        ("recording_authentication", "recording_authentication"),
    ] {
        let mut input = owner.clone();
        input["option"] = option.into();
        let settings = invoke(&stage, "get-user-settings", input).await;
        assert!(!settings[member].is_null(), "{settings}");
    }
    let mut input = owner;
    input["custom_query_fields"] = "host_video".into();
    let settings = invoke(&stage, "get-user-settings", input).await;
    assert!(
        settings["schedule_meeting"]["host_video"].is_boolean(),
        "{settings}"
    );
}

#[tokio::test]
async fn the_connected_user_is_known_and_gets_a_token() {
    let stage = Stage::connected(App::UserGranular).await;
    let user = invoke(&stage, "get-current-user", json!({})).await;
    assert_eq!(text(&user, "email"), stage.sandbox.user().email);
    let same = invoke(&stage, "get-user", json!({})).await;
    assert_eq!(same["id"], user["id"]);
    for kind in ["zak", "onbehalf"] {
        let token = invoke(
            &stage,
            "get-user-token",
            json!({ "type": kind, "ttl": 600 }),
        )
        .await;
        assert!(!text(&token, "token").is_empty());
    }
}

#[tokio::test]
async fn a_licence_goes_from_one_user_to_another_and_nobody_who_is_protected_loses_one() {
    let stage = Stage::connected(App::ServerToServer).await;
    let before = invoke(&stage, "get-user-summary", json!({})).await;
    let plans = invoke(&stage, "get-plan-usage", json!({})).await;
    assert_eq!(plans["plan_base"]["usage"], before["licensed_users_count"]);
    let groups = invoke(&stage, "list-groups", json!({})).await;
    let group = &items(&groups, "groups")[0]["id"];
    let lena = "lena@sandbox.example";
    let into = json!({ "user_id": lena, "group_id": group });
    let _ = invoke(&stage, "update-user", into).await;
    let members = json!({ "group_id": group });
    let members = invoke(&stage, "list-group-members", members).await;
    assert_eq!(items(&members, "members")[0]["email"], lena);

    let mut input = json!({ "user_id": "ben@sandbox.example", "max_licensed": before["licensed_users_count"],
        "protected_groups": [group], "free_for_minutes": 0, "plan_only": true });
    let plan = invoke(&stage, "recycle-licence", input.clone()).await;
    let adam = "adam@sandbox.example";
    assert_eq!(plan["would_take_from"]["email"], adam, "{plan}");
    let same = invoke(&stage, "get-user-summary", json!({})).await;
    assert_eq!(same, before, "a plan changes nothing");

    input["plan_only"] = false.into();
    let done = invoke(&stage, "recycle-licence", input).await;
    assert_eq!(
        (&done["given"], &done["taken_from"]["email"]),
        (&json!(true), &json!(adam))
    );
    let ben = json!({ "user_id": "ben@sandbox.example" });
    assert_eq!(invoke(&stage, "get-user", ben).await["type"], 2);
    let lost = json!({ "user_id": adam });
    assert_eq!(invoke(&stage, "get-user", lost).await["type"], 1);
}
