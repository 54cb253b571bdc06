//! The header of a paste: what its columns are, by their words.

use super::figure::{Figure, Per};
use super::heading::head;

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
    /// A number that is a name: of a line, of an article.
    Code,
    /// Nothing that is understood: its figures, if it has any, are none to guess at.
    Unknown,
}

/// The columns, where these are the cells of a header.
pub(super) fn header(cells: &[String]) -> Option<Vec<Head>> {
    // Most lines are none: that is seen before their words are taken apart.
    let names = ["product", "name", "software", "offering", "title"];
    let may_name = |cell: &String| {
        let lower = cell.to_lowercase();
        names.iter().any(|name| lower.contains(name))
    };
    if !cells.iter().any(may_name) {
        return None;
    }
    if cells.iter().any(|cell| Figure::of(cell).is_some()) {
        return None;
    }
    let heads: Vec<_> = cells.iter().map(|cell| head(cell)).collect();
    let names = heads.iter().filter(|head| **head == Head::Name).count();
    let is_figure = |head: &Head| matches!(head, Head::Tokens(_) | Head::Rate | Head::Money(_));
    (names == 1 && heads.iter().any(is_figure)).then_some(heads)
}

/// The cells of a line directly above the rows: what their columns are, where any of it is.
pub(super) fn above(cells: &[String]) -> Option<Vec<Head>> {
    let is_filled = |cell: &String| !cell.is_empty();
    let has_figure = cells.iter().any(|cell| Figure::of(cell).is_some());
    (!has_figure && cells.iter().skip(1).any(is_filled))
        .then(|| cells.iter().map(|cell| head(cell)).collect())
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
        use Head::{Code, Money, Name, Rate, Tokens};
        let expected = Some(vec![Name, Tokens(Per::Day), Money(Per::Unsaid)]);
        assert_eq!(heads(&["Product", "Tokens per day", "Price (USD)"]), expected);
        assert_eq!(heads(&["Product name", "Flex tokens / 24 hours", "Cost"]), expected);
        assert_eq!(heads(&["Code", "Offering", "Daily rate"]), Some(vec![Code, Name, Rate]));
        let terms = Some(vec![Name, Money(Per::Month), Money(Per::Year), Money(Per::ThreeYears)]);
        assert_eq!(heads(&["Software", "Month", "Annual price", "3 years (USD)"]), terms);
        let hour = Some(vec![Name, Tokens(Per::Other("solve".into()))]);
        assert_eq!(heads(&["Product", "Tokens per solve"]), hour);
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
