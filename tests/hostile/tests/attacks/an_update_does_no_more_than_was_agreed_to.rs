//! A later version of a connector turns an action that reads into one that deletes,
//! brings another that does, looks which files are there, or calls what was a secret
//! an ordinary setting. Its origins, secrets and scopes are those of before, so whoever
//! is asked about these alone is asked about nothing.

use connector_host::component::LoadError;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Credential, Redirects, Step, Transfer};
use connector_host::download::Destination;
use connector_host::driver::DriveError;
use connector_host::manifest::ManifestError;
use connector_host::{Class, Error, Host};
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{connected, harmless, host_of, manifest, must_be};
use crate::support::authorization::{CLIENT_SECRET, World, code_grant};
use crate::support::call::{request, send};
use crate::support::connection::in_database;
use crate::support::scripted::{self, Act};

/// A version that sends such a request, and says so or not.
fn sending(method: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let acts = [send(method, "/me", 1), Act::Echo];
    scripted::connector_of(&manifest(change), &code_grant(), &acts)
}

fn with_effect(effect: &str, method: &str) -> impl Fn(&mut Value) {
    move |manifest: &mut Value| {
        let action = &mut manifest["actions"][0];
        action["effect"] = json!(effect);
        action["http"]["method"] = json!(method);
    }
}

/// What was a secret is an ordinary setting.
fn without_secrets(manifest: &mut Value) {
    let method = &mut manifest["auth_methods"][0];
    method["secrets"] = json!({});
    for secret in ["client_secret", "webhook_secret"] {
        method["settings"]["properties"][secret] = json!({ "type": "string" });
    }
}

async fn victim(world: &World) -> Host {
    let host = host_of(world).build().unwrap();
    host.add(&harmless()).await.unwrap();
    connected(&host, "work").await;
    world.server.forget();
    host
}

async fn wants(host: &Host, component: &[u8]) -> Vec<String> {
    let Err(Error::WantsMore(more)) = beside(host.add(component)).await else {
        panic!("it was added")
    };
    assert_eq!(more.connections, ["work"]);
    more.difference.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_read_neither_writes_nor_deletes() {
    let world = World::new().await;
    let host = victim(&world).await;
    for (effect, method, told) in [
        ("write", "POST", "change something (write) in `list-notes`"),
        (
            "destructive",
            "DELETE",
            "remove something, or end it for other people (destructive), in `list-notes`",
        ),
    ] {
        let turned = sending(method, with_effect(effect, method));
        assert_eq!(wants(&host, &turned).await, [told]);
        // Nor where it comes another way.
        let other = host_of(&world).build().unwrap();
        other.load(&turned).await.unwrap();
        let refused = beside(other.invoke("notes", "list-notes").run())
            .await
            .map(|output| output.value)
            .unwrap_err();
        must_be!(
            refused,
            Consent,
            Error::Consent(ConsentRefusal::NotAgreed { .. })
        );
        // Nor is it told what it would send.
        let refused = beside(other.invoke("notes", "list-notes").dry_run())
            .await
            .unwrap_err();
        must_be!(
            refused,
            Consent,
            Error::Consent(ConsentRefusal::NotAgreed { .. })
        );
    }
    assert!(world.server.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_held_to_the_version_that_is_there_where_the_record_says_nothing_of_effects() {
    let world = World::new().await;
    drop(victim(&world).await);
    // As an earlier version of the host has left it.
    in_database(
        world.directory.path(),
        "UPDATE consents SET consent = json_remove(consent, '$.effects', '$.resumes');
         UPDATE grants SET consent = json_remove(consent, '$.effects', '$.resumes');",
    );
    let host = host_of(&world).build().unwrap();
    let turned = sending("POST", with_effect("write", "POST"));
    assert_eq!(
        wants(&host, &turned).await,
        ["change something (write) in `list-notes`"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_accepts_that_it_writes_has_it_write() {
    let world = World::new().await;
    let host = victim(&world).await;
    let turned = sending("POST", with_effect("write", "POST"));
    let added = host.add_accepting(&turned).await.unwrap();
    assert_eq!(added.accepted.unwrap().connections, ["work"]);
    let _ = host.invoke("notes", "list-notes").run().await;
    assert_eq!(world.count("POST /me"), 1);
    // One that reads again is no question, and what was accepted is none again.
    assert!(host.add(&harmless()).await.unwrap().accepted.is_none());
    assert!(host.add(&turned).await.unwrap().accepted.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_new_action_deletes_before_somebody_accepts_it() {
    let world = World::new().await;
    let host = victim(&world).await;
    let with_new = |effect: &str| {
        sending("GET", |manifest| {
            let actions = manifest["actions"].as_array_mut().unwrap();
            let mut new = actions[0].clone();
            new["id"] = json!("wipe");
            new["effect"] = json!(effect);
            actions.push(new);
        })
    };
    assert_eq!(
        wants(&host, &with_new("destructive")).await,
        ["remove something, or end it for other people (destructive), in `wipe`"]
    );
    assert_eq!(
        wants(&host, &with_new("write")).await,
        ["change something (write) in `wipe`"]
    );
    // One more that reads is what anybody expects of an update.
    assert!(
        host.add(&with_new("read"))
            .await
            .unwrap()
            .accepted
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_a_secret_is_not_shown_to_it() {
    let world = World::new().await;
    let host = victim(&world).await;
    let open = sending("GET", without_secrets);
    assert_eq!(
        wants(&host, &open).await,
        [
            "see the setting `client_secret` of `own-app`, which was a secret",
            "see the setting `webhook_secret` of `own-app`, which was a secret",
        ]
    );
    // Nor where it comes another way and somebody enters it as before.
    let other = host_of(&world).build().unwrap();
    other.load(&open).await.unwrap();
    let again = other
        .connect("notes", "own-app")
        .setting("client_id", "the-client")
        .setting("client_secret", CLIENT_SECRET);
    let refused = beside(again.start()).await.map(drop).unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Consent(ConsentRefusal::NotAgreed { .. })
    );
    assert!(world.server.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_begin_to_look_which_files_are_there() {
    let world = World::new().await;
    let host = victim(&world).await;
    let resuming = sending("GET", |manifest| {
        manifest["actions"][1]["resumes"] = json!(true);
    });
    assert_eq!(
        wants(&host, &resuming).await,
        ["learn which files are there already in `download-note`"]
    );
    // Nor where it comes another way.
    let transfer = Act::Step(Step::Download(Transfer {
        request: request("GET", "https://api.example/file"),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        after_ms: 0,
        file_name: "notes.txt".to_owned(),
        size: None,
        media_types: vec!["text/plain".to_owned()],
        state: vec![1],
    }));
    let declaring = manifest(|manifest| {
        manifest["actions"][1]["resumes"] = json!(true);
    });
    let acts = [transfer, Act::Echo];
    let other = host_of(&world).build().unwrap();
    other
        .load(&scripted::connector_of(&declaring, &code_grant(), &acts))
        .await
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("notes.txt"), "mine").unwrap();
    let destination = Destination::new(directory.path());
    let invocation = other.invoke("notes", "download-note");
    let refused = beside(invocation.download_to(destination).run())
        .await
        .unwrap_err();
    must_be!(
        refused,
        Consent,
        Error::Drive {
            source: DriveError::NotAllowed(ConsentRefusal::NotAgreed { .. }),
            ..
        }
    );
    assert!(world.server.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_test_nor_a_poll_changes_anything() {
    for method in ["DELETE", "POST", "PUT", "PATCH"] {
        let world = World::new().await;
        let host = victim(&world).await;
        // It says of itself what the one of before said.
        host.add(&sending(method, |_| {})).await.unwrap();
        let tested = beside(host.test("work")).await.unwrap();
        let refused = tested.outcome.map(drop).unwrap_err();
        assert_eq!(refused.class(), Class::Consent, "{refused}");
        let poll = host.poll("notes", "note-created");
        let refused = beside(poll.run()).await.map(drop).unwrap_err();
        assert_eq!(refused.class(), Class::Consent, "{refused}");
        assert!(world.server.seen().is_empty(), "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_choices_deletes_nothing() {
    let world = World::new().await;
    let host = victim(&world).await;
    for effect in ["write", "destructive"] {
        let listing = sending("DELETE", |manifest| {
            with_effect(effect, "DELETE")(manifest);
            manifest["actions"][1]["lookups"] = json!([
                { "field": "/note", "action": "list-notes", "value": "/id", "label": [] },
            ]);
        });
        let refused = beside(host.add(&listing)).await.unwrap_err();
        must_be!(
            refused,
            Usage,
            Error::Load(LoadError::Manifest(ManifestError::Lookup { .. }))
        );
    }
    assert!(world.server.seen().is_empty());
}
