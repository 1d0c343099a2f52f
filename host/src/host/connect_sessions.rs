//! Connect sessions: somebody who has no key of this host is asked to connect an
//! account, by a link. What the pages look like that the link leads to is for the
//! server around the host; who may do what when is decided here.

use std::time::Duration;

use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::Host;
use super::client::{Which, check_may_take_an_app, client_secret_of};
use super::connect::find_method;
use super::settings;
use crate::Error;
use crate::connections::bounds::are_words;
use crate::connections::{
    ConnectPurpose, ConnectSession, DEFAULT_APP, SignInId, check_name, new_secret,
};

/// How long a session may be good for.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How many bytes the settings may have that are given.
const SETTINGS: usize = 10_000;
/// How many characters the address may have that a browser goes on to.
const ADDRESS: usize = 2000;

impl Host {
    /// Asks somebody to connect an account. The session's link leads with the
    /// secret, which is shown this once: whoever has it can connect an account in
    /// the tenant's name.
    ///
    /// # Errors
    /// When the connector, the auth method, the connection or the app is unknown, when an app is
    /// named and the auth method takes none, as far as that shows before anything is entered,
    /// when a name can't be one, and when the store can't be written.
    pub async fn create_connect_session(
        &self,
        mut purpose: ConnectPurpose,
        lifetime: Duration,
    ) -> Result<(ConnectSession, SecretString), Error> {
        let connector = self.connector(&purpose.connector).await?;
        let mut again = None;
        if let Some(name) = purpose.connection.take() {
            let connection = self.connection(&name).await?;
            if connection.connector != purpose.connector {
                return Err(Error::ConnectionOfOther {
                    name,
                    connector: purpose.connector,
                    belongs_to: connection.connector,
                });
            }
            let said_again = [&purpose.name, &purpose.method, &purpose.owner];
            let is_said_again = said_again.into_iter().any(Option::is_some);
            if is_said_again || !purpose.settings.is_empty() {
                return Err(Error::ConnectPurpose(
                    "a connection that is brought back keeps its name, its method, its settings and its owner: leave them out",
                ));
            }
            purpose.connection = Some(connection.id.to_string());
            again = Some(connection);
        }
        match &purpose.method {
            Some(method) => {
                let method = find_method(&connector, &purpose.connector, method)?;
                settings::check_known(method, &purpose.settings, &[])?;
            }
            None if purpose.settings.is_empty() => {}
            None => {
                return Err(Error::ConnectPurpose(
                    "settings are those of an auth method: name it, or leave them out",
                ));
            }
        }
        if let Some(app) = &purpose.app {
            let by = match (&again, &purpose.method) {
                (Some(again), _) => Some((&again.method, &again.settings)),
                (None, Some(method)) => Some((method, &purpose.settings)),
                // Whoever connects chooses the method.
                (None, None) => None,
            };
            if let Some((method, settings)) = by {
                check_may_take_an_app(&connector, method, settings, app).await?;
            }
            let which = Which::Named(app);
            self.app_to_use(&purpose.connector, which).await?;
        }
        if Value::from(purpose.settings.clone()).to_string().len() > SETTINGS {
            return Err(Error::ConnectPurpose(
                "the settings of a session have at most 10,000 bytes as JSON",
            ));
        }
        if let Some(name) = &purpose.name {
            check_name(name)?;
        }
        for words in [&purpose.requester, &purpose.owner].into_iter().flatten() {
            if !are_words(words) {
                return Err(Error::ConnectPurpose(
                    "who asks, and whose it is, are said in 1 to 100 characters",
                ));
            }
        }
        if purpose
            .return_url
            .as_deref()
            .is_some_and(|url| !is_page(url))
        {
            return Err(Error::ConnectPurpose(
                "the browser can go on to an https address, or to an http address on its own machine, of at most 2,000 characters",
            ));
        }
        if !(SHORTEST..=LONGEST).contains(&lifetime) {
            return Err(Error::ConnectPurpose(
                "a link is good for a minute at least, and for a week at most",
            ));
        }
        let lifetime = SignedDuration::try_from(lifetime).unwrap_or_default();
        let (store, now) = (self.store().await?, self.inner.clock.now());
        Ok(store.create_connect_session(purpose, lifetime, now).await?)
    }

    /// The tenant's connect session of that id.
    ///
    /// # Errors
    /// When there is none, or not any more: how one has ended can be asked for a
    /// day.
    pub async fn connect_session(&self, id: &str) -> Result<ConnectSession, Error> {
        let (store, now) = (self.store().await?, self.inner.clock.now());
        Ok(store.connect_session(id, now).await?)
    }

    /// Takes a connect session of the tenant's away: its link is of no use from
    /// then on.
    ///
    /// # Errors
    /// When there is none, or the store can't be written.
    pub async fn remove_connect_session(&self, id: &str) -> Result<ConnectSession, Error> {
        let (store, now) = (self.store().await?, self.inner.clock.now());
        Ok(store.remove_connect_session(id, now).await?)
    }

    /// The session that a link leads to, and the host for its tenant.
    ///
    /// # Errors
    /// When it is no link of this host, or this host is for another tenant than
    /// `default`.
    pub async fn connect_session_of_link(
        &self,
        link: &SecretString,
    ) -> Result<(Self, ConnectSession), Error> {
        self.check_is_operators()?;
        let (store, now) = (self.store().await?, self.inner.clock.now());
        let (tenant, session) = store.connect_session_of_link(link, now).await?;
        Ok((self.of(tenant), session))
    }

    /// What a browser is to prove with that it has a session, once it has claimed one by
    /// it: nobody can guess it.
    ///
    /// # Errors
    /// When the system gives nothing that can't be guessed.
    pub fn new_browser() -> Result<SecretString, Error> {
        Ok(new_secret()?.into())
    }

    /// Gives a session to the browser that has come with its link and shows that, once:
    /// for any other the link is of no use from then on. The same browser may claim it
    /// again, such as where the answer to the first time was lost.
    ///
    /// # Errors
    /// When it is no link of this host, another browser has the session, or its time is
    /// over.
    pub async fn claim_connect_session(
        &self,
        link: &SecretString,
        browser: &SecretString,
    ) -> Result<ConnectSession, Error> {
        self.check_is_operators()?;
        let (store, now) = (self.store().await?, self.inner.clock.now());
        Ok(store.claim_connect_session(link, browser, now).await?)
    }

    /// The session of that id for the browser that has it, and the host for its
    /// tenant.
    ///
    /// # Errors
    /// When there is none, or another browser has it.
    pub async fn connect_session_of_browser(
        &self,
        id: &str,
        shown: &SecretString,
    ) -> Result<(Self, ConnectSession), Error> {
        self.check_is_operators()?;
        let (store, now) = (self.store().await?, self.inner.clock.now());
        let (tenant, session) = store.connect_session_of_browser(id, shown, now).await?;
        Ok((self.of(tenant), session))
    }

    /// Notes that an attempt in a session has failed, by a word for programs and a
    /// text: the one that a sign-in is of, or whichever there is. One that another has
    /// taken the place of, and one in a session in which an account is connected, changes
    /// nothing any more.
    ///
    /// What is begun and what is connected is noted by
    /// [`Connect::in_connect_session`](super::Connect::in_connect_session).
    ///
    /// # Errors
    /// When there is no such session, or the store can't be written.
    pub async fn failed_in_connect_session(
        &self,
        id: &str,
        sign_in: Option<&SignInId>,
        code: &str,
        detail: &str,
    ) -> Result<(), Error> {
        let (code, detail) = (code.to_owned(), detail.to_owned());
        let (store, sign_in) = (self.store().await?, sign_in.map(SignInId::as_str));
        Ok(store
            .fail_in_connect_session(id, sign_in, code, detail)
            .await?)
    }

    /// Notes that whoever has a session wants none of it: nothing is connected in it from
    /// then on, whatever is under way.
    ///
    /// # Errors
    /// When there is no such session, or the store can't be written.
    pub async fn decline_connect_session(&self, id: &str) -> Result<(), Error> {
        Ok(self.store().await?.decline_connect_session(id).await?)
    }

    /// Whether accounts can be connected by an auth method here, and by the app of that
    /// name where the method takes one, as far as that does not depend on what somebody
    /// enters.
    ///
    /// # Errors
    /// When the connector or the method is unknown, the operator or nobody allows it,
    /// or it takes an app and none is registered.
    pub async fn check_can_connect_by(
        &self,
        connector: &str,
        method: &str,
        app: Option<&str>,
    ) -> Result<(), Error> {
        let loaded = self.connector(connector).await?;
        let auth_method = find_method(&loaded, connector, method)?;
        let bounds = self.bounds(&loaded).await?;
        bounds.check_method(method, "connect by")?;
        if auth_method.settings().any(|setting| setting.required) {
            return Ok(());
        }
        let none = Map::new();
        let authorization = Self::authorize(&loaded, method, &none).await?;
        let secret = |server: &_| client_secret_of(&bounds, method, server, &[]);
        self.oauth_client(
            &loaded,
            &bounds,
            method,
            &none,
            &authorization,
            Which::Named(app.unwrap_or(DEFAULT_APP)),
            secret,
        )
        .await?;
        Ok(())
    }

    /// Where a browser is to be sent that is meant for an address: it is rerouted as
    /// the host's own requests are.
    #[must_use]
    pub fn rerouted(&self, address: &Url) -> Url {
        let mut reroutes = self.inner.reroutes.iter();
        let rerouted = reroutes.find_map(|reroute| reroute.apply(address));
        rerouted.unwrap_or_else(|| address.clone())
    }
}

/// Whether a browser may be sent there from a page of this host.
fn is_page(address: &str) -> bool {
    if address.chars().count() > ADDRESS {
        return false;
    }
    let Ok(address) = address.parse::<Url>() else {
        return false;
    };
    let is_this_machine = match address.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match address.scheme() {
        "https" => address.has_host() && address.username().is_empty(),
        "http" => is_this_machine,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_goes_on_to_pages_of_the_web_and_of_its_own_machine() {
        for page in [
            "https://app.example/done?x=1",
            "http://127.0.0.1:3000/",
            "http://localhost/",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "javascript:alert(1)",
            "data:text/html,x",
            "http://app.example/",
            "https://ada@app.example/",
            "/done",
            "",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }

    #[test]
    fn an_address_that_a_browser_goes_on_to_has_a_length() {
        let beginning = "https://app.example/";
        let most = format!("{beginning}{}", "x".repeat(ADDRESS - beginning.len()));
        assert!(is_page(&most));
        assert!(!is_page(&format!("{most}x")));
    }
}
