//! A rate sheet written out as a table that somebody may paste, and imported again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use chrono::NaiveDate;
use flexcalc::engine::sheets::import::{Import, ImportInput, import};
use flexcalc::load::pasted::{Ask, Want, paste_of_text};
use flexcalc::load::table::{DecimalMark, Given};
use flexcalc::load::{self, DEFAULT_SHEET};
use flexcalc::model::{
    Catalogue, ItemKind, Paste, Problems, TokenPrice, TokensPerDay, Unit, normalise,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// How the columns of a paste stand apart.
const DIALECTS: [&str; 5] = ["\t", ",", ";", "|", " "];

/// Names by their letters, and rates in ten-thousandths of a token.
type Rates = BTreeMap<String, (String, u64)>;

prop_compose! {
    /// A name of words and of signs that part columns elsewhere; it may end in a number. Its words
    /// are long, since short ones say something between figures: `to`, `was`, `vs`.
    fn name()(
        words in prop::collection::vec("[A-Z][a-z]{4}[a-z0-9]{0,3}", 1..4),
        between in prop::sample::select(vec![" ", ", ", " | ", "; ", " - ", " & ", "\""]),
        number in prop::option::weighted(0.2, 0..3_000_u32),
    ) -> (String, Option<u32>) {
        (words.join(between), number)
    }
}

/// Whether the built-in sheet has it as something that Flex does not charge by the day.
fn is_no_product(name: &str) -> bool {
    static KNOWN: LazyLock<Catalogue> = LazyLock::new(|| {
        Catalogue::new(&[load::rate_sheet(DEFAULT_SHEET, NaiveDate::MAX).expect("built in")])
    });
    KNOWN.find(name).is_some_and(|item| item.kind != ItemKind::Product)
}

fn rates(dialect: &'static str) -> impl Strategy<Value = Rates> {
    let rate = prop_oneof![0..20_u64, 0..30_000_000_u64].prop_map(|it| it * 10_000);
    let rate = prop_oneof![rate, 0..30_000_000_000_u64];
    // Among spaces nothing tells a year from a rate.
    let rate = rate.prop_filter("a year", |it| !(20_000_000..21_000_000).contains(it));
    let name = name().prop_filter("charged otherwise", |(name, _)| !is_no_product(name));
    prop::collection::vec((name, rate), 1..8).prop_map(move |rows| {
        let rows = rows.into_iter().map(|((name, number), rate)| {
            // Among spaces nothing tells the number of a name from a figure, and a quote ends a
            // name.
            let name = match number.filter(|_| dialect != " ") {
                Some(number) => format!("{name} {number}"),
                None if dialect == " " => name.replace('"', " "),
                None => name,
            };
            (normalise(&name), (name, rate % (10_000 * 1_000_000)))
        });
        rows.collect()
    })
}

/// The rate as a decimal, with thousands apart or not.
fn written(rate: u64, is_grouped: bool) -> String {
    let text = Decimal::new(i64::try_from(rate).expect("small"), 4).normalize().to_string();
    if !is_grouped {
        return text;
    }
    let (whole, decimals) =
        text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    decimals.map_or(grouped.clone(), |decimals| format!("{grouped}.{decimals}"))
}

fn cell(text: &str, dialect: &str) -> String {
    match dialect {
        "|" => text.replace('\\', "\\\\").replace('|', "\\|"),
        " " => text.to_owned(),
        _ if text.contains([',', ';', '"', '\t']) => format!("\"{}\"", text.replace('"', "\"\"")),
        _ => text.to_owned(),
    }
}

/// What is written beside the names and rates.
#[derive(Clone, Copy, Debug)]
struct Style {
    header: bool,
    money: bool,
    grouped: bool,
    end: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    any::<[bool; 4]>().prop_map(|[header, money, grouped, windows]| Style {
        header,
        money,
        grouped,
        end: if windows { "\r\n" } else { "\n" },
    })
}

fn text(rates: &Rates, dialect: &str, style: Style) -> String {
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let cells: Vec<_> = cells.iter().map(|it| cell(it, dialect)).collect();
        let line = cells.join(dialect);
        let end = style.end;
        write!(text, "{}{end}", if dialect == "|" { format!("|{line}|") } else { line })
            .expect("written");
    };
    let width = if style.money { 3 } else { 2 };
    let heads = ["Product", "Tokens per day", "Price (USD)"].map(str::to_owned);
    if style.header {
        line(&heads[..width]);
    }
    for (name, rate) in rates.values() {
        let money = format!("${}", written(rate * 3, style.grouped));
        line(&[name.clone(), written(*rate, style.grouped), money][..width]);
    }
    text
}

fn imported(text: &str) -> Result<(Paste, Import), Problems> {
    let known = load::rate_sheet(DEFAULT_SHEET, NaiveDate::MAX).expect("built in");
    let catalogue = Catalogue::new(std::slice::from_ref(&known));
    let rates = paste_of_text(
        "p",
        text,
        &Ask {
            want: Want::Rates,
            price: TokenPrice::from(3),
            currency: "USD",
            known: &|name| catalogue.find(name).is_some(),
            given: Given { decimal: Some(DecimalMark::Point), dates: None },
        },
    )?;
    let day = "2026-11-30".parse().expect("a day");
    let import = import(&ImportInput {
        rates: &rates,
        prices: None,
        known: &known,
        name: "ours".into(),
        title: "Ours".into(),
        effective: day,
        currency: "USD".into(),
        token_price: None,
        today: day,
    })?;
    Ok((rates, import))
}

fn ensure_same(rates: &Rates, dialect: &str, style: Style) -> Result<(), TestCaseError> {
    let text = text(rates, dialect, style);
    let (paste, import) =
        imported(&text).map_err(|problems| TestCaseError::fail(format!("{problems}\n{text}")))?;
    let found: BTreeMap<_, _> = import
        .sheet
        .products
        .iter()
        .map(|product| (normalise(&product.name), product.tokens_per_day))
        .collect();
    let expected: BTreeMap<_, _> = rates
        .iter()
        .map(|(letters, (_, rate))| {
            let rate = Decimal::new(i64::try_from(*rate).expect("small"), 4);
            (letters.clone(), Some(TokensPerDay::new(rate)))
        })
        .collect();
    prop_assert_eq!(found, expected, "{}", text);
    let account = paste.account;
    prop_assert_eq!(account.lines, text.lines().count());
    prop_assert_eq!(account.rows + account.headers, account.lines);
    let toml = flexcalc::render::SheetToml::new(&import.sheet).text();
    prop_assert!(load::parse_rate_sheet("ours", &toml).is_ok(), "{}", toml);
    Ok(())
}

proptest! {
    #[test]
    fn a_sheet_apart_by_tabs_is_imported_as_it_was(rates in rates(DIALECTS[0]), style in style()) {
        ensure_same(&rates, DIALECTS[0], style)?;
    }

    #[test]
    fn a_sheet_apart_by_commas_is_imported_as_it_was(rates in rates(DIALECTS[1]), style in style()) {
        // `Foo 1,100` is told apart by a header, or by any name without a number behind it.
        let is_open = rates.values().all(|(name, _)| name.ends_with(|c: char| c.is_ascii_digit()));
        ensure_same(&rates, DIALECTS[1], Style { header: style.header || is_open, ..style })?;
    }

    #[test]
    fn a_sheet_apart_by_semicolons_is_imported_as_it_was(rates in rates(DIALECTS[2]), style in style()) {
        ensure_same(&rates, DIALECTS[2], style)?;
    }

    #[test]
    fn a_sheet_apart_by_pipes_is_imported_as_it_was(rates in rates(DIALECTS[3]), style in style()) {
        ensure_same(&rates, DIALECTS[3], style)?;
    }

    #[test]
    fn a_sheet_apart_by_spaces_is_imported_as_it_was(rates in rates(DIALECTS[4]), style in style()) {
        // `Foo 1,100` may be `Foo 1` with 100, and is refused.
        ensure_same(&rates, DIALECTS[4], Style { grouped: false, ..style })?;
    }

    /// Whatever is pasted, each line is accounted for, or there is an error: never a panic.
    #[test]
    fn no_line_is_lost(lines in prop::collection::vec(
        "[-A-Za-z0-9 ,.;|\t$#\"()®]{0,24}", 0..8,
    )) {
        let text = lines.join("\n");
        if let Ok((paste, _)) = imported(&text) {
            let it = paste.account;
            let told = it.rows + it.headers + it.above + it.remarks + it.blank + it.continued;
            prop_assert_eq!(told, text.lines().count());
            prop_assert_eq!(paste.rows.len(), it.rows);
        }
    }
}
