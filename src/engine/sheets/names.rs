//! Which id does a product get that has a name only?
//!
//! Rule: the letters and digits of the name, of ASCII and in lower case, with a `-` for whatever
//! stands between them.
//!
//! Example: `Vault Professional (2026)` is `vault-professional-2026`.
//!
//! Edges: letters with marks are without them; a name without any letter of ASCII is `product`. An
//! id that is taken gets a number, from 2 on.

use unicode_normalization::UnicodeNormalization;

/// The id of a product called `name`; `is_taken` says which ids are.
pub(super) fn id_of(name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let mut id = String::new();
    for letter in name.nfkd().filter(|letter| letter.is_ascii() || !is_mark(*letter)) {
        if letter.is_ascii_alphanumeric() {
            id.push(letter.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    let id = if id.is_empty() { "product" } else { id };
    if !is_taken(id) {
        return id.to_owned();
    }
    let mut number = 2_u64;
    while is_taken(&format!("{id}-{number}")) {
        number += 1;
    }
    format!("{id}-{number}")
}

/// The marks that stand above and below letters, once they are apart.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_letters_digits_and_lines() {
        let id = |name: &str| id_of(name, &|id| id == "a" || id == "a-2");
        assert_eq!(id("Vault Professional (2026)"), "vault-professional-2026");
        assert_eq!(id(" Büro & Söhne "), "buro-sohne");
        assert_eq!(id("模型"), "product");
        assert_eq!(id("A"), "a-3");
    }
}
