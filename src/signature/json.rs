//! JSON as signatures need it: every reader must see the same value, so whatever two readers could take differently is refused.

use std::cell::RefCell;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::encoding::printable;

/// Text that is not JSON with one meaning.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is not JSON, or is nested deeper than any honest one.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// An object has a key twice; readers differ on which one counts.
    #[error("duplicate key `{0}`")]
    DuplicateKey(String),
    /// A key differs from a known one only in case; some readers take it for the known one.
    #[error("key `{found}` where `{expected}` has a meaning")]
    Case {
        /// The known key.
        expected: &'static str,
        /// The key found.
        found: String,
    },
}

impl JsonError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Syntax(_) | Self::DuplicateKey(_) | Self::Case { .. } => true,
        }
    }
}

/// Returns the value of a JSON text. Nesting is bounded by the parser, at 128.
///
/// # Errors
/// [`JsonError::Syntax`] and [`JsonError::DuplicateKey`], the latter at any depth.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    let duplicate = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict(&duplicate).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| match duplicate.into_inner() {
        Some(key) => JsonError::DuplicateKey(key),
        None => JsonError::Syntax(error.to_string()),
    })
}

/// Returns the members of an object that are known, and refuses keys that differ from a known one only in case.
pub(crate) fn members<'a, const N: usize>(
    object: &'a Map<String, Value>,
    known: [&'static str; N],
) -> Result<[Option<&'a Value>; N], JsonError> {
    for key in object.keys() {
        let alike = known.into_iter().find(|name| name.eq_ignore_ascii_case(key) && name != key);
        if let Some(expected) = alike {
            return Err(JsonError::Case { expected, found: printable(key, 40) });
        }
    }
    Ok(known.map(|name| object.get(name)))
}

#[derive(Clone, Copy)]
struct Strict<'a>(&'a RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if object.contains_key(&key) {
                *self.0.borrow_mut() = Some(printable(&key, 40));
                return Err(de::Error::custom("duplicate key"));
            }
            let value = access.next_value_seed(self)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duplicate_key_is_refused_at_any_depth_and_in_any_spelling() {
        assert_eq!(parse(br#"{"a":[1,{"b":null}],"b":1.5}"#).unwrap()["a"][1]["b"], Value::Null);
        for text in [r#"{"a":1,"a":1}"#, r#"[{"x":{"a":1,"b":2,"a":3}}]"#, r#"{"a":1,"\u0061":2}"#] {
            assert_eq!(parse(text.as_bytes()), Err(JsonError::DuplicateKey("a".into())), "{text}");
        }
    }

    #[test]
    fn what_is_not_exactly_one_json_value_is_refused() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{}{}", "{} x", "nul", "1e999", "\"\\ud800\"", deep.as_str()] {
            assert!(matches!(parse(text.as_bytes()), Err(JsonError::Syntax(_))), "{text:.20}");
        }
        assert!(parse(b"\"\xff\"").is_err());
    }

    #[test]
    fn a_key_that_some_readers_would_take_for_another_is_refused() {
        let value = parse(br#"{"payload":1,"Payload":2}"#).unwrap();
        let found = members(value.as_object().unwrap(), ["payload"]);
        assert_eq!(found, Err(JsonError::Case { expected: "payload", found: "Payload".into() }));
    }
}
