//! What is a tenant's own, and what is the operator's. That no method of the library
//! names, reads or changes what is another's is played with all of them at once: see
//! tests/endurance, `strangers`.

use crate::support::authorization::{CLIENT_SECRET, LIFETIME, World, app_grant, code_grant};
use crate::support::connection::{approve, elsewhere, invoke, sign_in, tenant};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use connector_host::connections::{App, Holder, KeySource, NewApiKey, Right};
use connector_host::{Attempt, Class, Error, Host, Revocation};

/// Two tenants of the operator, each with a connection of its own of these names.
async fn acme_and_bolt(operator: &Host, names: [&str; 2]) -> [Host; 2] {
    let acme = tenant(operator, "acme").await;
    let bolt = tenant(operator, "bolt").await;
    let tenants = [acme, bolt];
    for (tenant, name) in tenants.iter().zip(names) {
        sign_in(tenant, name).await;
    }
    tenants
}

#[tokio::test]
async fn a_tenant_lists_and_exports_what_is_its_own_alone() {
    let world = World::new().await;
    let operator = world.host(&code_grant()).await;
    let [acme, bolt] = acme_and_bolt(&operator, ["work", "theirs"]).await;
    for (host, own) in [(&acme, "work"), (&bolt, "theirs")] {
        let names: Vec<_> = host.connections().await.unwrap();
        let names: Vec<_> = names.iter().map(|kept| kept.name.as_str()).collect();
        assert_eq!(names, [own]);
        let export = host.export([], "passphrase".into()).await.unwrap();
        assert_eq!(export.names(), [own]);
    }
    let chosen = acme.invoke("notes", "list-notes").chosen_connection().await;
    assert_eq!(chosen.unwrap().unwrap().name, "work");
    let invocation = operator.invoke("notes", "list-notes");
    assert!(invocation.chosen_connection().await.unwrap().is_none());
}

#[tokio::test]
async fn a_removed_tenant_takes_its_connections_along_and_ends_their_tokens() {
    let world = World::new().await;
    let operator = world.host(&code_grant()).await;
    let [acme, bolt] = acme_and_bolt(&operator, ["work", "theirs"]).await;
    let removed = operator.remove_tenant("acme").await.unwrap();
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0].connection.name, "work");
    let seen = world.server.seen();
    let revoked = seen.iter().filter(|seen| seen.request == "POST /revoke");
    let revoked: Vec<_> = revoked.map(|seen| seen.body.as_str()).collect();
    assert_eq!(
        revoked,
        [
            "token=access-1&token_type_hint=access_token",
            "token=refresh-1&token_type_hint=refresh_token",
        ]
    );
    let error = acme.connections().await.unwrap_err();
    insta::assert_snapshot!(error, @"there is no tenant named `acme`");
    let error = operator.tenant("acme").await.unwrap_err();
    insta::assert_snapshot!(error, @"there is no tenant named `acme`");
    assert_eq!(bolt.connections().await.unwrap().len(), 1);
    let error = operator.remove_tenant("default").await.unwrap_err();
    insta::assert_snapshot!(error, @"the tenant `default` is always there: only its connections can be removed");
}

#[tokio::test]
async fn what_is_the_operators_a_tenant_can_neither_do_nor_see() {
    let world = World::new().await;
    let operator = world.host(&code_grant()).await;
    let [acme, bolt] = acme_and_bolt(&operator, ["work", "theirs"]).await;
    let theirs = bolt.connection("theirs").await.unwrap();
    let notes = acme.connector("notes").await.unwrap();
    let key_of = |holder| NewApiKey::new("mine", holder).rights(Right::ALL);
    let of_bolt = Holder::Tenant("bolt".parse().unwrap());
    let refused: Vec<Result<(), Error>> = vec![
        acme.tenant("bolt").await.map(drop),
        acme.tenant("default").await.map(drop),
        acme.tenant("nobody").await.map(drop),
        acme.tenants().await.map(drop),
        acme.create_tenant("mine").await,
        acme.remove_tenant("bolt").await.map(drop),
        acme.remove_tenant("acme").await.map(drop),
        acme.add(b"a component").await.map(drop),
        acme.add_accepting(b"a component").await.map(drop),
        acme.candidate(b"a component").await.map(drop),
        acme.wants_more(&notes).await.map(drop),
        acme.audit_dropped().map(drop),
        acme.create_api_key(key_of(Holder::Operator))
            .await
            .map(drop),
        acme.create_api_key(key_of(of_bolt)).await.map(drop),
        acme.remove_connector("notes").await,
        acme.connections_of_other_tenants("notes").await.map(drop),
        acme.rotate_key(KeySource::default_file()).await.map(drop),
    ];
    for outcome in refused {
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::OperatorsOnly { .. }), "{error}");
    }
    assert!(bolt.api_keys().await.unwrap().is_empty());
    let after = bolt.connection("theirs").await.unwrap();
    assert_eq!(format!("{after:?}"), format!("{theirs:?}"));
}

fn app(client_id: &str) -> App {
    App::new("notes", client_id).secret("client_secret", CLIENT_SECRET.into())
}

#[tokio::test]
async fn what_was_connected_by_the_operators_app_stays_with_it_when_the_tenant_sets_its_own() {
    let world = World::new().await;
    let operator = world.host(&app_grant()).await;
    operator.set_app(app("the-operators")).await.unwrap();
    let acme = tenant(&operator, "acme").await;
    sign_in(&acme, "work").await;
    acme.set_app(app("acmes")).await.unwrap();
    world.clock.advance(LIFETIME);
    invoke(&acme).await.unwrap();
    let kept = acme.connection("work").await.unwrap();
    assert_eq!(kept.grant.client_id, "the-operators");
    assert_eq!(kept.grant.generation, 2);
    let again = acme.reconnect("work").start().await.unwrap();
    assert!(matches!(again, Attempt::Connected(_)), "{again:?}");

    sign_in(&acme, "new").await;
    let made = acme.connection("new").await.unwrap();
    assert_eq!(made.grant.client_id, "acmes");
    acme.remove("work").await.unwrap();
    let seen = world.server.seen();
    let revoked = seen.iter().filter(|seen| seen.request == "POST /revoke");
    let by: Vec<_> = revoked.map(|seen| seen.authorization.clone()).collect();
    let operators = format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("the-operators:{CLIENT_SECRET}"))
    );
    assert_eq!(by, [Some(operators.clone()), Some(operators)]);
}

#[tokio::test]
async fn a_tenant_that_says_it_has_the_operators_app_ends_nobodys_connection() {
    let world = World::new().await;
    let operator = world.sharing(world.builder(), &app_grant()).await;
    operator.set_app(app("the-operators")).await.unwrap();
    let [acme, bolt] = &acme_and_bolt(&operator, ["work", "work"]).await;
    // Its client id stands in the address that every sign-in opens.
    let guessed = app("the-operators").secret("client_secret", "a-guess".into());
    bolt.set_app(guessed).await.unwrap();
    world.clock.advance(LIFETIME);
    invoke(bolt).await.unwrap();
    assert!(matches!(
        bolt.reconnect("work").start().await.unwrap(),
        Attempt::Connected(_)
    ));
    invoke(acme).await.unwrap();
    for tenant in [acme, bolt] {
        tenant.remove("work").await.unwrap();
    }
    let operators = format!("the-operators:{CLIENT_SECRET}");
    let operators = format!("Basic {}", BASE64_STANDARD.encode(operators));
    let seen = world.server.seen().into_iter();
    let by_a_client = seen.filter(|seen| seen.request.starts_with("POST "));
    let mut count = 0;
    for seen in by_a_client {
        assert_eq!(seen.authorization.as_ref(), Some(&operators), "{seen:?}");
        count += 1;
    }
    // Two sign-ins, two renewals, two tokens that are ended.
    assert_eq!(count, 6);
}

#[tokio::test]
async fn tenants_that_share_a_grant_of_the_operators_app_go_on_side_by_side() {
    // The server ends the tokens of before with each sign-in.
    let world = World::new().await;
    let operator = world.sharing(world.builder(), &app_grant()).await;
    operator.set_app(app("the-operators")).await.unwrap();
    let tenants = acme_and_bolt(&operator, ["work", "work"]).await;
    for _ in 0..4 {
        world.clock.advance(LIFETIME);
        for tenant in &tenants {
            invoke(tenant).await.unwrap();
        }
    }
    assert_eq!(world.token_requests().len(), 2 + 4);
    for (tenant, revocations) in tenants.iter().zip([0, 2]) {
        invoke(tenant).await.unwrap();
        let removal = tenant.remove("work").await.unwrap();
        // Neither is told whether there is another.
        assert!(
            matches!(removal.revocation, Revocation::Shared),
            "{removal:?}"
        );
        assert_eq!(world.count("POST /revoke"), revocations);
    }
}

#[tokio::test]
async fn tenants_that_share_none_end_each_others_sign_in_at_a_server_that_keeps_one() {
    let world = World::new().await;
    let operator = world.host(&app_grant()).await;
    operator.set_app(app("the-operators")).await.unwrap();
    let [acme, bolt] = &acme_and_bolt(&operator, ["work", "work"]).await;
    let (acmes, bolts) = (acme.connection("work").await, bolt.connection("work").await);
    assert!(!acmes.unwrap().shares_grant_with(&bolts.unwrap()));
    world.clock.advance(LIFETIME);
    invoke(bolt).await.unwrap();
    let ended = invoke(acme).await.unwrap_err();
    assert_eq!(ended.class(), Class::Connection, "{ended}");
    // Whoever signs in again has it back, by a grant of its own.
    let again = acme.reconnect("work").sign_in().redirect(elsewhere());
    approve(again.start().await.unwrap()).await.unwrap();
    invoke(acme).await.unwrap();
}
