//! The service, in a process of its own.

use benchmarks::{process_time, resident_memory};
use connector_host::connections::{Holder, NewApiKey, Right};
use connector_host_service::{Service, Settings, serve as serve_until};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::zoom::Zoom;
use crate::{Error, child, host};

/// More than there ever is at once.
pub(crate) const MANY: usize = 50_000;
/// Connections that it takes, and as many that it makes, and some files.
const FILES: u64 = 21_000;

/// Where it is, and what it is asked with.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Told {
    pub(crate) address: String,
    pub(crate) key: String,
    /// How many connections there can be, of both kinds.
    pub(crate) files: u64,
}

/// Serves until it is ended, and says what it has used: of processor time, in microseconds, and of
/// memory, in bytes.
pub(crate) fn serve(zoom: &str, component: &str, directory: &str) -> Result<(), Error> {
    let files = child::open_files(FILES)?;
    let zoom = Zoom::parse(zoom)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let told = runtime.block_on(async {
        let host = host::open(&zoom, component, directory).await?;
        host::connect_first(&host, &zoom).await?;
        let (_, key) = host
            .create_api_key(
                NewApiKey::new("bench", Holder::Tenant("default".parse()?)).rights(Right::ALL),
            )
            .await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let mut settings = Settings::new(address);
        // What is measured is what it can do.
        settings.limits.connections = MANY;
        settings.limits.calls = MANY;
        settings.limits.tenant_calls = MANY;
        settings.limits.rate = 0;
        let service = Service::new(host, settings).await?;
        // As long as this process.
        tokio::spawn(serve_until(service, listener, std::future::pending()));
        Ok::<_, Error>(Told {
            address: address.to_string(),
            key: key.expose_secret().to_owned(),
            files,
        })
    })?;
    child::obey(&serde_json::to_string(&told)?, |order| match order {
        "processor" => Ok((process_time().as_secs_f64() * 1e6).to_string()),
        "memory" => Ok(resident_memory()?.to_string()),
        other => Err(format!("`{other}` is no order").into()),
    })
}
