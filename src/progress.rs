//! How far reading has come, on a terminal and for anything that takes longer than a second.
//!
//! A line of our own: the usual crates estimate with floating-point powers, for which every start,
//! of every command, would load one more system library.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use flexcalc::load::usage::Progress;

/// Until when nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a line stands.
const PAUSE: Duration = Duration::from_millis(200);
/// Takes away what the line shows.
const CLEAR: &str = "\r\x1b[2K";

/// Shows a line on stderr: rows, how fast, how long still. It is gone when this is dropped.
pub(crate) fn teller() -> impl Fn(&Progress) + Sync {
    let line = Line {
        shown: io::stderr().is_terminal(),
        times: Mutex::new(None),
        drawn: AtomicBool::new(false),
    };
    move |progress: &Progress| line.tell(progress)
}

struct Line {
    shown: bool,
    /// When reading began, and when the line is due again.
    times: Mutex<Option<(Instant, Instant)>>,
    /// Whether there is anything to take away.
    drawn: AtomicBool,
}

impl Line {
    fn tell(&self, progress: &Progress) {
        if !self.shown {
            return;
        }
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (begun, due) = times.get_or_insert((now, now + PATIENCE));
        if now >= *due {
            *due = now + PAUSE;
            self.drawn.store(true, Ordering::Relaxed);
            // Who cannot see the line does not miss it.
            let _ = write!(io::stderr(), "{CLEAR}{}", words(progress, now - *begun));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.drawn.load(Ordering::Relaxed) {
            let _ = write!(io::stderr(), "{CLEAR}");
        }
    }
}

fn words(progress: &Progress, elapsed: Duration) -> String {
    let Progress { bytes, total, rows } = *progress;
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let speed = format!("{rows} rows, {} MB/s", bytes / millis / 1_000);
    match total.filter(|total| *total > 0 && bytes > 0) {
        Some(total) => {
            let left = u128::from(millis) * u128::from(total.saturating_sub(bytes))
                / u128::from(bytes)
                / 1_000;
            format!(
                "reading {} %: {speed}, {left} s left",
                u128::from(bytes) * 100 / u128::from(total)
            )
        }
        None => format!("reading: {speed}"),
    }
}
