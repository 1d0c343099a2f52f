//! Hosted sign-in, as browsers meet it.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use connector_host::connections::ConnectState;
use connector_host::contract::Authorization;
use connector_host::contract::Step;
use connector_host_service::Settings;
use futures_util::stream;
use serde_json::{Value, json};
use url::Url;

use crate::stage::{Answer, Held, Stage, ask};
use crate::support::authorization::{
    CLIENT_SECRET, World, app_grant, approved, code_grant, device_grant, returned, token_grant,
};
use crate::support::scripted::{self, Act, MANIFEST};

const OWN_APP: [(&str, &str); 2] = [
    ("setting.client_id", "the-client"),
    ("setting.client_secret", CLIENT_SECRET),
];

/// A browser with its cookies.
struct Browser<'a> {
    stage: &'a Stage,
    cookies: BTreeMap<String, String>,
    /// All that it was shown.
    seen: String,
}

impl<'a> Browser<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self {
            stage,
            cookies: BTreeMap::new(),
            seen: String::new(),
        }
    }

    /// Its cookies, as it shows them.
    fn shown(&self) -> String {
        let cookies = self.cookies.iter();
        let cookies: Vec<String> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        cookies.join("; ")
    }

    async fn ask(&mut self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let cookies = self.shown();
        let mut fields = vec![("cookie", cookies.as_str())];
        if method == "POST" {
            fields.push(("content-type", "application/x-www-form-urlencoded"));
            // What browsers say of a page that tells nobody its address.
            fields.push(("origin", "null"));
            fields.push(("sec-fetch-site", "same-origin"));
        }
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let answer = self.stage.ask(method, path, &fields, body.finish()).await;
        assert_is_guarded(&answer);
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            assert!(attributes.starts_with("Path=/; Max-Age="), "{cookie}");
            assert!(attributes.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.seen.push_str(answer.text());
        answer
    }

    /// Where the browser gets to in the end.
    async fn follow(&mut self, mut answer: Answer) -> Answer {
        while answer.status == 303 {
            let location = answer.header("location").to_owned();
            answer = self.ask("GET", &location, &[]).await;
        }
        answer
    }

    async fn open(&mut self, path: &str) -> Answer {
        let answer = self.ask("GET", path, &[]).await;
        self.follow(answer).await
    }

    async fn send(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.ask("POST", path, form).await;
        self.follow(answer).await
    }

    /// Opens a link and goes on: to the page of the one way that there is, whose form
    /// it fills in.
    async fn begin(&mut self, session: &Session, entered: &[(&str, &str)]) -> Answer {
        self.open(&session.link).await;
        let page = self.send("/connect", &[("link", &session.secret)]).await;
        self.enter(&page, entered).await
    }

    /// Fills in the form of a page.
    async fn enter(&mut self, page: &Answer, entered: &[(&str, &str)]) -> Answer {
        let action = between(page.text(), "action=\"", "\"");
        let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
        let mut form = vec![("form_token", token.as_str())];
        form.extend(entered);
        self.send(&action, &form).await
    }
}

fn assert_is_guarded(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[track_caller]
fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.split(after).next().unwrap().replace("&amp;", "&")
}

#[track_caller]
fn title(page: &Answer) -> String {
    between(page.text(), "<title>", "</title>")
}

/// Where the page leads that sends somebody to the API's makers.
#[track_caller]
fn authorization(page: &Answer) -> Url {
    between(page.text(), "class=\"button\" href=\"", "\"")
        .parse()
        .unwrap()
}

/// The path and query of an address that the browser comes back to.
fn path_of(address: &Url) -> String {
    format!("{}?{}", address.path(), address.query().unwrap())
}

/// A session, as a platform made it.
struct Session {
    id: String,
    /// Path and query.
    link: String,
    secret: String,
}

impl Session {
    async fn new(stage: &Stage, new: &Value) -> Self {
        let answer = stage.post("/v1/connect-sessions", new).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let made = answer.json();
        let link: Url = made["link"].as_str().unwrap().parse().unwrap();
        Self {
            id: made["id"].as_str().unwrap().to_owned(),
            link: path_of(&link),
            secret: link.query_pairs().next().unwrap().1.into_owned(),
        }
    }

    async fn state(&self, stage: &Stage) -> Value {
        stage
            .get(&format!("/v1/connect-sessions/{}", self.id))
            .await
            .done()
    }
}

async fn stage(authorization: &Authorization) -> Stage {
    stage_of(World::new().await, authorization, |_| {}).await
}

/// The same in another world, with other settings.
async fn stage_of(
    world: World,
    authorization: &Authorization,
    change: impl FnOnce(&mut Settings),
) -> Stage {
    let host = world.host(authorization).await;
    let stage = Stage::serving(world, host, change).await;
    let kind = match authorization {
        Authorization::AuthorizationCode(_) => "authorization-code",
        Authorization::DeviceCode(_) => "device-code",
        Authorization::TokenGrant(_) => "token-grant",
    };
    let manifest = MANIFEST.replace("\"token-grant\"", &format!("\"{kind}\""));
    load(&stage, &manifest, authorization).await;
    stage
}

async fn load(stage: &Stage, manifest: &str, authorization: &Authorization) {
    let acts = [
        Act::Step(Step::Send(crate::support::authorization::who())),
        Act::Echo,
    ];
    let component = scripted::connector_of(manifest.as_bytes(), authorization, &acts);
    stage.host.load(&component).await.unwrap();
}

fn notes() -> Value {
    json!({"connector": "notes", "name": "work", "requester": "Acme"})
}

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
    assert!(browser.cookies.is_empty(), "to look takes nothing");

    let preparing = browser.send("/connect", &[("link", &session.secret)]).await;
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
async fn a_client_that_the_server_refuses_is_told_to_the_platform_too() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    stage.world.issuer().trouble = Some((401, r#"{"error": "invalid_client"}"#));
    let mut browser = Browser::new(&stage);
    let wrong = browser.begin(&session, &OWN_APP).await;
    assert_eq!(wrong.status, 422);
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "failed", "{state}");
    assert!(state["failure"]["code"].is_string(), "{state}");
    stage.world.issuer().trouble = None;
    let connected = browser.enter(&wrong, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
    assert_eq!(session.state(&stage).await["state"], "connected");
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
    assert_eq!(
        title(&browser.open(&methods).await),
        "This link has expired"
    );
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

#[tokio::test]
async fn a_form_of_another_page_changes_nothing() {
    let stage = stage(&token_grant()).await;
    let mut browser = Browser::new(&stage);
    let (one, other) = (
        Session::new(&stage, &notes()).await,
        Session::new(&stage, &notes()).await,
    );
    let page = browser.send("/connect", &[("link", &one.secret)]).await;
    let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
    browser.send("/connect", &[("link", &other.secret)]).await;
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
    let choosing = browser.send("/connect", &[("link", &session.secret)]).await;
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
    let preparing = browser.send("/connect", &[("link", &session.secret)]).await;
    assert_eq!(title(&preparing), "Your own app");
    let page = browser
        .open(&format!("/connect/{}/methods/other-app", session.id))
        .await;
    assert_eq!(page.status, 404);
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
    assert_eq!(title(&asking), "Connect ada@example.com again");
    let preparing = browser.send("/connect", &[("link", &again.secret)]).await;
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
    let preparing = browser.send("/connect", &[("link", &begun.secret)]).await;
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
async fn whose_a_name_is_already_is_told_to_nobody_who_has_a_link() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    Browser::new(&stage).begin(&session, &OWN_APP).await;
    stage.world.issuer().subject = "eve";
    let second = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.begin(&second, &OWN_APP).await;
    assert_eq!(title(&refused), "Not connected");
    assert!(refused.text().contains("Tell whoever sent you the link"));
    let state = second.state(&stage).await;
    assert_eq!(state["state"], "failed");
    assert_eq!(state["failure"]["code"], "name-taken");
    for told in [&browser.seen, &state.to_string()] {
        assert!(!told.contains("ada@"), "{told}");
    }
}

#[tokio::test]
async fn that_no_app_is_registered_is_told_to_the_platform_too() {
    let stage = stage(&app_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let refused = browser.begin(&session, &OWN_APP).await;
    assert_eq!(title(&refused), "Not connected");
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "failed");
    assert_eq!(state["failure"]["code"], "no-app");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_attempt_takes_a_place_among_the_calls_of_its_tenant() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &token_grant(), |settings| {
        settings.limits.tenant_calls = 1;
    })
    .await;
    let one = Session::new(&stage, &notes()).await;
    let other = Session::new(&stage, &notes()).await;
    let mut first = Browser::new(&stage);
    let mut second = Browser::new(&stage);
    let page = second.send("/connect", &[("link", &other.secret)]).await;
    let meanwhile = async {
        held.arrived.recv().await.unwrap();
        let refused = second.enter(&page, &OWN_APP).await;
        held.release.send(()).unwrap();
        refused
    };
    let (connected, refused) = tokio::join!(first.begin(&one, &OWN_APP), meanwhile);
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (503, "Too many people are here at once")
    );
    assert_eq!(title(&connected), "Connected");
    assert_eq!(stage.world.count("POST /token"), 1);
}

#[tokio::test]
async fn one_link_is_good_for_so_many_attempts_in_a_time() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let mut page = browser.send("/connect", &[("link", &session.secret)]).await;
    for _ in 0..20 {
        page = browser.enter(&page, &[]).await;
        assert_eq!(page.status, 422);
    }
    let refused = browser.enter(&page, &OWN_APP).await;
    assert_eq!(
        (refused.status, title(&refused).as_str()),
        (429, "Too many attempts")
    );
    assert_eq!(stage.world.count("POST /token"), 0);
    // Others' links are as good as before.
    let other = Session::new(&stage, &notes()).await;
    let connected = Browser::new(&stage).begin(&other, &OWN_APP).await;
    assert_eq!(title(&connected), "Connected");
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
        (403, "That did not come from this page")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_comes_of_an_attempt_is_noted_though_the_service_ends_meanwhile() {
    let (world, mut held) = Held::at("/token").await;
    let mut stage = stage_of(world, &token_grant(), |settings| {
        settings.limits.drain = Duration::from_millis(50);
    })
    .await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let page = browser.send("/connect", &[("link", &session.secret)]).await;
    let path = between(page.text(), "action=\"", "\"");
    let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("form_token", &token)
        .extend_pairs(OWN_APP)
        .finish();
    let (address, cookies) = (stage.address, browser.shown());
    let attempt = tokio::spawn(async move {
        let fields = [
            ("cookie", cookies.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "null"),
            ("sec-fetch-site", "same-origin"),
        ];
        ask(address, "POST", &path, &fields, form).await
    });
    held.arrived.recv().await.unwrap();
    let ended = stage.tell_to_end();
    assert_eq!(attempt.await.unwrap().status, 500);
    held.release.send(()).unwrap();
    ended.await.unwrap();
    let session = stage.host.connect_session(&session.id).await.unwrap();
    assert!(
        matches!(session.state, ConnectState::Connected(_)),
        "{session:?}"
    );
}
