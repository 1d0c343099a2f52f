//! Starting with another account than the small one.

use serde_json::json;
use zoom_sandbox::AccountFile;

use crate::client::{Client, builder};

const ADMIN: &str = "sandbox-admin-classic";

#[tokio::test]
async fn an_empty_account_has_its_owner_and_nothing_else() {
    let client = Client::signed_in(builder().empty().start().await.unwrap(), ADMIN).await;
    assert_eq!(
        client.get("/users/me").await.1["email"],
        "olivia@sandbox.example"
    );
    let (_, meetings) = client.get("/users/me/meetings").await;
    let (_, recordings) = client.get("/users/me/recordings?from=2026-02-10").await;
    for list in [meetings, recordings] {
        assert_eq!(list["meetings"], json!([]));
    }
    let (status, _) = client.get("/users/lena@sandbox.example").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn an_account_from_a_file_has_a_past_and_a_future() {
    let account = json!({
        "timezone": "America/New_York",
        "users": [
            {"email": "rosa@school.example", "first_name": "Rosa", "last_name": "Rector", "type": 2},
            {"email": "tim@school.example", "first_name": "Tim", "type": 1},
        ],
        "meetings": [
            {
                "host": "rosa@school.example", "topic": "Lesson", "type": 2, "duration": 45,
                "start_time": "2026-03-02T09:00:00",
                "settings": {
                    "auto_recording": "cloud",
                    "meeting_invitees": [{"email": "tim@school.example"}],
                },
            },
            {"host": "tim@school.example", "topic": "Homework", "start_time": "2026-03-09T15:00:00Z"},
        ],
    });
    let account: AccountFile = account.to_string().parse().unwrap();
    let sandbox = builder().account(account).start().await.unwrap();
    assert_eq!(sandbox.user().email, "rosa@school.example");
    let client = Client::signed_in(sandbox, ADMIN).await;
    let (_, recordings) = client.get("/users/me/recordings?from=2026-03-01").await;
    let recording = &recordings["meetings"][0];
    assert_eq!(recording["topic"], "Lesson");
    assert_eq!(recording["start_time"], "2026-03-02T14:00:00Z");
    let (_, past) = client
        .get(&format!("/past_meetings/{}/participants", recording["id"]))
        .await;
    assert_eq!(past["total_records"], 2);
    let (_, planned) = client.get("/users/tim@school.example/meetings").await;
    assert_eq!(planned["meetings"][0]["topic"], "Homework");
}

#[tokio::test]
async fn a_token_response_names_the_region_of_the_user() {
    let account = json!({
        "users": [{
            "email": "rosa@school.example", "first_name": "Rosa", "type": 2,
            "api_url": "https://api-eu.zoom.us",
        }],
    });
    let account: AccountFile = account.to_string().parse().unwrap();
    let sandbox = builder().account(account).start().await.unwrap();
    let tokens = Client::anonymous(sandbox).authorize(ADMIN).await;
    assert_eq!(tokens["api_url"], "https://api-eu.zoom.us");
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_named_with_its_place() {
    let owner = json!({"email": "a@b.example", "first_name": "A", "type": 2});
    let meeting = |more| {
        let mut meeting = json!({"host": "a@b.example"});
        meeting
            .as_object_mut()
            .unwrap()
            .append(&mut serde_json::from_value(more).unwrap());
        json!({"users": [owner], "meetings": [meeting]})
    };
    for (account, says) in [
        (json!({"users": []}), "users: there is nobody"),
        (
            json!({"users": [owner, owner]}),
            "users[1].email: a@b.example is there twice",
        ),
        (
            json!({"users": [owner], "timezone": "Mars"}),
            "timezone: Mars is unknown",
        ),
        (
            meeting(json!({"host": "c@d.example"})),
            "meetings[0].host: c@d.example is none",
        ),
        (
            meeting(json!({"duration": "long"})),
            "meetings[0]: duration: Invalid field.",
        ),
        (
            meeting(json!({"start_time": "soon"})),
            "meetings[0]: start_time: Invalid field.",
        ),
    ] {
        let account: AccountFile = account.to_string().parse().unwrap();
        let problem = builder()
            .account(account)
            .start()
            .await
            .unwrap_err()
            .to_string();
        assert!(problem.starts_with(says), "{problem}");
    }
    let problem = r#"{"people": []}"#.parse::<AccountFile>().unwrap_err();
    assert!(problem.to_string().contains("`users`"), "{problem}");
}
