//! Small files of text, as they are before anybody knows what they say: whole, in UTF-8, and not
//! empty. Usage is not among them: it may be larger than memory (`usage/source.rs`).

use std::io::Read;
use std::path::Path;

use super::input;
use super::stamp::Stamp;
use crate::model::Problem;

/// The largest rate sheet, scenario or estate that is read, in bytes: far beyond any real one.
const LARGEST_FILE: u64 = 64 << 20;

/// The text of the file at `path`.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    let name = path.display();
    if path.is_dir() {
        return Err(Problem::new(format!("cannot read `{name}`: it is a folder, not a file")));
    }
    let fault =
        |error: std::io::Error| Problem::new(format!("cannot read `{name}`: {}", reason(&error)));
    let file = input::open(path)?;
    let stamp = Stamp::of(&file).map_err(fault)?;
    let text = text_of(&name.to_string(), &file)?;
    match Stamp::ensure(stamp, &file) {
        Ok(()) => Ok(text),
        Err(error) => Err(fault(error)),
    }
}

/// The text that `source` holds; `name` is what it is called in problems.
pub(super) fn text_of(name: &str, source: impl Read) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let read = source.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Problem::new(format!("cannot read `{name}`: {}", reason(&error))))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Problem::new(format!(
            "`{name}` is larger than 64 MiB: that is no rate sheet, scenario or estate"
        )));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or_else(|| Problem::new(format!("`{name}` is not a text file in UTF-8")))?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(Problem::new(format!("`{name}` is empty")));
    }
    Ok(text)
}

/// The system's words without its error number, which tells nobody anything.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> String {
        text_of("x", bytes).unwrap_err().to_string()
    }

    #[test]
    fn a_text_is_utf_8_and_says_something() {
        assert_eq!(text_of("x", &b"\xef\xbb\xbfa"[..]).unwrap(), "\u{feff}a");
        assert_eq!(fault(b"\xef\xbb\xbf \r\n"), "`x` is empty");
        assert_eq!(fault(b"\xff\xfea\0"), "`x` is not a text file in UTF-8");
        assert_eq!(fault(b"a\0b"), "`x` is not a text file in UTF-8");
    }

    #[test]
    fn a_text_is_not_larger_than_any_real_one() {
        // at, and one above
        let largest = vec![b'a'; 64 << 20];
        assert!(text_of("x", &largest[..]).is_ok());
        let problem = fault(&[largest.as_slice(), b"a"].concat());
        assert!(problem.starts_with("`x` is larger than 64 MiB"), "{problem}");
    }

    #[test]
    fn a_reason_has_no_number() {
        let error = std::io::Error::other("No such file (os error 2)");
        assert_eq!(reason(&error), "no such file");
    }
}
