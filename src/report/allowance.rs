//! What of cloud services is free each month, and whether it was taken off, in sentences.

use crate::engine::sums::allowance::Quantity;
use crate::engine::sums::cost::Item;
use crate::model::{Partial, Service, VendorPlan};
use crate::render::number;

/// That a bill has allowances, and whether they are taken off; in one note, since they are so
/// together.
pub fn note(items: &[Item], plan: VendorPlan) -> Option<String> {
    let mut free: Vec<_> = items.iter().filter_map(of_a_month).collect();
    free.dedup();
    let free = free.join(", ");
    let has_results = items.iter().any(|item| matches!(item, Item::Result { .. }));
    match (plan, free.is_empty()) {
        (VendorPlan::Paid, false) => Some(format!(
            "free each month on the vendor's free tier, and not taken off: {free}; whoever buys \
             tokens is on a paid plan as a rule, and `--free-tier` is for others"
        )),
        (VendorPlan::FreeTier, false) => Some(format!(
            "taken off each month, as on the vendor's free tier: {free}; on a paid plan nothing is \
             free"
        )),
        (VendorPlan::FreeTier, true) if has_results => Some(
            "the free tier changes nothing: the sheet has no free allowance of what is asked about"
                .to_owned(),
        ),
        _ => None,
    }
}

/// What is free of a service each month.
fn of_a_month(item: &Item) -> Option<String> {
    let Item::Result { service, .. } = item else { return None };
    let free = service.free_per_month?;
    Some(format!("{} of {}", number::counted(&free, &service.unit), service.name))
}

/// How many results there are, as people read it.
pub fn use_words(service: &Service, quantity: &Quantity) -> String {
    let each = format!("{} × {}", number::every_digit(quantity.units()), service.unit);
    match quantity.months() {
        Some(months) => format!("{} × {each}", number::counted(&months, "month")),
        None => each,
    }
}

/// How the tokens of results come about.
pub fn in_numbers(service: &Service, quantity: &Quantity) -> String {
    let (rate, per) = (number::in_full(&service.tokens), number::count(&service.per.get()));
    let charged = charged(quantity);
    let Some(months) = quantity.months() else {
        return format!("{rate} × ({charged} ÷ {per}{})", counted(service.partial));
    };
    let months = number::count(&months);
    match service.partial {
        // What is short of a unit in one month carries on to the next.
        Partial::Down => format!("{rate} × ({months} × {charged} ÷ {per}, counted down)"),
        partial => format!("{rate} × {months} × ({charged} ÷ {per}{})", counted(partial)),
    }
}

fn counted(partial: Partial) -> &'static str {
    match partial {
        Partial::Exact => "",
        Partial::Up => ", counted up",
        Partial::Down => ", counted down",
    }
}

/// How many of a month are charged: `(21,600 − 18,000 free)`.
fn charged(quantity: &Quantity) -> String {
    let units = number::in_full(quantity.units());
    match quantity.free().map(|free| number::in_full(&free)) {
        None => units,
        Some(free) if quantity.charged().is_zero() => format!("(0 of {units}, {free} are free)"),
        Some(free) => format!("({units} − {free} free)"),
    }
}
