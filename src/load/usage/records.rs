//! A block → its records. Where nothing is quoted, and nearly nothing ever is, fields are what
//! stands between delimiters; where something is, the csv crate knows what that means.

use csv::{ByteRecord, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2, memchr2_iter};

/// Calls `row` with the fields of each record and the byte at which it begins; lines without
/// anything are left out. Returns the number of lines.
pub(super) fn each(block: &[u8], delimiter: u8, row: impl FnMut(&[&[u8]], usize)) -> u64 {
    if memchr(b'"', block).is_none() {
        each_plain(block, delimiter, row)
    } else {
        each_quoted(block, delimiter, row)
    }
}

fn each_plain<'b>(block: &'b [u8], delimiter: u8, mut row: impl FnMut(&[&'b [u8]], usize)) -> u64 {
    let mut fields: Vec<&[u8]> = Vec::new();
    let (mut start, mut field, mut lines) = (0, 0, 0);
    let end = (block.last() != Some(&b'\n')).then_some(block.len());
    for at in memchr2_iter(delimiter, b'\n', block).chain(end) {
        let text = block.get(field..at).unwrap_or_default();
        field = at + 1;
        if block.get(at) == Some(&delimiter) {
            fields.push(text);
            continue;
        }
        lines += u64::from(at < block.len());
        fields.push(text.strip_suffix(b"\r").unwrap_or(text));
        if fields.len() > 1 || fields.iter().any(|field| !field.is_empty()) {
            row(&fields, start);
        }
        fields.clear();
        start = field;
    }
    lines
}

fn each_quoted(block: &[u8], delimiter: u8, mut row: impl FnMut(&[&[u8]], usize)) -> u64 {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(block);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or_default() {
        let start = record
            .position()
            .and_then(|position| usize::try_from(position.byte()).ok())
            .unwrap_or_default();
        if memchr2(b'\n', b'\r', record.as_slice()).is_some() {
            record = record.iter().map(one_line).collect();
        }
        let fields: Vec<&[u8]> = record.iter().collect();
        // The record begins behind what is left of the line before.
        let rest = block.get(start..).unwrap_or_default();
        row(&fields, start + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count());
    }
    memchr_iter(b'\n', block).count() as u64
}

/// A field in one line, as in the rows of any table: a line break within it is a space.
fn one_line(field: &[u8]) -> Vec<u8> {
    let lines = field.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(block: &str) -> (Vec<(Vec<String>, usize)>, u64) {
        let mut found = Vec::new();
        let lines = each(block.as_bytes(), b',', |fields, at| {
            let fields =
                fields.iter().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect();
            found.push((fields, block[..at].matches('\n').count() + 1));
        });
        (found, lines)
    }

    fn record(fields: &[&str], line: usize) -> (Vec<String>, usize) {
        (fields.iter().map(|field| (*field).to_owned()).collect(), line)
    }

    #[test]
    fn a_line_break_within_a_field_is_a_space() {
        let (found, lines) = records("\"two \r\n lines\",b\n\"\n\",\"c\n\"\n");
        assert_eq!(found, [record(&["two lines", "b"], 1), record(&["", "c"], 3)]);
        assert_eq!(lines, 5);
    }

    #[test]
    fn records_have_their_fields_and_lines_with_and_without_quotes() {
        let plain = "a,b\r\n\r\n,\r\n1,2";
        assert_eq!(
            records(plain),
            (vec![record(&["a", "b"], 1), record(&["", ""], 3), record(&["1", "2"], 4)], 3)
        );
        let quoted = "\"a\",b\r\n\r\n,\r\n\"1\n\n\",\"2\"\"\"\r\n3,4\r\n";
        assert_eq!(
            records(quoted),
            (
                vec![
                    record(&["a", "b"], 1),
                    record(&["", ""], 3),
                    record(&["1", "2\""], 4),
                    record(&["3", "4"], 7)
                ],
                7
            )
        );
    }
}
