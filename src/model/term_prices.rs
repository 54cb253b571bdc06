//! What a subscription costs, by the term that it is bought for.

use super::{Collection, Money, Product};

/// What a subscription of one person costs, by term. Each price is known or not on its own: what a
/// month costs says nothing of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermPrices {
    /// For a year.
    pub year: Option<Money>,
    /// For a month alone.
    pub month: Option<Money>,
    /// For three years, all of them.
    pub three_years: Option<Money>,
    /// For a year of a floating seat, which people use in turn.
    pub floating: Option<Money>,
}

impl TermPrices {
    /// That of a year, and no other.
    pub fn of_a_year(price: Money) -> Self {
        Self { year: Some(price), ..Self::default() }
    }

    /// These, and where one is not known, that of `others`.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            year: self.year.or(others.year),
            month: self.month.or(others.month),
            three_years: self.three_years.or(others.three_years),
            floating: self.floating.or(others.floating),
        }
    }
}

macro_rules! priced {
    ($($kind:ident)*) => {$(
        impl $kind {
            /// What it costs, by term.
            pub fn prices(&self) -> TermPrices {
                TermPrices {
                    year: self.annual_price,
                    month: self.month_price,
                    three_years: self.three_year_price,
                    floating: self.floating_price,
                }
            }

            /// The same with these prices.
            #[must_use]
            pub fn with_prices(self, prices: TermPrices) -> Self {
                Self {
                    annual_price: prices.year,
                    month_price: prices.month,
                    three_year_price: prices.three_years,
                    floating_price: prices.floating,
                    ..self
                }
            }

            /// What was agreed takes the place of what it cost; other terms cost what they did.
            pub(super) fn agree(&mut self, agreed: TermPrices) {
                *self = self.clone().with_prices(agreed.or(self.prices()));
            }
        }
    )*};
}

priced!(Product Collection);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_nobody_agreed_on_costs_what_it_did() {
        let mut revit = Product {
            annual_price: Some(2985.into()),
            month_price: Some(380.into()),
            ..Product::new("revit")
        };
        revit.agree(TermPrices {
            floating: Some(4800.into()),
            ..TermPrices::of_a_year(2400.into())
        });
        let expected = TermPrices {
            year: Some(2400.into()),
            month: Some(380.into()),
            three_years: None,
            floating: Some(4800.into()),
        };
        assert_eq!(revit.prices(), expected);
    }
}
