//! Whatever goes wrong of a connection, the error names it, whichever sort it is of.

use bytes::Bytes;
use connector_host::driver::Collected;
use connector_host::{Class, Error, Host, Running};

use crate::support::authorization::{World, app_grant, code_grant};
use crate::support::call::done;
use crate::support::connection::{approve, elsewhere, in_database, signed_in};
use crate::support::scripted::{MANIFEST, connector_of, connector_with_authorization};

/// The host, with a version of the connector whose action changes something by now.
async fn changing(world: &World) -> Host {
    let host = signed_in(world).await;
    host.load(&changing_component()).await.unwrap();
    host
}

fn changing_component() -> Vec<u8> {
    let manifest = MANIFEST.replace(r#""effect": "read""#, r#""effect": "write""#);
    connector_of(manifest.as_bytes(), &code_grant(), &[done("{}")])
}

/// It is of that code, and names the connection beside what it says.
fn is_about_work(error: &Error, code: &str) {
    assert_eq!((error.code(), error.connection()), (code, Some("work")));
    let text = error.to_string();
    assert!(
        text.matches("work").count() <= 1,
        "it is named twice: {text}"
    );
}

async fn begin(host: &Host) -> Result<Running, Error> {
    host.invoke("notes", "list-notes").begin().await
}

#[tokio::test]
async fn what_nobody_has_agreed_to_is_told_with_the_default_connection_that_it_was_for() {
    let world = World::new().await;
    let host = changing(&world).await;
    let error = begin(&host).await.unwrap_err();
    is_about_work(&error, "not-agreed");
    assert_eq!(error.class(), Class::Consent);
    assert!(matches!(error.ended_by(), Error::Consent(_)), "{error:?}");
    let dry_run = host.invoke("notes", "list-notes").dry_run().await;
    is_about_work(&dry_run.unwrap_err(), "not-agreed");
}

#[tokio::test]
async fn a_run_that_is_not_gone_on_with_names_its_connection_as_it_is_called_by_now() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let kept = begin(&host).await.unwrap().put_away().await.unwrap();
    host.rename("work", "play").await.unwrap();
    let another = connector_with_authorization(&code_grant(), &[done("{}")]);
    let other = world.builder().build().unwrap();
    other.load(&another).await.unwrap();
    let gone = other.take_up(&kept).await.unwrap_err();
    assert_eq!(gone.code(), "run-component-gone");
    assert_eq!(gone.connection(), Some("play"));
}

#[tokio::test]
async fn a_run_that_changes_something_and_is_kept_nowhere_names_its_connection() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    host.add_accepting(&changing_component()).await.unwrap();
    let mut running = begin(&host).await.unwrap();
    let unkept = running.advance(&mut Collected::default()).await;
    is_about_work(&unkept.unwrap_err(), "run-without-journal");
}

#[tokio::test]
async fn a_row_that_can_not_be_read_is_told_with_whose_it_is() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    in_database(
        world.directory.path(),
        "UPDATE secret_settings SET value = x'00'",
    );
    let reconnect = host.reconnect("work").sign_in().start().await;
    let error = reconnect.unwrap_err();
    is_about_work(&error, "seal-malformed");
    in_database(
        world.directory.path(),
        "UPDATE connections SET settings = 'no JSON'",
    );
    let call = host.invoke("notes", "list-notes").connection("work");
    is_about_work(&call.run().await.unwrap_err(), "store-corrupt");
}

#[tokio::test]
async fn a_delivery_for_the_app_of_a_connection_is_refused_with_its_name() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let work = host.connection("work").await.unwrap();
    let delivery = http::Request::post("/hooks/1").body(Bytes::new()).unwrap();
    let receiving = host.receive_for(&work).setting("nonsense", "1");
    let refused = receiving.delivery(&delivery).await.unwrap_err();
    is_about_work(&refused, "wrong-settings");
}

#[tokio::test]
async fn a_connection_that_is_not_brought_back_is_named_at_the_beginning_and_at_the_end() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let wrong = host.reconnect("work").setting("nonsense", "1");
    is_about_work(&wrong.start().await.unwrap_err(), "wrong-settings");

    let again = host.reconnect("work").sign_in().redirect(elsewhere());
    let attempt = again.start().await.unwrap();
    world.issuer().trouble = Some((400, r#"{"error": "invalid_grant"}"#));
    let refused = approve(attempt).await.unwrap_err();
    is_about_work(&refused, "authorization-server-refused");
    assert!(matches!(refused.ended_by(), Error::OAuth(_)), "{refused:?}");
}

#[tokio::test]
async fn who_signs_in_for_a_connection_that_is_not_there_yet_is_told_of_none() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    let refused = host.connect("notes", "own-app").start().await.unwrap_err();
    assert_eq!(refused.connection(), None, "{refused}");
}
