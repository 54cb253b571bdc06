//! Ctrl-C, a request to end and a lost terminal while a file is written: its part is removed, and
//! the process ends by that signal, as it would have without us.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The part that is being written.
pub(super) type Underway = MutexGuard<'static, Option<PathBuf>>;

static UNDERWAY: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The part that is being written. As long as this is held no signal ends the process: what is made
/// or moved meanwhile is known when it is let go.
pub(super) fn underway() -> Underway {
    watch();
    held()
}

fn held() -> Underway {
    UNDERWAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Elsewhere parts of interrupted processes are left to the next one.
#[cfg(not(unix))]
fn watch() {}

/// Takes signals from now on: who writes no file need not pay for it.
#[cfg(unix)]
fn watch() {
    use std::sync::{Once, mpsc};
    use std::thread;

    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let (ready, is_ready) = mpsc::channel();
        let watching = thread::Builder::new().spawn(move || {
            let taken = signal_hook::iterator::Signals::new(signals());
            // The other end waits for this.
            let _ = ready.send(());
            for signal in taken.ok().iter_mut().flat_map(|signals| signals.forever()) {
                end_by(signal);
            }
        });
        // Where there is no such thread, signals do what they did before.
        if watching.is_ok() {
            let _ = is_ready.recv();
        }
    });
}

/// The signals that are asked to end the process, but for those that are ignored: `nohup` ignores
/// the lost terminal, and a shell Ctrl-C for what it runs in the background.
#[cfg(unix)]
fn signals() -> Vec<i32> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let ignored = ignored();
    // Where it cannot be known, that of the lost terminal is left as it is.
    let taken: &[i32] =
        if ignored.is_some() { &[SIGINT, SIGTERM, SIGHUP] } else { &[SIGINT, SIGTERM] };
    let bit = |signal: i32| 1_u64 << (signal - 1);
    let is_taken = |signal: &i32| ignored.unwrap_or_default() & bit(*signal) == 0;
    taken.iter().copied().filter(is_taken).collect()
}

/// The signals that are ignored, each a bit, where the system says so (Linux).
#[cfg(unix)]
fn ignored() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

/// Ends the process by the signal, so that who started it knows why.
#[cfg(unix)]
fn end_by(signal: i32) {
    // Held to the end: nothing is made or moved any more.
    let underway = held();
    if let Some(part) = underway.as_deref() {
        let _ = std::fs::remove_file(part);
    }
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}
