//! What a thread, and the programs that were run, have cost so far.

use std::time::Duration;

/// The processor time that this thread has taken. What other programs do to the machine counts as
/// little as can be.
///
/// # Panics
/// When the system has no such clock.
#[cfg(unix)]
#[must_use]
pub fn thread_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .expect("every thread has a clock of its own")
        .into()
}

/// The processor time, in the kernel too, that this process has taken with all its threads.
///
/// # Panics
/// When the system does not tell.
#[cfg(unix)]
#[must_use]
pub fn process_time() -> Duration {
    usage(nix::sys::resource::UsageWho::RUSAGE_SELF)
}

/// The processor time, in the kernel too, of the programs that this one has run to their ends.
///
/// # Panics
/// When the system does not tell.
#[cfg(unix)]
#[must_use]
pub fn children_time() -> Duration {
    usage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)
}

#[cfg(unix)]
fn usage(of: nix::sys::resource::UsageWho) -> Duration {
    use nix::sys::time::TimeValLike as _;

    let usage = nix::sys::resource::getrusage(of).expect("a program may ask what it has used");
    [usage.user_time(), usage.system_time()]
        .map(|time| Duration::from_micros(time.num_microseconds().unsigned_abs()))
        .iter()
        .sum()
}

/// The time that has passed: this system has no such clock.
#[cfg(not(unix))]
#[must_use]
pub fn thread_time() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed()
}

/// The time that has passed: this system has no such clock.
#[cfg(not(unix))]
#[must_use]
pub fn process_time() -> Duration {
    thread_time()
}

/// The time that has passed: this system has no such clock.
#[cfg(not(unix))]
#[must_use]
pub fn children_time() -> Duration {
    thread_time()
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_another_thread_does_is_not_counted() {
        let begun = thread_time();
        let others = std::thread::spawn(|| {
            let begun = thread_time();
            while thread_time() - begun < Duration::from_millis(50) {}
            thread_time() - begun
        });
        let others = others.join().expect("the thread ends");
        assert!(thread_time() - begun < others);
    }

    #[test]
    fn what_another_thread_does_is_counted_for_the_process() {
        let begun = process_time();
        let others = std::thread::spawn(|| {
            let begun = thread_time();
            while thread_time() - begun < Duration::from_millis(50) {}
        });
        others.join().expect("the thread ends");
        assert!(process_time() - begun >= Duration::from_millis(40));
    }

    #[test]
    fn a_program_that_was_run_is_counted_when_it_has_ended() {
        let begun = children_time();
        let work = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
        let status = Command::new("sh").args(["-c", work]).status();
        assert!(status.is_ok_and(|status| status.success()));
        assert!(children_time() > begun);
    }
}
