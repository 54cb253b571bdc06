//! What the columns of a paste are: by its header, else by its figures. `7` and `21` are tokens and
//! money where 7 × the price of a token is 21; what nothing tells apart is refused.

use super::figure::{Figure, Per, term};
use super::header::Head;
use super::heading::UNDERSTOOD;
use super::lines::Line;
use super::{Ask, Want};
use crate::load::table::{Origin, may_name_currency, plain_numbers};
use crate::model::{Given as _, Limits, PricePerDay, Problem, Problems, TokensPerDay, may_be};

/// The columns of a paste.
pub(super) struct Columns {
    /// Where the names are.
    pub(super) name: usize,
    /// Where what the figures of a row are for may stand.
    pub(super) units: Vec<usize>,
    /// The columns of figures, and what each is for.
    pub(super) figures: Vec<(usize, Is)>,
    /// What each column is called.
    pub(super) names: Vec<String>,
    /// The columns that nobody wants.
    pub(super) left: Vec<usize>,
    /// The columns of prices that do not say that they are for a year.
    pub(super) for_a_year: Vec<usize>,
}

/// What a column of figures is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Is {
    /// Tokens, for a day or for something else.
    Tokens(Per),
    /// Money, for a day or a term.
    Money(Per),
}

impl Columns {
    /// The columns by the header, where there is one, else by the rows.
    pub(super) fn of(
        origin: &Origin,
        header: Option<(&[Head], &Line)>,
        rows: &[&Line],
        ask: &Ask,
    ) -> Result<Self, Problems> {
        let columns = match header {
            Some((heads, line)) => by_header(origin, heads, line, rows, ask)?,
            None => by_figures(origin, rows, ask)?,
        };
        let tokens = |is: &Is| matches!(is, Is::Tokens(_));
        let mut seen: Vec<&Is> = Vec::new();
        for (_, is) in &columns.figures {
            if seen.contains(&is) || tokens(is) && seen.iter().any(|seen| tokens(seen)) {
                return Err(untold(origin, rows, ask.want, "two columns may be one").into());
            }
            seen.push(is);
        }
        match (ask.want, columns.figures.iter().any(|(_, is)| tokens(is))) {
            (Want::Rates, false) => {
                let problem = Problem::new(format!("{} has no tokens", origin.name()));
                let hint = "a line has the tokens for a day of use: prices alone go to `--prices`";
                Err(problem.hint(hint).into())
            }
            _ => Ok(columns),
        }
    }
}

fn by_header(
    origin: &Origin,
    heads: &[Head],
    header: &Line,
    rows: &[&Line],
    ask: &Ask,
) -> Result<Columns, Problems> {
    let mut problems = not_understood(origin, heads, header, rows);
    let name = match name_of(heads, rows) {
        Ok(name) => name,
        Err(problem) => {
            if problems.is_empty() {
                problems.push(origin.at(header.number, problem));
            }
            0
        }
    };
    for cell in &header.cells {
        let other = may_name_currency(cell).filter(|sign| !may_be(sign, ask.currency));
        problems.extend(other.map(|sign| {
            let message = format!("`{cell}` is in {sign}, and not in {}", ask.currency);
            origin.at(header.number, Problem::new(message).hint("say which it is: `--currency`"))
        }));
    }
    let figures = heads.iter().enumerate().filter_map(|(column, head)| {
        let is = match head {
            Head::Tokens(per) => Is::Tokens(per.clone()),
            Head::Money(per) => Is::Money(unsaid(per, ask.want)),
            Head::Rate if any(rows, column, Figure::is_money) => Is::Money(Per::Day),
            Head::Rate => Is::Tokens(Per::Day),
            Head::Name | Head::Unit | Head::Code | Head::Unknown => return None,
        };
        Some((column, is))
    });
    let figures: Vec<_> = figures.collect();
    for (column, is) in &figures {
        let other = match is {
            Is::Tokens(Per::Other(unit)) => unit.as_str(),
            Is::Tokens(Per::Month) => "month",
            Is::Tokens(Per::Year | Per::ThreeYears) => "year",
            _ => continue,
        };
        let cell = header.cells.get(*column).map_or("", String::as_str);
        let message = format!("`{cell}` is by the {other}, and not by the day");
        let hint = "services that charge by the result are rows of `[results]`: write them there";
        problems.push(origin.at(header.number, Problem::new(message).hint(hint)));
    }
    Problems::check(problems)?;
    let of = |wanted: Head| {
        let columns = heads.iter().enumerate().filter(move |(_, head)| **head == wanted);
        columns.map(|(column, _)| column).collect::<Vec<_>>()
    };
    let unsaid = if ask.want == Want::Prices { of(Head::Money(Per::Unsaid)) } else { Vec::new() };
    Ok(Columns {
        name,
        units: of(Head::Unit),
        figures,
        left: [of(Head::Code), of(Head::Unknown)]
            .concat()
            .into_iter()
            .filter(|column| *column != name)
            .collect(),
        for_a_year: unsaid,
        names: header.cells.clone(),
    })
}

/// Every heading over figures that is not understood.
fn not_understood(origin: &Origin, heads: &[Head], header: &Line, rows: &[&Line]) -> Vec<Problem> {
    let is_figures = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        cells.into_iter().any(|cell| Figure::of(cell).is_some() || cell.ends_with('%'))
    };
    let unknown = heads.iter().zip(&header.cells).enumerate().filter(|(column, (head, _))| {
        matches!(head, Head::Unknown | Head::Unit) && is_figures(*column)
    });
    let problem = |(column, (_, cell)): (usize, (&Head, &String))| {
        let counts = |word: &str| {
            matches!(word, "day" | "days" | "user" | "users" | "used" | "usage" | "consumed")
        };
        let message = match cell.as_str() {
            "" => format!("column {} has figures and no heading", column + 1),
            cell => format!("the heading `{cell}` is not understood, and has figures below it"),
        };
        let hint = if cell.to_lowercase().split(' ').any(counts) {
            "what was used makes rates with `--from-usage`; a table of rates has"
        } else {
            "delete the column, or name it as what it is:"
        };
        origin.at(header.number, Problem::new(message).hint(format!("{hint} {UNDERSTOOD}")))
    };
    unknown.map(problem).collect()
}

/// The column of names: that which is called so, else the only one of words.
fn name_of(heads: &[Head], rows: &[&Line]) -> Result<usize, Problem> {
    let named: Vec<_> = (0..).zip(heads).filter(|(_, head)| **head == Head::Name).collect();
    let words = |column: &usize| {
        let cells = || rows.iter().filter_map(|row| row.cells.get(*column));
        let is_open = matches!(heads.get(*column), Some(Head::Unknown));
        is_open
            && cells().any(|cell| !cell.is_empty())
            && !cells().any(|cell| Figure::of(cell).is_some())
    };
    let others: Vec<_> = (0..heads.len()).filter(words).collect();
    match (named.as_slice(), others.as_slice()) {
        ([(column, _)], _) | ([], [column]) => Ok(*column),
        _ => {
            let message = "the header does not say which column has the names";
            Err(Problem::new(message).hint("call that column, and no other, `Product`"))
        }
    }
}

/// What money is for that does not say it.
fn unsaid(per: &Per, want: Want) -> Per {
    match (per, want) {
        (Per::Unsaid, Want::Rates) => Per::Day,
        (Per::Unsaid, Want::Prices) => Per::Year,
        (said, _) => said.clone(),
    }
}

/// The figure of a row in a column.
fn figure(row: &Line, column: usize) -> Option<Figure> {
    row.cells.get(column).and_then(|cell| Figure::of(cell))
}

fn any(rows: &[&Line], column: usize, is: fn(&Figure) -> bool) -> bool {
    rows.iter().filter_map(|row| figure(row, column)).any(|figure| is(&figure))
}

fn by_figures(origin: &Origin, rows: &[&Line], ask: &Ask) -> Result<Columns, Problems> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let names: Vec<_> = (1..=width).map(|column| format!("column {column}")).collect();
    let words = |column: &usize| {
        let has = |row: &&&Line| {
            row.cells.get(*column).is_some_and(|cell| !cell.is_empty())
                && figure(row, *column).is_none()
        };
        rows.iter().filter(has).count()
    };
    let text = |cell: &String| !cell.is_empty() && term(cell).is_none();
    let is_unit = |column: &usize| {
        words(column) > 0 && !rows.iter().any(|row| row.cells.get(*column).is_some_and(text))
    };
    let name = (0..width).filter(|column| !is_unit(column)).max_by_key(|column| {
        // The first of those with most words.
        (words(column), std::cmp::Reverse(*column))
    });
    let name = name.unwrap_or_default();
    let unit = (0..width).find(|column| *column != name && is_unit(column));
    let others = (0..width).filter(|column| *column != name && Some(*column) != unit);
    let has_figure = |column: &usize| rows.iter().any(|row| figure(row, *column).is_some());
    let (figures, texts): (Vec<_>, Vec<_>) = others.partition(has_figure);
    if let Some(column) = texts.iter().find(|column| words(column) > 0) {
        let why = format!("column {} has words", column + 1);
        return Err(untold(origin, rows, ask.want, &why).into());
    }
    let figures = roles(origin, rows, &figures, &names, ask)?;
    let is_year = |(_, is): &&(usize, Is)| *is == Is::Money(Per::Year);
    let for_a_year = figures.iter().filter(is_year).map(|(column, _)| *column).collect();
    let units = unit.into_iter().collect();
    Ok(Columns { name, units, figures, names, left: Vec::new(), for_a_year })
}

/// What each of these columns is.
fn roles(
    origin: &Origin,
    rows: &[&Line],
    columns: &[usize],
    names: &[String],
    ask: &Ask,
) -> Result<Vec<(usize, Is)>, Problems> {
    let (day, money) = (Is::Tokens(Per::Day), Is::Money(unsaid(&Per::Unsaid, ask.want)));
    let of = |column: &usize| match () {
        () if any(rows, *column, |figure| figure.tokens) => Some(day.clone()),
        () if any(rows, *column, Figure::is_money) => Some(money.clone()),
        () => None,
    };
    let told: Vec<_> = columns.iter().map(|column| (*column, of(column))).collect();
    let open: Vec<_> = told.iter().filter(|(_, is)| is.is_none()).map(|(it, _)| *it).collect();
    let has = |wanted: &Is| told.iter().any(|(_, is)| is.as_ref() == Some(wanted));
    let first = match (ask.want, open.as_slice()) {
        (Want::Prices, [_]) => money.clone(),
        (Want::Rates, [_]) if has(&day) => money.clone(),
        (_, [] | [_]) => day,
        (Want::Rates, [one, other]) if told.len() == 2 => {
            return by_price(origin, rows, [*one, *other], names, ask);
        }
        _ => {
            let why = format!("{} columns of figures", columns.len());
            return Err(untold(origin, rows, ask.want, &why).into());
        }
    };
    Ok(told.into_iter().map(|(column, is)| (column, is.unwrap_or(first.clone()))).collect())
}

/// Which of two columns has the tokens: that whose figure × the price of a token is the other one.
fn by_price(
    origin: &Origin,
    rows: &[&Line],
    [one, other]: [usize; 2],
    names: &[String],
    ask: &Ask,
) -> Result<Vec<(usize, Is)>, Problems> {
    let number = |row: &Line, column: usize| figure(row, column).map(|it| it.number);
    let cells = rows.iter().map(|row| {
        let both = [one, other].map(|column| number(row, column).unwrap_or_default());
        (row.number, both.to_vec())
    });
    let cells: Vec<_> = cells.collect();
    let both = [one, other].into_iter().filter_map(|column| names.get(column).cloned());
    let both: Vec<_> = both.collect();
    let (plain, _) = plain_numbers(origin, &both, &cells, ask.given)?;
    let fits = |tokens: &str, money: &str| {
        let tokens = TokensPerDay::within(Limits::RATE, tokens).ok();
        let money = PricePerDay::within(Limits::TOKENS, money).ok();
        tokens
            .zip(money)
            .is_some_and(|(tokens, money)| !tokens.is_zero() && tokens * ask.price == money)
    };
    let straight = |row: &&Vec<String>| matches!(row.as_slice(), [one, other] if fits(one, other));
    let turned = |row: &&Vec<String>| matches!(row.as_slice(), [one, other] if fits(other, one));
    let (straight, turned) =
        (plain.iter().filter(straight).count(), plain.iter().filter(turned).count());
    let (tokens, money) = (Is::Tokens(Per::Day), Is::Money(Per::Day));
    match (straight, turned) {
        (1.., 0) => Ok(vec![(one, tokens), (other, money)]),
        (0, 1..) => Ok(vec![(one, money), (other, tokens)]),
        _ => {
            let why = format!("in no row is one column the other × {}", ask.price);
            Err(untold(origin, rows, ask.want, &why).into())
        }
    }
}

/// Columns that cannot be told apart.
fn untold(origin: &Origin, rows: &[&Line], want: Want, why: &str) -> Problem {
    let problem = Problem::new(format!("the columns cannot be told apart: {why}"));
    let header = match want {
        Want::Rates => "`Product`, `Tokens per day`, `Price`",
        Want::Prices => "`Product`, `Month`, `Year`, `3 years`",
    };
    let line = rows.first().map_or(1, |row| row.number);
    origin.at(line, problem.hint(format!("name them in a first line: {header}")))
}
