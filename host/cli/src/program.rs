//! How this program is called in what it says to type next: for the same tenant.

use std::sync::OnceLock;

use connector_host::connections::Tenant;

use super::screen::{Text, text};

/// The tenant that this process works for, unless it is `default`.
static TENANT: OnceLock<Tenant> = OnceLock::new();

/// Whatever is said to be typed is for that tenant from now on.
pub(super) fn works_for(tenant: &Tenant) {
    if tenant.as_str() != Tenant::DEFAULT {
        let _ = TENANT.set(tenant.clone());
    }
}

/// The program, with what it takes to work for the same tenant.
pub(super) fn program() -> Text {
    called(TENANT.get())
}

fn called(tenant: Option<&Tenant>) -> Text {
    match tenant {
        None => text!("connector-host"),
        Some(tenant) => text!("connector-host --tenant {}", tenant),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_typed_is_for_the_same_tenant() {
        let acme: Tenant = "acme".parse().expect("a name");
        assert_eq!(called(None).plain(), "connector-host");
        assert_eq!(called(Some(&acme)).plain(), "connector-host --tenant acme");
    }
}
