//! People without their names.

use sha2::{Digest, Sha256};

/// A short name for a person, the same in every run: the first twelve digits of the SHA-256 of the
/// name.
pub fn hashed(person: &str) -> String {
    let digits = |byte: &u8| {
        [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'))
    };
    Sha256::digest(person).iter().take(6).flat_map(digits).collect()
}
