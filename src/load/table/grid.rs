//! The rows of a table that cannot be read line by line, held closely packed.

use super::bounds::MOST_CELLS;
use super::row::{Row, Typed};

/// Rows out of JSON or a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grid {
    text: String,
    /// Where each cell ends in the text, and what it is.
    ends: Vec<u32>,
    typed: Vec<Typed>,
    /// Of each row its number and the cell with which it ends.
    rows: Vec<(u32, u32)>,
}

/// There is more than a table may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

impl Grid {
    /// Adds a row.
    pub(super) fn push(&mut self, row: &Row) -> Result<(), TooMuch> {
        for cell in row.cells() {
            self.text.push_str(cell.text);
            self.ends.push(u32::try_from(self.text.len()).map_err(|_| TooMuch)?);
            self.typed.push(cell.typed);
        }
        if self.ends.len() > MOST_CELLS || self.rows.len() > MOST_CELLS {
            return Err(TooMuch);
        }
        let line = u32::try_from(row.line).map_err(|_| TooMuch)?;
        self.rows.push((line, u32::try_from(self.ends.len()).map_err(|_| TooMuch)?));
        Ok(())
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Writes the row at `place` into `row`; `false` where there is none.
    pub(super) fn row(&self, place: usize, row: &mut Row) -> bool {
        let Some((line, end)) = self.rows.get(place) else { return false };
        let before = place.checked_sub(1).and_then(|before| self.rows.get(before));
        let first = before.map_or(0, |(_, end)| *end as usize);
        let mut start = match first.checked_sub(1) {
            Some(cell) => self.ends.get(cell).map_or(0, |end| *end as usize),
            None => 0,
        };
        row.begin(u64::from(*line));
        let cells = first..*end as usize;
        let ends = self.ends.get(cells.clone()).unwrap_or_default();
        for (end, typed) in ends.iter().zip(self.typed.get(cells).unwrap_or_default()) {
            let end = *end as usize;
            row.push(self.text.get(start..end).unwrap_or_default(), *typed);
            start = end;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_as_they_went_in() {
        let (mut grid, mut rows) = (Grid::default(), Vec::new());
        for (line, cells) in [(1, &["a", ""][..]), (4, &[]), (5, &["", "bc", "d"])] {
            let mut row = Row::default();
            row.begin(line);
            for cell in cells {
                row.push(cell, Typed::Number);
            }
            grid.push(&row).unwrap();
            rows.push(row);
        }
        let mut row = Row::default();
        for (place, expected) in rows.iter().enumerate() {
            assert!(grid.row(place, &mut row));
            assert_eq!(row, *expected);
        }
        assert!(!grid.row(3, &mut row));
    }
}
