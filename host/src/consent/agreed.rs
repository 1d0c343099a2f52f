//! What somebody has agreed to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::egress::{OriginPattern, OriginPatternError};
use crate::manifest::{
    Additions, Effect, Endpoints, Manifest, Mark, Redirects, SecretUse, TokenRequest,
};

use super::entered::named_by;
use super::named_texts::NamedTexts;

/// What somebody has agreed that a connector may do: all that a manifest wants,
/// of what can do harm.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Consent {
    /// By auth method, the authorization servers that its sign-ins may use.
    pub servers: BTreeMap<String, Vec<Endpoints>>,
    /// By auth method, the scopes that it may ask for by itself, beside those that
    /// somebody has entered; whichever for one that is not here, since its manifest
    /// did not say, or the record is of a time before manifests could.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: BTreeMap<String, BTreeSet<String>>,
    /// By auth method, what its authorization requests may have beyond the standard;
    /// whatever for one that is not here, as with scopes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorization_requests: BTreeMap<String, Additions>,
    /// By auth method, what its token requests may have beyond the standard; none
    /// for one that has nothing.
    #[serde(default)]
    pub token_requests: BTreeMap<String, TokenRequest>,
    /// By auth method, the secret settings that prove to the server who the client
    /// is.
    #[serde(default)]
    pub client_secrets: BTreeMap<String, BTreeSet<String>>,
    /// The origins that requests may go to, with the secrets that may go along.
    #[serde(deserialize_with = "origins")]
    pub origins: BTreeMap<OriginPattern, BTreeSet<Mark>>,
    /// What actions do to the account, by action: those that are not here only read.
    /// Whatever they do in a record of a time before that was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effects: Option<BTreeMap<String, Effect>>,
    /// The actions that may download files.
    pub downloads: BTreeSet<String>,
    /// The actions that may learn which files are there already; whichever in a
    /// record of a time before that was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumes: Option<BTreeSet<String>>,
    /// The actions whose redirects may lead to any public host.
    pub public_redirects: BTreeSet<String>,
    /// The actions that use an HTTP method which may do more than they are said
    /// to do, with that method: a search by `POST` that only reads.
    #[serde(default)]
    pub beyond_effect: BTreeMap<String, String>,
    /// By auth method, the secret settings that may be signed with.
    pub signing: BTreeMap<String, BTreeSet<String>>,
    /// By auth method, the settings that are no secrets, so that the connector sees
    /// them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seen_settings: BTreeMap<String, BTreeSet<String>>,
    /// By auth method, what was agreed to be a secret before, and is no setting any more:
    /// it does not come back as one that the connector sees without somebody being asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former_secrets: BTreeMap<String, BTreeSet<String>>,
    /// By auth method, what the schemas of its settings have named in any version that was
    /// added here: no later version has it count as entered. It only grows, and nobody is
    /// asked about it. None in a record of a time before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_settings: Option<BTreeMap<String, NamedTexts>>,
}

/// The origins of a record. What is none was agreed to by a host that took more for
/// one: nothing goes there, and the rest of the record is as good as before, so that
/// its connections can be used, moved and removed.
fn origins<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<OriginPattern, BTreeSet<Mark>>, D::Error> {
    let recorded = BTreeMap::<String, BTreeSet<Mark>>::deserialize(deserializer)?;
    let known = recorded.into_iter();
    let known =
        known.filter_map(|(origin, marks)| Some((origin.parse::<OriginPattern>().ok()?, marks)));
    Ok(known.collect())
}

impl Consent {
    /// All that a connector wants.
    ///
    /// # Errors
    ///
    /// An origin of the manifest that is none.
    pub fn of(manifest: &Manifest) -> Result<Self, OriginPatternError> {
        let mut origins: BTreeMap<OriginPattern, BTreeSet<Mark>> = BTreeMap::new();
        for declared in &manifest.origins {
            let marks = origins.entry(declared.origin.parse()?).or_default();
            marks.extend(&declared.marks);
        }
        let methods = &manifest.auth_methods;
        let servers = methods
            .iter()
            .map(|method| (method.id.clone(), method.endpoints.clone()));
        let token_requests = methods
            .iter()
            .map(|method| (method.id.clone(), method.token_request.clone()));
        let scopes = methods
            .iter()
            .filter_map(|method| Some((method.id.clone(), method.scopes.clone()?)));
        let authorization_requests = methods
            .iter()
            .filter_map(|method| Some((method.id.clone(), method.authorization_request.clone()?)));
        let secrets_for = |wanted: SecretUse| {
            let by_method = methods.iter().map(move |method| {
                let secrets = method.secrets.iter();
                let secrets = secrets.filter(move |(_, used)| **used == wanted);
                let names = secrets.map(|(name, _)| name.clone()).collect();
                (method.id.clone(), names)
            });
            by_method.filter(|(_, names): &(_, BTreeSet<_>)| !names.is_empty())
        };
        let seen_settings = methods.iter().map(|method| {
            let seen = method.settings().filter(|setting| !setting.secret);
            let names: BTreeSet<String> = seen.map(|setting| setting.name.to_owned()).collect();
            (method.id.clone(), names)
        });
        let actions = || manifest.actions.iter();
        let effects = actions().filter(|action| action.effect > Effect::Read);
        let effects = effects.map(|action| (action.id.clone(), action.effect));
        let resumes = actions().filter(|action| action.resumes);
        let downloads = actions().filter(|action| action.downloads);
        let public = actions().filter(|action| action.redirects == Redirects::Public);
        let beyond_effect = actions().filter_map(|action| {
            let method = &action.http.as_ref()?.method;
            let goes_beyond = Effect::of_http_method(method) > action.effect;
            goes_beyond.then(|| (action.id.clone(), method.clone()))
        });
        Ok(Self {
            servers: servers.collect(),
            scopes: scopes.collect(),
            authorization_requests: authorization_requests.collect(),
            token_requests: token_requests
                .filter(|(_, request)| !request.is_usual())
                .collect(),
            client_secrets: secrets_for(SecretUse::ClientSecret).collect(),
            origins,
            effects: Some(effects.collect()),
            resumes: Some(resumes.map(|action| action.id.clone()).collect()),
            downloads: downloads.map(|action| action.id.clone()).collect(),
            public_redirects: public.map(|action| action.id.clone()).collect(),
            beyond_effect: beyond_effect.collect(),
            signing: secrets_for(SecretUse::Sign).collect(),
            seen_settings: seen_settings
                .filter(|(_, names)| !names.is_empty())
                .collect(),
            former_secrets: BTreeMap::new(),
            named_settings: None,
        })
    }

    /// The same with what the schemas of the settings name: no part of what is wanted, and
    /// kept beside it.
    #[must_use]
    pub(crate) fn naming(mut self, manifest: &Manifest) -> Self {
        let methods = manifest.auth_methods.iter();
        let named = methods.map(|method| (method.id.clone(), named_by(method)));
        let named = named.filter(|(_, texts)| !texts.is_empty());
        self.named_settings = Some(named.collect());
        self
    }

    /// The same for a grant that an auth method has brought from one
    /// authorization server: it signs in nowhere else.
    #[must_use]
    pub fn of_grant(mut self, method: &str, server: &Endpoints) -> Self {
        self.servers = BTreeMap::from([(method.to_owned(), vec![server.clone()])]);
        self.retain_methods(|other| other == method);
        self
    }

    /// What is agreed to for a grant after another sign-in: what the sign-in
    /// agrees to, and the servers and secrets of the other auth methods that
    /// have brought the grant before.
    #[must_use]
    pub fn after_sign_in(self, mut agreed: Self) -> Self {
        agreed.keep_former_secrets(&self);
        agreed.keep_named(&self);
        // Of a method that the sign-in is by, nothing of before counts.
        let is_before = {
            let by: BTreeSet<String> = agreed.servers.keys().cloned().collect();
            move |method: &String| !by.contains(method)
        };
        let scopes = self.scopes.into_iter();
        let scopes = scopes.filter(|(method, _)| is_before(method));
        agreed.scopes.extend(scopes);
        let requests = self.authorization_requests.into_iter();
        let requests = requests.filter(|(method, _)| is_before(method));
        agreed.authorization_requests.extend(requests);
        for (method, servers) in self.servers {
            agreed.servers.entry(method).or_insert(servers);
        }
        let requests = self.token_requests.into_iter();
        let requests = requests.filter(|(method, _)| is_before(method));
        agreed.token_requests.extend(requests);
        let secrets = self.client_secrets.into_iter();
        let secrets = secrets.filter(|(method, _)| is_before(method));
        agreed.client_secrets.extend(secrets);
        let secrets = self.signing.into_iter();
        let secrets = secrets.filter(|(method, _)| is_before(method));
        agreed.signing.extend(secrets);
        let settings = self.seen_settings.into_iter();
        let settings = settings.filter(|(method, _)| is_before(method));
        agreed.seen_settings.extend(settings);
        agreed
    }

    /// The same, which knows what it did not say of auth methods that it has, and of
    /// actions: for those the first that says so counts, since nobody was ever shown
    /// anything else. What schemas of settings name is added to what they have named.
    #[must_use]
    pub(crate) fn knowing(mut self, wanted: &Self) -> Self {
        let has = |method: &String| self.servers.contains_key(method);
        let scopes = wanted.scopes.iter().filter(|(method, _)| has(method));
        for (method, scopes) in scopes {
            let unknown = self.scopes.entry(method.clone());
            let _ = unknown.or_insert_with(|| scopes.clone());
        }
        let requests = wanted.authorization_requests.iter();
        for (method, request) in requests.filter(|(method, _)| has(method)) {
            let unknown = self.authorization_requests.entry(method.clone());
            let _ = unknown.or_insert_with(|| request.clone());
        }
        if self.is_of_something() {
            self.keep_named(wanted);
            self.effects = self.effects.or_else(|| wanted.effects.clone());
            self.resumes = self.resumes.or_else(|| wanted.resumes.clone());
        }
        self
    }

    /// The same with what somebody has agreed to before of actions that are gone: their
    /// calls and runs go on with the component that began them; and with the names of what
    /// was a secret before.
    #[must_use]
    pub(crate) fn keeping_gone(mut self, before: &Self, is_there: impl Fn(&str) -> bool) -> Self {
        self.keep_former_secrets(before);
        self.keep_named(before);
        let is_gone = |action: &str| !is_there(action);
        let gone_of = |actions: &BTreeSet<String>| -> BTreeSet<String> {
            let gone = actions.iter().filter(|action| is_gone(action));
            gone.cloned().collect()
        };
        if let Some(effects) = &before.effects {
            let gone = effects.iter().filter(|(action, _)| is_gone(action));
            let gone = gone.map(|(action, effect)| (action.clone(), *effect));
            self.effects.get_or_insert_default().extend(gone);
        }
        if let Some(resumes) = &before.resumes {
            let gone = gone_of(resumes);
            self.resumes.get_or_insert_default().extend(gone);
        }
        self.downloads.extend(gone_of(&before.downloads));
        self.public_redirects
            .extend(gone_of(&before.public_redirects));
        let beyond = before.beyond_effect.iter();
        let beyond = beyond.filter(|(action, _)| is_gone(action));
        let beyond = beyond.map(|(action, method)| (action.clone(), method.clone()));
        self.beyond_effect.extend(beyond);
        self
    }

    /// Whether somebody has agreed to anything: every connector has an auth method
    /// with a server.
    pub(super) fn is_of_something(&self) -> bool {
        !self.servers.is_empty()
    }

    /// What an action may do to the account; none where that is not known, so that
    /// it may do whatever it says.
    pub(super) fn effect(&self, action: &str) -> Option<Effect> {
        match &self.effects {
            Some(effects) => Some(effects.get(action).copied().unwrap_or(Effect::Read)),
            None if self.is_of_something() => None,
            None => Some(Effect::Read),
        }
    }

    /// Whether an action only reads, as far as that is known.
    pub(super) fn reads_in(&self, action: &str) -> bool {
        self.effect(action)
            .is_none_or(|effect| effect == Effect::Read)
    }

    /// Whether an action may learn which files are there already.
    pub(super) fn may_resume(&self, action: &str) -> bool {
        match &self.resumes {
            Some(resumes) => resumes.contains(action),
            None => self.is_of_something(),
        }
    }

    /// Whether a setting of an auth method is a secret.
    pub(super) fn is_secret(&self, method: &str, setting: &str) -> bool {
        let secrets = [&self.client_secrets, &self.signing, &self.former_secrets];
        let mut of_method = secrets.iter().filter_map(|secrets| secrets.get(method));
        of_method.any(|names| names.contains(setting))
    }

    /// Takes the names of what was a secret before, but for what is seen by now.
    fn keep_former_secrets(&mut self, before: &Self) {
        for known in [
            &before.client_secrets,
            &before.signing,
            &before.former_secrets,
        ] {
            for (method, names) in known {
                let seen = self.seen_settings.get(method);
                let is_seen = |name: &&String| seen.is_some_and(|seen| seen.contains(*name));
                let gone: BTreeSet<String> = names
                    .iter()
                    .filter(|name| !is_seen(name) && !self.is_secret(method, name))
                    .cloned()
                    .collect();
                if !gone.is_empty() {
                    let former = self.former_secrets.entry(method.clone()).or_default();
                    former.extend(gone);
                }
            }
        }
    }

    /// Takes what the schemas of settings have named before.
    pub(super) fn keep_named(&mut self, before: &Self) {
        let Some(before) = &before.named_settings else {
            return;
        };
        let named = self.named_settings.get_or_insert_default();
        for (method, texts) in before {
            named.entry(method.clone()).or_default().add_all(texts);
        }
    }

    /// The same with what the schemas of the settings of its own auth methods have named
    /// before.
    #[must_use]
    pub(super) fn knowing_named(mut self, before: &Self) -> Self {
        self.keep_named(before);
        let Self {
            servers,
            named_settings,
            ..
        } = &mut self;
        if let Some(named) = named_settings {
            named.retain(|method, _| servers.contains_key(method));
        }
        self
    }

    /// What the schemas of the settings of an auth method have named, as far as that is
    /// known.
    pub(super) fn named_before(&self, method: &str) -> Option<&NamedTexts> {
        self.named_settings.as_ref()?.get(method)
    }

    /// What the token requests of an auth method may have.
    pub(super) fn token_request(&self, method: &str) -> TokenRequest {
        let known = self.token_requests.get(method);
        known.cloned().unwrap_or_default()
    }

    /// Drops what is said of other auth methods, beside their servers.
    fn retain_methods(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.scopes.retain(|method, _| is_kept(method));
        self.authorization_requests
            .retain(|method, _| is_kept(method));
        self.token_requests.retain(|method, _| is_kept(method));
        self.client_secrets.retain(|method, _| is_kept(method));
        self.signing.retain(|method, _| is_kept(method));
        self.seen_settings.retain(|method, _| is_kept(method));
        self.former_secrets.retain(|method, _| is_kept(method));
        if let Some(named) = &mut self.named_settings {
            named.retain(|method, _| is_kept(method));
        }
    }

    /// What is agreed to for a grant once somebody has accepted what a new
    /// version wants: its servers are those of the same names, or else the usual
    /// ones.
    #[must_use]
    pub fn accepting(&self, wanted: &Self) -> Self {
        let servers = self.servers.iter().filter_map(|(method, kept)| {
            let offered = wanted.servers.get(method)?;
            let same = |kept: &Endpoints| {
                let mut offered = offered.iter();
                offered.find(|server| server.name == kept.name).cloned()
            };
            let renewed: Option<Vec<_>> = kept.iter().map(same).collect();
            let usual = || offered.first().cloned().into_iter().collect();
            Some((method.clone(), renewed.unwrap_or_else(usual)))
        });
        let mut accepted = Self {
            servers: servers.collect(),
            ..wanted.clone()
        };
        accepted.keep_former_secrets(self);
        accepted.keep_named(self);
        accepted.retain_methods(|method| self.servers.contains_key(method));
        accepted
    }

    /// The authorization server that takes the place of the one with that token
    /// endpoint, once this is `accepted`; none when there is none.
    #[must_use]
    pub(crate) fn server_after<'a>(
        &self,
        accepted: &'a Self,
        token_endpoint: &str,
    ) -> Option<&'a Endpoints> {
        self.servers.iter().find_map(|(method, servers)| {
            let mut servers = servers.iter();
            let index = servers.position(|server| server.token_endpoint == token_endpoint)?;
            let accepted = accepted.servers.get(method)?;
            accepted.get(index).or(accepted.first())
        })
    }
}
