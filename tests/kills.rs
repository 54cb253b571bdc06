//! Whatever ends the program while it writes, a file is the old one or the new one, whole.
//!
//! `KILL_ROUNDS=1000 cargo test --test kills -- --nocapture` does so a thousand times;
//! `KILL_SEED` repeats the moments of an earlier run.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used)] // a test that cannot go on has failed
#![allow(clippy::print_stdout)] // what was found, for who asks for many rounds

use std::fmt::Write;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::str::FromStr;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use tempfile::TempDir;

const INT: i32 = 2;
const KILL: i32 = 9;
const TERM: i32 = 15;
const HUP: i32 = 1;
/// How often, unless `KILL_ROUNDS` says otherwise: it takes a few seconds.
const ROUNDS: usize = 9;
const OLD: &str = "the file as it was\n";

/// A folder with a long log, a short one, and the charges of the long one.
struct Folder {
    folder: TempDir,
    new: String,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut log = "user,product,opened,closed\n".to_owned();
        let head = format!("{log}ana,Revit,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z\n");
        fs::write(folder.path().join("short.csv"), head).expect("a log");
        for user in 0..250 {
            let row = "Revit,2026-03-02T08:00:00Z,2026-03-26T07:00:00Z";
            writeln!(log, "user-{user}@example.org,{row}").expect("a row");
        }
        fs::write(folder.path().join("long.csv"), log).expect("a log");
        let mut folder = Self { folder, new: String::new() };
        assert!(folder.start("long.csv").wait().expect("it ends").success());
        folder.new = folder.target();
        // 24 days of use each, and the heads.
        assert_eq!(folder.new.lines().count(), 6_001);
        folder
    }

    /// Begins to write the charges of a log into the target.
    fn start(&self, log: &str) -> Child {
        // Whatever the signals are to whom the tests are run by, `nohup` for one.
        let mut run = Command::new("env");
        run.args(["--default-signal=HUP,INT,TERM", env!("CARGO_BIN_EXE_flexcalc")]);
        run.args(["charge", log, "--charges", "target.csv"]).env_remove("FLEXCALC_RATES");
        run.current_dir(self.folder.path());
        run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs")
    }

    fn target(&self) -> String {
        fs::read_to_string(self.folder.path().join("target.csv")).expect("the target")
    }

    fn renew(&self) {
        fs::write(self.folder.path().join("target.csv"), OLD).expect("the target");
    }

    fn parts(&self) -> usize {
        let names = fs::read_dir(self.folder.path()).expect("a folder");
        names.filter(|name| is_hidden(&name.as_ref().expect("an entry").path())).count()
    }

    /// Waits until it writes; whether it does.
    fn writes(&self, run: &mut Child) -> bool {
        while self.parts() == 0 {
            if run.try_wait().expect("it can be asked").is_some() {
                return false;
            }
            sleep(Duration::from_micros(100));
        }
        true
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn send(signal: i32, run: &Child) {
    let arguments = [format!("-{signal}"), run.id().to_string()];
    assert!(Command::new("kill").args(arguments).status().expect("kill").success());
}

fn from_environment<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|text| text.parse().ok().expect("a whole number"))
}

/// Moments that can be had again by their seed.
struct Moments(u64);

impl Moments {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
        let seed = from_environment("KILL_SEED").unwrap_or(now.as_secs());
        println!("KILL_SEED={seed}");
        Self(seed | 1)
    }

    /// One within `most`.
    fn next(&mut self, most: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        most * u32::try_from(self.0 % 1_000).expect("small") / 1_000
    }
}

#[test]
fn what_ends_the_writing_leaves_the_old_or_the_new_file() {
    let folder = Folder::new();
    folder.renew();
    let mut run = folder.start("long.csv");
    assert!(folder.writes(&mut run));
    let begun = Instant::now();
    assert!(run.wait().expect("it ends").success());
    // Some moments are behind the end.
    let most = begun.elapsed() * 5 / 4;
    let mut moments = Moments::new();
    let (mut old, mut new, mut left) = (0, 0, 0);
    let rounds = from_environment("KILL_ROUNDS").unwrap_or(ROUNDS);
    for signal in [INT, TERM, KILL].into_iter().cycle().take(rounds) {
        folder.renew();
        let mut run = folder.start("long.csv");
        assert!(folder.writes(&mut run), "it has not begun to write");
        let moment = moments.next(most);
        sleep(moment);
        send(signal, &run);
        let status = run.wait().expect("it ends");
        let at = format!("signal {signal} after {moment:?}: {status}");
        assert!(ended_by(status, signal) || status.success(), "{at}");
        match folder.target() {
            text if text == OLD => old += 1,
            text if text == folder.new => new += 1,
            text => panic!("{at}: {} bytes of neither file", text.len()),
        }
        if signal == KILL {
            left += folder.parts();
            assert!(folder.start("short.csv").wait().expect("it ends").success(), "{at}");
        }
        assert_eq!(folder.parts(), 0, "{at}");
    }
    println!("{rounds} rounds: {old} old, {new} new; {left} parts were left and removed");
    assert_eq!(old + new, rounds);
}

fn ended_by(status: ExitStatus, signal: i32) -> bool {
    status.signal() == Some(signal)
}

#[test]
fn a_part_that_is_being_written_is_left_alone() {
    let folder = Folder::new();
    folder.renew();
    let mut long = folder.start("long.csv");
    assert!(folder.writes(&mut long));
    // It waits in the middle of its writing while another begins and ends.
    send(19, &long);
    assert_eq!(folder.parts(), 1);
    assert!(folder.start("short.csv").wait().expect("it ends").success());
    assert_eq!((folder.parts(), folder.target().lines().count()), (1, 2));
    send(18, &long);
    assert!(long.wait().expect("it ends").success());
    assert!(folder.target() == folder.new);
    assert_eq!(folder.parts(), 0);
}

#[test]
fn a_lost_terminal_ends_it_unless_that_is_to_be_ignored() {
    let folder = Folder::new();
    folder.renew();
    let mut run = folder.start("long.csv");
    assert!(folder.writes(&mut run));
    send(HUP, &run);
    assert!(ended_by(run.wait().expect("it ends"), HUP));
    assert_eq!((folder.target().as_str(), folder.parts()), (OLD, 0));
    let program = env!("CARGO_BIN_EXE_flexcalc");
    let line = format!("trap '' HUP; exec {program} charge long.csv --charges target.csv");
    let mut run = Command::new("sh");
    run.args(["-c", &line]).current_dir(folder.folder.path()).stdout(Stdio::null());
    let mut run = run.stderr(Stdio::null()).spawn().expect("a shell");
    assert!(folder.writes(&mut run));
    send(HUP, &run);
    assert!(run.wait().expect("it ends").success());
    assert!(folder.target() == folder.new);
}
