//! The rate sheets inside the binary. Only the one that is used gets parsed: that is most of a fast start.

/// Name, the file it is built from, and its text.
const SHEETS: [(&str, &str, &str); 3] = [
    ("autodesk", "rates/autodesk.toml", include_str!("../../rates/autodesk.toml")),
    ("guide-2026", "rates/guide-2026.toml", include_str!("../../rates/guide-2026.toml")),
    ("cloud-credits-2022", "rates/cloud-credits-2022.toml", include_str!("../../rates/cloud-credits-2022.toml")),
];

/// The names of the built-in sheets, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHEETS.iter().map(|(name, ..)| *name)
}

/// The file name and text of a built-in sheet.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    SHEETS.iter().find(|(known, ..)| *known == name).map(|(_, file, text)| (*file, *text))
}
