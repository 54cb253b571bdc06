//! What a rate sheet says.

use serde::{Serialize, Serializer};

use super::{Heading, Table};
use crate::engine::sheets::contents::is_unknown;
use crate::engine::sheets::diff::RowKind;
use crate::model::{
    Collection, Money, Partial, Product, RateSheet, Row, Service, TermPrices, TokenTerms, normalise,
};
use crate::render::{Cell, Grid, number};

/// The price of one of the terms.
type Term = fn(&TermPrices) -> Option<Money>;

/// One row of any kind.
#[derive(Clone, Copy, Debug)]
pub enum ShownRow<'a> {
    /// A product.
    Product(&'a Product),
    /// A service.
    Service(&'a Service),
    /// A collection.
    Collection(&'a Collection),
}

/// Every row of a sheet.
pub fn rows(sheet: &RateSheet) -> Vec<ShownRow<'_>> {
    let products = sheet.products.iter().map(ShownRow::Product);
    let services = sheet.services.iter().map(ShownRow::Service);
    let collections = sheet.collections.iter().map(ShownRow::Collection);
    products.chain(services).chain(collections).collect()
}

/// The row as the sheet has it, with its kind.
#[derive(Serialize)]
struct WithKind<'a, T> {
    kind: RowKind,
    #[serde(flatten)]
    row: &'a T,
}

impl Serialize for ShownRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.kind();
        match self {
            Self::Product(row) => WithKind { kind, row: *row }.serialize(serializer),
            Self::Service(row) => WithKind { kind, row: *row }.serialize(serializer),
            Self::Collection(row) => WithKind { kind, row: *row }.serialize(serializer),
        }
    }
}

impl<'a> ShownRow<'a> {
    /// The key in the sheet.
    pub fn id(&self) -> &'a str {
        match self {
            Self::Product(row) => row.id(),
            Self::Service(row) => row.id(),
            Self::Collection(row) => row.id(),
        }
    }

    /// Whether it goes by `name`, however that is written.
    pub fn goes_by(&self, name: &str) -> bool {
        let aliases = self.aliases().iter().map(String::as_str);
        let mut names = [self.id(), self.name()].into_iter().chain(aliases);
        names.any(|known| normalise(known) == normalise(name))
    }

    fn kind(&self) -> RowKind {
        match self {
            Self::Product(_) => RowKind::Product,
            Self::Service(_) => RowKind::Service,
            Self::Collection(_) => RowKind::Collection,
        }
    }

    fn name(&self) -> &'a str {
        match self {
            Self::Product(row) => row.name(),
            Self::Service(row) => row.name(),
            Self::Collection(row) => row.name(),
        }
    }

    fn aliases(&self) -> &'a [String] {
        match self {
            Self::Product(row) => row.aliases(),
            Self::Service(row) => row.aliases(),
            Self::Collection(row) => row.aliases(),
        }
    }

    fn note(&self) -> Option<&'a str> {
        match self {
            Self::Product(row) => row.note(),
            Self::Service(row) => row.note(),
            Self::Collection(row) => row.note(),
        }
    }

    fn source(&self) -> &'a str {
        match self {
            Self::Product(row) => &row.source,
            Self::Service(row) => &row.source,
            Self::Collection(row) => &row.source,
        }
    }

    fn tokens(&self) -> Cell {
        match self {
            Self::Product(row) => row.tokens_per_day.as_ref().into(),
            Self::Service(row) => (&row.tokens).into(),
            Self::Collection(_) => Cell::Empty,
        }
    }

    /// What the tokens are for.
    fn unit(&self) -> String {
        match self {
            Self::Product(Product { tokens_per_day: Some(_), .. }) => "day".to_owned(),
            Self::Product(_) => "not sold on Flex".to_owned(),
            Self::Service(row) => unit(row),
            Self::Collection(row) if is_unknown(row) => "covers: not known".to_owned(),
            Self::Collection(row) => row.products.join(" + "),
        }
    }

    /// What a subscription costs for a term: nothing to say of what has none.
    fn price(&self, term: Term) -> Cell {
        match self {
            Self::Product(row) => term(&row.prices()).as_ref().into(),
            Self::Service(_) => Cell::Blank,
            Self::Collection(row) => term(&row.prices()).as_ref().into(),
        }
    }

    /// How many units of each month are free: nothing to say of what is charged by the day.
    fn free_per_month(&self) -> Cell {
        match self {
            Self::Service(row) => row.free_per_month.as_ref().into(),
            Self::Product(_) | Self::Collection(_) => Cell::Blank,
        }
    }
}

fn unit(service: &Service) -> String {
    let per = match service.per.get() {
        1 => String::new(),
        per => number::many(per) + " × ",
    };
    let partial = match service.partial {
        Partial::Exact => "",
        Partial::Up => ", counted up",
        Partial::Down => ", counted down",
    };
    format!("{per}{}{partial}", service.unit)
}

/// How much of each row people see; programs get all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// What fits beside other rows.
    Few,
    /// All.
    All,
}

/// Every row, of which people see what fits.
pub fn table<'a>(rows: &'a [ShownRow<'a>], currency: &str) -> Table<'a, &'a ShownRow<'a>> {
    columns(rows, currency, Seen::Few)
}

fn columns<'a>(
    rows: &'a [ShownRow<'a>],
    currency: &str,
    seen: Seen,
) -> Table<'a, &'a ShownRow<'a>> {
    let more = |words: &str| match seen {
        Seen::Few => Heading::ForPrograms,
        Seen::All => words.into(),
    };
    let aliases = |row: &ShownRow| Some(row.aliases().join("; ")).filter(|all| !all.is_empty());
    let table = Table::of(rows)
        .text("kind", more("kind"), |row| row.kind().word())
        .text("id", "id", |row| row.id().to_owned())
        .text("name", more("name"), |row| row.name().to_owned())
        .text("aliases", more("other names"), move |row| aliases(row))
        .cell("tokens", "tokens", |row| row.tokens())
        .text("for", "for", |row| row.unit());
    by_term(table, rows, (seen, currency))
        .text("source", "source", |row| row.source().to_owned())
        .text("note", more("note"), |row| row.note().map(str::to_owned))
}

/// The prices by term, and what is free each month. Beside other rows people see the terms that
/// any row has, and a year always.
fn by_term<'a>(
    table: Table<'a, &'a ShownRow<'a>>,
    rows: &[ShownRow],
    (seen, currency): (Seen, &str),
) -> Table<'a, &'a ShownRow<'a>> {
    let heading = |words: String, is_any: bool| match seen {
        Seen::Few if !is_any => Heading::ForPrograms,
        Seen::Few | Seen::All => Heading::Words(words),
    };
    let terms: [(&'static str, String, Term); 3] = [
        ("month_price", format!("{currency}\na month"), |it| it.month),
        ("three_year_price", format!("{currency} for\nthree years"), |it| it.three_years),
        ("floating_price", format!("{currency}\na year,\nfloating"), |it| it.floating),
    ];
    let year = format!("{currency}\na year");
    let table = table.cell("annual_price", year, |row| row.price(|it| it.year));
    let table = terms.into_iter().fold(table, |table, (key, words, term)| {
        let is_any = rows.iter().any(|row| matches!(row.price(term), Cell::Money(_)));
        table.cell(key, heading(words, is_any), move |row| row.price(term))
    });
    let is_free = rows.iter().any(|row| matches!(row.free_per_month(), Cell::Count(_)));
    let free = heading("free\na month".to_owned(), is_free);
    table.cell("free_per_month", free, |row| row.free_per_month())
}

/// One row, field by field.
pub fn field_by_field(row: &ShownRow, currency: &str) -> Grid {
    let rows = [*row];
    let Grid { columns, rows, .. } = columns(&rows, currency, Seen::All).view();
    // What there is nothing to say of is no field of such a row.
    let fields = columns.into_iter().zip(rows.into_iter().flatten());
    let fields = fields.filter(|(_, cell)| *cell != Cell::Blank);
    Table::of(fields.map(|(column, cell)| (column.title, words(cell))))
        .text("field", "field", |(title, _)| title.clone())
        .cell("value", "value", |(_, cell)| cell.clone())
        .view()
}

/// A number as a word, so that it stands in a column of words.
fn words(cell: Cell) -> Cell {
    match cell {
        Cell::Money(amount) => number::money_digits(&amount).into(),
        Cell::Count(amount) => number::every_digit(&amount).into(),
        other => other,
    }
}

/// The sheet, and what it wants known of its rows.
pub fn notes(sheet: &RateSheet, rows: &[ShownRow]) -> Vec<String> {
    let of_rows =
        rows.iter().filter_map(|row| row.note().map(|note| format!("{}: {note}", row.id())));
    let head = format!("{}, effective {}", sheet.title, sheet.effective);
    [head].into_iter().chain(sheet.token.note.clone()).chain(of_rows).collect()
}

/// The prices of tokens, in a sentence.
pub fn terms(terms: &TokenTerms, currency: &str) -> String {
    let tiers = terms.tiers.iter().map(|tier| {
        let price = tier.price.as_ref().map_or("unquoted".to_owned(), number::price);
        format!(", from {} {price}", number::tokens(tier.from))
    });
    let list = number::price(terms.list_price);
    let least = number::tokens(terms.minimum_purchase);
    format!(
        "A token costs {list} {currency}{}; at least {least} at once; they live {}.",
        tiers.collect::<String>(),
        number::counted(&u64::from(terms.term_days), "day")
    )
}
