//! What somebody has to do at Zoom before a connection works again. The manifest says it of the
//! errors of sign-in, and failures say it of the API's.

pub(crate) const RECONNECT: &str = "Connect the account again.";

pub(crate) const APPROVE: &str = "An owner or administrator of the Zoom account signs in at \
    marketplace.zoom.us, searches for the app, opens it, and turns on Pre-approve under Who can \
    install, for all users or for chosen users and groups. (Under Manage, Permissions they may \
    also let members add apps without approval.) Then connect the account again.";

pub(crate) const ACTIVATE: &str = "The developer of the app signs in at marketplace.zoom.us and \
    activates it again under Manage, or asks Zoom's support why it was disabled. Then connect the \
    account again.";

pub(crate) const ONE_PROGRAM: &str = "Connect the account again. To keep it connected, let no \
    other program sign in with this app as this user: give each program an app of its own.";

pub(crate) const OTHER_USER: &str = "Connect as a user who belongs to the account. A \
    Server-to-Server OAuth app whose owner has left is made anew by an administrator.";

pub(crate) const START_AGAIN: &str = "Start the sign-in again.";
