//! Scopes. Zoom has two families: classic ones (`meeting:write`) and granular ones
//! (`meeting:write:meeting`); an app has scopes of one family only. Both have forms with `:admin`
//! for apps that act for all users of an account, and some with `:master` for master accounts.

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

    /// Those that would cover the action and that an app with the scopes `granted` could have;
    /// empty when one is granted already.
    pub(crate) fn missing(&self, granted: &[String]) -> Vec<String> {
        if self
            .all()
            .any(|scope| granted.iter().any(|granted| granted == scope))
        {
            return Vec::new();
        }
        let admin = granted.iter().any(|scope| is_admin(scope));
        let (family, of_level): (_, fn(&str) -> bool) =
            match (granted.iter().any(|scope| is_granular(scope)), admin) {
                (true, true) => (self.granular_admin, is_admin),
                (true, false) => (self.granular_user, |scope| !is_admin(scope)),
                (false, true) => (self.classic, is_admin),
                (false, false) => (self.classic, |scope| !is_admin(scope)),
            };
        family
            .iter()
            .filter(|scope| of_level(scope))
            .map(ToString::to_string)
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
        READ_MEETING.missing(&granted.iter().map(ToString::to_string).collect::<Vec<_>>())
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
