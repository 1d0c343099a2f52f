//! Runs as values: put down after a step, killed within one, and taken up.

use std::io;
use std::sync::Arc;

use crate::support::call::{done, exchange, invoke, send};
use crate::support::scripted::{self, Act};
use crate::support::server::{Server, answer};
use crate::support::source::{Source, StillClock, TOKEN};
use connector_host::component::{self, Connector, Runtime};
use connector_host::consent::Leave;
use connector_host::contract::{Failure, FailureKind, Page, Signing, Step};
use connector_host::download::Destination;
use connector_host::driver::{
    Collected, DriveError, Driver, Limits, Marking, Means, NotKept, Output, Progress,
};
use connector_host::egress::{self, Client, EgressError};
use connector_host::{Class, Error};
use futures_util::future::{BoxFuture, pending, ready};
use futures_util::poll;
use serde_json::json;

/// A call by the driver alone.
struct Setting {
    connector: Connector,
    leave: Leave,
    source: Source,
    driver: Driver,
}

impl Setting {
    fn new(server: &Server, acts: &[Act]) -> Self {
        let runtime = Runtime::new(component::Limits::default(), None).unwrap();
        Self {
            connector: runtime.load(&scripted::connector(acts)).unwrap(),
            leave: server.leave(Some("list-notes")),
            source: Source::default(),
            driver: Driver::new(Client::new(egress::Limits::default())),
        }
    }

    fn means(&self) -> Means<'_> {
        Means {
            connector: &self.connector,
            leave: &self.leave,
            credentials: &self.source,
            destination: None::<&Destination>,
        }
    }

    async fn begin(&self) -> Progress {
        let begun = self.driver.begin(&self.connector, invoke("list-notes"));
        begun.await.unwrap()
    }

    async fn advance(&self, progress: &mut Progress) -> Result<Option<Output>, DriveError> {
        let (pages, marking) = (&mut Collected::default(), &mut NotKept);
        let advanced = self.driver.advance(self.means(), progress, pages, marking);
        advanced.await
    }
}

/// The same, as another process reads what one has kept of it.
fn elsewhere(progress: &Progress) -> Progress {
    serde_json::from_slice(&serde_json::to_vec(progress).unwrap()).unwrap()
}

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Vec<Vec<u8>>);

impl Marking for Kept {
    fn mark<'a>(&'a mut self, progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        self.0.push(serde_json::to_vec(progress).unwrap());
        Box::pin(ready(Ok(())))
    }
}

fn unknown() -> Act {
    Act::Fail(Failure::new(
        FailureKind::UnknownOutcome,
        "It may have been made.",
    ))
}

#[tokio::test]
async fn a_call_that_goes_from_hand_to_hand_after_each_step_comes_to_the_same() {
    let server = Server::start(|seen, _| answer(200, &[], &json!(seen.request).to_string())).await;
    let page = |items: &str, next| {
        Act::Step(Step::Page(Page {
            items: items.to_owned(),
            then: exchange("GET", "/notes?page=2", next),
        }))
    };
    let signing = Act::Step(Step::Sign(Signing {
        secret: "webhook_secret".to_owned(),
        message: vec![0, 255],
        state: vec![3],
    }));
    let setting = Setting::new(
        &server,
        &[
            send("GET", "/notes", 1),
            page("[1,2]", 4),
            signing,
            Act::Echo,
            send("POST", "/notes", 3),
        ],
    );
    let mut progress = setting.begin().await;
    let (mut pages, mut marking) = (Collected::default(), NotKept);
    let output = loop {
        progress = elsewhere(&progress);
        let advanced =
            setting
                .driver
                .advance(setting.means(), &mut progress, &mut pages, &mut marking);
        if let Some(output) = advanced.await.unwrap() {
            break output;
        }
    };
    assert_eq!(output.value, json!("POST /notes"));
    assert_eq!(pages.items(), [json!(1), json!(2)]);
    assert_eq!(progress.steps(), 3);
    assert_eq!(
        server.requests(),
        ["GET /notes", "GET /notes?page=2", "POST /notes"]
    );
}

#[tokio::test]
async fn what_was_killed_after_its_mark_is_not_sent_again_and_told_as_lost() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let lost = Act::WhenLost(Box::new(unknown()), Box::new(Act::Echo));
    let setting = Setting::new(&server, &[send("POST", "/notes", 1), lost]);
    let (mut kept, mut progress) = (Kept::default(), setting.begin().await);
    let pages = &mut Collected::default();
    let advanced = setting
        .driver
        .advance(setting.means(), &mut progress, pages, &mut kept);
    assert!(advanced.await.unwrap().is_none());
    assert!(!progress.is_marked() && progress.is_done());
    assert_eq!(server.requests().len(), 1);

    // Whoever kept the mark and nothing after it was killed then.
    let mut found: Progress = serde_json::from_slice(&kept.0[0]).unwrap();
    assert!(found.is_marked());
    let error = setting.advance(&mut found).await.unwrap_err();
    assert!(
        matches!(error, DriveError::OutcomeUnknown { .. }),
        "{error:?}"
    );
    insta::assert_snapshot!(error, @"It may have been made. (a request to https://api.example may have been sent, and whoever sent it did not stay for the answer)");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_can_be_repeated_is_repeated_by_whoever_takes_it_up() {
    let server = Server::start(|_, _| answer(200, &[], r#"{"id":1}"#)).await;
    let setting = Setting::new(&server, &[send("GET", "/notes", 1), Act::Echo]);
    let mut progress = setting.begin().await;
    let found = elsewhere(&progress);
    for mut progress in [std::mem::replace(&mut progress, found), progress] {
        assert!(setting.advance(&mut progress).await.unwrap().is_none());
        let output = setting.advance(&mut progress).await.unwrap().unwrap();
        assert_eq!(output.value, json!({ "id": 1 }));
    }
    assert_eq!(server.requests().len(), 2);
}

/// Is never done.
struct Never;

impl Marking for Never {
    fn mark<'a>(&'a mut self, _progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(pending())
    }
}

/// Can't.
struct Full;

impl Marking for Full {
    fn mark<'a>(&'a mut self, _progress: &'a Progress) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(ready(Err(io::ErrorKind::StorageFull.into())))
    }
}

#[tokio::test]
async fn nothing_leaves_before_the_mark_is_kept() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let setting = Setting::new(&server, &[send("POST", "/notes", 1), Act::Echo]);
    let mut progress = setting.begin().await;
    let mut pages = Collected::default();
    let error = setting
        .driver
        .advance(setting.means(), &mut progress, &mut pages, &mut Full)
        .await
        .unwrap_err();
    assert!(matches!(error, DriveError::Mark(_)), "{error:?}");
    assert!(!progress.is_marked());
    {
        let mut never = Never;
        let advanced =
            setting
                .driver
                .advance(setting.means(), &mut progress, &mut pages, &mut never);
        assert!(poll!(std::pin::pin!(advanced)).is_pending());
    }
    assert!(progress.is_marked());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_has_not_left_may_be_sent_another_time() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = Server::start_at_nobody(nobody.local_addr().unwrap());
    drop(nobody);
    let mut setting = Setting::new(&gone, &[send("POST", "/notes", 1), Act::Echo]);
    setting.driver = setting.driver.with_clock(Arc::new(StillClock::default()));
    let mut progress = setting.begin().await;
    let error = setting.advance(&mut progress).await.unwrap_err();
    assert!(
        matches!(error, DriveError::Egress(EgressError::Connect { .. })),
        "{error:?}"
    );
    assert!(!progress.is_marked());

    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    setting.leave = server.leave(Some("list-notes"));
    setting.advance(&mut progress).await.unwrap();
    assert!(progress.is_done());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_is_kept_has_no_token_and_nothing_shows_when_it_is_printed() {
    let server = Server::start(|_, _| answer(200, &[], r#""a private note""#)).await;
    let acts = [send("GET", "/notes?q=private", 1), Act::Echo];
    let setting = Setting::new(&server, &acts);
    let mut progress = setting.begin().await;
    let before = serde_json::to_string(&progress).unwrap();
    assert!(!format!("{progress:?}").contains("private"));
    setting.advance(&mut progress).await.unwrap();
    let after = serde_json::to_string(&progress).unwrap();
    assert!(after.contains("a private note") && !format!("{progress:?}").contains("private"));
    assert!(!before.contains(TOKEN) && !after.contains(TOKEN));
}

#[tokio::test]
async fn limits_count_from_hand_to_hand() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let acts = [send("GET", "/notes", 1), send("GET", "/notes", 0)];
    let mut setting = Setting::new(&server, &acts);
    let mut limits = Limits::default();
    limits.steps = 4;
    setting.driver = setting.driver.with_limits(limits);
    let mut progress = setting.begin().await;
    for _ in 0..4 {
        setting.advance(&mut progress).await.unwrap();
        progress = elsewhere(&progress);
    }
    let error = setting.advance(&mut progress).await.unwrap_err();
    assert!(matches!(error, DriveError::TooManySteps(4)), "{error:?}");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_request_whose_answer_was_lost_elsewhere_is_not_sent_here() {
    let server = Server::start(|_, before| match before {
        0 => answer(200, &[("content-length", "100")], "short"),
        _ => answer(200, &[], "{}"),
    })
    .await;
    let again = Act::WhenLost(
        Box::new(send("GET", "/notes", 2)),
        Box::new(done("\"never\"")),
    );
    let setting = Setting::new(
        &server,
        &[
            send("POST", "/notes", 1),
            again,
            send("POST", "/notes", 3),
            Act::Echo,
        ],
    );
    let mut progress = setting.begin().await;
    for _ in 0..2 {
        setting.advance(&mut progress).await.unwrap();
        progress = elsewhere(&progress);
    }
    let error = setting.advance(&mut progress).await.unwrap_err();
    assert!(
        matches!(error.ended_by(), DriveError::Contract(_)),
        "{error:?}"
    );
    assert!(matches!(error, DriveError::InDoubt(_)), "{error:?}");
    assert_eq!(server.requests(), ["POST /notes", "GET /notes"]);
}

/// The same, and it has taken all that it may.
fn with_nothing_left(progress: &[u8], limits: Limits) -> Progress {
    let mut form: serde_json::Value = serde_json::from_slice(progress).unwrap();
    form["steps"] = limits.steps.into();
    form["taken"]["milliseconds"] = (limits.total.as_secs() * 1_000).into();
    serde_json::from_value(form).unwrap()
}

#[tokio::test]
async fn what_was_marked_is_told_as_lost_though_time_and_steps_are_up() {
    let server = Server::start(|_, _| answer(200, &[], "{}")).await;
    let look = send("GET", "/notes", 2);
    let lost = Act::WhenLost(Box::new(look), Box::new(Act::Echo));
    let setting = Setting::new(&server, &[send("POST", "/notes", 1), lost, Act::Echo]);
    let (mut kept, mut progress) = (Kept::default(), setting.begin().await);
    let pages = &mut Collected::default();
    let advanced = setting
        .driver
        .advance(setting.means(), &mut progress, pages, &mut kept);
    assert!(advanced.await.unwrap().is_none());
    let mut found = with_nothing_left(&kept.0[0], Limits::default());
    assert!(setting.advance(&mut found).await.unwrap().is_none());
    assert!(!found.is_marked() && found.may_have_written());
    // To look takes a step that there is not.
    let error = setting.advance(&mut found).await.unwrap_err();
    assert!(
        matches!(error.ended_by(), DriveError::TooManySteps(_)),
        "{error:?}"
    );
    assert_eq!(Error::from(error).class(), Class::Unknown);
    assert_eq!(server.requests(), ["POST /notes"]);
}
