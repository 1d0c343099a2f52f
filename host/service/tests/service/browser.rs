//! A browser with its cookies, and the sessions that it is led to.

use std::collections::BTreeMap;

use connector_host::contract::{Authorization, Step};
use connector_host_service::Settings;
use serde_json::{Value, json};
use url::Url;

use crate::stage::{Answer, Stage};
use crate::support::authorization::{CLIENT_SECRET, World};
use crate::support::scripted::{self, Act, MANIFEST};

pub(crate) const OWN_APP: [(&str, &str); 2] = [
    ("setting.client_id", "the-client"),
    ("setting.client_secret", CLIENT_SECRET),
];

/// A browser with its cookies.
pub(crate) struct Browser<'a> {
    stage: &'a Stage,
    pub(crate) cookies: BTreeMap<String, String>,
    /// All that it was shown.
    pub(crate) seen: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(stage: &'a Stage) -> Self {
        Self {
            stage,
            cookies: BTreeMap::new(),
            seen: String::new(),
        }
    }

    /// The same browser, which does two things at once.
    pub(crate) fn twin(&self) -> Self {
        Self {
            stage: self.stage,
            cookies: self.cookies.clone(),
            seen: String::new(),
        }
    }

    /// Its cookies, as it shows them.
    pub(crate) fn shown(&self) -> String {
        let cookies = self.cookies.iter();
        let cookies: Vec<String> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        cookies.join("; ")
    }

    pub(crate) async fn ask(&mut self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let cookies = self.shown();
        let origin = format!("http://{}", self.stage.address);
        let mut fields = vec![("cookie", cookies.as_str())];
        if method == "POST" {
            fields.push(("content-type", "application/x-www-form-urlencoded"));
            fields.push(("origin", origin.as_str()));
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
            match attributes.contains("Max-Age=0;") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
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

    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let answer = self.ask("GET", path, &[]).await;
        self.follow(answer).await
    }

    pub(crate) async fn send(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.ask("POST", path, form).await;
        self.follow(answer).await
    }

    /// Opens a link and goes on: to the page of the one way that there is.
    pub(crate) async fn go_on(&mut self, session: &Session) -> Answer {
        self.answer(session, "go-on").await
    }

    /// Opens a link and gives that answer.
    pub(crate) async fn answer(&mut self, session: &Session, answer: &str) -> Answer {
        let asking = self.open(&session.link).await;
        let token = between(asking.text(), "name=\"form_token\" value=\"", "\"");
        let form = [
            ("link", session.secret.as_str()),
            ("form_token", &token),
            ("answer", answer),
        ];
        self.send("/connect", &form).await
    }

    /// Opens a link and goes on: to the page of the one way that there is, whose form
    /// it fills in.
    pub(crate) async fn begin(&mut self, session: &Session, entered: &[(&str, &str)]) -> Answer {
        let page = self.go_on(session).await;
        self.enter(&page, entered).await
    }

    /// Fills in the form of a page.
    pub(crate) async fn enter(&mut self, page: &Answer, entered: &[(&str, &str)]) -> Answer {
        let action = between(page.text(), "action=\"", "\"");
        let token = between(page.text(), "name=\"form_token\" value=\"", "\"");
        let mut form = vec![("form_token", token.as_str())];
        form.extend(entered);
        self.send(&action, &form).await
    }
}

pub(crate) fn assert_is_guarded(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
}

#[track_caller]
pub(crate) fn between(text: &str, before: &str, after: &str) -> String {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{text}"));
    rest.split(after).next().unwrap().replace("&amp;", "&")
}

#[track_caller]
pub(crate) fn title(page: &Answer) -> String {
    between(page.text(), "<title>", "</title>")
}

/// Where the page leads that sends somebody to the API's makers.
#[track_caller]
pub(crate) fn authorization(page: &Answer) -> Url {
    between(page.text(), "class=\"button\" href=\"", "\"")
        .parse()
        .unwrap()
}

/// The path and query of an address that the browser comes back to.
pub(crate) fn path_of(address: &Url) -> String {
    format!("{}?{}", address.path(), address.query().unwrap())
}

/// A session, as a platform made it.
pub(crate) struct Session {
    pub(crate) id: String,
    /// Path and query.
    pub(crate) link: String,
    pub(crate) secret: String,
}

impl Session {
    pub(crate) async fn new(stage: &Stage, new: &Value) -> Self {
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

    pub(crate) async fn state(&self, stage: &Stage) -> Value {
        stage
            .get(&format!("/v1/connect-sessions/{}", self.id))
            .await
            .done()
    }
}

pub(crate) async fn stage(authorization: &Authorization) -> Stage {
    stage_of(World::new().await, authorization, |_| {}).await
}

/// The same in another world, with other settings.
pub(crate) async fn stage_of(
    world: World,
    authorization: &Authorization,
    change: impl FnOnce(&mut Settings),
) -> Stage {
    let stage = Stage::authorizing(world, authorization, change).await;
    let kind = match authorization {
        Authorization::AuthorizationCode(_) => "authorization-code",
        Authorization::DeviceCode(_) => "device-code",
        Authorization::TokenGrant(_) => "token-grant",
    };
    let manifest = MANIFEST.replace("\"token-grant\"", &format!("\"{kind}\""));
    load(&stage, &manifest, authorization).await;
    stage
}

pub(crate) async fn load(stage: &Stage, manifest: &str, authorization: &Authorization) {
    let acts = [
        Act::Step(Step::Send(crate::support::authorization::who())),
        Act::Echo,
    ];
    let component = scripted::connector_of(manifest.as_bytes(), authorization, &acts);
    stage.load(&component).await;
}

pub(crate) fn notes() -> Value {
    json!({"connector": "notes", "name": "work", "requester": "Acme"})
}
