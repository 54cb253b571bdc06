//! Lots from a table: what was bought, when and for how much, as people list their purchases.

mod names;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use super::table::{
    Columns, Kind, Known, Meaning, Options, Override, PlainRow, Said, Table, TableOf,
    ensure_overrides, table,
};
use crate::model::{
    Given, Limits, Lot, LotKind, Money, Problem, Problems, Quotient, TokenPrice, Tokens,
    ensure_few_lots,
};

/// What a column of lots means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Id,
    Bought,
    Expires,
    Tokens,
    Price,
    Total,
    Kind,
    Team,
    Currency,
}

const KNOWN: [Known<Of>; 9] = [
    Known { meaning: Of::Id, names: names::IDS, kind: Kind::Text },
    Known { meaning: Of::Bought, names: names::BOUGHT, kind: Kind::Date },
    Known { meaning: Of::Expires, names: names::EXPIRES, kind: Kind::Date },
    Known { meaning: Of::Tokens, names: names::TOKENS, kind: Kind::Number },
    Known { meaning: Of::Price, names: names::PRICE, kind: Kind::Number },
    Known { meaning: Of::Total, names: names::TOTAL, kind: Kind::Number },
    Known { meaning: Of::Kind, names: &["kind"], kind: Kind::Text },
    Known { meaning: Of::Team, names: &["team"], kind: Kind::Text },
    Known { meaning: Of::Currency, names: names::CURRENCY, kind: Kind::Text },
];

const NEEDED: [(Of, &str); 2] = [(Of::Bought, "bought"), (Of::Tokens, "tokens")];

/// The columns by their names, without a currency behind them, and these currencies.
fn find(names: &[&str], said: &[Override]) -> (Columns<Of>, Vec<String>) {
    let (bare, currencies): (Vec<_>, Vec<_>) =
        names.iter().map(|name| names::without_currency(name)).unzip();
    let bare_said = |one: &Override| {
        let (column, _) = names::without_currency(&one.column);
        Override { column: column.to_owned(), ..one.clone() }
    };
    let said: Vec<_> = said.iter().map(bare_said).collect();
    let columns = Columns::find(&bare, &KNOWN, &said);
    let of_money = [Of::Price, Of::Total].map(|of| columns.place(of));
    let is_read = |place: usize| of_money.contains(&Some(place));
    let currencies = currencies.into_iter().enumerate().filter(|(place, _)| is_read(*place));
    let currencies = currencies.filter_map(|(_, currency)| currency.map(str::to_owned)).collect();
    (columns, currencies)
}

/// What the columns of lots mean.
struct LotsMeaning(Vec<Override>);

impl LotsMeaning {
    fn missing(columns: &Columns<Of>) -> Option<&'static str> {
        let needed = NEEDED.iter().find(|(of, _)| columns.place(*of).is_none());
        let has_price = [Of::Price, Of::Total].iter().any(|of| columns.place(*of).is_some());
        needed.map(|(_, name)| *name).or((!has_price).then_some("price"))
    }
}

impl Meaning for LotsMeaning {
    fn columns(&self, names: &[&str]) -> Option<Vec<super::table::Column>> {
        let (columns, _) = find(names, &self.0);
        let needed = NEEDED.map(|(of, _)| of);
        Self::missing(&columns).is_none().then(|| columns.columns(&KNOWN, &needed))
    }

    fn refusal(&self, _: &str, names: &[&str]) -> Problem {
        let (columns, _) = find(names, &self.0);
        let missing = Self::missing(&columns).unwrap_or("price");
        let found = names.join(", ");
        Problem::new(format!("lots need a column `{missing}`; found are {found}")).hint(format!(
            "the columns are bought, tokens, price or total, and perhaps id, expires, kind, team, \
             currency; if one is called otherwise: `--column lots.{missing}=NAME`"
        ))
    }
}

/// Lots, and what must be told of their file.
#[derive(Clone, Debug)]
pub struct LotsFile {
    /// The lots.
    pub lots: Vec<Lot>,
    /// What was left out, and what was concluded.
    pub notes: Vec<String>,
    /// The currencies that it names, by codes or signs.
    pub currencies: Vec<String>,
}

/// Reads the lots in the table at `path`.
pub(super) fn read(path: &Path, said: Said) -> Result<LotsFile, Problems> {
    let meaning = LotsMeaning(said.of(TableOf::Lots));
    let mut table = table(path, &meaning, Options { given: said.given, sheet: None })?;
    ensure_overrides(&table.origin().name(), &table.names(), &KNOWN, &meaning.0)?;
    let (many, _) = table.rows_and_totals();
    ensure_few_lots(&table.origin().name(), usize::try_from(many).unwrap_or(usize::MAX))?;
    let rows = table.rows()?;
    let (columns, mut currencies) = find(&table.names(), &meaning.0);
    let mut lots = Vec::new();
    let mut reader = Rows { table: &table, columns, problems: Vec::new(), taken: BTreeMap::new() };
    lots.extend(rows.iter().filter_map(|row| reader.lot(row)));
    let Rows { columns, problems, .. } = reader;
    Problems::check(problems)?;
    let mut notes = table.notes().to_vec();
    let unread: Vec<_> = columns.unread().map(|name| format!("`{name}`")).collect();
    if !unread.is_empty() {
        notes.push(format!("not read of {}: {}", table.origin().name(), unread.join(", ")));
    }
    let stated = rows.iter().filter_map(|row| row.get(columns.place(Of::Currency)));
    currencies.extend(stated.map(str::to_uppercase));
    let beside = [Of::Price, Of::Total].into_iter().filter_map(|of| columns.place(of));
    currencies.extend(beside.flat_map(|place| table.currencies(place)).map(str::to_owned));
    currencies.sort_unstable();
    currencies.dedup();
    Ok(LotsFile { lots, notes, currencies })
}

struct Rows<'t> {
    table: &'t Table,
    columns: Columns<Of>,
    problems: Vec<Problem>,
    taken: BTreeMap<String, u64>,
}

impl Rows<'_> {
    /// The cell, and what its column is called.
    fn cell<'r>(&self, row: &'r PlainRow, of: Of) -> (Option<&'r str>, String) {
        let place = self.columns.place(of);
        let name = place.map_or("", |place| self.columns.name(place));
        (row.get(place), name.to_owned())
    }

    /// What the lot is called: by its line where the list does not say. Two lines of one order are
    /// two lots; two lots of one id are a mistake.
    fn id(&mut self, row: &PlainRow, wrong: &mut Vec<String>) -> String {
        let (id, name) = self.cell(row, Of::Id);
        let line = format!("line {}", row.line);
        let Some(id) = id.map(str::to_owned) else { return line };
        let first = *self.taken.entry(id.clone()).or_insert(row.line);
        if first == row.line {
            return id;
        }
        if names::is_of_one_lot(&name) {
            wrong.push(format!("lot `{id}` is on {} too", self.table.origin().line(first)));
        }
        format!("{id}, {line}")
    }

    fn lot(&mut self, row: &PlainRow) -> Option<Lot> {
        let mut wrong = Vec::new();
        let id = self.id(row, &mut wrong);
        let bought = date(self.cell(row, Of::Bought), &mut wrong);
        let expires = match self.cell(row, Of::Expires) {
            (None, _) => None,
            cell => date(cell, &mut wrong),
        };
        if let (Some(bought), Some(expires)) = (bought, expires)
            && expires <= bought
        {
            wrong.push(format!("`expires` must be after `bought`, {bought}, found {expires}"));
        }
        let tokens: Option<Tokens> = amount(Limits::LOT, self.cell(row, Of::Tokens), &mut wrong);
        let price = match (self.cell(row, Of::Price), self.cell(row, Of::Total)) {
            ((None, _), total @ (Some(_), _)) => amount(Limits::LOT_TOTAL, total, &mut wrong)
                .zip(tokens)
                .and_then(|(total, tokens): (Money, Tokens)| Lot::price_of(total, tokens)),
            (price, (None, _)) => unit_price(price, &mut wrong),
            (price, total) => {
                let stated: Option<Money> = amount(Limits::LOT_TOTAL, total.clone(), &mut wrong);
                let price = unit_price(price, &mut wrong);
                if let (Some(price), Some(tokens), Some(stated)) = (&price, tokens, stated)
                    && tokens * price != stated
                {
                    let product = tokens * price;
                    wrong.push(format!(
                        "`{}` must be tokens × price, {product}, found {stated}",
                        total.1
                    ));
                }
                price
            }
        };
        let (kind, name) = self.cell(row, Of::Kind);
        let kind = kind.map_or(Some(LotKind::Tokens), |word| {
            let known = LotKind::WORDS.iter().find(|(known, _)| *known == word);
            if known.is_none() {
                let must = "must be `tokens` or `cloud-credits`";
                wrong.push(format!("`{name}` {must}, found `{word}`"));
            }
            known.map(|(_, kind)| *kind)
        });
        for message in wrong {
            self.problems.push(self.table.origin().at(row.line, Problem::new(message)));
        }
        let place = self.table.origin().at(row.line, Problem::new(String::new())).place;
        Some(Lot {
            id,
            bought: bought?,
            expires,
            tokens: tokens?,
            price: price?,
            kind: kind?,
            team: self.cell(row, Of::Team).0.map(str::to_owned),
            place,
        })
    }
}

fn date((text, name): (Option<&str>, String), wrong: &mut Vec<String>) -> Option<NaiveDate> {
    let text = text.unwrap_or_default();
    let day = text.get(..10).unwrap_or(text).parse::<NaiveDate>();
    day.map_err(|_| {
        wrong.push(format!("`{name}` must be a date such as 2026-03-01, found `{text}`"));
    })
    .ok()
}

fn unit_price(
    cell: (Option<&str>, String),
    wrong: &mut Vec<String>,
) -> Option<Quotient<TokenPrice>> {
    amount::<TokenPrice>(Limits::LOT_PRICE, cell, wrong).map(Quotient::from)
}

fn amount<T: Given>(
    limits: Limits,
    (text, name): (Option<&str>, String),
    wrong: &mut Vec<String>,
) -> Option<T> {
    let text = text.unwrap_or_default();
    T::within(limits, text)
        .map_err(|refused| wrong.push(format!("`{name}` {refused}, found `{text}`")))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file called `l.csv` says.
    fn parse(text: &str) -> Result<LotsFile, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.csv");
        std::fs::write(&path, text).unwrap();
        let told = |problems: Problems| {
            problems.to_string().replace(&folder.path().display().to_string(), "").replace('/', "")
        };
        read(&path, Said::default()).map_err(told)
    }

    #[test]
    fn lots_are_read_by_the_names_of_their_columns() {
        let text = "\u{feff}Price;ID;tokens;bought;expires\r\n2.70;A;5000;2026-01-01;\r\n\r\n\
                    0;B;100.5;2026-02-01;2026-03-01\r\n";
        let lots = parse(text).unwrap().lots;
        let by_term = lots[0].expires(365);
        assert_eq!((lots[0].id.as_str(), by_term), ("A", "2027-01-01".parse().unwrap()));
        let tokens: Tokens = "100.5".parse().unwrap();
        assert_eq!((lots[1].tokens, lots[1].expires), (tokens, "2026-03-01".parse().ok()));
        assert!(lots[1].price.is_zero());
    }

    #[test]
    fn purchases_are_read_as_people_list_them_and_further_columns_are_told() {
        let head = "Subscription ID,Start date,End date,Quantity,Unit price,Invoice\n";
        let file = parse(&format!("{head}S1,1/5/2026,31/12/2026,500,\"3,00\",4711\n")).unwrap();
        assert_eq!(file.lots[0].bought, "2026-05-01".parse().unwrap());
        assert_eq!(file.lots[0].price.to_string(), "3");
        assert!(file.notes.last().unwrap().ends_with(": `Invoice`"), "{:?}", file.notes);
    }

    #[test]
    fn an_invoice_states_the_total() {
        let file = parse("id,bought,tokens,total\nL1,2026-01-05,7000,19999.99\n").unwrap();
        let lot = &file.lots[0];
        assert_eq!((lot.tokens * &lot.price).to_string(), "19999.99");
        // beside a price it must agree: 500 × 3.00 = 1,500.00
        let both = |total: &str| {
            parse(&format!("id,bought,tokens,price,total\nL1,2026-01-05,500,3,{total}\n"))
        };
        assert!(both("1500").is_ok());
        assert_eq!(
            both("1500.01").unwrap_err(),
            "l.csv:2: `total` must be tokens × price, 1500, found 1500.01"
        );
    }

    #[test]
    fn every_problem_of_every_row_is_told_with_its_line() {
        let text =
            "id,bought,tokens,price,kind\nA,soon,-1,3,gift\nB,2026-01-01,5,3,\nB,2026-01-01,5,x,\n";
        assert_eq!(
            parse(text).unwrap_err(),
            "l.csv:2: `bought` must be a date such as 2026-03-01, found `soon`\n\
             l.csv:2: `tokens` must be greater than 0 and less than 10_000_000_000, \
             with at most 6 decimals, found `-1`\n\
             l.csv:2: `kind` must be `tokens` or `cloud-credits`, found `gift`\n\
             l.csv:4: lot `B` is on line 3 too\n\
             l.csv:4: `price` must be a decimal number such as 2985 or 2.40, found `x`"
        );
        let missing = parse("id,bought,price\n").unwrap_err();
        assert_eq!(missing, "lots need a column `tokens`; found are id, bought, price");
    }
}
