//! What cannot be read twice, put aside: in memory while it is small, else in a file without a
//! name, which is gone when the program is.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::bounds::{LARGEST_IN_MEMORY, LARGEST_SPOOL};

/// Bytes that were put aside.
#[derive(Clone, Default)]
pub(super) struct Spool(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    memory: Vec<u8>,
    disk: Option<File>,
    length: u64,
}

impl Spool {
    /// Everything of `reader`.
    pub(super) fn of(mut reader: impl Read) -> io::Result<Self> {
        let mut spool = Self::default();
        io::copy(&mut reader, &mut spool)?;
        Ok(spool)
    }

    /// Reads it from its beginning. One at a time: a file has one position.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut kept.disk {
            Some(file) => {
                file.seek(SeekFrom::Start(0))?;
                Ok(Box::new(file.try_clone()?))
            }
            None => Ok(Box::new(Cursor::new(kept.memory.clone()))),
        }
    }

    /// It as a file, for what must go to and fro.
    pub(super) fn file(&self) -> io::Result<File> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.move_to_disk()?;
        let mut file = kept.disk.as_ref().map_or_else(tempfile::tempfile, File::try_clone)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.length += bytes.len() as u64;
        if kept.length > LARGEST_SPOOL {
            return Err(io::Error::other("it unpacks to more than 8 GiB"));
        }
        if kept.disk.is_none() && kept.memory.len() + bytes.len() <= LARGEST_IN_MEMORY {
            kept.memory.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        kept.move_to_disk()?;
        if let Some(file) = &mut kept.disk {
            file.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn move_to_disk(&mut self) -> io::Result<()> {
        if self.disk.is_none() {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.disk = Some(file);
        }
        Ok(())
    }
}

/// Puts aside what passes.
pub(super) struct Tee<R> {
    reader: R,
    spool: Spool,
}

impl<R> Tee<R> {
    pub(super) fn new(reader: R, spool: Spool) -> Self {
        Self { reader, spool }
    }
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.spool.write_all(buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_aside_comes_back_as_often_as_it_is_asked_for() {
        for size in [0, LARGEST_IN_MEMORY, LARGEST_IN_MEMORY + 1] {
            let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let spool = Spool::of(bytes.as_slice()).unwrap();
            for _ in 0..2 {
                let mut again = Vec::new();
                spool.open().unwrap().read_to_end(&mut again).unwrap();
                assert!(again == bytes, "{size}");
            }
            let mut again = Vec::new();
            spool.file().unwrap().read_to_end(&mut again).unwrap();
            assert!(again == bytes, "{size}");
        }
    }
}
