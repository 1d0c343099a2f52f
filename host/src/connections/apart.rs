//! How far the clocks of hosts that share a store may be apart: what one keeps by its
//! clock is held against the clock of another.

use jiff::SignedDuration;

/// How far the clock of a host may be from that of the store; those of two hosts may be
/// twice as far apart.
pub(super) const MOST_APART: SignedDuration = SignedDuration::from_secs(10);
