//! The header of a paste: what its columns are, by their words.

use super::figure::{Figure, Per, term};

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Names.
    Name,
    /// Tokens for something.
    Tokens(Per),
    /// Tokens, or money: its figures tell.
    Rate,
    /// Money for something.
    Money(Per),
    /// What the figures of a row are for.
    Unit,
    /// Something that is not wanted.
    Other,
}

/// The columns, where these are the cells of a header.
pub(super) fn header(cells: &[String]) -> Option<Vec<Head>> {
    if cells.iter().any(|cell| Figure::of(cell).is_some()) {
        return None;
    }
    let heads: Vec<_> = cells.iter().map(|cell| head(cell)).collect();
    let names = heads.iter().filter(|head| **head == Head::Name).count();
    let is_figure = |head: &Head| matches!(head, Head::Tokens(_) | Head::Rate | Head::Money(_));
    (names == 1 && heads.iter().any(is_figure)).then_some(heads)
}

/// What one cell of a header says.
fn head(cell: &str) -> Head {
    let lower = cell.to_lowercase();
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let said = said_term(&words, &text);
    let is_money = has(&["price", "cost", "usd", "eur", "gbp", "dollar", "dollars", "amount"])
        || cell.contains(['$', '€', '£']);
    if text.is_empty() || words.len() > 8 {
        return Head::Other;
    }
    if has(&["token", "tokens"]) {
        let of_one = ["per token", "token price", "token cost", "price of a token"];
        if of_one.iter().any(|words| text.contains(words)) {
            return Head::Other;
        }
        return Head::Tokens(said);
    }
    if is_money {
        return Head::Money(said);
    }
    if matches!(text.as_str(), "rate" | "daily rate" | "flex rate" | "day rate" | "rate per day") {
        return Head::Rate;
    }
    if matches!(said, Per::Month | Per::Year | Per::ThreeYears) {
        return Head::Money(said);
    }
    if matches!(text.as_str(), "unit" | "per" | "charged per" | "unit of measure" | "metric") {
        return Head::Unit;
    }
    let is_code = has(&["code", "id", "sku", "key", "line", "version"]);
    let names =
        ["product", "products", "name", "names", "software", "offering", "offerings", "title"];
    if has(&names) && !is_code { Head::Name } else { Head::Other }
}

/// What the figures below it are for.
fn said_term(words: &[&str], text: &str) -> Per {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    if ["3 year", "3 yr", "three year", "36 month"].iter().any(|words| text.contains(words)) {
        return Per::ThreeYears;
    }
    if has(&["day", "daily", "days", "24", "24h"]) {
        return Per::Day;
    }
    if let Some(term) = words.iter().find_map(|word| term(word)) {
        return term;
    }
    // Whoever uses a product is no unit of it.
    let people = ["user", "person", "seat", "named"];
    let after = words.iter().skip_while(|word| **word != "per").nth(1);
    let unit = after.filter(|unit| !people.contains(unit));
    let adverb = words.iter().find(|word| **word == "hourly");
    unit.or(adverb).map_or(Per::Unsaid, |unit| Per::Other((*unit).to_owned()))
}

/// The cells of a header whose words are a space apart: each begins with a word that begins one.
pub(super) fn spaced(line: &str) -> Vec<String> {
    const BEGIN: [&str; 10] =
        ["tokens", "token", "flex", "daily", "rate", "price", "cost", "usd", "eur", "list"];
    const OPEN: [&str; 6] = ["per", "daily", "flex", "list", "token", "in"];
    let mut cells: Vec<Vec<&str>> = Vec::new();
    for word in line.split_whitespace() {
        let lower = word.to_lowercase();
        let begins = BEGIN.contains(&lower.as_str());
        match cells.last_mut() {
            Some(cell) => {
                let last = cell.last().map(|word| word.to_lowercase()).unwrap_or_default();
                if begins && !OPEN.contains(&last.as_str()) {
                    cells.push(vec![word]);
                } else {
                    cell.push(word);
                }
            }
            None => cells.push(vec![word]),
        }
    }
    cells.into_iter().map(|words| words.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(cells: &[&str]) -> Option<Vec<Head>> {
        header(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_by_their_words() {
        use Head::{Money, Name, Other, Rate, Tokens};
        let expected = Some(vec![Name, Tokens(Per::Day), Money(Per::Unsaid)]);
        assert_eq!(heads(&["Product", "Tokens per day", "Price (USD)"]), expected);
        assert_eq!(heads(&["Product name", "Flex tokens / 24 hours", "Cost"]), expected);
        assert_eq!(heads(&["Code", "Offering", "Daily rate"]), Some(vec![Other, Name, Rate]));
        let terms = Some(vec![Name, Money(Per::Month), Money(Per::Year), Money(Per::ThreeYears)]);
        assert_eq!(heads(&["Software", "Month", "Annual price", "3 years (USD)"]), terms);
        let hour = Some(vec![Name, Tokens(Per::Other("solve".into()))]);
        assert_eq!(heads(&["Product", "Tokens per solve"]), hour);
        assert_eq!(heads(&["Product", "Tokens per user"]), Some(vec![Name, Tokens(Per::Unsaid)]));
        let hour = Some(vec![Name, Tokens(Per::Other("hour".into()))]);
        assert_eq!(heads(&["Product", "Tokens per hour"]), hour);
        assert_eq!(heads(&["Product", "Token price"]), None);
        assert_eq!(heads(&["Product", "7"]), None);
        assert_eq!(heads(&["AutoCAD", "price on request"]), None);
    }

    #[test]
    fn a_header_with_spaces_is_cut_where_a_column_begins() {
        let cut = spaced("Product name Tokens per day Price (USD)");
        assert_eq!(cut, ["Product name", "Tokens per day", "Price (USD)"]);
        assert_eq!(spaced("Product Daily rate"), ["Product", "Daily rate"]);
        assert_eq!(
            spaced("Product Flex tokens USD per day"),
            ["Product", "Flex tokens", "USD per day"]
        );
    }
}
