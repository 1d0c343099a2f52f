//! What one tenant is told of another's connection, whatever it names it by: the same as of what does not
//! exist.

use super::*;

/// Tries every method that takes an id or a name with those of another tenant's
/// connection: the answers are those for what does not exist.
async fn is_told_nothing_of(acme: &Store, theirs: &Connection) {
    let nobody = ConnectionId("0".repeat(32));
    for (theirs, nobody) in [
        (theirs.id.as_str(), nobody.as_str()),
        (theirs.name.as_str(), "nobody"),
    ] {
        assert_eq!(answers(acme, theirs).await, answers(acme, nobody).await);
    }
    let (id, grant) = (&theirs.id, &theirs.grant.id);
    let gone = acme.grant_secrets(grant).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
    assert!(acme.secret_settings(id).await.unwrap().is_empty());
    let secret = acme.secret_setting(id, "client_secret").await.unwrap();
    assert!(secret.is_none());
    let of = (acme.tenant().clone(), id.as_str().to_owned());
    acme.note_uses([(of, Timestamp::MAX)].into()).await.unwrap();
    let begun = acme.begin_renewal(grant, 1, Timestamp::MAX, Fence::default());
    assert!(!begun.await.unwrap());
    acme.finish_renewal(grant, 1, tokens("stolen"), Fence::default())
        .await
        .unwrap();
    acme.set_secrets(theirs, Vec::new(), Some("stolen".into()))
        .await
        .unwrap_err();
    assert!(acme.remove(theirs).await.unwrap().is_none());
}

/// What is said of a connection wherever it is named.
async fn answers(store: &Store, name: &str) -> Vec<String> {
    let export = store.export(vec![name.to_owned()], "passphrase".into());
    let outcomes: [Result<(), StoreError>; 6] = [
        store.connection(name).await.map(drop),
        store.rename(name, "x").await.map(drop),
        store.set_default(name).await.map(drop),
        store
            .set_disabled(name, Some(Timestamp::MAX))
            .await
            .map(drop),
        store.set_disabled(name, None).await.map(drop),
        export.await.map(drop),
    ];
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_err().to_string().replace(name, "[name]"))
        .collect()
}

#[tokio::test]
async fn no_id_of_another_tenant_shows_or_changes_anything() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    bolt.rename("work", "theirs").await.unwrap();
    let theirs = bolt.connection("theirs").await.unwrap();
    let grant = &theirs.grant.id;
    is_told_nothing_of(&acme, &theirs).await;
    // What renews a grant here does not wait for what renews theirs.
    let _held = bolt.lock_grant(grant).await.unwrap();
    acme.lock_grant(grant).await.unwrap();

    let after = bolt.connection("theirs").await.unwrap();
    assert_eq!(format!("{after:?}"), format!("{theirs:?}"));
    let secrets = bolt.grant_secrets(grant).await.unwrap();
    assert_eq!(secrets.tokens.access_token.expose_secret(), "access-bolt");
    assert_eq!(secrets.unfinished_renewal, None);
}

#[tokio::test]
async fn of_a_hundred_tenants_none_sees_or_changes_what_is_anothers() {
    let fixture = Fixture::new();
    let store = fixture.open().await.unwrap();
    let mut tenants = Vec::new();
    // What each server's answer takes is not what this is about.
    let count = if fixture.is_in_files() { 100 } else { 20 };
    for number in 0..count {
        let name = format!("tenant-{number}");
        let now = Timestamp::UNIX_EPOCH;
        store.create_tenant(named(&name), now).await.unwrap();
        let tenant = store.of(&named(&name));
        // The same few people, whom many tenants know.
        let subject = format!("user-{}", number % 7);
        let sign_in = sign_in(Some(&format!("of-{number}")), &subject, &name);
        let kept = tenant.keep(sign_in).await.unwrap();
        tenants.push((tenant, kept));
    }
    for (at, (tenant, own)) in tenants.iter().enumerate() {
        let (_, theirs) = &tenants[(at * 37 + 11) % tenants.len()];
        if theirs.id != own.id {
            is_told_nothing_of(tenant, theirs).await;
        }
    }
    for (tenant, kept) in &tenants {
        let after = tenant.connections().await.unwrap();
        assert_eq!(format!("{after:?}"), format!("{:?}", [kept]));
        let secrets = tenant.grant_secrets(&kept.grant.id).await.unwrap();
        let token = format!("access-{}", tenant.tenant());
        assert_eq!(secrets.tokens.access_token.expose_secret(), token);
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    no_id_of_another_tenant_shows_or_changes_anything,
    of_a_hundred_tenants_none_sees_or_changes_what_is_anothers,
];
