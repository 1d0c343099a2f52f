//! Grants of the operator's app that tenants share where they may, and what none of them learns of the others
//! by that.

use super::*;

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

pub(in crate::connections) const SUITE: Suite = crate::connections::tests::named![
    a_connector_that_calls_two_accounts_one_lets_no_tenant_use_anothers_grant,
    whoever_shares_a_grant_no_more_has_its_own_after_the_next_sign_in_and_the_other_way_round,
    a_name_that_is_taken_tells_nothing_of_grants_that_are_kept_apart_either,
    tenants_that_connect_a_subject_by_the_operators_app_share_its_grant_where_they_may,
    a_grant_that_a_tenant_had_by_itself_is_the_operators_after_the_next_sign_in,
    a_name_that_is_taken_keeps_no_tokens_from_the_connections_that_they_are_for,
    a_name_that_is_taken_tells_a_tenant_nothing_of_who_else_has_connected_an_account,
    a_grant_of_the_operators_app_is_no_tenants_to_move_nor_moved_from_under_tenants,
    a_tenant_that_signs_in_while_an_export_waits_keeps_the_grant_here,
];
