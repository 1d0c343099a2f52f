//! Tenants on real files: what is one's is nobody else's.

use super::*;
use crate::connections::{ArchiveError, ConnectionId, Fence, SealError, Tenant};

fn named(name: &str) -> Tenant {
    name.parse().unwrap()
}

/// The store for two tenants that have a connection of the same name each.
async fn acme_and_bolt(fixture: &Fixture) -> (Store, Store) {
    let store = fixture.open().await.unwrap();
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        let now = Timestamp::UNIX_EPOCH;
        store.create_tenant(named(name), now).await.unwrap();
        let tenant = store.of(&named(name));
        let sign_in = sign_in(Some("work"), name, name);
        tenant.keep(sign_in).await.unwrap();
        tenants.push(tenant);
    }
    let bolt = tenants.pop().unwrap();
    (tenants.pop().unwrap(), bolt)
}

#[tokio::test]
async fn a_name_is_unique_within_its_tenant_and_means_the_tenants_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    for (store, user_of) in [(&acme, "acme"), (&bolt, "bolt")] {
        let connections = store.connections().await.unwrap();
        assert_eq!(connections.len(), 1);
        assert_eq!(connections[0].grant.account.subject, Some(user(user_of)));
        assert!(connections[0].is_default);
        let by_id = store.connection(connections[0].id.as_str()).await.unwrap();
        assert_eq!(by_id.name, "work");
    }
    assert!(
        fixture
            .open()
            .await
            .unwrap()
            .connections()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn connections_are_listed_by_the_bytes_of_their_names_from_one_on_and_so_many_at_most() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    for name in ["b", "B", "a"] {
        acme.keep(sign_in(Some(name), name, name)).await.unwrap();
    }
    let other = SignIn {
        connector: "tasks".to_owned(),
        ..sign_in(Some("tasks"), "acme", "tasks")
    };
    acme.keep(other).await.unwrap();
    let names =
        async |store: &Store, after: Option<&str>, connector: Option<&str>, limit: usize| {
            let listed = store.connections_after(after, connector, limit);
            let names = listed.await.unwrap().into_iter().map(|listed| listed.name);
            names.collect::<Vec<_>>()
        };
    assert_eq!(names(&acme, None, None, 2).await, ["B", "a"]);
    assert_eq!(names(&acme, Some("a"), None, 2).await, ["b", "tasks"]);
    assert_eq!(names(&acme, Some("tasks"), None, 2).await, ["work"]);
    // It need not be there any more.
    assert_eq!(names(&acme, Some("aa"), None, 1).await, ["b"]);
    let notes = Some("notes");
    assert_eq!(names(&acme, Some("a"), notes, 9).await, ["b", "work"]);
    assert_eq!(names(&acme, None, Some("others"), 9).await, [""; 0]);
    assert_eq!(names(&bolt, None, None, 9).await, ["work"]);
}

#[tokio::test]
async fn so_are_tenants() {
    let fixture = Fixture::new();
    acme_and_bolt(&fixture).await;
    let store = fixture.open().await.unwrap();
    let created = store.create_tenant(named("Core"), Timestamp::UNIX_EPOCH);
    created.await.unwrap();
    let names = async |after: Option<&str>, limit: usize| {
        let listed = store.tenants_after(after, limit).await.unwrap();
        let names = listed.iter().map(ToString::to_string);
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(None, 2).await, ["Core", "acme"]);
    assert_eq!(names(Some("acme"), 2).await, ["bolt", "default"]);
    assert_eq!(names(Some("b"), 1).await, ["bolt"]);
    assert_eq!(names(Some("default"), 2).await, [""; 0]);
}

#[tokio::test]
async fn tenants_that_connect_the_same_subject_have_grants_of_their_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let kept = acme.keep(sign_in(Some("same"), "bolt", "2")).await.unwrap();
    let others = bolt.connection("work").await.unwrap();
    assert!(!kept.shares_grant_with(&others));
    let grant = bolt.grant_secrets(&others.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-bolt");
}

fn by_operators_app(name: &str, token: &str) -> SignIn {
    SignIn {
        client: WhoseClient::Operators,
        shared_by_tenants: true,
        ..sign_in(Some(name), "ada", token)
    }
}

/// The same where the operator lets no tenants share.
fn apart(name: &str, token: &str) -> SignIn {
    SignIn {
        shared_by_tenants: false,
        ..by_operators_app(name, token)
    }
}

#[tokio::test]
async fn a_connector_that_calls_two_accounts_one_lets_no_tenant_use_anothers_grant() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let mine = operator.keep(apart("ada", "1")).await.unwrap();
    let acmes = acme.keep(apart("ada", "2")).await.unwrap();
    let bolts = bolt.keep(apart("ada", "3")).await.unwrap();
    // What a tenant does is for its own connections.
    let others = acme.keep(apart("other", "4")).await.unwrap();
    assert!(others.shares_grant_with(&acmes));
    for (kept, generation, token) in [
        (&mine, 1, "access-1"),
        (&acmes, 2, "access-4"),
        (&bolts, 1, "access-3"),
    ] {
        assert_eq!(kept.grant.account.subject, Some(user("ada")));
        let grant = operator.grant_secrets(&kept.grant.id).await.unwrap();
        assert_eq!(grant.tokens.access_token.expose_secret(), token);
        assert_eq!(grant.generation, generation);
    }
    // It is the operator's all the same, and nobody else's.
    for tenant in [&acme, &bolt] {
        for kept in [&mine, &acmes, &bolts] {
            let gone = tenant.grant_secrets(&kept.grant.id).await.unwrap_err();
            assert!(matches!(gone, StoreError::GrantGone), "{gone}");
        }
    }
    acme.remove(&acmes).await.unwrap();
    assert!(operator.has_grant(&acmes.grant.id).await.unwrap());
    acme.remove(&others).await.unwrap();
    assert!(!operator.has_grant(&acmes.grant.id).await.unwrap());
    assert!(operator.has_grant(&bolts.grant.id).await.unwrap());
}

#[tokio::test]
async fn whoever_shares_a_grant_no_more_has_its_own_after_the_next_sign_in_and_the_other_way_round()
{
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let shared = acme.keep(by_operators_app("ada", "1")).await.unwrap();
    acme.keep(by_operators_app("other", "2")).await.unwrap();
    bolt.keep(by_operators_app("ada", "3")).await.unwrap();
    let before = &shared.grant.id;

    let own = acme.keep(apart("ada", "4")).await.unwrap();
    assert_eq!(own.id, shared.id);
    let other = acme.connection("other").await.unwrap();
    assert!(other.shares_grant_with(&own));
    let bolts = bolt.connection("ada").await.unwrap();
    assert_eq!(bolts.grant.id, *before);
    let grant = operator.grant_secrets(before).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
    // With the last one goes what was shared.
    let bolts = bolt.keep(apart("ada", "5")).await.unwrap();
    assert!(!bolts.shares_grant_with(&own));
    assert!(!operator.has_grant(before).await.unwrap());

    let again = acme.keep(by_operators_app("ada", "6")).await.unwrap();
    let others = [
        acme.connection("other").await.unwrap(),
        bolt.keep(by_operators_app("ada", "7")).await.unwrap(),
    ];
    assert!(others.iter().all(|other| other.shares_grant_with(&again)));
    for gone in [&own.grant.id, &bolts.grant.id] {
        assert!(!operator.has_grant(gone).await.unwrap());
    }
}

#[tokio::test]
async fn a_name_that_is_taken_tells_nothing_of_grants_that_are_kept_apart_either() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    bolt.keep(by_operators_app("ada", "1")).await.unwrap();
    operator.keep(apart("mine", "2")).await.unwrap();
    let refused = acme.keep(apart("work", "3")).await.unwrap_err();
    assert!(!refused.has_renewed_grant(), "{refused}");
    let theirs = bolt.connection("ada").await.unwrap();
    let grant = operator.grant_secrets(&theirs.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
}

#[tokio::test]
async fn tenants_that_connect_a_subject_by_the_operators_app_share_its_grant_where_they_may() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let acmes = acme.keep(by_operators_app("ada", "1")).await.unwrap();
    let bolts = bolt.keep(by_operators_app("ada", "2")).await.unwrap();
    assert!(acmes.shares_grant_with(&bolts));
    let id = &bolts.grant.id;
    let finished = operator.finish_renewal(id, 2, tokens("3"), Fence::default());
    assert!(finished.await.unwrap());
    for tenant in [&acme, &bolt] {
        let kept = tenant.connections().await.unwrap();
        let names: Vec<_> = kept.iter().map(|kept| kept.name.as_str()).collect();
        assert_eq!(names, ["ada", "work"]);
        assert_eq!(kept[0].grant.generation, 3);
        let not_its_own = tenant.grant_secrets(id).await.unwrap_err();
        assert!(
            matches!(not_its_own, StoreError::GrantGone),
            "{not_its_own}"
        );
    }
    assert!(operator.connections().await.unwrap().is_empty());
    // What is sealed for a tenant is no part of it.
    acme.rotate_data_key().await.unwrap();
    operator.rotate_data_key().await.unwrap();
    let grant = operator.grant_secrets(id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-3");
    let setting = acme.secret_setting(&acmes.id, "client_secret").await;
    assert_eq!(setting.unwrap().unwrap().expose_secret(), "secret-1");

    acme.remove(&acmes).await.unwrap();
    assert!(operator.has_grant(id).await.unwrap());
    // What is told of a removal is what there was at that moment.
    let renewed = bolt.keep(by_operators_app("ada", "4")).await.unwrap();
    assert!(renewed.shares_grant_with(&bolts));
    let told = bolt.remove(&bolts).await.unwrap().unwrap().unwrap();
    assert_eq!(told.tokens.access_token.expose_secret(), "access-4");
    assert!(bolt.remove(&bolts).await.unwrap().is_none());
    let gone = operator.grant_secrets(id).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
}

#[tokio::test]
async fn a_grant_that_a_tenant_had_by_itself_is_the_operators_after_the_next_sign_in() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    bolt.keep(by_operators_app("ada", "1")).await.unwrap();
    let before = acme.keep(sign_in(Some("one"), "ada", "2")).await.unwrap();
    acme.keep(sign_in(Some("other"), "ada", "3")).await.unwrap();
    let one = acme.keep(by_operators_app("one", "4")).await.unwrap();
    assert_eq!(one.id, before.id);
    let others = [
        acme.connection("other").await.unwrap(),
        bolt.connection("ada").await.unwrap(),
    ];
    assert!(others.iter().all(|other| other.shares_grant_with(&one)));
    let gone = acme.grant_secrets(&before.grant.id).await.unwrap_err();
    assert!(matches!(gone, StoreError::GrantGone), "{gone}");
}

#[tokio::test]
async fn a_name_that_is_taken_keeps_no_tokens_from_the_connections_that_they_are_for() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    acme.keep(sign_in(Some("one"), "ada", "1")).await.unwrap();
    let refused = acme.keep(by_operators_app("work", "2")).await;
    assert!(refused.unwrap_err().has_renewed_grant());
    let one = acme.connection("one").await.unwrap();
    let operator = fixture.open().await.unwrap();
    let grant = operator.grant_secrets(&one.grant.id).await.unwrap();
    assert_eq!(grant.tokens.access_token.expose_secret(), "access-2");
}

#[tokio::test]
async fn a_name_that_is_taken_tells_a_tenant_nothing_of_who_else_has_connected_an_account() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let refused = async || {
        let refused = acme.keep(by_operators_app("work", "2")).await;
        format!("{:?}", refused.unwrap_err())
    };
    let before = refused().await;
    bolt.keep(by_operators_app("ada", "1")).await.unwrap();
    assert_eq!(refused().await, before);
}

#[tokio::test]
async fn a_grant_of_the_operators_app_is_no_tenants_to_move_nor_moved_from_under_tenants() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    acme.keep(by_operators_app("ada", "1")).await.unwrap();
    operator
        .keep(sign_in(Some("mine"), "ada", "2"))
        .await
        .unwrap();
    let export = async |store: &Store, name: &str| {
        let export = store.export(vec![name.to_owned()], "passphrase".into());
        export.await.unwrap_err().to_string()
    };
    insta::assert_snapshot!(export(&acme, "ada").await, @"`ada` was connected by the operator's app, and its tokens are not this tenant's to move: connect it again on the other machine");
    insta::assert_snapshot!(export(&operator, "mine").await, @"mine and ada of acme act by one grant, which works on one machine only: export them together");
}

#[tokio::test]
async fn a_tenant_that_signs_in_while_an_export_waits_keeps_the_grant_here() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let mine = operator.keep(sign_in(Some("mine"), "ada", "1")).await;
    let id = mine.unwrap().grant.id;
    let renewing = fixture.open().await.unwrap();
    let held = renewing.lock_grant(&id).await.unwrap();
    let exporting = tokio::spawn({
        let operator = operator.clone();
        async move {
            let export = operator.export(vec!["mine".to_owned()], "passphrase".into());
            export.await.map(drop)
        }
    });
    // It has looked who uses the grant once it has its turn.
    let has_no_turn = async || {
        let turn = operator.turn_with_grant(&id);
        let turn = tokio::time::timeout(std::time::Duration::ZERO, turn);
        turn.await.is_ok()
    };
    while has_no_turn().await {
        tokio::task::yield_now().await;
    }
    let acmes = acme.keep(by_operators_app("ada", "2")).await.unwrap();
    assert_eq!(acmes.grant.id, id);
    held.give_back().await;
    let refused = exporting.await.unwrap().unwrap_err();
    let shared = ArchiveError::Shared {
        leaving: vec!["mine".to_owned()],
        staying: vec!["ada of acme".to_owned()],
    };
    assert_eq!(refused.to_string(), shared.to_string());
    for kept in [acme.connection("ada"), operator.connection("mine")] {
        assert_eq!(kept.await.unwrap().state(), State::Connected);
    }
}

#[tokio::test]
async fn a_connection_is_known_by_its_id_as_well_as_by_its_name_wherever_it_is_named() {
    let store = Fixture::new().open().await.unwrap();
    for name in ["ada", "bob"] {
        store.keep(sign_in(Some(name), name, "1")).await.unwrap();
    }
    let id = store.connection("bob").await.unwrap().id;
    assert!(store.set_default(id.as_str()).await.unwrap().is_default);
    assert!(!store.connection("ada").await.unwrap().is_default);
    store.set_disabled(id.as_str(), None).await.unwrap();
    let renamed = store.rename(id.as_str(), "eve").await.unwrap();
    assert_eq!((renamed.id, renamed.name.as_str()), (id, "eve"));
}

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

#[tokio::test]
async fn a_tenant_uses_its_own_app_or_else_the_operators_and_sees_only_its_own() {
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let app = |client_id: &str| App::new("notes", client_id).secret("client_secret", "hush".into());
    operator
        .set_app(app("the-operators"), Servers::new())
        .await
        .unwrap();
    acme.set_app(app("acmes"), Servers::new()).await.unwrap();
    for (store, own, used) in [
        (&acme, Some("acmes"), "acmes"),
        (&bolt, None, "the-operators"),
    ] {
        let kept = store.app("notes", DEFAULT_APP).await.unwrap();
        assert_eq!(kept.map(|app| app.client_id).as_deref(), own);
        let in_use = store.apps_in_use("notes").await.unwrap().remove(0);
        assert_eq!(in_use.client_id, used);
        let secret = in_use.client_secrets().current.unwrap();
        assert_eq!(secret.expose_secret(), "hush");
    }
    assert!(!bolt.remove_app("notes", DEFAULT_APP).await.unwrap());
    assert!(acme.remove_app("notes", DEFAULT_APP).await.unwrap());
    let in_use = acme.apps_in_use("notes").await.unwrap().remove(0);
    assert_eq!(in_use.client_id, "the-operators");
}

#[tokio::test]
async fn the_operators_app_gives_refused_grants_of_tenants_another_chance() {
    use crate::connections::RenewalFailure;
    let fixture = Fixture::new();
    let (acme, bolt) = acme_and_bolt(&fixture).await;
    let app = App::new("notes", "the-client").secret("client_secret", "hush".into());
    bolt.set_app(app.clone(), Servers::new()).await.unwrap();
    for store in [&acme, &bolt] {
        let id = store.connection("work").await.unwrap().grant.id;
        let refused = RenewalFailure::ClientRefused("its secret".to_owned());
        store
            .fail_renewal(&id, 1, refused, None, Fence::default())
            .await
            .unwrap();
    }
    let operator = fixture.open().await.unwrap();
    operator.set_app(app, Servers::new()).await.unwrap();
    let state = async |store: &Store| store.connection("work").await.unwrap().state();
    assert_eq!(state(&acme).await, State::Connected);
    // It has an app of its own, which is as wrong as before.
    assert!(matches!(
        state(&bolt).await,
        State::NeedsReconnecting { .. }
    ));
}

#[tokio::test]
async fn what_was_sealed_for_one_tenant_does_not_open_for_another() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let grant = acme.connection("work").await.unwrap().grant;
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute_batch(
            "PRAGMA foreign_keys = false;
             DELETE FROM secret_settings;
             DELETE FROM connections WHERE tenant = 'bolt';
             DELETE FROM grants WHERE tenant = 'bolt';
             UPDATE connections SET tenant = 'bolt';
             UPDATE grants SET tenant = 'bolt';",
        )
        .unwrap();
    let bolt = fixture.open().await.unwrap().of(&named("bolt"));
    let error = bolt.grant_secrets(&grant.id).await.unwrap_err();
    // Each has a data key of its own.
    assert!(
        matches!(error, StoreError::Seal(SealError::OtherKey { .. })),
        "{error}"
    );
}

#[tokio::test]
async fn a_tenant_is_made_once_listed_and_removed_when_it_has_no_connections() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let operator = fixture.open().await.unwrap();
    let names = async || {
        let tenants = operator.tenants().await.unwrap();
        tenants.iter().map(Tenant::to_string).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["acme", "bolt", "default"]);
    let again = operator.create_tenant(named("acme"), Timestamp::MAX).await;
    assert!(matches!(
        again.unwrap_err(),
        StoreError::TenantExists { .. }
    ));
    let in_use = acme.remove_tenant().await.unwrap_err();
    insta::assert_snapshot!(in_use, @"the tenant `acme` has connections: work; remove them first");
    let default = operator.remove_tenant().await.unwrap_err();
    assert!(matches!(default, StoreError::DefaultTenant), "{default}");

    acme.remove(&acme.connection("work").await.unwrap())
        .await
        .unwrap();
    acme.remove_tenant().await.unwrap();
    assert_eq!(names().await, ["bolt", "default"]);
    for outcome in [
        acme.connections().await.map(drop),
        acme.keep(sign_in(Some("work"), "ada", "1")).await.map(drop),
        acme.remove_tenant().await,
    ] {
        let error = outcome.unwrap_err();
        assert!(matches!(error, StoreError::NoTenant { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_grant_that_no_connection_uses_goes_with_its_tenant() {
    let fixture = Fixture::new();
    let (acme, _bolt) = acme_and_bolt(&fixture).await;
    let path = crate::connections::sqlite::path(fixture.directory.path());
    let database = rusqlite::Connection::open(path).unwrap();
    let without = "DELETE FROM connections WHERE tenant = 'acme'";
    database.execute(without, []).unwrap();
    acme.remove_tenant().await.unwrap();
    let left = "SELECT count(*) FROM grants WHERE tenant = 'acme'";
    let left: i64 = database.query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn what_could_be_taken_for_an_id_is_no_name_of_a_connection() {
    let id = crate::connections::id::new_id().unwrap();
    assert!(crate::connections::check_name(&id).is_err());
    assert!(crate::connections::check_name(&id[1..]).is_ok());
}

#[tokio::test]
async fn a_connection_from_before_there_were_ids_keeps_a_name_that_is_like_one() {
    let store = Fixture::new().open().await.unwrap();
    let ada = store.keep(sign_in(Some("ada"), "ada", "1")).await.unwrap();
    let bob = store.keep(sign_in(Some("bob"), "bob", "1")).await.unwrap();
    let like_one = "0123456789abcdef0123456789abcdef";
    store.rename("ada", like_one).await.unwrap();
    assert_eq!(store.connection(like_one).await.unwrap().id, ada.id);
    let again = sign_in(Some(like_one), "ada", "2");
    assert_eq!(store.keep(again).await.unwrap().id, ada.id);
    // An id means what it is the id of, whatever has it for a name.
    store.rename(like_one, bob.id.as_str()).await.unwrap();
    for named in [
        store.connection(bob.id.as_str()).await,
        store.set_default(bob.id.as_str()).await,
    ] {
        assert_eq!(named.unwrap().id, bob.id);
    }
}

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_name_is_unique_within_its_tenant_and_means_the_tenants_own,
    connections_are_listed_by_the_bytes_of_their_names_from_one_on_and_so_many_at_most,
    so_are_tenants,
    tenants_that_connect_the_same_subject_have_grants_of_their_own,
    a_connector_that_calls_two_accounts_one_lets_no_tenant_use_anothers_grant,
    whoever_shares_a_grant_no_more_has_its_own_after_the_next_sign_in_and_the_other_way_round,
    a_name_that_is_taken_tells_nothing_of_grants_that_are_kept_apart_either,
    tenants_that_connect_a_subject_by_the_operators_app_share_its_grant_where_they_may,
    a_grant_that_a_tenant_had_by_itself_is_the_operators_after_the_next_sign_in,
    a_name_that_is_taken_keeps_no_tokens_from_the_connections_that_they_are_for,
    a_name_that_is_taken_tells_a_tenant_nothing_of_who_else_has_connected_an_account,
    a_grant_of_the_operators_app_is_no_tenants_to_move_nor_moved_from_under_tenants,
    a_tenant_that_signs_in_while_an_export_waits_keeps_the_grant_here,
    a_connection_is_known_by_its_id_as_well_as_by_its_name_wherever_it_is_named,
    no_id_of_another_tenant_shows_or_changes_anything,
    of_a_hundred_tenants_none_sees_or_changes_what_is_anothers,
    a_tenant_uses_its_own_app_or_else_the_operators_and_sees_only_its_own,
    the_operators_app_gives_refused_grants_of_tenants_another_chance,
    a_tenant_is_made_once_listed_and_removed_when_it_has_no_connections,
    a_connection_from_before_there_were_ids_keeps_a_name_that_is_like_one,
];
