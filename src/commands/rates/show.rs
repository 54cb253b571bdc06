//! `flexcalc rates show`: what does a rate sheet say?

use clap::Args;
use serde::Serialize;

use crate::load;
use crate::model::{Partial, Problem, RateSheet, Row, TokenTerms, nearest};
use crate::render::{self, Answer, Cell, Format, Grid, Output, column, number};

const EXAMPLES: &str = "\
Examples:
  flexcalc rates show
  flexcalc rates show guide-2026
  flexcalc rates show --product maya
  flexcalc rates show autodesk --toml > ours.toml     to start a sheet of your own";

/// Options of `rates show`.
#[derive(Args, Debug, Serialize)]
#[command(after_help = EXAMPLES)]
pub struct ShowArgs {
    /// Built-in sheet or file; without it, that of --rates
    #[arg(value_name = "NAME|FILE")]
    sheet: Option<String>,
    /// One product, service or collection in full
    #[arg(long, value_name = "PRODUCT", conflicts_with = "toml")]
    product: Option<String>,
    /// The file itself
    #[arg(long)]
    toml: bool,
}

/// One row of any kind, as the table shows it.
struct ShownRow<'a> {
    kind: &'static str,
    row: &'a dyn Describe,
}

/// What every kind of row has to show.
trait Describe {
    fn names(&self) -> (&str, &str, &[String]);
    /// The rate in tokens, and for what.
    fn rate(&self) -> (Cell, String);
    fn annual_price(&self) -> Cell;
    fn source(&self) -> (&str, Option<&str>);
}

impl ShowArgs {
    /// Shows it; `rates` is the sheet of the global option.
    pub fn output(&self, rates: &str, format: Format) -> anyhow::Result<Output> {
        let file = load::sheet_file(self.sheet.as_deref().unwrap_or(rates))?;
        if self.toml {
            return Ok(Output::answered(file.text));
        }
        let sheet = file.sheet()?;
        let rows = rows(&sheet);
        let answer = match &self.product {
            Some(name) => self.one(name, &sheet, &rows)?,
            None => self.all(&sheet, &rows)?,
        };
        render::render(answer, Some(&sheet), format)
    }

    fn all<'a>(&'a self, sheet: &RateSheet, rows: &[ShownRow]) -> anyhow::Result<Answer<'a>> {
        let data = grid(rows, &sheet.currency);
        let view = data.select(&["id", "tokens", "for", "annual_price", "source"]);
        Ok(Answer {
            summary: vec![terms(&sheet.token, &sheet.currency)],
            notes: notes(sheet, rows),
            next: Some("flexcalc rates show --product NAME".to_owned()),
            ..Answer::new("rates show", self, serde_json::to_value(sheet)?, data, view)
        })
    }

    fn one<'a>(
        &'a self,
        name: &str,
        sheet: &RateSheet,
        rows: &[ShownRow],
    ) -> anyhow::Result<Answer<'a>> {
        let wanted = |row: &&ShownRow| {
            let (id, full, aliases) = row.row.names();
            let names = [id, full].into_iter().chain(aliases.iter().map(String::as_str));
            names.map(crate::model::normalise).any(|known| known == crate::model::normalise(name))
        };
        let Some(row) = rows.iter().find(wanted) else {
            let ids = rows.iter().map(|row| row.row.names().0);
            let problem = Problem::new(format!(
                "unknown product or service `{name}` in rate sheet `{}`",
                sheet.name
            ));
            return Err(problem.nearest(&nearest(name, ids)).into());
        };
        let one = grid(std::slice::from_ref(row), &sheet.currency);
        let mut view = Grid::new(vec![column("field", "field"), column("value", "value")]);
        let cells = one.rows.first().cloned().unwrap_or_default();
        view.rows = one
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| vec![column.title.clone().into(), words(cell)])
            .collect();
        let fields: serde_json::Map<_, _> = sheet_row(sheet, row)?;
        Ok(Answer::new("rates show", self, fields, one, view))
    }
}

/// The sheet, and what it wants known of its rows.
fn notes(sheet: &RateSheet, rows: &[ShownRow]) -> Vec<String> {
    let of_rows = rows.iter().filter_map(|row| {
        let ((id, ..), (_, note)) = (row.row.names(), row.row.source());
        note.map(|note| format!("{id}: {note}"))
    });
    let head = format!("{}, effective {}", sheet.title, sheet.effective);
    [head].into_iter().chain(sheet.token.note.clone()).chain(of_rows).collect()
}

/// The row as the sheet has it, with its kind.
fn sheet_row(
    sheet: &RateSheet,
    row: &ShownRow,
) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
    let (id, ..) = row.row.names();
    let dump = serde_json::to_value(sheet)?;
    let of = |list: &str| {
        dump.get(list)?
            .as_array()?
            .iter()
            .find(|item| item.get("id").is_some_and(|known| known == id))
            .cloned()
    };
    let item = match row.kind {
        "product" => of("products"),
        "service" => of("services"),
        _ => of("collections"),
    };
    let mut fields = serde_json::Map::from_iter([("kind".to_owned(), row.kind.into())]);
    fields.extend(item.and_then(|item| item.as_object().cloned()).into_iter().flatten());
    Ok(fields)
}

/// A number as a word, so that it stands in a column of words.
fn words(cell: Cell) -> Cell {
    match cell {
        Cell::Money(amount) => number::fixed(&amount, 2).into(),
        Cell::Count(amount) => number::every_digit(&amount).into(),
        other => other,
    }
}

fn rows(sheet: &RateSheet) -> Vec<ShownRow<'_>> {
    let products = sheet.products.iter().map(|row| ShownRow { kind: "product", row });
    let services = sheet.services.iter().map(|row| ShownRow { kind: "service", row });
    let collections = sheet.collections.iter().map(|row| ShownRow { kind: "collection", row });
    products.chain(services).chain(collections).collect()
}

fn grid(rows: &[ShownRow], currency: &str) -> Grid {
    let mut grid = Grid::new(vec![
        column("kind", "kind"),
        column("id", "id"),
        column("name", "name"),
        column("aliases", "other names"),
        column("tokens", "tokens"),
        column("for", "for"),
        column("annual_price", format!("{currency}\na year")),
        column("source", "source"),
        column("note", "note"),
    ]);
    let row = |ShownRow { kind, row }: &ShownRow| {
        let ((id, name, aliases), (tokens, unit), (source, note)) =
            (row.names(), row.rate(), row.source());
        let aliases = if aliases.is_empty() { Cell::Empty } else { aliases.join("; ").into() };
        let texts: Vec<Cell> = vec![
            (*kind).into(),
            id.into(),
            name.into(),
            aliases,
            tokens,
            unit.into(),
            row.annual_price(),
        ];
        texts.into_iter().chain([source.into(), note.into()]).collect()
    };
    grid.rows = rows.iter().map(row).collect();
    grid
}

/// The prices of tokens, in a sentence.
fn terms(terms: &TokenTerms, currency: &str) -> String {
    let tiers = terms.tiers.iter().map(|tier| {
        let price = tier.price.as_ref().map_or("unquoted".to_owned(), number::price);
        format!(", from {} {price}", number::tokens(&tier.from))
    });
    let list = number::price(&terms.list_price);
    let least = number::tokens(&terms.minimum_purchase);
    format!(
        "A token costs {list} {currency}{}; at least {least} at once; they live {} days.",
        tiers.collect::<String>(),
        terms.term_days
    )
}

macro_rules! describe_names {
    () => {
        fn names(&self) -> (&str, &str, &[String]) {
            (&self.id, &self.name, &self.aliases)
        }
        fn source(&self) -> (&str, Option<&str>) {
            (&self.source, self.note())
        }
    };
}

impl Describe for crate::model::Product {
    describe_names!();
    fn rate(&self) -> (Cell, String) {
        let unit = if self.tokens_per_day.is_some() { "day" } else { "not sold on Flex" };
        (self.tokens_per_day.as_ref().into(), unit.to_owned())
    }
    fn annual_price(&self) -> Cell {
        self.annual_price.as_ref().into()
    }
}

impl Describe for crate::model::Service {
    describe_names!();
    fn rate(&self) -> (Cell, String) {
        let per = if self.per.get() == 1 {
            String::new()
        } else {
            number::count(&self.per.get().into()) + " × "
        };
        let partial = match self.partial {
            Partial::Exact => "",
            Partial::Up => ", counted up",
            Partial::Down => ", counted down",
        };
        ((&self.tokens).into(), format!("{per}{}{partial}", self.unit))
    }
    fn annual_price(&self) -> Cell {
        Cell::Empty
    }
}

impl Describe for crate::model::Collection {
    describe_names!();
    fn rate(&self) -> (Cell, String) {
        (Cell::Empty, self.products.join(" + "))
    }
    fn annual_price(&self) -> Cell {
        self.annual_price.as_ref().into()
    }
}
