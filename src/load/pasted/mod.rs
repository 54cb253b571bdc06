//! A paste of a table of rates or prices → its rows: from a web page, a mail, Markdown, a CSV
//! file or a workbook, with a header or without one.
//!
//! No line is lost: each is a row, a header, words above the table, a remark behind `#`, blank, or
//! an error. What stands between the columns is what makes most lines rows.

mod columns;
mod figure;
mod header;
mod heading;
mod lines;
mod rows;
mod sorted;
mod spaces;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use self::columns::Columns;
use self::lines::{Apart, Is, Line, delimited};
use self::rows::Rows;
use self::sorted::Sorted;
use crate::load::table::{Given, Origin, Raw, RawBody, raw, text_origin};
use crate::model::{Paste, Problem, Problems, TokenPrice};

/// What a paste is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Tokens for a day of use; money beside them is for a day.
    Rates,
    /// Prices of subscriptions; money is for a year, unless it says otherwise.
    Prices,
}

/// What is known before a paste is read.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// What it is to have.
    pub want: Want,
    /// The price of a token, which tells tokens from money.
    pub price: TokenPrice,
    /// The currency of its money.
    pub currency: &'a str,
    /// Whether a name is a known one.
    pub known: &'a dyn Fn(&str) -> bool,
    /// How it writes numbers, where it leaves that open.
    pub given: Given,
}

#[cfg(test)]
impl<'a> Ask<'a> {
    fn testing(known: &'a dyn Fn(&str) -> bool) -> Self {
        let (want, given) = (Want::Rates, Given::default());
        Self { want, price: TokenPrice::from(3), currency: "USD", known, given }
    }
}

/// Reads the paste at `path`, `-` for standard input: its rows, and beside them what is wrong with
/// its other lines. An error is about all of it.
pub fn paste(path: &Path, ask: &Ask) -> Result<Paste, Problems> {
    let Raw { name, body, notes } = raw(path)?;
    let mut paste = match body {
        RawBody::Text(text) => of_text(&name, &text, ask)?,
        RawBody::Sheets(sheets) => of_sheets(&name, sheets, ask)?,
    };
    paste.notes.splice(0..0, notes);
    Ok(paste)
}

/// The same of a text, for tests and embedders; `name` is what it is called in problems.
pub fn paste_of_text(name: &str, text: &str, ask: &Ask) -> Result<Paste, Problems> {
    of_text(name, text, ask)
}

fn of_text(name: &str, text: &str, ask: &Ask) -> Result<Paste, Problems> {
    let start = text.trim_start_matches(lines::is_space);
    if start.is_empty() {
        return Err(Problem::new(format!("`{name}` is empty")).into());
    }
    if start.starts_with(['<', '{', '[']) {
        let kind = if start.starts_with('<') { "HTML" } else { "JSON" };
        let problem = Problem::new(format!("`{name}` is {kind}, and no table in plain text"));
        return Err(problem
            .hint("copy the table as it is shown, with the names and figures")
            .into());
    }
    let (apart, found) = apart(name, text, ask)?;
    let seen: BTreeSet<_> = found.iter().map(|line| line.number).collect();
    let lines = (1..).zip(text.lines());
    let skipped =
        lines.filter(|(number, line)| !seen.contains(number) && line.chars().all(lines::is_space));
    let (many, blank) = (text.lines().count(), skipped.count());
    read(&text_origin(name), (apart, found), (many, blank), ask)
}

/// The sheet that has rows; where several have some, the user must say which.
fn of_sheets(
    name: &str,
    sheets: Vec<crate::load::table::RawRows>,
    ask: &Ask,
) -> Result<Paste, Problems> {
    let lines = |rows: &[(u64, Vec<String>)]| {
        rows.iter().map(|(number, cells)| Line::new(*number, cells.clone())).collect::<Vec<_>>()
    };
    let parted = sheets.into_iter().map(|sheet| (lines(&sheet.rows), sheet.origin));
    let (with_rows, others): (Vec<_>, Vec<_>) =
        parted.partition(|(lines, _)| lines.iter().any(Line::is_clear));
    let names: Vec<_> = with_rows.iter().map(|(_, origin)| origin.name()).collect();
    let mut tables = with_rows.into_iter();
    match (tables.next(), tables.next()) {
        (Some((lines, origin)), None) => {
            let many = lines.len();
            let mut paste = read(&origin, (Apart::Cells, lines), (many, 0), ask)?;
            let left = others.iter().map(|(_, other)| format!("{} is not read", other.name()));
            paste.notes.extend(left);
            Ok(paste)
        }
        (None, _) => Err(no_figure(name, ask.want).into()),
        _ => {
            Err(Problem::new(format!("`{name}` has {} tables: {}", names.len(), names.join(", ")))
                .hint("save each as a file of its own")
                .into())
        }
    }
}

/// What the columns stand apart by: what makes most lines rows, and the surer one of two.
fn apart(name: &str, text: &str, ask: &Ask) -> Result<(Apart, Vec<Line>), Problems> {
    let mut best: Option<(usize, Apart, Vec<Line>)> = None;
    let (mut unreadable, mut commas) = (None, Vec::new());
    for apart in [Apart::Tabs, Apart::Pipes, Apart::Semicolons, Apart::Commas, Apart::Spaces] {
        let lines = match apart {
            Apart::Spaces => spaces::spaces(text, ask),
            _ => match delimited(name, text, apart) {
                Ok(lines) => lines,
                Err(problem) => {
                    unreadable = unreadable.or(Some(problem));
                    continue;
                }
            },
        };
        let clear = lines.iter().filter(|line| line.is_clear()).count();
        let seen = best.as_ref().map_or(0, |(most, ..)| *most);
        if apart == Apart::Commas {
            commas.clone_from(&lines);
        }
        let is_by_commas = best.as_ref().is_some_and(|(_, best, _)| *best == Apart::Commas);
        if apart == Apart::Spaces && is_by_commas && clear == seen {
            ensure_one_reading(name, &commas, &lines)?;
        }
        if clear > seen {
            best = Some((clear, apart, lines));
        }
    }
    match (best, unreadable) {
        (Some((_, apart, lines)), _) => Ok((apart, lines)),
        (None, Some(problem)) => Err(problem.into()),
        (None, None) => Err(no_figure(name, ask.want).into()),
    }
}

/// That commas and spaces do not say two things: `Foo 1,100` is `Foo 1` with 100, or `Foo` with
/// 1,100.
fn ensure_one_reading(name: &str, commas: &[Line], spaces: &[Line]) -> Result<(), Problem> {
    let rows = |lines: &[Line]| {
        let rows = lines.iter().filter(|line| matches!(line.is, Is::Row)).cloned();
        rows.collect::<Vec<_>>()
    };
    let (commas, spaces) = (rows(commas), rows(spaces));
    let differs = |(one, other): &(&Line, &Line)| one.cells != other.cells;
    let Some((one, other)) = commas.iter().zip(&spaces).find(differs) else { return Ok(()) };
    let [one_words, other_words] = [one, other]
        .map(|line| line.cells.iter().map(|cell| format!("`{cell}`")).collect::<Vec<_>>());
    let message = format!(
        "its columns cannot be told apart: {}, or {}",
        one_words.join(" and "),
        other_words.join(" and ")
    );
    let problem = text_origin(name).at(one.number, Problem::new(message));
    Err(problem.hint("put a tab between the columns"))
}

fn no_figure(name: &str, want: Want) -> Problem {
    let example = match want {
        Want::Rates => "`AutoCAD` and `7`, perhaps `$21.00`",
        Want::Prices => "`AutoCAD` and `$2,310`",
    };
    Problem::new(format!("`{name}` has no line with a name and a figure"))
        .hint(format!("a line is such as {example}, apart by tabs, commas, pipes or spaces"))
}

/// The rows of lines that were taken apart.
fn read(
    origin: &Origin,
    (apart, mut lines): (Apart, Vec<Line>),
    (many, blank): (usize, usize),
    ask: &Ask,
) -> Result<Paste, Problems> {
    lines::find_header(&mut lines, apart);
    let sorted = Sorted::of(origin, &lines, apart, ask.want);
    let (rows, mut problems) = (&sorted.rows, sorted.problems.clone());
    problems.extend(sorted.titles(origin, ask));
    if rows.is_empty() && problems.is_empty() {
        return Err(no_figure(&origin.file, ask.want).into());
    }
    let found = match Columns::of(origin, sorted.header, rows, ask) {
        _ if rows.is_empty() => Rows::default(),
        Ok(columns) => rows::rows(origin, &columns, rows, ask),
        Err(more) => Rows { problems: more.into_vec(), ..Rows::default() },
    };
    let account = sorted.account(many, blank);
    let notes = sorted.notes(origin).chain(found.notes).collect();
    problems.extend(found.problems);
    let (file, apart) = (origin.file.clone(), apart.word());
    Ok(Paste { file, rows: found.found, account, apart, notes, problems })
}
