//! Words that follow a number.

use super::{Figure, Number};

/// The word for so many, from the word for one: `token`, `tokens`; `person is`, `people are`.
pub fn noun(figure: &impl Figure, one: &str) -> String {
    if figure.bare() == Number::from(1) {
        return one.to_owned();
    }
    let (noun, rest) = one.split_once(' ').map_or((one, None), |(noun, rest)| (noun, Some(rest)));
    let noun = match noun {
        "person" => "people".to_owned(),
        noun => format!("{noun}s"),
    };
    match rest {
        None => noun,
        Some("is") => format!("{noun} are"),
        Some("was") => format!("{noun} were"),
        Some("says") => format!("{noun} say"),
        Some(rest) => format!("{noun} {rest}"),
    }
}

/// So many, where no reader needs thousands apart: `1 day`, `31 days`.
pub fn counted(count: u64, one: &str) -> String {
    format!("{count} {}", noun(&count, one))
}

/// Words one after another: `a, b and c`.
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_told_in_the_singular_and_none_and_many_are_not() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "day")), ["0 days", "1 day", "2 days"]);
        assert_eq!([1, 2].map(|n| counted(n, "person")), ["1 person", "2 people"]);
        assert_eq!([1, 2].map(|n| counted(n, "token was")), ["1 token was", "2 tokens were"]);
        assert_eq!([1, 2].map(|n| counted(n, "day of use")), ["1 day of use", "2 days of use"]);
    }
}
