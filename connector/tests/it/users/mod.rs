//! Users.

mod changes;
mod get;
mod get_current;
mod get_token;
mod groups;
mod list;
mod list_schedulers;
mod recycle;
mod settings;
mod update;

use serde_json::{Value, json};

/// A user as Zoom answers one.
pub(crate) fn user() -> Value {
    json!({
        "id": "30R7kT7bTIKSNUFEuH_Qlg", "email": "anna@example.com", "first_name": "Anna", "last_name": "Huber",
        "display_name": "Anna Huber", "type": 2, "status": "active", "role_name": "Member", "role_id": "2",
        "pmi": 5_550_100_001_u64, "use_pmi": false, "dept": "", "created_at": "2024-03-01T09:30:00Z",
        "user_created_at": "2024-03-01T09:30:00Z", "last_login_time": "2026-02-11T07:02:00Z", "timezone": "Europe/Vienna",
        "language": "en-US", "verified": 1, "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw", "account_number": 100_000_099,
        "phone_numbers": [{ "country": "AT", "code": "+43", "number": "12345", "verified": true, "label": "Mobile" }],
        "group_ids": ["g"], "im_group_ids": [], "login_types": [100], "jid": "x@xmpp.zoom.us",
        "personal_meeting_url": "https://us02web.zoom.us/j/5550100001?pwd=x", "cluster": "us02", "zoom_one_type": 4,
        "pronouns_option": 3, "job_title": "", "cost_center": "", "location": "", "company": "",
        "license_info_list": [{ "license_type": "MEETING", "license_option": 2, "subscription_id": "s" }],
        "custom_attributes": [{ "key": "cbf", "name": "Faculty", "value": "Law" }], "plan_united_type": "1",
        "manager": "boss@example.com", "employee_unique_id": "e1", "pic_url": "https://us02web.zoom.us/p/x"
    })
}
