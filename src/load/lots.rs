//! Lots from CSV: `id, bought, tokens, price`, and perhaps `expires, kind, team`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::StringRecord;

use super::text_file::delimiter_of;
use crate::model::{Given, Limits, Lot, LotKind, Place, Problem, Problems, nearest};

const NEEDED: [&str; 4] = ["id", "bought", "tokens", "price"];
const OTHERS: [&str; 3] = ["expires", "kind", "team"];

/// Reads lots; `file` is named in their problems.
pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Lot>, Problems> {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = delimiter_of(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = reader
        .headers()
        .map(columns)
        .map_err(|error| Problem::new(format!("`{file}`: {error}")))??;
    let mut rows = Rows { file, columns, problems: Vec::new(), taken: BTreeMap::new() };
    let mut lots = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => lots.extend(rows.lot(&record)),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                rows.problem(line, format!("cannot be read as CSV: {error}"));
            }
        }
    }
    if lots.is_empty() && rows.problems.is_empty() {
        rows.problem(1, "there is no lot below the header".to_owned());
    }
    Problems::check(rows.problems)?;
    Ok(lots)
}

/// Where each column is, by its name.
fn columns(head: &StringRecord) -> Result<BTreeMap<String, usize>, Problem> {
    let names = head.iter().map(|name| name.trim().to_lowercase().replace(' ', "_"));
    let columns: BTreeMap<_, _> = names.zip(0..).collect();
    let known = || NEEDED.into_iter().chain(OTHERS);
    let found: Vec<_> = columns.keys().map(String::as_str).collect();
    if let Some(missing) = NEEDED.into_iter().find(|name| !columns.contains_key(*name)) {
        let problem =
            Problem::new(format!("lots need a column `{missing}`; found are {}", found.join(", ")));
        return Err(problem
            .hint("the columns are id, bought, tokens, price, and perhaps expires, kind, team"));
    }
    match found.into_iter().find(|name| !known().any(|known| known == *name)) {
        Some(unknown) => Err(Problem::new(format!("unknown column `{unknown}` of lots"))
            .nearest(&nearest(unknown, known()))),
        None => Ok(columns),
    }
}

struct Rows<'a> {
    file: &'a str,
    columns: BTreeMap<String, usize>,
    problems: Vec<Problem>,
    taken: BTreeMap<String, u64>,
}

impl Rows<'_> {
    fn problem(&mut self, line: u64, message: String) {
        let line = usize::try_from(line).unwrap_or_default();
        let place = Place { file: self.file.to_owned(), line, column: 0, span: 0..0 };
        self.problems.push(Problem::new(message).at(place));
    }

    fn lot(&mut self, record: &StringRecord) -> Option<Lot> {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            self.columns.get(name).and_then(|place| record.get(*place)).unwrap_or_default()
        };
        let mut wrong = Vec::new();
        let id = Some(cell("id")).filter(|id| !id.is_empty());
        if id.is_none() {
            wrong.push("`id` is missing".to_owned());
        }
        let mut day = |name: &str| {
            let day = cell(name).parse::<NaiveDate>();
            day.map_err(|_| {
                wrong.push(format!(
                    "`{name}` must be a date such as 2026-03-01, found `{}`",
                    cell(name)
                ));
            })
            .ok()
        };
        let bought = day("bought");
        let expires = if cell("expires").is_empty() { None } else { day("expires") };
        if let (Some(bought), Some(expires)) = (bought, expires)
            && expires <= bought
        {
            wrong.push(format!("`expires` must be after `bought`, {bought}, found {expires}"));
        }
        let tokens = amount(Limits::LOT, "tokens", cell("tokens"), &mut wrong);
        let price = amount(Limits::LOT_PRICE, "price", cell("price"), &mut wrong);
        let kind =
            LotKind::WORDS.iter().find(|(word, _)| cell("kind") == *word).map(|(_, kind)| *kind);
        let kind = if cell("kind").is_empty() { Some(LotKind::Tokens) } else { kind };
        if kind.is_none() {
            wrong.push(format!(
                "`kind` must be `tokens` or `cloud-credits`, found `{}`",
                cell("kind")
            ));
        }
        let team = Some(cell("team")).filter(|team| !team.is_empty()).map(str::to_owned);
        if let Some(first) = id.and_then(|id| self.taken.get(id)) {
            wrong.push(format!("lot `{}` is on line {first} too", id.unwrap_or_default()));
        }
        let id = id.map(str::to_owned);
        if let Some(id) = &id {
            self.taken.entry(id.clone()).or_insert(line);
        }
        for message in wrong {
            self.problem(line, message);
        }
        let number = usize::try_from(line).unwrap_or_default();
        let place = Some(Place { file: self.file.to_owned(), line: number, column: 0, span: 0..0 });
        Some(Lot {
            id: id?,
            bought: bought?,
            expires,
            tokens: tokens?,
            price: price?,
            kind: kind?,
            team,
            place,
        })
    }
}

fn amount<T: Given>(limits: Limits, name: &str, text: &str, wrong: &mut Vec<String>) -> Option<T> {
    T::within(limits, text)
        .map_err(|refused| wrong.push(format!("`{name}` {refused}, found `{text}`")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_read_by_the_names_of_their_columns() {
        let lots = parse(
            "l.csv",
            "\u{feff}Price;ID;tokens;bought;expires\r\n2.70;A;5000;2026-01-01;\r\n\r\n\
             0;B;100.5;2026-02-01;2026-03-01\r\n",
        );
        let lots = lots.unwrap();
        assert_eq!(
            (lots[0].id.as_str(), lots[0].expires(365)),
            ("A", "2027-01-01".parse().unwrap())
        );
        assert_eq!(
            (&lots[1].tokens, lots[1].expires),
            (&"100.5".parse().unwrap(), "2026-03-01".parse().ok())
        );
    }

    #[test]
    fn every_problem_of_every_row_is_told_with_its_line() {
        let text =
            "id,bought,tokens,price,kind\nA,soon,-1,3,gift\nB,2026-01-01,5,3,\nB,2026-01-01,5,x,\n";
        let problems = parse("l.csv", text).unwrap_err().to_string();
        assert_eq!(
            problems,
            "l.csv:2: `bought` must be a date such as 2026-03-01, found `soon`\n\
             l.csv:2: `tokens` must be greater than 0 and less than 10_000_000_000, \
             with at most 6 decimals, found `-1`\n\
             l.csv:2: `kind` must be `tokens` or `cloud-credits`, found `gift`\n\
             l.csv:4: `price` must be a decimal number such as 2985 or 2.40, found `x`\n\
             l.csv:4: lot `B` is on line 3 too"
        );
        let missing = parse("l.csv", "id,bought,price\n").unwrap_err().to_string();
        assert_eq!(missing, "lots need a column `tokens`; found are bought, id, price");
    }
}
