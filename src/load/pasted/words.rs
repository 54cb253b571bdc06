//! What the words of a name or a title say beside it: that it is charged by the result, that it is
//! no product, that another figure holds.

use crate::load::table::may_name_currency;

/// Words of what Flex charges by the result, beside `per` and a number.
const RESULTS: [&str; 14] = [
    "hour",
    "hours",
    "hourly",
    "result",
    "results",
    "job",
    "jobs",
    "solve",
    "solves",
    "api",
    "apis",
    "cfd",
    "automation",
    "per",
];

/// Those that are several words.
const PHRASES: [&str; 6] = [
    "generative design",
    "cloud solve",
    "reality capture",
    "model derivative",
    "cloud render",
    "design automation",
];

/// Whether the words say that something is charged by the result, and not by the day.
pub(super) fn is_result(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let all = words.join(" ");
    let by_day = ["per day", "per user", "per 24 hours", "24 hours"];
    let is_day = by_day.iter().any(|day| all.contains(day)) && !all.contains("api");
    !is_day
        && (words.iter().any(|word| RESULTS.contains(word))
            || PHRASES.iter().any(|phrase| all.contains(phrase)))
}

/// Words behind which another figure stands, in a name that has one already.
const TURNS: [&str; 17] = [
    "->",
    "→",
    "=>",
    "-->",
    "#",
    "formerly",
    "was",
    "previously",
    "before",
    "vs",
    "now",
    "instead",
    "not",
    "to",
    "until",
    "from",
    "till",
];

/// Whether the name has a figure of its own, so that nobody knows which one holds: `Revit 10 ->`,
/// `Revit: 10, Maya`. `known` says whether a name is that of something, as `Fusion 360` is.
pub(super) fn has_figure(name: &str, known: &dyn Fn(&str) -> bool) -> bool {
    if !name.contains(|c: char| c.is_ascii_digit()) {
        // `Revit was` 9.
        let last = name.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        return TURNS.contains(&last.as_str()) && name.contains(' ');
    }
    if known(name) {
        return false;
    }
    let words: Vec<_> = name.split_whitespace().collect();
    let ends = |word: &str| word.ends_with([',', ';', ':']);
    let bare = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let figure = |(place, word): (usize, &&str)| {
        let before = words.get(..place).unwrap_or_default();
        let with = words.get(..=place).unwrap_or_default();
        let is_last = place + 1 == words.len();
        bare(word)
            && !known(with.join(" ").trim_end_matches([',', ';', ':']))
            && (known(before.join(" ").trim_end_matches([',', ';', ':', '=', '-', ' ']))
                || before.last().is_some_and(|word| word.ends_with(':'))
                || (ends(word) || word.ends_with('|')) && !is_last
                || matches!(words.get(place + 1), Some(&("|" | "/" | "and" | "&" | "+"))))
    };
    let turns = |word: &&str| {
        let word = word.to_lowercase();
        TURNS.contains(&word.trim_matches(['(', ')', '[', ']', ',', ':', ';']))
    };
    words.iter().enumerate().any(figure)
        || words.iter().any(turns) && words.iter().any(|word| bare(word))
}

/// Lines that stand in a price list and are no products.
const NO_PRODUCTS: [&str; 24] = [
    "token price",
    "price of a token",
    "price per token",
    "list price",
    "price",
    "prices",
    "minimum",
    "minimum purchase",
    "minimum order",
    "effective",
    "effective from",
    "version",
    "page",
    "updated",
    "last updated",
    "valid",
    "valid from",
    "valid until",
    "as of",
    "date",
    "discount",
    "revision",
    "tokens",
    "copyright",
];

/// Whether the line is about the list, and no product: `Minimum purchase`, `Page 2`.
pub(super) fn is_no_product(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let is_number = |text: &str| {
        let digits = |word: &str| word == "of" || word.bytes().all(|byte| byte.is_ascii_digit());
        text.split(' ').all(digits)
    };
    NO_PRODUCTS.iter().any(|phrase| {
        text.strip_prefix(phrase).is_some_and(|rest| {
            let is_long = phrase.contains(' ') && rest.starts_with(' ');
            is_number(rest) || is_long || matches!(rest, " date" | " number" | " on")
        })
    })
}

/// What a title says that the figures below it may be for, and a day is not.
pub(super) fn other_period(title: &str) -> Option<&'static str> {
    let lower = title.to_lowercase().replace('/', " per ");
    let words: Vec<_> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text = format!(" {} ", words.join(" "));
    let units = [
        ("month", "monthly"),
        ("hour", "hourly"),
        ("year", "annual"),
        ("week", "weekly"),
        ("year", "yearly"),
        ("year", "annually"),
        ("quarter", "quarterly"),
        ("result", "per job"),
        ("year", "per annum"),
        ("month", "pro monat"),
    ];
    let says = |(unit, adverb): &&(&str, &str)| {
        let behind = ["per", "a", "an", "each", "every", "by", "by the"];
        text.contains(&format!(" {adverb} "))
            || behind.iter().any(|word| text.contains(&format!(" {word} {unit} ")))
    };
    units.iter().find(says).map(|(unit, _)| *unit)
}

/// The currency that a title says its money is in.
pub(super) fn currency(title: &str) -> Option<&str> {
    let sign = ["€", "£", "¥"].into_iter().find(|sign| title.contains(sign));
    let words = || title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let behind_in = words().zip(words().skip(1)).find_map(|(before, word)| {
        let is_in = before.eq_ignore_ascii_case("in") || before.eq_ignore_ascii_case("currency");
        may_name_currency(word).filter(|_| is_in)
    });
    let certain = |word: &&str| {
        matches!(*word, "USD" | "EUR" | "GBP" | "JPY" | "AUD" | "CHF" | "INR" | "SEK" | "NOK")
    };
    let by_word = words().find_map(|word| match word.to_lowercase().as_str() {
        "euro" | "euros" => Some("EUR"),
        "pounds" | "sterling" => Some("GBP"),
        "yen" => Some("JPY"),
        _ => None,
    });
    sign.or(behind_in).or_else(|| words().find(certain)).or(by_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_charged_by_the_result_says_so() {
        for text in ["per result", "10 jobs", "Fusion API", "hourly", "Generative Design", "CFD"] {
            assert!(is_result(text), "{text}");
        }
        for text in ["AutoCAD", "per day", "Design", "per user per day", "Capture"] {
            assert!(!is_result(text), "{text}");
        }
    }

    #[test]
    fn of_two_figures_nobody_knows_which_holds() {
        let known = |name: &str| ["Revit", "Maya", "Fusion", "Fusion 360"].contains(&name);
        for name in [
            "Revit: 10, Maya: 6, AutoCAD",
            "Revit 10 ->",
            "Revit 10 formerly",
            "Revit 10 # was",
            "Foo 10, Bar 6, Baz",
            "Foo 10 to",
            "Revit 10",
            "Revit was",
            "Revit (was 9)",
            "Foo: 10 Bar",
        ] {
            assert!(has_figure(name, &known), "{name}");
        }
        for name in ["Fusion 360", "Foo 5", "Civil 3D", "AutoCAD", "Path to Design", "Foo 2, new"] {
            assert_eq!(has_figure(name, &known), name == "Foo 2, new", "{name}");
        }
    }

    #[test]
    fn a_list_has_lines_that_are_no_products() {
        for name in [
            "Token price",
            "List price (USD)",
            "Minimum purchase",
            "Effective from",
            "Version 3",
            "Page 2 of",
            "Page",
            "Last updated on",
            "Updated",
        ] {
            assert!(is_no_product(name), "{name}");
        }
        for name in ["AutoCAD", "PageMaker", "Version Manager", "Dated", "Price Tool"] {
            assert!(!is_no_product(name), "{name}");
        }
    }

    #[test]
    fn a_title_says_a_period_and_a_currency() {
        assert_eq!(other_period("Flex rates, tokens per month"), Some("month"));
        assert_eq!(other_period("Tokens / hour"), Some("hour"));
        assert_eq!(other_period("Autodesk Flex: rates for one day of use"), None);
        assert_eq!(other_period("Rates of fiscal year 2026"), None);
        assert_eq!(currency("All prices in EUR"), Some("EUR"));
        assert_eq!(currency("Prices (€)"), Some("€"));
        assert_eq!(currency("ALL CAD tools"), None);
    }
}
