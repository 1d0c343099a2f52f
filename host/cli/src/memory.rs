//! Keeping the memory of this process, which has secrets in it, to itself.

/// Has no core dump written when the process crashes and, on Linux, lets no
/// other process of the user read its memory. What the system does not grant is
/// logged: the program is of use without.
pub(super) fn guard() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "other processes can read the memory of this one");
        }
    }
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "a crash of this process may leave a core dump");
        }
    }
}
