//! One link connects one account, whatever happens at the same moment, and says so.

use serde_json::json;

use crate::browser::{
    Browser, OWN_APP, Session, authorization, notes, path_of, stage, stage_of, title,
};
use crate::stage::Held;
use crate::support::authorization::{approved, code_grant, connect, connected, token_grant};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_forms_at_once_one_connects() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &token_grant(), |_| {}).await;
    let stage = stage.of_one_process();
    let session = Session::new(&stage, &json!({"connector": "notes"})).await;
    let mut browser = Browser::new(&stage);
    let page = browser.go_on(&session).await;
    let mut twin = browser.twin();
    let meanwhile = async {
        held.arrived.recv().await.unwrap();
        let second = twin.enter(&page, &OWN_APP).await;
        held.release.send(()).unwrap();
        second
    };
    let (first, second) = tokio::join!(browser.enter(&page, &OWN_APP), meanwhile);
    assert_eq!(title(&first), "Connected");
    assert_eq!(title(&second), "Your answer is being checked");
    assert_eq!(stage.world.count("POST /token"), 1);
    assert_eq!(stage.host.connections().await.unwrap().len(), 1);
    // Whoever looks again sees what came of it.
    let looked = twin.open(&format!("/connect/{}", session.id)).await;
    assert_eq!(title(&looked), "Connected");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_that_is_taken_back_while_the_code_is_exchanged_connects_nothing() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &code_grant(), |_| {}).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = path_of(&approved(&authorization(&leaving)));
    let path = format!("/v1/connect-sessions/{}", session.id);
    let taken_back = async {
        held.arrived.recv().await.unwrap();
        let taken_back = stage.ask("DELETE", &path, &[], "").await;
        held.release.send(()).unwrap();
        taken_back.done()
    };
    let (page, state) = tokio::join!(browser.open(&callback), taken_back);
    assert_eq!(state["state"], "pending");
    assert_eq!(title(&page), "This link leads nowhere");
    assert!(stage.host.connections().await.unwrap().is_empty());
    assert!(
        stage.world.count("POST /revoke") > 0,
        "nothing is left behind"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_looks_while_the_code_is_exchanged_is_told_so_and_it_connects_all_the_same() {
    let (world, mut held) = Held::at("/token").await;
    let stage = stage_of(world, &code_grant(), |_| {}).await;
    let session = Session::new(&stage, &notes()).await;
    let mut browser = Browser::new(&stage);
    let leaving = browser.begin(&session, &OWN_APP).await;
    let callback = path_of(&approved(&authorization(&leaving)));
    let mut twin = browser.twin();
    let meanwhile = async {
        held.arrived.recv().await.unwrap();
        for path in [&format!("/connect/{}", session.id), &callback] {
            let looked = twin.open(path).await;
            assert_eq!(title(&looked), "Your answer is being checked", "{path}");
        }
        let state = session.state(&stage).await;
        held.release.send(()).unwrap();
        state
    };
    let (page, state) = tokio::join!(browser.open(&callback), meanwhile);
    assert_eq!(state["state"], "pending", "{state}");
    assert_eq!(title(&page), "Connected");
    assert_eq!(session.state(&stage).await["state"], "connected");
    assert_eq!(stage.world.count("POST /token"), 1);
}

#[tokio::test]
async fn what_is_connected_shows_in_its_session_though_nobody_notes_it() {
    let stage = stage(&token_grant()).await;
    let session = Session::new(&stage, &notes()).await;
    let attempt = connect(&stage.host)
        .name("work")
        .in_connect_session(&session.id);
    // As if the process had ended right after it.
    connected(attempt).await;
    let state = session.state(&stage).await;
    assert_eq!(state["state"], "connected");
    assert_eq!(state["connection"]["name"], "work");
    let late = connect(&stage.host).in_connect_session(&session.id);
    let error = late.start().await.unwrap_err();
    assert_eq!(error.code(), "connect-session-overtaken");
    assert_eq!(stage.world.count("POST /token"), 1);
}

#[tokio::test]
async fn whoever_declines_ends_the_session_and_is_forgotten() {
    let stage = stage(&token_grant()).await;
    for later in [false, true] {
        let session = Session::new(&stage, &notes()).await;
        let mut browser = Browser::new(&stage);
        let page = match later {
            false => browser.answer(&session, "decline").await,
            true => {
                let preparing = browser.go_on(&session).await;
                let token = preparing.text();
                let token = crate::browser::between(token, "name=\"form_token\" value=\"", "\"");
                let path = format!("/connect/{}/decline", session.id);
                browser.send(&path, &[("form_token", &token)]).await
            }
        };
        assert_eq!(
            (page.status, title(&page).as_str()),
            (200, "You have declined")
        );
        assert!(browser.cookies.is_empty());
        let state = session.state(&stage).await;
        assert_eq!(state["state"], "failed");
        assert_eq!(state["failure"]["code"], "declined");
        let again = browser.open(&session.link).await;
        assert_eq!(title(&again), "This link was used already");
    }
    assert_eq!(stage.world.count("POST /token"), 0);
}
