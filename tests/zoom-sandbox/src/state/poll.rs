//! Polls and quizzes of a meeting or webinar.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::instance::{Instance, PollAnswer};

/// A poll, with its questions as they came.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Poll {
    pub(crate) id: String,
    /// Whether it was put to the participants.
    pub(crate) ended: bool,
    /// Title, kind, questions and whether it is anonymous.
    pub(crate) details: Map<String, Value>,
}

impl Poll {
    /// What everybody but the host answers to it: to a question with choices each the
    /// next of them.
    pub(crate) fn answers(&self, instance: &Instance) -> Vec<PollAnswer> {
        let voters = instance.participants.iter().skip(1);
        let questions = self.details.get("questions").and_then(Value::as_array);
        let questions: Vec<&Value> = questions.into_iter().flatten().collect();
        let answers = voters.enumerate().flat_map(|(place, voter)| {
            let questions = questions.iter();
            questions.map(move |question| PollAnswer {
                name: voter.name.clone(),
                email: voter.shown_email().to_owned(),
                polling_id: self.id.clone(),
                question: question["name"].as_str().unwrap_or_default().to_owned(),
                answer: answer(question, place),
                date_time: voter.join_time,
            })
        });
        answers.collect()
    }

    pub(crate) fn is_anonymous(&self) -> bool {
        self.details.get("anonymous") == Some(&json!(true))
    }
}

fn answer(question: &Value, place: usize) -> String {
    let choices = question["answers"].as_array();
    let choice = choices.and_then(|choices| choices.get(place % choices.len().max(1)));
    match (
        choice.and_then(Value::as_str),
        &question["rating_max_value"],
    ) {
        (Some(choice), _) => choice.to_owned(),
        (None, Value::Number(most)) => most.to_string(),
        (None, _) => "Nothing to add.".to_owned(),
    }
}
