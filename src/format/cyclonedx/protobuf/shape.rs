//! The words in which the table says how a message and an object of the JSON form correspond.

use crate::format::tree::Member;

/// How an object of the JSON form is a message.
#[derive(Debug)]
pub(super) struct Message {
    /// The fields by their number, ascending.
    pub(super) fields: &'static [Field],
    /// What is still to be done to an object whose fields were all read: the minor version and its members.
    pub(super) finish: Option<Finish>,
}

pub(super) type Finish = fn(u8, &mut Vec<Member<'_>>);

/// One field of a message and the member of the JSON form that it is.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) number: u32,
    /// The member's key; empty where the field stands for the object itself.
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    /// Whether the member is an array.
    pub(super) many: bool,
    /// Whether it excludes the other such fields of the message: of those the last one counts.
    pub(super) one: bool,
    /// The last minor version whose JSON form must have the member: as the wire does not tell a zero from nothing, it is then a zero.
    pub(super) always: u8,
    /// The first minor version that has it, where its message is older and is written.
    pub(super) since: u8,
}

/// The words of an enumeration.
#[derive(Debug)]
pub(super) struct Words {
    /// By their number; empty where the number says that there is none.
    pub(super) words: &'static [&'static str],
    /// How many of them 1.3 and each later version has.
    known: [usize; 5],
}

impl Words {
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Self { words, known: [words.len(); 5] }
    }

    /// Words of which earlier versions have the first ones.
    pub(super) const fn grown(words: &'static [&'static str], known: [usize; 5]) -> Self {
        Self { words, known }
    }

    /// Returns the number of a word in a version.
    pub(super) fn number(&self, word: &str, minor: u8) -> Option<u64> {
        let known = usize::from(minor).checked_sub(3).and_then(|version| self.known.get(version)).copied();
        let number = self.words.iter().take(known.unwrap_or_default()).position(|known| *known == word)?;
        u64::try_from(number).ok()
    }
}

/// What a field holds.
#[derive(Debug)]
pub(super) enum Kind {
    Text,
    Boolean,
    /// `int32`.
    Integer,
    /// `int64`.
    Long,
    Float,
    Double,
    /// A message that is a point in time. Spec: `google/protobuf/timestamp.proto`.
    Time,
    /// The same where the JSON form has a day.
    Date,
    Word(&'static Words),
    Object(&'static Message),
    /// A message whose fields are members of the object around it.
    Inline(&'static Message),
    /// Rows of the graph. Rows inside of others are rows of their own in the JSON form.
    Rows,
    /// The same inside of a row: the JSON form has only their names there.
    Names,
    /// Tools: an array before 1.5; one message since, which is an array of one or an object.
    Tools,
}

impl Message {
    /// The same message, to which something is done once its fields were read.
    pub(super) const fn finish(self, finish: Finish) -> Self {
        Self { fields: self.fields, finish: Some(finish) }
    }
}

pub(super) const fn message(fields: &'static [Field]) -> Message {
    Message { fields, finish: None }
}

impl Field {
    pub(super) const fn many(mut self) -> Self {
        self.many = true;
        self
    }

    pub(super) const fn since(mut self, minor: u8) -> Self {
        self.since = minor;
        self
    }

    pub(super) const fn one(mut self) -> Self {
        self.one = true;
        self
    }

    pub(super) const fn always(self) -> Self {
        self.always_until(u8::MAX)
    }

    pub(super) const fn always_until(mut self, minor: u8) -> Self {
        self.always = minor;
        self
    }
}

const fn field(number: u32, key: &'static str, kind: Kind) -> Field {
    Field { number, key, kind, many: false, one: false, always: 0, since: 0 }
}

pub(super) const fn text(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Text)
}

pub(super) const fn boolean(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Boolean)
}

pub(super) const fn integer(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Integer)
}

pub(super) const fn long(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Long)
}

pub(super) const fn float(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Float)
}

pub(super) const fn double(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Double)
}

pub(super) const fn time(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Time)
}

pub(super) const fn date(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Date)
}

pub(super) const fn word(number: u32, key: &'static str, words: &'static Words) -> Field {
    field(number, key, Kind::Word(words))
}

pub(super) const fn object(number: u32, key: &'static str, of: &'static Message) -> Field {
    field(number, key, Kind::Object(of))
}

pub(super) const fn inline(number: u32, of: &'static Message) -> Field {
    field(number, "", Kind::Inline(of))
}

pub(super) const fn rows(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Rows).many()
}

pub(super) const fn names(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Names).many()
}

pub(super) const fn tools(number: u32, key: &'static str) -> Field {
    field(number, key, Kind::Tools)
}
