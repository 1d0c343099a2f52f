//! The scopes that several endpoints of users take.

use crate::scopes::{Scope, Scopes, scope};

/// Either of them reads users.
pub(crate) const CLASSIC_READ: &[Scope] = &[scope("user:read"), scope("user:write")];

/// What reads the connected user, whether or not it reads others.
const CLASSIC_PROFILE: &[Scope] = &[
    scope("user:read"),
    scope("user:write"),
    scope("user_profile").of_users(),
    scope("user_info:read").of_users(),
];

/// What reads a user and what belongs to the user alone.
pub(crate) const CLASSIC_OWN: &[Scope] = &[
    scope("user:read"),
    scope("user:write"),
    scope("user_profile").of_users(),
];

/// What covers reading a user.
pub(crate) const READ_USER: Scopes = Scopes {
    classic: CLASSIC_PROFILE,
    granular: &[scope("user:read:user")],
};
