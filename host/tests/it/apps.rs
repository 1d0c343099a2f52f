//! The operator's app, and where its secret may go.

use crate::support::authorization::{CLIENT_SECRET, World, app_grant, connect};
use crate::support::connection::{elsewhere, in_database};
use connector_host::connections::App;
use connector_host::consent::ConsentRefusal;
use connector_host::{Attempt, Class, Error};

fn app() -> App {
    App {
        connector: "notes".to_owned(),
        client_id: "the-client".to_owned(),
        client_secret: Some(CLIENT_SECRET.into()),
    }
}

#[tokio::test]
async fn an_app_that_was_set_for_other_servers_goes_nowhere_until_it_is_set_again() {
    let world = World::new().await;
    let host = world.host(&app_grant()).await;
    host.set_app(app()).await.unwrap();
    // As after the import of an app from a machine with another version.
    in_database(world.directory.path(), "UPDATE apps SET servers = '{}'");
    let start = || connect(&host).redirect(elsewhere()).start();
    let refused = start().await.unwrap_err();
    assert_eq!(refused.class(), Class::Consent);
    let is_elsewhere = matches!(refused, Error::Consent(ConsentRefusal::AppElsewhere { .. }));
    assert!(is_elsewhere, "{refused}");
    insta::assert_snapshot!(refused, @"the app that is set for `notes` is not for https://api.example/token, so its secret is not sent there: set the app again, which agrees to that");
    host.set_app(app()).await.unwrap();
    assert!(matches!(start().await.unwrap(), Attempt::Pending(_)));
}
