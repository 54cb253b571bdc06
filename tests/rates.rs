//! The shipped sheets: each loads, each figure has its source, and the figures are those that were
//! published.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // a test that cannot go on has failed

use flexcalc::load::{Editions, builtin_editions, parse_rate_sheet, rate_sheet, rate_sheets};
use flexcalc::model::{Code, Money, Partial, Product, RateSheet, Row, Tokens, TokensPerDay};

/// A sheet as of a day on which the newest edition of each is in force.
fn sheet(name: &str) -> RateSheet {
    rate_sheet(name, "2026-11-30".parse().expect("a day")).expect("a shipped sheet loads")
}

#[test]
fn every_edition_is_packed_as_its_file_says() {
    let mut files: Vec<_> = std::fs::read_dir("rates")
        .expect("the sheets")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a sheet");
            parse_rate_sheet("x", &text).expect("a sheet that loads")
        })
        .collect();
    let mut packed = builtin_editions().expect("the sheets");
    for sheets in [&mut files, &mut packed] {
        sheets.sort_by_key(|sheet| (sheet.name.clone(), sheet.effective));
    }
    let json = |sheets| serde_json::to_string(sheets).expect("JSON");
    assert_eq!(json(&packed), json(&files));
    assert_eq!(packed.len(), 5);
}

/// RATES, "Built-in sheets": three editions of one sheet, and which of them a name and a day mean.
#[test]
fn editions_take_effect_on_the_days_that_autodesk_changed_something() {
    let all = rate_sheets(&["autodesk".to_owned()], Editions::All).expect("the sheets");
    let days: Vec<_> = all.iter().map(|sheet| sheet.effective.to_string()).collect();
    assert_eq!(days, ["2022-11-01", "2025-12-08", "2026-06-04"]);
    assert_eq!(sheet("autodesk").effective.to_string(), "2026-06-04");
    assert_eq!(sheet("autodesk@2025-12").effective.to_string(), "2025-12-08");
}

/// Each row of RATES, "Tokens per day" and "Subscriptions": tokens a day, a year, a month.
const PRODUCTS: [(&str, [Option<u64>; 3]); 11] = [
    ("autocad", [Some(7), Some(2310), Some(260)]),
    ("revit", [Some(10), Some(2985), Some(380)]),
    ("3ds-max", [Some(6), None, None]),
    ("maya", [Some(6), None, None]),
    ("mudbox", [Some(1), None, None]),
    ("civil-3d", [Some(10), Some(2870), None]),
    ("inventor", [Some(10), None, None]),
    ("navisworks-manage", [Some(9), Some(2605), None]),
    ("navisworks-simulate", [Some(4), None, None]),
    ("fusion", [Some(3), Some(680), Some(85)]),
    ("autocad-lt", [None, Some(540), Some(70)]),
];

#[test]
fn products_have_the_figures_published_in_every_edition() {
    for edition in rate_sheets(&["autodesk".to_owned()], Editions::All).expect("sheets").iter() {
        let shipped: Vec<_> = edition
            .products
            .iter()
            .map(|it| (&*it.id, it.tokens_per_day, it.annual_price, it.month_price))
            .collect();
        let published = PRODUCTS.map(|(id, [rate, year, month])| {
            let [year, month] = [year, month].map(|price| price.map(Money::from));
            (id, rate.map(TokensPerDay::from), year, month)
        });
        assert_eq!(shipped, published, "{}", edition.effective);
        let longer = |it: &Product| it.three_year_price.or(it.floating_price).is_some();
        assert!(!edition.products.iter().any(longer), "nobody publishes three years or floating");
        // What stands on one reseller's word or on none is only named.
        let collections: Vec<_> = edition.collections.iter().map(|it| &*it.id).collect();
        assert_eq!(collections, ["aec", "pdm", "media"]);
        assert!(edition.collections.iter().all(|it| it.annual_price.is_none()));
        assert!(edition.collections.iter().all(|it| it.products.is_empty()));
    }
}

/// Services that no change is known of: tokens, for how many units, how a part of them counts.
const ALWAYS: [(&str, &str, u64, Partial); 9] = [
    ("fusion-automation", "3", 3600, Partial::Exact),
    ("flow-graph-engine", "1", 3600, Partial::Exact),
    ("fusion-generative-design", "11", 1, Partial::Exact),
    ("cfd-simple", "5", 1, Partial::Exact),
    ("cfd-moderate", "10", 1, Partial::Exact),
    ("cfd-complex", "35", 1, Partial::Exact),
    ("flow-wedging", "2", 3600, Partial::Exact),
    ("validation-tool", "1", 1, Partial::Up),
    ("rendering", "0", 1, Partial::Exact),
];
/// Those of Autodesk Platform Services until 2025-12-07.
const UNTIL_2025: [(&str, &str, u64, Partial); 4] = [
    ("design-automation", "2", 3600, Partial::Exact),
    ("model-derivative-complex", "0.5", 1, Partial::Exact),
    ("model-derivative-simple", "0.1", 1, Partial::Exact),
    ("reality-capture", "1", 50, Partial::Up),
];
/// Those from 2025-12-08 on: 1 token for 12 minutes is 5 an hour, by the second.
const SINCE_2025: [(&str, &str, u64, Partial); 3] = [
    ("automation-autocad", "1", 12 * 60, Partial::Exact),
    ("model-derivative-complex", "3", 2, Partial::Exact),
    ("model-derivative-basic", "1", 300_000, Partial::Down),
];

#[test]
fn services_have_the_rates_published_for_each_edition() {
    let of = |sheet: &RateSheet| {
        let mut rows: Vec<_> = sheet
            .services
            .iter()
            .map(|it| (it.id.clone(), it.tokens.to_string(), it.per.get(), it.partial))
            .collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        rows
    };
    let expected = |rows: &[(&str, &str, u64, Partial)]| {
        let mut rows: Vec<_> = rows
            .iter()
            .map(|(id, tokens, per, partial)| {
                ((*id).to_owned(), (*tokens).to_owned(), *per, *partial)
            })
            .collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        rows
    };
    assert_eq!(of(&sheet("autodesk@2022")), expected(&[&ALWAYS[..], &UNTIL_2025[..]].concat()));
    for new in ["autodesk@2025", "autodesk@2026"] {
        assert_eq!(of(&sheet(new)), expected(&[&ALWAYS[..], &SINCE_2025[..]].concat()), "{new}");
    }
    assert_eq!(of(&sheet("cloud-credits-2022")), expected(&UNTIL_2025));
}

/// What the free tier has for nothing in a month: 5 hours of the AutoCAD engine, 20 complex jobs.
#[test]
fn free_allowances_are_those_published() {
    let free = |name: &str| -> Vec<_> {
        let services = sheet(name).services.into_iter();
        services.filter_map(|it| Some((it.id, it.free_per_month?.to_string()))).collect()
    };
    let expected = [("automation-autocad", 5 * 60 * 60), ("model-derivative-complex", 20)]
        .map(|(id, units)| (id.to_owned(), units.to_string()));
    assert_eq!(free("autodesk@2026"), expected);
    assert_eq!(free("autodesk@2025"), expected);
    assert_eq!(free("autodesk@2022"), []);
}

/// RATES, "Money".
#[test]
fn tokens_cost_what_is_published() {
    for (name, least) in [
        ("autodesk@2022", 100),
        ("autodesk@2025", 100),
        ("autodesk@2026", 33),
        ("guide-2026", 100),
        ("cloud-credits-2022", 100),
    ] {
        let terms = sheet(name).token;
        assert_eq!(terms.list_price, 3.into(), "{name}");
        assert_eq!(terms.minimum_purchase, Tokens::from(least), "{name}");
        assert_eq!((terms.term_days, terms.grace_minutes), (365, 5), "{name}");
        assert!(terms.source.is_some(), "{name}");
    }
    let tiers = sheet("autodesk").token.tiers;
    let sizes = [5000, 10_000, 15_000, 25_000, 50_000].map(Tokens::from);
    assert_eq!(tiers.iter().map(|tier| tier.from).collect::<Vec<_>>(), sizes);
    assert!(tiers.iter().all(|tier| tier.price.is_none()), "nobody publishes a tier's price");
}

/// Editions differ only in what Autodesk is known to have changed: a correction is made in all.
#[test]
fn editions_differ_in_the_minimum_and_the_rates_of_services_alone() {
    let [old, middle, new] =
        ["2022", "2025", "2026"].map(|year| sheet(&format!("autodesk@{year}")));
    for other in [&old, &middle] {
        let rows = |sheet: &RateSheet| {
            serde_json::to_string(&(&sheet.products, &sheet.collections, &sheet.token.tiers))
        };
        assert_eq!(rows(other).expect("JSON"), rows(&new).expect("JSON"), "{}", other.effective);
    }
    let services = |sheet: &RateSheet| serde_json::to_string(&sheet.services).expect("JSON");
    assert_eq!(services(&middle), services(&new));
    for (id, ..) in ALWAYS {
        let row = |sheet: &RateSheet| serde_json::to_string(sheet.service(id).expect(id));
        assert_eq!(row(&old).expect("JSON"), row(&new).expect("JSON"), "{id}");
    }
}

/// Every row says where each of its figures comes from, and how good that is.
#[test]
fn every_source_of_the_default_sheet_has_its_grade() {
    let grades = ["(A)", "(A')", "(B)", "(G)"];
    let is_graded = |source: &str| grades.iter().any(|grade| source.contains(grade));
    for edition in rate_sheets(&["autodesk".to_owned()], Editions::All).expect("sheets").iter() {
        for product in &edition.products {
            // A figure of each kind has a part of its own where there are several.
            let kinds = [
                product.tokens_per_day.map(|_| "rate: "),
                product.annual_price.map(|_| "annual price: "),
                product.month_price.map(|_| "month price: "),
            ];
            let kinds: Vec<_> = kinds.into_iter().flatten().collect();
            let parts = product.source.split("; ");
            let named =
                kinds.iter().filter(|kind| parts.clone().any(|part| part.starts_with(**kind)));
            let one_for_all = !product.source.contains("price: ");
            let all = named.count() == kinds.len() || one_for_all;
            assert!(all && parts.clone().all(is_graded), "{}: {}", product.id, product.source);
        }
        for service in &edition.services {
            assert!(is_graded(&service.source), "{}: {}", service.id, service.source);
        }
        let terms = edition.token.source.as_deref().unwrap_or_default();
        assert!(["list price: ", "minimum: ", "term: "].iter().all(|part| terms.contains(part)));
    }
}

/// Where sources differ the note has the other figure.
#[test]
fn notes_have_the_figures_of_other_sources() {
    let others = [
        ("autocad", &["2,095", "8 to 10 %"][..]),
        ("revit", &["3,005", "9,020"]),
        ("3ds-max", &["says 10"]),
        ("maya", &["says 10"]),
        ("navisworks-manage", &["says 6"]),
    ];
    let autodesk = sheet("autodesk");
    for (id, figures) in others {
        let note = autodesk.product(id).expect(id).note.clone().unwrap_or_default();
        assert!(figures.iter().all(|figure| note.contains(figure)), "{id}: {note}");
    }
    let terms = autodesk.token.note.unwrap_or_default();
    assert!(["100 tokens", "2.40"].iter().all(|figure| terms.contains(figure)), "{terms}");
}

#[test]
fn the_guide_is_as_printed() {
    let guide = sheet("guide-2026");
    let expected = [
        ("maya", 10),
        ("3dsmax", 10),
        ("navisworks", 6),
        ("revit", 10),
        ("autocad", 7),
        ("fusion", 3),
    ];
    for (name, rate) in expected {
        let product = guide.product(name).expect(name);
        assert_eq!(product.tokens_per_day, Some(TokensPerDay::from(rate)), "{name}");
    }
    for (product, price) in [("autocad", 2310), ("revit", 2985), ("fusion", 680)] {
        let price = Some(Money::from(price));
        assert_eq!(guide.product(product).expect(product).annual_price, price, "{product}");
    }
    // 2.40 at 10,000 is the guide's illustration
    assert_eq!(guide.token.price_of(Tokens::from(10_000)).price, "2.40".parse().expect("a price"));
}

/// Codes of exports, names that users type, and the toolsets, which are opened as AutoCAD.
#[test]
fn every_name_in_use_finds_its_product() {
    let names = [
        ("autocad", "ACD, ACDMAC, ARCHDESK, BLDSYS, AutoCAD - including specialized toolsets"),
        ("autocad", "AutoCAD Plus, AutoCAD Plus (AutoCAD including specialized toolsets)"),
        ("autocad", "AutoCAD Architecture, AutoCAD Electrical, AutoCAD Map 3D, AutoCAD MEP"),
        ("autocad", "AutoCAD Mechanical, AutoCAD Plant 3D, AutoCAD Raster Design"),
        ("autocad-lt", "AutoCAD LT, autocad lt"),
        ("civil-3d", "CIV3D, civil3d, Civil 3D"),
        ("navisworks-manage", "NAVMAN, navisworks"),
        ("3ds-max", "3DSMAX, 3dsmax, 3ds-max"),
        ("maya", "MAYA"),
        ("mudbox", "MBXPRO"),
        ("fusion", "F360PRO, fusion360, f360"),
        ("revit", "RVT, COLLRVT, revit"),
        ("inventor", "INVPROSA"),
    ];
    for edition in rate_sheets(&["autodesk".to_owned()], Editions::All).expect("sheets").iter() {
        for (id, names) in names {
            for name in names.split(", ") {
                assert_eq!(edition.product(name).expect(name).id(), id, "{name}");
            }
        }
    }
}

/// The names of the codes that a page or the README has in cells or columns of their own.
fn has_code(text: &str, code: Code) -> bool {
    text.contains(&format!(",{},", code.name())) || text.contains(&format!("| `{}` |", code.name()))
}

#[test]
fn every_code_has_a_reproducer_and_a_line_in_the_readme() {
    for code in Code::ALL {
        assert!(
            has_code(include_str!("pages/errors.md"), *code),
            "errors.md lacks {}",
            code.name()
        );
        assert!(has_code(include_str!("../README.md"), *code), "README.md lacks {}", code.name());
    }
}

#[test]
fn the_sheet_in_the_readme_loads() {
    let readme = include_str!("../README.md");
    let sheet = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a sheet");
    assert_eq!(parse_rate_sheet("README.md", sheet).map(|sheet| sheet.name), Ok("ours".to_owned()));
}
