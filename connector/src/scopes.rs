//! Scopes. Zoom has two families: classic ones (`meeting:write`) and granular ones
//! (`meeting:write:meeting`); an app has scopes of one family only. Both have forms with `:admin`
//! for apps that act for all users of an account, and some with `:master` for master accounts.

use serde::{Deserialize, Serialize};

/// What sort of scopes an app has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sort {
    granular: bool,
    admin: bool,
}

impl Sort {
    /// The sort of the scopes that were granted; none when they are not known.
    pub(crate) fn of(granted: &[String]) -> Option<Self> {
        (!granted.is_empty()).then(|| Self {
            granular: granted.iter().any(|scope| is_granular(scope)),
            admin: granted.iter().any(|scope| is_admin(scope)),
        })
    }

    /// Whether an app with scopes of this sort can have that one.
    pub(crate) fn has(self, scope: &str) -> bool {
        is_granular(scope) == self.granular && is_admin(scope) == self.admin
    }
}

/// The scopes of which any one covers an action.
pub(crate) struct Scopes {
    pub(crate) classic: &'static [&'static str],
    pub(crate) granular_user: &'static [&'static str],
    pub(crate) granular_admin: &'static [&'static str],
}

impl Scopes {
    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static str> {
        [self.classic, self.granular_user, self.granular_admin]
            .into_iter()
            .flatten()
            .copied()
    }

    /// Sets of scopes, any one of which would cover the action and that an app with the scopes
    /// `granted` could have; empty when one is granted already.
    pub(crate) fn missing(&self, granted: &[String]) -> Vec<Vec<String>> {
        if self
            .all()
            .any(|scope| granted.iter().any(|granted| granted == scope))
        {
            return Vec::new();
        }
        self.all()
            .filter(|scope| Sort::of(granted).is_none_or(|sort| sort.has(scope)))
            .map(|scope| vec![scope.to_owned()])
            .collect()
    }
}

/// Granular scopes name the operation: `resource:action:operation`.
fn is_granular(scope: &str) -> bool {
    scope
        .split(':')
        .filter(|part| !matches!(*part, "admin" | "master"))
        .count()
        > 2
}

fn is_admin(scope: &str) -> bool {
    scope.ends_with(":admin") || scope.ends_with(":master")
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ_MEETING: Scopes = Scopes {
        classic: &["meeting:read", "meeting:read:admin"],
        granular_user: &["meeting:read:meeting"],
        granular_admin: &["meeting:read:meeting:admin"],
    };

    fn missing(granted: &[&str]) -> Vec<String> {
        READ_MEETING
            .missing(&granted.iter().map(ToString::to_string).collect::<Vec<_>>())
            .concat()
    }

    #[test]
    fn what_is_missing_is_named_in_the_family_and_level_that_the_app_has() {
        assert_eq!(missing(&["user:read"]), ["meeting:read"]);
        assert_eq!(missing(&["user:read:admin"]), ["meeting:read:admin"]);
        assert_eq!(missing(&["user:read:user"]), ["meeting:read:meeting"]);
        assert_eq!(
            missing(&["user:read:user:admin"]),
            ["meeting:read:meeting:admin"]
        );
    }

    #[test]
    fn any_form_of_a_scope_covers_the_action() {
        for scope in READ_MEETING.all() {
            assert!(missing(&["user:read", scope]).is_empty(), "{scope}");
        }
    }
}
