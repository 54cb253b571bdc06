//! Sessions: somebody had a product open from a moment to another. Any licence log has them; the
//! names of columns differ.

use super::{Format, ReadRow, Rows, Tells};
use crate::load::usage::batch::{Wrong, wrong};
use crate::load::usage::cells::{field, is_absent, is_hidden, shown};
use crate::load::usage::columns::Role;
use crate::load::usage::odd_closes::{Odd, odd};
use crate::load::usage::people::ShortName;
use crate::load::usage::possible::{ensure_not_endless, is_no_end};
use crate::load::usage::reader::{Pending, Reader, Row};
use crate::model::Session;

pub(super) static FORMAT: Format = Format {
    name: "sessions",
    words: "sessions",
    need: "need",
    precedence: 2,
    needed: &[Role::Person, Role::Product, Role::Opened, Role::Closed],
    own: &[],
    tells: &[Tells::Sessions, Tells::Days, Tells::People, Tells::Flex, Tells::Period],
    note: None,
    rows: Rows::by::<Sessions>(),
};

struct Sessions;

impl ReadRow for Sessions {
    #[inline]
    fn read(reader: &mut Reader, fields: &[&[u8]]) -> Result<Row, Wrong> {
        let opened = reader.opened(fields)?;
        // A session without a close is still open: its row is whole.
        let text = field(fields, reader.columns.closed);
        let closed = if is_absent(text) || is_no_end(text) {
            None
        } else {
            Some(reader.closed(fields, text, opened)?)
        };
        reader.odd = closed.and_then(|closed| odd(opened, closed, reader.tomorrow));
        let closed = closed.filter(|_| reader.odd != Some(Odd::ToCome));
        if closed.is_some_and(|closed| closed < opened) {
            let (opened, closed) = (shown(field(fields, reader.columns.opened)), shown(text));
            return Err(wrong(format!("closed at {closed}, before it was opened at {opened}")));
        }
        if let Some(closed) = closed {
            let from = field(fields, reader.columns.opened);
            ensure_not_endless((opened, from), (closed, text))?;
        }
        let product = reader.product(fields)?;
        let item = match reader.names.item(product)? {
            Some(item) => item,
            None if reader.takes_unknown => reader.names.unlisted_item(product)?,
            None => return Ok(Row::Unknown(shown(product), None)),
        };
        let label = reader.label(fields)?;
        // Nearly every name is short and ASCII. Such people are looked up together, which is faster
        // than one by one (`people.rs`).
        let name = field(fields, reader.header.people.first().copied());
        if let Some(person) = ShortName::new(name)
            && name.is_ascii()
            && !is_hidden(name)
            && reader.columns.who.ids.is_empty()
        {
            let hash = reader.names.people().hash(person);
            return Ok(Row::Pending(Pending { person, hash, item, label, opened, closed }));
        }
        let pair = reader.pair(fields, item)?;
        Ok(Row::Session(Session { pair, label, opened, closed }))
    }
}

#[cfg(test)]
mod tests {
    use crate::load::usage::formats::testing::read;

    const HEAD: &str = "user,product,opened,closed\n";

    #[test]
    fn a_row_is_a_session() {
        let read = read(
            HEAD,
            "Ana,Revit,2026-03-02T08:00:00Z,2026-03-02T09:30:00Z\n\
             ana , rvt ,2026-03-02 10:00:00Z,-\n\
             müller,AutoCAD,2026-03-02T11:00:00Z,\n",
        );
        assert_eq!((read.format, read.faults.as_slice()), ("sessions", &[][..]));
        assert_eq!(
            read.rows,
            [
                "ana revit 2026-03-02T08:00:00Z..2026-03-02T09:30:00Z",
                "ana revit 2026-03-02T10:00:00Z..open",
                "müller autocad 2026-03-02T11:00:00Z..open",
            ]
        );
    }

    #[test]
    fn a_session_ends_no_earlier_than_it_begins() {
        let row = |closed: &str| format!("ana,Revit,2026-03-02T08:00:00Z,{closed}\n");
        // one below, at, one above
        let read = read(
            HEAD,
            &["2026-03-02T07:59:59Z", "2026-03-02T08:00:00Z", "2026-03-02T08:00:01Z"]
                .map(row)
                .concat(),
        );
        assert_eq!(
            read.faults,
            ["x:2: closed at 2026-03-02T07:59:59Z, before it was opened at 2026-03-02T08:00:00Z"]
        );
        assert_eq!(read.rows.len(), 2);
    }

    #[test]
    fn a_row_that_cannot_be_read_says_why() {
        let read = read(
            HEAD,
            "ana,Revit,yesterday,\n\
             ana,Revit,2026-03-02T08:00:00Z,later\n\
             ***,Revit,2026-03-02T08:00:00Z,\n\
             ana,,2026-03-02T08:00:00Z,\n\
             ana,SolidCAD,2026-03-02T08:00:00Z,\n",
        );
        assert_eq!(
            read.faults,
            [
                "x:2: `opened` must be a time such as 2026-03-02T08:00:00Z, found `yesterday`",
                "x:3: `closed` must be a time such as 2026-03-02T08:00:00Z, found `later`",
                "x:4: nothing says who it was",
                "x:5: nothing says which product it was",
            ]
        );
        assert_eq!((read.rows.len(), read.unknown.as_slice()), (0, &["SolidCAD".to_owned()][..]));
    }
}
