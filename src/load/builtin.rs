//! The rate sheets inside the binary: checked and read from TOML when it is built (`build.rs`), and
//! only the one that is used is unpacked, which is most of a fast start.

use crate::model::{Problem, RateSheet};

macro_rules! sheets {
    ($($name:literal)*) => {
        [$((
            $name,
            include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
            include_str!(concat!("../../rates/", $name, ".toml")),
        )),*]
    };
}

/// Name, packed form, and the file itself.
const SHEETS: [(&str, &str, &str); 3] = sheets!("autodesk" "guide-2026" "cloud-credits-2022");

/// The names of the built-in sheets, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHEETS.iter().map(|(name, ..)| *name)
}

/// The built-in sheet of that name, where there is one.
pub(super) fn find(name: &str) -> Option<Result<RateSheet, Problem>> {
    let (_, packed, _) = SHEETS.iter().find(|(known, ..)| *known == name)?;
    let damaged = |error| Problem::new(format!("built-in rate sheet `{name}` is damaged: {error}"));
    Some(serde_json::from_str(packed).map_err(damaged))
}

/// The file of the built-in sheet of that name, where there is one.
pub(super) fn text(name: &str) -> Option<&'static str> {
    SHEETS.iter().find(|(known, ..)| *known == name).map(|(.., text)| *text)
}
