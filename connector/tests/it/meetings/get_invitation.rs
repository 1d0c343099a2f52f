//! `get-meeting-invitation`.

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{answer, invoke};

#[test]
fn the_text_of_an_invitation_is_got() {
    let invitation = json!({ "invitation": "Anna is inviting you.\r\n\r\nhttps://us02web.zoom.us/j/1?pwd=x\r\n",
        "sip_links": ["sip:85746065432@zoomcrc.com"] });
    let input = json!({ "meeting_id": "857 4606 5432" });
    assert_snapshot!(invoke(
        "get-meeting-invitation",
        input,
        [answer(200, invitation)]
    ));
}
