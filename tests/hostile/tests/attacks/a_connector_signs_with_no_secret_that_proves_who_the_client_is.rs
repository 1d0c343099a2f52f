//! `sign` signed with any secret of a connection, the OAuth client secret as well:
//! so the component made an assertion of its own with which it was the client.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Signing, Step};
use connector_host::driver::DriveError;

use crate::bystander::beside;
use crate::stage::{host_of, identifies, must_be};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::done;
use crate::support::scripted::{self, Act, MANIFEST};

fn signing(secret: &str) -> Act {
    Act::Step(Step::Sign(Signing {
        secret: secret.to_owned(),
        message: b"header.claims".to_vec(),
        state: vec![1],
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_secret_signs_nothing_and_a_secret_for_signing_does() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
    host.add(&harmless).await.unwrap();
    let attempt = connect(&host).secret("webhook_secret", "hush-webhook".into());
    let _ = connected(attempt).await;

    let with = |secret| {
        scripted::connector_of(
            MANIFEST.as_bytes(),
            &token_grant(),
            &[signing(secret), done(r#"{"notes": ["signed"]}"#)],
        )
    };
    host.add(&with("client_secret")).await.unwrap();
    let refused = beside(host.invoke("notes", "list-notes").run())
        .await
        .unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Drive {
            source: DriveError::NotAllowed(ConsentRefusal::NotDeclared { .. }),
            ..
        }
    );

    host.add(&with("webhook_secret")).await.unwrap();
    let signed = host.invoke("notes", "list-notes").run().await.unwrap();
    assert_eq!(signed.value["notes"][0], "signed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_version_that_would_sign_with_it_wants_more() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let version = |uses: &str| {
        let manifest = crate::stage::manifest(|manifest| {
            manifest["auth_methods"][0]["secrets"]["client_secret"] = uses.into();
        });
        scripted::connector_of(&manifest, &token_grant(), &identifies())
    };
    host.add(&version("client-secret")).await.unwrap();
    let refused = host.add(&version("sign")).await.unwrap_err();
    must_be!(refused, Consent, Error::WantsMore(_));
    assert!(
        refused
            .to_string()
            .contains("sign messages with the secret `client_secret`"),
        "{refused}"
    );
}
