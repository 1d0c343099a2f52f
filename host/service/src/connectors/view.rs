//! Connectors, as the API shows them.

use connector_host::component;
use connector_host::connections;
use connector_host::consent::in_all_words;
use connector_host::manifest::{self, AuthorizationKind, Mark};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::settings::Settings;

/// Connectors, by key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConnectorList {
    /// All that can be used.
    pub(super) items: Vec<Summary>,
    /// Those that were added and can't be used any more, such as ones that a later version
    /// of the host refuses. Their connections are kept, and of no use until another version
    /// is added.
    pub(super) unusable: Vec<Unusable>,
}

/// A connector that was added and can't be used.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnusableConnector)]
pub(crate) struct Unusable {
    /// Its stable id.
    key: String,
    /// Why, in a word for programs: the code of the problem.
    code: String,
    /// Why, for people.
    reason: String,
    /// What the operator can do about it: a sentence without an end.
    remedy: String,
}

/// What a connector is, in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectorSummary)]
pub(crate) struct Summary {
    /// Its stable id.
    key: String,
    /// The product's name.
    name: String,
    /// Its version.
    version: String,
    /// One sentence: what somebody can do with it.
    summary: String,
    /// The API's documentation.
    docs_url: String,
    /// Words to find it by.
    categories: Vec<String>,
    /// The SHA-256 of its component, in hexadecimal digits.
    digest: String,
    /// How many actions it has.
    actions: usize,
}

/// A connector.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Connector {
    #[serde(flatten)]
    summary: Summary,
    /// The ways to connect an account.
    auth_methods: Vec<AuthMethod>,
    /// Where its requests may go.
    origins: Vec<Origin>,
    /// What it can tell of.
    triggers: Vec<Trigger>,
    /// What somebody has agreed that it may do; null for one that was not added but
    /// given to the process.
    agreed: Option<Agreed>,
}

/// A way to connect an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthMethod {
    /// Its stable id.
    id: String,
    /// What a person calls it.
    name: String,
    /// One sentence: when to choose it.
    summary: String,
    /// How the credential is got: `token-grant` needs nobody's approval.
    #[schema(value_type = String, example = "token-grant")]
    authorization: AuthorizationKind,
    /// JSON Schema of the settings. A property with `writeOnly` is a secret: it is
    /// given among the `secrets`, all others among the `settings`.
    #[schema(value_type = Object)]
    settings: Value,
    /// Where the browser comes back to of somebody who connects by a link of a connect
    /// session: it has to stand in the app letter by letter. Null where no browser comes back.
    redirect_uri: Option<String>,
    /// What the person who prepares the app has to do, a step an entry, with the
    /// redirect address where it is entered.
    setup: Vec<String>,
}

/// An origin that requests may go to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Origin {
    /// The origin; its leftmost label may be `*`.
    origin: String,
    /// What it is needed for.
    purpose: String,
    /// Which secrets may go along: `sign-in`, `credential`.
    #[schema(value_type = Vec<String>)]
    marks: Vec<Mark>,
}

/// Something that a connector can tell of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriggerSummary)]
pub(crate) struct Trigger {
    /// Its stable id.
    id: String,
    /// What a person calls it.
    title: String,
    /// One sentence: what has happened when it tells.
    summary: String,
    /// What it is listed under.
    group: String,
}

/// What somebody has agreed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agreed {
    /// The version that it was agreed to for.
    version: String,
    /// The SHA-256 of that component.
    digest: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    agreed_at: Timestamp,
    /// What the connector may do, in words.
    may: Vec<Paragraph>,
}

/// What a connector may do of one sort.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paragraph {
    /// Of which sort.
    heading: String,
    /// What.
    lines: Vec<String>,
}

/// A connector that was added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Added {
    /// The connector.
    connector: Summary,
    /// The version in whose place it is.
    replaced: Option<String>,
    /// What was agreed to now that was not before, each the end of a sentence.
    accepted: Vec<String>,
}

impl From<connector_host::Connectors> for ConnectorList {
    fn from(connectors: connector_host::Connectors) -> Self {
        let unusable = connectors.unusable.into_iter();
        Self {
            items: connectors.usable.iter().map(Summary::of).collect(),
            unusable: unusable.map(Unusable::from).collect(),
        }
    }
}

impl From<connector_host::UnusableConnector> for Unusable {
    fn from(connector: connector_host::UnusableConnector) -> Self {
        let remedy = connector.remedy();
        // What the host says of its own machine stays in its log.
        let problem = Problem::from(connector.reason);
        Self {
            key: connector.key,
            code: problem.code().to_owned(),
            reason: problem.detail().to_owned(),
            remedy,
        }
    }
}

impl Summary {
    pub(super) fn of(connector: &component::Connector) -> Self {
        let manifest = connector.manifest();
        Self {
            key: manifest.key.clone(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            summary: manifest.summary.clone(),
            docs_url: manifest.docs_url.clone(),
            categories: manifest.categories.clone(),
            digest: connector.digest().to_owned(),
            actions: manifest.actions.len(),
        }
    }
}

impl Connector {
    pub(super) fn of(
        connector: &component::Connector,
        agreed: Option<&connections::Agreed>,
        settings: &Settings,
    ) -> Self {
        let redirect_uri = settings.redirect_uri(&connector.manifest().key);
        let manifest = connector.manifest();
        let origins = manifest.origins.iter().map(|declared| Origin {
            origin: declared.origin.clone(),
            purpose: declared.purpose.clone(),
            marks: declared.marks.clone(),
        });
        let triggers = manifest.triggers.iter().map(|trigger| Trigger {
            id: trigger.id.clone(),
            title: trigger.title.clone(),
            summary: trigger.summary.clone(),
            group: trigger.group.clone(),
        });
        let auth_methods = manifest.auth_methods.iter();
        let auth_methods = auth_methods.map(|method| AuthMethod::of(method, &redirect_uri));
        Self {
            summary: Summary::of(connector),
            auth_methods: auth_methods.collect(),
            origins: origins.collect(),
            triggers: triggers.collect(),
            agreed: agreed.map(Agreed::of),
        }
    }
}

impl AuthMethod {
    fn of(method: &manifest::AuthMethod, redirect_uri: &Url) -> Self {
        let returns = method.authorization == AuthorizationKind::AuthorizationCode;
        let setup = method.setup.iter();
        Self {
            id: method.id.clone(),
            name: method.name.clone(),
            summary: method.summary.clone(),
            authorization: method.authorization,
            settings: method.settings.clone(),
            redirect_uri: returns.then(|| redirect_uri.to_string()),
            setup: setup
                .map(|step| step.replace("{redirect_uri}", redirect_uri.as_str()))
                .collect(),
        }
    }
}

impl Agreed {
    fn of(agreed: &connections::Agreed) -> Self {
        let may = in_all_words(&agreed.consent).into_iter();
        Self {
            version: agreed.version.clone(),
            digest: agreed.digest.clone(),
            agreed_at: agreed.agreed_at,
            may: may
                .map(|(heading, lines)| Paragraph {
                    heading: heading.to_string(),
                    lines: lines.iter().map(ToString::to_string).collect(),
                })
                .collect(),
        }
    }
}

impl From<connector_host::Added> for Added {
    fn from(added: connector_host::Added) -> Self {
        let accepted = added.accepted.iter();
        let accepted = accepted.flat_map(|more| more.difference.iter());
        let accepted = accepted.map(|more| more.in_full().to_string());
        Self {
            connector: Summary::of(&added.connector),
            replaced: added.replaced,
            accepted: accepted.collect(),
        }
    }
}
