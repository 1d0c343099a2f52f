//! What the actions on users ask for.

use crate::actions::lookups;
use crate::contract::FailureKind::{Conflict, Unauthenticated};
use crate::ids;
use crate::refusals::{Refusal, refusal};
use crate::remedies::RECONNECT;
use crate::shape::{Field, Kind, path, query};

/// For actions on what one user has. `whose` is the beginning of the description.
pub(crate) const fn of_user(whose: &'static str) -> Field {
    a_user(whose).or("me")
}

/// For changes to one user, who has to be named.
pub(super) const fn a_user(whose: &'static str) -> Field {
    path("user_id", "{userId}", ids::USER, whose).choices(&lookups::USERS)
}

const WHO: &str = "A user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone.";

/// Which user an action is on.
pub(super) const USER_ID: Field = of_user(WHO);

/// Which user an action changes.
pub(super) const CHANGED_USER_ID: Field = a_user(WHO);

/// How people sign in, by Zoom's numbers.
pub(super) const LOGIN_TYPES: &[i64] = &[0, 1, 11, 21, 23, 24, 27, 97, 98, 99, 100, 101];

/// Which of the users with one e-mail address is meant.
pub(super) const LOGIN_TYPE: Field = query(
    "login_type",
    Kind::Code(LOGIN_TYPES),
    "How the user signs in, where one e-mail address stands for several: 0 Facebook, 1 Google, 24 Apple, 27 Microsoft, 97 a mobile device, 98 RingCentral, 99 as an API user, 100 with a password of Zoom's, 101 single sign-on; in China also 11 a phone number, 21 WeChat, 23 Alipay.",
);

/// The plan of a user, by Zoom's numbers.
pub(super) const PLANS: &[i64] = &[1, 2, 4, 99];

/// A user who has not come yet.
pub(super) const NOT_YET: Refusal = refusal(
    400,
    1120,
    Conflict,
    "The user was invited to the account and has not accepted, or the invitation has expired.",
    "Invite the user once more, and start it again when the account is activated.",
);

/// What endpoints say of a user who has not come yet.
pub(super) static NOT_YET_A_USER: &[Refusal] = &[NOT_YET];

/// What an error means where nobody but the connected user is asked for.
pub(crate) static OF_THE_CONNECTED: &[Refusal] = &[refusal(
    401,
    124,
    Unauthenticated,
    "Zoom no longer accepts the credential.",
    RECONNECT,
)];
