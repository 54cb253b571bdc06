//! The files for continuous integration: each parses, says what it should, and its commands run.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

mod repository;

use std::fs;

use saphyr::{LoadableYamlNode, YamlOwned};

/// The one document of a file.
fn yaml(text: &str) -> YamlOwned {
    let mut documents = YamlOwned::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// The keys of a mapping, in the order of the file.
fn keys(mapping: &YamlOwned) -> Vec<&str> {
    let mapping = mapping.as_mapping().expect("a mapping");
    mapping.keys().map(|key| key.as_str().expect("a text")).collect()
}

fn text(value: &YamlOwned) -> &str {
    value.as_str().expect("a text")
}

fn steps(workflow: &YamlOwned) -> &[YamlOwned] {
    workflow["jobs"]["rates"]["steps"].as_sequence().expect("steps")
}

/// The commands of the workflow, in their order.
fn commands(workflow: &YamlOwned) -> Vec<&str> {
    let has_one = |step: &&YamlOwned| keys(step).contains(&"run");
    steps(workflow).iter().filter(has_one).map(|step| text(&step["run"])).collect()
}

const WORKFLOW: &str = include_str!("../examples/rates.yml");
const HOOKS: &str = include_str!("../.pre-commit-hooks.yaml");

#[test]
fn the_workflow_asks_for_no_more_than_it_needs() {
    let workflow = yaml(WORKFLOW);
    assert_eq!(keys(&workflow), ["name", "on", "permissions", "jobs"]);
    assert_eq!(keys(&workflow["on"]), ["pull_request"]);
    let permissions = &workflow["permissions"];
    assert_eq!(keys(permissions), ["contents", "pull-requests"]);
    assert_eq!(
        [text(&permissions["contents"]), text(&permissions["pull-requests"])],
        ["read", "write"]
    );
    let job = &workflow["jobs"]["rates"];
    assert_eq!(keys(job), ["runs-on", "env", "steps"]);
    for step in steps(&workflow) {
        let keys = keys(step);
        let known = ["name", "uses", "with", "if", "run"];
        assert!(keys.iter().all(|key| known.contains(key)), "{keys:?}");
        assert!(keys.contains(&"uses") != keys.contains(&"run"), "{keys:?}");
    }
    // `HEAD^1` is there only if two generations are.
    assert_eq!(steps(&workflow)[0]["with"]["fetch-depth"].as_integer(), Some(2));
    // What others wrote reaches a command by a variable alone, never as a part of its text.
    assert!(commands(&workflow).iter().all(|command| !command.contains("${{")));
}

#[cfg(unix)]
#[test]
fn every_command_of_the_workflow_runs_and_the_last_fails_where_a_price_moves_too_far() {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use repository::{Repository, command, run};

    let workflow = yaml(WORKFLOW);
    let repository = Repository::new();
    let before = include_str!("diff/before/prices.toml");
    repository.write("rates/prices.toml", before);
    repository.commit();
    repository.git(&["switch", "--quiet", "--create", "dearer"]);
    repository.write("rates/prices.toml", include_str!("diff/after/prices.toml"));
    repository.write("rates/new.toml", include_str!("diff/after/new.toml"));
    repository.commit();
    // As a pull request is checked out: the merge, after what is merged into has gone on.
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("rates/same.toml", include_str!("diff/before/same.toml"));
    repository.commit();
    repository.git(&["merge", "--quiet", "--no-ff", "--message=merge", "dearer"]);

    let tools = tempfile::tempdir().expect("a folder");
    let gh = tools.path().join("gh");
    fs::write(&gh, "#!/bin/sh\nprintf '%s\\n' \"$@\" > gh-was-told\n").expect("written");
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).expect("can be run");
    let flexcalc = Path::new(env!("CARGO_BIN_EXE_flexcalc")).parent().expect("a folder");
    let old = std::env::var_os("PATH").unwrap_or_default();
    let paths = [tools.path(), flexcalc].map(Path::to_owned);
    let path = std::env::join_paths(paths.into_iter().chain(std::env::split_paths(&old)));
    let path = path.expect("a path");

    let commands = commands(&workflow);
    let [install, rest @ ..] = commands.as_slice() else { unreachable!("it has commands") };
    assert_eq!(*install, r#"cargo install --locked --git "$FLEXCALC" flexcalc"#);
    let codes = rest.iter().map(|line| {
        let mut shell = command("bash", repository.0.path());
        // As the runner does it.
        shell.args(["-e", "-c", line]).env("PATH", &path).env("PULL_REQUEST", "7");
        let ran = run(&mut shell, "");
        assert_eq!(ran.stderr, "", "{line}");
        ran.code
    });
    // The sheets are right, and two prices and a service move by more than 10 %.
    assert_eq!(codes.collect::<Vec<_>>(), [Some(0), Some(0), Some(0), Some(1)]);
    let read = |file: &str| fs::read_to_string(repository.0.path().join(file)).expect(file);
    let told = ["pr", "comment", "7", "--edit-last", "--create-if-none", "--body-file", "diff.md"];
    assert_eq!(read("gh-was-told").lines().collect::<Vec<_>>(), told);
    // What `main` got meanwhile is not of this pull request.
    let head = "From `HEAD^1:rates` to `HEAD:rates`, 3 sheets: 1 changed, 1 added, 1 the same.\n";
    assert!(read("diff.md").starts_with(head), "{}", read("diff.md"));
}

#[test]
fn the_hook_checks_the_sheets_that_are_committed() {
    let hooks = yaml(HOOKS);
    let [hook] = hooks.as_sequence().expect("hooks").as_slice() else { unreachable!("one hook") };
    assert_eq!(text(&hook["id"]), "flexcalc-rates-check");
    assert_eq!(text(&hook["language"]), "rust");
    let mut words = text(&hook["entry"]).split(' ');
    assert_eq!(words.next(), Some("flexcalc"));
    let mut flexcalc = repository::command(env!("CARGO_BIN_EXE_flexcalc"), ".".as_ref());
    // The hook is given the files that changed.
    let files = ["rates/autodesk.toml", "rates/guide-2026.toml"];
    let ran = repository::run(flexcalc.args(words).args(files), "");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn the_hook_is_for_toml_files_in_rates() {
    let hooks = yaml(HOOKS);
    let files = text(&hooks[0]["files"]);
    let names =
        "rates/ours.toml\nfinance/rates/a.toml\nrates/a/b.toml\ncrates/a.toml\nrates/a.md\n";
    let mut grep = repository::command("grep", ".".as_ref());
    let ran = repository::run(grep.args(["-E", files]), names);
    assert_eq!(ran.stdout, "rates/ours.toml\nfinance/rates/a.toml\n");
}

#[test]
fn the_readme_names_both_files() {
    let readme = include_str!("../README.md");
    for name in ["examples/rates.yml", "flexcalc-rates-check"] {
        assert!(readme.contains(name), "{name}");
    }
}
