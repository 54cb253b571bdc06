//! How far reading has come, on a terminal and for anything that takes longer than a second.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use flexcalc::load::usage::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Until when nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a second it is drawn.
const HERTZ: u8 = 5;

/// Shows a line on stderr: rows, how fast, how long still. It is gone when reading is over.
pub(crate) fn teller() -> impl Fn(&Progress) + Sync {
    let (begun, bar, shown) = (OnceLock::new(), OnceLock::new(), io::stderr().is_terminal());
    move |progress: &Progress| {
        if !shown || begun.get_or_init(Instant::now).elapsed() < PATIENCE {
            return;
        }
        let bar: &ProgressBar = bar.get_or_init(|| line(progress.total));
        bar.set_message(format!("{} rows", progress.rows));
        bar.set_position(progress.bytes);
        if progress.total.is_some_and(|total| progress.bytes >= total) {
            bar.finish_and_clear();
        }
    }
}

fn line(total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => "reading {percent}%  {msg}  {binary_bytes_per_sec}  {eta} left",
        None => "reading {binary_bytes}  {msg}  {binary_bytes_per_sec}",
    };
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(HERTZ));
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
}
