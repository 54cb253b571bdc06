//! What is free each month, whatever a service charges and however a part of its unit counts.

use std::num::NonZeroU64;

use flexcalc::engine::sums::allowance::Quantity;
use flexcalc::engine::sums::results::Results;
use flexcalc::model::{Number, Partial, Quotient, Service, Tokens, VendorPlan};
use proptest::prelude::*;

prop_compose! {
    /// A service of which so many units of each month are free, or none.
    fn service(free: impl Strategy<Value = Option<u64>>)(
        tokens in 0_u64..9,
        per in 1_u64..800,
        partial in prop::sample::select(vec![Partial::Exact, Partial::Up, Partial::Down]),
        free in free,
    ) -> Service {
        Service {
            per: NonZeroU64::new(per).expect("more than none"),
            partial,
            free_per_month: free.map(Number::from),
            ..Service::new("service", tokens.into(), "second")
        }
    }
}

/// The tokens of several months, each like the other, on a plan.
fn tokens(service: &Service, each: u64, months: u64, plan: VendorPlan) -> Quotient<Tokens> {
    let quantity = Quantity::new(service, each.into(), Some(months.into()), plan);
    Results::default().tokens_of(service, &quantity.expect("it says its months"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_free_tier_is_never_dearer(
        service in service((1_u64..20_000).prop_map(Some)), each in 1_u64..40_000, months in 1_u64..=12,
    ) {
        let [free, paid] = [VendorPlan::FreeTier, VendorPlan::Paid]
            .map(|plan| tokens(&service, each, months, plan));
        prop_assert!(free <= paid, "{free} {paid}");
    }

    #[test]
    fn up_to_the_allowance_nothing_is_charged(
        service in service((1_u64..20_000).prop_map(Some)), less in 0_u64..20_000, months in 1_u64..=12,
    ) {
        let free = service.free_per_month.and_then(Number::to_u64).expect("a whole number");
        let each = free.saturating_sub(less).max(1);
        prop_assert_eq!(tokens(&service, each, months, VendorPlan::FreeTier), Quotient::default());
    }

    /// Above it the rest costs what it would without an allowance.
    #[test]
    fn above_the_allowance_the_rest_is_charged(
        service in service((1_u64..20_000).prop_map(Some)), more in 1_u64..20_000, months in 1_u64..=12,
    ) {
        let free = service.free_per_month.and_then(Number::to_u64).expect("a whole number");
        prop_assert_eq!(
            tokens(&service, free + more, months, VendorPlan::FreeTier),
            tokens(&service, more, months, VendorPlan::Paid)
        );
    }

    #[test]
    fn without_an_allowance_a_plan_makes_no_difference(
        service in service(Just(None)), each in 1_u64..40_000, months in 1_u64..=12,
    ) {
        let [free, paid] = [VendorPlan::FreeTier, VendorPlan::Paid]
            .map(|plan| tokens(&service, each, months, plan));
        prop_assert_eq!(free, paid);
    }

    /// Months add up: what is free of one month is not free of another.
    #[test]
    fn so_many_months_cost_so_many_times_one(
        service in service(prop::option::of(1_u64..20_000)), each in 1_u64..40_000,
        months in 1_u64..=12,
        plan in prop::sample::select(vec![VendorPlan::FreeTier, VendorPlan::Paid]),
    ) {
        let (all, one) = (tokens(&service, each, months, plan), tokens(&service, each, 1, plan));
        let times = one * Number::from(months);
        match service.partial {
            Partial::Exact | Partial::Up => prop_assert_eq!(all, times),
            // What is short of a unit carries on, and at most that many units more are whole.
            Partial::Down => {
                let more = Quotient::from(service.tokens) * Number::from(months);
                prop_assert!(times <= all && all <= &times + more, "{all} {times}");
            }
        }
    }
}
