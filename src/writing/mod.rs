//! Writes the files of an answer: each whole or not at all, or, where it is no regular file, into
//! what is there.

mod interrupt;
mod part;

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use flexcalc::load::{self, Destination};
use flexcalc::model::Problem;
use flexcalc::render::{OutFile, Output};

use self::part::Part;

/// What is left to be said once the files are written.
pub(crate) struct Written {
    /// The output without its files.
    pub(crate) output: Output,
    /// Whether standard output was asked for by a file: the answer must not be mixed with it.
    pub(crate) took_stdout: bool,
}

/// Writes the files, none of which is an input or another of them.
pub(crate) fn files(mut output: Output) -> anyhow::Result<Written> {
    let files = std::mem::take(&mut output.files);
    let mut places: Vec<Destination> = Vec::new();
    for file in &files {
        let place = load::output(&file.path)?;
        if places.contains(&place) {
            let message = format!("`{}` would be two files", file.path.display());
            return Err(Problem::new(message).hint("give it another name").into());
        }
        places.push(place);
    }
    let took_stdout = places.contains(&Destination::Stdout);
    for (file, place) in files.into_iter().zip(places) {
        let name = file.path.clone();
        match place {
            Destination::Stdout => stream(file, &mut io::stdout().lock(), &name)?,
            Destination::Stderr => stream(file, &mut io::stderr().lock(), &name)?,
            Destination::Opened(path) => {
                // Behind what a regular file has: it was opened by somebody who counts on it.
                let mut opened = File::options()
                    .append(true)
                    .open(path)
                    .map_err(|error| cannot_write(&name, &error))?;
                stream(file, &mut opened, &name)?;
            }
            Destination::File(path) => whole(file, path)?,
        }
    }
    Ok(Written { output, took_stdout })
}

/// Writes into what is there. A reader that has gone has had enough, as of the answer.
fn stream(file: OutFile, to: &mut impl Write, name: &Path) -> anyhow::Result<()> {
    match fill(file, to) {
        Err(Fault::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        filled => filled.map_err(|fault| fault.of(name)),
    }
}

/// Replaces the file, or makes it, in one step.
fn whole(file: OutFile, place: PathBuf) -> anyhow::Result<()> {
    let (name, is_new) = (file.path.clone(), file.is_new);
    let fault = |error: io::Error| cannot_write(&name, &error);
    let part = Part::beside(place).map_err(fault)?;
    fill(file, &mut part.file()).map_err(|fault| fault.of(&name))?;
    part.file().sync_all().map_err(fault)?;
    if let Ok(there) = fs::metadata(part.place()) {
        // A file that is replaced keeps who may read it.
        part.file().set_permissions(there.permissions()).map_err(fault)?;
    }
    part.finish(is_new).map_err(fault)?;
    Ok(())
}

/// Why a file could not be filled.
enum Fault {
    /// It cannot be written.
    Io(io::Error),
    /// There is no text to write.
    Text(anyhow::Error),
}

impl Fault {
    fn of(self, name: &Path) -> anyhow::Error {
        match self {
            Self::Io(error) => cannot_write(name, &error).into(),
            Self::Text(error) => error.context(format!("cannot write `{}`", name.display())),
        }
    }
}

fn fill(file: OutFile, to: &mut impl Write) -> Result<(), Fault> {
    let mut to = BufWriter::with_capacity(1 << 16, to);
    for text in file.text {
        to.write_all(text.map_err(Fault::Text)?.as_bytes()).map_err(Fault::Io)?;
    }
    to.flush().map_err(Fault::Io)
}

/// The name is the user's: that of a part says nothing to anybody.
fn cannot_write(name: &Path, error: &io::Error) -> Problem {
    Problem::new(format!("cannot write `{}`: {}", name.display(), load::reason(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(names: &[&Path]) -> Output {
        let text = |path: &&Path| OutFile::new_text((*path).to_owned(), "new\n".to_owned());
        let files = names.iter().map(text).collect();
        Output { files, ..Output::answered(String::new()) }
    }

    #[test]
    fn two_files_are_not_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::create_dir(folder.path().join("in")).unwrap();
        let same = folder.path().join("in/../a.json");
        let error = files(output(&[&path, &same])).err().unwrap();
        assert!(error.to_string().ends_with("would be two files"), "{error}");
        assert!(!path.exists());
    }

    #[test]
    fn a_new_file_replaces_none_that_came_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.toml");
        files(output(&[&path])).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        fs::write(&path, "theirs").unwrap();
        let error = files(output(&[&path])).err().unwrap().to_string();
        assert_eq!(error, format!("cannot write `{}`: file exists", path.display()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
