//! How many of a service's results are charged, where some of each month are free? (RULES §4)
//!
//! Formula: charged in a month = its quantity − the free ones, nothing where that is less;
//! tokens = months × rate × (charged ÷ per), a part of a unit counted as the row says, once the
//! free ones are off.
//!
//! Example, 1 token per 720 seconds, 18,000 of them free each month: 21,600 seconds in a month are
//! 3,600 charged, 5 tokens, on the free tier; on a paid plan all of them, 30 tokens. 25 jobs at 3
//! tokens per 2, 20 free: 5 jobs are 7.5 tokens, against 37.5.
//!
//! Edges: on a paid plan nothing is free. At the allowance, as below it, nothing is charged, and
//! what a month leaves of it is lost. A part that counts up does so in each month, on a paid plan
//! too; one that counts down carries on to the next month. On the free tier a quantity must say
//! over how many months it spreads, and stand in one line of its service: of two nobody can tell
//! whether they share an allowance. Both are refused, for a service with an allowance only.

use std::collections::BTreeSet;

use crate::model::{Number, Place, Problem, Quotient, Service, Unit, VendorPlan, noun};

/// How many results of a service there are, and how many of each month are free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// In each month where months are said, else in all.
    units: Quotient<Number>,
    months: Option<Number>,
    free: Option<Number>,
}

impl Quantity {
    /// So many in all, none of them free.
    pub fn in_all(units: impl Into<Quotient<Number>>) -> Self {
        Self { units: units.into(), months: None, free: None }
    }

    /// So many in each of so many months, or in all where no months are said, with what is free on
    /// such a plan; an error where an allowance holds and no months are said.
    pub fn new(
        service: &Service,
        units: Quotient<Number>,
        months: Option<Number>,
        plan: VendorPlan,
    ) -> Result<Self, Problem> {
        let free = free(service, plan);
        match (free, months) {
            (Some(free), None) => Err(without_months(service, free)),
            _ => Ok(Self { units, months, free }),
        }
    }

    /// How many units there are: in each month where [`months`](Self::months) are said, else in
    /// all.
    pub fn units(&self) -> &Quotient<Number> {
        &self.units
    }

    /// In how many months there are so many; `None` where nothing says it.
    pub fn months(&self) -> Option<Number> {
        self.months
    }

    /// How many of each month are free; `None` on a paid plan.
    pub fn free(&self) -> Option<Number> {
        self.free
    }

    /// How many there are of all months together.
    pub fn total(&self) -> Quotient<Number> {
        self.of_all_months(&self.units)
    }

    /// How many of a month, or of all where no months are said, are charged.
    pub fn charged(&self) -> Quotient<Number> {
        let free = self.free.map(Quotient::from).unwrap_or_default();
        if self.units <= free { Quotient::default() } else { &self.units - free }
    }

    /// How many of all months together are free; `None` on a paid plan.
    pub fn free_in_all(&self) -> Option<Quotient<Number>> {
        self.free.map(|_| self.of_all_months(&(&self.units - self.charged())))
    }

    /// Something of a month, in all months.
    pub fn of_all_months<U: Unit>(&self, each: &Quotient<U>) -> Quotient<U> {
        each * self.months.unwrap_or(Number::from(1))
    }
}

/// How many units of each month are free on such a plan.
fn free(service: &Service, plan: VendorPlan) -> Option<Number> {
    match plan {
        VendorPlan::Paid => None,
        VendorPlan::FreeTier => service.free_per_month,
    }
}

fn without_months(service: &Service, free: Number) -> Problem {
    let (id, units) = (&service.id, noun(&free, &service.unit));
    let message = format!(
        "`{id}`: on the free tier {free} {units} of each month are free, and nothing says over \
         how many months the quantity spreads"
    );
    Problem::new(message).hint(format!(
        "say how many there are in each month, and in how many months: \
         `--result {id}=UNITSxMONTHS`, or `months` in the `[[result]]` of a scenario"
    ))
}

/// Services with an allowance that have several lines: whether these share it, nobody can tell.
pub fn several_lines<'a>(
    lines: impl Iterator<Item = (&'a Service, Option<&'a Place>)>,
    plan: VendorPlan,
) -> Vec<Problem> {
    let (mut met, mut problems) = (BTreeSet::new(), Vec::new());
    for (service, place) in lines.filter(|(service, _)| free(service, plan).is_some()) {
        let id = &service.id;
        if met.insert(id) {
            continue;
        }
        let message = format!(
            "`{id}` is given twice: on the free tier something of each month is free, and nothing \
             says whether these are of the same months"
        );
        let hint = "give it once: so many in each of so many months, all together";
        problems.push(Problem { place: place.cloned(), ..Problem::new(message).hint(hint) });
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automation() -> Service {
        Service {
            free_per_month: Some(18_000.into()),
            ..Service::new("automation", 1.into(), "second")
        }
    }

    fn quantity(units: u64, months: Option<u64>, plan: VendorPlan) -> Result<Quantity, Problem> {
        Quantity::new(&automation(), units.into(), months.map(Number::from), plan)
    }

    #[test]
    fn at_the_allowance_nothing_is_charged_and_above_it_the_rest() {
        let charged = |units| {
            let quantity = quantity(units, Some(3), VendorPlan::FreeTier).unwrap();
            (quantity.charged(), quantity.free_in_all().unwrap())
        };
        // one below, at, one above; three months of it
        assert_eq!(charged(17_999), (0.into(), 53_997.into()));
        assert_eq!(charged(18_000), (0.into(), 54_000.into()));
        assert_eq!(charged(18_001), (1.into(), 54_000.into()));
    }

    #[test]
    fn on_a_paid_plan_all_is_charged() {
        for months in [None, Some(2)] {
            let quantity = quantity(21_600, months, VendorPlan::Paid).unwrap();
            assert_eq!(quantity.charged(), Quotient::from(21_600));
            assert_eq!((quantity.free(), quantity.free_in_all()), (None, None));
        }
    }

    #[test]
    fn how_it_spreads_must_be_said_where_something_is_free() {
        let refused = quantity(21_600, None, VendorPlan::FreeTier).unwrap_err();
        assert!(refused.message.contains("over how many months"), "{refused}");
        let without = Service::new("photos", 1.into(), "photo");
        assert!(Quantity::new(&without, 5.into(), None, VendorPlan::FreeTier).is_ok());
    }

    #[test]
    fn two_lines_may_share_an_allowance_or_not() {
        let (with, without) = (automation(), Service::new("photos", 1.into(), "photo"));
        let lines = [&with, &without, &without, &with].map(|service| (service, None));
        let many = |plan| several_lines(lines.into_iter(), plan).len();
        assert_eq!((many(VendorPlan::FreeTier), many(VendorPlan::Paid)), (1, 0));
    }
}
