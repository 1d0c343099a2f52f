//! Who is concerned: by what a grant is of, and by what an event tells of.

use serde::{Deserialize, Serialize};

/// An account, or one user of it, by ids that stay the same. It is the contract's, and
/// gets no further member: two are the same when both of these are.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The account's id at the API.
    #[serde(deserialize_with = "id")]
    pub account: String,
    /// The user's id at the API.
    #[serde(
        default,
        deserialize_with = "some_id",
        skip_serializing_if = "Option::is_none"
    )]
    pub user: Option<String>,
}

/// Whose events concern a connection. There will be no other: who tells of events
/// decides on each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Those of all the account.
    Account,
    /// Those of the user alone.
    User,
}

impl Subject {
    /// Whether what concerns this subject concerns a connection of `subject`
    /// with that reach. A connection without a subject is concerned by nothing.
    #[must_use]
    pub fn concerns(&self, subject: Option<&Self>, reach: Reach) -> bool {
        subject.is_some_and(|of_connection| {
            self.account == of_connection.account
                && match reach {
                    Reach::Account => true,
                    Reach::User => self.user.is_some() && self.user == of_connection.user,
                }
        })
    }
}

/// More than any API has, and little enough for an index of a database.
const LONGEST_ID: usize = 255;

fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Err(serde::de::Error::custom("an id is empty"));
    }
    if text.len() > LONGEST_ID || text.contains(char::is_control) {
        let problem = format!("an id has more than {LONGEST_ID} bytes, or control characters");
        return Err(serde::de::Error::custom(problem));
    }
    Ok(text)
}

fn some_id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    id(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(account: &str, user: Option<&str>) -> Subject {
        Subject {
            account: account.to_owned(),
            user: user.map(str::to_owned),
        }
    }

    #[test]
    fn an_event_concerns_whoever_reaches_all_the_account_and_the_user_it_is_about() {
        let event = subject("kitchen", Some("ada"));
        for (account, user, reach, concerned) in [
            ("kitchen", None, Reach::Account, true),
            ("kitchen", Some("bob"), Reach::Account, true),
            ("kitchen", Some("ada"), Reach::User, true),
            ("kitchen", Some("bob"), Reach::User, false),
            ("kitchen", None, Reach::User, false),
            ("garden", Some("ada"), Reach::User, false),
            ("garden", Some("ada"), Reach::Account, false),
        ] {
            let of_connection = subject(account, user);
            assert_eq!(
                event.concerns(Some(&of_connection), reach),
                concerned,
                "{account} {user:?} {reach:?}"
            );
        }
    }

    #[test]
    fn an_event_of_no_user_concerns_no_user() {
        let event = subject("kitchen", None);
        assert!(!event.concerns(Some(&subject("kitchen", None)), Reach::User));
        assert!(!event.concerns(Some(&subject("kitchen", Some("ada"))), Reach::User));
        assert!(event.concerns(Some(&subject("kitchen", None)), Reach::Account));
    }

    #[test]
    fn nothing_concerns_a_connection_that_is_of_nobody_known() {
        assert!(!subject("kitchen", Some("ada")).concerns(None, Reach::Account));
    }

    #[test]
    fn a_subject_has_ids_and_nothing_else() {
        let read = |text| serde_json::from_str::<Subject>(text).ok();
        assert_eq!(read(r#"{"account":"a"}"#), Some(subject("a", None)));
        assert_eq!(
            read(r#"{"account":"a","user":"u"}"#),
            Some(subject("a", Some("u")))
        );
        for text in [
            r#"{"account":""}"#,
            r#"{"account":"a","user":""}"#,
            r#"{"account":"a","user":null}"#,
            r#"{"account":"a","group":"g"}"#,
            r#"{"user":"u"}"#,
            "null",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
