//! What in this rate sheet is most likely a mistake?
//!
//! Rules: the currency should be one of ISO 4217; a larger purchase should not cost more per token;
//! `effective` should be neither ahead nor over 18 months ago; a token should not cost ten times
//! more or less than usual; a subscription should break even between 10 and 365 days, at list
//! price: annual price ÷ (tokens per day × list price). And, good to know, from which need on
//! buying up to the next tier is cheaper: need × price before it > `from` × its price.
//!
//! Example: a tier of 28.50 from 5,000 where list is 3.00 is dearer than list, and odd: the decimal
//! point slipped. With 2.85, a need of 4,751 tokens or more is cheaper as 5,000, since 5,000 ×
//! 2.85 ÷ 3.00 = 4,750.
//!
//! Edges: exactly 10 or 365 days are no finding, exactly ten times is one. Unquoted tiers are
//! passed over. What a token usually costs is known for the large western currencies only: near
//! 3.00.

use chrono::{Months, NaiveDate};

use crate::engine::sheets::review_terms;
use crate::engine::sums::breakeven::break_even_days;
use crate::model::{
    Code, Days, Divide, Draft, Number, Product, TokenPrice, TokenTerms, Tokens, iso_decimals,
};

/// How old a sheet may be, in months.
const FRESH_MONTHS: u32 = 18;
/// The days of use between which a subscription is expected to break even.
const USUAL_BREAK_EVEN: (u64, u64) = (10, 365);
/// The list price of a token that Autodesk's resellers quote.
const USUAL_LIST_PRICE: u64 = 3;
/// How many times more or less than usual is odd.
const ODD: u64 = 10;
/// The currencies in which a token costs roughly as many units.
const SIMILAR_CURRENCIES: [&str; 6] = ["USD", "EUR", "GBP", "CHF", "CAD", "AUD"];

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind it is.
    pub code: Code,
    /// The key that it is about, from the top of the sheet; the tables of a list go by their number
    /// from 0.
    pub key: Vec<String>,
    /// What is odd, with its figures.
    pub message: String,
}

/// Looks over what could be read of a sheet; `today` is the date of the question.
pub fn review(sheet: &Draft, today: NaiveDate) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(sheet.effective.and_then(|effective| date(effective, today)));
    findings.extend(sheet.currency.as_deref().and_then(currency));
    if let Some(terms) = &sheet.token {
        findings.extend(
            sheet.currency.as_ref().and_then(|currency| list_price(terms.list_price, currency)),
        );
        findings.extend(tiers(terms));
        findings.extend(
            sheet.products.iter().filter_map(|product| break_even(product, terms.list_price)),
        );
    }
    findings.extend(review_terms::of_sheet(sheet));
    findings
}

fn finding(code: Code, key: &[&str], message: String) -> Finding {
    Finding { code, key: key.iter().map(|key| (*key).to_owned()).collect(), message }
}

fn date(effective: NaiveDate, today: NaiveDate) -> Option<Finding> {
    let oldest = today.checked_sub_months(Months::new(FRESH_MONTHS)).unwrap_or(NaiveDate::MIN);
    if effective > today {
        return Some(finding(
            Code::FutureDate,
            &["effective"],
            format!("the sheet takes effect on {effective}, after today"),
        ));
    }
    let message = format!("the sheet is of {effective}, over {FRESH_MONTHS} months ago");
    (effective < oldest).then(|| finding(Code::OldDate, &["effective"], message))
}

fn currency(code: &str) -> Option<Finding> {
    let message = || format!("ISO 4217 has no currency `{code}`");
    iso_decimals(code).is_none().then(|| finding(Code::UnknownCurrency, &["currency"], message()))
}

fn list_price(price: TokenPrice, currency: &str) -> Option<Finding> {
    let usual = TokenPrice::from(USUAL_LIST_PRICE);
    let comparable = SIMILAR_CURRENCIES.contains(&currency);
    let message = || format!("a token at {price} is ten times off the usual {usual}");
    (comparable && is_odd(price, usual))
        .then(|| finding(Code::OddPrice, &["token", "list_price"], message()))
}

fn is_odd(price: TokenPrice, usual: TokenPrice) -> bool {
    let odd = Number::from(ODD);
    price >= usual * odd || usual >= price * odd
}

/// Each tier with a price, against the price that holds just below it.
fn tiers(terms: &TokenTerms) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before = terms.list_price;
    for (number, tier) in terms.tiers.iter().enumerate() {
        let Some(price) = tier.price else { continue };
        let number = number.to_string();
        let key = ["token", "tier", number.as_str(), "price"];
        let from = tier.from;
        if price > before {
            let message = format!(
                "from {from} tokens on, a token costs {price}, more than the {before} before"
            );
            findings.push(finding(Code::DearerTier, &key, message));
        }
        if is_odd(price, terms.list_price) {
            let message = format!(
                "a token at {price} is ten times off the list price of {}",
                terms.list_price
            );
            findings.push(finding(Code::OddPrice, &key, message));
        }
        findings
            .extend(buy_up(from, price, before).map(|message| finding(Code::BuyUp, &key, message)));
        before = price;
    }
    findings
}

/// The needs just below a tier for which buying up to it is cheaper.
fn buy_up(from: Tokens, price: TokenPrice, before: TokenPrice) -> Option<String> {
    let as_dear = (from * price).divided_by(before)?;
    let (first, last) = (as_dear.floor() + 1, from - Tokens::from(1));
    (first <= last).then(|| format!("who needs {first} to {last} tokens buys {from} for less"))
}

fn break_even(product: &Product, list_price: TokenPrice) -> Option<Finding> {
    let (rate, annual) = (product.tokens_per_day?, product.annual_price?);
    let days = break_even_days(annual, rate, list_price)?;
    let (early, late) = USUAL_BREAK_EVEN;
    let code = if days > Days::from(late) {
        Code::LateBreakEven
    } else if days < Days::from(early) {
        Code::EarlyBreakEven
    } else {
        return None;
    };
    let days = days.rounded(2);
    let message = format!("a subscription for {annual} breaks even at {days} days of use a year");
    Some(finding(code, &["products", &product.id, "annual_price"], message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tier;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();

    fn sheet(tiers: &[(u64, &str)], effective: &str, annual_price: &str) -> Draft {
        let price = |(from, price): &(u64, &str)| Tier {
            from: (*from).into(),
            price: Some(price.parse().unwrap()),
        };
        Draft {
            effective: Some(effective.parse().unwrap()),
            currency: Some("USD".into()),
            token: Some(TokenTerms {
                list_price: 3.into(),
                minimum_purchase: 100.into(),
                term_days: 365,
                grace_minutes: 5,
                tiers: tiers.iter().map(price).collect(),
                source: None,
                note: None,
            }),
            products: vec![Product {
                name: "Revit".into(),
                tokens_per_day: Some(10.into()),
                annual_price: Some(annual_price.parse().unwrap()),
                ..Product::new("revit")
            }],
            ..Draft::default()
        }
    }

    fn codes(sheet: &Draft) -> Vec<Code> {
        review(sheet, TODAY).iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn dates_turn_at_today_and_eighteen_months_ago() {
        // 18 months before 2026-07-01 is 2025-01-01
        for (date, expected) in [
            ("2026-07-02", vec![Code::FutureDate]),
            ("2026-07-01", vec![]),
            ("2025-01-01", vec![]),
            ("2024-12-31", vec![Code::OldDate]),
        ] {
            assert_eq!(codes(&sheet(&[], date, "2985")), expected, "{date}");
        }
    }

    #[test]
    fn a_currency_is_one_of_iso_4217() {
        let of = |code: &str| {
            let sheet = sheet(&[], "2026-01-01", "2985");
            codes(&Draft { currency: Some(code.into()), ..sheet })
        };
        assert_eq!((of("JPY"), of("YEN")), (vec![], vec![Code::UnknownCurrency]));
    }

    #[test]
    fn tiers_that_rise_and_prices_ten_times_off() {
        // 3.00 → 2.99 would buy up: 5,000 × 2.99 ÷ 3 = 4,983.3, so from 4,984 on
        assert_eq!(codes(&sheet(&[(5000, "3")], "2026-01-01", "2985")), []);
        assert_eq!(codes(&sheet(&[(5000, "3.01")], "2026-01-01", "2985")), [Code::DearerTier]);
        assert_eq!(codes(&sheet(&[(5000, "29.99")], "2026-01-01", "2985")), [Code::DearerTier]);
        assert_eq!(
            codes(&sheet(&[(5000, "30")], "2026-01-01", "2985")),
            [Code::DearerTier, Code::OddPrice]
        );
        assert_eq!(codes(&sheet(&[(5000, "0.31")], "2026-01-01", "2985")), [Code::BuyUp]);
        assert_eq!(
            codes(&sheet(&[(5000, "0.30")], "2026-01-01", "2985")),
            [Code::OddPrice, Code::BuyUp]
        );
    }

    #[test]
    fn buying_up_pays_from_one_token_above_the_same_cost() {
        // 5,000 × 2.85 ÷ 3.00 = 4,750
        let findings = review(&sheet(&[(5000, "2.85")], "2026-01-01", "2985"), TODAY);
        let messages: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["who needs 4751 to 4999 tokens buys 5000 for less"]);
    }

    #[test]
    fn break_even_turns_at_10_and_365_days() {
        // 30.00 a day: 300 is 10 days, 10,950 is 365
        for (price, expected) in [
            ("299.99", vec![Code::EarlyBreakEven]),
            ("300", vec![]),
            ("10950", vec![]),
            ("10950.01", vec![Code::LateBreakEven]),
        ] {
            assert_eq!(codes(&sheet(&[], "2026-01-01", price)), expected, "{price}");
        }
    }
}
