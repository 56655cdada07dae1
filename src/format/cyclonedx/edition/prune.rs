//! Takes out of a tree what the schema of an edition does not allow.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::fits::{Judge, has_type, item, missing, property};
use super::rules::Rule;
use crate::format::cyclonedx::Edition;
use crate::format::cyclonedx::losses::{Losses, Step};
use crate::format::tree::{Layout, Node, Value, write_json};

/// Takes out what an edition does not have; each part is told.
pub(super) fn prune<'a>(tree: &mut Node<'a>, to: Edition, losses: &mut Losses<'a>) {
    let Some(rule) = Rule::of(to) else { return };
    let mut pruner = Pruner { to, judge: Judge::default(), losses: std::mem::take(losses) };
    pruner.value(tree, rule);
    *losses = pruner.losses;
}

/// Words that another stands for where an edition does not know them, the nearest first.
const NEAREST: &[(&str, &[&str])] = &[
    ("machine-learning-model", &["data", "file"]),
    ("cryptographic-asset", &["data", "file"]),
    ("data", &["file"]),
    ("platform", &["framework"]),
    ("device-driver", &["firmware"]),
    ("incomplete_first_party_proprietary_only", &["incomplete_first_party_only"]),
    ("incomplete_first_party_opensource_only", &["incomplete_first_party_only"]),
    ("incomplete_third_party_proprietary_only", &["incomplete_third_party_only"]),
    ("incomplete_third_party_opensource_only", &["incomplete_third_party_only"]),
];

/// Words that stand for any other where a list has them.
const ANY: &[&str] = &["other", "unknown"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Stays,
    Goes,
}
use Verdict::{Goes, Stays};

struct Pruner<'a> {
    to: Edition,
    judge: Judge,
    losses: Losses<'a>,
}

impl<'a> Pruner<'a> {
    /// Makes a value one that a schema allows, or says that it cannot stay; what goes has been told.
    fn value(&mut self, node: &mut Node<'a>, rule: Rule) -> Verdict {
        if let Json::Bool(allowed) = rule.rule {
            return if *allowed { Stays } else { self.goes("there is no such part") };
        }
        if !self.judge.fits_itself(node, rule) {
            return self.replace(node, rule);
        }
        let inside = match &mut node.value {
            Value::Object(_) => self.object(node, rule),
            Value::Array(_) => self.array(node, rule),
            _ => Stays,
        };
        if inside == Goes {
            return Goes;
        }
        self.combined(node, rule)
    }

    fn goes(&mut self, reason: &str) -> Verdict {
        self.losses.tell(&format!("CycloneDX {}: {reason}", self.to));
        Goes
    }

    /// Replaces a word that is not in the list by the nearest one that is.
    fn replace(&mut self, node: &mut Node<'a>, rule: Rule) -> Verdict {
        let (Some(text), Some(Json::Array(words))) = (node.text(), rule.get("enum")) else {
            return self.goes("not a value that may stand here");
        };
        let shown: String = text.chars().take(60).collect();
        let near = NEAREST.iter().find(|(word, _)| *word == text).map_or(&[][..], |(_, near)| near);
        let known = |word: &&&str| words.iter().any(|known| known.as_str() == Some(**word));
        let Some(word) = near.iter().chain(ANY).find(known) else {
            return self.goes(&format!("`{shown}` is none of the words that may stand here"));
        };
        self.losses.tell(&format!("CycloneDX {}: no word `{shown}`, `{word}` stands for it", self.to));
        node.value = Value::Text((*word).into());
        Stays
    }

    fn object(&mut self, node: &mut Node<'a>, rule: Rule) -> Verdict {
        let Value::Object(members) = &mut node.value else { return Stays };
        let closed = rule.get("additionalProperties") == Some(&Json::Bool(false));
        let had_any = !members.is_empty();
        let all = std::mem::take(members);
        let mut kept = Vec::with_capacity(all.len());
        for mut member in all {
            self.losses.enter(Step::Key(member.key.clone()));
            let verdict = match property(rule, &member.key) {
                Some(inner) => self.value(&mut member.node, inner),
                None if closed => self.goes("there is no such member"),
                None => Stays,
            };
            self.losses.leave();
            if verdict == Stays {
                kept.push(member);
            }
        }
        // What is left of an object whose every member was told is nothing.
        let is_emptied = had_any && kept.is_empty();
        node.value = Value::Object(kept);
        match missing(node, rule) {
            Some(key) => self.goes(&format!("it cannot stand without `{key}`")),
            None if is_emptied => Goes,
            None => Stays,
        }
    }

    fn array(&mut self, node: &mut Node<'a>, rule: Rule) -> Verdict {
        let Value::Array(elements) = &mut node.value else { return Stays };
        let told = self.losses.count();
        let had_any = !elements.is_empty();
        let all = std::mem::take(elements);
        let mut kept: Vec<Node<'a>> = Vec::with_capacity(all.len());
        let mut known = BTreeSet::new();
        let is_set = rule.get("uniqueItems") == Some(&Json::Bool(true));
        for (index, mut element) in all.into_iter().enumerate() {
            let Some(inner) = item(rule, index) else {
                kept.push(element);
                continue;
            };
            self.losses.enter(index);
            let mut verdict = self.value(&mut element, inner);
            // Elements that differed in what has gone may be the same now.
            if verdict == Stays && is_set && self.losses.count() > told {
                if known.is_empty() {
                    known.extend(kept.iter().map(|element| write_json(element, Layout::Compact)));
                }
                if known.contains(&write_json(&element, Layout::Compact)) {
                    verdict = self.goes("the same as another one now");
                }
            }
            self.losses.leave();
            if verdict == Stays {
                if !known.is_empty() {
                    known.insert(write_json(&element, Layout::Compact));
                }
                kept.push(element);
            }
        }
        let is_emptied = had_any && kept.is_empty();
        let least = rule.get("minItems").and_then(Json::as_u64).unwrap_or(0);
        let is_short = (kept.len() as u64) < least;
        node.value = Value::Array(kept);
        match (is_emptied, is_short) {
            (true, _) => Goes,
            (false, true) => self.goes("too few are left"),
            (false, false) => Stays,
        }
    }

    /// Several schemas together: where a value fits none of a choice, it is made to fit the one that it loses least for.
    fn combined(&mut self, node: &mut Node<'a>, rule: Rule) -> Verdict {
        if self.judge.fits_combined(node, rule) {
            return Stays;
        }
        for key in ["oneOf", "anyOf"] {
            let Some(branches) = rule.get(key).and_then(Json::as_array) else { continue };
            let branches: Vec<Rule> = branches.iter().map(|inner| rule.at(inner)).collect();
            if self.branch(node, &branches) == Goes {
                return Goes;
            }
        }
        if self.judge.fits_combined(node, rule) { Stays } else { self.goes("not of a shape that may stand here") }
    }

    fn branch(&mut self, node: &mut Node<'a>, branches: &[Rule]) -> Verdict {
        let is_candidate = |rule: &&Rule| match rule.get("type") {
            Some(Json::String(name)) => has_type(node, name),
            _ => true,
        };
        let candidates: Vec<Rule> = branches.iter().filter(is_candidate).copied().collect();
        if let [only] = candidates[..] {
            return self.value(node, only);
        }
        if candidates.iter().any(|rule| self.judge.fits(node, *rule)) {
            return Stays;
        }
        let mut best: Option<(usize, Rule)> = None;
        for rule in candidates {
            let mut copy = node.clone();
            let trial = self.losses.trial();
            let losses = std::mem::replace(&mut self.losses, trial);
            let verdict = self.value(&mut copy, rule);
            let trial = std::mem::replace(&mut self.losses, losses);
            let cost = trial.count();
            self.losses.end(trial, false);
            if verdict == Stays && best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rule));
            }
        }
        match best {
            Some((_, rule)) => self.value(node, rule),
            None => self.goes("not of a shape that may stand here"),
        }
    }
}
