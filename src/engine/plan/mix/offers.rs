//! What can be held and used, and what does a year of it cost?
//!
//! ```text
//! tokens on Flex = what the export states, else days × tokens a day, brought to a year; cost of
//!     what is held = Σ annual prices
//! ```
//!
//! Example: Revit at 10 tokens a day and 2,985.00 a year: 120 days on Flex take 1,200 tokens; held,
//! it costs 2,985.00 and takes none.
//!
//! Edges: a product without a rate is not on Flex, one without a price cannot be held; a collection
//! without a price is no offer, nor is one of which the sheet does not say what it covers. Amounts
//! are whole millionths; what is finer or larger is refused.

use crate::engine::plan::NoPlan;
use crate::engine::sheets::contents::is_unknown;
use crate::model::{Money, Number, Percent, Product, Quotient, RateSheet, TokensPerDay, Unit};

/// What can be held and used: the products of a sheet, in its order, and its collections that have
/// a price, by id. A [`Held`] is a place in one of the two.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// The products.
    pub products: Vec<ProductOffer>,
    /// The collections.
    pub collections: Vec<CollectionOffer>,
}

/// A product, in millionths.
#[derive(Clone, Debug)]
pub struct ProductOffer {
    /// The id in the sheet.
    pub id: String,
    /// Tokens for one day, in millionths; `None`: not on Flex.
    pub micro_rate: Option<u64>,
    /// A year's subscription, in millionths; `None`: its price is not known.
    pub micro_price: Option<u64>,
}

/// No id of a product has spaces.
fn anything_in(collection: &str) -> String {
    format!("anything in {collection}")
}

impl ProductOffer {
    fn anything_in(collection: &str) -> Self {
        Self { id: anything_in(collection), micro_rate: None, micro_price: None }
    }

    /// Tokens for one day.
    pub fn rate(&self) -> Option<TokensPerDay> {
        self.micro_rate.map(TokensPerDay::from_millionths)
    }

    /// A year's subscription.
    pub fn price(&self) -> Option<Money> {
        self.micro_price.map(Money::from_millionths)
    }
}

/// A collection, in millionths.
#[derive(Clone, Debug)]
pub struct CollectionOffer {
    /// The id in the sheet.
    pub id: String,
    /// The places of its products.
    pub products: Vec<usize>,
    /// A year's subscription, in millionths.
    pub micro_price: u64,
}

impl Offers {
    /// Whether it is known what a person costs who holds these: each has a price, and whatever they
    /// do not cover has a rate.
    pub fn is_known(&self, held: &[Held], needs: &[Need]) -> bool {
        let on_flex = needs.iter().filter(|need| !self.is_covered(held, need.product));
        held.iter().all(|one| self.micro_price(*one).is_some())
            && on_flex.into_iter().all(|need| need.micro_tokens.is_some())
    }

    /// What a sheet offers; collections without a price or without contents are left out.
    pub fn new(sheet: &RateSheet) -> Result<Self, NoPlan> {
        let product = |product: &Product| {
            Ok(ProductOffer {
                id: product.id.clone(),
                micro_rate: micro(product.tokens_per_day)?,
                micro_price: micro(product.annual_price)?,
            })
        };
        let products = sheet.products.iter().map(product).collect::<Result<Vec<_>, NoPlan>>()?;
        let mut products = products;
        let place = |products: &[ProductOffer], id: &String| {
            products.iter().position(|product| product.id == *id)
        };
        let mut collections = Vec::new();
        for collection in sheet.collections.iter().filter(|one| !is_unknown(one)) {
            if let Some(micro_price) = micro(collection.annual_price)? {
                let of_it = collection.products.iter().filter_map(|id| place(&products, id));
                let mut of_it: Vec<_> = of_it.collect();
                of_it.push(products.len());
                products.push(ProductOffer::anything_in(&collection.id));
                collections.push(CollectionOffer {
                    id: collection.id.clone(),
                    products: of_it,
                    micro_price,
                });
            }
        }
        collections.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Self { products, collections })
    }

    /// Whether the sheet only names a product: it has neither rate nor price, and nothing offered
    /// covers it.
    pub fn is_only_named(&self, product: usize) -> bool {
        let of_none = !self.collections.iter().any(|one| one.products.contains(&product));
        let offer = self.products.get(product);
        of_none && offer.is_some_and(|it| it.micro_rate.is_none() && it.micro_price.is_none())
    }

    /// The place of the product that stands for use of a collection of which no row says what was
    /// used: it has neither rate nor price, so that only the collection covers it.
    pub fn anything_in(&self, collection: usize) -> Option<usize> {
        let id = anything_in(&self.collections.get(collection)?.id);
        self.products.iter().position(|product| product.id == id)
    }

    /// What a product is called; a collection, where no row says what was used in it.
    pub fn product_name(&self, product: usize, sheet: &RateSheet) -> String {
        let of_sheet = sheet.products.get(product).map(|one| one.name.clone());
        let id = || self.only_collection(product).map_or("", |held| self.id(held)).to_owned();
        let of_collection = |id: String| {
            let known = sheet.collections.iter().find(|one| one.id == id);
            known.map_or(id, |one| one.name.clone())
        };
        of_sheet.unwrap_or_else(|| of_collection(id()))
    }

    /// The collection whose use of no named product this place stands for.
    pub fn only_collection(&self, product: usize) -> Option<Held> {
        let mut places = 0..self.collections.len();
        places.find(|place| self.anything_in(*place) == Some(product)).map(Held::Collection)
    }

    /// The same with so much off every subscription.
    pub fn discounted(&self, discount: Percent) -> Result<Self, NoPlan> {
        let off = |micro: u64| {
            let price = (Number::from(micro) * discount.off()).to_u64();
            price.ok_or(NoPlan::TooFineDiscount)
        };
        let mut offers = self.clone();
        for product in &mut offers.products {
            product.micro_price = product.micro_price.map(off).transpose()?;
        }
        for collection in &mut offers.collections {
            collection.micro_price = off(collection.micro_price)?;
        }
        Ok(offers)
    }

    /// The id of what is held.
    pub fn id(&self, held: Held) -> &str {
        match held {
            Held::Product(place) => self.products.get(place).map_or("", |one| &one.id),
            Held::Collection(place) => self.collections.get(place).map_or("", |one| &one.id),
        }
    }

    /// Whether what is held covers a product.
    pub fn covers(&self, held: Held, product: usize) -> bool {
        match held {
            Held::Product(place) => place == product,
            Held::Collection(place) => {
                self.collections.get(place).is_some_and(|one| one.products.contains(&product))
            }
        }
    }

    /// Whether anything of what is held covers a product.
    pub fn is_covered(&self, held: &[Held], product: usize) -> bool {
        held.iter().any(|one| self.covers(*one, product))
    }

    /// What it costs a year, in millionths; `None` where its price is not known.
    pub fn micro_price(&self, held: Held) -> Option<u64> {
        match held {
            Held::Product(place) => self.products.get(place)?.micro_price,
            Held::Collection(place) => Some(self.collections.get(place)?.micro_price),
        }
    }

    /// What all of it costs a year, in millionths. A mix is only asked for where all of it has a
    /// price.
    pub fn micro_cost(&self, held: &[Held]) -> u128 {
        held.iter().filter_map(|one| self.micro_price(*one)).map(u128::from).sum()
    }

    /// The tokens that a year of these needs takes where nothing held covers them, in parts of
    /// millionths.
    pub fn micro_tokens(&self, needs: &[Need], held: &[Held]) -> u128 {
        let on_flex = needs.iter().filter(|need| !self.is_covered(held, need.product));
        on_flex.map(Need::micro_on_flex).sum()
    }

    /// So many whole days of a product at the sheet's rate.
    pub fn need(&self, product: usize, days: u32) -> Need {
        let rate = self.products.get(product).and_then(|product| product.micro_rate);
        let micro_tokens = rate.map(|rate| u128::from(rate) * u128::from(days));
        Need { product, days: days.into(), micro_tokens }
    }
}

/// Money from millionths.
pub(in crate::engine::plan) fn money(micro: u128) -> Quotient<Money> {
    Quotient::millionths(micro)
}

/// An amount of the sheet in millionths, of which it must be a whole number.
fn micro(amount: Option<impl Unit>) -> Result<Option<u64>, NoPlan> {
    amount.map(|amount| amount.millionths().ok_or(NoPlan::TooLarge)).transpose()
}

/// A product that somebody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The place of the product.
    pub product: usize,
    /// Days of use in a year, in [`Parts`](crate::engine::plan::parts::Parts).
    pub days: u128,
    /// The tokens that they take on Flex, in parts of millionths; `None`: it is not on Flex.
    pub micro_tokens: Option<u128>,
}

impl Need {
    /// The tokens that it takes on Flex; none where it is not on Flex in any mix.
    pub fn micro_on_flex(&self) -> u128 {
        self.micro_tokens.unwrap_or_default()
    }
}

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// A subscription to a product, by its place.
    Product(usize),
    /// A collection, by its place.
    Collection(usize),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Collection;

    #[test]
    fn collections_are_by_id_and_without_those_that_have_no_price_or_contents() {
        let collection = |id: &str, annual_price: Option<u64>| Collection {
            name: id.to_uppercase(),
            products: vec!["revit".into()],
            annual_price: annual_price.map(Into::into),
            ..Collection::new(id)
        };
        let sheet = RateSheet {
            name: "test".into(),
            title: "Test".into(),
            effective: chrono::NaiveDate::MIN,
            currency: "USD".into(),
            token: crate::engine::testing::terms(),
            products: vec![],
            services: vec![],
            collections: vec![
                collection("pdm", Some(2)),
                collection("me", None),
                collection("aec", Some(1)),
                Collection { products: vec![], ..collection("all", Some(3)) },
            ],
        };
        let offers = Offers::new(&sheet).unwrap();
        let held = [0, 1, 2].map(Held::Collection);
        assert_eq!(held.map(|one| offers.id(one)), ["aec", "pdm", ""]);
        let prices = [Some(1_000_000), Some(2_000_000), None];
        assert_eq!(held.map(|one| offers.micro_price(one)), prices);
    }

    #[test]
    fn a_discount_leaves_whole_millionths_or_is_refused() {
        let product =
            ProductOffer { id: String::new(), micro_rate: None, micro_price: Some(2_985_000_000) };
        let offers = Offers { products: vec![product], collections: vec![] };
        let prices = |percent: &str| {
            let percent = Percent::new(percent.parse().unwrap());
            offers.discounted(percent).map(|offers| offers.micro_cost(&[Held::Product(0)]))
        };
        // 2,985 × 0.85; 2,985,000,000 × 0.99999999 = 2,984,999,970.15
        assert_eq!(prices("15").ok(), Some(2_537_250_000));
        assert_eq!(prices("0.000001").ok(), None);
    }

    #[test]
    fn use_of_a_collection_without_a_product_goes_by_the_name_of_the_collection() {
        use crate::engine::testing::{product, sheet};
        let revit = Product { name: "Revit".into(), ..product("revit", 10) };
        let aec = Collection {
            name: "AEC Collection".into(),
            products: vec!["revit".into()],
            annual_price: Some(3600.into()),
            ..Collection::new("aec")
        };
        let sheet = RateSheet { collections: vec![aec], ..sheet(vec![revit]) };
        let offers = Offers::new(&sheet).unwrap();
        let names = [0, 1, 2].map(|place| offers.product_name(place, &sheet));
        assert_eq!(names, ["Revit", "AEC Collection", ""]);
        // A sheet that does not name it has its id.
        let other = RateSheet { collections: vec![], ..sheet };
        assert_eq!(offers.product_name(1, &other), "aec");
    }
}
