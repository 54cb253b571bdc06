//! What changed between two rate sheets, or between those of two folders: sentences (`words`), the
//! tables of rows (`table`) and of what moves by more than it may (`over`), and JSON (`json`).

mod json;
mod over;
mod table;
mod words;

use crate::engine::sheets::diff::SheetDiff;
use crate::model::{Days, Percent, RateSheet};
use crate::render::{Cell, Grid, Section, column};

pub use self::words::{notes, summary};

/// A sheet before and after, and what differs.
pub struct ComparedSheet<'a> {
    /// The name of its file in both folders; `None` where no folders are compared.
    pub file: Option<&'a str>,
    /// The sheet before, where it was there.
    pub old: Option<&'a RateSheet>,
    /// The sheet after, where it is there.
    pub new: Option<&'a RateSheet>,
    /// What differs.
    pub diff: SheetDiff,
}

impl ComparedSheet<'_> {
    /// The currency of its money.
    fn currency(&self) -> &str {
        self.new.or(self.old).map_or("", |sheet| &sheet.currency)
    }

    /// What became of the sheet, in a word.
    fn word(&self) -> &'static str {
        match (self.old, self.new) {
            (None, _) => "added",
            (_, None) => "removed",
            _ if self.diff.changes.is_empty() => "same",
            _ => "changed",
        }
    }
}

/// Everything that is compared, and how.
pub struct Comparison<'a> {
    /// Both sides, as they were typed.
    pub typed: [&'a str; 2],
    /// Days of use in a year.
    pub days: Days,
    /// By how much a figure may move.
    pub most: Option<Percent>,
    /// The sheets: one, or those of the folders.
    pub sheets: Vec<ComparedSheet<'a>>,
}

impl<'a> Comparison<'a> {
    /// The only sheet; `None` of folders, whose sheets have names and prices of their own.
    pub fn single(&self) -> Option<&'a RateSheet> {
        match self.sheets.as_slice() {
            [ComparedSheet { file: None, old, new, .. }] => new.or(*old),
            _ => None,
        }
    }

    fn is_of_folders(&self) -> bool {
        self.single().is_none()
    }

    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.sheets.iter().all(|sheet| sheet.diff.changes.is_empty())
    }

    /// Whether anything moves by more than it may.
    pub fn is_over(&self) -> bool {
        self.sheets.iter().any(|sheet| !sheet.diff.over.is_empty())
    }

    /// The result as one rectangle.
    pub fn data(&self) -> Grid {
        table::fields(self).data()
    }

    /// What people see first: the rows, or of folders the files.
    pub fn view(&self) -> Grid {
        match self.sheets.as_slice() {
            [sheet] if !self.is_of_folders() => table::view(sheet, self.days),
            sheets => {
                let mut grid = Grid::new(vec![
                    column("file", "sheet"),
                    column("change", "what"),
                    column("rows", "rows that\ndiffer"),
                ]);
                let row = |sheet: &ComparedSheet| {
                    vec![
                        Cell::from(sheet.file.unwrap_or_default()),
                        Cell::from(sheet.word()),
                        Cell::from(sheet.diff.changes.len()),
                    ]
                };
                grid.rows = sheets.iter().map(row).collect();
                grid
            }
        }
    }

    /// What people see below: what moves too far, and of folders the rows of each file.
    pub fn sections(&self) -> Vec<Section> {
        let over = self.most.map(|most| Section {
            title: format!("moved by more than {}", over::in_full(most)),
            grid: over::view(self, most),
        });
        let sheets = self.sheets.iter().filter_map(|sheet| {
            let grid = table::view(sheet, self.days);
            Some(Section { title: sheet.file?.to_owned(), grid })
        });
        over.into_iter().chain(sheets).collect()
    }
}
