//! A whole command line, chosen by bytes, and the files that it names.
//!
//! The first line of the input chooses: its first byte the command, each later one an option. The
//! parts that follow, apart by lines of `---`, are the files of [`FILES`] in their order; one that
//! is empty or left out is as it is beside the other targets.

use std::fs;
use std::path::Path;

use super::ask::{self, BESIDE, Said};

const FILES: [&str; 6] =
    ["usage.csv", "estate.toml", "sheet.toml", "lots.csv", "people.csv", "scenario.toml"];

/// Each command with what it cannot do without, and the options of its own.
const COMMANDS: [(&str, &[&str]); 16] = [
    ("breakeven", &["revit", "maya", "--sub-price 2985", "--days 40", "--buy-tokens 10000"]),
    ("breakeven --usage @usage.csv", &["--sub-discount 20%", "--token-price 2.40"]),
    (
        "breakeven autocad --sweep",
        &["--sub-discount -10..20/10", "--token-price 2.4..3/0.1", "--sub-price 2000"],
    ),
    (
        "cost --use revit=40x12",
        &[
            "--use maya=0.5",
            "--result rendering=2.5",
            "--result cfd-simple=3x12",
            "--sub-discount 12.5%",
        ],
    ),
    ("cost --scenario @scenario.toml", &["--free-tier", "--token-price 2.7"]),
    ("pool-size --expected 8000", &["--buffer 0%", "--token-price 2.5", "--top-up-price 3"]),
    ("pool-size --low 600 --likely 800 --high 1200", &["--top-up-price 3.1"]),
    ("pool-size --usage @usage.csv", &["--free-tier", "--buffer 33.3%"]),
    ("effective-price --tokens 10000", &["--price 2.40", "--consumed 80%", "--consumed 0"]),
    ("effective-price --usage @usage.csv --lots @lots.csv", &["--as-of 2026-04-02"]),
    (
        "charge @usage.csv",
        &[
            "--by user",
            "--by team,month",
            "--by kind",
            "--compare-rules",
            "--strict",
            "--reconcile @export.csv",
            "--people @people.csv",
            "--charges @charges.csv",
            "--token-price 2.4",
        ],
    ),
    (
        "balance --usage @usage.csv",
        &[
            "--lots @lots.csv",
            "--as-of 2026-04-02",
            "--ledger",
            "--chart",
            "--schedule",
            "--horizon 2y",
            "--add-lot 2026-12-01:5000@2.70",
            "--pace 80..120/20",
            "--check",
            "--low 50%",
        ],
    ),
    (
        "plan --usage @usage.csv --time-limit 1",
        &[
            "--buffer 0%",
            "--assignment @assignment.csv",
            "--people @people.csv",
            "--what-if sub-discount=0..30/30",
            "--online",
            "--occasional 2",
        ],
    ),
    (
        "chargeback --usage @usage.csv",
        &[
            "--lots @lots.csv",
            "--people @people.csv",
            "--by user",
            "--by project,month",
            "--by lot",
            "--cost average",
            "--cost list",
            "--unused spread",
            "--check",
            "-f focus",
        ],
    ),
    ("rates show", &["--product revit", "--toml"]),
    ("rates check @sheet.toml @estate.toml", &["--strict", "-f github", "-f sarif"]),
];

/// What most of them take.
const COMMON: [&str; 22] = [
    "-f json",
    "-f csv",
    "-f markdown",
    "--explain",
    "--rates @sheet.toml",
    "--rates cloud-credits-2022",
    "--on 2024-02-29",
    "--estate @estate.toml",
    "--timezone Europe/Berlin",
    "--timezone -11:30",
    "--from 2026-02-01",
    "--to 2026-04-01",
    "--period 2026-Q1",
    "--period 2026",
    "--unknown skip",
    "--bad-rows skip",
    "--repeats drop",
    "--hash-users",
    "--dates dmy",
    "--decimal comma",
    "--column product=Software",
    "--months 3",
];

/// Asks twice, and wants the same said twice.
pub(super) fn ask_at_random(data: &[u8], folder: &Path) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, rest) = data.split_at(end);
    let Some((first, chosen)) = line.split_first() else { return };
    if chosen.len() > 12 {
        return;
    }
    let (command, own) = COMMANDS[usize::from(*first) % COMMANDS.len()];
    let options = chosen.iter().map(|byte| {
        let place = usize::from(*byte) % (own.len() + COMMON.len());
        own.get(place).copied().unwrap_or_else(|| COMMON[place - own.len()])
    });
    let words: Vec<_> =
        std::iter::once(command).chain(options).flat_map(|words| words.split(' ')).collect();
    let mut files = parts(rest.strip_prefix(b"\n").unwrap_or(rest));
    for name in FILES {
        let (_, well) = BESIDE.iter().find(|(beside, _)| *beside == name).expect("a file");
        let text = files.next().filter(|text| !text.is_empty()).unwrap_or(well.as_bytes());
        fs::write(folder.join(name), text).expect("a file of the command line");
    }
    let one = ask::ask(&words, folder);
    let other = ask::ask(&words, folder);
    // Only a search that the clock ended may say something else the next time.
    let is_stopped = |said: &Option<Said>| said.as_ref().is_some_and(Said::is_stopped);
    let same = one == other || is_stopped(&one) || is_stopped(&other);
    assert!(same, "{words:?} says two things: {one:?} and {other:?}");
}

/// The parts of an input, apart by lines of `---`.
pub(super) fn parts(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let whole = rest?;
        let mark = b"\n---\n";
        let place = whole.windows(mark.len()).position(|window| window == mark);
        rest = place.and_then(|place| whole.get(place + mark.len()..));
        whole.get(..place.unwrap_or(whole.len()))
    })
}
