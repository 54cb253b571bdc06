//! How many tokens do results of a cloud service cost? (RULES §4)
//!
//! Formula: tokens = rate × units, units = quantity ÷ per, a part of one counted as the row says.
//! Where so many months have so much each: months × that of one. What of it is charged,
//! `allowance.rs` says.
//!
//! Example, 1 token per 50 photos: 51 photos are 1.02 units, which cost 2 tokens where a part
//! counts up, 1 where it counts down, and 1.02 where it counts as it is.
//!
//! Edges: a part of a unit that counts up does so on each line, and in each month where a line says
//! months; one that counts down carries on to the next line of the same service: 30 and 30 photos
//! are one unit, charged on the second line.

use std::collections::BTreeMap;

use crate::engine::sums::allowance::Quantity;
use crate::model::{Number, Partial, Quotient, Service, Tokens};

/// What was counted of each service so far, by its id.
#[derive(Debug, Default)]
pub struct Results(BTreeMap<String, Quotient<Number>>);

impl Results {
    /// The tokens of a further line.
    pub fn tokens_of(&mut self, service: &Service, quantity: &Quantity) -> Quotient<Tokens> {
        let charged = quantity.charged();
        match service.partial {
            Partial::Exact | Partial::Up => quantity.of_all_months(&tokens_for(service, &charged)),
            Partial::Down => {
                let so_far = self.0.entry(service.id.clone()).or_default();
                let before = tokens_for(service, so_far);
                *so_far += quantity.of_all_months(&charged);
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
    use crate::model::VendorPlan;

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
            let lines = [30, 30]
                .map(|quantity: u64| results.tokens_of(&photos, &Quantity::in_all(quantity)));
            assert_eq!(lines, expected.map(Quotient::from));
        }
    }
    /// The tokens of so many in each of so many months.
    fn in_months(service: &Service, each: u64, months: u64, plan: VendorPlan) -> String {
        let quantity = Quantity::new(service, each.into(), Some(months.into()), plan).unwrap();
        Results::default().tokens_of(service, &quantity).to_string()
    }

    #[test]
    fn what_is_free_of_a_month_is_off_before_a_part_is_counted() {
        let automation = Service {
            per: NonZeroU64::new(720).unwrap(),
            free_per_month: Some(18_000.into()),
            ..Service::new("automation", 1.into(), "second")
        };
        // 6 h = 21,600 s: 21,600 ÷ 720 = 30; less 18,000: 3,600 ÷ 720 = 5
        let tokens = |months, plan| in_months(&automation, 21_600, months, plan);
        assert_eq!([1, 12].map(|months| tokens(months, VendorPlan::Paid)), ["30", "360"]);
        assert_eq!([1, 12].map(|months| tokens(months, VendorPlan::FreeTier)), ["5", "60"]);
        let jobs = Service {
            per: NonZeroU64::new(2).unwrap(),
            free_per_month: Some(20.into()),
            ..Service::new("jobs", 3.into(), "job")
        };
        // 25 × 3 ÷ 2 = 37.5; less 20: 5 × 3 ÷ 2 = 7.5
        let tokens = |plan| in_months(&jobs, 25, 1, plan);
        assert_eq!([VendorPlan::Paid, VendorPlan::FreeTier].map(tokens), ["37.5", "7.5"]);
    }

    #[test]
    fn a_part_counts_up_in_each_month_and_down_in_all_of_them() {
        let free = |partial| Service { free_per_month: Some(10.into()), ..photos(partial) };
        let tokens = |partial, plan| in_months(&free(partial), 85, 3, plan);
        // 85 photos are 2 units counted up, 3 × 2 = 6; 75 are 2, too. Carried on, 3 × 85 = 255
        // of 50 are 5, and 3 × 75 = 225 are 4.
        let of =
            |partial| [VendorPlan::Paid, VendorPlan::FreeTier].map(|plan| tokens(partial, plan));
        assert_eq!(
            (of(Partial::Up), of(Partial::Down)),
            (["6", "6"].map(String::from), ["5", "4"].map(String::from))
        );
        // 85 × 3 ÷ 50 = 5.1 and 75 × 3 ÷ 50 = 4.5
        assert_eq!(of(Partial::Exact), ["5.1", "4.5"]);
    }
}
