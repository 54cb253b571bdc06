//! The lots: what became of each, and what is left of it.

use super::super::{Heading, Table};
use crate::engine::balance::of_teams::TeamBalance;
use crate::engine::pool::LotState;
use crate::model::{Day, LotKind, Quotient, Tokens};
use crate::render::{Cell, Grid};

/// How many lots a person sees; programs get all.
const MOST_LOTS: usize = 12;

/// A lot, and what is expected to be left of it when it expires.
#[derive(Clone, Copy)]
pub struct LotRow<'a> {
    /// The team whose lot it is.
    pub team: Option<&'a str>,
    /// What became of it.
    pub state: &'a LotState,
    /// What will expire unused.
    pub unused: &'a Quotient<Tokens>,
}

/// The lots of all pools, by pool.
pub fn rows(pools: &[TeamBalance]) -> impl Iterator<Item = LotRow<'_>> {
    pools.iter().flat_map(|pool| {
        let lots = pool.balance.pool.lots().iter().zip(&pool.balance.unused);
        lots.map(move |(state, unused)| LotRow { team: pool.name(), state, unused })
    })
}

/// Every lot, for programs.
pub fn table(pools: &[TeamBalance], as_of: Day) -> Table<'_, LotRow<'_>> {
    columns(Table::of(rows(pools)), Heading::ForPrograms, as_of, "")
}

/// The lots for people: those that are gone together, and of many the first to expire.
pub fn view(pools: &[TeamBalance], as_of: Day, currency: &str) -> Grid {
    let is_gone = |row: &LotRow| row.state.left().is_none();
    let (gone, mut there): (Vec<_>, Vec<_>) = rows(pools).partition(is_gone);
    there.sort_by_key(|row| {
        let lot = &row.state.lot;
        (lot.expires, lot.micro, lot.bought)
    });
    // What might be bought is what was asked about: it is told one by one.
    let mut bought = 0;
    let (shown, later): (Vec<_>, Vec<_>) = there.into_iter().partition(|row| {
        bought += usize::from(row.state.is_bought);
        !row.state.is_bought || bought <= MOST_LOTS
    });
    let gone_words = match gone.len() {
        1 => "1 that is gone".to_owned(),
        many => format!("{many} that are gone"),
    };
    let later_words = format!("{} later ones", later.len());
    let table = Table::of([]).and_together(gone_words, gone);
    let table = shown.into_iter().fold(table, Table::and).and_together(later_words, later);
    let mut grid = columns(table, super::team_heading(pools), as_of, currency).view();
    // Where all is only planned there is nothing to sum.
    grid.total = grid.total.filter(|_| rows(pools).any(|row| row.state.is_bought));
    grid
}

fn columns<'a>(
    table: Table<'a, LotRow<'a>>,
    team: Heading,
    as_of: Day,
    currency: &str,
) -> Table<'a, LotRow<'a>> {
    let days_to_go =
        move |row: &LotRow| u64::try_from(row.state.lot.expires - as_of).unwrap_or_default();
    // Sums are of what has been bought: what is only planned is nobody's yet.
    let is_bought = |row: &LotRow<'a>| row.state.is_bought;
    table
        .text("id", "lot", |row| row.state.lot.id.clone())
        .cell("team", team, |row| row.team.map_or(Cell::Blank, Cell::from))
        .text("kind", Heading::ForPrograms, |row| kind_word(row.state.lot.kind))
        .date("bought", Heading::ForPrograms, |row| row.state.lot.bought.date())
        .count("tokens", "bought", |row| row.state.lot.micro.tokens())
        .sums_where(is_bought)
        .price("price", Heading::ForPrograms, |row| row.state.lot.price.clone())
        .flag("is_bought", Heading::ForJson, |row| row.state.is_bought)
        .count("consumed", "consumed", |row| row.state.consumed.tokens())
        .sums_where(is_bought)
        .count("expired", "expired", |row| row.state.expired.tokens())
        .sums_where(is_bought)
        .count("left", "left", |row| row.state.left().tokens())
        .sums_where(is_bought)
        .money("left_cost", format!("left,\n{currency}"), |row| row.state.cost(row.state.left()))
        .sums_where(is_bought)
        .date("expires", "expires", |row| row.state.lot.expires.date())
        .count("days_to_go", Heading::ForJson, days_to_go)
        .count("days", "days\nto go", days_to_go)
        .in_words(|row| (!row.state.is_bought).then_some("planned"))
        .for_people()
        .count("expected_unused", Heading::ForPrograms, |row| row.unused.clone())
}

fn kind_word(kind: LotKind) -> &'static str {
    LotKind::WORDS.iter().find(|(_, named)| *named == kind).map_or("", |(word, _)| *word)
}
