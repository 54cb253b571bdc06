//! Which prices of terms are most likely a mistake?
//!
//! Rules: a month should cost less than a year, three years no more than three times a year, a
//! floating seat, which people use in turn, no less than a seat of one person.
//!
//! Example: a year for 2,985: three years for 8,956 are odd, since three times a year cost 8,955.
//!
//! Edges: a month for the price of a year is a finding; three years for three times a year are
//! none, and neither is a floating seat for the price of a seat. Without the price of a year there
//! is nothing to hold the others against. An estate's prices are held against its own only: what
//! was agreed may be far from list.

use crate::engine::sheets::review::Finding;
use crate::model::{Code, Draft, Estate, Named, Number, TermPrices};

/// The keys of the prices of a month, of three years and of a floating seat.
type Keys = [&'static str; 3];

const OF_SHEET: Keys = ["month_price", "three_year_price", "floating_price"];
const OF_ESTATE: Keys = ["month", "three_years", "floating"];

/// What is odd in the prices of a rate sheet.
pub fn of_sheet(sheet: &Draft) -> Vec<Finding> {
    let products = sheet.products.iter().map(|row| ("products", &row.id, row.prices()));
    let collections = sheet.collections.iter().map(|row| ("collections", &row.id, row.prices()));
    let of_row = |(table, id, prices): (&str, &String, TermPrices)| {
        odd(&prices, OF_SHEET, &[table.to_owned(), id.clone()])
    };
    products.chain(collections).flat_map(of_row).collect()
}

/// What is odd in the prices that an estate has agreed.
pub fn of_estate(estate: &Estate) -> Vec<Finding> {
    let priced = estate.subscriptions.iter();
    let of_one = |(named, prices): &(Named, TermPrices)| {
        odd(prices, OF_ESTATE, &["subscriptions".to_owned(), named.name.clone()])
    };
    priced.flat_map(of_one).collect()
}

fn odd(prices: &TermPrices, [month, three_years, floating]: Keys, row: &[String]) -> Vec<Finding> {
    let Some(year) = prices.year else { return Vec::new() };
    let finding = |code: Code, key: &str, message: String| Finding {
        code,
        key: row.iter().cloned().chain([key.to_owned()]).collect(),
        message,
    };
    let of_month = prices.month.filter(|price| *price >= year).map(|price| {
        let message = format!("a month for {price} costs no less than a year for {year}");
        finding(Code::DearMonth, month, message)
    });
    let three = year * Number::from(3);
    let of_three = prices.three_years.filter(|price| *price > three).map(|price| {
        let message = format!(
            "three years for {price} cost more than three times a year for {year}, {three}"
        );
        finding(Code::DearThreeYears, three_years, message)
    });
    let of_floating = prices.floating.filter(|price| *price < year).map(|price| {
        let message =
            format!("a floating seat for {price} costs less than a seat of one person for {year}");
        finding(Code::CheapFloating, floating, message)
    });
    [of_month, of_three, of_floating].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Product;

    /// The codes of a product with a year for 2,985.
    fn codes(month: &str, three_years: &str, floating: &str) -> Vec<Code> {
        let price = |text: &str| text.parse().ok();
        let prices = TermPrices {
            year: Some(2985.into()),
            month: price(month),
            three_years: price(three_years),
            floating: price(floating),
        };
        let product = Product::new("revit").with_prices(prices);
        let sheet = Draft { products: vec![product], ..Draft::default() };
        of_sheet(&sheet).iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn each_turns_at_its_price() {
        assert_eq!(codes("2984.99", "", ""), []);
        assert_eq!(codes("2985", "", ""), [Code::DearMonth]);
        // 3 × 2,985
        assert_eq!(codes("", "8955", ""), []);
        assert_eq!(codes("", "8955.01", ""), [Code::DearThreeYears]);
        assert_eq!(codes("", "", "2985"), []);
        assert_eq!(codes("", "", "2984.99"), [Code::CheapFloating]);
        assert_eq!(codes("", "", ""), []);
    }

    #[test]
    fn without_a_year_nothing_is_odd() {
        let prices = TermPrices { month: Some(9000.into()), ..TermPrices::default() };
        let products = vec![Product::new("revit").with_prices(prices)];
        assert_eq!(of_sheet(&Draft { products, ..Draft::default() }), []);
    }
}
