//! Ways through hosted sign-in that lead to a connection, and those that may be tried again.

use serde_json::{Value, json};

use crate::browser::{
    Browser, OWN_APP, Session, authorization, load, notes, path_of, stage, title,
};
use crate::support::authorization::{
    CLIENT_SECRET, app_grant, approved, code_grant, device_grant, returned, token_grant,
};
use crate::support::scripted::MANIFEST;

#[tokio::test]
async fn an_account_is_connected_by_somebody_who_has_no_key() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let asking = browser.open(&session.link).await;
    assert_eq!(title(&asking), "Connect your Notes account");
    for words in ["<strong>Acme</strong>", "https://api.example", "List notes"] {
        assert!(asking.text().contains(words), "{words} {}", asking.text());
    }
    let looked = Browser::new(&stage).open(&session.link).await;
    assert_eq!(title(&looked), title(&asking), "to look takes nothing");

    let preparing = browser.go_on(&session).await;
    assert_eq!(title(&preparing), "Your own app");
    let leaving = browser.enter(&preparing, &OWN_APP).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
    let authorize = authorization(&leaving);
    let callback = approved(&authorize);
    let redirect_uri = format!("http://{}/oauth/callback/notes?", stage.address);
    assert!(callback.as_str().starts_with(&redirect_uri), "{callback}");
    assert_eq!(session.state(&stage).await["state"], "pending");

    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
    assert!(connected.text().contains("ada@example.com"));
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "connected");
    assert_eq!(state["connection"]["name"], "work");
    for secret in [CLIENT_SECRET, "access-1", "refresh-1", "the-code"] {
        assert!(!browser.seen.contains(secret), "{secret}");
    }
    // The way back leads to what came of it.
    let again = browser.open(&session.link).await;
    assert_eq!(title(&again), "Connected");
    let again = browser
        .open(&format!("/connect/{}/methods", session.id))
        .await;
    assert_eq!(title(&again), "Connected");
}

#[tokio::test]
async fn settings_that_do_not_fit_are_told_and_a_secret_is_not_repeated() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let entered = [
        ("setting.client_secret", CLIENT_SECRET),
        ("setting.region", "<b>eu"),
    ];
    let wrong = browser.begin(&session, &entered).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(title(&wrong), "Not right yet: Your own app");
    assert!(wrong.text().contains("<code>client_id</code> is missing"));
    assert!(
        wrong.text().contains("value=\"&lt;b&gt;eu\""),
        "{}",
        wrong.text()
    );
    assert_eq!(session.state(&stage).await["state"], "pending");
    let connected = browser.enter(&wrong, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
    assert!(!browser.seen.contains(CLIENT_SECRET));
}

#[tokio::test]
async fn a_secret_that_is_not_needed_is_asked_for_again_where_it_is_seen() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let entered = [("setting.webhook_secret", "hush")];
    let wrong = browser.begin(&session, &entered).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("<details open>"), "{}", wrong.text());
    let wrong = browser.begin(&session, &[]).await;
    assert!(!wrong.text().contains("<details open>"), "{}", wrong.text());
}

#[tokio::test]
async fn somebody_approves_on_another_device() {
    let stage = stage(&device_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let pending = (400, r#"{"error": "authorization_pending"}"#);
    stage.world.issuer().devices = [pending].into();
    let mut browser = Browser::new(&stage);
    let device = browser.begin(&session, &OWN_APP).await;
    assert_eq!(title(&device), "Sign in at Notes on any device");
    assert!(device.text().contains("WDJB-MJHT"));
    // It is asked as often as the server wants, whoever loads the page.
    let asked = format!("/connect/{}?asked=yes", session.id);
    let early = browser.open(&asked).await;
    assert_eq!(title(&early), "Nobody has approved yet");
    stage.world.clock.advance(6);
    browser.open(&asked).await;
    stage.world.clock.advance(6);
    let connected = browser.open(&asked).await;
    assert_eq!(title(&connected), "Connected");
    assert_eq!(session.state(&stage).await["state"], "connected");
}

#[tokio::test]
async fn whoever_declines_is_told_so_and_may_try_again() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let declined = returned(&authorization(&leaving), &[("error", "access_denied")]);
    let page = browser.open(&path_of(&declined)).await;
    assert_eq!(title(&page), "Not connected: it was declined");
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "failed");
    assert_eq!(state["failure"]["code"], "sign-in-declined");
    let preparing = browser
        .open(&format!("/connect/{}/methods", session.id))
        .await;
    let leaving = browser.enter(&preparing, &OWN_APP).await;
    let callback = approved(&authorization(&leaving));
    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
}

#[tokio::test]
async fn whoever_does_not_come_back_in_time_is_told_so_and_may_try_again() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    browser.begin(&session, &OWN_APP).await;
    stage.world.clock.advance(50 * 60);
    let late = browser.open(&format!("/connect/{}", session.id)).await;
    assert_eq!(title(&late), "Not connected");
    let words = "in the time that there is for it";
    assert!(late.text().contains(words), "{}", late.text());
    let state = session.state(&stage).await;
    assert_eq!(state["failure"]["code"], "no-sign-in");
    let detail = state["failure"]["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{state}");
    let preparing = browser
        .open(&format!("/connect/{}/methods", session.id))
        .await;
    let leaving = browser.enter(&preparing, &OWN_APP).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
}

#[tokio::test]
async fn whoever_has_a_choice_is_shown_each_way_with_what_it_takes() {
    let stage = stage(&token_grant()).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let mut second = manifest["auth_methods"][0].clone();
    second["id"] = "other-app".into();
    second["name"] = "Another app".into();
    manifest["auth_methods"]
        .as_array_mut()
        .unwrap()
        .push(second);
    load(&stage, &manifest.to_string(), &token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let choosing = browser.go_on(&session).await;
    assert_eq!(title(&choosing), "How do you want to connect?");
    for path in ["own-app", "other-app"] {
        let href = format!("href=\"/connect/{}/methods/{path}\"", session.id);
        assert!(choosing.text().contains(&href), "{}", choosing.text());
    }
    let page = browser
        .open(&format!("/connect/{}/methods/magic", session.id))
        .await;
    assert_eq!(page.status, 404);
    let preparing = browser
        .open(&format!("/connect/{}/methods/other-app", session.id))
        .await;
    let connected = browser.enter(&preparing, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
    let state = session.state(&stage).await;
    assert_eq!(state["connection"]["method"], "other-app");
    // Where the platform has chosen, nobody else does.
    let mut new = notes();
    new["method"] = "own-app".into();
    let session = Session::new(&stage, &new).await;
    let preparing = browser.go_on(&session).await;
    assert_eq!(title(&preparing), "Your own app");
    let page = browser
        .open(&format!("/connect/{}/methods/other-app", session.id))
        .await;
    assert_eq!(page.status, 404);
}

#[tokio::test]
async fn where_nothing_is_to_be_entered_the_link_and_the_choice_lead_on_to_the_sign_in() {
    let stage = stage(&app_grant()).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    let methods = manifest["auth_methods"].as_array_mut().unwrap();
    methods[0]["authorization"] = "authorization-code".into();
    let mut second = methods[0].clone();
    second["id"] = "other-app".into();
    methods.push(second);
    methods[0]["settings"]["required"] = json!([]);
    load(&stage, &manifest.to_string(), &app_grant()).await;
    let fields = [("content-type", "application/json")];
    let app = json!({"client_id": "the-client", "client_secret": CLIENT_SECRET}).to_string();
    let set = stage.ask("PUT", "/v1/connectors/notes/app", &fields, app);
    set.await.done();

    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let choosing = browser.go_on(&session).await;
    assert_eq!(title(&choosing), "How do you want to connect?");
    let form = format!("action=\"/connect/{}/methods/own-app\"", session.id);
    let link = format!("href=\"/connect/{}/methods/other-app\"", session.id);
    for way in [form, link] {
        assert!(choosing.text().contains(&way), "{way}: {}", choosing.text());
    }
    let leaving = browser.enter(&choosing, &[]).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
    assert!(leaving.text().contains("Make an app."), "what it takes");
    let callback = approved(&authorization(&leaving));
    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");

    let mut new = notes();
    new["method"] = "own-app".into();
    let session = Session::new(&stage, &new).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.go_on(&session).await;
    assert_eq!(title(&leaving), "Sign in at Notes");
    assert!(!leaving.text().contains("Another way"));
    assert_eq!(session.state(&stage).await["state"], "pending");
    // The same answer once more begins nothing more.
    let again = browser.open(&session.link).await;
    assert_eq!(authorization(&again), authorization(&leaving));
}

#[tokio::test]
async fn a_connection_is_brought_back_as_the_same_account_and_as_no_other() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    browser
        .open(&path_of(&approved(&authorization(&leaving))))
        .await;

    let again = Session::new(&stage, &json!({"connection": "work"})).await;
    let asking = browser.open(&again.link).await;
    assert_eq!(title(&asking), "Connect your Notes account again");
    assert!(asking.text().contains("ada@example.com"));
    let preparing = browser.go_on(&again).await;
    assert!(preparing.text().contains("value=\"the-client\""));
    assert!(!preparing.text().contains(CLIENT_SECRET));
    stage.world.issuer().subject = "eve";
    let leaving = browser.enter(&preparing, &[]).await;
    let callback = approved(&authorization(&leaving));
    let refused = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&refused), "Not connected");
    assert_eq!(again.state(&stage).await["failure"]["code"], "name-taken");

    stage.world.issuer().subject = "ada";
    let preparing = browser
        .open(&format!("/connect/{}/methods", again.id))
        .await;
    let leaving = browser.enter(&preparing, &[]).await;
    let callback = approved(&authorization(&leaving));
    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
    assert_eq!(again.state(&stage).await["connection"]["name"], "work");
}

#[tokio::test]
async fn what_the_platform_has_given_is_not_for_whoever_connects_to_choose() {
    let stage = stage(&token_grant()).await;
    let mut new = notes();
    new["settings"] = json!({"client_id": "the-client"});
    let refused = stage.post("/v1/connect-sessions", &new).await;
    assert_eq!(
        refused.problem().0,
        422,
        "of which method they are is not said"
    );
    new["method"] = "own-app".into();
    let session = Session::new(&stage, &new).await;
    let mut browser = Browser::new(&stage);
    let preparing = browser.go_on(&session).await;
    assert!(!preparing.text().contains("setting.client_id"));
    let entered = [("setting.client_id", "mine"), OWN_APP[1]];
    let connected = browser.enter(&preparing, &entered).await;
    assert_eq!(title(&connected), "Connected");
    let state = session.state(&stage).await;
    assert_eq!(state["settings"], new["settings"]);
    assert_eq!(state["connection"]["settings"], new["settings"]);
    new["settings"] = json!({"client_secret": CLIENT_SECRET});
    let refused = stage.post("/v1/connect-sessions", &new).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.text().contains(CLIENT_SECRET));
}

#[tokio::test]
async fn a_connection_is_brought_back_by_its_app_or_by_another_one_that_the_platform_names() {
    let stage = stage(&app_grant()).await;
    let mut manifest: Value = serde_json::from_str(MANIFEST).unwrap();
    manifest["auth_methods"][0]["authorization"] = "authorization-code".into();
    manifest["auth_methods"][0]["settings"]["required"] = json!([]);
    load(&stage, &manifest.to_string(), &app_grant()).await;
    for app in ["europe", "asia"] {
        let fields = [("content-type", "application/json")];
        let new = json!({"client_id": app, "client_secret": CLIENT_SECRET}).to_string();
        let path = format!("/v1/connectors/notes/apps/{app}");
        stage.ask("PUT", &path, &fields, new).await.done();
    }
    let mut new = notes();
    new["app"] = "europe".into();
    let connected_by = async |new: &Value| {
        let session = Session::new(&stage, new).await;
        let mut browser = Browser::new(&stage);
        let leaving = browser.go_on(&session).await;
        let callback = approved(&authorization(&leaving));
        let connected = browser.open(&path_of(&callback)).await;
        assert_eq!(title(&connected), "Connected");
        let connection = stage.host.connection("work").await.unwrap();
        // The apps are named as their clients are.
        let shown = stage.get("/v1/connections/work").await.json();
        assert_eq!(shown["app"], *connection.grant.client_id);
        connection.grant.client_id
    };
    assert_eq!(connected_by(&new).await, "europe");
    // No app has the name that is meant where none is said.
    let mut again = json!({"connection": "work"});
    assert_eq!(connected_by(&again).await, "europe");
    again["app"] = "asia".into();
    assert_eq!(connected_by(&again).await, "asia");
    again["app"] = "africa".into();
    let refused = stage.post("/v1/connect-sessions", &again).await;
    assert_eq!(refused.problem().1, "unknown-app");
    // Nobody signs in by the API.
    let refused = stage
        .post("/v1/connections/work/reconnect", &json!({"app": "europe"}))
        .await;
    assert_eq!(refused.problem().1, "needs-approval");
}
