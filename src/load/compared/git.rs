//! What a commit of git has at a path: `main:rates/ours.toml`, `HEAD~1:rates`.
//!
//! The `git` of this machine reads it, so that every kind of repository, clone and revision works.
//! Nothing passes through a shell, and a revision that begins with `-` is none, so that no name is
//! taken for an option.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::{Side, folder};
use crate::load::rate_sheet::parse;
use crate::load::sheet_file::{SheetFile, is_sheet};
use crate::load::text_file::{reason, text_of};
use crate::model::{Problem, Problems};

/// A path in a commit, as it was typed.
pub(super) struct GitObject<'a> {
    name: &'a str,
    revision: &'a str,
    path: &'a str,
}

impl<'a> GitObject<'a> {
    /// What `name` says, where it has the form of one: neither `C:\rates` nor `https://…` does.
    pub(super) fn named(name: &'a str) -> Option<Self> {
        let (revision, path) = split(name)?;
        let is_drive = revision.len() == 1 && (cfg!(windows) || path.starts_with(['/', '\\']));
        let is_address = path.starts_with("//");
        (!is_drive && !is_address).then_some(Self { name, revision, path })
    }
}

/// At the first colon that is not within braces, as git does: `HEAD^{/fix: rates}:ours.toml`.
fn split(name: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (place, letter) in name.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some((name.get(..place)?, name.get(place + 1..)?)),
            _ => {}
        }
    }
    None
}

/// What stands at a path of a commit. A path that the commit does not have is empty, with a note:
/// so a sheet is new, or gone.
pub(super) fn side(object: &GitObject, notes: &mut Vec<String>) -> Result<Side, Problems> {
    let name = object.name;
    let tree = tree(object)?;
    let Some(id) = id(&format!("{tree}:{}", object.path))? else {
        ensure_not_beside(object, &tree)?;
        notes.push(format!("`{name}` is not in that commit: taken as empty"));
        return Ok(Side::Absent);
    };
    match line_of(&run(&["cat-file", "-t", &id])?).as_str() {
        "blob" => Ok(Side::one(parse(name, &blob(name, &id)?)?)),
        "tree" => sheets(name, &id, notes),
        _ => Err(Problem::new(format!("`{name}` is neither a file nor a folder")).into()),
    }
}

/// The tree of the revision.
fn tree(object: &GitObject) -> Result<String, Problem> {
    let GitObject { name, revision, path } = object;
    if revision.is_empty() {
        let problem = Problem::new(format!("`{name}` names no commit before the colon"));
        return Err(problem.hint(format!("such as `HEAD:{path}`")));
    }
    if path.starts_with('/') {
        let problem = Problem::new(format!("`{name}`: a path in a commit has no `/` before it"));
        return Err(problem.hint(format!("such as `{revision}:{}`", path.trim_start_matches('/'))));
    }
    let no_file = format!("`{name}` is no file, and no path in a commit");
    ensure_repository(&no_file)?;
    let is_option = revision.starts_with('-');
    let found = if is_option { None } else { id(&format!("{revision}^{{tree}}"))? };
    found.ok_or_else(|| {
        Problem::new(format!("{no_file}: git knows no revision `{revision}` here"))
            .hint("check its name; a shallow clone has only the newest: fetch it first")
    })
}

/// That this is a repository; the error says why git thinks that it is none.
fn ensure_repository(no_file: &str) -> Result<(), Problem> {
    let output = run(&["rev-parse", "--git-dir"])
        .map_err(|problem| Problem::new(format!("{no_file}: {problem}")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Problem::new(format!("{no_file}: git says: {}", said(&output))))
}

/// That the path is not meant from this folder: git counts from the top of the repository, and what
/// is misnamed must not pass for new.
fn ensure_not_beside(object: &GitObject, tree: &str) -> Result<(), Problem> {
    let GitObject { name, revision, path } = object;
    if path.starts_with("./") || path.starts_with("../") {
        return Ok(());
    }
    // Without a work tree there is no folder to count from, which git calls fatal.
    let output = run(&["rev-parse", "--verify", "--quiet", &format!("{tree}:./{path}")])?;
    if !output.status.success() {
        return Ok(());
    }
    Err(Problem::new(format!(
        "`{name}` is not in that commit: paths count from the top of the repository"
    ))
    .hint(format!("from this folder it is `{revision}:./{path}`")))
}

/// The sheets of a folder in a commit: what is no `.toml` file, or in a folder below, is none.
fn sheets(name: &str, tree: &str, notes: &mut Vec<String>) -> Result<Side, Problems> {
    let listed = run(&["ls-tree", "-z", tree])?;
    if !listed.status.success() {
        return Err(Problem::new(format!("git cannot list `{name}`: {}", said(&listed))).into());
    }
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for (mode, id, file) in listed.split('\0').filter_map(sheet_entry) {
        let joint = if name.ends_with(['/', ':']) { "" } else { "/" };
        let file = format!("{name}{joint}{file}");
        if mode == LINK {
            let problem = Problem::new(format!("`{file}` is a link: a commit does not follow it"));
            problems.push(problem.hint("compare the sheet that it leads to, or commit a copy"));
            continue;
        }
        match blob(&file, id) {
            Ok(text) => files.push(SheetFile::new(file, text)),
            Err(problem) => problems.push(problem),
        }
    }
    if files.is_empty() && problems.is_empty() {
        notes.push(format!("no `.toml` file in `{name}`: taken as empty"));
        return Ok(Side::Absent);
    }
    folder::sheets(files, problems, notes).map(Side::Folder)
}

/// The mode of a symbolic link, of which a commit has the path that it leads to.
const LINK: &str = "120000";

/// The mode, id and name of a `.toml` file among the entries of a tree: `mode type id⇥name`.
fn sheet_entry(entry: &str) -> Option<(&str, &str, &str)> {
    let (kind, file) = entry.split_once('\t')?;
    let mut kind = kind.split(' ');
    let (mode, kind, id) = (kind.next()?, kind.next()?, kind.next()?);
    (kind == "blob" && is_sheet(Path::new(file))).then_some((mode, id, file))
}

/// The text of a file in a commit.
fn blob(name: &str, id: &str) -> Result<String, Problem> {
    let mut git = command(&["cat-file", "blob", id]);
    let mut git = git.stderr(Stdio::null()).spawn().map_err(|error| no_git(&error))?;
    let text = match git.stdout.take() {
        Some(out) => text_of(name, out),
        None => Err(Problem::new(format!("cannot read `{name}`"))),
    };
    let ended = git.wait().map_err(|error| no_git(&error))?;
    match text {
        // What was read may be a part.
        Ok(_) if !ended.success() => Err(Problem::new(format!("git cannot read `{name}`"))),
        text => text,
    }
}

/// The id of an object, where there is one of that name. Git ends with 1 where there is none; what
/// else went wrong must not pass for that.
fn id(object: &str) -> Result<Option<String>, Problem> {
    let output = run(&["rev-parse", "--verify", "--quiet", object])?;
    match output.status.code() {
        Some(0) => Ok(Some(line_of(&output))),
        Some(1) => Ok(None),
        _ => Err(Problem::new(format!("git cannot look up `{object}`: {}", said(&output)))),
    }
}

/// What git answered, in one line.
fn line_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// What git says of its failure.
fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or("it says nothing");
    first.trim_start_matches("fatal: ").to_owned()
}

fn run(arguments: &[&str]) -> Result<Output, Problem> {
    command(arguments).output().map_err(|error| no_git(&error))
}

fn no_git(error: &std::io::Error) -> Problem {
    Problem::new(format!("cannot run `git`: {}", reason(error)))
}

/// Git, in English, with nothing to read.
fn command(arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.args(arguments).env("LC_ALL", "C");
    git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    git
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> Option<(&str, &str)> {
        GitObject::named(name).map(|object| (object.revision, object.path))
    }

    #[test]
    fn a_revision_and_a_path_stand_around_the_first_colon() {
        assert_eq!(parts("main:rates/ours.toml"), Some(("main", "rates/ours.toml")));
        assert_eq!(parts("HEAD~1:rates"), Some(("HEAD~1", "rates")));
        assert_eq!(parts("HEAD^{/fix: it}:a:b.toml"), Some(("HEAD^{/fix: it}", "a:b.toml")));
        assert_eq!(parts("ours.toml"), None);
        assert_eq!(parts(":ours.toml"), Some(("", "ours.toml")));
    }

    #[test]
    fn a_drive_and_an_address_are_no_revision() {
        for name in [r"C:\rates\ours.toml", "C:/rates/ours.toml", "https://example.org/ours.toml"] {
            assert_eq!(parts(name), None, "{name}");
        }
    }

    #[test]
    fn of_a_tree_only_toml_files_are_sheets() {
        assert_eq!(
            sheet_entry("100644 blob 12ab\tours.toml"),
            Some(("100644", "12ab", "ours.toml"))
        );
        for entry in ["040000 tree 12ab\told.toml", "100644 blob 12ab\tnotes.md", "", "100644"] {
            assert_eq!(sheet_entry(entry), None, "{entry}");
        }
        assert_eq!(sheet_entry("100644 blob 12ab\t.toml"), None);
    }
}
