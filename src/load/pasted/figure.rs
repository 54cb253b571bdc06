//! One figure of a paste: `7`, `7 tokens`, `$21.00`, `USD 21 per day`, `2 tokens per hour`.

use crate::load::table::number_and_currency;

/// What a figure is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Per {
    /// It does not say.
    #[default]
    Unsaid,
    /// A day of use.
    Day,
    /// A month's subscription.
    Month,
    /// A year's.
    Year,
    /// That of three years.
    ThreeYears,
    /// Something else: an hour, a result.
    Other(String),
}

/// A number as it is written, and what stands beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// The number, perhaps with its currency.
    pub(super) number: String,
    /// The currency beside it; empty where there is none.
    pub(super) currency: String,
    /// Whether it says that it counts tokens.
    pub(super) tokens: bool,
    /// What it is for.
    pub(super) per: Per,
}

impl Figure {
    /// Reads a figure; `None` where the text is none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = without_brackets(text.trim());
        if let Some(currency) = number_and_currency(text) {
            let currency = currency.to_owned();
            let per = Per::Unsaid;
            return is_written_out(text).then(|| Self {
                number: text.to_owned(),
                currency,
                tokens: false,
                per,
            });
        }
        let digit = text.find(|c: char| c.is_ascii_digit())?;
        let is_word = |c: char| c.is_alphabetic() || c == '/';
        let end = digit + text.get(digit..)?.find(is_word)?;
        let (mut number, mut rest) = (text.get(..end)?.trim().to_owned(), text.get(end..)?.trim());
        number_and_currency(&number)?;
        let word = rest.split([' ', '/']).next().unwrap_or_default();
        let longer = format!("{number} {word}");
        if number_and_currency(&longer).is_some_and(|currency| currency == word) {
            (number, rest) = (longer, rest.get(word.len()..)?.trim());
        }
        let currency = number_and_currency(&number)?.to_owned();
        let lower = rest.to_lowercase();
        let after = ["tokens", "token"].iter().find_map(|word| lower.strip_prefix(word));
        let is_end = |rest: &str| !rest.starts_with(char::is_alphabetic);
        let (tokens, rest) = match after.filter(|rest| is_end(rest)) {
            Some(rest) => (true, rest.trim().to_owned()),
            None => (false, lower),
        };
        let per = per_of(&rest)?;
        (is_written_out(&number)).then_some(Self { number, currency, tokens, per })
    }

    /// Whether it is money.
    pub(super) fn is_money(&self) -> bool {
        !self.currency.is_empty()
    }
}

/// `000` and `05` are parts of a number that was taken apart.
fn is_written_out(number: &str) -> bool {
    let mut digits = number.chars().skip_while(|c| !c.is_ascii_digit());
    let (first, second) = (digits.next(), digits.next());
    !(first == Some('0') && second.is_some_and(|c| c.is_ascii_digit()))
}

/// A price in brackets is beside another one; it is no debt.
fn without_brackets(text: &str) -> &str {
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.filter(|inner| Figure::of(inner).is_some()).map_or(text, str::trim)
}

/// What stands behind the number: nothing, or `per day` in one of its spellings.
fn per_of(rest: &str) -> Option<Per> {
    if rest.is_empty() {
        return Some(Per::Unsaid);
    }
    let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let unit = match rest.strip_prefix('/') {
        Some(unit) => unit.trim(),
        None if matches!(first, "per" | "a" | "an" | "each" | "every" | "for") => after.trim(),
        None if after.is_empty() && matches!(first, "daily" | "monthly" | "annually") => first,
        None => return None,
    };
    term(unit).or_else(|| is_unit(unit).then(|| Per::Other(unit.to_owned())))
}

/// Whether the words may be a unit such as `50 photos`: another figure behind them is none.
fn is_unit(unit: &str) -> bool {
    let mut rest = unit.split_whitespace().skip(1);
    let begins = |c: char| c.is_ascii_digit() || matches!(c, '$' | '€' | '£' | '(');
    let is_figure = |word: &str| word.contains(begins);
    !unit.is_empty() && !rest.any(is_figure)
}

/// The unit that words mean, where it is a day or the term of a subscription.
pub(super) fn term(unit: &str) -> Option<Per> {
    let is_kept = |c: &char| c.is_ascii_alphanumeric();
    let letters: String = unit.to_lowercase().chars().filter(is_kept).collect();
    Some(match letters.strip_prefix("per").unwrap_or(&letters) {
        "day" | "daily" | "days" | "dayofuse" | "24hours" | "24hour" | "24h" | "24hrs"
        | "24hourperiod" | "userday" | "userperday" | "dayperuser" | "calendarday" => Per::Day,
        "month" | "monthly" | "mo" | "1month" => Per::Month,
        "year" | "yearly" | "yr" | "annual" | "annually" | "annum" | "1year" | "12months" => {
            Per::Year
        }
        "3years" | "3year" | "3yr" | "3yrs" | "threeyears" | "threeyear" | "36months" => {
            Per::ThreeYears
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String, bool, Per)> {
        Figure::of(text).map(|it| (it.number, it.currency, it.tokens, it.per))
    }

    #[test]
    fn figures_are_read_with_what_stands_beside_them() {
        let is = |number: &str, currency: &str, tokens, per| {
            Some((number.to_owned(), currency.to_owned(), tokens, per))
        };
        assert_eq!(read("7"), is("7", "", false, Per::Unsaid));
        assert_eq!(read("7 tokens"), is("7", "", true, Per::Unsaid));
        assert_eq!(read("1 token per 24 hours"), is("1", "", true, Per::Day));
        assert_eq!(read("7 Tokens/Day"), is("7", "", true, Per::Day));
        assert_eq!(read("0.5 a day"), is("0.5", "", false, Per::Day));
        assert_eq!(read("$1,021.00"), is("$1,021.00", "$", false, Per::Unsaid));
        assert_eq!(read("($21)"), is("$21", "$", false, Per::Unsaid));
        assert_eq!(read("USD 21"), is("USD 21", "USD", false, Per::Unsaid));
        assert_eq!(read("21 USD per day"), is("21 USD", "USD", false, Per::Day));
        assert_eq!(read("$310 / month"), is("$310", "$", false, Per::Month));
        let hour = Per::Other("hour".to_owned());
        assert_eq!(read("2 tokens per hour"), is("2", "", true, hour));
        assert_eq!(read("-7"), is("-7", "", false, Per::Unsaid));
    }

    #[test]
    fn what_is_no_figure_is_none() {
        for text in ["", "Civil 3D", "3ds Max", "N/A", "000", "05", "7 or 8", "7*", "2026-06-04"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
