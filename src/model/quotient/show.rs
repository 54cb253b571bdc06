//! How quotients are written, for programs and for whoever renders them.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Quotient;
use crate::model::{Number, Unit};

impl<U> fmt::Debug for Quotient<U> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value, out)
    }
}

/// Every digit where the number has an end, else 28 significant ones: what programs get.
impl<U: Unit> fmt::Display for Quotient<U> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.rounded(self.decimals().unwrap_or_else(|| self.significant_decimals())))
    }
}

/// A JSON number with the digits of [`Display`](fmt::Display): the number type of `serde_json`
/// keeps the text it is given.
impl<U: Unit> Serialize for Quotient<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = self.to_string().parse::<serde_json::Number>();
        number.map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// A figure of whatever unit, for writing it.
pub trait Figure {
    /// The bare number.
    fn bare(&self) -> Quotient<Number>;
}

impl<U: Unit> Figure for U {
    fn bare(&self) -> Quotient<Number> {
        Quotient::from(*self).into_unit()
    }
}

impl<U: Unit> Figure for Quotient<U> {
    fn bare(&self) -> Quotient<Number> {
        self.clone().into_unit()
    }
}

impl Figure for u64 {
    fn bare(&self) -> Quotient<Number> {
        (*self).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    #[test]
    fn a_quotient_in_a_message_of_a_test_is_told_as_a_fraction() {
        let third = Quotient::<Money>::from(1).over(3).unwrap();
        assert_eq!(format!("{third:?}"), "1 / 3");
    }
}
