//! What do these people and cloud results cost? (RULES §4, §5)
//!
//! tokens = rate × days × users, and rate × quantity ÷ per for a service, a part of a unit counted
//! as its row says: exactly, up on each line, or down with the rest carried to the service's next
//! line. Each token costs what one costs in a purchase of all of them. A subscription price that is
//! not known leaves unknown what rests on it.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::asked::{Files, Said, rounds, said};
use super::breakeven::{id, verdict};
use super::exact::{Exact, Written, amounts, ceil, floor, whole};
use super::sheet::{Sheet, sheets};

#[derive(Clone, Debug)]
enum Line {
    /// A product, or a collection from 3 on; days, people.
    Use(usize, u64, u64),
    /// A service, how much, and in each of how many months.
    Result(usize, Written, Option<u64>),
}

#[derive(Clone, Debug)]
struct Question {
    lines: Vec<Line>,
    price: Option<Written>,
    discount: Option<(bool, Written)>,
    annual: Option<(usize, Written)>,
}

fn questions() -> impl Strategy<Value = Question> {
    let people = prop_oneof![5 => 1_u64..50, 1 => Just(999_999_999_u64)];
    let line = prop_oneof![
        3 => (0_usize..5, 1_u64..=366, people).prop_map(|(n, days, people)| {
            Line::Use(n, days, people)
        }),
        2 => (0_usize..2, quantities(), prop::option::weighted(0.3, 1_u64..=12))
            .prop_map(|(n, quantity, months)| Line::Result(n, quantity, months)),
    ];
    (
        prop::collection::vec(line, 1..6),
        prop::option::weighted(0.4, amounts(1, 20, 6)),
        prop::option::of((any::<bool>(), amounts(0, 99, 4))),
        prop::option::weighted(0.3, amounts(1, 5000, 4)),
    )
        .prop_map(|(mut lines, price, discount, annual)| {
            // An answer has the people first.
            lines.sort_by_key(|line| matches!(line, Line::Result(..)));
            let used = lines.iter().find_map(|line| match line {
                Line::Use(n, ..) => Some(*n),
                Line::Result(..) => None,
            });
            Question { annual: used.zip(annual), lines, price, discount }
        })
}

/// More than none of something.
fn quantities() -> BoxedStrategy<Written> {
    prop_oneof![
        3 => amounts(1, 200, 6),
        1 => amounts(1, 1_000_000, 6),
        1 => prop::sample::select(vec![1_u64, 49, 50, 51, 3600, 9_999_999_999])
            .prop_map(|quantity| super::exact::written(quantity, 0)),
    ]
    .boxed()
}

impl Question {
    fn line(&self) -> String {
        let mut line = "--rates @sheet.toml cost".to_owned();
        for of in &self.lines {
            line += &match of {
                Line::Use(n, days, people) => format!(" --use {}={days}x{people}", id(*n)),
                Line::Result(n, quantity, months) => {
                    let months = months.map_or(String::new(), |months| format!("x{months}"));
                    format!(" --result service-{n}={}{months}", quantity.text)
                }
            };
        }
        let price = self.price.as_ref().map(|price| format!(" --token-price={}", price.text));
        line.extend(price);
        line.extend(self.discount.as_ref().map(|(is_rise, percent)| {
            format!(" --sub-discount={}{}%", if *is_rise { "-" } else { "" }, percent.text)
        }));
        let annual = self.annual.as_ref();
        line.extend(annual.map(|(n, price)| format!(" --sub-price={}={}", id(*n), price.text)));
        line
    }

    /// The year's price of a subscription to what a line uses, after the discount.
    fn annual(&self, sheet: &Sheet, n: usize) -> Option<Exact> {
        let given = self.annual.as_ref().filter(|(of, _)| *of == n).map(|(_, price)| price);
        let own = if n < 3 { &sheet.products[n].annual } else { &sheet.collections[n - 3].annual };
        let price = given.or(own.as_ref())?.is.clone();
        let off = self.discount.as_ref().map_or(whole(0), |(is_rise, percent)| {
            if *is_rise { -percent.is.clone() } else { percent.is.clone() }
        });
        Some(price * (whole(100) - off) / whole(100))
    }

    /// The tokens of each line; none where Flex does not sell what it uses.
    fn tokens(&self, sheet: &Sheet) -> Option<Vec<Exact>> {
        let mut counted: BTreeMap<usize, Exact> = BTreeMap::new();
        let each = self.lines.iter().map(|line| match line {
            Line::Use(n, days, people) => {
                let members =
                    if *n < 3 { vec![*n] } else { sheet.collections[*n - 3].products.clone() };
                let rates = members.iter().filter_map(|n| sheet.products[*n].rate.as_ref());
                let rates: Vec<_> = rates.map(|rate| rate.is.clone()).collect();
                let rate = rates.iter().fold(whole(0), |sum, rate| sum + rate);
                (!rates.is_empty()).then(|| rate * whole(*days) * whole(*people))
            }
            Line::Result(n, quantity, months) => {
                let service = &sheet.services[*n];
                let (per, months) = (whole(service.per), whole(months.unwrap_or(1)));
                let units = match service.partial {
                    "exact" => &quantity.is * months / per,
                    "up" => ceil(&(&quantity.is / per)) * months,
                    _ => {
                        let so_far = counted.entry(*n).or_insert_with(|| whole(0));
                        let before = floor(&(&*so_far / &per));
                        *so_far += &quantity.is * months;
                        floor(&(&*so_far / per)) - before
                    }
                };
                Some(units * &service.tokens.is)
            }
        });
        each.collect()
    }

    fn said_line(&self, sheet: &Sheet, line: &Line, tokens: &Exact, price: &Exact) -> Said {
        let cost = tokens * price;
        let mut parts = match line {
            Line::Use(n, days, people) => {
                let subscription = self.annual(sheet, *n).map(|annual| annual * whole(*people));
                let name =
                    if *n < 3 { format!("Product {n}") } else { format!("all of {}", id(*n)) };
                let times = subscription.clone().map(|subscription| &cost / subscription);
                let cheaper = subscription.as_ref().map(|price| verdict(&cost, price).0);
                vec![
                    ("item", id(*n).into()),
                    ("name", name.into()),
                    ("kind", "use".into()),
                    ("users", Said::from(*people)),
                    ("days", Said::from(*days)),
                    ("quantity", Said::Nothing),
                    ("subscription_cost", subscription.into()),
                    ("cheaper", cheaper.into()),
                    ("times_subscription", times.into()),
                ]
            }
            Line::Result(n, quantity, months) => vec![
                ("item", format!("service-{n}").into()),
                ("name", format!("Service {n}").into()),
                ("kind", "result".into()),
                ("users", Said::Nothing),
                ("days", Said::Nothing),
                ("quantity", (&quantity.is * whole(months.unwrap_or(1))).into()),
                ("months", months.map_or(Said::Absent, Said::from)),
                ("subscription_cost", Said::Nothing),
                ("cheaper", Said::Nothing),
                ("times_subscription", Said::Nothing),
            ],
        };
        for name in ["tokens", "tokens_a_year"] {
            parts.push((name, tokens.clone().into()));
        }
        for name in ["cost", "cost_a_year", "all_on_flex"] {
            parts.push((name, cost.clone().into()));
        }
        Said::parts(parts)
    }

    fn said(&self, sheet: &Sheet, tokens: &[Exact]) -> Said {
        let total = tokens.iter().fold(whole(0), |sum, tokens| sum + tokens);
        let given = self.price.as_ref().map(|price| price.is.clone());
        let price = given.clone().unwrap_or_else(|| sheet.price_of_need(&total));
        let mut needed = total.clone();
        let mut subscriptions = Vec::new();
        for line in &self.lines {
            match line {
                Line::Use(n, _, people) => {
                    subscriptions
                        .push(self.annual(sheet, *n).map(|annual| annual * whole(*people)));
                }
                Line::Result(n, ..) => needed = needed.max(whole(sheet.services[*n].balance)),
            }
        }
        let has_people = !subscriptions.is_empty();
        let subscriptions: Option<Vec<_>> = subscriptions.into_iter().collect();
        let subscriptions = subscriptions.filter(|_| has_people);
        let subscriptions =
            subscriptions.map(|each| each.iter().fold(whole(0), |sum, cost| sum + cost));
        let purchase = match given {
            Some(price) => sheet.at_one_price(&needed, &price),
            None => sheet.cheapest(&needed),
        };
        let lines = self.lines.iter().zip(tokens);
        let lines: Vec<_> =
            lines.map(|(line, tokens)| self.said_line(sheet, line, tokens, &price)).collect();
        said! {
            lines: lines,
            tokens: total.clone(),
            tokens_a_year: total.clone(),
            tokens_needed: needed,
            cost: &total * &price,
            cost_a_year: &total * &price,
            token_price: price.clone(),
            token_price_a_year: price,
            subscription_cost: subscriptions,
            purchase: purchase.said(),
            collections: Said::Unsaid,
        }
    }
}

proptest! {
    #![proptest_config(rounds(60))]

    #[test]
    fn cost_is_what_the_rules_say(sheet in sheets(), question in questions()) {
        let files = Files::new(&[("sheet.toml", sheet.toml())]);
        match question.tokens(&sheet) {
            Some(tokens) => files.compare(&question.line(), &question.said(&sheet, &tokens))?,
            None => files.refuses(&question.line(), "")?,
        }
    }
}
