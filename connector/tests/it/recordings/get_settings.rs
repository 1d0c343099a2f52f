//! `get-recording-settings`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn the_settings_of_a_recording_are_got() {
    let settings = json!({ "share_recording": "publicly", "recording_authentication": true, "authentication_option": "specialEmail",
        "authentication_name": "Only people with access", "authentication_domains": "", "viewer_download": "false",
        "password": "Gf4kx!9p", "on_demand": false, "approval_type": 2, "send_email_to_host": true,
        "show_social_share_buttons": true, "topic": "Review", "auto_delete": true, "auto_delete_date": "2026-04-01" });
    let input = json!({ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==" });
    assert_snapshot!(invoke(
        "get-recording-settings",
        input,
        [answer(200, settings)]
    ));
}
