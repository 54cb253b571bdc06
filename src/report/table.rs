//! The table of a command: its columns and rows, and every form that is made of them.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::column::Column;
use crate::render::{self, Cell, Grid};

/// Columns and rows. People see [`view`](Self::view), spreadsheets get [`data`](Self::data), and
/// JSON is the table itself, a list of its rows.
pub struct Table<'a, R> {
    pub(super) columns: Vec<Column<'a, R>>,
    rows: Vec<Row<R>>,
}

/// One line for people.
enum Row<R> {
    One(R),
    /// Several rows that people see as one: their sums, under these words.
    Together(String, Vec<R>),
}

impl<R> Row<R> {
    fn members(&self) -> &[R] {
        match self {
            Self::One(row) => std::slice::from_ref(row),
            Self::Together(_, rows) => rows,
        }
    }
}

impl<'a, R> Table<'a, R> {
    /// A table of `rows`, without columns yet.
    pub fn of(rows: impl IntoIterator<Item = R>) -> Self {
        Self { columns: Vec::new(), rows: rows.into_iter().map(Row::One).collect() }
    }

    /// And one more row for people, named `words`, which stands for all of `rows`; programs get
    /// each of them. None at all need no row.
    #[must_use]
    pub fn and_together(mut self, words: impl Into<String>, rows: Vec<R>) -> Self {
        if !rows.is_empty() {
            self.rows.push(Row::Together(words.into(), rows));
        }
        self
    }

    /// And one more row.
    #[must_use]
    pub fn and(mut self, row: R) -> Self {
        self.rows.push(Row::One(row));
        self
    }

    /// What people see: a row a line, and the sums below where a column has one.
    pub fn view(&self) -> Grid {
        let columns: Vec<_> = self.columns.iter().filter(|column| column.is_in_view()).collect();
        let cells = |row: &Row<R>| match row {
            Row::One(row) => columns.iter().map(|column| column.seen(row)).collect(),
            Row::Together(words, rows) => sums(words, &columns, || rows.iter()),
        };
        // Of no rows at all there is nothing to sum.
        let has_total =
            !self.rows.is_empty() && columns.iter().any(|column| column.counts.is_some());
        Grid {
            rows: self.rows.iter().map(cells).collect(),
            total: has_total.then(|| sums("total", &columns, || self.all())),
            ..grid(&columns)
        }
    }

    /// What people see of few rows with many figures: a figure a line, a column a row, named by
    /// `heads`.
    pub fn by_measure<H: Into<String>>(&self, heads: impl IntoIterator<Item = H>) -> Grid {
        let heads = heads.into_iter().map(|head| render::column("value", head));
        let columns = [render::column("measure", "measure")].into_iter().chain(heads).collect();
        let measure = |column: &Column<R>| {
            let cells = self.all().map(|row| column.seen(row));
            [column.title().into()].into_iter().chain(cells).collect()
        };
        let columns_seen = self.columns.iter().filter(|column| column.is_in_view());
        Grid { rows: columns_seen.map(measure).collect(), ..Grid::new(columns) }
    }

    /// What spreadsheets get: every row and no total, since a program adds up for itself.
    pub fn data(&self) -> Grid {
        let columns: Vec<_> = self.columns.iter().filter(|column| column.is_in_csv()).collect();
        let cells = |row| columns.iter().map(|column| (column.cell)(row)).collect();
        Grid { rows: self.all().map(cells).collect(), ..grid(&columns) }
    }

    /// Both rectangles: what spreadsheets get, and what people see.
    pub fn grids(self) -> (Grid, Grid) {
        (self.data(), self.view())
    }

    /// Its only row as a JSON object, where JSON is not to be a list.
    pub fn into_object(self) -> Single<'a, R> {
        Single(self)
    }

    fn objects(&self) -> impl Iterator<Item = Object<'_, 'a, R>> {
        self.all().map(|row| Object { columns: &self.columns, row })
    }

    fn all(&self) -> impl Iterator<Item = &R> {
        self.rows.iter().flat_map(Row::members)
    }
}

impl<R> Serialize for Table<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for object in self.objects() {
            list.serialize_element(&object)?;
        }
        list.end()
    }
}

/// A table of one row: that row, as JSON.
pub struct Single<'a, R>(Table<'a, R>);

impl<R> Serialize for Single<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.objects().next().serialize(serializer)
    }
}

struct Object<'t, 'a, R> {
    columns: &'t [Column<'a, R>],
    row: &'t R,
}

impl<R> Serialize for Object<'_, '_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for column in self.columns.iter().filter(|column| column.is_in_json()) {
            object.serialize_entry(&column.key, &(column.cell)(self.row))?;
        }
        object.end()
    }
}

fn grid<R>(columns: &[&Column<R>]) -> Grid {
    let column = |column: &&Column<R>| render::column(column.key.clone(), column.title());
    Grid::new(columns.iter().map(column).collect())
}

/// A line of sums under `words`; blank under what does not sum.
fn sums<'r, R: 'r, Rows: Iterator<Item = &'r R>>(
    words: &str,
    columns: &[&Column<R>],
    rows: impl Fn() -> Rows,
) -> Vec<Cell> {
    let sum = |column: &&Column<R>| {
        let Some(counts) = &column.counts else { return Cell::Blank };
        let mut cells = rows().filter(|row| counts(row)).map(|row| (column.cell)(row)).peekable();
        // Where no row counts there is no sum, which is not a sum of zero.
        if cells.peek().is_some() { cells.sum() } else { Cell::Empty }
    };
    [words.into()].into_iter().chain(columns.iter().skip(1).map(sum)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Heading;
    use super::*;
    use crate::model::Money;

    /// What is paid for it; a service needs no licence.
    enum Licence {
        Known(u64),
        Unknown,
        NotNeeded,
    }
    use Licence::{Known, NotNeeded, Unknown};

    type Line = (&'static str, u64, Licence);

    fn table(rows: Vec<Line>) -> Table<'static, Line> {
        let licence = |licence: &Licence| match licence {
            Known(price) => Some(Money::from(*price)),
            Unknown | NotNeeded => None,
        };
        Table::of(rows)
            .text("name", "item", |(name, ..)| *name)
            .text("id", Heading::ForPrograms, |(name, ..)| name.to_lowercase())
            .money("cost", "Flex", |(_, cost, _)| Money::from(*cost))
            .sums()
            .money("licence", "licence", move |(.., price)| licence(price))
            .sums_where(|(.., licence)| !matches!(licence, NotNeeded))
            .count("half", "half", |(_, cost, _)| cost / 2)
            .in_words(|(_, cost, _)| (*cost == 0).then_some("none"))
            .for_people()
            .json("deep", |(_, cost, _)| serde_json::json!([cost]))
    }

    fn total(rows: Vec<Line>) -> Vec<Cell> {
        table(rows).view().total.unwrap()
    }

    fn amount(amount: u64) -> Cell {
        Money::from(amount).into()
    }

    #[test]
    fn a_total_is_the_sum_of_its_column() {
        // 30 + 4 = 34; 100 + 200 = 300
        let rows = vec![("A", 30, Known(100)), ("B", 4, Known(200))];
        assert_eq!(total(rows), ["total".into(), amount(34), amount(300), Cell::Blank]);
    }

    #[test]
    fn a_sum_over_an_unknown_is_unknown() {
        let rows = vec![("A", 30, Known(100)), ("B", 4, Unknown), ("C", 1, NotNeeded)];
        assert_eq!(total(rows), ["total".into(), amount(35), Cell::Empty, Cell::Blank]);
    }

    #[test]
    fn a_row_that_does_not_count_leaves_the_sum_known() {
        let rows = vec![("A", 30, Known(100)), ("C", 1, NotNeeded)];
        assert_eq!(total(rows), ["total".into(), amount(31), amount(100), Cell::Blank]);
        let rows = vec![("C", 1, NotNeeded)];
        assert_eq!(total(rows), ["total".into(), amount(1), Cell::Empty, Cell::Blank]);
    }

    #[test]
    fn rows_together_are_one_for_people_and_each_for_programs() {
        let table = table(vec![("A", 30, Known(100))])
            .and_together("2 others", vec![("B", 4, Known(200)), ("C", 1, NotNeeded)])
            .and_together("none", vec![]);
        let (view, data) = (table.view(), table.data());
        // 4 + 1 = 5; 30 + 4 + 1 = 35
        assert_eq!(view.rows.len(), 2);
        assert_eq!(view.rows[1], ["2 others".into(), amount(5), amount(200), Cell::Blank]);
        assert_eq!(view.total.unwrap()[1], amount(35));
        assert_eq!(data.rows.len(), 3);
        assert_eq!(data.rows[2], ["C".into(), "c".into(), amount(1), Cell::Empty]);
    }

    #[test]
    fn each_sees_the_columns_meant_for_them() {
        let table = table(vec![("A", 30, Unknown)]);
        let keys = |grid: Grid| grid.columns.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(table.view()), ["name", "cost", "licence", "half"]);
        assert_eq!(keys(table.data()), ["name", "id", "cost", "licence"]);
        assert_eq!(
            serde_json::to_string(&table).unwrap(),
            r#"[{"name":"A","id":"a","cost":30,"licence":null,"deep":[30]}]"#
        );
    }

    #[test]
    fn people_read_words_in_place_of_a_figure() {
        let view = table(vec![("A", 0, Unknown), ("B", 4, Unknown)]).view();
        assert_eq!([&view.rows[0][3], &view.rows[1][3]], [&"none".into(), &Cell::from(2_u64)]);
    }

    #[test]
    fn few_rows_with_many_figures_read_downwards() {
        let grid = table(vec![("A", 30, Known(100))]).by_measure(["value"]);
        assert_eq!(grid.rows[1], ["Flex".into(), amount(30)]);
        assert_eq!(grid.rows[3], ["half".into(), Cell::from(15_u64)]);
    }
}
