//! Which elements of an array are equal, in time that grows with their size and not with their square.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::format::tree::{Node, Value};

/// Arrays of up to this many elements are compared element by element.
const FEW: usize = 8;

/// Returns each element that an earlier one is equal to, with that earlier one, both by index and in order.
///
/// Spec: JSON Schema draft 7, validation, 6.4.3 and core, 4.2.3 (instance equality: the order of members does not matter, numbers are
/// equal by value).
pub(super) fn find_twins(elements: &[Node<'_>]) -> Vec<(usize, usize)> {
    if elements.len() <= FEW {
        let twin = |(index, element): (usize, &Node<'_>)| {
            let first = elements[..index].iter().position(|earlier| is_equal(earlier, element))?;
            Some((first, index))
        };
        return elements.iter().enumerate().filter_map(twin).collect();
    }
    // The seed is random: a document cannot choose elements that collide.
    let state = RandomState::new();
    let mut hashes: Vec<(u64, usize)> =
        elements.iter().enumerate().map(|(index, element)| (hash(element, &state), index)).collect();
    hashes.sort_unstable();
    let mut twins = Vec::new();
    for group in hashes.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        for (place, (_, index)) in group.iter().enumerate() {
            let earlier = group[..place].iter().find(|(_, first)| is_equal(&elements[*first], &elements[*index]));
            twins.extend(earlier.map(|(_, first)| (*first, *index)));
        }
    }
    twins.sort_unstable_by_key(|(_, second)| *second);
    twins
}

fn hash(node: &Node<'_>, state: &RandomState) -> u64 {
    let mut hasher = state.build_hasher();
    match &node.value {
        Value::Null => 0_u8.hash(&mut hasher),
        Value::Bool(value) => (1_u8, value).hash(&mut hasher),
        Value::Number(text) => (2_u8, bits(text)).hash(&mut hasher),
        Value::Text(text) => (3_u8, text).hash(&mut hasher),
        Value::Array(elements) => {
            4_u8.hash(&mut hasher);
            for element in elements {
                hash(element, state).hash(&mut hasher);
            }
        }
        Value::Object(members) => {
            5_u8.hash(&mut hasher);
            let sum = members
                .iter()
                .fold(0_u64, |sum, member| sum.wrapping_add(state.hash_one((&member.key, hash(&member.node, state)))));
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// The value of a number, for hashing: equal numbers have equal bits.
fn bits(text: &str) -> u64 {
    let value: f64 = text.parse().unwrap_or(0.0);
    if value == 0.0 { 0 } else { value.to_bits() }
}

fn is_equal(a: &Node<'_>, b: &Node<'_>) -> bool {
    match (&a.value, &b.value) {
        (Value::Number(a), Value::Number(b)) => a == b || is_equal_number(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_equal(a, b)),
        (Value::Object(a), Value::Object(other)) => {
            a.len() == other.len()
                && a.iter().all(|member| b.get(&member.key).is_some_and(|value| is_equal(&member.node, value)))
        }
        (a, b) => a == b,
    }
}

fn is_equal_number(a: &str, b: &str) -> bool {
    // Whole numbers beyond 2^53 must not be rounded into each other.
    match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => bits(a) == bits(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::tree::parse_json;

    fn twins(text: &str) -> Vec<(usize, usize)> {
        find_twins(parse_json(text).unwrap().elements())
    }

    #[test]
    fn the_order_of_members_does_not_matter_and_numbers_are_compared_by_value() {
        assert_eq!(twins(r#"[{"a":1,"b":[2]},{"b":[2.0],"a":1e0}]"#), [(0, 1)]);
        assert_eq!(twins(r#"["1",1,true,null,[],{}]"#), []);
        assert_eq!(twins("[9007199254740993,9007199254740992]"), []);
        assert_eq!(twins("[0,-0.0]"), [(0, 1)]);
    }

    #[test]
    fn long_and_short_arrays_give_the_same() {
        let filler: Vec<String> = (0..50).map(|at| format!("{{\"x\":{at}}}")).collect();
        let text = format!("[{},{{\"y\":[1,{{}}]}},{{\"x\":7.0}},{{\"y\":[1.0,{{}}]}}]", filler.join(","));
        assert_eq!(twins(&text), [(7, 51), (50, 52)]);
        let value = parse_json(&text).unwrap().to_value();
        assert!(!jsonschema::json::unique::is_unique(value.as_array().unwrap()));
    }
}
