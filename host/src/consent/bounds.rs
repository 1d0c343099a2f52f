//! What is left after all who have a say.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::difference::is_among;
use super::entered::Entered;
use super::words::{ONLY_READS, additions_in_words, token_request_in_words};
use super::{Consent, ConsentRefusal, Permission};
use crate::contract::{Authorization, Field};
use crate::egress::Policy;
use crate::manifest::{Additions, AuthMethod, Effect, Endpoints, TokenRequest};

/// More than any API has, and few enough to be judged and told.
const MOST_SCOPES: usize = 5000;

/// What a connector may do: what its manifest wants, as far as all agree. Clones
/// share all that it holds.
#[derive(Clone, Debug)]
pub struct Bounds {
    permission: Arc<Permission>,
    agreed: Arc<[Consent]>,
    /// Where requests may go.
    policy: Policy,
}

/// What a connector names for a sign-in: endpoints, and what it asks them for.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    authorization: Option<&'a str>,
    device_authorization: Option<&'a str>,
    token: &'a str,
    revocation: Option<&'a str>,
    /// The grant type, where the connector chooses it.
    grant_type: Option<&'a str>,
    /// What the token requests have beyond the standard.
    parameters: &'a [Field],
    /// What the authorization request has beyond it.
    authorization_parameters: &'a [Field],
    /// The client that it acts as, unless it is an app that was set here or somebody has
    /// entered it.
    client_id: Option<&'a str>,
    /// The scopes that it asks for, but for those that somebody has entered.
    scopes: Vec<&'a str>,
    /// How many those are that it asks for, whoever has entered them.
    number_of_scopes: usize,
    /// What stands between scopes, where there are several.
    separator: Option<&'a str>,
}

impl<'a> Named<'a> {
    /// The endpoints in what `authorize` answers.
    #[must_use]
    pub fn by(authorization: &'a Authorization) -> Self {
        let (code, device, server) = match authorization {
            Authorization::AuthorizationCode(code) => {
                (Some(&*code.authorization_endpoint), None, &code.server)
            }
            Authorization::TokenGrant(grant) => (None, None, &grant.server),
            Authorization::DeviceCode(device) => (
                None,
                Some(&*device.device_authorization_endpoint),
                &device.server,
            ),
        };
        let scopes = server.scopes.iter().map(String::as_str);
        Self {
            authorization_parameters: match authorization {
                Authorization::AuthorizationCode(code) => &code.parameters,
                Authorization::TokenGrant(_) | Authorization::DeviceCode(_) => &[],
            },
            scopes: scopes.collect(),
            number_of_scopes: server.scopes.len(),
            separator: (server.scopes.len() > 1).then_some(&*server.scope_separator),
            client_id: server.client.id.as_deref(),
            authorization: code,
            device_authorization: device,
            grant_type: match authorization {
                Authorization::TokenGrant(grant) => Some(&*grant.grant_type),
                Authorization::AuthorizationCode(_) | Authorization::DeviceCode(_) => None,
            },
            parameters: &server.parameters,
            token: &server.token_endpoint,
            revocation: server.revocation_endpoint.as_deref(),
        }
    }

    /// The same, where somebody has entered these settings of an auth method: the
    /// scopes and the client among them are that person's choice, and not the
    /// connector's. What a version of it has named by itself, as far as the records of
    /// what was agreed to know that, nobody has entered.
    #[must_use]
    pub fn where_entered(
        mut self,
        settings: &Map<String, Value>,
        method: &AuthMethod,
        bounds: &Bounds,
    ) -> Self {
        let agreed = bounds.agreed.iter();
        let named_before: Vec<_> = agreed
            .filter_map(|agreed| agreed.named_before(&method.id))
            .collect();
        let entered = Entered::of(settings, method, &named_before);
        self.scopes.retain(|scope| !entered.has(scope));
        self.client_id = self.client_id.filter(|id| !entered.is_one(id));
        self
    }

    /// The token endpoint.
    #[must_use]
    pub fn token(&self) -> &'a str {
        self.token
    }

    /// Whether the token requests have nothing but this.
    fn ask_as(&self, request: &TokenRequest) -> bool {
        self.grant_type
            .is_none_or(|named| named == request.grant_type())
            && are_allowed(self.parameters, &request.additions)
    }

    /// Whether the scopes that it asks for are only these, whoever reads them.
    fn asks_for_no_other_than(&self, scopes: &BTreeSet<String>) -> bool {
        let mut named = self.scopes.iter();
        named.all(|scope| scopes.contains(*scope)) && self.separator.is_none_or(separates)
    }

    /// What the token requests have, in words.
    fn asks_for(&self, method: &str) -> String {
        let request = TokenRequest {
            grant_type: self.grant_type.map(str::to_owned),
            additions: named_in(self.parameters),
        };
        format!(
            "ask for tokens of `{method}` {}",
            token_request_in_words(&request)
        )
    }

    /// Whether all of them are endpoints of one server. Where somebody has to
    /// approve, no sign-in goes past that: a server with an authorization endpoint
    /// gives nothing by a token grant.
    fn are_of(&self, server: &Endpoints) -> bool {
        self.token == server.token_endpoint
            && self.authorization == server.authorization_endpoint.as_deref()
            && self.device_authorization == server.device_authorization_endpoint.as_deref()
            && (self.revocation.is_none()
                || self.revocation == server.revocation_endpoint.as_deref())
    }
}

/// Whether a request may have all these parameters.
fn are_allowed(parameters: &[Field], additions: &Additions) -> bool {
    let mut parameters = parameters.iter();
    parameters.all(|parameter| additions.allow(&parameter.name, &parameter.value))
}

/// The parameters by name. What they hold may be a person's.
fn named_in(parameters: &[Field]) -> Additions {
    let parameters = parameters.iter();
    Additions {
        parameters: parameters.map(|parameter| parameter.name.clone()).collect(),
        ..Additions::default()
    }
}

/// Whether a text only stands between scopes, and is none itself.
fn separates(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| " ,".contains(character))
}

impl Bounds {
    /// What is left of a permission when each of `agreed` has to say so as well.
    pub(super) fn new(permission: Arc<Permission>, agreed: Vec<Consent>) -> Self {
        let mut policy = permission.egress.clone();
        for agreed in &agreed {
            policy = policy.agreed_to(agreed.origins.clone());
        }
        Self {
            permission,
            agreed: agreed.into(),
            policy,
        }
    }

    /// What is agreed to for a grant, with all that schemas of settings have named by now:
    /// its record knows that wherever it goes.
    #[must_use]
    pub(crate) fn knowing_what_was_named(&self, of_grant: Consent) -> Consent {
        self.agreed.iter().fold(of_grant, Consent::knowing_named)
    }

    /// Refuses to end tokens at a server that nobody has agreed to.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_revocation(&self, method: &str, server: &Endpoints) -> Result<(), ConsentRefusal> {
        let what = || format!("end tokens of `{method}` at {}", server.token_endpoint);
        self.check_each(what, |consent| {
            let servers = consent.servers.get(method);
            servers.is_some_and(|servers| is_among(server, servers))
        })
    }

    /// The authorization server that a connector names for a sign-in by an auth
    /// method, and that it may ask as it names it.
    ///
    /// # Errors
    ///
    /// When it is not one that the manifest declares, whole, or not one that
    /// was agreed to, when the token requests have something else, or when the
    /// connector acts there as a client that nobody has entered.
    pub fn server(&self, method: &str, named: &Named<'_>) -> Result<&Endpoints, ConsentRefusal> {
        let what = || format!("sign in by `{method}` at {}", named.token);
        let declared = self
            .permission
            .wanted
            .servers
            .get(method)
            .map_or(&[][..], Vec::as_slice);
        let server = declared
            .iter()
            .find(|server| named.are_of(server))
            .ok_or_else(|| self.not_declared(what()))?;
        let is_agreed = |agreed: &Consent| {
            let servers = agreed.servers.get(method);
            servers.is_some_and(|servers| is_among(server, servers))
        };
        if !self.agreed.iter().all(is_agreed) {
            return Err(self.not_agreed(what()));
        }
        if let Some(client_id) = named.client_id {
            return Err(ConsentRefusal::ClientNotEntered {
                connector: self.permission.connector.clone(),
                method: method.to_owned(),
                client_id: client_id.to_owned(),
            });
        }
        let asks_as = |consent: &Consent| named.ask_as(&consent.token_request(method));
        self.check_each(|| named.asks_for(method), asks_as)?;
        self.check_authorization_request(method, named)?;
        self.check_scopes(method, named)?;
        Ok(server)
    }

    fn check_authorization_request(
        &self,
        method: &str,
        named: &Named<'_>,
    ) -> Result<(), ConsentRefusal> {
        let parameters = named.authorization_parameters;
        let what = || {
            let with = additions_in_words(&named_in(parameters));
            format!("ask to sign in by `{method}` with {with}")
        };
        self.check_each(what, |consent| {
            let request = consent.authorization_requests.get(method);
            request.is_none_or(|request| are_allowed(parameters, request))
        })
    }

    fn check_scopes(&self, method: &str, named: &Named<'_>) -> Result<(), ConsentRefusal> {
        let number = named.number_of_scopes;
        if number > MOST_SCOPES {
            return Err(self.not_declared(format!(
                "ask for {number} scopes by `{method}`, where {MOST_SCOPES} are the most"
            )));
        }
        let what = || {
            let between = named.separator.unwrap_or(" ");
            let scopes = named.scopes.join(between);
            format!("ask for the scopes `{scopes}` by `{method}`, which nobody has entered")
        };
        self.check_each(what, |consent| {
            let scopes = consent.scopes.get(method);
            scopes.is_none_or(|scopes| named.asks_for_no_other_than(scopes))
        })
    }

    /// Refuses to prove who the client is with a secret that is not for that.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_client_secret(&self, method: &str, secret: &str) -> Result<(), ConsentRefusal> {
        let what = || format!("prove who the client is with the secret `{secret}` of `{method}`");
        let has = |consent: &Consent| {
            let secrets = consent.client_secrets.get(method);
            secrets.is_some_and(|secrets| secrets.contains(secret))
        };
        self.check_each(what, has)
    }

    /// Where requests may go, and with which secrets.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Refuses to use an auth method that the operator does not allow, or of which
    /// the connector would see what was agreed to be a secret. `doing` is what is done
    /// by it, such as `connect by`.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_method(&self, method: &str, doing: &str) -> Result<(), ConsentRefusal> {
        self.check_seen_settings(method)?;
        Ok(self.permission.rules.check_method(method, doing)?)
    }

    fn check_seen_settings(&self, method: &str) -> Result<(), ConsentRefusal> {
        let is_secret = |setting: &&String| {
            let mut agreed = self.agreed.iter();
            agreed.any(|agreed| agreed.is_secret(method, setting))
        };
        let seen = self.permission.wanted.seen_settings.get(method);
        match seen.into_iter().flatten().find(is_secret) {
            Some(setting) => Err(self.not_agreed(format!(
                "see the setting `{setting}` of `{method}`, which was a secret"
            ))),
            None => Ok(()),
        }
    }

    /// Refuses an action that does more to the account than was agreed to.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_effect(&self, action: &str) -> Result<(), ConsentRefusal> {
        let wanted = self.permission.wanted.effect(action);
        let is_agreed = |consent: &Consent| match (wanted, consent.effect(action)) {
            (Some(wanted), Some(agreed)) => wanted <= agreed,
            (None, _) | (_, None) => true,
        };
        if self.agreed.iter().all(is_agreed) {
            return Ok(());
        }
        let what = match wanted {
            Some(Effect::Destructive) => {
                "remove something, or end it for other people (destructive),"
            }
            _ => "change something (write)",
        };
        Err(self.not_agreed(format!("{what} in `{action}`")))
    }

    /// Refuses a request by an HTTP method that may do more than is said of the
    /// action, or than the operator allows of any. An action that is said to read
    /// only gets, unless somebody has agreed to the one other method that
    /// its manifest says it uses. Where there is no action the connector only looks,
    /// and sends what any of its actions may that read.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_http_method(
        &self,
        action: Option<&str>,
        method: &str,
    ) -> Result<(), ConsentRefusal> {
        let effect = Effect::of_http_method(method);
        let Some(action) = action else {
            let what = || format!("send {method} requests where it only looks");
            if effect > Effect::Read {
                self.check_each(what, |consent| self.reads_by(consent, method))?;
            }
            return Ok(self.permission.rules.check_effect(effect, what)?);
        };
        let is_agreed = |consent: &Consent| {
            let known = consent.beyond_effect.get(action);
            known.is_some_and(|known| known == method)
        };
        // The exception below is for what only reads, by a method that could write. That the
        // manifest says so of a destructive one is its makers' word, and not the operator's.
        if effect == Effect::Destructive {
            let what = || format!("send {method} requests in `{action}`");
            self.permission.rules.check_effect(effect, what)?;
        }
        let is_read_by = |consent: &Consent| consent.reads_in(action) && is_agreed(consent);
        if self.permission.reads.contains(action) && effect > Effect::Read {
            let what = || format!("send {method} requests in `{action}`, {ONLY_READS}");
            return self.check_each(what, is_read_by);
        }
        if is_agreed(&self.permission.wanted) && self.agreed.iter().all(is_agreed) {
            return Ok(());
        }
        let what = || format!("send {method} requests in `{action}`");
        Ok(self.permission.rules.check_effect(effect, what)?)
    }

    /// Whether any action that reads may send requests by an HTTP method
    /// that may do more.
    fn reads_by(&self, consent: &Consent, method: &str) -> bool {
        let reads = &self.permission.reads;
        let mut beyond = consent.beyond_effect.iter();
        beyond.any(|(action, known)| {
            known == method && reads.contains(action) && consent.reads_in(action)
        })
    }

    /// Refuses to download in an action that may not.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_download(&self, action: &str) -> Result<(), ConsentRefusal> {
        let what = || format!("download files in `{action}`");
        self.check(action, what, |consent| &consent.downloads)?;
        Ok(self.permission.rules.check_download(action)?)
    }

    /// Refuses to look which files are there already in an action that may not.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_resumption(&self, action: &str) -> Result<(), ConsentRefusal> {
        let what = || format!("learn which files are there already in `{action}`");
        self.check_each(what, |consent| consent.may_resume(action))
    }

    /// Refuses to follow redirects to any public host in an action that may not.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_public_redirects(&self, action: &str) -> Result<(), ConsentRefusal> {
        let what = || format!("follow redirects to any public host in `{action}`");
        self.check(action, what, |consent| &consent.public_redirects)
    }

    /// Refuses to sign with a secret that is not for that.
    ///
    /// # Errors
    ///
    /// The reason why not.
    pub fn check_signing(&self, method: &str, secret: &str) -> Result<(), ConsentRefusal> {
        let what = || format!("sign messages with the secret `{secret}` of `{method}`");
        let has = |consent: &Consent| {
            let secrets = consent.signing.get(method);
            secrets.is_some_and(|secrets| secrets.contains(secret))
        };
        self.check_each(what, has)
    }

    fn check(
        &self,
        name: &str,
        what: impl Fn() -> String,
        of: impl Fn(&Consent) -> &BTreeSet<String>,
    ) -> Result<(), ConsentRefusal> {
        self.check_each(what, |consent| of(consent).contains(name))
    }

    fn check_each(
        &self,
        what: impl Fn() -> String,
        has: impl Fn(&Consent) -> bool,
    ) -> Result<(), ConsentRefusal> {
        if !has(&self.permission.wanted) {
            return Err(self.not_declared(what()));
        }
        if !self.agreed.iter().all(has) {
            return Err(self.not_agreed(what()));
        }
        Ok(())
    }

    pub(super) fn not_declared(&self, what: String) -> ConsentRefusal {
        ConsentRefusal::NotDeclared {
            connector: self.permission.connector.clone(),
            what,
        }
    }

    fn not_agreed(&self, what: String) -> ConsentRefusal {
        ConsentRefusal::NotAgreed {
            connector: self.permission.connector.clone(),
            what,
        }
    }
}
