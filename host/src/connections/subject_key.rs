//! What grants are told apart by, of their subjects.
//!
//! A subject is what a connector says of whose account it is. So of a grant by the
//! operator's app it is told apart by the tenant as well: what a connector says joins no
//! two tenants, unless the operator lets them share.

use super::model::Grant;
use super::tenant::Tenant;
use crate::subject::Subject;

/// Begins the key of a grant that is of nobody known.
const UNKNOWN: &str = "unknown ";
/// Begins the key of one that a tenant alone uses, of those that are the operator's. No
/// JSON begins so, and no name of a tenant has a space in it.
const ONLY_OF: &str = "of ";

/// A grant as it is told apart by its subject. Where the API does not tell whose a
/// grant is, it is nobody else's.
pub(super) fn subject_key(grant: &Grant) -> String {
    match &grant.account.subject {
        Some(subject) => key_of(subject, grant.only_of.as_ref()),
        None => format!("{UNKNOWN}{}", grant.id),
    }
}

/// The same for a subject, and for the tenant that it is to be apart for.
pub(super) fn key_of(subject: &Subject, only_of: Option<&Tenant>) -> String {
    let subject = serde_json::json!(subject);
    match only_of {
        Some(tenant) => format!("{ONLY_OF}{tenant} {subject}"),
        None => subject.to_string(),
    }
}

/// What is in every key of a subject of that account.
pub(super) fn part_of_account(account: &str) -> String {
    serde_json::json!(account).to_string()
}

/// The subject of that key, and the tenant that alone uses the grant.
pub(super) fn subject_of_key(
    key: &str,
) -> Result<(Option<Subject>, Option<Tenant>), serde_json::Error> {
    if key.starts_with(UNKNOWN) {
        return Ok((None, None));
    }
    let (tenant, subject) = parted(key);
    let tenant = tenant.map(|name| Tenant::kept(name.to_owned()));
    Ok((Some(serde_json::from_str(subject)?), tenant))
}

/// The same key for whichever tenants: whoever shares a grant no more, or does so again,
/// leaves one for the other.
pub(super) fn of_any_tenant(key: &str) -> &str {
    parted(key).1
}

fn parted(key: &str) -> (Option<&str>, &str) {
    let only_of = key.strip_prefix(ONLY_OF);
    match only_of.and_then(|rest| rest.split_once(' ')) {
        Some((tenant, subject)) => (Some(tenant), subject),
        None => (None, key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_the_subject_and_the_tenant_that_it_was_made_of() {
        let subject = Subject {
            account: "of acme {\"account\":\"x\"}".to_owned(),
            user: Some("unknown a b".to_owned()),
        };
        for tenant in [None, Some("acme"), Some("of"), Some("unknown")] {
            let tenant = tenant.map(|name| Tenant::kept(name.to_owned()));
            let key = key_of(&subject, tenant.as_ref());
            assert_eq!(
                subject_of_key(&key).unwrap(),
                (Some(subject.clone()), tenant)
            );
            assert_eq!(of_any_tenant(&key), key_of(&subject, None));
        }
        assert_eq!(subject_of_key("unknown 0a").unwrap(), (None, None));
        assert!(subject_of_key("of acme").is_err());
        assert!(subject_of_key("of acme nothing").is_err());
    }
}
