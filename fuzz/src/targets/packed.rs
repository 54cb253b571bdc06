//! Tables inside of something: mutated bytes alone would stop at the sum that guards it.

use std::io::{Cursor, Write};
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::readers::ask_of;

/// The parts of a workbook in the order in which the input has them, a line of `---` between two.
const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
];

const LINES: [&str; 1] = ["charge @packed.bin --bad-rows skip --unknown skip --period 2026 -f csv"];

/// A workbook of these parts; of those that are left out, a few words that are well.
pub(super) fn workbook(data: &[u8], folder: &Path) {
    let mut parts = super::command::parts(data);
    let parts = PARTS.iter().map(|name| (*name, parts.next().unwrap_or(well(name))));
    let packed = zipped(parts);
    ask_of("packed.bin", &packed, folder, &LINES);
}

fn well(name: &str) -> &'static [u8] {
    match name {
        "xl/workbook.xml" => include_bytes!("workbook/workbook.xml"),
        "xl/_rels/workbook.xml.rels" => include_bytes!("workbook/rels.xml"),
        "[Content_Types].xml" => include_bytes!("workbook/types.xml"),
        "xl/styles.xml" => include_bytes!("workbook/styles.xml"),
        _ => b"",
    }
}

/// A text in the way that its first byte chooses: packed, or in another encoding.
pub(super) fn wrapped(data: &[u8], folder: &Path) {
    let Some((how, text)) = data.split_first() else { return };
    let units = || text.iter().map(|byte| u16::from(*byte));
    let packed = match how % 6 {
        0 => gzip(text),
        1 => zipped([("log.csv", text)].into_iter()),
        2 => [0xff, 0xfe].into_iter().chain(units().flat_map(u16::to_le_bytes)).collect(),
        3 => [0xfe, 0xff].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect(),
        4 => gzip(&gzip(text)),
        _ => {
            let mut cut = gzip(text);
            cut.truncate(cut.len() / 2);
            cut
        }
    };
    ask_of("packed.bin", &packed, folder, &LINES);
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text).expect("memory");
    packer.finish().expect("memory")
}

fn zipped<'a>(parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in parts {
        writer.start_file(name, options).expect("memory");
        writer.write_all(part).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
