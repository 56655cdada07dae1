//! Building blocks of the types that foreign JSON is parsed into.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::{Problem, ProblemKind};

/// A text that borrows from the document where nothing in it is escaped.
///
/// `Option<Cow<str>>` always copies: `serde` borrows into a `Cow` only where it is the field itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// A part of a document that is counted and not kept.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count(pub(super) usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl<'de> Visitor<'de> for CountVisitor {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array or an object")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut count = 0;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut count = 0;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    count = 1;
                }
                Ok(Count(count))
            }
            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(Count(0))
            }
            fn visit_str<E: de::Error>(self, _text: &str) -> Result<Self::Value, E> {
                Ok(Count(1))
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}

/// Problems of one document, bounded: a hostile document must not choose how many messages are made.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    more: usize,
    more_mended: usize,
}

/// Problems that are told one by one; the others are counted.
const TOLD: usize = 1000;

impl Problems {
    /// Tells of a part that could not be used; `place` is a JSON pointer. Spec: RFC 6901, section 6.
    pub(super) fn unusable(&mut self, place: impl fmt::Display, message: impl Into<String>) {
        if self.list.len() < TOLD {
            self.list.push(Problem::new(ProblemKind::Unusable, format!("#{place}"), message));
        } else {
            self.more += 1;
        }
    }

    /// Tells of a part that was understood although it is not written as the format has it.
    pub(super) fn mended(&mut self, place: impl fmt::Display, message: impl Into<String>) {
        if self.list.len() < TOLD {
            self.list.push(Problem::new(ProblemKind::Skipped, format!("#{place}"), message));
        } else {
            self.more_mended += 1;
        }
    }

    /// Takes in the problems of a part of the document.
    pub(super) fn append(&mut self, mut other: Self) {
        let room = TOLD.saturating_sub(self.list.len());
        let beyond = other.list.split_off(room.min(other.list.len()));
        self.list.append(&mut other.list);
        let unusable = beyond.iter().filter(|problem| problem.kind == ProblemKind::Unusable).count();
        self.more += other.more + unusable;
        self.more_mended += other.more_mended + beyond.len() - unusable;
    }

    /// Tells of parts that the model has no place for.
    pub(super) fn skipped(&mut self, place: &str, count: usize, what: &str) {
        if count > 0 {
            let message = format!("{count} {what}: not kept, the model has no place for them");
            self.list.push(Problem::new(ProblemKind::Skipped, format!("#{place}"), message));
        }
    }

    /// Returns the problems, and how many more there were as the last one.
    pub(super) fn into_list(mut self) -> Vec<Problem> {
        if self.more > 0 {
            let message = format!("{} more parts could not be used", self.more);
            self.list.push(Problem::new(ProblemKind::Unusable, "#", message));
        }
        if self.more_mended > 0 {
            let message = format!("{} more parts are not written as the format has them", self.more_mended);
            self.list.push(Problem::new(ProblemKind::Skipped, "#", message));
        }
        self.list
    }
}
