//! Which row of a rate sheet is meant by a name.

use super::{Problem, Product, RateSheet, Row, Service, find, nearest};

impl RateSheet {
    /// The product that goes by `name`; an error has the nearest names.
    pub fn product(&self, name: &str) -> Result<&Product, Problem> {
        find(&self.products, name).ok_or_else(|| match find(&self.services, name) {
            Some(service) => {
                Problem::new(format!("`{name}` is charged by the result, not by the day"))
                    .hint(format!("try `flexcalc cost --result {}=QUANTITY`", service.id))
            }
            None => self.unknown("product", name, &self.products),
        })
    }

    /// The service that goes by `name`; an error has the nearest names.
    pub fn service(&self, name: &str) -> Result<&Service, Problem> {
        find(&self.services, name).ok_or_else(|| match find(&self.products, name) {
            Some(product) => {
                Problem::new(format!("`{name}` is charged by the day, not by the result"))
                    .hint(format!("try `flexcalc cost --use {}=DAYS`", product.id))
            }
            None => self.unknown("service", name, &self.services),
        })
    }

    fn unknown<T: Row>(&self, kind: &str, name: &str, items: &[T]) -> Problem {
        let mut near: Vec<&str> = Vec::new();
        for item in nearest(name, items.iter().flat_map(Row::names))
            .into_iter()
            .filter_map(|name| find(items, name))
        {
            if !near.contains(&item.id()) {
                near.push(item.id());
            }
        }
        let problem =
            Problem::new(format!("unknown {kind} `{name}` in rate sheet `{}`", self.name));
        if near.is_empty() {
            let ids: Vec<_> = items.iter().map(Row::id).take(12).collect();
            return problem.hint(format!(
                "it has {}{}",
                ids.join(", "),
                if items.len() > 12 { ", …" } else { "" }
            ));
        }
        let near = near.join("` or `");
        problem.hint(format!("did you mean `{near}`? another {kind} needs a row in a rate sheet"))
    }
}
