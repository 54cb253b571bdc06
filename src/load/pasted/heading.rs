//! What one cell of a header says, by a strict grammar: of a heading such as `Tokens per day and 10
//! users` nothing may be left over, else its figures would be taken for what they are not.

use super::figure::Per;
use super::header::Head;
use crate::load::table::may_name_currency;

/// The headings that are understood, to tell.
pub(super) const UNDERSTOOD: &str =
    "`Product`, `Tokens per day`, `Price per day`, `Month`, `Year`, `3 years`";

/// What figures may be for, the longest first.
const TERMS: [(Per, &[&str]); 4] = [
    (
        Per::ThreeYears,
        &["for 3 years", "per 3 years", "3 years", "3 year", "3 yr", "3 yrs", "three years"],
    ),
    (Per::ThreeYears, &["three year", "36 months", "36 month"]),
    (
        Per::Day,
        &[
            "per 24 hour period",
            "per 24 hours",
            "per 24 hour",
            "per 24 h",
            "per 24h",
            "per user per day",
            "per day per user",
            "per user day",
            "per day of use",
            "per calendar day",
            "per day",
            "for a day",
            "a day",
            "each day",
            "daily",
            "24 hours",
            "24 hour",
            "24h",
            "day",
        ],
    ),
    (Per::Month, &["per 1 month", "per month", "for a month", "a month", "1 month", "monthly"]),
];

/// The rest of them: a year is a part of `3 years`.
const LATER: [(Per, &[&str]); 2] = [
    (Per::Month, &["month"]),
    (
        Per::Year,
        &[
            "per 12 months",
            "12 months",
            "per year",
            "per annum",
            "for a year",
            "a year",
            "1 year",
            "annual",
            "yearly",
            "year",
            "per yr",
            "1 yr",
            "yr",
        ],
    ),
];

/// Words that say nothing of the kind.
const FILLERS: [&str; 9] =
    ["flex", "autodesk", "list", "retail", "the", "of", "in", "each", "number"];

/// What one cell of a header says.
pub(super) fn head(cell: &str) -> Head {
    let lower = cell.to_lowercase().replace('/', " per ");
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 10 {
        return Head::Unknown;
    }
    let text = words.join(" ");
    if let Some(head) = figures(cell, &text) {
        return head;
    }
    let units = ["unit", "per", "charged per", "unit of measure", "metric"];
    let begins = ["unit", "charge", "charged", "charging", "how charged", "billing", "billed"];
    if units.contains(&text.as_str()) || begins.iter().any(|begin| text.starts_with(begin)) {
        return Head::Unit;
    }
    let codes = ["code", "id", "sku", "key", "line", "no", "nr", "row", "product code", "part"];
    if codes.contains(&text.as_str()) || matches!(text.as_str(), "product id" | "part number") {
        return Head::Code;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let names =
        ["product", "products", "name", "names", "software", "offering", "offerings", "title"];
    let others = [
        "code", "id", "sku", "key", "line", "version", "user", "users", "seats", "days", "type",
        "qty", "category", "family", "token", "tokens", "price", "cost", "release", "owner",
    ];
    if has(&names) && !has(&others) { Head::Name } else { Head::Unknown }
}

/// The figures that a cell speaks of, where it speaks of nothing else.
fn figures(cell: &str, text: &str) -> Option<Head> {
    let mut rest = format!(" {text} ");
    let mut said: Option<Per> = None;
    for (per, phrases) in TERMS.iter().chain(&LATER) {
        for phrase in *phrases {
            let found = format!(" {phrase} ");
            if rest.contains(&found) {
                rest = rest.replacen(&found, " ", 1);
                // `Monthly price of a year` says two things.
                if said.as_ref().is_some_and(|said| said != per) {
                    return None;
                }
                said = Some(per.clone());
            }
        }
    }
    let code = may_name_currency(cell).map(str::to_lowercase);
    let is_money = |word: &str| {
        matches!(word, "usd" | "eur" | "gbp" | "dollar" | "dollars" | "euro" | "euros")
            || code.as_deref() == Some(word)
    };
    let has_money = code.is_some() || rest.split_whitespace().any(is_money);
    let rest: Vec<_> =
        rest.split_whitespace().filter(|word| !is_money(word) && !FILLERS.contains(word)).collect();
    let per = said.unwrap_or_default();
    let is_term = matches!(per, Per::Month | Per::Year | Per::ThreeYears);
    match (rest.join(" ").as_str(), has_money) {
        (
            "token" | "tokens" | "token rate" | "token rates" | "rate tokens" | "tokens rate"
            | "cost tokens" | "rate token" | "tokens charged" | "tokens required",
            false,
        ) => Some(Head::Tokens(per)),
        ("rate" | "rates", false) if !is_term => Some(Head::Rate),
        (
            "price" | "prices" | "cost" | "costs" | "srp" | "msrp" | "rate" | "subscription"
            | "subscription price" | "subscription cost" | "price subscription" | "price term"
            | "term price",
            _,
        )
        | ("", true) => Some(Head::Money(per)),
        ("" | "term" | "subscription term", _) if is_term => Some(Head::Money(per)),
        (other, false) => {
            let unit = other.strip_prefix("tokens per ").or(other.strip_prefix("token per "))?;
            (!unit.contains(' ') && per == Per::Unsaid && !unit.starts_with("user"))
                .then(|| Head::Tokens(Per::Other(unit.to_owned())))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_heading_is_left_over() {
        for tokens in ["Tokens per day", "Flex tokens / 24 hours", "Daily token rate", "Tokens/day"]
        {
            assert_eq!(head(tokens), Head::Tokens(Per::Day), "{tokens}");
        }
        for (text, per) in [
            ("Price (USD) per day", Per::Day),
            ("Monthly price", Per::Month),
            ("12 months", Per::Year),
            ("Annual list price (USD)", Per::Year),
            ("Three-year", Per::ThreeYears),
            ("36 months price", Per::ThreeYears),
        ] {
            assert_eq!(head(text), Head::Money(per), "{text}");
        }
        for text in [
            "Users",
            "Seats",
            "Qty",
            "Discount",
            "Tokens used",
            "Total tokens",
            "Minimum tokens",
            "Tokens per day and 10 users",
            "Tokens per 2 days",
            "Price (kUSD)",
            "Days",
            "Token balance",
            "Credits",
            "Token pro Monat",
            "Preis pro Monat",
            "Release",
            "Annual price billed monthly",
            "Valid for 1 year",
            "Tokens (USD)",
            "Token price",
            "Tokens per user",
            "Product users",
            "",
        ] {
            assert_eq!(head(text), Head::Unknown, "{text}");
        }
    }
}
