//! One worker: the records of a block → sessions or rows of use, and what is wrong with the others.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::header::{Header, Role};
use super::names::{Names, NotText, Registry};
use super::people::{ShortName, TOGETHER};
use super::records;
use super::time::{NoTime, Times};
use super::{SummaryPeriod, UsageFormat, UsageRequest};
use crate::model::{
    Day, Given, Instant, Limits, Micro, Paid, Place, Problem, Session, Tokens, UseRow, When,
};

/// What a block holds.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) sessions: Vec<Session>,
    pub(super) rows: Vec<UseRow>,
    /// Records with anything in them.
    pub(super) read: u64,
    /// Lines, to say where the next block begins.
    pub(super) lines: u64,
    /// Rows of totals.
    pub(super) totals: u64,
    /// Rows of products that no sheet knows.
    pub(super) unknown: BTreeMap<String, u64>,
    pub(super) faults: Vec<Fault>,
    pub(super) without_offset: u64,
    pub(super) shown_twice: u64,
    pub(super) finer: u64,
}

/// What is wrong with a record.
pub(super) struct Fault {
    /// The line within the block, or the row of a JSON table.
    line: Line,
    message: String,
    hint: Option<String>,
}

#[derive(Clone, Copy)]
enum Line {
    InBlock(u64),
    JsonRow(u64),
}

impl Fault {
    /// The problem of the file called `name`, of which `before` lines come before the block.
    pub(super) fn problem(&self, name: &str, before: u64) -> Problem {
        let problem = Problem { hint: self.hint.clone(), ..Problem::new(self.message.clone()) };
        match self.line {
            Line::InBlock(line) => {
                let line = usize::try_from(before + line).unwrap_or(usize::MAX);
                problem.at(Place { file: name.to_owned(), line, column: 0, span: 0..0 })
            }
            Line::JsonRow(row) => {
                Problem { message: format!("{name}: row {row}: {}", problem.message), ..problem }
            }
        }
    }
}

/// A fault whose line is still to be found.
struct Wrong {
    message: String,
    hint: Option<String>,
}

impl From<NotText> for Wrong {
    fn from(_: NotText) -> Self {
        let hint = "save the file as `CSV UTF-8`, or convert it: `iconv -f windows-1252 -t utf-8`";
        Self { message: "a name is not in UTF-8".to_owned(), hint: Some(hint.to_owned()) }
    }
}

fn wrong(message: String) -> Wrong {
    Wrong { message, hint: None }
}

/// A session whose person has still to be looked up.
struct Pending {
    person: ShortName,
    hash: u64,
    item: u32,
    label: u32,
    opened: Instant,
    closed: Option<Instant>,
}

/// What a record turned out to be.
enum Row {
    Pending(Pending),
    Session(Session),
    Use(UseRow),
    Unknown(String),
}

/// A worker on the blocks of one file.
pub(super) struct Worker<'w> {
    header: &'w Header,
    names: Names<'w>,
    times: Times,
    columns: Columns,
    period: Option<SummaryPeriod>,
    pending: Vec<Pending>,
    spare: Option<Batch>,
}

/// Where things stand in a record.
struct Columns {
    opened: Option<usize>,
    closed: Option<usize>,
    day: Option<usize>,
    days_used: Option<usize>,
    tokens: Option<usize>,
    access: Option<usize>,
    details: [Option<usize>; 2],
    /// Team, group, project and machine, where they are wanted.
    label: [Option<usize>; 4],
    names: [Option<usize>; 2],
}

impl<'w> Worker<'w> {
    pub(super) fn new(
        header: &'w Header,
        request: &UsageRequest,
        registry: &'w Mutex<Registry>,
    ) -> Self {
        let wanted = |wanted: bool, role: Role| header.column(role).filter(|_| wanted);
        let columns = Columns {
            opened: header.column(Role::Opened),
            closed: header.column(Role::Closed),
            day: header.column(Role::Day),
            days_used: header.column(Role::DaysUsed),
            tokens: header.column(Role::Tokens),
            access: header.column(Role::Access),
            details: [header.column(Role::Version), header.column(Role::Feature)],
            label: [
                wanted(request.columns.team, Role::Team),
                wanted(request.columns.group, Role::Group),
                wanted(request.columns.project, Role::Project),
                wanted(request.columns.machine, Role::Machine),
            ],
            names: [header.column(Role::FirstName), header.column(Role::LastName)],
        };
        let names = Names::new(registry, header.format == UsageFormat::TokenFlex);
        Self {
            header,
            names,
            times: Times::new(request.zone.clone()),
            columns,
            period: request.period,
            pending: Vec::new(),
            spare: None,
        }
    }

    /// Reads the records of a block.
    pub(super) fn block(&mut self, block: &[u8]) -> Batch {
        let mut batch = self.spare.take().unwrap_or_default();
        let delimiter = self.header.delimiter;
        batch.lines = records::each(block, delimiter, |fields, at| {
            let line = || {
                Line::InBlock(
                    memchr::memchr_iter(b'\n', block.get(..at).unwrap_or_default()).count() as u64
                        + 1,
                )
            };
            self.record(fields, line, &mut batch);
        });
        self.look_up(&mut batch);
        self.tell(&mut batch);
        batch
    }

    /// Looks up the people of the sessions that wait for it.
    fn look_up(&mut self, batch: &mut Batch) {
        let mut pending = std::mem::take(&mut self.pending);
        for together in pending.chunks(TOGETHER) {
            self.names.people().fetch(together.iter().map(|pending| pending.hash));
            for Pending { person, hash, item, label, opened, closed } in together {
                let known = self.names.people().pair(*person, *hash, *item);
                let pair = known.or_else(|| self.names.pair(&person.bytes(), *item).ok());
                // The name is ASCII, which is text: it has a number.
                let session =
                    |pair| Session { pair, label: *label, opened: *opened, closed: *closed };
                batch.sessions.extend(pair.map(session));
            }
        }
        pending.clear();
        self.pending = pending;
    }

    /// Reads the rows of a JSON table.
    pub(super) fn json_rows(&mut self, rows: &[Vec<String>]) -> Batch {
        let mut batch = Batch::default();
        for (number, row) in (1..).zip(rows) {
            let fields: Vec<_> = row.iter().map(String::as_bytes).collect();
            self.record(&fields, || Line::JsonRow(number), &mut batch);
        }
        self.look_up(&mut batch);
        self.tell(&mut batch);
        batch
    }

    /// Takes back what was handed out, for the next block.
    pub(super) fn recycle(&mut self, mut batch: Batch) {
        batch.sessions.clear();
        batch.rows.clear();
        self.spare = Some(Batch { sessions: batch.sessions, rows: batch.rows, ..Batch::default() });
    }

    fn tell(&mut self, batch: &mut Batch) {
        batch.without_offset = std::mem::take(&mut self.times.without_offset);
        batch.shown_twice = std::mem::take(&mut self.times.shown_twice);
        batch.finer = std::mem::take(&mut self.times.finer);
    }

    fn record(&mut self, fields: &[&[u8]], line: impl Fn() -> Line, batch: &mut Batch) {
        if fields.len() != self.header.columns.len()
            || fields.first().is_some_and(|first| first.is_empty())
        {
            if fields.iter().all(|field| field.is_empty()) {
                return;
            }
            if !self.header.fits(fields) {
                batch.read += 1;
                if self.is_total(fields) {
                    batch.totals += 1;
                    return;
                }
                let (found, head) = (fields.len(), self.header.columns.len());
                let noun = if found == 1 { "field" } else { "fields" };
                let message = format!("{found} {noun}, where the header has {head}");
                batch.faults.push(Fault { line: line(), message, hint: None });
                return;
            }
        }
        batch.read += 1;
        let row = if self.header.format == UsageFormat::Sessions {
            self.session(fields)
        } else {
            self.use_row(fields)
        };
        match row {
            Ok(Row::Pending(pending)) => self.pending.push(pending),
            Ok(Row::Session(session)) => {
                // Sessions stay in the order of the file.
                self.look_up(batch);
                batch.sessions.push(session);
            }
            Ok(Row::Use(row)) => batch.rows.push(row),
            Ok(Row::Unknown(name)) => *batch.unknown.entry(name).or_default() += 1,
            Err(_) if self.is_total(fields) => batch.totals += 1,
            Err(Wrong { message, hint }) => {
                batch.faults.push(Fault { line: line(), message, hint });
            }
        }
    }

    fn session(&mut self, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let text = field(fields, self.columns.opened);
        let opened = match self.times.moment(text) {
            Ok(opened) => opened,
            Err(no_time) => return Err(self.no_time(self.columns.opened, text, no_time)),
        };
        let text = field(fields, self.columns.closed);
        let closed = if is_absent(text) {
            None
        } else {
            let closed = self.times.close(text, opened);
            Some(closed.map_err(|no_time| self.no_time(self.columns.closed, text, no_time))?)
        };
        if closed.is_some_and(|closed| closed < opened) {
            let (opened, closed) = (shown(field(fields, self.columns.opened)), shown(text));
            return Err(wrong(format!("closed at {closed}, before it was opened at {opened}")));
        }
        let product = self.product(fields)?;
        let Some(item) = self.names.item(product)? else { return Ok(Row::Unknown(shown(product))) };
        let label = self.label(fields)?;
        let name = field(fields, self.header.people.first().copied());
        if let Some(person) = ShortName::new(name)
            && name.is_ascii()
            && !is_hidden(name)
        {
            let hash = self.names.people().hash(person);
            return Ok(Row::Pending(Pending { person, hash, item, label, opened, closed }));
        }
        let pair = self.pair(fields, item)?;
        Ok(Row::Session(Session { pair, label, opened, closed }))
    }

    fn use_row(&mut self, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let when = self.when(fields)?;
        let micro_tokens = self.micro_tokens(fields)?;
        let access = self.paid(fields)?;
        let product = self.product(fields)?;
        let item = match self.names.item(product)? {
            // Autodesk writes `Flex` where it does not say which product the tokens were for.
            None if product.eq_ignore_ascii_case(b"flex") => self.names.unlisted_item(product)?,
            Some(item) => item,
            None => return Ok(Row::Unknown(shown(product))),
        };
        let pair = self.pair(fields, item)?;
        let detail = if self.header.format == UsageFormat::TokenFlex {
            // Each pool and category has rows of its own, and rows differ in nothing else.
            self.names.detail(&fields.join(&b'\0'))
        } else {
            let [version, feature] = self.columns.details.map(|column| field(fields, column));
            self.names.detail(&[version, b"\0", feature].concat())
        };
        let label = self.label(fields)?;
        Ok(Row::Use(UseRow { pair, when, detail, micro_tokens, paid: access, label }))
    }

    fn when(&mut self, fields: &[&[u8]]) -> Result<When, Wrong> {
        match self.header.format {
            UsageFormat::Charges => {
                let text = field(fields, self.columns.opened);
                let at: Result<Instant, NoTime> = self.times.moment(text);
                at.map(When::Moment)
                    .map_err(|no_time| self.no_time(self.columns.opened, text, no_time))
            }
            UsageFormat::Summary => {
                let text = field(fields, self.columns.days_used);
                let days = std::str::from_utf8(text)
                    .ok()
                    .and_then(|text| text.strip_suffix(".0").unwrap_or(text).parse().ok());
                let count: u32 = days.filter(|days| *days <= 3_660).ok_or_else(|| {
                    let column =
                        self.columns.days_used.map_or("", |column| self.header.name(column));
                    wrong(format!("`{column}` must be a whole number of days, {}", found(text)))
                })?;
                let from = match self.period {
                    Some(SummaryPeriod::Days(period)) => period.from.map(Day::from),
                    _ => None,
                };
                Ok(When::Days { count, from })
            }
            _ => {
                let text = field(fields, self.columns.day);
                let day = Times::day(text);
                day.map(When::Day).map_err(|_| {
                    let column = self.columns.day.map_or("", |column| self.header.name(column));
                    wrong(format!("`{column}` must be a date such as 2026-03-02, {}", found(text)))
                })
            }
        }
    }

    /// Whether it is a row of totals, as exports have them at the end: it says so first, and not
    /// both what was used and when.
    fn is_total(&self, fields: &[&[u8]]) -> bool {
        let first = fields
            .iter()
            .map(|field| field.trim_ascii())
            .find(|field| !field.is_empty())
            .unwrap_or_default();
        let says = |column: &usize| {
            let text = field(fields, Some(*column));
            !text.is_empty() && !is_total_word(text)
        };
        let when = self.columns.opened.or(self.columns.day);
        is_total_word(first)
            && !(self.header.products.iter().any(says) && when.is_none_or(|column| says(&column)))
    }

    fn no_time(&self, column: Option<usize>, text: &[u8], no_time: NoTime) -> Wrong {
        let column = column.map_or("", |column| self.header.name(column));
        match no_time {
            NoTime::Malformed => wrong(format!(
                "`{column}` must be a time such as 2026-03-02T08:00:00Z, {}",
                found(text)
            )),
            NoTime::Skipped => Wrong {
                message: format!(
                    "`{column}`: clocks in the zone of `--timezone` never showed `{}`",
                    shown(text)
                ),
                hint: Some(
                    "if these clocks know no summer time, give their offset: `--timezone +01:00`"
                        .to_owned(),
                ),
            },
        }
    }

    /// The number of the person at the item.
    fn pair(&mut self, fields: &[&[u8]], item: u32) -> Result<u32, Wrong> {
        for column in &self.header.people {
            let name = field(fields, Some(*column));
            if !is_hidden(name) {
                return Ok(self.names.pair(name, item)?);
            }
        }
        let [first, last] = self.columns.names.map(|column| field(fields, column));
        let name = [first, b" ", last].concat();
        if !is_hidden(&name) {
            return Ok(self.names.pair(name.trim_ascii(), item)?);
        }
        match self.header.format {
            UsageFormat::TokenFlex => Ok(self.names.pair(b"(not in the file)", item)?),
            _ => Err(wrong("nothing says who it was".to_owned())),
        }
    }

    fn product<'f>(&self, fields: &[&'f [u8]]) -> Result<&'f [u8], Wrong> {
        let named = self.header.products.iter().map(|column| field(fields, Some(*column)));
        let mut named = named.filter(|name| !name.is_empty());
        named.next().ok_or_else(|| wrong("nothing says which product it was".to_owned()))
    }

    fn label(&mut self, fields: &[&[u8]]) -> Result<u32, Wrong> {
        if self.columns.label.iter().all(Option::is_none) {
            return Ok(0);
        }
        Ok(self.names.label(self.columns.label.map(|column| field(fields, column)))?)
    }

    fn micro_tokens(&self, fields: &[&[u8]]) -> Result<Option<Micro>, Wrong> {
        let text = field(fields, self.columns.tokens);
        if is_absent(text) {
            return Ok(None);
        }
        let tokens = std::str::from_utf8(text).map_err(|_| NotText)?;
        let tokens = Tokens::within(Limits::TOKENS, tokens).map_err(|refused| {
            let column = self.columns.tokens.map_or("", |column| self.header.name(column));
            wrong(format!("`{column}` {refused}, {}", found(text)))
        })?;
        Ok(Micro::of(tokens.exact()))
    }

    fn paid(&self, fields: &[&[u8]]) -> Result<Paid, Wrong> {
        if self.header.format == UsageFormat::TokenFlex {
            return Ok(Paid::Agreement);
        }
        let text = field(fields, self.columns.access).to_ascii_lowercase();
        let has = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
        if has(b"subscription") {
            Ok(Paid::Subscription)
        } else if text.is_empty() || has(b"flex") || has(b"token") {
            Ok(Paid::Tokens)
        } else {
            let column = self.columns.access.map_or("", |column| self.header.name(column));
            Err(wrong(format!("`{column}` must be `Flex` or `Subscription`, {}", found(&text))))
        }
    }
}

/// The field in `column`, without spaces around it.
#[inline]
fn field<'f>(fields: &[&'f [u8]], column: Option<usize>) -> &'f [u8] {
    let text = column.and_then(|column| fields.get(column)).copied().unwrap_or_default();
    match text {
        [b' ' | b'\t', ..] | [.., b' ' | b'\t'] => text.trim_ascii(),
        _ => text,
    }
}

/// Whether the name says nothing: names are hidden behind stars when personal data is off, and then
/// an id is the person.
#[inline]
fn is_hidden(name: &[u8]) -> bool {
    name.iter().all(|byte| matches!(byte, b'*' | b' '))
}

/// Whether nothing is said: databases write their own words for it.
fn is_absent(text: &[u8]) -> bool {
    text.is_empty() || text == b"-" || text.eq_ignore_ascii_case(b"null")
}

/// Whether it is a word that opens a row of totals, alone or before more words.
fn is_total_word(text: &[u8]) -> bool {
    let word = text.split(|byte| matches!(byte, b' ' | b':')).next().unwrap_or_default();
    [&b"total"[..], b"totals", b"grand", b"sum"]
        .iter()
        .any(|total| word.eq_ignore_ascii_case(total))
}

/// What stands there, as messages say it.
fn found(text: &[u8]) -> String {
    if text.is_empty() { "found nothing".to_owned() } else { format!("found `{}`", shown(text)) }
}

/// A field as messages show it.
fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(80).collect()
}
