//! Bytes → text in UTF-8, whatever they are stored as: UTF-8, UTF-16 (which Excel calls Unicode
//! text), or Windows-1252, which is what a text is that cannot be UTF-8.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes are decoded at once.
const CHUNK: usize = 1 << 16;

/// The first bytes, at most `many`, and a reader that still has them.
pub(super) fn head_of(
    mut reader: impl Read + Send + 'static,
    many: usize,
) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::with_capacity(many);
    reader.by_ref().take(many as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(reader))))
}

/// Notices whether the last line has an end.
pub(super) struct LastLine<R> {
    reader: R,
    /// The last byte that is not blank.
    last: u8,
    is_open: Arc<AtomicBool>,
}

impl<R> LastLine<R> {
    /// Reads the text of `reader`; `is_open` becomes true where its last line has no end.
    pub(super) fn new(reader: R, is_open: Arc<AtomicBool>) -> Self {
        Self { reader, last: b'\n', is_open }
    }
}

impl<R: Read> Read for LastLine<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let given = buffer.get(..read).unwrap_or_default();
        if let Some(last) = given.iter().rfind(|byte| !matches!(byte, b' ' | b'\t')) {
            self.last = *last;
        }
        if read == 0 && !buffer.is_empty() && !matches!(self.last, b'\r' | b'\n') {
            self.is_open.store(true, Ordering::Relaxed);
        }
        Ok(read)
    }
}

/// The text; `ansi` becomes true where it is read as Windows-1252.
pub(super) fn decoded(
    bytes: Box<dyn Read + Send>,
    ansi: Arc<AtomicBool>,
) -> io::Result<Box<dyn Read + Send>> {
    let (head, mut reader) = head_of(bytes, 4)?;
    let encoding = match head.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => {
            reader.read_exact(&mut [0; 3])?;
            None
        }
        [0xff, 0xfe, ..] | [1..=0xff, 0, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, 1..=0xff, ..] => Some(UTF_16BE),
        _ => None,
    };
    Ok(match encoding {
        Some(encoding) => Box::new(Converted {
            reader,
            decoder: encoding.new_decoder(),
            text: Vec::new(),
            given: 0,
            ended: false,
        }),
        None => Box::new(Letters {
            reader,
            seen: Seen::Ascii,
            text: Vec::new(),
            given: 0,
            begun: Vec::new(),
            last: 0,
            ansi,
        }),
    })
}

/// Gives out what is left of a text that was decoded.
fn give(text: &[u8], given: &mut usize, buffer: &mut [u8]) -> usize {
    let left = text.get(*given..).unwrap_or_default();
    let many = left.len().min(buffer.len());
    if let (Some(to), Some(from)) = (buffer.get_mut(..many), left.get(..many)) {
        to.copy_from_slice(from);
    }
    *given += many;
    many
}

fn malformed(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}

/// UTF-16 on its way to UTF-8.
struct Converted {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Read for Converted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let mut bytes = vec![0; CHUNK];
            let read = self.reader.read(&mut bytes)?;
            self.ended = read == 0;
            let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(CHUNK * 3);
            let mut text = String::with_capacity(most);
            let input = bytes.get(..read).unwrap_or_default();
            let (result, _, wrong) = self.decoder.decode_to_string(input, &mut text, self.ended);
            if wrong || result == CoderResult::OutputFull {
                return Err(malformed("it is not valid UTF-16"));
            }
            (self.text, self.given) = (text.into_bytes(), 0);
        }
        Ok(give(&self.text, &mut self.given, buffer))
    }
}

/// What the letters beyond ASCII were, so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Ascii,
    Utf8,
    Ansi,
}

/// A text in ASCII, which passes as it is, until a letter tells whether it is UTF-8 or
/// Windows-1252: the first such letter may come after gigabytes.
struct Letters {
    reader: Box<dyn Read + Send>,
    seen: Seen,
    text: Vec<u8>,
    given: usize,
    /// The beginning of a letter in UTF-8 whose end has not been read.
    begun: Vec<u8>,
    last: u8,
    ansi: Arc<AtomicBool>,
}

impl Read for Letters {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.given < self.text.len() {
                return Ok(give(&self.text, &mut self.given, buffer));
            }
            let read = self.reader.read(buffer)?;
            let new = buffer.get(..read).unwrap_or_default();
            if self.begun.is_empty() && Encoding::ascii_valid_up_to(new) == read {
                return Ok(read);
            }
            let mut bytes = std::mem::take(&mut self.begun);
            bytes.extend_from_slice(new);
            self.given = 0;
            self.text = self.letters(bytes, read == 0)?;
            if read == 0 {
                return Ok(give(&self.text, &mut self.given, buffer));
            }
        }
    }
}

impl Letters {
    fn letters(&mut self, mut bytes: Vec<u8>, at_end: bool) -> io::Result<Vec<u8>> {
        if self.seen == Seen::Ansi {
            return self.ansi_text(&bytes);
        }
        let Err(error) = std::str::from_utf8(&bytes) else {
            self.seen = if bytes.is_ascii() { self.seen } else { Seen::Utf8 };
            return Ok(bytes);
        };
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        self.seen = if valid.is_ascii() { self.seen } else { Seen::Utf8 };
        if error.error_len().is_none() && !at_end {
            self.begun = bytes.split_off(error.valid_up_to());
            return Ok(bytes);
        }
        if self.seen == Seen::Utf8 {
            return Err(malformed("its text begins in UTF-8 and goes on in another encoding"));
        }
        self.seen = Seen::Ansi;
        self.ansi.store(true, Ordering::Relaxed);
        self.ansi_text(&bytes)
    }

    fn ansi_text(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        for byte in bytes {
            // `Ã` before a sign is no word of any language: it is a letter of UTF-8.
            if self.last == 0xc3 && matches!(byte, 0x80..=0xbf) {
                return Err(malformed("parts of its text are in UTF-8 and parts are not"));
            }
            if matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) {
                return Err(malformed("its text is neither UTF-8 nor Windows-1252"));
            }
            self.last = *byte;
        }
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        Ok(text.into_owned().into_bytes())
    }
}

/// Lines that end as those of old Macs do, by CR alone.
pub(super) struct LineEnds<R>(pub(super) R);

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        for byte in buffer.iter_mut().take(read).filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one to three bytes at a time.
    struct Drops(Vec<u8>, usize);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 % 3 + 1;
            let many = self.1.min(self.0.len()).min(buffer.len());
            buffer[..many].copy_from_slice(&self.0[..many]);
            self.0.drain(..many);
            Ok(many)
        }
    }

    fn text_of(bytes: &[u8]) -> Result<(String, bool), String> {
        let read = |reader: Box<dyn Read + Send>| {
            let ansi = Arc::new(AtomicBool::new(false));
            let mut text = String::new();
            decoded(reader, Arc::clone(&ansi))
                .and_then(|mut reader| reader.read_to_string(&mut text))
                .map_err(|error| error.to_string())?;
            Ok((text, ansi.load(Ordering::Relaxed)))
        };
        let at_once = read(Box::new(Cursor::new(bytes.to_vec())));
        assert_eq!(at_once, read(Box::new(Drops(bytes.to_vec(), 0))));
        at_once
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "user,Büro\n1,naïve\n";
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
            assert_eq!(text_of(&bytes), Ok((text.to_owned(), false)));
        }
        assert_eq!(text_of(b"user,B\xfcro\n1,na\xefve\n"), Ok((text.to_owned(), true)));
    }

    #[test]
    fn a_mixture_is_refused() {
        let refused = |bytes: &[u8]| text_of(bytes).unwrap_err();
        assert!(
            refused("ü".as_bytes().iter().chain(b" \xfc").copied().collect::<Vec<_>>().as_slice())
                .contains("goes on in another")
        );
        assert!(refused(b"\xfc and \xc3\xbc").contains("parts are not"));
        assert!(refused(b"\xfc\x81").contains("neither"));
        assert!(refused(b"a\0b").contains("UTF-16"));
        // a letter cut off at the end of the file
        assert_eq!(text_of(b"caf\xe9"), Ok(("café".to_owned(), true)));
    }

    #[test]
    fn it_is_known_whether_the_last_line_has_an_end() {
        let is_open = |text: &[u8]| {
            let is_open: Arc<AtomicBool> = Arc::default();
            let reader = LastLine::new(Drops(text.to_vec(), 0), Arc::clone(&is_open));
            io::read_to_string(reader).unwrap();
            is_open.load(Ordering::Relaxed)
        };
        for text in ["", "a\n", "a\r\n", "a\r", "a\n \t"] {
            assert!(!is_open(text.as_bytes()), "{text:?}");
        }
        for text in ["a", "a\nb", "a\nb ", "a\n\""] {
            assert!(is_open(text.as_bytes()), "{text:?}");
        }
    }
}
