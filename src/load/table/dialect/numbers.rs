//! Numbers as a column writes them, and what its rows prove about the sign of their decimals.

use super::clock;

/// What stands before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DecimalMark {
    /// `1,234.50`.
    Point,
    /// `1.234,50`.
    Comma,
}

impl DecimalMark {
    /// How the option says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    fn of(sign: char) -> Self {
        if sign == '.' { Self::Point } else { Self::Comma }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// What a cell proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// The mark.
    Mark(DecimalMark),
    /// Nothing, and it can be read in two ways: `1.234` with this mark, `1234` with the other.
    Either(DecimalMark),
    /// Nothing, and there is nothing to prove.
    None,
}

/// A number that was taken apart.
pub(super) struct Number<'t> {
    pub(super) proof: Proof,
    /// The currency that stands beside it; empty where there is none.
    pub(super) currency: &'t str,
    negative: bool,
    body: &'t str,
}

/// Whether the sign parts thousands and nothing else.
fn is_group(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// Takes the number apart; `None` where it is none.
pub(super) fn look(text: &str) -> Option<Number<'_>> {
    let (text, bracketed) = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let (text, before) = split_sign(text);
    let starts = text.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','))?;
    let (left, rest) = text.split_at_checked(starts)?;
    let ends = rest.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (body, right) = rest.split_at_checked(ends)?;
    let (left, right) = (left.trim(), right.trim());
    let (left, after) = match left.strip_suffix(['-', '\u{2212}']) {
        Some(currency) => (currency.trim_end(), true),
        None => (left, false),
    };
    let ((currency, "") | ("", currency)) = (left, right) else { return None };
    let signs = [bracketed, before, after];
    if !is_currency(currency) || signs.iter().filter(|sign| **sign).count() > 1 {
        return None;
    }
    let proof = proof(body)?;
    Some(Number { proof, currency, negative: signs.contains(&true), body })
}

/// The rest of a text that begins with a minus sign, and whether it does.
fn split_sign(text: &str) -> (&str, bool) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (rest.trim_start(), true),
        None => (text, false),
    }
}

/// A sign such as `€`, or three letters such as `USD`; `US$` and `CA$` too.
fn is_currency(text: &str) -> bool {
    let is_sign = |c: char| "$€£¥₹₩₽₺zł".contains(c);
    let letters = text.chars().count();
    let code = letters == 3 && text.chars().all(|c| c.is_ascii_uppercase());
    let dollar = text.strip_suffix('$').is_some_and(|country| {
        country.len() <= 3 && country.chars().all(|c| c.is_ascii_uppercase())
    });
    let word = matches!(text, "Fr." | "kr" | "kr." | "zł" | "Kč");
    text.is_empty() || code || dollar || word || (letters == 1 && text.chars().all(is_sign))
}

/// What digits and signs prove; `None` where they are no number.
fn proof(body: &str) -> Option<Proof> {
    if clock::all_digits(body) {
        return Some(Proof::None);
    }
    let known = |c: char| c.is_ascii_digit() || is_group(c) || matches!(c, '.' | ',');
    if !body.chars().all(known) {
        return None;
    }
    let marks: Vec<char> = body.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let (first, last) = match marks.as_slice() {
        [] => return is_grouped(body).then_some(Proof::None),
        [first, .., last] => (*first, *last),
        [only] => (*only, *only),
    };
    let (whole, decimals) = body.rsplit_once(last)?;
    let is_decimal = is_grouped(whole) && !decimals.is_empty() && !decimals.contains(is_group);
    if first != last {
        // Thousands by the one sign, decimals by the other.
        let one = marks.iter().filter(|mark| **mark == last).count() == 1;
        return (is_decimal && one).then_some(Proof::Mark(DecimalMark::of(last)));
    }
    if marks.len() > 1 {
        return is_grouped(body).then_some(Proof::Mark(DecimalMark::of(first).other()));
    }
    let plain = !whole.contains(is_group);
    if plain && is_grouped(body) && !whole.starts_with('0') {
        return Some(Proof::Either(DecimalMark::of(last)));
    }
    let alone = whole.is_empty() && !decimals.is_empty() && !decimals.contains(is_group);
    (is_decimal || alone).then_some(Proof::Mark(DecimalMark::of(last)))
}

/// Whether it is digits, perhaps parted into thousands by one sign; Indian groups have two digits,
/// but the last.
fn is_grouped(text: &str) -> bool {
    let Some(sign) = text.chars().find(|c| !c.is_ascii_digit()) else { return !text.is_empty() };
    let groups: Vec<_> = text.split(sign).collect();
    let Some((last, others)) = groups.split_last() else { return false };
    let Some((first, middle)) = others.split_first() else { return false };
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let by_three = middle.iter().all(|group| group.len() == 3) && (1..=3).contains(&first.len());
    let by_two = sign == ','
        && middle.iter().all(|group| group.len() == 2)
        && (1..=2).contains(&first.len())
        && !middle.is_empty();
    digits && last.len() == 3 && (by_three || by_two)
}

/// The number with a point before its decimals and nothing else; `None` where it is no number, or
/// can be read in two ways and no mark is given.
pub(super) fn plain(text: &str, mark: Option<DecimalMark>) -> Option<String> {
    let number = look(text)?;
    let mark = match (number.proof, mark) {
        (Proof::Mark(proved), _) => proved,
        (Proof::Either(_), mark) => mark?,
        (Proof::None, _) => DecimalMark::Point,
    };
    let decimal = if mark == DecimalMark::Point { '.' } else { ',' };
    let mut digits = String::with_capacity(text.len());
    if number.negative {
        digits.push('-');
    }
    if number.body.starts_with(decimal) {
        digits.push('0');
    }
    for c in number.body.chars() {
        match c {
            '0'..='9' => digits.push(c),
            _ if c == decimal => digits.push('.'),
            _ => {}
        }
    }
    Some(digits)
}

/// Whether a reader of plain decimals reads it, or finds no number in it, without help.
pub(super) fn is_plain(text: &str) -> bool {
    match look(text) {
        None => true,
        Some(number) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            plain
                && number.proof != Proof::Mark(DecimalMark::Comma)
                && !matches!(number.proof, Proof::Either(_))
                && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
                && !digits.starts_with('.')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_prove_their_mark_or_do_not() {
        use DecimalMark::{Comma, Point};
        for (text, proof) in [
            ("0", Proof::None),
            ("1234", Proof::None),
            ("1 234", Proof::None),
            ("1'234", Proof::None),
            ("1.5", Proof::Mark(Point)),
            ("1,5", Proof::Mark(Comma)),
            ("1.234", Proof::Either(Point)),
            ("999,999", Proof::Either(Comma)),
            ("0.125", Proof::Mark(Point)),
            ("0,125", Proof::Mark(Comma)),
            ("1234.567", Proof::Mark(Point)),
            ("1 234,567", Proof::Mark(Comma)),
            ("1.2345", Proof::Mark(Point)),
            ("1,234,567", Proof::Mark(Point)),
            ("1.234.567", Proof::Mark(Comma)),
            ("1,234.5", Proof::Mark(Point)),
            ("1.234,567", Proof::Mark(Comma)),
            ("12,34,567.5", Proof::Mark(Point)),
            ("12,34,567", Proof::Mark(Point)),
            (".5", Proof::Mark(Point)),
        ] {
            assert_eq!(look(text).map(|number| number.proof), Some(proof), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            "x",
            "1.2.3",
            "1,2,3",
            "1,23.4",
            "1.234,5.6",
            "1 23",
            "12 345 6",
            "1e5",
            "5.",
            "1,,234",
            "5 %",
            "5 tokens",
            "--5",
            "(-5)",
            "2026-03-02",
            "$5 USD",
            "1 234'567",
            "#N/A",
        ] {
            assert!(look(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for (text, expected) in [
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1 234,50", "1234.50"),
            ("1\u{202f}234,50", "1234.50"),
            ("1’234.50", "1234.50"),
            ("$1,234.50", "1234.50"),
            ("US$ 1,234.50", "1234.50"),
            ("1.234,50 €", "1234.50"),
            ("EUR 1.234,50", "1234.50"),
            ("-1.234,50 EUR", "-1234.50"),
            ("$-1.5", "-1.5"),
            ("-$1.5", "-1.5"),
            ("\u{2212}1.5", "-1.5"),
            ("(1.5)", "-1.5"),
            (",5", "0.5"),
            ("007", "007"),
        ] {
            assert_eq!(plain(text, None).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(plain("1.234", None), None);
        assert_eq!(plain("1.234", Some(DecimalMark::Point)).as_deref(), Some("1.234"));
        assert_eq!(plain("1.234", Some(DecimalMark::Comma)).as_deref(), Some("1234"));
        assert_eq!(look("1.234,50 €").map(|number| number.currency), Some("€"));
    }

    #[test]
    fn what_the_fast_reader_reads_is_plain() {
        for text in ["", "-", "10", "20.0", "-12.0", "0.125", "1234.567", "x"] {
            assert!(is_plain(text), "{text}");
        }
        for text in ["1.234", "1,5", "1,234", "$5", "1 234", ".5", "(5)", "1.234.567"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
