//! Compressed streams, told by how they begin and unpacked under a budget that many of them share.
//!
//! A stream of several members or frames is unpacked to its end, as its own tool does it; bytes behind the end that no tool would unpack are a
//! fault, for a reader that is more lenient would find something there. What is unpacked was checked by the stream's own checksums at its end.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::ArchiveError;
use crate::limits;

/// How a stream is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Packing {
    /// Spec: RFC 1952.
    Gzip,
    /// Spec: RFC 8878.
    Zstd,
    /// Spec: The .xz File Format 1.2.
    Xz,
    /// Known, and not unpacked.
    Bzip2,
    /// The older format of LZMA, known, and not unpacked.
    Lzma,
}

impl Packing {
    /// Returns how a stream that begins so is compressed; none where it is not, as far as that can be told.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        let is_skippable = || head.get(1..4) == Some(b"\x2a\x4d\x18") && head.first().is_some_and(|it| it >> 4 == 5);
        if head.starts_with(b"\x1f\x8b\x08") {
            Some(Self::Gzip)
        } else if head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable() {
            Some(Self::Zstd)
        } else if head.starts_with(b"\xfd7zXZ\0") {
            Some(Self::Xz)
        } else if head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY") {
            Some(Self::Bzip2)
        } else if head.starts_with(b"\x5d\0\0") && head.get(5..13).is_some_and(is_lzma_size) {
            Some(Self::Lzma)
        } else {
            None
        }
    }

    /// Returns the name that people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
            Self::Lzma => "lzma",
        }
    }
}

/// The size in the header of an LZMA stream is unknown, or that of an honest file.
fn is_lzma_size(bytes: &[u8]) -> bool {
    bytes == [0xff; 8] || bytes.get(5..8) == Some(&[0; 3])
}

/// How many bytes may still be unpacked, and how many entries looked at, over all archives that share it.
#[derive(Debug)]
pub struct Budget {
    bytes: Cell<u64>,
    entries: Cell<u64>,
}

impl Budget {
    /// Returns a budget of so many bytes and entries.
    #[must_use]
    pub fn new(bytes: u64, entries: u64) -> Self {
        Self { bytes: Cell::new(bytes), entries: Cell::new(entries) }
    }

    /// Returns whether nothing is left of it, which ends all that shares it.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.bytes.get() == 0 || self.entries.get() == 0
    }

    pub(super) fn spend(&self, bytes: usize) -> io::Result<()> {
        let left = self.bytes.get().saturating_sub(bytes as u64);
        self.bytes.set(left);
        if left == 0 { Err(invalid("unpacks to more than any honest archive".to_owned())) } else { Ok(()) }
    }

    /// Counts one entry more.
    ///
    /// # Errors
    /// [`ArchiveError::TooLarge`] when it was the last one.
    pub fn count(&self) -> Result<(), ArchiveError> {
        let left = self.entries.get().saturating_sub(1);
        self.entries.set(left);
        if left == 0 {
            Err(ArchiveError::TooLarge("has more entries than any honest archive".to_owned()))
        } else {
            Ok(())
        }
    }
}

/// An unpacked stream. After its first error it gives no byte more.
pub struct Unpacked<'a> {
    input: Option<Box<dyn Read + 'a>>,
    budget: &'a Budget,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let input = self.input.as_mut().ok_or_else(|| invalid("was damaged before".to_owned()))?;
        let read = input.read(buffer).and_then(|read| self.budget.spend(read).map(|()| read));
        if read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.input = None;
        }
        read
    }
}

/// Returns the stream that a compressed one holds.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`] for what is known and not unpacked; all other errors come while reading.
pub fn unpack<'a>(packing: Packing, input: impl Read + 'a, budget: &'a Budget) -> io::Result<Unpacked<'a>> {
    let input = BufReader::with_capacity(limits::STREAM_CHUNK_BYTES, input);
    let input: Box<dyn Read + 'a> = match packing {
        Packing::Gzip => Box::new(Gzip { member: Some(GzDecoder::new(input)), rest: None }),
        Packing::Zstd => Box::new(Zstd { input, frame: FrameDecoder::new(), is_open: false }),
        Packing::Xz => Box::new(XzReader::new_mem_limit(input, true, limits::UNPACKING_KIBIBYTES)),
        Packing::Bzip2 | Packing::Lzma => {
            let message = format!("is compressed with {}, which is not read", packing.name());
            return Err(io::Error::new(io::ErrorKind::Unsupported, message));
        }
    };
    Ok(Unpacked { input: Some(input), budget })
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// Members one after the other. Spec: RFC 1952, 2.2.
struct Gzip<R> {
    member: Option<GzDecoder<R>>,
    /// The input between two members.
    rest: Option<R>,
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.rest = self.member.take().map(GzDecoder::into_inner);
            if let Some(rest) = &mut self.rest
                && is_more(rest)?
            {
                self.member = self.rest.take().map(GzDecoder::new);
            }
        }
        Ok(0)
    }
}

/// Returns whether another member follows; nothing, or the zeros that fill a block of a tape, do not count.
fn is_more(rest: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = rest.fill_buf()?;
        match bytes.iter().position(|byte| *byte != 0) {
            None if bytes.is_empty() => return Ok(false),
            None => {
                let zeros = bytes.len();
                rest.consume(zeros);
            }
            Some(0) if bytes.first() == Some(&0x1f) => return Ok(true),
            Some(_) => return Err(invalid("has bytes behind its compressed stream".to_owned())),
        }
    }
}

/// Frames one after the other, those to be skipped among them. Spec: RFC 8878, 3.1.
struct Zstd<R> {
    input: R,
    frame: FrameDecoder,
    is_open: bool,
}

impl<R: BufRead> Zstd<R> {
    /// Begins the next frame, and returns whether there is one.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.input.fill_buf()?.is_empty() {
            match self.frame.init(&mut self.input) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let skipped = io::copy(&mut (&mut self.input).take(u64::from(length)), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(invalid("ends inside of a frame".to_owned()));
                    }
                }
                Err(error) => return Err(invalid(error.to_string())),
            }
        }
        Ok(false)
    }

    fn check_sum(&self) -> io::Result<()> {
        match (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum()) {
            (Some(stated), Some(found)) if stated != found => Err(invalid("has another checksum".to_owned())),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if self.is_open {
                while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                    let decoded = self.frame.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1));
                    decoded.map_err(|error| invalid(error.to_string()))?;
                }
                let read = self.frame.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                self.check_sum()?;
            }
            self.is_open = self.next_frame()?;
            if !self.is_open {
                return Ok(0);
            }
        }
    }
}
