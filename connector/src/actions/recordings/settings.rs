//! Who may see a recording, and how.

use crate::actions::lookups;
use crate::shape::{Field, Kind, Shape, TEXT, body, member};

const TOPIC: &str = "What the recording is called.";
const SHARE: &str =
    "Who may see it: everybody who has the link, users of the account, or nobody but the host.";
const AUTHENTICATION: &str = "Whether only people who have signed in may see it.";
const OPTION: &str = "The id of the option that says how they have to be signed in.";
const DOMAINS: &str = "Of which domains they have to be.";
const DOWNLOAD: &str = "Whether those who see it may download it.";
const ON_DEMAND: &str = "Whether people have to register before they see it.";
const APPROVAL: &str =
    "What becomes of registrations: 0 approved at once, 1 decided by hand, 2 nobody registers.";
const EMAIL: &str = "Whether the host is told by e-mail when somebody registers.";
const SHARE_BUTTONS: &str = "Whether the page of registration has buttons for sharing.";
const AUTO_DELETE: &str = "Whether Zoom deletes the recording by itself.";

/// Who it is shared with.
const SHARED_WITH: Kind = Kind::Choice(&["publicly", "internally", "none"]);
/// What becomes of registrations, by Zoom's numbers.
const APPROVALS: Kind = Kind::Code(&[0, 1, 2]);

/// What can be set.
pub(super) static BODY: &[Field] = &[
    body("topic", TEXT, TOPIC),
    body("share_recording", SHARED_WITH, SHARE),
    body("recording_authentication", Kind::Boolean, AUTHENTICATION),
    body("authentication_option", TEXT, OPTION).choices(&lookups::RECORDING_AUTHENTICATION_OPTIONS),
    body("authentication_domains", TEXT, DOMAINS),
    body("viewer_download", Kind::Boolean, DOWNLOAD),
    body(
        "password",
        Kind::Text(8, 10),
        "The passcode, of eight to ten characters, which has to fit the account's rules for passcodes.",
    ).sensitive(),
    body("on_demand", Kind::Boolean, ON_DEMAND),
    body("approval_type", APPROVALS, APPROVAL),
    body("send_email_to_host", Kind::Boolean, EMAIL),
    body("show_social_share_buttons", Kind::Boolean, SHARE_BUTTONS),
    body("auto_delete", Kind::Boolean, AUTO_DELETE),
];

/// What is answered.
pub(super) static SEEN: Shape = Shape::of(&[MEMBERS]);

/// What is told.
pub(super) static MEMBERS: &[Field] = &[
    member("topic", TEXT, TOPIC),
    member("share_recording", SHARED_WITH, SHARE),
    member("recording_authentication", Kind::Boolean, AUTHENTICATION),
    member("authentication_option", TEXT, OPTION),
    member("authentication_name", TEXT, "The name of that option."),
    member("authentication_domains", TEXT, DOMAINS),
    member("viewer_download", Kind::Boolean, DOWNLOAD),
    member("password", TEXT, "The passcode.").sensitive(),
    member("on_demand", Kind::Boolean, ON_DEMAND),
    member("approval_type", APPROVALS, APPROVAL),
    member("send_email_to_host", Kind::Boolean, EMAIL),
    member("show_social_share_buttons", Kind::Boolean, SHARE_BUTTONS),
    member("auto_delete", Kind::Boolean, AUTO_DELETE),
    member("auto_delete_date", TEXT, "On which day it does."),
];
