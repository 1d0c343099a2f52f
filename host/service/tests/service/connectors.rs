//! Connectors: what is here, and adding another.

use connector_host::connections::Holder;
use serde_json::{Value, json};

use crate::site::Site;
use crate::stage::{Answer, INVOKE, Stage, is};
use crate::support::authorization::{World, token_grant};
use crate::support::call::done;
use crate::support::scripted::{self, MANIFEST};

async fn empty() -> Stage {
    let world = World::new().await;
    let site = Site::new(&world, |builder| builder);
    Stage::at(world, site, |_| {}).await
}

fn component(manifest: &str) -> Vec<u8> {
    scripted::connector_of(manifest.as_bytes(), &token_grant(), &[done("{}")])
}

/// What a problem says to people.
#[track_caller]
fn detail(answer: &Answer) -> String {
    answer.json()["detail"].as_str().unwrap().to_owned()
}

const WASM: [(&str, &str); 1] = [("content-type", "application/wasm")];

#[tokio::test]
async fn a_connector_is_added_shown_and_removed() {
    let stage = empty().await;
    let added = stage
        .ask("POST", "/v1/connectors", &WASM, component(MANIFEST))
        .await;
    assert_eq!(added.status, 201, "{added:?}");
    assert_eq!(added.json()["connector"]["key"], "notes");
    let again = stage
        .ask("POST", "/v1/connectors", &WASM, component(MANIFEST))
        .await;
    assert_eq!(again.done()["replaced"], "1.2.3");

    let listed = stage.get("/v1/connectors").await.done();
    let mut shown = stage.get("/v1/connectors/notes").await.done();
    for member in ["key", "name", "version", "summary", "digest", "actions"] {
        assert_eq!(listed["items"][0][member], shown[member], "{member}");
    }
    shown["digest"] = "[digest]".into();
    shown["agreed"]["digest"] = "[digest]".into();
    insta::assert_json_snapshot!(shown);
    let manifest = stage.get("/v1/connectors/notes/manifest").await;
    assert_eq!(manifest.text(), MANIFEST);

    let actions = stage.get("/v1/connectors/notes/actions").await.done();
    insta::assert_json_snapshot!(actions["items"][0]);
    let action = stage.get("/v1/connectors/notes/actions/list-notes").await;
    insta::assert_json_snapshot!(action.done());

    let removed = stage.ask("DELETE", "/v1/connectors/notes", &[], "").await;
    assert_eq!(removed.status, 204, "{removed:?}");
    stage.a_second_later();
    for path in [
        "/v1/connectors/notes",
        "/v1/connectors/notes/manifest",
        "/v1/connectors/notes/actions",
        "/v1/connectors/notes/actions/list-notes",
    ] {
        let gone = stage.get(path).await.problem();
        assert_eq!(gone, is(404, "unknown-connector"), "{path}");
    }
}

#[tokio::test]
async fn the_redirect_address_is_told_to_whoever_makes_an_app() {
    let stage = empty().await;
    let key = stage.key(Holder::Operator, &[]).await;
    let bearer = format!("Bearer {key}");
    let stage = stage
        .anew(|settings| settings.public_url = Some("https://connect.example".parse().unwrap()))
        .await;
    let ask = async |method: &str, path: &str, media_type: &str, body: Vec<u8>| {
        let fields = [("authorization", &*bearer), ("content-type", media_type)];
        let answer = stage.ask(method, path, &fields, body).await;
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.json()
    };
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let methods = manifest["auth_methods"].as_array_mut().unwrap();
    methods.push(methods[0].clone());
    methods[1]["id"] = "in-a-browser".into();
    methods[1]["authorization"] = "authorization-code".into();
    methods[1]["setup"] = json!(["Make an app.", "Enter {redirect_uri} there."]);
    let component = component(&manifest.to_string());
    ask("POST", "/v1/connectors", "application/wasm", component).await;
    stage.a_second_later();

    let address = "https://connect.example/oauth/callback/notes";
    let shown = ask("GET", "/v1/connectors/notes", "", Vec::new()).await;
    assert_eq!(shown["auth_methods"][0]["redirect_uri"], Value::Null);
    let method = &shown["auth_methods"][1];
    assert_eq!(method["redirect_uri"], address);
    let setup = json!(["Make an app.", format!("Enter {address} there.")]);
    assert_eq!(method["setup"], setup);
    let app = "/v1/connectors/notes/app";
    let new = json!({"client_id": "mine"}).to_string().into_bytes();
    let set = ask("PUT", app, "application/json", new).await;
    assert_eq!(set["redirect_uri"], address);
    assert_eq!(ask("GET", app, "", Vec::new()).await, set);
}

#[tokio::test]
async fn a_version_that_wants_more_is_added_once_that_very_component_is_accepted() {
    let stage = empty().await;
    let add = async |query: &str, component: Vec<u8>| {
        let path = format!("/v1/connectors{query}");
        stage.ask("POST", &path, &WASM, component).await
    };
    let wants_more = MANIFEST.replace("1.2.3", "1.3.0").replace(
        r#"{ "origin": "https://*.files.example""#,
        r#"{ "origin": "https://more.example", "purpose": "More.", "marks": ["credential"] },
           { "origin": "https://*.files.example""#,
    );
    assert_eq!(add("", component(MANIFEST)).await.status, 201);

    let refused = add("", component(&wants_more)).await;
    assert_eq!(refused.problem(), is(403, "wants-more"));
    let mut wants = refused.json()["wants"].clone();
    let digest = wants["digest"].as_str().unwrap().to_owned();
    let how = format!("with `?accept={digest}`");
    assert!(detail(&refused).ends_with(&how), "{refused:?}");
    wants["digest"] = "[digest]".into();
    insta::assert_json_snapshot!(wants);

    let other = format!("?accept={}", "0".repeat(64));
    let refused = add(&other, component(&wants_more)).await;
    assert_eq!(refused.problem(), is(409, "accepts-other"));
    for named in [&"0".repeat(64), &digest] {
        assert!(detail(&refused).contains(named.as_str()), "{refused:?}");
    }
    let shown = stage.get("/v1/connectors/notes").await.done();
    assert_eq!(shown["version"], "1.2.3");

    let accepted = add(&format!("?accept={digest}"), component(&wants_more)).await;
    stage.a_second_later();
    let accepted = accepted.done();
    assert_eq!(accepted["replaced"], "1.2.3");
    assert_eq!(accepted["accepted"].as_array().unwrap().len(), 2);
    let shown = stage.get("/v1/connectors/notes").await.done();
    assert_eq!(shown["version"], "1.3.0");
}

#[tokio::test]
async fn what_is_no_component_is_refused_and_nothing_is_kept() {
    let stage = empty().await;
    let refused = stage.ask("POST", "/v1/connectors", &WASM, "hello").await;
    assert_eq!(refused.problem(), is(422, "not-webassembly"));
    let json = [("content-type", "application/json")];
    let refused = stage.ask("POST", "/v1/connectors", &json, "{}").await;
    assert_eq!(refused.problem(), is(415, "wrong-media-type"));
    let listed = stage.get("/v1/connectors").await.done();
    assert_eq!(listed["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_connector_that_is_in_use_stays() {
    let stage = empty().await;
    let added = stage
        .ask("POST", "/v1/connectors", &WASM, identifying())
        .await;
    assert_eq!(added.status, 201, "{added:?}");
    stage.connect("work").await;
    let refused = stage.ask("DELETE", "/v1/connectors/notes", &[], "").await;
    assert_eq!(refused.problem(), is(409, "connector-in-use"));
    assert_eq!(stage.get("/v1/connections/work").await.status, 200);
}

#[tokio::test]
async fn one_that_later_rules_refuse_is_listed_apart_and_its_connections_say_so() {
    let stage = empty().await;
    let added = stage
        .ask("POST", "/v1/connectors", &WASM, identifying())
        .await;
    assert_eq!(added.status, 201, "{added:?}");
    stage.connect("work").await;
    // What was added when there were fewer rules.
    stage.site.put_component("notes", &component(&refused()));
    let Stage { world, site, .. } = stage;
    let site = site.updated(&world);
    let stage = Stage::at(world, site, |_| {}).await;

    let listed = stage.get("/v1/connectors").await.done();
    insta::assert_json_snapshot!(listed, @r#"
    {
      "items": [],
      "unusable": [
        {
          "code": "manifest-lookup",
          "key": "notes",
          "reason": "The manifest has `list-notes` list the choices for `/note` of `download-note`, and it is said to change something: only an action whose effect is `read` lists choices",
          "remedy": "add a version of `notes` that this host takes, or remove the connector"
        }
      ]
    }
    "#);
    let refused = is(409, "connector-unusable");
    assert_eq!(stage.invoke(INVOKE, &[]).await.problem(), refused);
    for path in ["", "/manifest", "/actions"] {
        let path = format!("/v1/connectors/notes{path}");
        assert_eq!(stage.get(&path).await.problem(), refused, "{path}");
    }
    assert_eq!(stage.get("/v1/connections/work").await.status, 200);
    let again = stage
        .ask("POST", "/v1/connectors", &WASM, identifying())
        .await;
    assert!([200, 201].contains(&again.status), "{again:?}");
    stage.a_second_later();
    let listed = stage.get("/v1/connectors").await.done();
    assert_eq!(listed["items"][0]["key"], "notes");
    assert_eq!(listed["unusable"].as_array().unwrap().len(), 0);
}

/// A manifest that is refused: a field has its choices listed by an action that changes
/// something.
fn refused() -> String {
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["actions"][0]["effect"] = json!("write");
    manifest["actions"][1]["lookups"] = json!([
        { "field": "/note", "action": "list-notes", "value": "/id", "label": [] },
    ]);
    manifest.to_string()
}

/// A component that says whose account it is.
fn identifying() -> Vec<u8> {
    let acts = [
        crate::support::call::send("GET", "/me", 1),
        scripted::Act::Echo,
    ];
    scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &acts)
}
