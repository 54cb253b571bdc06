//! How many tokens do results of a cloud service cost? (RULES §4)
//!
//! Formula: tokens = rate × units, units = quantity ÷ per, a part of one counted as the row says.
//!
//! Example, 1 token per 50 photos: 51 photos are 1.02 units, which cost 2 tokens where a part
//! counts up, 1 where it counts down, and 1.02 where it counts as it is.
//!
//! Edges: a part of a unit that counts up does so on each line; one that counts down carries on to
//! the next line of the same service: 30 and 30 photos are one unit, charged on the second line.

use std::collections::BTreeMap;

use crate::model::{Number, Partial, Quotient, Service, Tokens};

/// What was counted of each service so far, by its id.
#[derive(Debug, Default)]
pub struct Results(BTreeMap<String, Quotient<Number>>);

impl Results {
    /// The tokens of a further line.
    pub fn tokens_of(
        &mut self,
        service: &Service,
        quantity: &Quotient<Number>,
    ) -> Quotient<Tokens> {
        match service.partial {
            Partial::Exact | Partial::Up => tokens_for(service, quantity),
            Partial::Down => {
                let so_far = self.0.entry(service.id.clone()).or_default();
                let before = tokens_for(service, so_far);
                *so_far += quantity;
                tokens_for(service, so_far) - before
            }
        }
    }
}

/// The tokens that `quantity` units of a service cost.
fn tokens_for(service: &Service, quantity: &Quotient<Number>) -> Quotient<Tokens> {
    let units = quantity.shared(service.per);
    let charged = match service.partial {
        Partial::Exact => units,
        Partial::Up => units.ceil(),
        Partial::Down => units.floor(),
    };
    service.tokens * &charged
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use super::*;

    fn photos(partial: Partial) -> Service {
        Service {
            per: NonZeroU64::new(50).unwrap(),
            partial,
            ..Service::new("photos", 1.into(), "photo")
        }
    }

    #[test]
    fn partial_units_count_as_the_row_says() {
        let tokens = |partial, quantity: u64| tokens_for(&photos(partial), &quantity.into());
        // one below, at and one above a whole unit of 50
        assert_eq!([49, 50, 51].map(|n| tokens(Partial::Up, n)), [1, 1, 2].map(Quotient::from));
        assert_eq!([49, 50, 51].map(|n| tokens(Partial::Down, n)), [0, 1, 1].map(Quotient::from));
        // 51 ÷ 50 = 1.02
        assert_eq!(tokens(Partial::Exact, 51).to_string(), "1.02");
    }

    #[test]
    fn what_is_short_of_a_unit_carries_on_to_the_next_line() {
        // 30 + 30 = 60 of 50: nothing on the first line, 1 on the second; counted up, each has 1
        for (partial, expected) in [(Partial::Down, [0, 1]), (Partial::Up, [1, 1])] {
            let (photos, mut results) = (photos(partial), Results::default());
            let lines = [30, 30].map(|quantity| results.tokens_of(&photos, &quantity.into()));
            assert_eq!(lines, expected.map(Quotient::from));
        }
    }
}
