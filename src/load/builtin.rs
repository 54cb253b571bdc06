//! The rate sheets inside the binary: checked and read from TOML when it is built (`build.rs`), and
//! only the editions that are used are unpacked, which is most of a fast start.

use chrono::NaiveDate;

use crate::model::{Problem, Problems, RateSheet, in_force};

/// One edition of a built-in sheet: every file of `rates/` is one.
pub(super) struct Edition {
    /// The name of the sheet, which all its editions have.
    pub(super) name: &'static str,
    /// The first day on which it holds, by year, month and day.
    effective: (i32, u32, u32),
    /// The file, and what stands in it.
    pub(super) file: &'static str,
    pub(super) text: &'static str,
    /// The sheet, packed.
    packed: &'static str,
}

/// All of them: the default sheet first, then by name; of one sheet by rising `effective`.
const EDITIONS: &[Edition] = include!(concat!(env!("OUT_DIR"), "/editions.rs"));

/// The names of the built-in sheets, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    let groups = EDITIONS.chunk_by(|one, next| one.name == next.name);
    groups.filter_map(|editions| editions.first()).map(|edition| edition.name)
}

/// When each edition of the built-in sheet of that name takes effect, by rising date.
pub fn effective_dates(name: &str) -> impl Iterator<Item = NaiveDate> {
    EDITIONS.iter().filter(move |edition| edition.name == name).map(Edition::effective)
}

/// The editions that `name` asks for, by rising `effective`: `autodesk` for all of them,
/// `autodesk@2025-12` for the one that takes effect then. `None` where no built-in sheet has the
/// name.
pub(super) fn find(name: &str) -> Option<Result<&'static [Edition], Problem>> {
    let (sheet, date) = match name.split_once('@') {
        Some((sheet, date)) => (sheet, Some(date)),
        None => (name, None),
    };
    let editions = EDITIONS
        .chunk_by(|one, next| one.name == next.name)
        .find(|editions| editions.iter().any(|edition| edition.name == sheet))?;
    let Some(date) = date else { return Some(Ok(editions)) };
    let mut meant = editions.chunks(1).filter(|one| one.iter().all(|it| it.is_of(date)));
    Some(match (meant.next(), meant.next()) {
        (Some(one), None) => Ok(one),
        (found, _) => Err(not_one(editions, name, found.is_some())),
    })
}

/// That a name with a date asks for no edition, or for several.
fn not_one(editions: &[Edition], name: &str, is_several: bool) -> Problem {
    let there: Vec<_> = editions.iter().map(|one| format!("`{}`", one.full_name())).collect();
    let words = if is_several { "is the name of several editions" } else { "is no edition" };
    let problem = Problem::new(format!("`{name}` {words} of a built-in rate sheet"));
    problem.hint(format!("there are {}; `--on DATE` asks as of a day", there.join(", ")))
}

/// The one in force on a day; before the earliest, that one.
pub(super) fn in_force_on(editions: &'static [Edition], on: NaiveDate) -> Option<&'static Edition> {
    editions.get(in_force(editions, Edition::effective, on))
}

impl Edition {
    /// The first day on which it holds.
    pub(super) fn effective(&self) -> NaiveDate {
        let (year, month, day) = self.effective;
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
    }

    /// Its name among the editions of its sheet, as `autodesk@2025-12-08`.
    pub(super) fn full_name(&self) -> String {
        format!("{}@{}", self.name, self.effective())
    }

    /// Whether `date`, which may be a year, a month or a day, is when it takes effect.
    fn is_of(&self, date: &str) -> bool {
        let effective = self.effective().to_string();
        let rest = effective.strip_prefix(date);
        date.len() >= 4 && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// The sheet.
    pub(super) fn read(&self) -> Result<RateSheet, Problems> {
        let name = self.full_name();
        serde_json::from_str(self.packed).map_err(|error| {
            Problem::new(format!("built-in rate sheet `{name}` is damaged: {error}")).into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Option<Vec<&'static str>> {
        let found = find(name)?.ok();
        Some(found.map_or(vec![], |all| all.iter().map(|one| one.file).collect()))
    }

    #[test]
    fn a_name_means_all_editions_and_a_date_behind_it_one() {
        let [old, middle, new] =
            ["rates/autodesk@2022-11.toml", "rates/autodesk@2025-12.toml", "rates/autodesk.toml"];
        assert_eq!(meant("autodesk"), Some(vec![old, middle, new]));
        for name in ["autodesk@2025-12", "autodesk@2025-12-08", "autodesk@2025"] {
            assert_eq!(meant(name), Some(vec![middle]), "{name}");
        }
        // no edition of that day, half a date, no date
        for name in ["autodesk@2026-01", "autodesk@2025-1", "autodesk@20", "autodesk@"] {
            assert_eq!(meant(name), Some(vec![]), "{name}");
        }
        assert_eq!(meant("ours@2025-12"), None);
        assert_eq!(meant("ours.toml"), None);
    }

    #[test]
    fn an_edition_is_in_force_from_its_day_on_and_the_earliest_before_it() {
        let editions = find("autodesk").unwrap().unwrap();
        let file = |day: &str| in_force_on(editions, day.parse().unwrap()).unwrap().file;
        // one below, at, one above
        assert_eq!(file("2025-12-07"), "rates/autodesk@2022-11.toml");
        assert_eq!(file("2025-12-08"), "rates/autodesk@2025-12.toml");
        assert_eq!(file("2025-12-09"), "rates/autodesk@2025-12.toml");
        assert_eq!(file("2020-01-01"), "rates/autodesk@2022-11.toml");
        assert_eq!(file("2026-11-30"), "rates/autodesk.toml");
    }
}
