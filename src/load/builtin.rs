//! The rate sheets inside the binary: checked and read from TOML when it is built (`build.rs`), and only the one that is used
//! is unpacked, which is most of a fast start.

use crate::model::{Problem, RateSheet};

/// Name and packed form.
const SHEETS: [(&str, &str); 3] = [
    ("autodesk", include_str!(concat!(env!("OUT_DIR"), "/autodesk.json"))),
    ("guide-2026", include_str!(concat!(env!("OUT_DIR"), "/guide-2026.json"))),
    ("cloud-credits-2022", include_str!(concat!(env!("OUT_DIR"), "/cloud-credits-2022.json"))),
];

/// The names of the built-in sheets, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHEETS.iter().map(|(name, _)| *name)
}

/// The built-in sheet of that name, where there is one.
pub(super) fn find(name: &str) -> Option<Result<RateSheet, Problem>> {
    let (_, packed) = SHEETS.iter().find(|(known, _)| *known == name)?;
    let damaged = |error| Problem::new(format!("built-in rate sheet `{name}` is damaged: {error}"));
    Some(serde_json::from_str(packed).map_err(damaged))
}
