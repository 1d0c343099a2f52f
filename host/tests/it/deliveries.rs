//! Deliveries that were sent to the address of an app: by whose secrets they are judged, and
//! whose connections they concern.

use crate::rotation::judging;
use crate::support::authorization::{CLIENT_SECRET, World, app_grant, code_grant, connect};
use crate::support::connection::{approve, elsewhere, tenant};
use bytes::Bytes;
use connector_host::connections::{App, DEFAULT_APP};
use connector_host::contract::Authorization;
use connector_host::{Error, Host, ReceivedAt};
use serde_json::json;

fn app(client_id: &str, webhook_secret: &str) -> App {
    App::new("notes", client_id)
        .secret("client_secret", CLIENT_SECRET.into())
        .secret("webhook_secret", webhook_secret.into())
}

async fn sign_in(world: &World, host: &Host, name: &str, subject: &'static str) {
    world.issuer().subject = subject;
    let connect = connect(host).name(name).redirect(elsewhere());
    approve(connect.start().await.unwrap()).await.unwrap();
}

/// The connector judges deliveries from now on: what is signed with that secret tells of
/// something that ada has done in the kitchen, and that bob has removed the app.
async fn judge_by(host: &Host, secret: &str, authorization: &Authorization) {
    let event = json!({
        "trigger": "note-created", "id": "a", "occurred_at": "2026-11-26T10:00:00Z",
        "subject": {"account": "kitchen", "user": "ada"}, "data": {"book": 7},
    });
    let end = json!({
        "response": {"status": 200, "json": {}}, "events": [event],
        "ended": [{"account": "kitchen", "user": "bob"}],
    });
    let component = judging(secret, authorization, &end);
    host.load(&component).await.unwrap();
}

async fn deliver(host: &Host, address: &str) -> Result<Option<ReceivedAt>, Error> {
    let request = http::Request::post("/hooks/1").body(Bytes::from_static(b"{}"));
    host.receive_at(address, &request.unwrap()).await
}

async fn address(host: &Host) -> String {
    let app = host.app("notes", DEFAULT_APP).await.unwrap().unwrap();
    app.delivery_address
}

/// The connections that the event of a delivery concerns, and those of whoever removed the app.
async fn concerned(received: &ReceivedAt) -> [String; 2] {
    let [event] = received.reception.events.as_slice() else {
        panic!("{received:?}")
    };
    let [ended] = received.reception.ended.as_slice() else {
        panic!("{received:?}")
    };
    let mut told = [&event.subject, ended].map(|subject| (subject, String::new()));
    for (subject, told) in &mut told {
        for its in received.concerned(subject).await.unwrap() {
            let disabled = if its.is_disabled { " disabled" } else { "" };
            told.push_str(&format!("{} of {}{disabled}, ", its.name, its.tenant));
        }
    }
    told.map(|(_, told)| told)
}

#[tokio::test]
async fn an_event_of_the_operators_app_concerns_the_connections_of_all_tenants_that_go_through_it()
{
    let world = World::new().await;
    let operator = world.host(&app_grant()).await;
    operator.set_app(app("the-client", "one")).await.unwrap();
    let acme = tenant(&operator, "acme").await;
    let bolt = tenant(&operator, "bolt").await;
    bolt.set_app(app("bolts-client", "two")).await.unwrap();
    sign_in(&world, &operator, "mine", "ada").await;
    sign_in(&world, &acme, "work", "ada").await;
    sign_in(&world, &acme, "bobs", "bob").await;
    sign_in(&world, &bolt, "work", "ada").await;
    acme.disable("work").await.unwrap();

    judge_by(&operator, "one", &app_grant()).await;
    let received = deliver(&operator, &address(&operator).await).await.unwrap();
    let received = received.unwrap();
    assert_eq!(&*received.connector, "notes");
    assert_eq!(&*received.tenant, "default");
    let told = concerned(&received).await;
    assert_eq!(
        told,
        ["work of acme disabled, mine of default, ", "bobs of acme, "]
    );
    // Whoever's the handle is, the address finds the app; but no tenant is told of others.
    let received = deliver(&bolt, &address(&operator).await).await.unwrap();
    assert_eq!(concerned(&received.unwrap()).await, ["", ""]);
    let received = deliver(&acme, &address(&operator).await).await.unwrap();
    let told = concerned(&received.unwrap()).await;
    assert_eq!(told, ["work of acme disabled, ", "bobs of acme, "]);

    // What is signed with the secret of one app is not authentic at the address of another.
    let refused = deliver(&operator, &address(&bolt).await).await.unwrap_err();
    assert_eq!(refused.code(), "not-authentic");
    judge_by(&operator, "two", &app_grant()).await;
    let received = deliver(&operator, &address(&bolt).await).await.unwrap();
    let received = received.unwrap();
    assert_eq!(&*received.tenant, "bolt");
    assert_eq!(concerned(&received).await, ["work of bolt, ", ""]);
}

#[tokio::test]
async fn an_address_stays_that_of_its_app_and_another_finds_nothing() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    host.set_app(app("the-client", "one")).await.unwrap();
    judge_by(&host, "two", &app_grant()).await;
    let address = address(&host).await;
    let refused = deliver(&host, &address).await.unwrap_err();
    assert_eq!(refused.code(), "not-authentic");
    // A secret that is rotated is not the one of before alone.
    let rotated = host.rotate_app_secret("notes", DEFAULT_APP, "webhook_secret", "two".into());
    rotated.await.unwrap();
    assert!(deliver(&host, &address).await.unwrap().is_some());
    host.set_app(app("another-client", "two")).await.unwrap();
    assert_eq!(self::address(&host).await, address);
    assert!(deliver(&host, &address).await.unwrap().is_some());
    for wrong in ["", "default", "%", &"0".repeat(32), &address[1..]] {
        assert!(deliver(&host, wrong).await.unwrap().is_none(), "{wrong}");
    }
    host.remove_app("notes", DEFAULT_APP).await.unwrap();
    assert!(deliver(&host, &address).await.unwrap().is_none());
    // What is registered again is another app.
    host.set_app(app("another-client", "two")).await.unwrap();
    assert_ne!(self::address(&host).await, address);
}

#[tokio::test]
async fn an_app_that_was_brought_is_judged_for_by_the_connections_that_use_it() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    for (name, subject, secret) in [
        ("work", "ada", "one"),
        ("play", "ada", "two"),
        ("bobs", "bob", "one"),
    ] {
        world.issuer().subject = subject;
        let connect = connect(&host).secret("webhook_secret", secret.into());
        let connect = connect.name(name).redirect(elsewhere());
        approve(connect.start().await.unwrap()).await.unwrap();
    }
    let address = async |name: &str| {
        let connection = host.connection(name).await.unwrap();
        let address = host.delivery_address(&connection).await.unwrap();
        address.unwrap()
    };
    let (of_ada, of_bob) = (address("work").await, address("bobs").await);
    assert_eq!(address("play").await, of_ada, "they share the grant");
    assert_ne!(of_bob, of_ada);
    for secret in ["one", "two"] {
        judge_by(&host, secret, &code_grant()).await;
        let received = deliver(&host, &of_ada).await.unwrap().unwrap();
        let told = concerned(&received).await;
        assert_eq!(told, ["play of default, work of default, ", ""]);
    }
    let refused = deliver(&host, &of_bob).await.unwrap_err();
    assert_eq!(refused.code(), "not-authentic");
    host.remove("work").await.unwrap();
    assert!(deliver(&host, &of_ada).await.unwrap().is_some());
    host.remove("play").await.unwrap();
    assert!(deliver(&host, &of_ada).await.unwrap().is_none());
}

#[tokio::test]
async fn who_has_not_shown_that_a_delivery_is_authentic_is_told_nothing_but_that() {
    let world = World::new().await;
    let host = world.host(&code_grant()).await;
    // Deliveries can't be judged by the last one, whatever they are.
    for (name, secret) in [("work", Some("one")), ("play", Some("two")), ("bare", None)] {
        let mut connect = connect(&host).name(name).redirect(elsewhere());
        if let Some(secret) = secret {
            connect = connect.secret("webhook_secret", secret.into());
        }
        approve(connect.start().await.unwrap()).await.unwrap();
    }
    let work = host.connection("work").await.unwrap();
    let address = host.delivery_address(&work).await.unwrap().unwrap();
    let refused = async |secret: &str| {
        judge_by(&host, secret, &code_grant()).await;
        deliver(&host, &address).await.unwrap_err()
    };
    let assert_tells_nothing = |refused: &Error| {
        assert_eq!(refused.code(), "not-authentic");
        assert_eq!(
            refused.connection(),
            None,
            "whose it is, is no stranger's business"
        );
    };
    for disabled in [["work"].as_slice(), &["play"], &["work", "play"]] {
        for name in disabled {
            host.disable(name).await.unwrap();
        }
        assert_tells_nothing(&refused("forged").await);
        for name in ["work", "play"] {
            let secret = if name == "work" { "one" } else { "two" };
            if disabled.contains(&name) {
                let told = refused(secret).await;
                assert_eq!(told.code(), "connection-disabled");
                assert_eq!(told.connection(), Some(name));
            } else {
                judge_by(&host, secret, &code_grant()).await;
                assert!(deliver(&host, &address).await.unwrap().is_some(), "{name}");
            }
        }
        for name in disabled {
            host.enable(name).await.unwrap();
        }
    }
}
