//! A survey with questions of every kind, and the tokens of bots.

use reqwest::Method;
use serde_json::json;

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    let meeting = client
        .create(json!({"start_time": "2026-03-08T10:00:00Z"}))
        .await;
    let path = format!("/meetings/{}", meeting["id"]);
    let survey = format!("{path}/survey");
    let everything = json!({
        "show_in_the_browser": true,
        "third_party_survey": "https://survey.example/1",
        "custom_survey": {
            "title": "How was it?",
            "anonymous": false,
            "numbered_questions": true,
            "show_question_type": false,
            "feedback": "Thank you.",
            "questions": [{
                "name": "How useful was it?",
                "type": "matching",
                "answer_required": true,
                "show_as_dropdown": false,
                "answers": ["Very", "Not at all"],
                "prompts": [{"prompt_question": "The talk"}, {"prompt_question": "The questions"}],
                "answer_min_character": 1,
                "answer_max_character": 200,
                "rating_min_value": 1,
                "rating_max_value": 5,
                "rating_min_label": "Not likely",
                "rating_max_label": "Very likely",
            }],
        },
    });
    client.call(Method::PATCH, &survey, Some(everything)).await;
    client.get(&survey).await;
    client.call(Method::DELETE, &survey, None).await;
    for kind in ["local_recording", "live_streaming", "local_archiving"] {
        client.get(&format!("{path}/jointoken/{kind}")).await;
    }
}
