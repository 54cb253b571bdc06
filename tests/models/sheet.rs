//! Rate sheets at random, and what tokens cost by them (RULES §5).
//!
//! The whole of a purchase is priced at the tier it reaches; a tier without a price has that of the
//! last one before it with a price. To own at least n tokens costs least at n, at the smallest
//! purchase where n is less, or at the `from` of a later tier; of two at one cost, the larger.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::asked::{Said, said};
use super::exact::{Exact, Written, amounts, ceil, whole};

/// What Autodesk charges.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) list: Written,
    pub(crate) minimum: u64,
    /// From how many tokens on, and at which price, where it is known.
    pub(crate) tiers: Vec<(u64, Option<Written>)>,
    pub(crate) products: Vec<Product>,
    pub(crate) services: Vec<Service>,
    pub(crate) collections: Vec<Collection>,
}

/// A product: `product-0` and so on.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub(crate) rate: Option<Written>,
    pub(crate) annual: Option<Written>,
}

/// A cloud service: `service-0` and so on.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) tokens: Written,
    pub(crate) per: u64,
    pub(crate) partial: &'static str,
    /// Tokens that must be held to use it.
    pub(crate) balance: u64,
}

/// A subscription to several products: `collection-0` and so on.
#[derive(Clone, Debug)]
pub(crate) struct Collection {
    pub(crate) products: Vec<usize>,
    pub(crate) annual: Option<Written>,
}

/// What a token costs in a purchase, and by which tier.
pub(crate) struct Priced {
    pub(crate) price: Exact,
    pub(crate) from: u64,
    pub(crate) unquoted: bool,
}

/// A purchase.
#[derive(Clone)]
pub(crate) struct Purchase {
    pub(crate) tokens: Exact,
    pub(crate) price: Exact,
    pub(crate) cost: Exact,
    pub(crate) from: Option<u64>,
    bought_up: bool,
    unquoted: bool,
}

impl Purchase {
    pub(crate) fn said(&self) -> Said {
        said! {
            tokens: self.tokens.clone(),
            token_price: self.price.clone(),
            cost: self.cost.clone(),
            tier_from: self.from,
            bought_up: self.bought_up,
            unquoted: self.unquoted,
        }
    }

    /// What a comparison of purchases has: whether it is bought up, and whether it is unquoted.
    pub(crate) fn flags(&self) -> (bool, bool) {
        (self.bought_up, self.unquoted)
    }
}

impl Sheet {
    /// What a token costs where so many are bought together; a part of one is bought as one.
    pub(crate) fn price_of(&self, tokens: &Exact) -> Priced {
        let tokens = &tokens.clone().max(whole(1));
        let mut found = Priced { price: self.list.is.clone(), from: 1, unquoted: false };
        for (from, price) in &self.tiers {
            if whole(*from) <= *tokens {
                found.from = *from;
                found.unquoted = price.is_none();
                found.price = price.as_ref().map_or(found.price, |price| price.is.clone());
            }
        }
        found
    }

    /// What a token costs to who needs so many: who needs none is told what the fewest cost.
    pub(crate) fn price_of_need(&self, tokens: &Exact) -> Exact {
        self.exactly(tokens, false).price
    }

    /// A purchase of exactly so many; of none it is told what the fewest would cost.
    pub(crate) fn exactly(&self, tokens: &Exact, bought_up: bool) -> Purchase {
        let priced = if *tokens == whole(0) { whole(self.minimum) } else { tokens.clone() };
        let Priced { price, from, unquoted } = self.price_of(&priced);
        let cost = tokens * &price;
        Purchase { tokens: tokens.clone(), price, cost, from: Some(from), bought_up, unquoted }
    }

    /// The fewest tokens that can be bought by who needs so many.
    pub(crate) fn fewest(&self, needed: &Exact) -> Exact {
        if *needed == whole(0) { whole(0) } else { ceil(needed).max(whole(self.minimum)) }
    }

    /// The cheapest purchase of at least so many.
    pub(crate) fn cheapest(&self, needed: &Exact) -> Purchase {
        let mut best = self.exactly(&self.fewest(needed), false);
        if *needed == whole(0) {
            return best;
        }
        let least = best.tokens.clone();
        for (from, _) in &self.tiers {
            let from = whole(*from);
            let larger = self.exactly(&from, true);
            if from > least && larger.cost <= best.cost {
                best = larger;
            }
        }
        best
    }

    /// The purchase of at least so many at one price for any number.
    pub(crate) fn at_one_price(&self, needed: &Exact, price: &Exact) -> Purchase {
        let tokens = self.fewest(needed);
        let (cost, price) = (&tokens * price, price.clone());
        Purchase { tokens, price, cost, from: None, bought_up: false, unquoted: false }
    }

    pub(crate) fn toml(&self) -> String {
        let mut text = format!(
            "name = \"ours\"\ntitle = \"Ours\"\neffective = 2020-01-01\ncurrency = \"USD\"\n\
             [token]\nlist_price = {}\nminimum_purchase = {}\nterm_days = 365\n\
             grace_minutes = 5\n",
            self.list.text, self.minimum
        );
        let mut line = |line: String| writeln!(text, "{line}").expect("written");
        let price = |key: &str, price: &Option<Written>| {
            price.as_ref().map_or(String::new(), |price| format!("{key} = {}\n", price.text))
        };
        for (from, of) in &self.tiers {
            line(format!("[[token.tier]]\nfrom = {from}\n{}", price("price", of)));
        }
        for (n, Product { rate, annual }) in self.products.iter().enumerate() {
            line(format!(
                "[products.product-{n}]\nname = \"Product {n}\"\nsource = \"here\"\n{}{}",
                price("tokens_per_day", rate),
                price("annual_price", annual)
            ));
        }
        for (n, Service { tokens, per, partial, balance }) in self.services.iter().enumerate() {
            line(format!(
                "[results.service-{n}]\nname = \"Service {n}\"\nsource = \"here\"\n\
                 {}\
                 unit = \"job\"\ntokens = {}\nper = {per}\npartial = \"{partial}\"\n",
                if *balance > 0 { format!("minimum_balance = {balance}\n") } else { String::new() },
                tokens.text
            ));
        }
        for (n, Collection { products, annual }) in self.collections.iter().enumerate() {
            let products: Vec<_> = products.iter().map(|n| format!("\"product-{n}\"")).collect();
            line(format!(
                "[collections.collection-{n}]\nname = \"Collection {n}\"\nsource = \"here\"\n\
                 products = [{}]\n{}",
                products.join(", "),
                price("annual_price", annual)
            ));
        }
        text
    }
}

/// Sheets whose prices are small, or up to the bounds of what a sheet may say.
pub(crate) fn sheets() -> BoxedStrategy<Sheet> {
    let most = [999_999, 999_999_999, 999_999];
    prop_oneof![2 => sheets_up_to([9, 4000, 60], 6), 1 => sheets_up_to(most, 6)].boxed()
}

/// Sheets with no price of a token, no price of a year and no rate above these, and no more
/// decimals.
pub(crate) fn sheets_up_to(most: [u64; 3], decimals: u32) -> BoxedStrategy<Sheet> {
    let up_to = |least: u64, usual: u64, most: u64, finest: u32| {
        let decimals = finest.min(decimals);
        prop_oneof![
            4 => amounts(least, most.min(usual), decimals),
            1 => amounts(least, most, decimals),
        ]
    };
    let price = || up_to(1, 9, most[0], 6);
    let annual = || up_to(1, 4000, most[1], 4);
    let rate = || up_to(0, 60, most[2], 6);
    let product = (prop::option::weighted(0.9, rate()), prop::option::weighted(0.8, annual()))
        .prop_map(|(rate, annual)| Product { rate, annual });
    let partial = prop::sample::select(vec!["exact", "up", "down"]);
    let per = prop::sample::select(vec![1_u64, 2, 3, 7, 50, 3600]);
    let balance = prop::sample::select(vec![0_u64, 0, 1, 500]);
    let service = (rate(), per, partial, balance)
        .prop_map(|(tokens, per, partial, balance)| Service { tokens, per, partial, balance });
    let collection =
        (prop::collection::btree_set(0..3_usize, 1..=3), prop::option::weighted(0.9, annual()))
            .prop_map(|(products, annual)| Collection {
                products: products.into_iter().collect(),
                annual,
            });
    let from = prop_oneof![4 => 1_u64..400, 2 => 400_u64..20_000];
    let tiers = prop::collection::btree_map(from, prop::option::weighted(0.8, price()), 0..5);
    (
        (price(), prop_oneof![Just(1_u64), 1_u64..200], tiers),
        prop::collection::vec(product, 3),
        prop::collection::vec(service, 2),
        prop::collection::vec(collection, 2),
    )
        .prop_map(|((list, minimum, tiers), products, services, collections)| Sheet {
            list,
            minimum,
            tiers: tiers.into_iter().collect(),
            products,
            services,
            collections,
        })
        .boxed()
}
