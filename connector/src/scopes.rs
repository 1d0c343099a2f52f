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

    /// Whether a scope is of the family that the app has scopes of.
    fn is_of_family(self, scope: &str) -> bool {
        is_granular(scope) == self.granular
    }

    /// Whether an app with scopes of this sort can have that one.
    pub(crate) fn has(self, scope: &str) -> bool {
        self.is_of_family(scope) && is_admin(scope) == self.admin
    }
}

/// A scope with its forms.
#[derive(Clone, Copy)]
pub(crate) struct Scope {
    pub(crate) name: &'static str,
    /// What is put behind the name.
    forms: &'static [&'static str],
}

/// A scope with a form for users and one for administrators, as nearly all have.
pub(crate) const fn scope(name: &'static str) -> Scope {
    Scope {
        name,
        forms: &["", ":admin"],
    }
}

impl Scope {
    /// It has no form for administrators.
    pub(crate) const fn of_users(mut self) -> Self {
        self.forms = &[""];
        self
    }

    /// It has no form for users.
    pub(crate) const fn of_administrators(mut self) -> Self {
        self.forms = &[":admin"];
        self
    }

    /// It has a form for master accounts as well.
    pub(crate) const fn and_of_masters(mut self) -> Self {
        self.forms = &["", ":admin", ":master"];
        self
    }

    /// It has forms for administrators and for master accounts alone.
    pub(crate) const fn of_masters_too(mut self) -> Self {
        self.forms = &[":admin", ":master"];
        self
    }

    /// It has a form for master accounts alone.
    pub(crate) const fn of_masters(mut self) -> Self {
        self.forms = &[":master"];
        self
    }

    /// The forms, for users and for all of an account.
    pub(crate) fn forms(&self) -> impl Iterator<Item = String> {
        self.forms.iter().map(|form| self.name.to_owned() + form)
    }
}

/// The scopes of which any one covers an endpoint, by family.
#[derive(Clone, Copy)]
pub(crate) struct Scopes {
    pub(crate) classic: &'static [Scope],
    pub(crate) granular: &'static [Scope],
}

impl Scopes {
    /// All of them, in all their forms.
    pub(crate) fn all(&self) -> impl Iterator<Item = String> {
        [self.classic, self.granular]
            .into_iter()
            .flatten()
            .flat_map(Scope::forms)
    }

    /// Whether a scope that covers the endpoint is among those `granted`.
    fn is_in(&self, granted: &[String]) -> bool {
        self.all().any(|scope| granted.contains(&scope))
    }

    /// Sets of scopes, any one of which would cover the endpoint and that an app with the scopes
    /// `granted` could have; empty when one is granted already.
    pub(crate) fn missing(&self, granted: &[String]) -> Vec<Vec<String>> {
        missing([self], granted)
    }
}

/// Sets of scopes, any one of which would cover all of some endpoints beside the scopes `granted`, and
/// that an app with these could have; empty when all are covered already.
pub(crate) fn missing<'a>(
    needs: impl IntoIterator<Item = &'a Scopes>,
    granted: &[String],
) -> Vec<Vec<String>> {
    let lacking = needs.into_iter().filter(|scopes| !scopes.is_in(granted));
    let choices: Vec<_> = lacking
        .map(|scopes| helpful(Sort::of(granted), scopes.all().collect()))
        .collect();
    if choices.is_empty() {
        return Vec::new();
    }
    sets(&choices)
}

/// The same of endpoints of which one of several `ways` takes those of one: empty when one of the ways is
/// covered already.
pub(crate) fn missing_of_any(ways: &[Vec<&Scopes>], granted: &[String]) -> Vec<Vec<String>> {
    let mut missing_of_any = Vec::new();
    for way in ways {
        let missing = missing(way.iter().copied(), granted);
        if missing.is_empty() {
            return Vec::new();
        }
        for set in missing {
            if !missing_of_any.contains(&set) {
                missing_of_any.push(set);
            }
        }
    }
    missing_of_any
}

/// The sets that have one scope of each of some `choices`: of one sort, as far as there are such.
pub(crate) fn sets(choices: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut sets = vec![Vec::new()];
    for choice in choices {
        let with = |set: &Vec<String>| -> Vec<_> {
            let with = |scope: &String| {
                let mut set = set.clone();
                if !set.contains(scope) {
                    set.push(scope.clone());
                }
                set
            };
            choice.iter().map(with).collect()
        };
        sets = sets.iter().flat_map(with).collect();
    }
    type Alike = fn(&str) -> (bool, bool);
    let same: [Alike; 2] = [
        |scope| (is_granular(scope), is_admin(scope)),
        |scope| (is_granular(scope), false),
    ];
    let of_one_sort = same.into_iter().map(|sort| -> Vec<_> {
        let is_of_one = |set: &&Vec<String>| {
            let mut sorts = set.iter().map(|scope| sort(scope));
            let first = sorts.next();
            sorts.all(|sort| Some(sort) == first)
        };
        sets.iter().filter(is_of_one).cloned().collect()
    });
    let fitting = of_one_sort.into_iter().find(|sets| !sets.is_empty());
    fitting.unwrap_or(sets)
}

/// Those of some scopes that help an app of that sort: those that it can have, else those of its family,
/// else all, since what no app of that sort can have is missing all the same.
pub(crate) fn helpful(sort: Option<Sort>, all: Vec<String>) -> Vec<String> {
    let Some(sort) = sort else {
        return all;
    };
    let those = |fit: fn(Sort, &str) -> bool| -> Vec<String> {
        let fit = |scope: &&String| fit(sort, scope);
        all.iter().filter(fit).cloned().collect()
    };
    let fitting = [Sort::has, Sort::is_of_family].into_iter().map(those);
    fitting
        .into_iter()
        .find(|fitting| !fitting.is_empty())
        .unwrap_or_else(|| all.clone())
}

/// Granular scopes name the operation: `resource:action:operation`. Those of the tokens of bots do too,
/// and are classic all the same.
fn is_granular(scope: &str) -> bool {
    !scope.starts_with("meeting_token:")
        && scope
            .split(':')
            .filter(|part| !matches!(*part, "admin" | "master"))
            .count()
            > 2
}

/// Whether a scope is one for all users of an account.
pub(crate) fn is_admin(scope: &str) -> bool {
    scope
        .split(':')
        .any(|part| matches!(part, "admin" | "master"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_an_administrators_app_can_have_is_missing_to_all_others() {
        const REPORTS: Scopes = Scopes {
            classic: &[scope("report:read").of_administrators()],
            granular: &[scope("report:read:user").of_administrators()],
        };
        let missing = |granted: &str| REPORTS.missing(&[granted.to_owned()]).concat();
        assert_eq!(missing("meeting:read"), ["report:read:admin"]);
        assert_eq!(missing("meeting:read:meeting"), ["report:read:user:admin"]);
        assert_eq!(
            missing("meeting:read:meeting:admin"),
            ["report:read:user:admin"]
        );
        assert!(missing("report:read:admin").is_empty());
    }

    const READ_MEETING: Scopes = Scopes {
        classic: &[scope("meeting:read")],
        granular: &[scope("meeting:read:meeting")],
    };

    fn missing(granted: &[&str]) -> Vec<String> {
        let granted: Vec<_> = granted.iter().map(ToString::to_string).collect();
        READ_MEETING.missing(&granted).concat()
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
    fn what_asks_several_endpoints_lacks_a_scope_of_each_and_all_of_one_sort() {
        const CHANGE: Scopes = Scopes {
            classic: &[scope("meeting:write")],
            granular: &[scope("meeting:update:meeting")],
        };
        let missing = |granted: &[&str]| {
            let granted: Vec<_> = granted.iter().map(ToString::to_string).collect();
            super::missing([&CHANGE, &READ_MEETING], &granted)
        };
        assert_eq!(
            missing(&["user:read:user:admin"]),
            [["meeting:update:meeting:admin", "meeting:read:meeting:admin"]]
        );
        assert_eq!(missing(&["meeting:read"]), [["meeting:write"]]);
        assert!(missing(&["meeting:read", "meeting:write:admin"]).is_empty());
        assert_eq!(
            missing(&[]),
            [
                ["meeting:write", "meeting:read"],
                ["meeting:write:admin", "meeting:read:admin"],
                ["meeting:update:meeting", "meeting:read:meeting"],
                ["meeting:update:meeting:admin", "meeting:read:meeting:admin"],
            ]
        );
    }

    #[test]
    fn the_scopes_of_tokens_for_bots_are_classic_ones() {
        const TOKENS: Scopes = Scopes {
            classic: &[
                scope("meeting_token:read:local_recording").of_users(),
                scope("meeting_token:read:admin:local_recording").of_users(),
            ],
            granular: &[scope("meeting:read:local_recording_token")],
        };
        let missing = |granted: &str| TOKENS.missing(&[granted.to_owned()]).concat();
        assert_eq!(
            missing("meeting:read"),
            ["meeting_token:read:local_recording"]
        );
        assert_eq!(
            missing("meeting:read:admin"),
            ["meeting_token:read:admin:local_recording"]
        );
    }

    #[test]
    fn any_form_of_a_scope_covers_the_action() {
        for scope in READ_MEETING.all() {
            assert!(missing(&["user:read", &scope]).is_empty(), "{scope}");
        }
    }
}
