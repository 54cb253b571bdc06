//! What the rows of a file prove about its dialect.

use std::collections::BTreeSet;

use super::dates::{self, DateOrder, Form};
use super::numbers::{self, DecimalMark};
use super::{Calendar, Dialect, Given, Kind, Style};
use crate::load::table::origin::Origin;
use crate::load::table::row::{Cell, Row, Typed};
use crate::model::{Problem, Problems};

/// How many signs of currencies are kept of a column.
const MOST_CURRENCIES: usize = 8;

/// A cell that proves something.
#[derive(Clone, Debug)]
struct Seen {
    line: u64,
    text: String,
    typed: Typed,
}

impl Seen {
    fn new(line: u64, cell: Cell) -> Self {
        Self { line, text: cell.text.chars().take(40).collect(), typed: cell.typed }
    }
}

/// What the cells of one column prove.
#[derive(Debug, Default)]
struct Column {
    kind: Kind,
    form: Option<(Form, Seen)>,
    other_form: Option<Seen>,
    day_first: Option<Seen>,
    month_first: Option<Seen>,
    point: Option<Seen>,
    comma: Option<Seen>,
    open: Option<Seen>,
    currencies: BTreeSet<String>,
}

/// What the rows of a file prove.
#[derive(Debug)]
pub(in crate::load::table) struct Proofs {
    columns: Vec<Column>,
    /// The columns that are no texts.
    looked_at: Vec<usize>,
}

/// How a file is read.
pub(in crate::load::table) struct Settled {
    pub(in crate::load::table) dialect: Dialect,
    /// What was concluded, and from which row.
    pub(in crate::load::table) notes: Vec<String>,
    /// The currencies beside the numbers of each column.
    pub(in crate::load::table) currencies: Vec<BTreeSet<String>>,
}

impl Proofs {
    /// Nothing yet, of columns that are read as these.
    pub(in crate::load::table) fn new(kinds: &[Kind]) -> Self {
        let columns = kinds.iter().map(|kind| Column { kind: *kind, ..Column::default() });
        let looked_at = (0..kinds.len()).filter(|place| kinds.get(*place) != Some(&Kind::Text));
        Self { columns: columns.collect(), looked_at: looked_at.collect() }
    }

    /// Looks at a row.
    pub(in crate::load::table) fn look(&mut self, row: &Row) {
        for place in &self.looked_at {
            let cell = row.cell(*place);
            if cell.text.is_empty() {
                continue;
            }
            let Some(column) = self.columns.get_mut(*place) else { continue };
            match column.kind {
                Kind::Text => {}
                Kind::Number => column.number(row.line, cell),
                Kind::Date | Kind::Moment => column.date(row.line, cell),
            }
        }
    }

    /// How the file is read; `names` are its columns.
    pub(in crate::load::table) fn settle(
        self,
        origin: &Origin,
        names: &[String],
        given: Given,
        calendar: Calendar,
    ) -> Result<Settled, Problems> {
        let (mut styles, mut notes, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (place, column) in self.columns.iter().enumerate() {
            let name = names.get(place).map_or("", String::as_str);
            let judge = Judge { origin, name, given, calendar };
            problems.extend(judge.mixture(column));
            let order = judge.order(column, &self.columns);
            let mark = judge.mark(column, &self.columns);
            let mut style = Style { kind: column.kind, ..Style::default() };
            for found in
                [order.map(|order| style.order = order), mark.map(|mark| style.mark = mark)]
            {
                problems.extend(found.err());
            }
            judge.tell(column, style, &mut notes);
            styles.push(style);
        }
        Problems::check(problems)?;
        let currencies = self.columns.into_iter().map(|column| column.currencies).collect();
        Ok(Settled { dialect: Dialect { styles, calendar }, notes, currencies })
    }
}

impl Column {
    fn date(&mut self, line: u64, cell: Cell) {
        let Some((form, proof)) = dates::look(cell) else { return };
        match &self.form {
            None => self.form = Some((form, Seen::new(line, cell))),
            Some((first, _)) if *first == form => {}
            Some(_) if self.other_form.is_some() => {}
            Some(_) => self.other_form = Some(Seen::new(line, cell)),
        }
        let seen = match proof {
            dates::Proof::Order(DateOrder::DayFirst) => &mut self.day_first,
            dates::Proof::Order(DateOrder::MonthFirst) => &mut self.month_first,
            dates::Proof::Either => &mut self.open,
            dates::Proof::None => return,
        };
        seen.get_or_insert_with(|| Seen::new(line, cell));
    }

    fn number(&mut self, line: u64, cell: Cell) {
        if cell.typed != Typed::Text {
            return;
        }
        let Some(number) = numbers::look(cell.text) else { return };
        if !number.currency.is_empty() && self.currencies.len() < MOST_CURRENCIES {
            self.currencies.insert(number.currency.to_owned());
        }
        let seen = match number.proof {
            numbers::Proof::Mark(DecimalMark::Point) => &mut self.point,
            numbers::Proof::Mark(DecimalMark::Comma) => &mut self.comma,
            numbers::Proof::Either(_) => &mut self.open,
            numbers::Proof::None => return,
        };
        seen.get_or_insert_with(|| Seen::new(line, cell));
    }

    fn is_date(&self) -> bool {
        matches!(self.kind, Kind::Date | Kind::Moment)
    }

    /// The order that its own rows prove, and the row.
    fn order(&self) -> Option<(DateOrder, &Seen)> {
        let day = self.day_first.as_ref().map(|seen| (DateOrder::DayFirst, seen));
        day.or(self.month_first.as_ref().map(|seen| (DateOrder::MonthFirst, seen)))
    }

    /// The mark that its own rows prove, and the row.
    fn mark(&self) -> Option<(DecimalMark, &Seen)> {
        let point = self.point.as_ref().map(|seen| (DecimalMark::Point, seen));
        point.or(self.comma.as_ref().map(|seen| (DecimalMark::Comma, seen)))
    }
}

/// Judges one column.
struct Judge<'j> {
    origin: &'j Origin,
    name: &'j str,
    given: Given,
    calendar: Calendar,
}

impl Judge<'_> {
    /// What stands there, a date of a workbook as a date.
    fn shown(&self, seen: &Seen) -> String {
        let cell = Cell { text: &seen.text, typed: seen.typed };
        let date =
            (seen.typed == Typed::Date).then(|| dates::iso(cell, None, self.calendar, false));
        date.flatten().unwrap_or_else(|| seen.text.clone())
    }

    fn problem(&self, seen: &Seen, message: &str) -> Problem {
        let problem = Problem::new(format!("`{}`: `{}` {message}", self.name, self.shown(seen)));
        self.origin.at(seen.line, problem)
    }

    /// Dates of two forms in one column.
    fn mixture(&self, column: &Column) -> Option<Problem> {
        let ((_, first), other) = column.form.as_ref().zip(column.other_form.as_ref())?;
        let place = self.origin.line(first.line);
        let message = format!("is written otherwise than `{}` on {place}", self.shown(first));
        Some(
            self.problem(other, &message).hint(
                "a program may have changed a part of the column: write all of it as 2026-03-02",
            ),
        )
    }

    fn order(&self, column: &Column, all: &[Column]) -> Result<Option<DateOrder>, Problem> {
        if let (Some(day), Some(month)) = (&column.day_first, &column.month_first) {
            let place = self.origin.line(day.line);
            let message = format!("has the month first, and `{}` on {place} the day", day.text);
            return Err(self.problem(month, &message).hint("write all of them as 2026-03-02"));
        }
        if let Some((order, _)) = column.order() {
            return Ok(Some(order));
        }
        let Some(open) = column.open.as_ref().filter(|_| column.is_date()) else { return Ok(None) };
        let form = column.form.as_ref().map(|(form, _)| *form);
        let alike = all.iter().filter(|other| other.form.as_ref().map(|(form, _)| *form) == form);
        let mut orders: BTreeSet<_> = alike
            .filter(|other| other.day_first.is_none() || other.month_first.is_none())
            .filter_map(|other| other.order().map(|(order, _)| order))
            .collect();
        orders.extend(self.given.dates);
        if orders.len() == 1 {
            return Ok(orders.pop_first());
        }
        let (month_first, day_first) = dates::readings(&open.text).unzip();
        let shown =
            |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let message = format!("may be {} or {}", shown(month_first), shown(day_first));
        let why = if orders.is_empty() { "no row settles it" } else { "other columns differ" };
        Err(self
            .problem(open, &format!("{message}: {why}"))
            .hint("say which comes first: `--dates mdy` (the month) or `--dates dmy` (the day)"))
    }

    fn mark(&self, column: &Column, all: &[Column]) -> Result<Option<DecimalMark>, Problem> {
        if let (Some(point), Some(comma)) = (&column.point, &column.comma) {
            let place = self.origin.line(point.line);
            let message = format!("has a decimal comma, and `{}` on {place} a point", point.text);
            return Err(self.problem(comma, &message).hint("write all of them in one way"));
        }
        if let Some((mark, _)) = column.mark() {
            return Ok(Some(mark));
        }
        let Some(open) = column.open.as_ref().filter(|_| column.kind == Kind::Number) else {
            return Ok(None);
        };
        let mut marks: BTreeSet<_> = all
            .iter()
            .filter(|other| other.point.is_none() || other.comma.is_none())
            .filter_map(|other| other.mark().map(|(mark, _)| mark))
            .collect();
        marks.extend(self.given.decimal);
        if marks.len() == 1 {
            return Ok(marks.pop_first());
        }
        let read = |mark| numbers::plain(&open.text, Some(mark)).unwrap_or_default();
        let (point, comma) = (read(DecimalMark::Point), read(DecimalMark::Comma));
        let why = if marks.is_empty() { "no row settles it" } else { "other columns differ" };
        let message = format!("may be {point} or {comma}: {why}");
        Err(self.problem(open, &message).hint(format!(
            "say what is before decimals: `--decimal point` ({point}) or \
             `--decimal comma` ({comma})"
        )))
    }

    /// Tells what was concluded where it is not the usual.
    fn tell(&self, column: &Column, style: Style, notes: &mut Vec<String>) {
        let (name, table) = (self.name, self.origin.name());
        let mut tell = |seen: &Seen, message: String| {
            let place = self.origin.line(seen.line);
            notes.push(format!("`{name}` of {table} {message}, {place} has `{}`", seen.text));
        };
        if let Some((order, seen)) = column.order() {
            let first = if order == DateOrder::DayFirst { "the day" } else { "the month" };
            tell(seen, format!("is read with {first} first"));
            if self.given.dates.is_some_and(|given| given != order) {
                let given = self.given.dates.map_or("", DateOrder::word);
                tell(seen, format!("is not read by `--dates {given}`"));
            }
        }
        if let Some((mark, seen)) = column.mark() {
            if mark == DecimalMark::Comma {
                tell(seen, "is read with decimal commas".to_owned());
            }
            if self.given.decimal.is_some_and(|given| given != mark) {
                let given = self.given.decimal.map_or("", DecimalMark::word);
                tell(seen, format!("is not read by `--decimal {given}`"));
            }
        }
        if let Some((form @ (Form::Serial | Form::Epoch), seen)) = &column.form {
            let cell = Cell { text: &seen.text, typed: Typed::Text };
            let clock = style.kind == Kind::Moment;
            let day = dates::iso(cell, None, self.calendar, clock).unwrap_or_default();
            let what = if *form == Form::Serial { "day numbers" } else { "seconds since 1970" };
            tell(seen, format!("is read as {what} ({day})"));
        }
    }
}
