//! The one pattern language of a register: literal text and `*`, which never crosses a `/`.

/// A pattern that must match a whole text.
///
/// `*` stands for any run of characters without `/`, also for none. Nothing else is special.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob {
    text: Box<str>,
    /// Bytes before the first `*`; all of them where there is none.
    prefix: usize,
}

impl Glob {
    /// Returns the pattern that a text states.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), prefix: text.find('*').unwrap_or(text.len()) }
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether it has no `*`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.prefix == self.text.len()
    }

    /// Returns the literal text before the first `*`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.text[..self.prefix]
    }

    /// Returns whether the pattern matches the whole of a text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if self.is_exact() {
            return *self.text == *text;
        }
        let mut parts = text.split('/');
        let fits = self.text.split('/').all(|pattern| parts.next().is_some_and(|part| matches_part(pattern, part)));
        fits && parts.next().is_none()
    }
}

/// Matches one part between two `/`. A mismatch goes back to the last `*` only: what an earlier one could take, the last can take too.
fn matches_part(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut next) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while next < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, next));
                at += 1;
            }
            Some(byte) if *byte == text[next] => {
                at += 1;
                next += 1;
            }
            _ => match retry {
                Some((after, taken)) => {
                    at = after;
                    next = taken + 1;
                    retry = Some((after, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stays_between_two_slashes() {
        assert!(Glob::new("pkg:cargo/tokio-*").matches("pkg:cargo/tokio-util"));
        assert!(Glob::new("pkg:cargo/tokio*").matches("pkg:cargo/tokio"));
        assert!(Glob::new("a/*-x*z/c").matches("a/b-x-xyz/c"));
        assert!(!Glob::new("pkg:npm/*").matches("pkg:npm/%40scope/name"));
        assert!(!Glob::new("a/*").matches("a"));
    }

    #[test]
    fn a_pattern_matches_the_whole_text_or_nothing() {
        assert!(!Glob::new("pkg:cargo/tokio").matches("pkg:cargo/tokio-util"));
        assert!(!Glob::new("pkg:cargo/*-sys").matches("pkg:cargo/zstd-sys-evil"));
        assert!(!Glob::new("pkg:cargo/tokio-*").matches("xpkg:cargo/tokio-util"));
        assert!(!Glob::new("pkg:cargo/tokio-*").matches("pkg:cargo/Tokio-util"));
        assert!(!Glob::new("a*b*c").matches("abxbd"));
    }
}
