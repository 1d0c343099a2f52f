//! The library: a host with the connector, and a connection that is warm.

use std::path::Path;

use connector_host::{Attempt, Host};
use serde_json::json;

use crate::Error;

/// The origins of Zoom, which are all sent to the local server.
const ORIGINS: [&str; 2] = ["https://zoom.us", "https://*.zoom.us"];
/// The key of the connector, which the connection is named after.
const ZOOM: &str = "zoom";

/// A host that asks for a meeting.
#[derive(Clone)]
pub(crate) struct Library(Host);

impl Library {
    /// Connects an account, with its connections in the directory or in PostgreSQL.
    pub(crate) async fn connected(
        server: &str,
        component: &str,
        directory: &Path,
        postgres: Option<&str>,
    ) -> Result<Self, Error> {
        let mut builder = Host::builder().data_dir(directory);
        let reroutes: Result<Vec<_>, _> = ORIGINS
            .iter()
            .map(|origin| format!("{origin}={server}").parse())
            .collect();
        builder = builder.reroutes(reroutes?);
        if let Some(address) = postgres {
            builder = builder.postgres(address.parse()?);
        }
        let host = builder.build()?;
        // Once to be compiled, and once to be mapped from the file that it was compiled into.
        host.add(&std::fs::read(component)?).await?;
        let attempt = host
            .connect(ZOOM, "server-to-server")
            .setting("client_id", "the-client")
            .setting("account_id", crate::server::ACCOUNT)
            .secret("client_secret", "the-secret".into())
            .start()
            .await?;
        match attempt {
            Attempt::Connected(_) => Ok(Self(host)),
            _ => Err("the account is not connected at once".into()),
        }
    }

    /// Asks for a meeting, and takes the output.
    pub(crate) async fn call(&self, meeting: &str) -> Result<(), Error> {
        let input = json!({"meeting_id": meeting});
        let invocation = self.0.invoke(ZOOM, "get-meeting").connection(ZOOM);
        let output = invocation.input(input).run().await?;
        if output.value["topic"] != "Weekly review" || !output.warnings.is_empty() {
            return Err(format!("this is not the meeting: {output:?}").into());
        }
        Ok(())
    }

    /// Waits for what goes on in the background.
    pub(crate) async fn settled(&self) {
        self.0.finish_renewals().await;
    }
}
