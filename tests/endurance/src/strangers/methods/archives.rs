//! Archives of connections, which whoever has one and its passphrase may take in. That makes what is
//! in it the taker's own, and leaves the other's as it is.

use super::{Trial, done, trial};
use crate::strangers::belongings::PASSPHRASE;

/// Some seconds of computing each.
pub(in crate::strangers) const OF_ARCHIVES: &[Trial] = &[
    trial!(["Host::import"], |asking| done({
        let archive = asking.theirs.archive.clone().unwrap_or_default();
        asking.host.import(archive, PASSPHRASE.into(), true).await
    })),
    // By now there is something of one's own that is named like another's.
    trial!(["Export::keep_here", "Export::names"], |asking| {
        let names = [asking.theirs.name().to_owned()];
        let export = asking.host.export(names, PASSPHRASE.into()).await?;
        let names = export.names().to_vec();
        export.keep_here().await;
        Ok(names.join(" "))
    }),
    trial!(["Export::move_out", "Export::archive"], |asking| {
        let names = [asking.theirs.name().to_owned()];
        let export = asking.host.export(names, PASSPHRASE.into()).await?;
        let is_written = !export.archive().is_empty();
        export.move_out().await?;
        Ok(format!("{is_written}"))
    }),
];
