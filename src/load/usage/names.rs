//! Names → numbers. Every worker keeps the numbers that it has seen; new names get theirs from
//! one registry for all.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;

use super::holdings::{Holdings, is_collection_name};
use super::identity::Identities;
use super::people::{People, ShortName};
use super::together::Together;
use crate::model::{
    Catalogue, Directory, Item, ItemKind, Label, MOST_COLUMNS, Pair, UseRow, normalise, one_form,
    without_year,
};

type Numbers<K> = HashMap<K, u32, FixedState>;

/// Of how many columns a label is made.
pub(super) const LABEL_PARTS: usize = 4 + MOST_COLUMNS;

/// The numbers of all names.
pub(super) struct Registry {
    pub(super) directory: Directory,
    catalogue: Catalogue,
    people: Numbers<String>,
    items: Numbers<String>,
    pairs: Numbers<Pair>,
    labels: Numbers<Label>,
    details: Numbers<Box<[u8]>>,
    pub(super) identities: Identities,
    pub(super) holdings: Holdings,
    /// What files of several formats have; of one file nothing is kept.
    pub(super) together: Together,
}

impl Registry {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let mut labels = Numbers::default();
        labels.insert(Label::default(), 0);
        Self {
            directory: Directory { labels: vec![Label::default()], ..Directory::default() },
            catalogue: catalogue.clone(),
            people: Numbers::default(),
            items: Numbers::default(),
            pairs: Numbers::default(),
            labels,
            details: Numbers::default(),
            identities: Identities::default(),
            holdings: Holdings::default(),
            together: Together::default(),
        }
    }

    /// The number of a person, whose name is compared in lower case: an e-mail address is one in
    /// any spelling.
    fn person(&mut self, name: &str) -> u32 {
        numbered(
            &mut self.people,
            &mut self.directory.people,
            crate::model::person(name),
            String::clone,
        )
    }

    /// The number of what goes by `name`; `None` where no sheet knows it.
    fn item(&mut self, name: &str) -> Option<u32> {
        let item = self.catalogue.find(name)?.clone();
        Some(self.number_of(item))
    }

    /// The number of what no sheet knows.
    fn unlisted(&mut self, name: &str) -> u32 {
        let (id, name) = (name.to_owned(), name.to_owned());
        self.number_of(Item { id, name, kind: ItemKind::Unlisted })
    }

    /// The number of a collection that no sheet knows, whatever the year of its version.
    fn collection(&mut self, name: &str) -> u32 {
        let name = without_year(name).unwrap_or(name).trim();
        let (id, name) = (normalise(name), name.to_owned());
        self.number_of(Item { id, name, kind: ItemKind::Collection })
    }

    fn number_of(&mut self, item: Item) -> u32 {
        // A product and a service may have one id.
        let key = format!("{:?} {}", item.kind, item.id);
        numbered(&mut self.items, &mut self.directory.items, key, |_| item)
    }
}

/// The number of `key`, a new one where it has none; then `value` joins the list.
fn numbered<K: std::hash::Hash + Eq, V>(
    numbers: &mut Numbers<K>,
    list: &mut Vec<V>,
    key: K,
    value: impl FnOnce(&K) -> V,
) -> u32 {
    if let Some(number) = numbers.get(&key) {
        return *number;
    }
    let number = u32::try_from(list.len()).unwrap_or(u32::MAX);
    list.push(value(&key));
    numbers.insert(key, number);
    number
}

/// The numbers that one worker has seen.
pub(super) struct Names<'r> {
    registry: &'r Mutex<Registry>,
    /// The columns that labels hold by name.
    columns: Vec<String>,
    people: People,
    items: HashMap<ShortName, Option<u32>, FixedState>,
    long_items: HashMap<Box<[u8]>, Option<u32>, FixedState>,
    labels: HashMap<Vec<u8>, u32, FixedState>,
    details: Numbers<Box<[u8]>>,
    label_key: Vec<u8>,
    /// Whether items are collections.
    collections: HashMap<u32, bool, FixedState>,
    unpriced: Numbers<Box<[u8]>>,
}

/// A name that is not UTF-8.
pub(super) struct NotText;

impl<'r> Names<'r> {
    pub(super) fn new(registry: &'r Mutex<Registry>, columns: &[String]) -> Self {
        Self {
            registry,
            columns: columns.to_vec(),
            people: People::default(),
            items: HashMap::default(),
            long_items: HashMap::default(),
            labels: HashMap::default(),
            details: Numbers::default(),
            label_key: Vec::new(),
            collections: HashMap::default(),
            unpriced: Numbers::default(),
        }
    }

    fn registry(&self) -> std::sync::MutexGuard<'r, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of what was used; `None` where no sheet knows it.
    #[inline]
    pub(super) fn item(&mut self, name: &[u8]) -> Result<Option<u32>, NotText> {
        let short = ShortName::new(name);
        let known = short.map_or_else(|| self.long_items.get(name), |short| self.items.get(&short));
        if let Some(number) = known {
            return Ok(*number);
        }
        let number = self.registry().item(text(name)?);
        self.keep_item(name, number);
        Ok(number)
    }

    /// The number of what was used, which stands for itself where no sheet knows it.
    pub(super) fn unlisted_item(&mut self, name: &[u8]) -> Result<u32, NotText> {
        if let Some(known) = self.item(name)? {
            return Ok(known);
        }
        let number = self.registry().unlisted(text(name)?);
        self.keep_item(name, Some(number));
        Ok(number)
    }

    /// The number of what no sheet has to know, since a subscription paid for it or the row states
    /// its tokens. It stays unknown to rows that need a rate.
    pub(super) fn unpriced_item(&mut self, name: &[u8]) -> Result<u32, NotText> {
        if let Some(number) = self.unpriced.get(name) {
            return Ok(*number);
        }
        let number = self.registry().unlisted(text(name)?);
        self.unpriced.insert(name.into(), number);
        Ok(number)
    }

    /// The number of a collection, in a sheet or called one; `None` of anything else.
    pub(super) fn collection(&mut self, name: &[u8]) -> Result<Option<u32>, NotText> {
        if let Some(item) = self.item(name)? {
            return Ok(Some(item).filter(|item| self.is_collection(*item)));
        }
        if !is_collection_name(name) {
            return Ok(None);
        }
        let number = self.registry().collection(text(name)?);
        self.keep_item(name, Some(number));
        Ok(Some(number))
    }

    /// Whether it is a collection.
    pub(super) fn is_collection(&mut self, item: u32) -> bool {
        if let Some(known) = self.collections.get(&item) {
            return *known;
        }
        let kind = self.registry().directory.items.get(item as usize).map(|item| item.kind);
        let is_collection = kind == Some(ItemKind::Collection);
        self.collections.insert(item, is_collection);
        is_collection
    }

    fn keep_item(&mut self, name: &[u8], number: Option<u32>) {
        match ShortName::new(name) {
            Some(short) => self.items.insert(short, number),
            None => self.long_items.insert(name.into(), number),
        };
    }

    /// People whose names are short, for many look-ups.
    pub(super) fn people(&self) -> &People {
        &self.people
    }

    /// The number of a person at what was used.
    pub(super) fn pair(&mut self, person: &[u8], item: u32) -> Result<u32, NotText> {
        let known = match ShortName::new(person) {
            Some(short) => self.people.pair(short, self.people.hash(short), item),
            None => self.people.long_pair(person, item),
        };
        if let Some(pair) = known {
            return Ok(pair);
        }
        let mut registry = self.registry();
        let number = registry.person(text(person)?);
        let Registry { pairs, directory, .. } = &mut *registry;
        let pair =
            numbered(pairs, &mut directory.pairs, Pair { person: number, item }, |pair| *pair);
        drop(registry);
        self.people.keep(person, number, item, pair);
        Ok(pair)
    }

    /// The number of what else a row says: team, group, project, machine, and columns by name.
    pub(super) fn label(&mut self, parts: [&[u8]; LABEL_PARTS]) -> Result<u32, NotText> {
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(0);
        }
        self.label_key.clear();
        for part in parts {
            self.label_key.extend_from_slice(part);
            self.label_key.push(0);
        }
        if let Some(number) = self.labels.get(&self.label_key) {
            return Ok(*number);
        }
        let part = |part: &[u8]| {
            text(part).map(|part| (!part.is_empty()).then(|| one_form(part).into_owned()))
        };
        let [team, group, project, machine, named @ ..] = parts;
        let mut columns = BTreeMap::new();
        for (name, said) in self.columns.iter().zip(named) {
            columns.extend(part(said)?.map(|said| (name.clone(), said)));
        }
        let label = Label {
            team: part(team)?,
            group: part(group)?,
            project: part(project)?,
            machine: part(machine)?,
            columns,
        };
        let mut registry = self.registry();
        let Registry { labels, directory, .. } = &mut *registry;
        let number = numbered(labels, &mut directory.labels, label, Label::clone);
        drop(registry);
        self.labels.insert(self.label_key.clone(), number);
        Ok(number)
    }

    /// The number of what tells uses of a product apart.
    pub(super) fn detail(&mut self, text: &[u8]) -> u32 {
        if text.iter().all(|byte| *byte == 0) {
            return UseRow::NO_DETAIL;
        }
        if let Some(number) = self.details.get(text) {
            return *number;
        }
        let mut registry = self.registry();
        let before = UseRow::THE_PRODUCT as usize + 1;
        let next = u32::try_from(registry.details.len() + before).unwrap_or(u32::MAX);
        let number = *registry.details.entry(text.into()).or_insert(next);
        drop(registry);
        self.details.insert(text.into(), number);
        number
    }
}

fn text(bytes: &[u8]) -> Result<&str, NotText> {
    std::str::from_utf8(bytes).map_err(|_| NotText)
}
