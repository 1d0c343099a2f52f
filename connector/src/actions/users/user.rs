//! A user, as Zoom answers.

use super::fields::{LOGIN_TYPES, PLANS};
use super::profile::{CUSTOM_ATTRIBUTE, PHONE_NUMBER, PLAN, PRONOUNS_OPTION, PRONOUNS_OPTIONS};
use super::{licences, profile};
use crate::action::{Column, column};
use crate::ids;
use crate::shape::{Field, INTEGER, Kind, Shape, TEXT, TEXTS, list, member};
use crate::times::TIMESTAMP;

/// The id of a user; those who were invited and have not come yet have none in lists.
pub(super) const ID: Field = member("id", TEXT, "The user id.");

/// What is told of a user in lists and alone.
pub(super) static COMMON: &[Field] = &[
    member("email", ids::EMAIL, "The e-mail address."),
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
    member("display_name", TEXT, "The name that others see."),
    member("type", Kind::Code(PLANS), PLAN),
    member(
        "status",
        Kind::Choice(&["active", "inactive", "pending"]),
        "Whether the user is active, was deactivated, or has been invited and has not come yet.",
    ),
    member("dept", TEXT, "The department."),
    member("pmi", ids::MEETING, "The personal meeting id."),
    member("timezone", TEXT, "The time zone."),
    member("role_id", TEXT, "The id of the user's role in the account."),
    member(
        "created_at",
        TIMESTAMP,
        "When the newest way to sign in was made, in UTC; of a user who has not come yet, now.",
    )
    .deprecated(),
    member(
        "user_created_at",
        TIMESTAMP,
        "When the user was made, in UTC.",
    ),
    member(
        "last_login_time",
        TIMESTAMP,
        "When the user signed in last, in UTC; it may be three days behind.",
    ),
    member(
        "last_client_version",
        TEXT,
        "The version of the client that the user signed in with last.",
    ),
    member(
        "employee_unique_id",
        TEXT,
        "The employee's id, where the user signs in by single sign-on (SAML).",
    ),
    member("group_ids", TEXTS, "The ids of the user's groups."),
    member(
        "division_ids",
        TEXTS,
        "The ids of the user's divisions; Zoom knows one at most.",
    ),
    member(
        "im_group_ids",
        TEXTS,
        "The ids of the user's groups of contacts.",
    ),
    member(
        "login_types",
        list(&Kind::Code(LOGIN_TYPES)),
        "How the user signs in: 0 Facebook, 1 Google, 24 Apple, 27 Microsoft, 97 a mobile device, 98 RingCentral, 99 as an API user, 100 with a password of Zoom's, 101 single sign-on, 11 a phone number, 21 WeChat, 23 Alipay.",
    ),
    member(
        "plan_united_type",
        Kind::Choice(licences::UNITED_PLANS),
        licences::UNITED,
    ),
    member(
        "license_info_list",
        list(&Kind::Object(&licences::SEEN)),
        "The user's licences, in accounts with several subscriptions of the same plan.",
    ),
    member(
        "custom_attributes",
        list(&Kind::Object(&CUSTOM_ATTRIBUTE)),
        "Values of the account's own attributes.",
    ),
    member(
        "verified",
        Kind::Code(&[0, 1]),
        "Whether the e-mail address is verified (1) or not (0).",
    ),
];

/// What is told of a user alone.
pub(super) static ALONE: &[Field] = &[
    member("account_id", TEXT, "The id of the account."),
    member("account_number", INTEGER, "The number of the account."),
    member(
        "role_name",
        TEXT,
        "The name of the user's role in the account.",
    ),
    member("company", TEXT, "The company."),
    member("job_title", TEXT, "The job title."),
    member("cost_center", TEXT, "The cost centre."),
    member("location", TEXT, "Where the user works."),
    member("manager", TEXT, "Whom the user reports to."),
    member(
        "language",
        TEXT,
        "The language of the web portal, such as `en-US`.",
    ),
    member("pronouns", TEXT, "The pronouns."),
    member(
        "pronouns_option",
        Kind::Code(PRONOUNS_OPTIONS),
        PRONOUNS_OPTION,
    ),
    member(
        "phone_numbers",
        list(&Kind::Object(&PHONE_NUMBER)),
        "The phone numbers.",
    ),
    member("phone_country", TEXT, "The country of the phone number.").deprecated(),
    member("phone_number", TEXT, "The phone number.").deprecated(),
    member("use_pmi", Kind::Boolean, profile::USE_PMI),
    member(
        "personal_meeting_url",
        TEXT,
        "The address of the user's personal meeting; it may hold the passcode.",
    )
    .sensitive(),
    member(
        "vanity_url",
        TEXT,
        "The address of the user's personal link.",
    ),
    member("pic_url", TEXT, "The address of the user's picture."),
    member("cms_user_id", TEXT, "The user's id at Kaltura."),
    member("jid", TEXT, "The user's id in the chat."),
    member(
        "cluster",
        TEXT,
        "The part of Zoom that the user is served by.",
    ),
    member("zoom_one_type", licences::ANY, licences::WORKPLACE),
];

/// All that is told of a user.
pub(crate) static USER: Shape = Shape::of(&[&[ID], COMMON, ALONE]);

/// What to show of a user.
pub(super) const COLUMNS: &[Column] = &[
    column("E-mail", "/email"),
    column("Name", "/display_name"),
    column("Plan", "/type"),
    column("Status", "/status"),
    column("User ID", "/id"),
];

/// A user as Zoom answers one.
pub(super) const SAMPLE: &str = r#"{
    "id": "30R7kT7bTIKSNUFEuH_Qlg",
    "email": "host@example.com",
    "first_name": "Anna",
    "last_name": "Huber",
    "display_name": "Anna Huber",
    "type": 2,
    "status": "active",
    "role_name": "Member",
    "pmi": "5550100001",
    "use_pmi": false,
    "dept": "Teaching",
    "timezone": "Europe/Vienna",
    "language": "en-US",
    "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
    "user_created_at": "2024-03-01T09:30:00Z",
    "last_login_time": "2026-09-11T07:02:00Z",
    "verified": 1
}"#;
