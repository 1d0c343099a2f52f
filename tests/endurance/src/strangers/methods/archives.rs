//! Archives of connections, which whoever has one and its passphrase may take in. That makes what is
//! in it the taker's own, and leaves the other's as it is.

use super::{Trial, done, trial};
use crate::strangers::belongings::PASSPHRASE;

/// What is asked for of another's archive. It takes some seconds of computing.
pub(in crate::strangers) const OF_ARCHIVES: &[Trial] =
    &[trial!(["Host::import"], |asking| done({
        let archive = asking.theirs.archive.clone().unwrap_or_default();
        asking.host.import(archive, PASSPHRASE.into(), true).await
    }))];

/// What ends something of one's own that is named like another's, and brings it back. It is asked
/// for once: no archive is made of what is another's.
pub(in crate::strangers) const OF_OWN_ARCHIVES: &[Trial] = &[trial!(
    [
        "Export::move_out",
        "Export::keep_here",
        "Export::names",
        "Export::archive"
    ],
    |asking| {
        let export = asking.host.export([], PASSPHRASE.into()).await?;
        export.keep_here().await;
        let export = asking.host.export([], PASSPHRASE.into()).await?;
        let (names, archive) = (export.names().to_vec(), export.archive().to_owned());
        export.move_out().await?;
        let mut back = asking.host.import(archive, PASSPHRASE.into(), true).await?;
        back.sort_unstable();
        Ok((back == names).to_string())
    }
)];
