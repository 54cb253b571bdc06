//! What is said of a command line that means nothing: it repeats arguments, which may be of any
//! length and hold any letter.

use std::error::Error as _;

use clap::Error;
use clap::error::{ContextKind, ContextValue};

use crate::model::is_unseen_in;
use crate::render::{shown_lines, shown_start};

/// How much of an argument is repeated.
const LONGEST: usize = 100;

/// The same error with its arguments as they can be shown, long ones cut; what is suggested of such
/// a one is left out.
pub fn with_shown_arguments(mut error: Error) -> Error {
    let given =
        [ContextKind::InvalidArg, ContextKind::InvalidValue, ContextKind::InvalidSubcommand];
    for kind in given {
        let Some(ContextValue::String(words)) = error.get(kind) else { continue };
        let shown = shown_start(words, LONGEST);
        if shown != *words {
            error.insert(kind, ContextValue::String(shown));
            error.insert(ContextKind::Suggested, ContextValue::None);
        }
    }
    error
}

/// The words of the error where some of them are still to be shown otherwise than clap shows them.
/// They are without colours then.
pub fn words_made_safe(error: &Error) -> Option<String> {
    let words = without_colours(&error.render().ansi().to_string());
    let shown = shown_lines(&words);
    let is_odd = error.source().is_some_and(|why| is_unseen_in(&why.to_string()));
    (is_odd || shown != words).then_some(shown)
}

/// The text without what sets colours, and with everything else that begins like that.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let code = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match code.strip_prefix('m') {
            Some(rest) => plain += rest,
            None => plain.extend(["\u{1b}[", piece]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    fn error(words: &[&str]) -> Error {
        with_shown_arguments(Cli::try_parse_from([&["flexcalc"], words].concat()).unwrap_err())
    }

    #[test]
    fn an_argument_is_repeated_in_part_only() {
        let long = "x".repeat(5000);
        let option = format!("--{long}");
        for words in [&["cost", "--token-price", &long][..], &[&long], &["cost", &option]] {
            let said = error(words).render().to_string();
            assert!(said.contains(&"x".repeat(98)) && said.len() < 1000, "{said}");
            assert!(!said.contains(&"x".repeat(101)), "{said}");
        }
        let said = error(&["cost", "--token-price", &"x".repeat(100)]).render().to_string();
        assert!(said.contains(&"x".repeat(100)), "{said}");
    }

    #[test]
    fn only_colours_are_taken_off() {
        let odd = "\u{1b}[2J";
        assert_eq!(
            without_colours(&format!("\u{1b}[1;31merror\u{1b}[0m: {odd}")),
            format!("error: {odd}")
        );
    }

    #[test]
    fn an_argument_gives_no_orders() {
        let odd = "a\u{1b}[2J\u{9b}2J\n::error::b";
        for words in [&["cost", "--token-price", odd][..], &[odd], &["cost", "--use", odd]] {
            let error = error(words);
            let said = words_made_safe(&error).unwrap_or_else(|| error.render().to_string());
            assert!(said.contains("a\\u001B[2J\\u009B2J ::error::b"), "{said}");
        }
    }
}
