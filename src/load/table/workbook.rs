//! A workbook (.xlsx) → the rows of its sheets.
//!
//! Workbooks keep numbers as binary floating point, so that this is the one door through which it
//! comes in: each is turned into its shortest decimal text, which is what was typed, and nothing is
//! computed with it.

use std::fs::File;
use std::io::{self, BufReader, Seek};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::bounds::{Bounded, LARGEST_HELD_PART, LARGEST_WORKBOOK, MOST_COLUMNS};
use super::container::{Held, fault};
use super::grid::Grid;
use super::origin::{Counted, Origin};
use super::row::{Row, Typed};
use crate::model::Problem;

/// A workbook that is open.
pub(super) struct Workbook {
    name: String,
    xlsx: Xlsx<BufReader<File>>,
    held: Held,
    /// Whether its days are counted from 1904, as old Macs did.
    pub(super) from_1904: bool,
}

/// A sheet of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) is_hidden: bool,
}

impl Workbook {
    /// Opens the workbook called `name`.
    pub(super) fn open(name: &str, held: Held) -> Result<Self, Problem> {
        let copy = || held.file.try_clone().map_err(|error| fault(name, &error));
        ensure_bounded(name, copy()?)?;
        let mut file = copy()?;
        file.rewind().map_err(|error| fault(name, &error))?;
        let xlsx = Xlsx::new(BufReader::new(file)).map_err(|error| broken(name, &error))?;
        Ok(Self { name: name.to_owned(), from_1904: xlsx.has_1904_epoch(), xlsx, held })
    }

    /// Its sheets with cells, in order.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        let sheets = (1..).zip(self.xlsx.sheets_metadata());
        let cells = sheets.filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet);
        let sheet = |(number, sheet): (usize, &calamine::Sheet)| Sheet {
            number,
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
        };
        cells.map(sheet).collect()
    }

    /// The first rows of the sheet, or all of them.
    pub(super) fn rows(&mut self, sheet: &Sheet, most: usize) -> Result<Grid, Problem> {
        let read = self.read(sheet, most);
        // What could not be read because it was changed is no broken workbook.
        self.held.ensure_unchanged().map_err(|error| fault(&self.name, &error))?;
        read
    }

    fn read(&mut self, sheet: &Sheet, most: usize) -> Result<Grid, Problem> {
        let name = self.name.clone();
        let origin = Origin::new(&name, Counted::Sheet(sheet.number, sheet.name.clone()));
        let mut cells =
            self.xlsx.worksheet_cells_reader(&sheet.name).map_err(|error| broken(&name, &error))?;
        let too_much = |_| Problem::new(format!("{} has too many cells", origin.name()));
        let (mut grid, mut row, mut line) = (Grid::default(), Row::default(), 0);
        loop {
            let next = cells.next_cell_with_formula_metadata();
            let Some(cell) = next.map_err(|error| broken(&name, &error))? else { break };
            let (at, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
            let problem = |message: &str| origin.at(at, Problem::new(message));
            let Some((text, typed)) = text_of(&cell.value) else {
                if cell.formula.is_some() {
                    return Err(problem("a formula without its value").hint(
                        "open the workbook in Excel and save it, so that it has its values",
                    ));
                }
                continue;
            };
            if column >= MOST_COLUMNS {
                return Err(problem(&format!("more than {MOST_COLUMNS} columns")));
            }
            if at != line {
                if line > 0 {
                    grid.push(&row).map_err(too_much)?;
                }
                if at < line {
                    return Err(problem("the rows of this sheet are not in order"));
                }
                if grid.len() >= most {
                    return Ok(grid);
                }
                line = at;
                row.begin(line);
            }
            if column < row.len() {
                return Err(problem("the cells of this row are not in order"));
            }
            row.pad(column);
            row.push(&text, typed);
        }
        if line > 0 {
            grid.push(&row).map_err(too_much)?;
        }
        Ok(grid)
    }
}

/// The text of a cell with anything in it.
fn text_of(value: &DataRef) -> Option<(String, Typed)> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::Int(number) => (number.to_string(), Typed::Number),
        DataRef::Float(number) => (number.to_string(), Typed::Number),
        DataRef::DateTime(date) if date.is_datetime() => (date.as_f64().to_string(), Typed::Date),
        DataRef::DateTime(duration) => (duration.as_f64().to_string(), Typed::Number),
        DataRef::SharedString(text) => ((*text).to_owned(), Typed::Text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.clone(), Typed::Text)
        }
        DataRef::Bool(true) => ("TRUE".to_owned(), Typed::Text),
        DataRef::Bool(false) => ("FALSE".to_owned(), Typed::Text),
        DataRef::Error(error) => (error.to_string(), Typed::Text),
    })
}

/// That its parts unpack to what can be held. What the archive says of their sizes may be a lie.
fn ensure_bounded(name: &str, file: File) -> Result<(), Problem> {
    let zip = |error: zip::result::ZipError| broken(name, &error);
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(zip)?;
    let mut left = LARGEST_WORKBOOK;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(zip)?;
        let is_sheet = part.name().map_err(zip)?.starts_with("xl/worksheets/");
        let (most, what) = if is_sheet {
            (left, "more than 1 GiB of sheets, unpacked")
        } else {
            (left.min(LARGEST_HELD_PART), "a part of more than 128 MiB, unpacked")
        };
        let mut bounded = Bounded::new(part, most, what);
        let read = io::copy(&mut bounded, &mut io::sink()).map_err(|error| fault(name, &error))?;
        left -= read.min(left);
    }
    Ok(())
}

fn broken(name: &str, error: &impl std::fmt::Display) -> Problem {
    Problem::new(format!("cannot read the workbook `{name}`: {error}"))
        .hint("open it in Excel and save it again as .xlsx, or the sheet as `CSV UTF-8`")
}
