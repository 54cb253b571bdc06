//! What other readings of the rule would have charged.

use super::Table;
use crate::engine::bill::compared::Compared;
use crate::engine::metering::readings::Reading;

/// The rule, and the readings of it.
pub(super) fn table<'a>(rows: &'a [Compared], currency: &str) -> Table<'a, &'a Compared> {
    Table::of(rows)
        .text("reading", "reading of the rule", |row| row.reading.word())
        .in_words(|row| Some(words(row.reading)))
        .count("charges", "charges", |row| row.charges)
        .count("tokens", "tokens", |row| row.tokens)
        .money("cost", currency, |row| row.cost.clone())
        .percent("beyond_percent", "beyond\nthe rule", |row| row.beyond_percent.clone())
}

fn words(reading: Reading) -> &'static str {
    match reading {
        Reading::Rule => "24-hour windows, as Autodesk charges",
        Reading::CalendarDays => "calendar days (UTC)",
        Reading::WithoutGrace => "windows, short sessions too",
        Reading::WithoutRollover => "windows, charged at the open only",
        Reading::EverySession => "every session",
    }
}
