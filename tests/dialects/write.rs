//! Writes a table in a dialect, and says what a reader must find.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// A row, before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) date: (u32, u32, u32),
    pub(crate) clock: (u32, u32, u32),
    pub(crate) person: String,
    pub(crate) product: String,
    pub(crate) whole: u32,
    pub(crate) fraction: String,
}

macro_rules! choices {
    ($name:ident: $($choice:ident),+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($choice),+ }

        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$choice),+];
        }
    };
}

choices!(Container: Text, Gzip, Zip, Workbook, ZippedWorkbook, Columns, Result, Objects, Lines);
choices!(Encoding: Utf8, Marked, Little, Big, Ansi);
choices!(Line: Lf, CrLf, Cr);
choices!(Dates: Iso, Slashes, Day, DayDots, DayDashes, Month, Digits, Serial, Epoch, Named);
choices!(Numbers: Plain, Point, Comma, Space, Apostrophe, Euro, Dollar);

/// How a table is written.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is there or not, whatever the others are
pub(crate) struct Dialect {
    pub(crate) container: Container,
    pub(crate) delimiter: char,
    pub(crate) encoding: Encoding,
    pub(crate) line: Line,
    pub(crate) dates: Dates,
    pub(crate) numbers: Numbers,
    pub(crate) says_delimiter: bool,
    pub(crate) titles: bool,
    pub(crate) remarks: bool,
    /// What the columns are called.
    pub(crate) names: [&'static str; 6],
}

/// Days of use, with a column that means nothing.
pub(crate) const DAYS: [&str; 6] =
    ["Day used", "Email", "Product", "Tokens\nused", "Opened", "Büro"];

/// Sessions that are not closed yet.
pub(crate) const SESSIONS: [&str; 6] =
    ["Day used", "Email", "Product", "Tokens\nused", "Opened", "Closed"];

impl Dialect {
    /// How many rows of totals are written below the others.
    pub(crate) fn totals(&self) -> u64 {
        use Container::{Columns, Lines, Objects, Result};
        let has_none = matches!(self.container, Columns | Lines | Objects | Result);
        u64::from(self.remarks && !has_none)
    }

    fn is_workbook(&self) -> bool {
        matches!(self.container, Container::Workbook | Container::ZippedWorkbook)
    }
}

impl Record {
    /// The cells as every reader must have them.
    pub(crate) fn expected(&self, dialect: &Dialect) -> Vec<String> {
        let ((year, month, day), (hours, minutes, seconds)) = (self.date, self.clock);
        let date = format!("{year:04}-{month:02}-{day:02}");
        let zone = if dialect.dates == Dates::Epoch && !dialect.is_workbook() { "Z" } else { "" };
        let moment = format!("{date}T{hours:02}:{minutes:02}:{seconds:02}{zone}");
        let date = if zone.is_empty() { date } else { format!("{date}T00:00:00Z") };
        let text = |text: &str| text.replace('\n', " ");
        vec![date, text(&self.person), text(&self.product), self.number(), moment, String::new()]
    }

    fn number(&self) -> String {
        let whole = self.whole;
        if self.fraction.is_empty() {
            whole.to_string()
        } else {
            format!("{whole}.{}", self.fraction)
        }
    }

    fn day(&self) -> NaiveDate {
        let (year, month, day) = self.date;
        NaiveDate::from_ymd_opt(i32::try_from(year).unwrap(), month, day).unwrap()
    }

    fn seconds(&self) -> u32 {
        let (hours, minutes, seconds) = self.clock;
        hours * 3600 + minutes * 60 + seconds
    }

    /// Days since 1899-12-30 and the part of the day, to 12 decimals.
    fn serial(&self) -> (String, String) {
        let days = (self.day() - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
        let part = u64::from(self.seconds()) * 1_000_000_000_000 / 86_400;
        (days.to_string(), format!("{days}.{part:012}"))
    }

    fn dates(&self, dates: Dates) -> (String, String) {
        let ((year, month, day), (hours, minutes, seconds)) = (self.date, self.clock);
        let clock = format!("{hours:02}:{minutes:02}:{seconds:02}");
        let half = if hours < 12 { "AM" } else { "PM" };
        let noon = format!("{}:{minutes:02}:{seconds:02} {half}", (hours + 11) % 12 + 1);
        let short = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"];
        let name = short.iter().chain(&["Nov", "Dec"]).nth(month as usize - 1).unwrap();
        let start = self.day().and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp();
        let date = match dates {
            Dates::Iso => format!("{year}-{month:02}-{day:02}"),
            Dates::Slashes => format!("{year}/{month}/{day}"),
            Dates::Day => format!("{day}/{month}/{year}"),
            Dates::DayDots => format!("{day:02}.{month:02}.{year}"),
            Dates::DayDashes => format!("{day:02}-{month:02}-{year}"),
            Dates::Month => format!("{month}/{day}/{year}"),
            Dates::Digits => {
                return (format!("{year}{month:02}{day:02}"), {
                    format!("{year}-{month:02}-{day:02}T{clock}")
                });
            }
            Dates::Serial => return self.serial(),
            Dates::Epoch => {
                return (start.to_string(), (start + i64::from(self.seconds())).to_string());
            }
            Dates::Named => format!("{day}-{name}-{year}"),
        };
        let moment = match dates {
            Dates::Iso => format!("{date}T{clock}"),
            Dates::Day | Dates::Month => format!("{date} {noon}"),
            _ => format!("{date} {clock}"),
        };
        (date, moment)
    }

    fn written_number(&self, numbers: Numbers) -> String {
        let grouped = |sign: &str| {
            let digits = self.whole.to_string();
            let groups = digits.as_bytes().rchunks(3).rev();
            let texts: Vec<_> = groups.map(|group| String::from_utf8_lossy(group)).collect();
            texts.join(sign)
        };
        let with = |whole: String, mark: &str| {
            if self.fraction.is_empty() { whole } else { format!("{whole}{mark}{}", self.fraction) }
        };
        match numbers {
            Numbers::Plain => self.number(),
            Numbers::Point => with(grouped(","), "."),
            Numbers::Comma => with(grouped("."), ","),
            Numbers::Space => with(grouped("\u{a0}"), ","),
            Numbers::Apostrophe => with(grouped("'"), "."),
            Numbers::Euro => format!("{} €", with(grouped("."), ",")),
            Numbers::Dollar => format!("${}", with(grouped(","), ".")),
        }
    }
}

/// Writes the table into a file in `folder`.
pub(crate) fn write(folder: &Path, records: &[Record], dialect: &Dialect) -> PathBuf {
    let path = folder.join("table");
    let bytes = match dialect.container {
        Container::Text => text(records, dialect),
        Container::Gzip => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&text(records, dialect)).unwrap();
            gzip.finish().unwrap()
        }
        Container::Zip => zipped("data/usage.csv", &text(records, dialect)),
        Container::Workbook => workbook(records, dialect),
        Container::ZippedWorkbook => zipped("usage.xlsx", &workbook(records, dialect)),
        _ => json(records, dialect).into_bytes(),
    };
    fs::write(&path, bytes).unwrap();
    path
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The texts of a row.
fn cells(record: &Record, dialect: &Dialect) -> Vec<String> {
    let (date, moment) = record.dates(dialect.dates);
    let number = record.written_number(dialect.numbers);
    vec![date, record.person.clone(), record.product.clone(), number, moment, String::new()]
}

fn text(records: &[Record], dialect: &Dialect) -> Vec<u8> {
    let end = match dialect.line {
        Line::Lf => "\n",
        Line::CrLf => "\r\n",
        Line::Cr => "\r",
    };
    let line = |cells: Vec<String>| {
        let quoted = |cell: &String| {
            let special = |c: char| c == dialect.delimiter || matches!(c, '"' | '\n');
            let inner = cell.replace('"', "\"\"").replace('\n', end);
            if cell.contains(special) { format!("\"{inner}\"") } else { inner }
        };
        let cells: Vec<_> = cells.iter().map(quoted).collect();
        format!("{}{end}", cells.join(&dialect.delimiter.to_string()))
    };
    let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut text = String::new();
    if dialect.says_delimiter {
        text.push_str(&["sep=", &dialect.delimiter.to_string(), end].concat());
    }
    if dialect.titles {
        text.push_str(&line(owned(&["Usage of the year"])));
        text.push_str(&line(owned(&["Team", "Design", "", "", "", ""])));
        text.push_str(end);
    }
    text.push_str(&line(owned(&dialect.names)));
    for record in records {
        text.push_str(&line(cells(record, dialect)));
    }
    if dialect.remarks {
        text.push_str(end);
        text.push_str(&line(owned(&["Total", "", "", "1.234.567", "", ""])));
        text.push_str(&line(owned(&["This was written by hand"])));
    }
    let units = || text.encode_utf16();
    match dialect.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Marked => ["\u{feff}", &text].concat().into_bytes(),
        Encoding::Little => {
            [0xfeff].into_iter().chain(units()).flat_map(u16::to_le_bytes).collect()
        }
        Encoding::Big => [0xfeff].into_iter().chain(units()).flat_map(u16::to_be_bytes).collect(),
        Encoding::Ansi => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

fn workbook(records: &[Record], dialect: &Dialect) -> Vec<u8> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Usage").unwrap();
    let sheet = workbook.add_worksheet().set_name("Data").unwrap();
    let mut line = 0;
    if dialect.titles {
        sheet.write(0, 1, "Usage of the year").unwrap();
        line = 3;
    }
    for (column, name) in (0..).zip(dialect.names) {
        sheet.write(line, column, name).unwrap();
    }
    for record in records {
        line += 1;
        write_row(sheet, line, record, dialect);
    }
    if dialect.remarks {
        sheet.write(line + 2, 0, "Total").unwrap().write(line + 2, 3, 1_234_567).unwrap();
        sheet.write(line + 3, 1, "This was written by hand").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn write_row(sheet: &mut Worksheet, line: u32, record: &Record, dialect: &Dialect) {
    let shown = |format: &str| Format::new().set_num_format(format);
    let texts = cells(record, dialect);
    let (day, moment) = record.serial();
    let (day, moment): (f64, f64) = (day.parse().unwrap(), moment.parse().unwrap());
    match dialect.dates {
        // As cells that are shown as dates, as bare numbers, and as texts.
        Dates::Iso | Dates::Epoch | Dates::Digits | Dates::Slashes => {
            sheet.write_with_format(line, 0, day, &shown("d.m.yyyy")).unwrap();
            sheet.write_with_format(line, 4, moment, &shown("yyyy-mm-dd hh:mm")).unwrap();
        }
        Dates::Serial => {
            sheet.write(line, 0, day).unwrap().write(line, 4, moment).unwrap();
        }
        _ => {
            sheet.write(line, 0, &texts[0]).unwrap().write(line, 4, &texts[4]).unwrap();
        }
    }
    sheet.write_string(line, 1, &texts[1]).unwrap().write_string(line, 2, &texts[2]).unwrap();
    if dialect.numbers == Numbers::Plain {
        sheet.write(line, 3, record.number().parse::<f64>().unwrap()).unwrap();
    } else {
        sheet.write(line, 3, &texts[3]).unwrap();
    }
}

fn json(records: &[Record], dialect: &Dialect) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let value = |(place, text): (usize, &String)| {
        let is_bare = match place {
            0 | 4 => matches!(dialect.dates, Dates::Serial | Dates::Epoch),
            3 => dialect.numbers == Numbers::Plain,
            _ => false,
        };
        if is_bare { text.clone() } else { quoted(text) }
    };
    let values = |record: &Record| -> Vec<String> {
        cells(record, dialect).iter().enumerate().map(value).collect()
    };
    let rows = || {
        let rows = records.iter().map(|record| format!("[{}]", values(record).join(", ")));
        format!("[{}]", rows.collect::<Vec<_>>().join(",\n"))
    };
    let objects = || {
        records.iter().map(|record| {
            let pairs = dialect.names.iter().zip(values(record));
            let pairs = pairs.map(|(name, value)| format!("{}: {value}", quoted(name)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        })
    };
    let names = dialect.names.map(quoted).join(", ");
    match dialect.container {
        Container::Columns => format!("{{\"columns\": [{names}],\n\"rows\": {}}}", rows()),
        Container::Result => {
            let total = records.len();
            format!(
                "{{\"status\": \"DONE\", \"result\": {{\"total\": {total}, \"rows\": {}, \
                 \"columns\": [{names}]}}}}",
                rows()
            )
        }
        Container::Objects => format!("[{}]", objects().collect::<Vec<_>>().join(",")),
        _ => objects().collect::<Vec<_>>().join("\n"),
    }
}
