//! What holds for all inputs.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

#[path = "laws/accounts.rs"]
mod accounts;
#[path = "laws/allowances.rs"]
mod allowances;
#[path = "laws/commands.rs"]
mod commands;
#[path = "laws/diffs.rs"]
mod diffs;
#[path = "laws/estates.rs"]
mod estates;
#[path = "laws/exports.rs"]
mod exports;
#[path = "laws/groupings.rs"]
mod groupings;
#[path = "laws/imports.rs"]
mod imports;
mod numbers;
#[path = "laws/questions.rs"]
mod questions;
#[path = "laws/sheets_of_exports.rs"]
mod sheets_of_exports;
#[path = "laws/sheets_written.rs"]
mod sheets_written;
#[path = "laws/together.rs"]
mod together;
#[path = "laws/use_rows.rs"]
mod use_rows;

use chrono::NaiveDate;
use clap::Parser;
use flexcalc::cli::Cli;
use flexcalc::engine::price::purchase::{cheapest_purchase, purchase_of};
use flexcalc::engine::price::token_price::TokenPriceChoice;
use flexcalc::engine::sheets::review::review;
use flexcalc::engine::sums::breakeven::{Against, Breakeven, BreakevenInput, Compared, breakeven};
use flexcalc::engine::sums::cost::{CostInput, Item, cost};
use flexcalc::engine::sums::demand::Demand;
use flexcalc::engine::sums::effective_price::{EffectivePriceInput, effective_price};
use flexcalc::engine::sums::pool_size::{PoolSizeInput, Risk, pool_size};
use flexcalc::load::{self, SheetFile};
use flexcalc::model::{
    Cheaper, Days, Number, Percent, Place, Problems, Product, Quotient, Tier, TokenPrice,
    TokenTerms, Tokens, TokensPerDay, Unit,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

/// A price in cents, exactly.
fn cents<U: Unit>(cents: u64) -> U {
    U::new(Decimal::from(cents) / Decimal::from(100))
}

fn product(rate: u64) -> Product {
    Product { name: "Product".into(), tokens_per_day: Some(rate.into()), ..Product::new("product") }
}

fn at(rate: u64, token_cents: u64, annual_cents: u64, days: u64) -> Breakeven {
    breakeven(&BreakevenInput {
        compared: &Compared {
            against: Against::Own,
            product: &product(rate),
            tokens_per_day: TokensPerDay::from(rate),
            annual_price: cents(annual_cents),
        },
        token_price: cents::<TokenPrice>(token_cents).into(),
        sub_discount: Percent::from(0),
        days: Some(Days::from(days)),
    })
}

/// Which is cheaper for one person, by the bill of `cost`.
fn bill(rate: u64, token_cents: u64, annual_cents: u64, days: Days) -> Cheaper {
    let product = product(rate);
    let item = Item::Use {
        product: &product,
        tokens_per_day: rate.into(),
        days,
        users: 1.into(),
        annual_price: Some(cents(annual_cents)),
    };
    let terms = TokenTerms {
        list_price: cents(token_cents),
        minimum_purchase: 100.into(),
        term_days: 365,
        grace_minutes: 5,
        tiers: vec![],
        source: None,
        note: None,
    };
    let bill = cost(&CostInput {
        items: &[item],
        sub_discount: 0.into(),
        token_price: None,
        terms: &terms,
    });
    bill.lines[0].cheaper.expect("both prices are known")
}

prop_compose! {
    fn terms()(
        list in 100_u64..500,
        minimum in 1_u64..200,
        tiers in prop::collection::btree_map(1_u64..400, prop::option::of(20_u64..500), 0..4),
    ) -> TokenTerms {
        let tier = |(from, price): (u64, Option<u64>)| {
            Tier { from: from.into(), price: price.map(cents) }
        };
        TokenTerms {
            list_price: cents(list),
            minimum_purchase: minimum.into(),
            term_days: 365,
            grace_minutes: 5,
            tiers: tiers.into_iter().map(tier).collect(),
            source: None,
            note: None,
        }
    }
}

fn run(line: &str) -> String {
    let words = line.split(' ').chain(["--rates", "autodesk"]);
    let cli = Cli::try_parse_from(words).expect("a valid command line");
    flexcalc::run(&cli, NaiveDate::MAX, &|_| {}).expect("an answer").stdout
}

proptest! {
    /// The three days are where two other ways to the same costs change places: the bill of `cost`,
    /// day by day.
    #[test]
    fn breakeven_is_where_the_bills_cross(rate in 1_u64..50, token in 1_u64..500, annual in 1_u64..500_000) {
        let result = at(rate, token, annual, 1);
        let bill = |days: &Quotient<Days>| bill(rate, token, annual, days.amount().expect("a whole day"));
        let through = result.flex_cheaper_through.as_ref().expect("not free");
        let from = result.subscription_cheaper_from.as_ref().expect("not free");
        prop_assert_eq!(bill(through), Cheaper::Flex);
        prop_assert_eq!(bill(from), Cheaper::Subscription);
        let between = (from - through).to_u64();
        prop_assert_eq!(between, Some(if result.tie_on.is_some() { 2 } else { 1 }));
        prop_assert!(result.tie_on.as_ref().is_none_or(|tie| bill(tie) == Cheaper::Tie));
    }

    /// No tie is lost, whatever was agreed: the judge counts in whole numbers only. With the annual
    /// price A in cents, d and u in hundredths of a percent and the price p of a token in
    /// ten-thousandths, days = A × (10,000 − d) × u ÷ (1,000,000 × rate × p). Prices are
    /// made such that about half of the cases are ties.
    #[test]
    fn agreed_prices_discounts_and_utilisations_lose_no_tie(
        rate in 1_u64..60, price in 1_u64..120, discount in 0_u64..19, utilisation in 1_u64..=20,
        days in 1_u64..=366,
    ) {
        let (price, discount, utilisation) = (price * 500, discount * 500, utilisation * 500);
        let (above, below) = ((10_000 - discount) * utilisation, 1_000_000 * rate * price);
        let annual = (below * days).div_ceil(above);
        let product = product(rate);
        let percent = |hundredths: u64| Percent::new(Decimal::from(hundredths) / Decimal::from(100));
        let bought = TokenPriceChoice::given(TokenPrice::new(Decimal::from(price) / Decimal::from(10_000)));
        let result = breakeven(&BreakevenInput {
            compared: &Compared {
                against: Against::Own,
                product: &product,
                tokens_per_day: rate.into(),
                annual_price: cents(annual),
            },
            token_price: bought.per_consumed(percent(utilisation)).expect("some is consumed").price,
            sub_discount: percent(discount),
            days: None,
        });
        let (whole, is_tie) = (annual * above / below, (annual * above).is_multiple_of(below));
        let found = [&result.flex_cheaper_through, &result.tie_on, &result.subscription_cheaper_from]
            .map(|days| days.as_ref().and_then(Quotient::to_u64));
        let through = if is_tie { whole - 1 } else { whole };
        prop_assert_eq!(found, [Some(through), is_tie.then_some(whole), Some(whole + 1)]);
    }

    #[test]
    fn doubling_all_prices_moves_no_break_even(rate in 1_u64..50, token in 1_u64..500, annual in 1_u64..500_000) {
        let (once, twice) = (at(rate, token, annual, 40), at(rate, 2 * token, 2 * annual, 40));
        prop_assert_eq!(once.break_even_days, twice.break_even_days);
    }

    /// The cheapest purchase, against every purchase there is.
    #[test]
    fn no_purchase_that_covers_the_need_is_cheaper(terms in terms(), needed in 1_u64..450) {
        let best = cheapest_purchase(needed, &terms);
        let least = Tokens::from(needed).max(terms.minimum_purchase).to_u64().expect("whole");
        let all = (least..=least.max(400)).map(|tokens| purchase_of(tokens.into(), &terms).cost);
        prop_assert_eq!(Some(best.cost.clone()), all.min());
        prop_assert_eq!(best.cost, best.tokens * best.token_price);
    }

    /// The choice by risk, against every purchase there is: the slow way to the same answer.
    #[test]
    fn no_purchase_has_a_lower_expected_cost(
        terms in terms(), top_up in 100_u64..900, low in 0_u64..300, likely in 0_u64..80, high in 0_u64..80,
    ) {
        let demand = Demand::new(low, low + likely, low + likely + high).expect("in order");
        let top_up_price: TokenPrice = cents(top_up);
        let expected = demand.mean();
        let risk = Risk { demand: demand.clone(), top_up: TokenPriceChoice::given(top_up_price) };
        let result = pool_size(&PoolSizeInput { expected, buffer: Percent::from(15), risk: Some(risk), terms: &terms });
        let best = result.recommendation().expect("a choice by risk");
        let minimum = terms.minimum_purchase.to_u64().expect("whole");
        let total = |tokens: u64| {
            let purchase = purchase_of(tokens.into(), &terms);
            (purchase.cost + demand.expected_short(tokens) * top_up_price, tokens)
        };
        let all = [0].into_iter().chain(minimum..=1000).map(total);
        let (least, tokens) = all.reduce(|best, other| if other.0 <= best.0 { other } else { best }).expect("some");
        prop_assert_eq!(&best.expected_total, &least);
        prop_assert_eq!(&best.tokens, &Tokens::from(tokens));
        for option in result.options.iter().flatten() {
            prop_assert!(best.expected_total <= option.expected_total);
        }
    }

    /// What is bought is consumed or expires, in tokens and in money.
    #[test]
    fn bought_is_consumed_and_expired(tokens in 1_u64..1_000_000, price in 1_u64..500, share in 1_u64..=100) {
        let (tokens, price) = (Tokens::from(tokens), cents::<TokenPrice>(price));
        let consumed = tokens.share(Percent::from(share));
        let result = effective_price(&EffectivePriceInput {
            tokens, price: price.into(), consumed, list_price: TokenPrice::from(3),
        });
        prop_assert_eq!(consumed + result.expired_tokens, tokens);
        let effective = result.effective_price.expect("something was consumed");
        prop_assert_eq!(consumed * &effective, result.spent);
    }

    /// A number comes back from its text as it went in.
    #[test]
    fn numbers_survive_being_written(digits in 0_u64..=u64::MAX, decimals in 0_u32..19) {
        let number = Number::new(Decimal::try_from_i128_with_scale(digits.into(), decimals).expect("few digits"));
        let text = number.to_string();
        prop_assert_eq!(serde_json::from_str::<Number>(&text).ok(), Some(number));
    }

    /// Table, CSV and JSON say the same, to the cent in the table and exactly in the others.
    #[test]
    fn all_formats_agree(rate_cents in 1_u64..1000, annual_cents in 1_u64..1_000_000, days in 1_u64..=366) {
        let line = format!(
            "flexcalc breakeven revit --sub-price {}.{:02} --token-price {}.{:02} --days {days}",
            annual_cents / 100, annual_cents % 100, rate_cents / 100, rate_cents % 100,
        );
        let json: Value = serde_json::from_str(&run(&format!("{line} -f json"))).expect("JSON");
        let csv = run(&format!("{line} -f csv"));
        let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let (head, cells) = (lines.next().expect("a head"), lines.next().expect("a row"));
        let row = &json["result"]["rows"][0];
        for (key, cell) in head.iter().zip(&cells).filter(|(key, _)| **key != "currency") {
            let value = if row[key].is_null() { &row["at"][key] } else { &row[key] };
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned).replace("null", "");
            prop_assert_eq!(cell, &text, "{}", key);
        }
        let saving = numbers::of_json(&row["at"]["saving"]);
        let table = run(&line);
        let last_cell = table.lines().skip_while(|line| !line.starts_with('─')).find(|line| line.starts_with("Revit")).and_then(|line| line.split(' ').next_back());
        let cents = flexcalc::render::number::fixed(&saving, 2);
        prop_assert_eq!(last_cell, Some(cents.as_str()));
    }

    /// The order of the lines changes nothing but the order of the lines.
    #[test]
    fn shuffled_lines_cost_the_same(lines in prop::collection::vec((1_u64..=366, 1_u64..100), 1..6).prop_shuffle()) {
        let question = |lines: &[(u64, u64)]| {
            let uses = lines.iter().map(|(days, users)| format!(" --use revit={days}x{users}"));
            run(&format!("flexcalc cost -f json{} --result model-derivative-basic=200000", uses.collect::<String>()))
        };
        let mut sorted = lines.clone();
        sorted.sort_unstable();
        let total = |text: &str| {
            let result = &serde_json::from_str::<Value>(text).expect("JSON")["result"];
            [&result["tokens"], &result["cost"], &result["subscription_cost"], &result["purchase"]].map(ToString::to_string)
        };
        prop_assert_eq!(total(&question(&lines)), total(&question(&sorted)));
    }

    /// Whatever value an option is given, there is an answer or an error, never a panic.
    #[test]
    fn no_value_panics(
        line in prop::sample::select(vec![
            "breakeven revit --sub-price V", "breakeven revit --days V", "breakeven revit --utilization V --sub-discount V",
            "breakeven autocad --sweep --token-price V,V", "breakeven V", "cost --use revit=V", "cost --use V",
            "cost --result validation-tool=V", "cost --result automation-autocad=Vh --token-price V",
            "pool-size --expected V --buffer V", "pool-size --low V --likely V --high V --top-up-price V",
            "effective-price --tokens V --consumed V", "effective-price --tokens V --price V --consumed V%",
        ]),
        values in prop::collection::vec("[0-9]{1,13}|[0-9]{0,3}[.][0-9]{1,7}|[-0-9.e%x_=]{0,12}|1e-?[0-9]{1,3}|[0-9]{25,40}|\\PC{0,6}", 4),
    ) {
        let mut values = values.iter();
        let words = line.split(' ').map(|word| {
            let parts: Vec<_> = word.split('V').collect();
            let mut value = |_| values.next().map_or("1", String::as_str);
            parts.iter().enumerate().map(|(n, part)| if n == 0 { (*part).to_owned() } else { value(n).to_owned() + part }).collect::<String>()
        });
        let words: Vec<_> = ["flexcalc".to_owned()].into_iter().chain(words).collect();
        let answer = Cli::try_parse_from(words).map(|cli| flexcalc::run(&cli, NaiveDate::MAX, &|_| {}));
        let said = match answer {
            Ok(Ok(output)) => output.stdout,
            Ok(Err(error)) => flexcalc::render::error_text(&error),
            Err(usage) => usage.to_string(),
        };
        prop_assert!(!said.is_empty());
    }

    /// Whatever becomes of one character of a shipped sheet, the check is clean or has located
    /// problems inside the file.
    #[test]
    fn a_damaged_sheet_is_refused_with_a_place_in_it(sheet in 0_usize..3, position in any::<prop::sample::Index>(), replacement in any::<char>()) {
        let texts = [
            include_str!("../rates/autodesk.toml"),
            include_str!("../rates/guide-2026.toml"),
            include_str!("../rates/cloud-credits-2022.toml"),
        ];
        let mut characters: Vec<_> = texts[sheet].chars().collect();
        let position = position.index(characters.len());
        characters[position] = replacement;
        let file = SheetFile::new("sheet.toml".to_owned(), characters.into_iter().collect());
        let findings = review(&file.draft, NaiveDate::MAX);
        let mut places = file.places(findings.iter().map(|finding| finding.key.as_slice()));
        places.extend(file.problems.iter().map(|problem| problem.place.clone().expect("a place")));
        for place in places {
            let line = file.text.split('\n').nth(place.line - 1).expect("a line of the file");
            prop_assert!(place.column >= 1 && place.column <= line.chars().count() + 1);
            prop_assert!(file.text.get(place.span).is_some());
        }
    }
}

/// The largest amounts that may be given do not overflow anything.
#[test]
fn the_limits_of_every_input_are_safe_together() {
    let (tokens, users, annual) = ("9999999999", "999999999", "999999999.9999");
    let (price, least) = ("999999.999999", "0.000001");
    for line in [
        format!(
            "flexcalc breakeven revit --sub-price {annual} --token-price {least} --utilization \
             0.0001%"
        ),
        format!(
            "flexcalc breakeven revit --sub-price 0.0001 --token-price {price} --sub-discount \
             99.9999%"
        ),
        format!(
            "flexcalc cost --use revit=366x{users} --token-price {price} --sub-price {annual} \
             --explain"
        ),
        format!("flexcalc cost --result fusion-generative-design={tokens} --token-price {price}"),
        format!(
            "flexcalc pool-size --low 0 --likely {tokens} --high {tokens} --top-up-price {price} \
             --buffer 1000% --explain"
        ),
        format!(
            "flexcalc pool-size --low {least} --likely 1 --high {tokens} --top-up-price {least}"
        ),
        format!("flexcalc effective-price --tokens {tokens} --price {price} --consumed {least}"),
    ] {
        for format in ["table", "json", "csv", "markdown"] {
            assert!(!run(&format!("{line} --format {format}")).is_empty());
        }
    }
}

/// Pieces of an estate in any order, and anything else.
fn odd_estate() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "currency = \"USD\"\n",
        "[token]\n",
        "token = 1\n",
        "price = 2.7\n",
        "[[token.tier]]\n",
        "from = 5000\n",
        "[subscriptions]\n",
        "revit = 2400\n",
        "maya = { month = 310, yaer = 1 }\n",
        "fusion = {}\n",
        "free_tier = true\n",
        "\"\" = 1\n",
        "[[seat]]\n",
        "[[trial]]\n",
        "seat = [{}]\n",
        "user = \"ana\"\n",
        "product = \"maya\"\n",
        "from = 2026-01-01\n",
        "until = 2025-01-01\n",
        "[teams]\n",
        "A = [\"ana\", \"ANA\"]\n",
        "a = [\"ana\"]\n",
        "[budgets]\n",
        "A = 1e11\n",
        "[access]\n",
        "default = [\"\", \"revit\"]\n",
        "\u{feff}",
        "[",
        "\"",
        "'''\r\n",
    ]);
    let bytes = prop_oneof![
        8 => piece.prop_map(|piece| piece.as_bytes().to_vec()),
        1 => "\\PC{0,4}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..3),
    ];
    prop::collection::vec(bytes, 0..24).prop_map(|pieces| pieces.concat())
}

/// Each place is on a line of the text, within it, and between whole characters.
fn ensure_places(text: &str, places: impl Iterator<Item = Place>) -> Result<(), TestCaseError> {
    for place in places {
        let line = text.split('\n').nth(place.line - 1).expect("a line of the file");
        prop_assert!(place.column >= 1 && place.column <= line.chars().count() + 1);
        prop_assert!(text.get(place.span).is_some());
    }
    Ok(())
}

proptest! {
    /// Whatever becomes of one character of the example, it is an estate or has located problems
    /// inside the file.
    #[test]
    fn a_damaged_estate_is_refused_with_a_place_in_it(position in any::<prop::sample::Index>(), replacement in any::<char>()) {
        let mut characters: Vec<_> = include_str!("../examples/estate.toml").chars().collect();
        let position = position.index(characters.len());
        characters[position] = replacement;
        let text: String = characters.into_iter().collect();
        let places: Vec<_> = match load::parse_estate("estate.toml", &text) {
            Ok(estate) => estate.names().map(|(named, _)| named.place.clone()).collect(),
            Err(problems) => problems.iter().map(|problem| problem.place.clone().expect("a place")).collect(),
        };
        ensure_places(&text, places.into_iter())?;
    }

    /// Whatever stands in a file, it is an estate or has problems, never a panic; and a check says
    /// the same.
    #[test]
    fn no_bytes_panic(bytes in odd_estate()) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &bytes).expect("written");
        let (estate, (files, unreadable)) = (load::estate(file.path()), load::sheet_files(&[file.path().to_owned()]));
        prop_assert_eq!(files.len() + unreadable.len(), 1);
        let found = estate.err().map(Problems::into_vec).unwrap_or_default();
        let (estates, sheets): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.kind == flexcalc::model::FileKind::Estate);
        prop_assert!(estates.iter().all(|file| file.problems == found));
        for file in estates.into_iter().chain(sheets) {
            ensure_places(&file.text, file.problems.into_iter().map(|problem| problem.place.expect("a place")))?;
        }
    }
}
