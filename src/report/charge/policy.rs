//! What Autodesk's terms or the estate do not allow, in words.

use crate::engine::metering::policy::{OutsideAccess, Policy, TwoMachines};
use crate::render::number;

/// How many findings of a kind are told one by one; programs get all.
const MOST_TOLD: usize = 10;

/// What was found.
pub fn warnings(policy: &Policy) -> Vec<String> {
    let outside = policy.outside_access.iter().map(outside_access);
    told(outside).into_iter().chain(told(policy.overlaps.iter().map(two_machines))).collect()
}

fn outside_access(OutsideAccess { user, product }: &OutsideAccess) -> String {
    format!("{user} used {product} on Flex, which `[access]` does not allow")
}

fn two_machines(found: &TwoMachines) -> String {
    let TwoMachines { user, product, times, first, machines: [one, other] } = found;
    let often =
        if *times == 1 { "once".to_owned() } else { format!("{} times", number::many(*times)) };
    format!(
        "{user} had {product} open on two machines at once, {often}, first on {one} and {other} \
         at {first}"
    )
}

fn told(mut words: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let mut told: Vec<_> = words.by_ref().take(MOST_TOLD).collect();
    let more = words.len();
    if more > 0 {
        told.push(format!("… and {more} more; `--format json` has them all"));
    }
    told
}
