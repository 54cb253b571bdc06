//! What subscriptions were agreed to cost: a price of a year, or a table of prices by term.

use super::names::section;
use crate::load::toml_table::Table;
use crate::model::{Code, Limits, Named, TermPrices, normalise};

/// What a price may be, for whoever wrote something else.
const SHAPES: &str = "a price of a year, such as 2400, or prices by term, such as `{ year = 2400, \
                      month = 310, three_years = 7000, floating = 4800 }`";

/// The prices, by the product or collection that the file names.
pub(super) fn agreed(root: &Table) -> Vec<(Named, TermPrices)> {
    section(root, "subscriptions", normalise, |table, name, place| {
        let prices = if table.is_table(name) {
            table.optional_table(name, by_term)?
        } else {
            let price = table.amount(name);
            if !table.may_be_amount(name) {
                table.hint(SHAPES);
            }
            TermPrices::of_a_year(price?)
        };
        Some((Named { name: name.to_owned(), place: table.place(place) }, prices))
    })
}

/// `{ year = 2400, month = 310 }`: any of the terms, and at least one.
fn by_term(table: &Table) -> Option<TermPrices> {
    let price = |key| table.optional_amount(key, Limits::ANNUAL_PRICE);
    let prices = TermPrices {
        year: price("year"),
        month: price("month"),
        three_years: price("three_years"),
        floating: price("floating"),
    };
    if table.is_empty() {
        table.problem(table.span(), Code::MissingKey, "there is no price in it");
        table.hint(SHAPES);
        return None;
    }
    Some(prices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::estate::parse;

    fn prices(text: &str) -> Result<Vec<TermPrices>, String> {
        let text = format!("currency = \"USD\"\n[subscriptions]\n{text}");
        let estate = parse("e", &text).map_err(|problems| problems.to_string())?;
        Ok(estate.subscriptions.into_iter().map(|(_, prices)| prices).collect())
    }

    #[test]
    fn prices_are_those_of_a_year_or_by_term() {
        let by_term = TermPrices {
            year: Some(2400.into()),
            month: Some(310.into()),
            three_years: Some(7000.into()),
            floating: Some(4800.into()),
        };
        let text = "autocad = 1980\n\
                    revit = { year = 2400, month = 310, three_years = 7000, floating = 4800 }";
        assert_eq!(prices(text), Ok(vec![TermPrices::of_a_year(1980.into()), by_term]));
        let month = TermPrices { month: Some(310.into()), ..TermPrices::default() };
        assert_eq!(prices("[subscriptions.revit]\nmonth = 310"), Ok(vec![month]));
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_at_its_place() {
        let text = "revit = { yaer = 2400 }\nmaya = {}\nautocad = [1980]\nfusion = { month = -1 }";
        let told = prices(text).unwrap_err();
        let places: Vec<_> = told.lines().filter_map(|line| line.split(": ").next()).collect();
        assert_eq!(places, ["e:3:11", "e:4:8", "e:5:11", "e:6:20"], "{told}");
        assert!(told.contains("`[maya]`: there is no price in it"), "{told}");
        assert!(told.contains("`autocad` must be a number, found array"), "{told}");
    }
}
