//! The rows of a paste, once its columns are known: each figure within its limits, or an error.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::columns::{Columns, Is};
use super::figure::{Figure, Per, term};
use super::lines::{Line, name_of};
use super::words::{has_figure, is_no_product, is_result};
use super::{Ask, Want};
use crate::load::builtin_editions;
use crate::load::table::{Origin, is_open_number, is_total_word, plain_numbers, proved_mark};
use crate::model::{
    Given as _, Limits, Money, PastedRow, PricePerDay, Problem, Problems, Row, Spot, TokensPerDay,
    may_be, minor_decimals, normalise,
};

/// Rows, and what is wrong with the lines that are none.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) found: Vec<PastedRow>,
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
}

/// Reads the rows.
pub(super) fn rows(origin: &Origin, columns: &Columns, lines: &[&Line], ask: &Ask) -> Rows {
    let mut problems = Vec::new();
    let cells: Vec<_> = lines
        .iter()
        .map(|line| {
            let mut at = |problem: Problem| problems.push(origin.at(line.number, problem));
            ensure_width(line, columns).err().map(&mut at);
            ensure_unit(line, columns).err().map(&mut at);
            let cells = columns.figures.iter().map(|(column, is)| {
                let text = line.cells.get(*column).map_or("", String::as_str);
                let name = columns.names.get(*column).map_or("", String::as_str);
                ensure_mark(origin, text, ask).err().map(&mut at);
                number(text, is, name, ask).unwrap_or_else(|problem| {
                    at(problem);
                    String::new()
                })
            });
            (line.number, cells.collect::<Vec<_>>())
        })
        .collect();
    let names = columns.figures.iter().filter_map(|(column, _)| columns.names.get(*column));
    let names: Vec<_> = names.cloned().collect();
    let (plain, told) = match plain_numbers(origin, &names, &cells, ask.given) {
        Ok(plain) => plain,
        Err(more) => {
            problems.extend(more.into_vec());
            return Rows { problems, ..Rows::default() };
        }
    };
    let broken: BTreeSet<_> =
        problems.iter().filter_map(|problem| problem.place.as_ref()).map(|it| it.line).collect();
    let services = match services() {
        Ok(services) => services,
        Err(more) => return Rows { problems: more.into_vec(), ..Rows::default() },
    };
    let mut found = Vec::new();
    for (line, numbers) in lines.iter().zip(&plain) {
        let (row, faults) = row(origin, line, columns, numbers);
        // A line that is wrong already is told once.
        if usize::try_from(line.number).is_ok_and(|number| broken.contains(&number)) {
            continue;
        }
        let lacking = if faults.is_empty() { lacking(&row, ask, &services) } else { None };
        let faults: Vec<_> = faults.into_iter().chain(lacking).collect();
        if faults.is_empty() {
            found.push(row);
        }
        problems.extend(faults.into_iter().map(|fault| origin.at(line.number, fault)));
    }
    Rows { found, problems, notes: told.into_iter().chain(left(origin, columns)).collect() }
}

fn left<'c>(origin: &'c Origin, columns: &'c Columns) -> impl Iterator<Item = String> + 'c {
    let named = |places: &'c [usize]| {
        let names = places.iter().filter_map(|column| columns.names.get(*column));
        names.filter(|name| !name.is_empty())
    };
    let left = named(&columns.left);
    let left = left.map(|name| format!("column `{name}` of {} is not read", origin.name()));
    let year = named(&columns.for_a_year);
    left.chain(year.map(|name| format!("`{name}` of {} is taken for a year", origin.name())))
}

fn ensure_width(line: &Line, columns: &Columns) -> Result<(), Problem> {
    let extra = line.cells.iter().skip(columns.names.len()).find(|cell| !cell.is_empty());
    match extra {
        None => Ok(()),
        Some(extra) => {
            let message = format!("`{extra}` is beyond the last column of the header");
            Err(Problem::new(message).hint("put a name with a separator in it in quotes"))
        }
    }
}

fn ensure_unit(line: &Line, columns: &Columns) -> Result<(), Problem> {
    let cell = |column: &usize| line.cells.get(*column).filter(|cell| !cell.is_empty());
    let mut units = columns.units.iter().filter_map(cell);
    let mut others = columns.left.iter().filter_map(cell);
    let unit = units.find(|unit| !is_by_day(unit)).or_else(|| others.find(|it| is_result(it)));
    unit.map_or(Ok(()), |unit| Err(not_by_day(unit)))
}

/// Whether a unit is a day of use by one user, or what Flex counts such days in.
fn is_by_day(unit: &str) -> bool {
    let day = |unit: &str| term(unit) == Some(Per::Day);
    let lower = unit.to_lowercase();
    let bare = lower.strip_prefix("tokens").or(lower.strip_prefix("token")).unwrap_or(&lower);
    let bare = bare.trim().trim_start_matches('/').trim();
    day(bare) || matches!(bare, "" | "user" | "per user" | "by day" | "by the day")
}

fn not_by_day(unit: &str) -> Problem {
    let unit = unit.strip_prefix("per ").unwrap_or(unit);
    Problem::new(format!("it is charged per `{unit}`, and not by the day"))
        .hint("put `#` before the line, and write it under `[results]`, with its unit")
}

/// The number of a cell, in the words of the file; empty where there is none.
fn number(text: &str, is: &Is, name: &str, ask: &Ask) -> Result<String, Problem> {
    let currency = ask.currency;
    if text.is_empty() || matches!(text, "-" | "–" | "—" | "n/a" | "N/A") {
        return Ok(String::new());
    }
    let wanted = match is {
        Is::Tokens(_) => "a number of tokens such as 7",
        Is::Money(_) => "a price such as 21.00",
    };
    let Some(figure) = Figure::of(text) else {
        let problem = Problem::new(format!("`{name}` must be {wanted}, found `{text}`"));
        return Err(problem.hint(
            "put a name with a separator in it in quotes, and `#` before a line that is no row",
        ));
    };
    if let Per::Other(unit) = &figure.per {
        return Err(not_by_day(unit));
    }
    let of_column = match is {
        Is::Tokens(_) => &Per::Day,
        Is::Money(per) => per,
    };
    let is_other_term = figure.per != Per::Unsaid && figure.per != *of_column;
    let is_other_kind = match is {
        Is::Tokens(_) => figure.is_money(),
        Is::Money(_) => figure.tokens,
    };
    if is_other_term || is_other_kind {
        let for_what = match of_column {
            Per::Month => "a month",
            Per::Year => "a year",
            Per::ThreeYears => "three years",
            _ => "a day",
        };
        let message = format!("`{name}` must be {wanted} for {for_what}, found `{text}`");
        return Err(Problem::new(message).hint("name the columns in a first line"));
    }
    if figure.is_money() && !may_be(&figure.currency, currency) {
        let message = format!("`{text}` is not in {currency}");
        return Err(Problem::new(message).hint("say which currency it is: `--currency`"));
    }
    let is_term = matches!(is, Is::Money(Per::Month | Per::Year | Per::ThreeYears));
    let number = without_noise(figure.number);
    let is_said = ask.given.decimal.is_some();
    Ok(if is_term && !is_said { in_minor_units(number, currency) } else { number })
}

/// A number such as `2.0999999999999996`, which a computer that counts in binary wrote for 2.1: it
/// is that of 15 digits, as sheets show it, where those are a short one.
fn without_noise(number: String) -> String {
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let digits = number.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if !is_plain || digits <= 15 || !number.contains('.') {
        return number;
    }
    let read = Decimal::from_str_exact(&number).ok().and_then(|it| it.round_sf(15));
    let Some(short) = read.map(|it| it.normalize().to_string()) else { return number };
    match short.bytes().filter(u8::is_ascii_digit).count() {
        // One more digit says that the point is before decimals.
        ..=12 if short.contains('.') => format!("{short}0"),
        ..=12 => short,
        _ => number,
    }
}

/// That the number is written as `--decimal` says; the numbers of a workbook are as the file has
/// them.
fn ensure_mark(origin: &Origin, text: &str, ask: &Ask) -> Result<(), Problem> {
    let proved = Figure::of(text).and_then(|figure| proved_mark(&figure.number));
    match (ask.given.decimal, proved) {
        (Some(given), Some(proved)) if given != proved && !origin.is_sheet() => {
            let (given, proved) = (given.word(), proved.word());
            let message = format!("`{text}` has a decimal {proved}, against `--decimal {given}`");
            Err(Problem::new(message).hint("write all numbers one way, or leave `--decimal` out"))
        }
        _ => Ok(()),
    }
}

/// A price such as `2,310` with its cents, `2,310.00`: no price of a subscription has parts of a
/// cent, so that the comma parts thousands. In a currency of three decimals it may be either, and
/// `1.234` may be a number of a sheet.
fn in_minor_units(number: String, currency: &str) -> String {
    if !is_open_number(&number) || minor_decimals(currency) > 2 || number.contains('.') {
        return number;
    }
    let end = number.rfind(|c: char| c.is_ascii_digit()).map_or(number.len(), |end| end + 1);
    let (digits, after) = number.split_at_checked(end).unwrap_or((&number, ""));
    format!("{digits}.00{after}")
}

/// The row, and which of its figures are beyond their limits.
fn row(
    origin: &Origin,
    line: &Line,
    columns: &Columns,
    numbers: &[String],
) -> (PastedRow, Vec<Problem>) {
    let mut row = PastedRow {
        spot: Spot::new(origin.at(line.number, Problem::new(""))),
        name: line.cells.get(columns.name).map(|cell| name_of(cell)).unwrap_or_default(),
        tokens: None,
        per_day: None,
        month: None,
        year: None,
        three_years: None,
    };
    let mut faults = Vec::new();
    for ((column, is), number) in columns.figures.iter().zip(numbers) {
        if number.is_empty() {
            continue;
        }
        let money = |limits| Money::within(limits, number).map(Some);
        let taken = match is {
            Is::Tokens(_) => {
                TokensPerDay::within(Limits::RATE, number).map(|it| row.tokens = Some(it))
            }
            Is::Money(Per::Month) => money(Limits::ANNUAL_PRICE).map(|it| row.month = it),
            Is::Money(Per::Year) => money(Limits::ANNUAL_PRICE).map(|it| row.year = it),
            Is::Money(Per::ThreeYears) => {
                money(Limits::ANNUAL_PRICE).map(|it| row.three_years = it)
            }
            Is::Money(_) => {
                PricePerDay::within(Limits::TOKENS, number).map(|it| row.per_day = Some(it))
            }
        };
        let name = columns.names.get(*column).map_or("", String::as_str);
        faults.extend(taken.err().map(|rule| {
            Problem::new(format!("`{name}` of `{}` {rule}, found {number}", row.name))
        }));
    }
    (row, faults)
}

/// The services of every edition, by the letters of their names.
fn services() -> Result<BTreeSet<String>, Problems> {
    let editions = builtin_editions()?;
    let products = editions.iter().flat_map(|it| it.products.iter().flat_map(Row::names));
    let products: BTreeSet<_> = products.map(normalise).collect();
    let services = editions.iter().flat_map(|it| it.services.iter().flat_map(Row::names));
    Ok(services.map(normalise).filter(|name| !products.contains(name)).collect())
}

/// Why the name is not that of a product for a day of use with this one figure.
fn misnamed(row: &PastedRow, ask: &Ask, services: &BTreeSet<String>) -> Option<Problem> {
    let name = &row.name;
    if is_no_product(name) {
        let message = format!("`{name}` is no product");
        return Some(Problem::new(message).hint("put `#` before a line that is no row"));
    }
    if has_figure(name, ask.known) {
        let message = format!("`{name}` has several figures: which holds?");
        return Some(Problem::new(message).hint("write each product and its figure on a line"));
    }
    if services.contains(&normalise(name)) || !(ask.known)(name) && is_result(name) {
        let message = format!("`{name}` is charged by the result, not by the day");
        let hint = "put `#` before the line, and write it under `[results]`, with its unit";
        return Some(Problem::new(message).hint(hint));
    }
    let is_year = |tokens: TokensPerDay| (2015..=2035).any(|it| tokens == TokensPerDay::from(it));
    if let Some(year) = row.tokens.filter(|tokens| is_year(*tokens)) {
        let message = format!("`{year}` of `{name}` may be a year, and no number of tokens");
        return Some(Problem::new(message).hint("put `#` before a line that is no row"));
    }
    None
}

/// What a row lacks of what was wanted.
fn lacking(row: &PastedRow, ask: &Ask, services: &BTreeSet<String>) -> Option<Problem> {
    let want = ask.want;
    let name = &row.name;
    if normalise(name).is_empty() {
        let message = match name.as_str() {
            "" => "the line has no name".to_owned(),
            name => format!("a name must have a letter or a digit, found `{name}`"),
        };
        return Some(Problem::new(message).hint("put `#` before a line that is no row"));
    }
    let is_total = is_total_word(name.as_bytes())
        && (!name.contains(' ') || name.eq_ignore_ascii_case("grand total"));
    let message = match want {
        _ if is_total => format!("`{name}` is no product"),
        Want::Rates if row.tokens.is_none() => format!("`{name}` has no tokens for a day of use"),
        Want::Prices if !row.is_priced() => format!("`{name}` has no price"),
        _ => return misnamed(row, ask, services),
    };
    Some(Problem::new(message).hint("put `#` before a line that is no row"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_of_a_subscription_has_no_parts_of_a_cent() {
        let read = |number: &str, currency| in_minor_units(number.to_owned(), currency);
        assert_eq!(read("$2,310", "USD"), "$2,310.00");
        // `1.234` is 1,234 in one country, and a computed 1.234 in any.
        assert_eq!(read("2.310 €", "EUR"), "2.310 €");
        // Nothing is open in these, and a dinar has 1,000 fils.
        assert_eq!(read("$2,310.5", "USD"), "$2,310.5");
        assert_eq!(read("680", "USD"), "680");
        assert_eq!(read("2,310", "KWD"), "2,310");
    }

    #[test]
    fn what_a_computer_adds_behind_15_digits_is_noise() {
        let read = |number: &str| without_noise(number.to_owned());
        assert_eq!(read("2.0999999999999996"), "2.10");
        assert_eq!(read("2310.0000000000005"), "2310");
        // Nothing but noise is taken away.
        assert_eq!(read("2.1234567890123456"), "2.1234567890123456");
        assert_eq!(read("2.0999999"), "2.0999999");
        assert_eq!(read("2099999999999999"), "2099999999999999");
    }
}
