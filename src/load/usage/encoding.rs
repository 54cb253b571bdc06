//! What a file is stored as → its text in UTF-8, byte by byte as it is read.

use std::io::{self, BufReader, Cursor, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

/// How many of the first bytes tell what a file is stored as.
const HEAD: usize = 4;

/// The first bytes, and a reader that still has them.
fn head_of(mut reader: impl Read + Send + 'static) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::with_capacity(HEAD);
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(reader))))
}

/// The file as it was before gzip packed it, if it did.
pub(super) fn unpacked(stored: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let (head, reader) = head_of(stored)?;
    if head.starts_with(&[0x1f, 0x8b]) {
        Ok(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, reader))))
    } else {
        Ok(reader)
    }
}

/// The text in UTF-8 and without a byte-order mark. UTF-16, which Excel calls Unicode text, is
/// known by its mark, or by the zero beside its first letter.
pub(super) fn decoded(bytes: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let (head, reader) = head_of(bytes)?;
    let encoding = match head.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => {
            let mut reader = reader;
            reader.read_exact(&mut [0; 3])?;
            return Ok(reader);
        }
        [0xff, 0xfe, ..] | [1..=0xff, 0, ..] => UTF_16LE,
        [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => UTF_16BE,
        _ => return Ok(reader),
    };
    Ok(Box::new(Utf16 {
        reader,
        decoder: encoding.new_decoder(),
        text: String::new(),
        given: 0,
        ended: false,
    }))
}

/// UTF-16 on its way to UTF-8.
struct Utf16 {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    text: String,
    given: usize,
    ended: bool,
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let mut bytes = [0; 1 << 14];
            let read = self.reader.read(&mut bytes)?;
            self.ended = read == 0;
            self.text.clear();
            self.given = 0;
            let most =
                self.decoder.max_utf8_buffer_length_without_replacement(read).unwrap_or(1 << 16);
            self.text.reserve(most);
            let input = bytes.get(..read).unwrap_or_default();
            let (result, _, malformed) =
                self.decoder.decode_to_string(input, &mut self.text, self.ended);
            if malformed || result == CoderResult::OutputFull {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it is not valid UTF-16"));
            }
        }
        let left = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let many = left.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..many), left.get(..many)) {
            to.copy_from_slice(from);
        }
        self.given += many;
        Ok(many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_and_byte_order_marks_are_read_as_text() {
        let text = "person,ü\n1,😀\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            little.clone(),
            [&[0xff, 0xfe], little.as_slice()].concat(),
            big.clone(),
            [&[0xfe, 0xff], big.as_slice()].concat(),
        ] {
            let mut read = String::new();
            decoded(Box::new(Cursor::new(bytes))).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn half_a_letter_of_utf_16_is_refused() {
        let mut read = String::new();
        let bytes = Cursor::new(b"\xff\xfea\0b".to_vec());
        let error = decoded(Box::new(bytes)).unwrap().read_to_string(&mut read).unwrap_err();
        assert_eq!(error.to_string(), "it is not valid UTF-16");
    }
}
