//! How much of the disk the files take that wait to be sent, in all and for each tenant: a call
//! bounds what it fetches, and many calls together would fill any disk.
//!
//! How large a file is shows when it has come. So what comes is counted as it comes, and the call
//! with which there is too much ends there, with nothing kept. What was fetched in vain, such as the
//! half of a file that was begun again, counts until the call's files are gone.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use connector_host::connections::Tenant;
use connector_host::download::Progress;
use tokio_util::sync::CancellationToken;

use crate::problem::{Code, Problem};
use crate::settings::Limits;

/// The room that there is on the disk.
#[derive(Debug)]
pub(crate) struct Disk(Arc<Taken>);

/// What is taken of it, and how much may be.
#[derive(Debug)]
struct Taken {
    in_all: u64,
    of_each: u64,
    bytes: Mutex<Bytes>,
}

/// How many bytes there are, and how many each tenant has, of those that have any.
#[derive(Debug, Default)]
struct Bytes {
    in_all: u64,
    tenants: HashMap<Tenant, u64>,
}

/// What the files of one call take, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    taken: Arc<Taken>,
    tenant: Tenant,
    bytes: AtomicU64,
    exceeded: CancellationToken,
    /// Which measure was exceeded first.
    measure: OnceLock<Measure>,
}

/// What there is a measure for.
#[derive(Clone, Copy, Debug)]
enum Measure {
    All,
    Tenant,
}

impl Disk {
    pub(crate) fn of(limits: &Limits) -> Self {
        Self(Arc::new(Taken {
            in_all: limits.downloads,
            of_each: limits.tenant_downloads,
            bytes: Mutex::default(),
        }))
    }

    /// Room for the files of a call, as long as there is any.
    pub(crate) fn share_of(&self, tenant: &Tenant) -> Result<Arc<Share>, Problem> {
        let share = Share {
            taken: Arc::clone(&self.0),
            tenant: tenant.clone(),
            bytes: AtomicU64::new(0),
            exceeded: CancellationToken::new(),
            measure: OnceLock::new(),
        };
        // A byte at least is what it will take.
        match self.0.exceeded_by(tenant, 1) {
            Some(measure) => Err(share.problem(measure)),
            None => Ok(Arc::new(share)),
        }
    }
}

impl Taken {
    fn lock(&self) -> std::sync::MutexGuard<'_, Bytes> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The measure that so many bytes more would exceed.
    fn exceeded_by(&self, tenant: &Tenant, more: u64) -> Option<Measure> {
        let bytes = self.lock();
        let of_tenant = bytes.tenants.get(tenant).copied().unwrap_or_default();
        if of_tenant.saturating_add(more) > self.of_each {
            return Some(Measure::Tenant);
        }
        (bytes.in_all.saturating_add(more) > self.in_all).then_some(Measure::All)
    }
}

impl Share {
    /// What counts the bytes of the call's files, one file after the other.
    pub(crate) fn counter(self: &Arc<Self>) -> Arc<dyn Fn(Progress) + Send + Sync> {
        let share = Arc::downgrade(self);
        let last = AtomicU64::new(0);
        Arc::new(move |progress: Progress| {
            let before = last.swap(progress.received, Ordering::Relaxed);
            // The next file begins with nothing.
            let more = progress.received.checked_sub(before);
            if let Some(share) = share.upgrade() {
                share.take(more.unwrap_or(progress.received));
            }
        })
    }

    fn take(&self, more: u64) {
        if let Some(measure) = self.taken.exceeded_by(&self.tenant, more) {
            self.measure.get_or_init(|| measure);
            self.exceeded.cancel();
        }
        // They are on the disk already.
        self.bytes.fetch_add(more, Ordering::Relaxed);
        let mut bytes = self.taken.lock();
        bytes.in_all += more;
        *bytes.tenants.entry(self.tenant.clone()).or_default() += more;
    }

    /// Once the call has fetched more than there is room for: what is said of it.
    pub(crate) async fn exceeded(&self) -> Problem {
        self.exceeded.cancelled().await;
        self.problem(self.measure.get().copied().unwrap_or(Measure::All))
    }

    /// The same of a call that has ended meanwhile; none for one that had room.
    pub(crate) fn has_exceeded(&self) -> Option<Problem> {
        self.measure.get().map(|measure| self.problem(*measure))
    }

    fn problem(&self, measure: Measure) -> Problem {
        match measure {
            Measure::All => Problem::new(
                Code::TooBusy,
                "the service has as many bytes of files that wait to be sent as it keeps at once; nothing was kept of this one: try again when others are fetched",
            ),
            Measure::Tenant => Problem::new(
                Code::TooManyDownloads,
                format!(
                    "the files of the tenant `{}` that wait to be sent have more than {} bytes, which is as many as it may have at once; nothing was kept of this one: try again when others are fetched",
                    self.tenant, self.taken.of_each
                ),
            ),
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let had = self.bytes.load(Ordering::Relaxed);
        let mut bytes = self.taken.lock();
        bytes.in_all = bytes.in_all.saturating_sub(had);
        if let Some(of_tenant) = bytes.tenants.get_mut(&self.tenant) {
            *of_tenant = of_tenant.saturating_sub(had);
            if *of_tenant == 0 {
                bytes.tenants.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn disk() -> Disk {
        Disk::of(&Limits {
            downloads: 30,
            tenant_downloads: 20,
            ..Limits::default()
        })
    }

    fn tenant(name: &str) -> Tenant {
        name.parse().unwrap()
    }

    /// A file comes, in two pieces.
    fn fetch(share: &Arc<Share>, bytes: u64) {
        let counter = share.counter();
        for received in [0, bytes / 2, bytes] {
            counter(Progress::new(received, None));
        }
    }

    fn exceeded(share: &Share) -> Option<Code> {
        let problem = share.exceeded().now_or_never()?;
        problem.code_of_service()
    }

    fn refused(disk: &Disk, name: &str) -> Option<Code> {
        let refused = disk.share_of(&tenant(name)).err()?;
        refused.code_of_service()
    }

    #[test]
    fn a_tenant_that_has_all_its_room_keeps_no_other_from_any() {
        let disk = disk();
        let acme = disk.share_of(&tenant("acme")).unwrap();
        fetch(&acme, 20);
        assert_eq!(exceeded(&acme), None);
        assert_eq!(refused(&disk, "acme"), Some(Code::TooManyDownloads));
        let bolt = disk.share_of(&tenant("bolt")).unwrap();
        fetch(&bolt, 10);
        assert_eq!(exceeded(&bolt), None);
        fetch(&acme, 1);
        assert_eq!(exceeded(&acme), Some(Code::TooManyDownloads));
        drop(acme);
        assert_eq!(refused(&disk, "acme"), None);
        assert_eq!(disk.0.lock().tenants.len(), 1, "idle tenants are forgotten");
    }

    #[test]
    fn all_tenants_together_have_a_measure_too() {
        let disk = disk();
        let shares = ["acme", "bolt"].map(|name| disk.share_of(&tenant(name)).unwrap());
        for share in &shares {
            fetch(share, 15);
        }
        assert_eq!(refused(&disk, "core"), Some(Code::TooBusy));
        fetch(&shares[0], 1);
        assert_eq!(exceeded(&shares[0]), Some(Code::TooBusy));
        assert_eq!(exceeded(&shares[1]), None, "who has what fits goes on");
        drop(shares);
        assert_eq!(disk.0.lock().in_all, 0);
    }

    #[test]
    fn several_files_of_a_call_are_counted_one_after_the_other() {
        let disk = disk();
        let share = disk.share_of(&tenant("acme")).unwrap();
        let counter = share.counter();
        for received in [0, 5, 0, 5, 9] {
            counter(Progress::new(received, Some(9)));
        }
        assert_eq!(disk.0.lock().in_all, 14);
    }
}
