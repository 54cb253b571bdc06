//! Which columns say who it was, by addresses and by ids.

use crate::load::usage::columns::bare_name;
use crate::load::usage::header::Header;

/// Columns of ids, as `normalise` leaves them.
const IDS: [&str; 4] = ["autodeskid", "userid", "hashedautodeskid", "hasheduserid"];

/// Columns whose names are too common for people to be told apart by them.
const NO_ADDRESS: [&str; 1] = ["fullname"];

/// The columns of a header that say who it was.
#[derive(Default)]
pub(in crate::load::usage) struct IdColumns {
    /// Columns of addresses, the best first.
    pub(in crate::load::usage) addresses: Vec<usize>,
    /// Columns of ids, the best first.
    pub(in crate::load::usage) ids: Vec<usize>,
}

impl IdColumns {
    pub(in crate::load::usage) fn new(header: &Header) -> Self {
        let mut columns = Self::default();
        for place in &header.people {
            let name = bare_name(header.columns.get(*place).map_or("", String::as_str));
            if IDS.contains(&name.as_str()) {
                columns.ids.push(*place);
            } else if !NO_ADDRESS.contains(&name.as_str()) {
                columns.addresses.push(*place);
            }
        }
        // One column of ids ties nothing together, unless an address or another id is beside it.
        if columns.ids.len() + columns.addresses.len() < 2 {
            columns.ids.clear();
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::usage::UsageRequest;
    use crate::model::Catalogue;

    /// The places of addresses and ids.
    fn columns(head: &str) -> (Vec<usize>, Vec<usize>) {
        let catalogue = Catalogue::new(&[]);
        let request = UsageRequest::new(&[], &catalogue);
        let (header, _) = Header::of_file("x", head.as_bytes(), &request).expect("a header");
        let IdColumns { addresses, ids } = IdColumns::new(&header);
        (addresses, ids)
    }

    #[test]
    fn ids_tie_only_what_stands_beside_them() {
        assert_eq!(columns("autodesk_id,email,product,date"), (vec![1], vec![0]));
        assert_eq!(columns("hashed_autodesk_id,user_id,product,date"), (vec![], vec![1, 0]));
        // nothing is beside the id
        assert_eq!(columns("user_id,product,date"), (vec![], vec![]));
        // two people may have one full name
        assert_eq!(columns("user_id,full_name,product,date"), (vec![], vec![]));
    }
}
