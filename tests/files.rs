//! Files that are written beside an answer: where they go, and what they never replace.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const LOG: &str =
    "user,product,opened,closed\nana,Revit,2026-03-02T08:00:00Z,2026-03-02T09:00:00Z\n";
const PEOPLE: &str = "email,login,start\nana@x.eu,ana,2026-01-01\n";
const ESTATE: &str = "currency = \"USD\"\n";
/// Its one charge: 10 tokens at 3.00.
const CHARGES: &str = "user,product,start,tokens,price,cost,sheet,currency\n\
                       ana,Revit,2026-03-02T08:00:00Z,10,3,30,autodesk@2025-12-08,USD\n";

fn flexcalc(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flexcalc"));
    command.args(arguments.split(' ')).env_remove("FLEXCALC_RATES").env("NO_COLOR", "1");
    command
}

/// A folder with a log, a sheet, an estate and a table of people.
struct Folder {
    folder: TempDir,
    files: Vec<(&'static str, String)>,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sheet = fs::read_to_string("rates/autodesk.toml").expect("a sheet");
        fs::create_dir(folder.path().join("logs")).expect("a folder");
        let files = vec![
            ("log.csv", LOG.to_owned()),
            ("logs/log.csv", LOG.to_owned()),
            ("ours.toml", sheet),
            ("estate.toml", ESTATE.to_owned()),
            ("people.csv", PEOPLE.to_owned()),
        ];
        for (name, text) in &files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Self { folder, files }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs a line of words in the folder.
    fn run(&self, line: &str) -> Output {
        let mut run = flexcalc(line);
        run.current_dir(self.folder.path());
        run.stdin(File::open(self.at("log.csv")).expect("a log")).output().expect("it runs")
    }

    /// Runs a line of the shell in the folder.
    #[cfg(unix)]
    fn shell(&self, line: &str) -> Output {
        let mut run = Command::new("bash");
        run.args(["-c", line]).env("PATH", path_with_flexcalc()).env("NO_COLOR", "1");
        run.env_remove("FLEXCALC_RATES").current_dir(self.folder.path());
        run.output().expect("a shell")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).expect("a file")
    }

    /// That every input is as it was, and no part of a file is left.
    fn ensure_unharmed(&self, line: &str) {
        for (name, text) in &self.files {
            assert_eq!(&self.read(name), text, "{line}: {name}");
        }
        let names = fs::read_dir(self.folder.path()).expect("a folder");
        let hidden = names.filter(|entry| {
            let name = entry.as_ref().expect("an entry").file_name();
            name.to_string_lossy().starts_with(".flexcalc")
        });
        assert_eq!(hidden.count(), 0, "{line}");
    }
}

#[cfg(unix)]
fn path_with_flexcalc() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_flexcalc")).parent().expect("a folder");
    format!("{}:{}", folder.display(), std::env::var("PATH").expect("a path"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Whatever is read, by whichever command: usage, a sheet, an estate, who is who, an export to
/// compare with, a file of a folder.
#[test]
fn nothing_that_is_read_is_written_over() {
    let folder = Folder::new();
    fs::hard_link(folder.at("log.csv"), folder.at("hard.csv")).expect("a link");
    for line in [
        "charge log.csv --charges log.csv",
        "charge log.csv --charges ./logs/../log.csv",
        "charge log.csv --charges ours.toml --rates ours.toml",
        "charge log.csv --charges estate.toml --estate estate.toml",
        "charge log.csv --reconcile logs/log.csv --charges logs/log.csv",
        "charge log.csv --reconcile log.csv --people people.csv --charges people.csv",
        "charge logs --charges logs/log.csv",
        "charge logs --charges logs/new.csv",
        "plan --usage log.csv --assignment log.csv",
        "plan --usage log.csv --assignment ours.toml --rates ours.toml",
        "plan --usage log.csv --assignment estate.toml --estate estate.toml",
        "plan --usage log.csv --people people.csv --assignment people.csv",
        "plan --usage logs --assignment logs/new.csv",
        #[cfg(unix)]
        "charge log.csv --charges hard.csv",
        #[cfg(unix)]
        "charge hard.csv --charges log.csv",
    ] {
        let run = folder.run(line);
        let said = text(&run.stderr);
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{line}: {said}");
        assert!(said.contains("input") || said.contains("with itself"), "{line}: {said}");
        folder.ensure_unharmed(line);
    }
    // What is made new replaces nothing, input or not, and goes into no folder that is read.
    for line in [
        "rates import log.csv -o log.csv",
        "rates new ours --from ours.toml -o ours.toml",
        "rates new ours --from-usage logs -o logs/ours.toml",
        "estate new --from-usage log.csv -o log.csv",
        "estate new --from-usage logs -o logs/estate.toml",
    ] {
        let run = folder.run(line);
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{line}");
        folder.ensure_unharmed(line);
    }
}

#[test]
#[cfg(unix)]
fn an_input_is_found_by_links_numbers_and_names_from_elsewhere() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("log.csv", folder.at("soft.csv")).expect("a link");
    for line in [
        "flexcalc charge log.csv --charges soft.csv",
        "flexcalc charge soft.csv --charges log.csv",
        "flexcalc charge - --charges log.csv < log.csv",
        "flexcalc charge - --charges soft.csv < log.csv",
        "flexcalc charge /dev/stdin --charges log.csv < log.csv",
        "flexcalc charge /dev/fd/3 --charges log.csv 3< log.csv",
        "flexcalc charge log.csv --charges /dev/fd/3 3>> log.csv",
        "flexcalc charge log.csv --charges - >> log.csv",
        "FLEXCALC_RATES=ours.toml flexcalc charge log.csv --charges ours.toml",
        "FLEXCALC_RATES=ours.toml flexcalc plan --usage log.csv --assignment ours.toml",
    ] {
        let run = folder.shell(line);
        let said = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains("is an input: it would be lost"), "{line}: {said}");
        folder.ensure_unharmed(line);
    }
}

#[test]
fn an_earlier_output_is_replaced_whole() {
    let folder = Folder::new();
    fs::write(folder.at("out.csv"), "x\n".repeat(9999)).expect("a file");
    assert_eq!(folder.run("charge log.csv --charges out.csv").status.code(), Some(0));
    assert_eq!(folder.read("out.csv"), CHARGES);
}

/// And the answer to standard error, so that the two are not mixed.
#[test]
fn a_file_may_go_to_standard_output() {
    let folder = Folder::new();
    let answer = folder.run("charge log.csv --charges out.csv -f csv").stdout;
    let line = "charge log.csv --charges - -f csv";
    let run = folder.run(line);
    assert_eq!((run.status.code(), text(&run.stdout)), (Some(0), CHARGES.to_owned()));
    assert!(text(&run.stderr).ends_with(&text(&answer)), "{}", text(&run.stderr));
    assert!(!Path::new(&folder.at("-")).exists());
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_goes_by_many_names_and_none_is_replaced() {
    let folder = Folder::new();
    std::os::unix::fs::symlink("/dev/stdout", folder.at("link.csv")).expect("a link");
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link.csv"] {
        let line = format!("flexcalc charge log.csv --charges {name} | cat");
        assert_eq!(text(&folder.shell(&line).stdout), CHARGES, "{name}");
        // A file that is standard output is not replaced under it, and what was there stays.
        let line = format!("echo first > out; flexcalc charge log.csv --charges {name} >> out");
        assert_eq!(folder.shell(&line).status.code(), Some(0), "{name}");
        assert_eq!(folder.read("out"), format!("first\n{CHARGES}"), "{name}");
    }
    folder.shell("flexcalc charge log.csv --charges out > out");
    assert_eq!(folder.read("out"), CHARGES);
    folder.shell("flexcalc charge log.csv --charges err 2> err");
    assert!(folder.read("err").starts_with(CHARGES), "{}", folder.read("err"));
    assert!(fs::symlink_metadata(folder.at("link.csv")).expect("a link").is_symlink());
    // A reader that has gone has had enough.
    let run = folder.shell("flexcalc charge log.csv --charges - | true; exit ${PIPESTATUS[0]}");
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
}

#[test]
#[cfg(target_os = "linux")]
fn pipes_devices_and_open_files_are_written_to_and_stay() {
    let folder = Folder::new();
    let run = folder.shell(
        "mkfifo pipe; cat pipe > got &\n\
         flexcalc charge log.csv --charges pipe && wait && test -p pipe",
    );
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert_eq!(folder.read("got"), CHARGES);
    folder.shell("flexcalc charge log.csv --charges >(cat > got2); sleep 0.3");
    assert_eq!(folder.read("got2"), CHARGES);
    folder.shell("flexcalc charge log.csv --charges /dev/fd/3 3> got3");
    assert_eq!(folder.read("got3"), CHARGES);
    let run = folder.shell("flexcalc charge log.csv --charges /dev/null && test -c /dev/null");
    assert_eq!(run.status.code(), Some(0));
    let run = folder.shell("flexcalc charge log.csv --charges /dev/full");
    let said = "error: cannot write `/dev/full`: no space left on device\n";
    assert_eq!((run.status.code(), text(&run.stderr).as_str()), (Some(2), said));
}

#[test]
#[cfg(unix)]
fn a_link_stays_and_what_it_leads_to_is_written() {
    let folder = Folder::new();
    fs::write(folder.at("old.csv"), "old").expect("a file");
    for target in ["old.csv", "logs/../new.csv"] {
        std::os::unix::fs::symlink(target, folder.at("link.csv")).expect("a link");
        assert_eq!(folder.run("charge log.csv --charges link.csv").status.code(), Some(0));
        assert!(fs::symlink_metadata(folder.at("link.csv")).expect("a link").is_symlink());
        assert_eq!(folder.read(target), CHARGES);
        fs::remove_file(folder.at("link.csv")).expect("a link");
    }
}

/// A new file by the system's rule, a replaced one as before.
#[test]
#[cfg(unix)]
fn who_may_read_a_file_is_not_for_us_to_say() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let mode =
        |name: &str| fs::metadata(folder.at(name)).expect("a file").permissions().mode() & 0o7777;
    for (mask, expected) in [("022", 0o644), ("077", 0o600), ("007", 0o660)] {
        folder.shell(&format!("umask {mask}; flexcalc charge log.csv --charges {mask}.csv"));
        assert_eq!(mode(&format!("{mask}.csv")), expected, "{mask}");
    }
    for kept in [0o640, 0o604, 0o666] {
        fs::set_permissions(folder.at("022.csv"), fs::Permissions::from_mode(kept)).expect("ours");
        assert_eq!(folder.run("charge log.csv --charges 022.csv").status.code(), Some(0));
        assert_eq!(mode("022.csv"), kept);
    }
}

#[test]
fn what_cannot_be_written_is_called_as_the_user_does() {
    let folder = Folder::new();
    fs::create_dir(folder.at("folder")).expect("a folder");
    for (line, problem) in [
        ("charge log.csv --charges folder", "cannot write `folder`: it is a folder"),
        ("charge log.csv --charges .", "cannot write `.`: it is a folder"),
        ("charge log.csv --charges new/", "cannot write `new/`: it is a folder"),
        (
            "plan --usage log.csv --assignment no/a.csv",
            "cannot write `no/a.csv`: there is no folder",
        ),
        ("rates new a -o sheet.schema.json", "`sheet.schema.json` would be two files"),
        ("estate new -o estate.schema.json", "`estate.schema.json` would be two files"),
    ] {
        let run = folder.run(line);
        let said = text(&run.stderr);
        assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0), "{line}: {said}");
        assert!(said.starts_with(&format!("error: {problem}")), "{line}: {said}");
        assert!(!said.contains(".flexcalc-"), "{said}");
        folder.ensure_unharmed(line);
    }
}
