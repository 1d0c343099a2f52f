//! The service: a host, and what all requests share.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use connector_host::Host;
use tokio_util::task::TaskTracker;

use crate::connecting::UnderWay;
use crate::disk::Disk;
use crate::ending::Ending;
use crate::metrics::Metrics;
use crate::openness::Openness;
use crate::rates::Rates;
use crate::readiness::Readiness;
use crate::room::Room;
use crate::settings::{Limits, Settings, SettingsError};
use crate::strangers::Strangers;
use crate::{api, connecting, guard};

/// A host that answers over HTTP. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Service {
    shared: Arc<Shared>,
    router: Router,
}

/// What all requests share; the state of the handlers.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) host: Host,
    pub(crate) settings: Settings,
    pub(crate) ending: Ending,
    pub(crate) metrics: Metrics,
    pub(crate) openness: Openness,
    pub(crate) rates: Rates,
    /// Those of attempts to connect, by session.
    pub(crate) attempts: Rates,
    /// Those that are under way, by session.
    pub(crate) under_way: UnderWay,
    pub(crate) strangers: Strangers,
    /// Whoever comes to the pages without a key: by links and by cookies.
    pub(crate) visitors: Strangers,
    pub(crate) room: Room,
    pub(crate) disk: Disk,
    pub(crate) readiness: Readiness,
    /// What describes the API, made once.
    pub(crate) document: Bytes,
    /// What goes on to its end whether or not the caller stays.
    pub(crate) tasks: TaskTracker,
}

impl Service {
    /// The service of a host, the operator's.
    ///
    /// # Errors
    /// When it could be reached by whoever should not, and when the store can't
    /// be read.
    pub async fn new(host: Host, settings: Settings) -> Result<Self, SettingsError> {
        settings.check(&host).await?;
        let (router, document) = api::api().split_for_parts();
        let of_api = document.paths.paths.keys().cloned();
        let of_pages = connecting::PATHS.map(str::to_owned);
        let paths: Vec<String> = of_api.chain(of_pages).collect();
        let metrics = Metrics::of(paths.iter()).with_lost_of(&host);
        let shared = Arc::new(Shared {
            openness: Openness::of(&settings, &host).await?,
            rates: Rates::of(settings.limits.rate),
            attempts: connecting::attempts(),
            under_way: UnderWay::default(),
            strangers: Strangers::of(settings.limits.strangers),
            visitors: Strangers::of(settings.limits.strangers),
            room: Room::of(&settings.limits),
            disk: Disk::of(&settings.limits),
            readiness: Readiness::default(),
            document: api::written(&document).into(),
            host,
            settings,
            ending: Ending::default(),
            metrics,
            tasks: TaskTracker::new(),
        });
        let router = router.merge(connecting::pages());
        let router = guard::guarded(router, &shared).with_state(Arc::clone(&shared));
        Ok(Self { shared, router })
    }

    pub(crate) fn router(&self) -> &Router {
        &self.router
    }

    pub(crate) fn host(&self) -> &Host {
        &self.shared.host
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.settings.limits
    }

    pub(crate) fn ending(&self) -> &Ending {
        &self.shared.ending
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.shared.tasks
    }
}

impl Shared {
    /// Where files wait until they are sent.
    pub(crate) fn downloads(&self) -> Option<&Path> {
        self.settings.downloads.as_deref()
    }
}
