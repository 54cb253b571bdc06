//! Pages of a query: the usage API gives its rows a hundred or so at a time, and a sum over one
//! page is none. Pages that are all there are a whole.

use std::collections::BTreeMap;

use crate::load::table::Page;
use crate::model::{Problem, counted};

/// That no rows of a query are missing; each page is named as messages name its file.
pub(super) fn ensure_whole(pages: &[(String, Page)]) -> Vec<Problem> {
    let mut queries: BTreeMap<Option<u64>, Vec<&(String, Page)>> = BTreeMap::new();
    for named in pages.iter().filter(|(_, page)| page.is_part()) {
        queries.entry(named.1.total).or_default().push(named);
    }
    let parts = queries.into_iter().filter(|(total, pages)| !is_all_there(*total, pages));
    parts.flat_map(|(_, pages)| pages).map(|(name, page)| is_part(name, *page)).collect()
}

/// Whether each page begins where the one before it ends, from the first row to the last.
fn is_all_there(total: Option<u64>, pages: &[&(String, Page)]) -> bool {
    let mut places: Vec<_> =
        pages.iter().map(|(_, page)| (page.offset.unwrap_or_default(), page.rows)).collect();
    places.sort_unstable();
    let end =
        places.iter().try_fold(0, |end, (offset, rows)| (*offset == end).then_some(end + rows));
    total.is_some() && end == total
}

fn is_part(name: &str, page: Page) -> Problem {
    let rows = page.rows;
    let message = match (page.total, page.offset) {
        (Some(total), _) => format!("{name} has {} of a query of {total}", counted(rows, "row")),
        (None, offset) => {
            let before = offset.unwrap_or_default();
            format!("{name} has {} of a query, after {before} others", counted(rows, "row"))
        }
    };
    Problem::new(message)
        .hint("fetch the other pages (`offset`) and give the files of all, or ask by month")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(offset: u64, rows: u64, total: u64) -> (String, Page) {
        let page = Page { total: Some(total), limit: None, offset: Some(offset), rows };
        (format!("p{offset}"), page)
    }

    #[test]
    fn pages_that_are_all_there_are_a_whole() {
        let missing = |pages: &[(String, Page)]| ensure_whole(pages).len();
        assert_eq!(missing(&[page(0, 5, 5)]), 0);
        assert_eq!(missing(&[page(2, 2, 5), page(4, 1, 5), page(0, 2, 5)]), 0);
        // one is missing, one is there twice, one is of another query
        assert_eq!(missing(&[page(0, 2, 5), page(4, 1, 5)]), 2);
        assert_eq!(missing(&[page(0, 3, 5), page(0, 3, 5), page(3, 2, 5)]), 3);
        assert_eq!(missing(&[page(0, 2, 4), page(2, 2, 5)]), 2);
        let unknown = ("p".to_owned(), Page { total: None, limit: None, offset: Some(5), rows: 1 });
        assert_eq!(missing(&[unknown]), 1);
    }
}
