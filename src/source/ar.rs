//! Static libraries: the members of an `ar` archive.
//!
//! Spec: ar(5) of the BSDs; System V Application Binary Interface, chapter 7 "Archive File"; Microsoft PE/COFF, "Archive (Library) File Format".

use std::borrow::Cow;

use crate::limits;

const MAGIC: &[u8] = b"!<arch>\n";
/// The magic of an archive that holds no members but only their names.
const THIN: &[u8] = b"!<thin>\n";
const HEADER_BYTES: usize = 60;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Its bytes; empty in a thin archive.
    pub bytes: &'a [u8],
}

/// Bytes that are no archive, or a broken one.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArError {
    /// They do not begin as an archive does.
    #[error("expected an `ar` archive, found other bytes")]
    Magic,
    /// A header is not one, or ends with the file.
    #[error("expected the header of an archive member at byte {at}")]
    Header {
        /// Where it should be.
        at: usize,
    },
    /// A member is longer than the file.
    #[error("the archive member at byte {at} is longer than the file")]
    Length {
        /// Where its header is.
        at: usize,
    },
    /// A name is outside of the table of names, or no text.
    #[error("the archive member at byte {at} has no usable name")]
    Name {
        /// Where its header is.
        at: usize,
    },
    /// There are more members than any honest archive has.
    #[error("the archive has more than {} members", limits::AR_MEMBERS)]
    Members,
}

/// Returns whether bytes begin as an archive does.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || bytes.starts_with(THIN)
}

/// Returns the members of an archive, in its order, without its symbol tables and table of names.
///
/// # Errors
/// Every variant of [`ArError`].
pub fn parse_archive(bytes: &[u8]) -> Result<Vec<Member<'_>>, ArError> {
    if !is_archive(bytes) {
        return Err(ArError::Magic);
    }
    let thin = bytes.starts_with(THIN);
    let mut names: &[u8] = &[];
    let mut members = Vec::new();
    let mut at = MAGIC.len();
    while at < bytes.len() {
        let header = bytes.get(at..at.saturating_add(HEADER_BYTES)).ok_or(ArError::Header { at })?;
        let (name, size) = fields(header).ok_or(ArError::Header { at })?;
        let start = at + HEADER_BYTES;
        let is_table = matches!(name, "/" | "//" | "/SYM64/" | "/<ECSYMBOLS>/" | "/<HYBRIDMAP>/");
        let end = if thin && !is_table { start } else { start.checked_add(size).ok_or(ArError::Length { at })? };
        let data = bytes.get(start..end).ok_or(ArError::Length { at })?;
        if name == "//" {
            names = data;
        } else if !is_table {
            let member = member(name, data, names).ok_or(ArError::Name { at })?;
            if !member.name.starts_with("__.SYMDEF") {
                members.push(member);
            }
            if members.len() > limits::AR_MEMBERS {
                return Err(ArError::Members);
            }
        }
        // Members begin at even places.
        at = end + end % 2;
    }
    Ok(members)
}

/// Returns the name as written, without the blanks behind it, and the size.
fn fields(header: &[u8]) -> Option<(&str, usize)> {
    let text = |range: std::ops::Range<usize>| std::str::from_utf8(header.get(range)?).ok().map(str::trim_end);
    (header.get(58..)? == b"`\n").then_some(())?;
    Some((text(0..16)?, text(48..58)?.trim().parse().ok()?))
}

fn member<'a>(name: &'a str, data: &'a [u8], names: &'a [u8]) -> Option<Member<'a>> {
    if let Some(length) = name.strip_prefix("#1/") {
        // BSD: the name stands before the bytes.
        let length: usize = length.parse().ok()?;
        let (name, bytes) = data.split_at_checked(length)?;
        let name = name.split(|byte| *byte == 0).next()?;
        return Some(Member { name: String::from_utf8_lossy(name), bytes });
    }
    if let Some(offset) = name.strip_prefix('/') {
        // GNU and Microsoft: the name stands in the table, ended by a line feed or a NUL.
        let rest = names.get(offset.parse::<usize>().ok()?..)?;
        let name = rest.split(|byte| matches!(byte, b'\n' | 0)).next()?;
        let name = name.strip_suffix(b"/").unwrap_or(name);
        return Some(Member { name: String::from_utf8_lossy(name), bytes: data });
    }
    Some(Member { name: Cow::Borrowed(name.strip_suffix('/').unwrap_or(name)), bytes: data })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, data.len()).into_bytes();
        bytes.extend_from_slice(data);
        if data.len() % 2 == 1 {
            bytes.push(b'\n');
        }
        bytes
    }

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(entries.iter().flat_map(|(name, data)| entry(name, data)));
        bytes
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        parse_archive(bytes).unwrap().into_iter().map(|member| member.name.into_owned()).collect()
    }

    #[test]
    fn names_of_every_dialect_are_read() {
        let gnu = archive(&[
            ("/", b"\0\0\0\0"),
            ("//", b"a-very-long-name.o/\nb.o/\n"),
            ("/0", b"123"),
            ("/20", b""),
            ("c.o/", b"4"),
        ]);
        assert_eq!(names(&gnu), ["a-very-long-name.o", "b.o", "c.o"]);
        assert_eq!(parse_archive(&gnu).unwrap()[0].bytes, b"123");
        let bsd = archive(&[("#1/20", b"__.SYMDEF SORTED\0\0\0\0data"), ("#1/8", b"long.o\0\0data"), ("s.o", b"x")]);
        assert_eq!(names(&bsd), ["long.o", "s.o"]);
        assert_eq!(parse_archive(&bsd).unwrap()[0].bytes, b"data");
        let microsoft =
            archive(&[("/", b""), ("/", b""), ("//", b"dir\\first.obj\0second.obj\0"), ("/0", b"1"), ("/14", b"2")]);
        assert_eq!(names(&microsoft), ["dir\\first.obj", "second.obj"]);
        assert_eq!(names(MAGIC), [""; 0]);
        let mut thin = THIN.to_vec();
        thin.extend(entry("//", b"sub/one.o/\n"));
        thin.extend_from_slice(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/0", 0, 0, 0, 644, 99999).as_bytes());
        assert_eq!(names(&thin), ["sub/one.o"]);
    }

    #[test]
    fn a_broken_archive_is_refused() {
        assert_eq!(parse_archive(b"\x7fELF"), Err(ArError::Magic));
        let whole = archive(&[("a.o/", b"1234")]);
        assert_eq!(parse_archive(&whole[..whole.len() - 1]), Err(ArError::Length { at: 8 }));
        assert_eq!(parse_archive(&whole[..20]), Err(ArError::Header { at: 8 }));
        assert_eq!(parse_archive(&archive(&[("/99", b"")])), Err(ArError::Name { at: 8 }));
        assert_eq!(parse_archive(&archive(&[("#1/99", b"abc")])), Err(ArError::Name { at: 8 }));
        let mut lying = whole.clone();
        lying[56..66].copy_from_slice(b"9999999999");
        assert_eq!(parse_archive(&lying), Err(ArError::Length { at: 8 }));
        lying[56..66].copy_from_slice(b"-1        ");
        assert_eq!(parse_archive(&lying), Err(ArError::Header { at: 8 }));
    }
}
