//! What connectors of this host may do: asking for it, and agreeing to it.

use std::sync::Arc;

use super::{GaveWay, Host};
use crate::component::{Connector, LoadError};
use crate::connections::{Agreed, AtHand, Connection, GrantConsent, Servers, Terms};
use crate::consent::{Bounds, Consent, ConsentRefusal, Difference};
use crate::{Error, contract};

/// A component wants more than somebody has agreed to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WantsMore {
    /// The connector's key.
    pub connector: String,
    /// The version that wants more.
    pub version: String,
    /// The SHA-256 of its component, in lower-case hexadecimal digits.
    pub digest: String,
    /// What it wants more.
    pub difference: Difference,
    /// The connections for which nobody has agreed to it, by name.
    pub connections: Vec<String>,
}

impl std::fmt::Display for WantsMore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            connector,
            version,
            difference,
            connections,
            digest: _,
        } = self;
        write!(
            f,
            "`{connector}` {version} wants more than somebody has agreed to: to {difference}"
        )?;
        if !connections.is_empty() {
            write!(f, ". It concerns {}", connections.join(", "))?;
        }
        Ok(())
    }
}

/// What a component wants, and what there is to hold against it.
struct Compared {
    wanted: Consent,
    /// Whether there is a record of what somebody has agreed to.
    has_record: bool,
    /// What the record says, or else what the component wants that is there.
    installed: Option<Consent>,
    /// What was agreed to for each grant.
    grants: Vec<GrantConsent>,
    /// What nobody has agreed to.
    wants_more: Option<WantsMore>,
}

impl Host {
    /// What somebody has agreed that a connector may do; none for one that was
    /// not added here.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn agreed(&self, connector: &str) -> Result<Option<Agreed>, Error> {
        Ok(self.store().await?.agreed(connector).await?)
    }

    /// What a connector may do for a new connection.
    pub(super) async fn bounds(&self, connector: &Connector) -> Result<Bounds, Error> {
        let agreed = self.agreed(&connector.manifest().key).await?;
        let agreed = self.agreed_for(connector, agreed.map(|agreed| agreed.consent))?;
        self.bounds_within(connector, [agreed])
    }

    /// The same for a sign-in that was begun: no more than what it was begun for,
    /// whatever the connector wants by now.
    pub(super) async fn bounds_of_sign_in(
        &self,
        connector: &Connector,
        begun_for: Consent,
    ) -> Result<Bounds, Error> {
        let agreed = self.agreed(&connector.manifest().key).await?;
        let agreed = self.agreed_for(connector, agreed.map(|agreed| agreed.consent))?;
        self.bounds_within(connector, [agreed, begun_for])
    }

    /// What somebody has agreed to for a connector, by its record. Where there is
    /// none, nobody has agreed to anything: it was removed since this process has
    /// read it, or came here without being added. One that was given to this
    /// process is the exception.
    fn agreed_for(&self, connector: &Connector, record: Option<Consent>) -> Result<Consent, Error> {
        match record {
            Some(agreed) => Ok(agreed),
            None if self.was_given(connector) => Ok(self.permission(connector)?.wanted().clone()),
            None => Err(ConsentRefusal::NotAdded {
                connector: connector.manifest().key.clone(),
            }
            .into()),
        }
    }

    /// What somebody has agreed to on this machine for the connector of a key:
    /// when it was added, or by giving it to this process. None for one of which
    /// that is not so.
    pub(super) async fn agreed_here(&self, key: &str) -> Result<Option<Consent>, Error> {
        if let Some(agreed) = self.agreed(key).await? {
            return Ok(Some(agreed.consent));
        }
        self.given(key).as_ref().map(wanted).transpose()
    }

    /// What a connector may do for a connection that there is.
    pub(super) fn bounds_of(
        &self,
        connector: &Connector,
        connection: &Connection,
    ) -> Result<Bounds, Error> {
        let of_grant = connection.grant.consent.clone();
        let of_connector = connection.agreed.clone();
        if of_grant.is_none() && of_connector.is_none() {
            return Err(ConsentRefusal::NotRecorded {
                connector: connection.connector.clone(),
                connection: connection.name.clone(),
            }
            .into());
        }
        self.check_not_rerouted(connection)?;
        let of_connector = self.agreed_for(connector, of_connector)?;
        self.bounds_within(connector, [of_connector].into_iter().chain(of_grant))
    }

    /// The same, for a connection that is about to be used: the operator has to
    /// allow its auth method still.
    pub(super) fn bounds_of_use(
        &self,
        connector: &Connector,
        connection: &Connection,
    ) -> Result<Bounds, Error> {
        let bounds = self.bounds_of(connector, connection)?;
        bounds.check_method(&connection.method, "use a connection that was made by")?;
        Ok(bounds)
    }

    /// The same, with what the connector is told, for a connection that calls have at
    /// hand: decided on once for all of them.
    pub(super) fn terms_at_hand(
        &self,
        connector: &Connector,
        connection: &AtHand,
    ) -> Result<Arc<Terms>, Error> {
        let was_given = self.was_given(connector);
        connection.terms(connector.digest(), was_given, |connection| {
            let bounds = self.bounds_of_use(connector, connection)?;
            let view = contract::Connection {
                now: 0,
                ..self.view(connection, bounds.policy())
            };
            Ok(Terms { bounds, view })
        })
    }

    /// What a connector may do when each of `agreed` says so.
    fn bounds_within(
        &self,
        connector: &Connector,
        agreed: impl IntoIterator<Item = Consent>,
    ) -> Result<Bounds, Error> {
        let permission = self.permission(connector)?;
        Ok(permission.within(agreed.into_iter().collect()))
    }

    /// Refuses to send the secrets of a connection of the real API to this
    /// machine.
    pub(super) fn check_not_rerouted(&self, connection: &Connection) -> Result<(), Error> {
        let grant = &connection.grant;
        if grant.rerouted == Some(false) && self.leads_here(&grant.token_endpoint) {
            return Err(Error::Rerouted {
                connection: connection.name.clone(),
            });
        }
        Ok(())
    }

    /// Whether requests to an address are rerouted to this machine.
    pub(super) fn leads_here(&self, endpoint: &str) -> bool {
        let url = endpoint.parse();
        url.is_ok_and(|url| {
            let mut reroutes = self.inner.reroutes.iter();
            reroutes.any(|reroute| reroute.from().covers(&url))
        })
    }

    /// What a component wants that nobody has agreed to on this host: what it would not be
    /// [added](Self::add) with. None where somebody has agreed to all of it, and where no
    /// connector of its key is known here: to add the first one agrees to what it wants.
    /// Nothing is changed.
    ///
    /// # Errors
    /// When this host is for another tenant than `default`, or the store can't be read.
    pub async fn wants_more(&self, connector: &Connector) -> Result<Option<WantsMore>, Error> {
        self.check_is_operators()?;
        Ok(self.compared(connector).await?.wants_more)
    }

    /// Whether nobody has agreed to anything for the key of a component that is new here, and
    /// else what it wants beyond that.
    pub(super) async fn asked_to_agree(
        &self,
        connector: &Connector,
    ) -> Result<(bool, Option<WantsMore>), Error> {
        let compared = self.compared(connector).await?;
        let is_first = compared.installed.is_none() && compared.wants_more.is_none();
        Ok((is_first, compared.wants_more))
    }

    /// Agrees to what a component wants, or says what nobody has agreed to
    /// before. What is agreed to is kept before the component is, so that the
    /// component never finds more than it was shown to want. Grants that give way to
    /// others by that are told.
    pub(super) async fn agree(
        &self,
        connector: &Connector,
        accepts: bool,
    ) -> Result<(Option<WantsMore>, Vec<GaveWay>), Error> {
        let manifest = connector.manifest();
        let Compared {
            wanted,
            has_record,
            installed,
            grants,
            wants_more,
        } = self.compared(connector).await?;
        let (consent, grants) = match (&wants_more, installed) {
            (Some(wants_more), _) if !accepts => {
                return Err(Error::WantsMore(Box::new(wants_more.clone())));
            }
            (Some(_), agreed) => {
                let is_there = |action: &str| manifest.action(action).is_some();
                let consent = match &agreed {
                    Some(before) => wanted.keeping_gone(before, is_there),
                    None => wanted,
                };
                let accepted = grants.into_iter().map(|grant| grant.accepting(&consent));
                let accepted = accepted.collect();
                (consent, accepted)
            }
            (None, Some(agreed)) => (agreed.knowing(&wanted), Vec::new()),
            (None, None) => (wanted, Vec::new()),
        };
        let store = self.store().await?;
        if wants_more.is_some() || !has_record {
            let agreed = Agreed {
                consent,
                version: manifest.version.clone(),
                digest: connector.digest().to_owned(),
                agreed_at: self.inner.clock.now(),
            };
            let given_way = store.agree(&manifest.key, agreed, grants).await?;
            return Ok((wants_more, self.end_all(given_way).await));
        }
        store
            .agree_to_what_is_not_known(&manifest.key, consent)
            .await?;
        Ok((wants_more, Vec::new()))
    }

    /// What a component wants, held against what somebody has agreed to before.
    async fn compared(&self, connector: &Connector) -> Result<Compared, Error> {
        let manifest = connector.manifest();
        let wanted = wanted(connector)?;
        let (agreed, grants, has_app) = match self.has_store() {
            true => {
                let store = self.store().await?;
                let agreed = store.agreed(&manifest.key).await?;
                let grants = store.grant_consents(&manifest.key).await?;
                (agreed, grants, store.has_any_app(&manifest.key).await?)
            }
            // To look begins none.
            false => (None, Vec::new(), false),
        };
        let installed = match &agreed {
            // Of what the record says nothing, the version that is there does.
            Some(agreed) if is_of_before(&agreed.consent) => {
                let consent = agreed.consent.clone();
                Some(match self.installed(&manifest.key).await? {
                    Some(installed) => consent.knowing(&installed),
                    None => consent,
                })
            }
            Some(agreed) => Some(agreed.consent.clone()),
            None => self.installed(&manifest.key).await?,
        };
        // A connector that is new here, and that nobody is connected to, is
        // agreed to by being added.
        let difference = match &installed {
            Some(installed) => wanted.beyond(installed),
            None if grants.is_empty() && !has_app => Difference::default(),
            None => wanted.beyond(&Consent::default()),
        };
        let (difference, connections) = more(&wanted, difference, &grants);
        let wants_more = (!difference.is_empty()).then(|| WantsMore {
            connector: manifest.key.clone(),
            version: manifest.version.clone(),
            digest: connector.digest().to_owned(),
            difference,
            connections,
        });
        Ok(Compared {
            wanted,
            has_record: agreed.is_some(),
            installed,
            grants,
            wants_more,
        })
    }

    /// What the connector wants that an earlier version of this host has added;
    /// none when there is none, or when it can't be told any more.
    async fn installed(&self, key: &str) -> Result<Option<Consent>, Error> {
        let installed = self.added(key).await?;
        installed.as_ref().map(wanted).transpose()
    }

    /// The authorization servers that an app of a connector may be used at from
    /// now on: those that were agreed to.
    pub(super) async fn servers_for_app(&self, connector: &Connector) -> Result<Servers, Error> {
        let agreed = self.agreed(&connector.manifest().key).await?;
        let agreed = self.agreed_for(connector, agreed.map(|agreed| agreed.consent))?;
        Ok(agreed.servers)
    }
}

/// Whether a record is of a time before all was kept that the version that is there says.
fn is_of_before(agreed: &Consent) -> bool {
    agreed.effects.is_none() || agreed.named_settings.is_none()
}

/// All that a connector wants, and what its settings name.
pub(super) fn wanted(connector: &Connector) -> Result<Consent, Error> {
    let manifest = connector.manifest();
    let wanted = Consent::of(manifest).map_err(LoadError::from)?;
    Ok(wanted.naming(manifest))
}

/// What is wanted more of the connector and of its grants, and the names of the
/// connections that it concerns.
fn more(
    wanted: &Consent,
    of_connector: Difference,
    grants: &[GrantConsent],
) -> (Difference, Vec<String>) {
    let concerns_all = !of_connector.is_empty();
    let mut difference = of_connector;
    let mut connections = Vec::new();
    for grant in grants {
        let of_grant = match &grant.consent {
            Some(consent) => consent.accepting(wanted).beyond(consent),
            // What was agreed to for the connector counts.
            None => Difference::default(),
        };
        if concerns_all || !of_grant.is_empty() {
            connections.extend(grant.connections.iter().cloned());
        }
        difference = difference.and(of_grant);
    }
    connections.sort();
    (difference, connections)
}
