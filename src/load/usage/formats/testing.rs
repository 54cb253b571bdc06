//! For the tests of formats: rows as one worker reads them.

use std::sync::Mutex;

use crate::load::rate_sheet;
use crate::load::usage::header::Header;
use crate::load::usage::names::Registry;
use crate::load::usage::whence::Whence;
use crate::load::usage::worker::Worker;
use crate::load::usage::{Faulty, SummaryPeriod, UsageRequest};
use crate::model::{Catalogue, Ended, Holding, Micro, When};

/// What came of a file called `x`, in words.
pub(in crate::load::usage) struct Read {
    pub(in crate::load::usage) format: &'static str,
    /// Person, product, and from when to when; or person, product, when, millionths of tokens, and
    /// who paid.
    pub(in crate::load::usage) rows: Vec<String>,
    pub(in crate::load::usage) details: Vec<u32>,
    pub(in crate::load::usage) faults: Vec<String>,
    pub(in crate::load::usage) unknown: Vec<String>,
    pub(in crate::load::usage) totals: u64,
    /// What rows say that people held, sorted.
    pub(in crate::load::usage) holdings: Vec<String>,
}

/// Reads the rows below a header.
pub(in crate::load::usage) fn read(head: &str, rows: &str) -> Read {
    read_in(None, head, rows)
}

/// Reads the rows of a summary about a period.
pub(super) fn read_about(period: SummaryPeriod, head: &str, rows: &str) -> Read {
    read_in(Some(period), head, rows)
}

fn read_in(period: Option<SummaryPeriod>, head: &str, rows: &str) -> Read {
    let catalogue =
        Catalogue::new(&[rate_sheet("autodesk", chrono::NaiveDate::MAX).expect("a sheet")]);
    let request =
        UsageRequest { period, bad_rows: Faulty::Skipped, ..UsageRequest::new(&[], &catalogue) };
    let registry = Mutex::new(Registry::new(&catalogue));
    let (header, head) = Header::of_file("x", head.as_bytes(), &request).expect("a header");
    let batch = Worker::new(&header, &request, &registry).block(rows.as_bytes());
    let directory = registry.into_inner().expect("no other worker").directory;
    let name = |pair: u32| format!("{} {}", directory.person(pair), directory.item(pair).id);
    let sessions = batch.sessions.iter().map(|session| {
        let closed = session.closed.map_or("open".to_owned(), |closed| closed.to_string());
        format!("{} {}..{closed}", name(session.pair), session.opened)
    });
    let uses = batch.rows.iter().map(|row| {
        let when = match row.when {
            When::Day(day) => day.to_string(),
            When::Moment(at) => at.to_string(),
            When::Month(month) => format!("in {month}"),
            When::Days { count, .. } => format!("{count} days"),
        };
        let tokens = row.micro_tokens.map_or("–".to_owned(), millionths);
        format!("{} {when} {tokens} {:?}", name(row.pair), row.paid)
    });
    let holding = |one: &Holding| {
        let from = one.from.map(|day| format!("from {day} ")).unwrap_or_default();
        let with = format!(": {}", directory.item(one.used).id);
        let with = if one.held == one.used { String::new() } else { with };
        let ended = match one.ended {
            Ended::On(day) => format!("On({day})"),
            ended => format!("{ended:?}"),
        };
        format!("{} {from}{ended}{with}", name(one.held))
    };
    let mut holdings: Vec<_> = batch.holdings.iter().map(holding).collect();
    holdings.sort();
    Read {
        format: header.format.name(),
        rows: sessions.chain(uses).collect(),
        details: batch.rows.iter().map(|row| row.detail).collect(),
        faults: batch
            .faults
            .iter()
            .map(|fault| fault.problem(&Whence::File("x".to_owned()), head.lines).to_string())
            .collect(),
        unknown: batch.unknown.keys().cloned().collect(),
        totals: batch.totals,
        holdings,
    }
}

/// With its sign.
fn millionths(micro: Micro) -> String {
    if micro.is_credit() { format!("-{}", (-micro).count()) } else { micro.count().to_string() }
}
