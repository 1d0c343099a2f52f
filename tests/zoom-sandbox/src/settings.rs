//! What a sandbox does otherwise than Zoom does today, when it is told to.

use jiff::SignedDuration;
use serde::Serialize;

/// The settings of a sandbox.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Settings {
    /// Every app may redirect to any address of this machine.
    pub(crate) any_loopback_redirect: bool,
    /// How long an access token lives, whatever the flow.
    pub(crate) access_token_lifetime: SignedDuration,
    /// The most items that a page holds, whatever is asked for and published.
    pub(crate) max_page_size: Option<u64>,
    /// A download takes its token as `?access_token=` too, as it did until 2023.
    pub(crate) token_in_query: bool,
    /// A new token of a server-to-server app ends the one before, as it did
    /// until 2023.
    pub(crate) one_account_token: bool,
    /// The licences for meetings come from a bundle, and not from the plan for meetings alone.
    pub(crate) bundled_plans: bool,
    /// Members may add only what an admin has approved.
    pub(crate) admin_pre_approval: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            any_loopback_redirect: false,
            access_token_lifetime: SignedDuration::from_hours(1),
            max_page_size: None,
            token_in_query: false,
            one_account_token: false,
            bundled_plans: false,
            admin_pre_approval: false,
        }
    }
}
