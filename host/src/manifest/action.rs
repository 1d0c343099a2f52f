//! What a connector can do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::JsonText;

/// By family, sets of scopes: with all of any one set it works. All families
/// are alternatives to each other. A family without a set can't do it; one with
/// an empty set needs no scope.
pub type Scopes = BTreeMap<String, Vec<Vec<String>>>;

/// The role of an action that makes the manifest of an app.
pub const APP_MANIFEST: &str = "app-manifest";

/// Something that the connector can do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Action {
    /// Stable id in kebab case.
    pub id: String,
    /// Semantic version of the action.
    pub version: String,
    /// What a person calls it.
    pub title: String,
    /// One sentence: what it does.
    pub summary: String,
    /// More than the sentence, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it is listed under.
    pub group: String,
    /// What it does to the account.
    pub effect: Effect,
    /// Whether invoking it twice with the same input does no more than once.
    pub repeatable: bool,
    /// Whether it fetches files for the caller.
    pub downloads: bool,
    /// Whether a file that is there already, under its name and of its size, is
    /// not fetched again: such an action fetches several, and gets a receipt
    /// without media type and digest for what was there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resumes: bool,
    /// Where redirects may lead.
    pub redirects: Redirects,
    /// The scopes that it needs.
    pub scopes: Scopes,
    /// The API's own name for the rate limit that applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_label: Option<String>,
    /// The plan that the API's makers require, when they require one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The main exchange, for people who look it up; none for an action that
    /// makes none.
    pub http: Option<MainExchange>,
    /// JSON Schema (2020-12) of the input.
    pub input: JsonText,
    /// JSON Schema (2020-12) of the output.
    pub output: JsonText,
    /// An input and the output it could have.
    pub sample: Sample,
    /// How the output comes in pages; none for an action without pages.
    pub pagination: Option<Pagination>,
    /// What to show of an item of a list, or of the output where there is none,
    /// when there is no room for all: the most telling first.
    pub columns: Vec<Column>,
    /// Which actions offer the choices for input fields.
    pub lookups: Vec<Lookup>,
    /// Pointers (RFC 6901, `*` for any array index) to output members that act
    /// like a credential.
    pub sensitive: Vec<String>,
    /// The API's documentation of it.
    pub docs_url: String,
    /// What hosts invoke it for by themselves, such as [`APP_MANIFEST`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether it should no longer be used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// What an action does to the account, the graver the later. There will be no other: who
/// decides what may be done decides on each.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It changes nothing.
    Read,
    /// It creates or changes something, or gives a credential.
    Write,
    /// It removes something, or ends it for other people, and no other action
    /// brings it back.
    Destructive,
}

impl Effect {
    /// What a request by an HTTP method may do, by what the method means (RFC 9110
    /// section 9.3).
    #[must_use]
    pub fn of_http_method(method: &str) -> Self {
        match method {
            "GET" | "HEAD" => Self::Read,
            "DELETE" => Self::Destructive,
            _ => Self::Write,
        }
    }
}

/// Where redirects may lead.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Redirects {
    /// To the origins of the manifest alone.
    Origins,
    /// To any public host, without a credential.
    Public,
}

/// The main exchange of an action.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct MainExchange {
    /// The HTTP method.
    pub method: String,
    /// The path below the API's base URL, with placeholders.
    pub path: String,
}

/// An example of an action at work.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Sample {
    /// An input that fits the input schema.
    pub input: JsonText,
    /// An output that it could have.
    pub output: JsonText,
}

/// How an output comes in pages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Pagination {
    /// The member of the output that holds the items of all pages.
    pub items: String,
}

/// What to show in a column of a table.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Column {
    /// The heading.
    pub title: String,
    /// Where the value is in the item: a pointer (RFC 6901, `*` for any array
    /// index).
    pub value: String,
    /// For a time: where the item names the IANA time zone to show it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// Where the choices for an input field come from.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Lookup {
    /// The input field that the choices are for: a pointer (RFC 6901), as the
    /// others.
    pub field: String,
    /// The action that lists them. It is given what `input` says, and what it
    /// requires beside that from the fields of the same names.
    pub action: String,
    /// What that action is given, whatever fields of the same names hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<JsonText>,
    /// Where in that action's output the list of items is, where the action has
    /// no pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Where in an item is what goes into the field.
    pub value: String,
    /// Where in an item is what a person recognises it by.
    pub label: Vec<String>,
    /// What can be chosen beside, whether or not the action may be invoked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<Choice>,
}

/// Something that can always be chosen.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Choice {
    /// What goes into the field.
    pub value: String,
    /// What a person recognises it by.
    pub label: String,
}
