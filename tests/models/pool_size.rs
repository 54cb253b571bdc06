//! How many tokens should we buy? (RULES §8)
//!
//! By rule: expected × (100 + buffer) ÷ 100, rounded up, then the cheapest purchase of that many.
//! By risk: of every purchase there is, none included, that with the least C(Q) = p(Q) × Q + t ×
//! E[(D − Q)⁺]; D is triangular. Of two at one cost, the larger. Below 200 tokens each Q is tried;
//! above, C is convex while the price of a token is one, so that halving finds where it turns.

use proptest::prelude::*;

use super::asked::{Files, Said, rounds, said};
use super::exact::{Exact, Written, amounts, ceil, floor, whole};
use super::sheet::{Purchase, Sheet, sheets};

/// A triangular demand.
#[derive(Clone, Debug)]
struct Demand {
    low: Exact,
    likely: Exact,
    high: Exact,
}

impl Demand {
    fn mean(&self) -> Exact {
        (&self.low + &self.likely + &self.high) / whole(3)
    }

    /// P(D ≤ Q).
    fn enough(&self, tokens: &Exact) -> Exact {
        let Self { low, likely, high } = self;
        if tokens >= high {
            whole(1)
        } else if tokens < low {
            whole(0)
        } else if tokens < likely {
            let over = tokens - low;
            &over * &over / ((high - low) * (likely - low))
        } else {
            let under = high - tokens;
            whole(1) - &under * &under / ((high - low) * (high - likely))
        }
    }

    /// E[(D − Q)⁺].
    fn short(&self, tokens: &Exact) -> Exact {
        let Self { low, likely, high } = self;
        let cube = |edge: Exact| &edge * &edge * &edge;
        if tokens >= high {
            whole(0)
        } else if tokens <= low {
            self.mean() - tokens
        } else if tokens <= likely {
            self.mean() - tokens + cube(tokens - low) / (whole(3) * (high - low) * (likely - low))
        } else {
            cube(high - tokens) / (whole(3) * (high - low) * (high - likely))
        }
    }
}

#[derive(Clone, Debug)]
struct Question {
    expected: Option<Written>,
    demand: Option<[Written; 3]>,
    buffer: Option<Written>,
    price: Option<Written>,
    top_up: Option<Written>,
}

fn questions(most: u64) -> impl Strategy<Value = Question> {
    let of_demand = move || {
        let each = prop::collection::vec(amounts(0, most, 6), 3);
        let same = prop::collection::vec(0_usize..3, 3);
        (each, same).prop_map(|(each, same)| {
            let mut each = same.map_of(&each);
            each.sort_by(|one, other| one.is.cmp(&other.is));
            each
        })
    };
    let demand = prop_oneof![of_demand()].prop_map(|each| {
        let mut each = each.into_iter();
        let mut next = || each.next().expect("three");
        [next(), next(), next()]
    });
    (
        amounts(0, most * 50, 6),
        prop::option::weighted(0.6, demand),
        prop::option::of(prop_oneof![3 => amounts(0, 40, 4), 1 => amounts(0, 1000, 4)]),
        prop::option::weighted(0.3, amounts(1, 9, 6)),
        prop::option::weighted(0.5, amounts(1, 12, 6)),
    )
        .prop_map(|(expected, demand, buffer, price, top_up)| Question {
            expected: demand.is_none().then_some(expected),
            top_up: top_up.filter(|_| demand.is_some()),
            demand,
            buffer,
            price,
        })
}

/// Some of three figures, so that two or all three are often the same.
trait MapOf {
    fn map_of(&self, each: &[Written]) -> Vec<Written>;
}

impl MapOf for Vec<usize> {
    fn map_of(&self, each: &[Written]) -> Vec<Written> {
        self.iter().map(|place| each[*place].clone()).collect()
    }
}

impl Question {
    fn line(&self) -> String {
        let mut line = "--rates @sheet.toml pool-size".to_owned();
        let mut option = |name: &str, value: Option<&Written>, unit: &str| {
            line.extend(value.map(|value| format!(" --{name}={}{unit}", value.text)));
        };
        option("expected", self.expected.as_ref(), "");
        for (n, name) in ["low", "likely", "high"].into_iter().enumerate() {
            option(name, self.demand.as_ref().map(|demand| &demand[n]), "");
        }
        option("buffer", self.buffer.as_ref(), "%");
        option("token-price", self.price.as_ref(), "");
        option("top-up-price", self.top_up.as_ref(), "");
        line
    }

    /// The cheapest purchase of at least so many.
    fn cheapest(&self, sheet: &Sheet, needed: &Exact) -> Purchase {
        match &self.price {
            Some(price) => at_one_price(sheet, needed, price),
            None => sheet.cheapest(needed),
        }
    }

    /// A purchase of exactly so many.
    fn exactly(&self, sheet: &Sheet, tokens: &Exact) -> Purchase {
        match &self.price {
            Some(price) => at_one_price(sheet, tokens, price),
            None => sheet.exactly(tokens, false),
        }
    }

    /// The purchase of least expected cost.
    fn least(&self, sheet: &Sheet, demand: &Demand, top_up: &Exact) -> Purchase {
        let cost = |purchase: &Purchase| &purchase.cost + top_up * demand.short(&purchase.tokens);
        let mut best = self.exactly(sheet, &whole(0));
        let mut least = cost(&best);
        for tokens in self.candidates(sheet, demand, top_up) {
            let purchase = self.exactly(sheet, &tokens);
            let cost = cost(&purchase);
            let is_larger = purchase.tokens > best.tokens;
            if cost < least || (cost == least && is_larger) {
                (best, least) = (purchase, cost);
            }
        }
        best
    }

    /// Every purchase that can be the best: all of them up to the greatest demand, and where a
    /// price begins; for a large demand, where the cost turns within each price.
    fn candidates(&self, sheet: &Sheet, demand: &Demand, top_up: &Exact) -> Vec<Exact> {
        let minimum = whole(sheet.minimum);
        let froms = sheet.tiers.iter().map(|(from, _)| whole(*from));
        let mut starts: Vec<_> = froms.filter(|from| *from > minimum).collect();
        starts.insert(0, minimum.clone());
        let high = ceil(&demand.high).max(minimum.clone());
        if high <= whole(200) {
            let mut each = starts;
            let mut tokens = minimum;
            while tokens <= high {
                each.push(tokens.clone());
                tokens += whole(1);
            }
            return each;
        }
        let mut each = Vec::new();
        for (n, start) in starts.iter().enumerate() {
            let end =
                starts.get(n + 1).map_or(high.clone().max(start.clone()), |next| next - whole(1));
            let price = self.exactly(sheet, start).price;
            let cost = |tokens: &Exact| tokens * &price + top_up * demand.short(tokens);
            // The last of start..=end that costs no more than the one before it.
            let (mut low, mut high) = (start.clone(), end);
            while low < high {
                let middle = floor(&((&low + &high + whole(1)) / whole(2)));
                if cost(&middle) <= cost(&(&middle - whole(1))) {
                    low = middle;
                } else {
                    high = middle - whole(1);
                }
            }
            each.push(low);
        }
        each
    }

    fn said(&self, sheet: &Sheet) -> Said {
        let demand = self.demand.clone().map(|[low, likely, high]| Demand {
            low: low.is,
            likely: likely.is,
            high: high.is,
        });
        let expected = match (&self.expected, &demand) {
            (Some(expected), _) => expected.is.clone(),
            (None, Some(demand)) => demand.mean(),
            (None, None) => whole(0),
        };
        let buffer = self.buffer.as_ref().map_or(whole(15), |buffer| buffer.is.clone());
        let with = |percent: &Exact| &expected * (whole(100) + percent) / whole(100);
        let mut parts = vec![
            ("expected", expected.clone().into()),
            ("tokens", ceil(&with(&buffer)).into()),
            ("purchase", self.cheapest(sheet, &with(&buffer)).said()),
        ];
        if let Some(demand) = &demand {
            let top_up = self.top_up.as_ref().or(self.price.as_ref());
            // What one costs now, which a tier from the first token on may say.
            let one = sheet.price_of(&whole(1)).price;
            let top_up = top_up.map_or(one, |price| price.is.clone());
            let named = [
                ("expected", self.cheapest(sheet, &expected)),
                ("buffer", self.cheapest(sheet, &with(&buffer))),
                ("ceiling", self.cheapest(sheet, &with(&whole(20)))),
                ("least_expected_cost", self.least(sheet, demand, &top_up)),
            ];
            let options = named.map(|(name, purchase)| option(name, &purchase, demand, &top_up));
            parts.push(("options", options.to_vec().into()));
            parts.push(("recommended", "least_expected_cost".into()));
        }
        Said::parts(parts)
    }
}

/// A price for any number is a tier from the first token on.
fn at_one_price(sheet: &Sheet, tokens: &Exact, price: &Written) -> Purchase {
    let mut purchase = sheet.at_one_price(tokens, &price.is);
    purchase.from = Some(1);
    purchase
}

fn option(name: &str, purchase: &Purchase, demand: &Demand, top_up: &Exact) -> Said {
    let tokens = &purchase.tokens;
    let short = demand.short(tokens);
    let expired = tokens - demand.mean() + &short;
    let (bought_up, unquoted) = purchase.flags();
    said! {
        name: name,
        tokens: tokens.clone(),
        token_price: purchase.price.clone(),
        spend: purchase.cost.clone(),
        bought_up: bought_up,
        unquoted: unquoted,
        service_level: demand.enough(tokens),
        expected_short: short.clone(),
        expected_top_up_cost: top_up * &short,
        expected_expired: expired.clone(),
        expected_expired_cost: expired * &purchase.price,
        expected_total: &purchase.cost + top_up * short,
    }
}

proptest! {
    #![proptest_config(rounds(40))]

    #[test]
    fn pool_size_is_what_the_rules_say(sheet in sheets(), question in questions(150)) {
        let files = Files::new(&[("sheet.toml", sheet.toml())]);
        files.compare(&question.line(), &question.said(&sheet))?;
    }

    #[test]
    fn so_is_that_of_a_large_demand(sheet in sheets(), question in questions(20_000_000)) {
        let files = Files::new(&[("sheet.toml", sheet.toml())]);
        files.compare(&question.line(), &question.said(&sheet))?;
    }
}
