//! What only the operator may ask for.

use connector_host::connections::{AuditQuery, KeySource};

use super::{Trial, done, shown, trial};
use crate::strangers::CONNECTOR;
use crate::strangers::belongings::new_api_key;

pub(in crate::strangers) const OPERATORS: &[Trial] = &[
    trial!(["Host::tenant"], |asking| done(
        asking.host.tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::tenants"], |asking| shown(
        asking.host.tenants().await
    )),
    trial!(["Host::tenants_after"], |asking| shown(
        asking.host.tenants_after(None, 100).await
    )),
    trial!(["Host::audit_dropped"], |asking| shown(
        asking.host.audit_dropped()
    )),
    trial!(["Host::wants_more"], |asking| {
        let connector = asking.host.connector(CONNECTOR).await?;
        shown(asking.host.wants_more(&connector).await)
    }),
    trial!(["Host::create_tenant"], |asking| shown(
        asking.host.create_tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::remove_tenant"], |asking| shown(
        asking.host.remove_tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::add"], |asking| done(
        asking.host.add(b"a component").await
    )),
    trial!(["Host::candidate"], |asking| shown(
        asking.host.candidate(b"a component").await
    )),
    trial!(["Host::add_accepting"], |asking| done(
        asking.host.add_accepting(b"a component").await
    )),
    trial!(["Host::remove_connector"], |asking| shown(
        asking.host.remove_connector(CONNECTOR).await
    )),
    trial!(["Host::connections_of_other_tenants"], |asking| {
        shown(asking.host.connections_of_other_tenants(CONNECTOR).await)
    }),
    trial!(["Host::rotate_key"], |asking| done(
        asking.host.rotate_key(KeySource::default_file()).await
    )),
    trial!(["Host::connect_session_of_link"], |asking| done(
        asking
            .host
            .connect_session_of_link(&asking.theirs.session.1)
            .await
    )),
    trial!(["Host::claim_connect_session"], |asking| done(
        asking
            .host
            .claim_connect_session(&asking.theirs.session.1, &asking.theirs.in_browser.1)
            .await
    )),
    trial!(["Host::connect_session_of_browser"], |asking| {
        let (session, shown) = &asking.theirs.in_browser;
        done(
            asking
                .host
                .connect_session_of_browser(&session.id, shown)
                .await,
        )
    }),
    trial!(["Host::tenant_of_sign_in"], |asking| done(
        asking
            .host
            .tenant_of_sign_in(&asking.theirs.sign_in.1)
            .await
    )),
    trial!(["Host::create_api_key"], |asking| {
        match new_api_key(&asking.theirs.tenant) {
            Ok(new) => done(asking.host.create_api_key(new).await),
            Err(error) => Ok(error.to_string()),
        }
    }),
    trial!(["Host::audit"], |asking, name| shown(
        asking
            .host
            .audit(AuditQuery::default().connection(name))
            .await
    )),
    trial!(["Host::api_keys"], |asking| shown(
        asking.host.api_keys().await
    )),
    trial!(["Host::api_key_shown"], |asking| shown(
        asking.host.api_key_shown(&asking.theirs.api_key.1).await
    )),
    trial!(["Host::remove_api_key"], |asking| shown(
        asking
            .host
            .remove_api_key(&asking.theirs.api_key.0.id)
            .await
    )),
];
