//! An estate to begin with: what stands in it beside its entries, and what is told of it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::next::check;
use crate::engine::sheets::estate_of_usage::{EstateOfUsage, NamedSeat, NoSeat};
use crate::model::{RateSheet, UsageFile};
use crate::render::number::{counted, many};
use crate::render::{EstateToml, TomlSeat, TomlTeam};

/// Of more than so many the rest are told by their number.
const MOST_TOLD: usize = 10;

const WHAT: &str = "Our side of the sum: what we have agreed on, who holds what, who belongs \
                    together. Only `currency` is required.";

const EDIT: &str = "A line behind `#` is an example: it counts once that sign is deleted. \
                    `flexcalc rates check` tells what is wrong with the file.";

/// A new estate, and what is told beside it.
pub struct NewEstate {
    /// The file.
    pub toml: EstateToml,
    /// What to think twice about.
    pub warnings: Vec<String>,
    /// Where it comes from.
    pub notes: Vec<String>,
}

/// An estate without entries.
pub fn from_scratch(sheet: &RateSheet) -> NewEstate {
    let (head, currency) = (vec![WHAT.to_owned(), EDIT.to_owned()], sheet.currency.clone());
    let toml = EstateToml { head, currency, ..EstateToml::default() };
    NewEstate { toml, warnings: Vec::new(), notes: Vec::new() }
}

/// The estate that an export names.
pub fn of_usage(of: &EstateOfUsage, sheet: &RateSheet, files: &[UsageFile]) -> NewEstate {
    let files: Vec<_> = files.iter().map(|file| format!("`{}`", file.name)).collect();
    let files = files.join(", ");
    let rows = counted(&of.by_subscription, "row");
    let spare = |(seat, why): &(NamedSeat, NoSeat)| {
        let words = no_seat(*why, sheet);
        (format!("{} of {} is a comment: {words}", seat.product, seat.user), toml_seat(seat))
    };
    let torn = of.torn.iter().map(|(who, teams)| {
        let teams: Vec<_> = teams.iter().map(String::as_str).collect();
        format!("{who} is in no team yet: rows name {}", teams.join(" and "))
    });
    let teams = of.teams.iter().map(|(name, people)| TomlTeam {
        name: name.clone(),
        people: people.iter().cloned().collect(),
    });
    let toml = EstateToml {
        seats_from: format!("Seats by {files}, {rows} by subscription."),
        seats: of.seats.iter().map(toml_seat).collect(),
        spare_seats: of.no_seats.iter().map(spare).collect(),
        teams_from: format!("People by the teams that rows of {files} name."),
        teams: teams.collect(),
        of_teams: torn.collect(),
        ..from_scratch(sheet).toml
    };
    NewEstate { toml, warnings: warnings(of, sheet), notes: notes(of) }
}

fn toml_seat(seat: &NamedSeat) -> TomlSeat {
    let NamedSeat { user, product, from, until } = seat.clone();
    TomlSeat { user, product, from, until }
}

fn no_seat(why: NoSeat, sheet: &RateSheet) -> String {
    match why {
        NoSeat::Unknown => format!("rate sheet `{}` does not know what it is of", sheet.name),
        NoSeat::Service => "a cloud service cannot be held".to_owned(),
        NoSeat::Gone => "it was taken back, and nothing says when".to_owned(),
        NoSeat::Never => "it was taken back before it was assigned, or on that day".to_owned(),
    }
}

/// What is in no seat and no team.
fn warnings(of: &EstateOfUsage, sheet: &RateSheet) -> Vec<String> {
    let mut warnings = Vec::new();
    for why in [NoSeat::Unknown, NoSeat::Service, NoSeat::Gone, NoSeat::Never] {
        let seats = of.no_seats.iter().filter(|(_, reason)| *reason == why);
        let named: Vec<_> =
            seats.map(|(seat, _)| format!("`{}` of {}", seat.product, seat.user)).collect();
        if named.is_empty() {
            continue;
        }
        let hint = match why {
            NoSeat::Unknown => "; once a sheet has a row for it, give that by `--rates`",
            _ => "",
        };
        warnings.push(format!(
            "{} a comment only, since {}: {}{hint}",
            counted(&(named.len() as u64), "seat is"),
            no_seat(why, sheet),
            some(&named)
        ));
    }
    if !of.torn.is_empty() {
        let names: Vec<_> = of.torn.keys().cloned().collect();
        warnings.push(format!("in no team yet, since rows name several: {}", some(&names)));
    }
    warnings
}

fn notes(of: &EstateOfUsage) -> Vec<String> {
    let by = counted(&of.by_subscription, "row is");
    let mut notes = vec![match (of.by_subscription, of.others) {
        (0, _) => "no row is by subscription: there are no seats".to_owned(),
        (_, 0) => format!("{by} by subscription: these name the seats"),
        (_, others) => {
            format!("{by} by subscription: these name the seats, the other {} none", many(others))
        }
    }];
    if of.teams.is_empty() && of.torn.is_empty() {
        notes.push("no row names a team".to_owned());
    }
    notes
}

/// The first of them, and how many more there are.
fn some(names: &[String]) -> String {
    let told = names.iter().take(MOST_TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_TOLD) {
        0 => told,
        more => format!("{told}, and {} more", many(more as u64)),
    }
}

/// What was written, for whoever asked for a file.
pub fn written(file: &str, toml: &EstateToml) -> String {
    let (seats, teams) = (many(toml.seats.len() as u64), many(toml.teams.len() as u64));
    format!("wrote {file}: estate in {}, seats {seats}, teams {teams}", toml.currency)
}

/// The command to try with the file.
pub fn next(file: &Path, (rates, default): (&str, &str), on: Option<NaiveDate>) -> Option<String> {
    let rates = Some(PathBuf::from(rates)).filter(|_| rates != default);
    let next = check(file, on).file("--rates", &rates);
    next.because("does every name in it mean something?")
}
