//! People of a quarter, for the tests of what they use and hold.

use super::*;
use crate::engine::metering::replay::Key;
use crate::model::Micro;
use crate::model::{Collection, Item, ItemKind, Named, Pair, Place, Product, Seat};

pub(in crate::engine::plan) fn product(id: &str, annual_price: Option<u64>) -> Product {
    Product {
        tokens_per_day: Some(10.into()),
        annual_price: annual_price.map(Into::into),
        ..Product::new(id)
    }
}

/// Revit with a price, Max without one, and a collection of both.
pub(in crate::engine::plan) fn sheet(collection_price: Option<u64>) -> RateSheet {
    RateSheet {
        name: "test".into(),
        title: "Test".into(),
        effective: chrono::NaiveDate::MIN,
        currency: "USD".into(),
        token: crate::engine::testing::terms(),
        products: vec![product("revit", Some(2985)), product("max", None)],
        services: vec![],
        collections: vec![Collection {
            name: "AEC".into(),
            products: vec!["revit".into(), "max".into()],
            annual_price: collection_price.map(Into::into),
            ..Collection::new("aec")
        }],
    }
}

/// Ana at Revit, Max, a cloud service, a collection, and what no sheet knows.
pub(in crate::engine::plan) fn directory() -> Directory {
    let item = |id: &str, kind| Item { id: id.into(), name: id.into(), kind };
    Directory {
        people: vec!["ana".into()],
        items: vec![
            item("revit", ItemKind::Product),
            item("max", ItemKind::Product),
            item("cloud", ItemKind::Service),
            item("aec", ItemKind::Collection),
            item("Vault", ItemKind::Unlisted),
        ],
        pairs: (0..5).map(|item| Pair { person: 0, item }).collect(),
        labels: vec![],
    }
}

pub(in crate::engine::plan) fn tally(
    pair: u32,
    days_of_use: u64,
    charges: u64,
    stated: Micro,
) -> Tally {
    let key = Key { pair, label: 0, month: None, sheet: 0 };
    Tally { charges, days_of_use, stated: stated.into(), ..Tally::none(key) }
}

pub(in crate::engine::plan) fn span(from: &str, until: &str) -> Span {
    Span::of_days(from.parse().unwrap(), until.parse().unwrap()).unwrap()
}

pub(in crate::engine::plan) fn seat(user: &str, product: &str, until: &str) -> Seat {
    let place = Place { file: String::new(), line: 1, column: 1, span: 0..0 };
    let (product, until) = (Named { name: product.into(), place }, until.parse().ok());
    Seat { user: user.into(), product, from: None, until }
}

/// People of a quarter of 90 days up to 2026-04-01.
pub(in crate::engine::plan) fn people(
    tallies: &[Tally],
    seats: Vec<Seat>,
    sheet: &RateSheet,
) -> Result<People, Problems> {
    told(tallies, seats, sheet, &[])
}

/// The same with what the file says that people hold.
pub(in crate::engine::plan) fn told(
    tallies: &[Tally],
    seats: Vec<Seat>,
    sheet: &RateSheet,
    holdings: &[Holding],
) -> Result<People, Problems> {
    told_of((tallies, &directory()), seats, sheet, holdings)
}

/// The same with other names, where nobody holds anything.
pub(in crate::engine::plan) fn people_of(
    tallies: &[Tally],
    directory: &Directory,
    sheet: &RateSheet,
) -> Result<People, Problems> {
    told_of((tallies, directory), vec![], sheet, &[])
}

fn told_of(
    (tallies, directory): (&[Tally], &Directory),
    seats: Vec<Seat>,
    sheet: &RateSheet,
    holdings: &[Holding],
) -> Result<People, Problems> {
    People::new(&PeopleInput {
        tallies,
        directory,
        estate: Some(&Estate { seats, ..Estate::empty("USD") }),
        called: str::to_owned,
        sheet,
        offers: &Offers::new(sheet).unwrap(),
        span: &span("2026-01-01", "2026-04-01"),
        beside_seats: &[],
        holdings: &holdings.iter().copied().collect(),
        other_names: &BTreeMap::new(),
        days: &[],
    })
}
