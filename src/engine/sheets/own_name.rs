//! Can this be the name of a rate sheet of one's own?
//!
//! ```text
//! letters, digits, `-` and `_`; no other sheet's name
//! ```
//!
//! Example: `ours-2027` can; `Autodesk` cannot, since answers that name it would seem to come from
//! the built-in sheet.
//!
//! Edges: a path or the name of a file is meant for `-o`, and `@` names an edition of a sheet.

use std::path::Path;

use crate::model::{Problem, file_word, normalise, shell_word};

/// As long as a name is at most, to stand in the notes of every answer.
const LONGEST: usize = 64;

/// That `name` can be that of a sheet beside those that are `built_in`.
pub fn ensure_own_name<'a>(
    name: &str,
    mut built_in: impl Iterator<Item = &'a str>,
) -> Result<(), Problem> {
    if let Some(known) = built_in.find(|known| normalise(known) == normalise(name)) {
        let problem = Problem::new(format!("`{known}` is a built-in rate sheet"));
        return Err(problem.hint("give the sheet a name of its own, such as `ours`"));
    }
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if begins && name.chars().all(of_name) && name.len() <= LONGEST {
        return Ok(());
    }
    let problem = Problem::new(format!(
        "a sheet's name must be letters, digits, `-` and `_`, at most {LONGEST}, found `{name}`"
    ));
    let hint = match name.strip_suffix(".toml") {
        Some(bare) => {
            let bare = bare.rsplit(['/', '\\']).next().unwrap_or(bare);
            let bare = if begins && bare.chars().all(of_name) { bare } else { "NAME" };
            let file = file_word(Path::new(name)).and_then(|file| shell_word(&file));
            let file = file.unwrap_or_else(|| "FILE".to_owned());
            format!("the file is named by `-o`: `flexcalc rates new {bare} -o {file}`")
        }
        None => "such as `ours` or `acme-2027`; the file is named by `-o`".to_owned(),
    };
    Err(problem.hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_nobody_elses() {
        let is_own = |name: &str| ensure_own_name(name, ["autodesk", "guide-2026"].into_iter());
        for name in ["ours", "acme-2027", "A_1", &"x".repeat(64)] {
            assert_eq!(is_own(name), Ok(()), "{name}");
        }
        for name in ["", "-o", "a b", "../x", "ours.toml", "autodesk@2025", "é", &"x".repeat(65)] {
            assert!(is_own(name).is_err(), "{name}");
        }
        for name in ["autodesk", "Autodesk", "guide_2026"] {
            assert!(is_own(name).unwrap_err().message.ends_with("is a built-in rate sheet"));
        }
        let hint = is_own("sheets/ours.toml").unwrap_err().hint.unwrap();
        assert!(hint.ends_with("`flexcalc rates new ours -o sheets/ours.toml`"));
    }
}
