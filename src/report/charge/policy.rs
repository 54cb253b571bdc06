//! What Autodesk's terms or the estate do not allow, in words.

use std::collections::BTreeSet;

use crate::engine::metering::machines::MOST_MACHINES;
use crate::engine::metering::policy::{OnMachines, OutsideAccess, Policy, TwoMachines};
use crate::render::number;

/// How many findings of a kind are told one by one; programs get all.
const MOST_TOLD: usize = 10;

/// What was found.
pub fn warnings(policy: &Policy) -> Vec<String> {
    let outside = policy.outside_access.iter().map(outside_access);
    let at_once = told(policy.overlaps.iter().flatten().map(two_machines));
    let many = told(policy.many_machines.iter().flatten().map(many_machines));
    told(outside).into_iter().chain(at_once).chain(many).collect()
}

/// That something was found of machines, where nobody asked for it.
pub fn machines_note(policy: &Policy) -> Option<String> {
    let at_once: BTreeSet<_> = policy.overlaps.iter().flatten().map(|found| &found.user).collect();
    let many: BTreeSet<_> =
        policy.many_machines.iter().flatten().map(|found| &found.user).collect();
    let people = |count: usize| match count {
        1 => "1 person".to_owned(),
        count => format!("{} people", number::many(count as u64)),
    };
    let most = MOST_MACHINES;
    let found = [
        (at_once.len(), "had a product open on two machines at once".to_owned()),
        (
            many.len(),
            format!("had one on more than the {most} machines that it may be installed on"),
        ),
    ];
    let found = found.into_iter().filter(|(count, _)| *count > 0);
    let found: Vec<_> = found.map(|(count, what)| format!("{} {what}", people(count))).collect();
    (!found.is_empty()).then(|| format!("{}: `--strict` lists them", found.join(", ")))
}

fn many_machines(OnMachines { user, product, machines }: &OnMachines) -> String {
    let many = number::many(machines.len() as u64);
    let names: Vec<_> = machines.iter().take(MOST_TOLD).map(String::as_str).collect();
    let more = if machines.len() > MOST_TOLD { ", …" } else { "" };
    format!(
        "{user} had {product} open on {many} machines, {}{more}; it may be installed on \
         {MOST_MACHINES}",
        names.join(", ")
    )
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

fn told(mut words: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<_> = words.by_ref().take(MOST_TOLD).collect();
    let more = words.count();
    if more > 0 {
        told.push(format!("… and {more} more; `--format json` has them all"));
    }
    told
}
