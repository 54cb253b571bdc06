//! `rates diff` with sides that a commit of git has.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

mod repository;

use std::fs;
use std::path::Path;

use repository::{Ran, Repository, command, run};

const BEFORE: &str = include_str!("diff/before/ours.toml");
const AFTER: &str = include_str!("diff/after/ours.toml");

fn diff_in(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut flexcalc = command(env!("CARGO_BIN_EXE_flexcalc"), folder);
    run(flexcalc.args(["rates", "diff"]).args(arguments), input)
}

fn diff(repository: &Repository, arguments: &[&str]) -> Ran {
    diff_in(repository.0.path(), arguments, "")
}

/// `rates/ours.toml` as before in a commit tagged `v1`, and as after on the disk.
fn changed() -> Repository {
    let repository = Repository::new();
    repository.write("rates/ours.toml", BEFORE);
    repository.commit();
    repository.git(&["tag", "v1"]);
    repository.write("rates/ours.toml", AFTER);
    repository
}

/// The error that it ends with, and nothing else said.
fn error(ran: &Ran) -> &str {
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);
    &ran.stderr
}

#[test]
fn a_sheet_of_a_commit_is_one_side() {
    let repository = changed();
    for revision in ["HEAD", "main", "v1", "HEAD^{commit}", "main@{0}"] {
        let old = format!("{revision}:rates/ours.toml");
        let ran = diff(&repository, &[&old, "rates/ours.toml"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        let head = format!("From `{old}` to `rates/ours.toml`, 4 rows differ;");
        assert!(ran.stdout.starts_with(&head), "{}", ran.stdout);
    }
    repository.commit();
    let ran = diff(&repository, &["HEAD~1:rates/ours.toml", "HEAD:./rates/ours.toml", "-f", "csv"]);
    assert!(ran.stdout.contains("token,token,token,changed,list_price,3,3.2,"), "{}", ran.stdout);
    let ran = diff(&repository, &["HEAD:rates/ours.toml", "rates/ours.toml", "--exit-code"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn a_sheet_that_a_commit_does_not_have_is_new_or_gone() {
    let repository = changed();
    repository.write("rates/new.toml", AFTER);
    let ran = diff(&repository, &["HEAD:rates/new.toml", "rates/new.toml", "--fail-over", "10%"]);
    // Three products, the sheet and the token; what is new moves by nothing.
    assert!(ran.stdout.starts_with("`rates/new.toml` is new, with 5 rows."), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("note: `HEAD:rates/new.toml` is not in that commit: taken as empty")
    );
    assert_eq!(ran.code, Some(0));

    repository.git(&["rm", "--quiet", "--force", "rates/ours.toml"]);
    repository.commit();
    let ran = diff(&repository, &["v1:rates/ours.toml", "HEAD:rates/ours.toml", "--fail-over=10"]);
    assert!(ran.stdout.starts_with("`v1:rates/ours.toml` is gone, with 5 rows."), "{}", ran.stdout);
    assert!(ran.stdout.contains("counts as more than 10 %: Revit, AutoCAD, Maya."));
    assert_eq!(ran.code, Some(1));
    // On the disk, what is not there is a mistake.
    let ran = diff(&repository, &["v1:rates/ours.toml", "rates/ours.toml"]);
    let why = "error: no rate sheet `rates/ours.toml`: neither a built-in sheet nor a file\n";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
    let ran = diff(&repository, &["v1:rates/no.toml", "HEAD:rates/no.toml"]);
    let why = "error: there is nothing to compare: neither `v1:rates/no.toml` nor";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
}

#[test]
fn folders_are_matched_by_the_names_of_their_files() {
    let repository = Repository::new();
    for file in ["ours", "old", "same"] {
        let text = fs::read_to_string(format!("tests/diff/before/{file}.toml")).expect("a sheet");
        repository.write(&format!("rates/{file}.toml"), &text);
    }
    repository.write("rates/estate.toml", "currency = \"USD\"\n\n[token]\nprice = 2.50\n");
    repository.write("rates/notes.md", "no sheet");
    repository.write("rates/older/ours.toml", "no sheet either");
    repository.commit();
    repository.git(&["rm", "--quiet", "rates/old.toml"]);
    repository.write("rates/ours.toml", AFTER);
    repository.write("rates/new.toml", AFTER);
    let on_disk = diff(&repository, &["HEAD:rates", "rates"]);
    let told =
        "From `HEAD:rates` to `rates`, 4 sheets: 1 changed, 1 added, 1 removed, 1 the\nsame.";
    assert!(on_disk.stdout.starts_with(told), "{}", on_disk.stdout);
    assert!(on_disk.stdout.contains("`HEAD:rates/estate.toml` is an estate, no rate sheet"));
    repository.commit();
    let with_slash = diff(&repository, &["HEAD~1:rates/", "HEAD:rates/"]);
    let rows = |ran: &Ran| ran.stdout.lines().filter(|line| line.contains("toml  ")).count();
    assert_eq!((rows(&on_disk), rows(&with_slash)), (4, 4), "{}", with_slash.stdout);

    let ran = diff(&repository, &["HEAD~1:nowhere", "rates"]);
    assert!(ran.stdout.contains(", 3 sheets: 3 added."), "{}", ran.stdout);
    let ran = diff(&repository, &["HEAD:rates/older", "rates"]);
    assert!(error(&ran).starts_with("error: HEAD:rates/older/ours.toml:1:4: not TOML"));
    let ran = diff(&repository, &["HEAD:", "rates"]);
    assert!(ran.stdout.contains("note: no `.toml` file in `HEAD:`: taken as empty"));
    let ran = diff(&repository, &["HEAD:rates", "rates/ours.toml"]);
    let why = "error: `HEAD:rates` is a folder and `rates/ours.toml` is one sheet\n";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
}

#[test]
fn what_git_does_not_know_is_an_error_of_its_own() {
    let repository = changed();
    let told = |side: &str| error(&diff(&repository, &["--", side, "rates/ours.toml"])).to_owned();
    let unknown = told("nowhere:rates/ours.toml");
    let why = "no path in a commit: git knows no revision `nowhere` here";
    assert!(unknown.contains(why), "{unknown}");
    assert!(told("v1..main:rates/ours.toml").contains("git knows no revision `v1..main` here"));
    assert!(told(":rates/ours.toml").contains("hint: such as `HEAD:rates/ours.toml`"));
    assert!(told("v1:/rates/ours.toml").contains("hint: such as `v1:rates/ours.toml`"));
    // Neither is a revision, and neither is asked of git.
    assert!(told("https://example.org/ours.toml").contains("neither a built-in sheet nor a file"));
    assert!(told(r"C:\rates\ours.toml").contains("neither a built-in sheet nor a file"));
}

#[test]
fn no_revision_is_an_option_of_git() {
    let repository = changed();
    for side in ["--output=stolen:rates/ours.toml", "-c:rates", "--git-dir=/:x"] {
        let ran = diff(&repository, &["--", side, "rates/ours.toml"]);
        assert!(error(&ran).contains("git knows no revision `-"), "{}", ran.stderr);
    }
    assert!(!repository.0.path().join("stolen").exists());
}

#[test]
fn a_path_counts_from_the_top_and_a_misnamed_one_is_not_new() {
    let repository = changed();
    let below = repository.0.path().join("rates");
    let ran = diff_in(&below, &["HEAD:ours.toml", "ours.toml"], "");
    assert!(error(&ran).contains("hint: from this folder it is `HEAD:./ours.toml`"));
    let ran = diff_in(&below, &["HEAD:./ours.toml", "ours.toml"], "");
    assert!(ran.stdout.starts_with("From `HEAD:./ours.toml` to `ours.toml`, 4 rows differ;"));
    let ran = diff_in(&below, &["HEAD:rates/ours.toml", "ours.toml"], "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn without_a_repository_or_git_it_is_said_so() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ours.toml"), AFTER).expect("written");
    let ran = diff_in(folder.path(), &["HEAD:ours.toml", "ours.toml"], "");
    let why = "error: `HEAD:ours.toml` is no file, and no path in a commit: git says: not a git";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
    let mut flexcalc = command(env!("CARGO_BIN_EXE_flexcalc"), folder.path());
    let arguments = ["rates", "diff", "HEAD:ours.toml", "ours.toml"];
    let ran = run(flexcalc.args(arguments).env("PATH", folder.path()), "");
    let why = "error: `HEAD:ours.toml` is no file, and no path in a commit: cannot run `git`: ";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
}

#[cfg(unix)] // other systems allow no colon in a name
#[test]
fn a_file_with_a_colon_in_its_name_goes_before_a_commit() {
    let repository = changed();
    repository.write("main:rates/ours.toml", AFTER);
    let ran = diff(&repository, &["main:rates/ours.toml", "rates/ours.toml", "--exit-code"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_commit_is_no_sheet() {
    let repository = changed();
    let link = repository.0.path().join("rates/link.toml");
    std::os::unix::fs::symlink("ours.toml", link).expect("a link");
    repository.commit();
    let ran = diff(&repository, &["v1:rates", "HEAD:rates"]);
    let why = "error: `HEAD:rates/link.toml` is a link: a commit does not follow it\n";
    assert!(error(&ran).starts_with(why), "{}", ran.stderr);
}

#[test]
fn standard_input_is_one_side_once() {
    let repository = changed();
    let ran = diff_in(repository.0.path(), &["-", "rates/ours.toml"], BEFORE);
    let head = "From standard input to `rates/ours.toml`, 4 rows differ;";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
    let ran = diff_in(repository.0.path(), &["HEAD:rates/ours.toml", "-"], BEFORE);
    assert!(ran.stdout.starts_with("`HEAD:rates/ours.toml` and standard input are the same."));
    let ran = diff_in(repository.0.path(), &["rates/ours.toml", "-"], "name = 1\n");
    assert!(error(&ran).starts_with("error: <stdin>:1:"), "{}", ran.stderr);
    let ran = diff_in(repository.0.path(), &["-", "-"], BEFORE);
    assert!(error(&ran).starts_with("error: standard input can be read once"), "{}", ran.stderr);
}

#[test]
fn the_problems_of_both_sides_are_told_at_once() {
    let repository = changed();
    repository.write("rates/ours.toml", "name = 1\n");
    repository.commit();
    let ran = diff(&repository, &["HEAD:rates/ours.toml", "rates/no.toml"]);
    assert!(error(&ran).contains("error: HEAD:rates/ours.toml:1:8: `name` must be"));
    assert!(error(&ran).contains("error: no rate sheet `rates/no.toml`"), "{}", ran.stderr);
}
