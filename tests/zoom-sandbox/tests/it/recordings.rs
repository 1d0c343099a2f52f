//! Recordings and their files.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::client::{Client, location, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

fn topics(list: &Value) -> Vec<&str> {
    let meetings = list["meetings"].as_array().unwrap();
    meetings
        .iter()
        .map(|meeting| meeting["topic"].as_str().unwrap())
        .collect()
}

async fn retrospective(client: &Client) -> Value {
    let (status, list) = client
        .get("/users/me/recordings?from=2026-02-20&to=2026-03-04")
        .await;
    assert_eq!(status, 200, "{list}");
    let meetings = list["meetings"].as_array().unwrap();
    meetings
        .iter()
        .find(|meeting| meeting["topic"] == "Retrospective")
        .unwrap()
        .clone()
}

#[tokio::test]
async fn the_list_begins_today() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/recordings").await;
    assert_eq!(
        (&list["from"], &list["to"]),
        (&json!("2026-03-04"), &json!("2026-03-05"))
    );
    assert_eq!(topics(&list), ["Open door"]);
}

#[tokio::test]
async fn a_range_longer_than_a_month_is_cut_without_a_word() {
    let client = owner().await;
    let (status, list) = client
        .get("/users/me/recordings?from=2025-01-01&to=2026-03-04")
        .await;
    assert_eq!((status, &list["from"]), (200, &json!("2026-02-04")));
    assert_eq!(
        topics(&list),
        ["Open door", "Retrospective", "Team meeting", "Team meeting"]
    );
    let (_, earlier) = client
        .get("/users/me/recordings?from=2025-12-10T00:00:00Z&to=2026-01-04T00:00:00Z")
        .await;
    assert_eq!(topics(&earlier), ["Kick-off"]);
}

#[tokio::test]
async fn the_trash_is_listed_whatever_the_dates() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/recordings?trash=true").await;
    assert_eq!(topics(&list), ["Rehearsal"]);
    let (_, list) = client
        .get("/users/me/recordings?trash=true&trash_type=recording_file")
        .await;
    assert_eq!(topics(&list), Vec::<&str>::new());
}

#[tokio::test]
async fn a_recording_has_every_field() {
    let client = owner().await;
    let uuid = retrospective(&client).await["uuid"]
        .as_str()
        .unwrap()
        .to_owned();
    let twice = uuid.replace('/', "%252F").replace('+', "%252B");
    let (status, recording) = client.get(&format!("/meetings/{twice}/recordings")).await;
    assert_eq!(status, 200, "{recording}");
    let text = recording
        .to_string()
        .replace(&client.sandbox.url(), "http://sandbox");
    insta::assert_json_snapshot!(serde_json::from_str::<Value>(&text).unwrap());
}

#[tokio::test]
async fn a_recording_that_is_still_running_has_empty_fields() {
    let client = owner().await;
    let (_, list) = client.get("/users/me/recordings").await;
    let meeting = &list["meetings"][0];
    assert_eq!(
        (&meeting["recording_count"], &meeting["total_size"]),
        (&json!(0), &json!(0))
    );
    let file = &meeting["recording_files"][0];
    for member in ["recording_end", "file_type", "file_extension"] {
        assert_eq!(file[member], "", "{member}");
    }
    assert_eq!(
        (&file["file_size"], &file["status"]),
        (&json!(0), &json!("processing"))
    );
}

#[tokio::test]
async fn a_meeting_id_stands_for_the_last_instance() {
    let client = owner().await;
    let (_, list) = client
        .get("/users/me/recordings?from=2026-02-04&to=2026-03-04")
        .await;
    let meetings = list["meetings"].as_array().unwrap();
    let instances: Vec<_> = meetings
        .iter()
        .filter(|m| m["topic"] == "Team meeting")
        .collect();
    assert_eq!(instances[0]["id"], instances[1]["id"]);
    let (_, got) = client
        .get(&format!("/meetings/{}/recordings", instances[0]["id"]))
        .await;
    assert_eq!(got["uuid"], instances[0]["uuid"]);
}

#[tokio::test]
async fn an_unknown_meeting_has_no_recording() {
    assert_eq!(
        owner().await.get("/meetings/123/recordings").await,
        (
            404,
            json!({"code": 3301, "message": "There is no recording for this meeting."})
        )
    );
}

#[tokio::test]
async fn every_file_is_downloaded_by_a_redirect_and_has_the_size_that_was_listed() {
    let client = owner().await;
    let recording = retrospective(&client).await;
    for file in recording["recording_files"].as_array().unwrap() {
        let redirect = client.fetch(file["download_url"].as_str().unwrap()).await;
        assert_eq!(redirect.status(), 302);
        // The signed address needs no token.
        let answer = client.http.get(location(&redirect)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let content = answer.bytes().await.unwrap();
        if let Some(size) = file["file_size"].as_u64() {
            assert_eq!(content.len() as u64, size, "{file}");
        }
    }
}

#[tokio::test]
async fn a_download_goes_on_where_it_was_cut() {
    let client = owner().await;
    let recording = retrospective(&client).await;
    let file = &recording["recording_files"][0];
    let signed = location(&client.fetch(file["download_url"].as_str().unwrap()).await);
    let part = async |range: &str| {
        let request = client.http.get(signed.clone()).header("range", range);
        request.send().await.unwrap()
    };
    let size = file["file_size"].as_u64().unwrap();
    let first = part("bytes=0-999").await;
    assert_eq!(first.status(), 206);
    assert_eq!(
        first.headers()["content-range"].to_str().unwrap(),
        format!("bytes 0-999/{size}")
    );
    let mut joined = first.bytes().await.unwrap().to_vec();
    joined.extend(part("bytes=1000-").await.bytes().await.unwrap());
    let whole = client.http.get(signed.clone()).send().await.unwrap();
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    assert!(whole.bytes().await.unwrap() == joined);
    let beyond = part(&format!("bytes={size}-")).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(
        beyond.headers()["content-range"].to_str().unwrap(),
        format!("bytes */{size}")
    );
}

#[tokio::test]
async fn without_a_token_a_page_comes_with_status_200() {
    let client = owner().await;
    let recording = retrospective(&client).await;
    let url = recording["recording_files"][0]["download_url"]
        .as_str()
        .unwrap();
    for url in [url.to_owned(), format!("{url}?access_token=anything")] {
        let answer = client.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(
            answer.headers()[CONTENT_TYPE]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(
            answer
                .text()
                .await
                .unwrap()
                .contains("<title>Password Required - Zoom</title>")
        );
    }
}

#[tokio::test]
async fn a_download_access_token_opens_the_recording_it_was_made_for_and_no_other() {
    let client = owner().await;
    let (_, list) = client
        .get("/users/me/recordings?from=2026-02-04&to=2026-03-04")
        .await;
    let path = format!("/meetings/{}/recordings", list["meetings"][1]["id"]);
    let (_, got) = client
        .get(&format!(
            "{path}?include_fields=download_access_token&ttl=60"
        ))
        .await;
    let token = got["download_access_token"].as_str().unwrap();
    let fetch = async |meeting: usize| {
        let url = list["meetings"][meeting]["recording_files"][0]["download_url"]
            .as_str()
            .unwrap();
        client
            .http
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(fetch(1).await, 302);
    assert_eq!(fetch(2).await, 200);
    client
        .sandbox
        .clock()
        .advance(jiff::SignedDuration::from_secs(60));
    assert_eq!(fetch(1).await, 200);
}

#[tokio::test]
async fn a_file_tells_its_size_before_it_is_downloaded() {
    let client = owner().await;
    let file = &retrospective(&client).await["recording_files"][0];
    let url = file["download_url"].as_str().unwrap();
    let link = location(&client.fetch(url).await);
    let answer = client.http.head(link).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-length"].to_str().unwrap(),
        file["file_size"].to_string()
    );
}

#[tokio::test]
async fn a_forged_link_is_refused() {
    let client = owner().await;
    let recording = retrospective(&client).await;
    let url = recording["recording_files"][0]["download_url"]
        .as_str()
        .unwrap();
    let mut forged = location(&client.fetch(url).await);
    for query in [
        Some("Expires=99999999999&Signature=00"),
        Some("Expires=x"),
        None,
    ] {
        forged.set_query(query);
        let answer = client.http.get(forged.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{query:?}");
    }
}

#[tokio::test]
async fn a_rerouted_client_is_sent_to_zooms_hosts() {
    let client = owner().await;
    let tokens = client.authorize("sandbox-user-granular").await;
    let fetch = async |path: &str, host: &str| {
        let request = client
            .http
            .get(format!("{}{path}", client.sandbox.url()))
            .header("host", host);
        request
            .bearer_auth(tokens["access_token"].as_str().unwrap())
            .send()
            .await
            .unwrap()
    };
    let list: Value = fetch(
        "/v2/users/me/recordings?from=2026-02-26&to=2026-02-26",
        "api.zoom.us",
    )
    .await
    .json()
    .await
    .unwrap();
    let url = list["meetings"][0]["recording_files"][0]["download_url"]
        .as_str()
        .unwrap();
    let path = url.strip_prefix("https://us02web.zoom.us").unwrap();
    let answer = fetch(path, "us02web.zoom.us").await;
    let location = location(&answer);
    assert_eq!(location.host_str(), Some("ssrweb.zoom.us"));
    let signed = location
        .as_str()
        .strip_prefix("https://ssrweb.zoom.us")
        .unwrap();
    assert_eq!(fetch(signed, "ssrweb.zoom.us").await.status(), 200);
}
