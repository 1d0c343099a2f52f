//! Who may follow a link, come back from a sign-in and send a form.

use axum::body::Body;
use futures_util::stream;
use serde_json::json;

use crate::browser::{
    Browser, OWN_APP, Session, assert_is_guarded, authorization, between, notes, path_of, stage,
    title,
};
use crate::support::authorization::{approved, code_grant, token_grant};

#[tokio::test]
async fn a_link_that_is_none_was_used_or_has_expired_says_what_to_do_next() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut thief = Browser::new(&stage);
    for link in [
        "/connect",
        "/connect?link=chl_0_a",
        &format!("{}x", session.link),
    ] {
        let page = thief.open(link).await;
        assert_eq!(page.status, 404, "{link}");
        assert_eq!(title(&page), "This link leads nowhere");
    }
    let mut browser = Browser::new(&stage);
    browser.begin(&session, &OWN_APP).await;
    let used = thief.open(&session.link).await;
    assert_eq!(
        (used.status, title(&used).as_str()),
        (410, "This link was used already")
    );
    let used = thief.send("/connect", &[("link", &session.secret)]).await;
    assert_eq!(used.status, 410);
    assert!(thief.cookies.is_empty());

    let late = Session::new(&stage, &notes()).await;
    stage.world.clock.advance(3601);
    let expired = thief.open(&late.link).await;
    assert_eq!(
        (expired.status, title(&expired).as_str()),
        (410, "This link has expired")
    );
    let expired = thief.send("/connect", &[("link", &late.secret)]).await;
    assert_eq!(expired.status, 410);
    let methods = format!("/connect/{}/methods", session.id);
    assert_eq!(title(&browser.open(&methods).await), "Not connected");
}

#[tokio::test]
async fn nobody_goes_on_or_comes_back_in_another_browser() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = approved(&authorization(&leaving));

    let mut other = Browser::new(&stage);
    for path in ["", "/methods", "/methods/own-app"] {
        let page = other.open(&format!("/connect/{}{path}", session.id)).await;
        assert_eq!(page.status, 403, "{path}");
        assert_eq!(title(&page), "This was begun in another browser");
    }
    let page = other.open(&path_of(&callback)).await;
    assert_eq!(
        (page.status, title(&page).as_str()),
        (403, "This sign-in was not begun here")
    );
    assert_eq!(stage.world.count("POST /token"), 0);
    // Nor in a browser that has a session of its own.
    let own = Session::new(&stage, &notes()).await;
    other.begin(&own, &OWN_APP).await;
    let page = other.open(&path_of(&callback)).await;
    assert_eq!(title(&page), "This sign-in was not begun here");
    assert_eq!(stage.world.count("POST /token"), 0);
    assert_eq!(own.state(&stage).await["state"], "pending");

    let connected = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&connected), "Connected");
    // Once.
    let replayed = browser.open(&path_of(&callback)).await;
    assert_eq!(title(&replayed), "This sign-in was not begun here");
    assert_eq!(stage.world.count("POST /token"), 1);
}

/// The server of one connector sends the browser on to that of another, and its code
/// comes back by the address of the other (RFC 9700 section 4.4).
#[tokio::test]
async fn nobody_comes_back_by_the_address_of_another_connector() {
    let stage = stage(&code_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = path_of(&approved(&authorization(&leaving)));
    let mixed_up = callback.replace("/oauth/callback/notes?", "/oauth/callback/tasks?");
    assert_ne!(mixed_up, callback);
    let page = browser.open(&mixed_up).await;
    assert_eq!(
        (page.status, title(&page).as_str()),
        (403, "This sign-in was not begun here")
    );
    assert_eq!(stage.world.count("POST /token"), 0);
    assert_eq!(session.state(&stage).await["state"], "pending");
    assert_eq!(title(&browser.open(&callback).await), "Connected");
}

#[tokio::test]
async fn a_form_of_another_page_changes_nothing() {
    let stage = stage(&token_grant()).await;
    let mut browser = Browser::new(&stage);
    let (one, other) = (
        Session::new(&stage, &notes()).await,
        Session::new(&stage, &notes()).await,
    );
    let page = browser.go_on(&one).await;
    let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
    browser.go_on(&other).await;
    let path = format!("/connect/{}/methods/own-app", other.id);
    for token in ["", "x", &token] {
        let mut form = vec![("form_token", token)];
        form.extend(OWN_APP);
        let page = browser.send(&path, &form).await;
        assert_eq!(page.status, 403, "{token}");
        assert_eq!(title(&page), "That did not come from this page");
    }
    assert_eq!(stage.world.count("POST /token"), 0);
    assert_eq!(other.state(&stage).await["state"], "pending");
}

#[tokio::test]
async fn a_form_of_another_page_uses_no_link_up() {
    let stage = stage(&token_grant()).await;
    let mut browser = Browser::new(&stage);
    let (one, other) = (
        Session::new(&stage, &notes()).await,
        Session::new(&stage, &notes()).await,
    );
    let page = browser.open(&one.link).await;
    let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
    browser.open(&other.link).await;
    for token in ["", "x", &token] {
        let form = [
            ("link", other.secret.as_str()),
            ("form_token", token),
            ("answer", "go-on"),
        ];
        let page = browser.send("/connect", &form).await;
        assert_eq!(page.status, 403, "{token}");
        assert_eq!(title(&page), "That did not come from this page");
    }
    // It has used nothing up, and whoever comes from the right page goes on.
    assert_eq!(title(&browser.go_on(&other).await), "Your own app");
}

#[tokio::test]
async fn a_link_for_what_was_removed_says_so() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    Browser::new(&stage).begin(&session, &OWN_APP).await;
    let new = json!({"connection": "work"});
    let (begun, late) = (
        Session::new(&stage, &new).await,
        Session::new(&stage, &new).await,
    );
    let mut browser = Browser::new(&stage);
    let preparing = browser.go_on(&begun).await;
    assert_eq!(title(&preparing), "Your own app");
    let removed = stage.ask("DELETE", "/v1/connections/work", &[], "").await;
    assert_eq!(removed.status, 200, "{removed:?}");
    let looked = browser.open(&late.link).await;
    let sent = browser.enter(&preparing, &[]).await;
    for gone in [looked, sent] {
        assert_eq!(
            (gone.status, title(&gone).as_str()),
            (410, "What this link was for is gone")
        );
    }
}

#[tokio::test]
async fn a_page_of_another_site_sends_no_form() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let body = format!("link={}", session.secret);
    for (origin, site) in [
        ("https://evil.example", "cross-site"),
        ("null", "cross-site"),
    ] {
        let fields = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin),
            ("sec-fetch-site", site),
        ];
        let answer = stage.ask("POST", "/connect", &fields, body.clone()).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    let mut browser = Browser::new(&stage);
    let asking = browser.open(&session.link).await;
    assert_eq!(title(&asking), "Connect your Notes account");
}

#[tokio::test]
async fn a_form_that_nobody_fills_in_by_hand_is_not_read() {
    let stage = stage(&token_grant()).await;
    let fields = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "null"),
        ("sec-fetch-site", "same-origin"),
    ];
    let most = "x".repeat(64 << 10);
    let read = stage.ask("POST", "/connect", &fields, most.clone()).await;
    assert_eq!(title(&read), "This link leads nowhere");
    let chunks = [most, "x".to_owned()].map(Ok::<_, std::io::Error>);
    let more = Body::from_stream(stream::iter(chunks));
    let refused = stage.ask("POST", "/connect", &fields, more).await;
    assert_is_guarded(&refused);
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (400, "The form did not arrive")
    );
}

#[tokio::test]
async fn a_browser_without_cookies_uses_no_link_up() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let asking = browser.open(&session.link).await;
    let token = between(asking.text(), "name=\"form_token\" value=\"", "\"");
    let form = [
        ("link", session.secret.as_str()),
        ("form_token", token.as_str()),
    ];
    let kept = std::mem::take(&mut browser.cookies);
    let refused = browser.send("/connect", &form).await;
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (403, "Cookies have to be allowed")
    );
    // Nor does another page's form, whose token is none.
    browser.cookies = kept;
    let forged = [("link", session.secret.as_str()), ("form_token", "x")];
    let refused = browser.send("/connect", &forged).await;
    assert_eq!(title(&refused), "That did not come from this page");
    let other = Browser::new(&stage).begin(&session, &OWN_APP).await;
    assert_eq!(title(&other), "Connected");
}

#[tokio::test]
async fn whoever_sends_the_first_form_twice_goes_on() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let asking = browser.open(&session.link).await;
    let token = between(asking.text(), "name=\"form_token\" value=\"", "\"");
    let form = [
        ("link", session.secret.as_str()),
        ("form_token", token.as_str()),
    ];
    // The answer to the first is lost.
    browser.twin().ask("POST", "/connect", &form).await;
    let preparing = browser.send("/connect", &form).await;
    assert_eq!(title(&preparing), "Your own app");
}

#[tokio::test]
async fn an_old_link_brings_nothing_back_that_was_disabled_since() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    Browser::new(&stage).begin(&session, &OWN_APP).await;
    let (again, anew) = (json!({"connection": "work"}), json!({"connector": "notes"}));
    let old = [
        Session::new(&stage, &again).await,
        Session::new(&stage, &anew).await,
    ];
    stage.world.clock.advance(60);
    let disabled = stage.post("/v1/connections/work/disable", &json!({})).await;
    disabled.done();
    for session in old {
        let refused = Browser::new(&stage).begin(&session, &OWN_APP).await;
        assert_eq!(title(&refused), "Not connected");
        assert!(!refused.text().contains("Try again"));
        let state = session.state(&stage).await;
        assert_eq!(state["failure"]["code"], "connect-session-overtaken");
        let kept = stage.get("/v1/connections/work").await.done();
        assert_eq!(kept["state"], "disabled");
    }
    stage.world.clock.advance(60);
    let new = Session::new(&stage, &again).await;
    let connected = Browser::new(&stage).begin(&new, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
    let kept = stage.get("/v1/connections/work").await.done();
    assert_eq!(kept["state"], "connected");
}
