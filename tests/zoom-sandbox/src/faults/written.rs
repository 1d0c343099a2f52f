//! A fault as it is written: in JSON, by a person, who may leave most of it out
//! and is told what makes no sense.

use std::{collections::BTreeMap, str::FromStr};

use http::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::{Fault, Trouble};

/// Reads the JSON that the control endpoint takes.
impl FromStr for Fault {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

/// A fault as JSON. An answer of one's own is written without a name.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default = "every_path")]
    path: String,
    #[serde(default)]
    after: u32,
    #[serde(default = "once")]
    times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trouble: Option<Trouble>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    body: String,
}

fn every_path() -> String {
    "*".into()
}

fn once() -> u32 {
    1
}

impl TryFrom<Written> for Fault {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written {
            method,
            path,
            after,
            times,
            trouble,
            status,
            headers,
            body,
        } = written;
        let trouble = match (trouble, status) {
            (Some(trouble), None) if headers.is_empty() && body.is_empty() => trouble,
            (None, Some(status)) => Trouble::Answer {
                status,
                headers,
                body,
            },
            (None, None) => {
                return Err("trouble: nothing goes wrong; name a trouble, or give a status".into());
            }
            (Some(_), _) => {
                return Err(
                    "trouble: a named trouble makes its own answer; leave out status, headers and body"
                        .into(),
                );
            }
        };
        if let Trouble::Answer {
            status, headers, ..
        } = &trouble
        {
            check_answer(*status, headers)?;
        }
        Ok(Self {
            method,
            path,
            after,
            times,
            trouble,
        })
    }
}

/// Refuses what can't be given as an answer.
fn check_answer(status: u16, headers: &BTreeMap<String, String>) -> Result<(), String> {
    if !(200..=599).contains(&status) {
        return Err(format!(
            "status: {status} is no status of an answer; give one from 200 to 599"
        ));
    }
    let wrong = headers.iter().find(|(name, value)| {
        HeaderName::try_from(*name).is_err() || HeaderValue::try_from(*value).is_err()
    });
    wrong.map_or(Ok(()), |(name, value)| {
        Err(format!(
            "headers: {name:?} with {value:?} can't be sent; use visible ASCII"
        ))
    })
}

impl From<Fault> for Written {
    fn from(fault: Fault) -> Self {
        let (trouble, status, headers, body) = match fault.trouble {
            Trouble::Answer {
                status,
                headers,
                body,
            } => (None, Some(status), headers, body),
            trouble => (Some(trouble), None, BTreeMap::new(), String::new()),
        };
        Self {
            method: fault.method,
            path: fault.path,
            after: fault.after,
            times: fault.times,
            trouble,
            status,
            headers,
            body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_it_is_written() {
        for text in [
            r#"{"method":"GET","path":"/v2/*","after":0,"times":2,"status":503,"headers":{"retry-after":"1"},"body":"down"}"#,
            r#"{"path":"*","after":3,"times":1,"trouble":"lost-answer"}"#,
            r#"{"path":"*","after":0,"times":1,"trouble":{"latency":{"milliseconds":250}}}"#,
            r#"{"path":"*","after":0,"times":1,"trouble":{"rate-limit":"per-second"}}"#,
        ] {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(serde_json::to_string(&fault).unwrap(), text);
        }
    }

    #[test]
    fn a_fault_that_makes_no_sense_says_what_to_write_instead() {
        let problem = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
        for (text, says) in [
            (r#"{"path":"*"}"#, "name a trouble"),
            (r#"{"trouble":"html","status":500}"#, "leave out status"),
            (r#"{"status":99}"#, "from 200 to 599"),
            (r#"{"status":500,"headers":{"a b":"c"}}"#, "visible ASCII"),
            (r#"{"trouble":"flood"}"#, "lost-answer"),
            (r#"{"status":500,"time":2}"#, "`times`"),
        ] {
            assert!(problem(text).contains(says), "{}", problem(text));
        }
    }
}
