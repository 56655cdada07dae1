//! The platforms of a manifest, `[target.…]`, evaluated for target triples without running rustc.

use std::collections::BTreeMap;

use cfg_expr::targets::{TargetInfo, get_builtin_target_by_triple};
use cfg_expr::{Expression, Predicate, TargetPredicate};

use crate::collect::Untold;

/// Longest platform text that is evaluated; the longest in a large lock file has 300 bytes.
const PLATFORM_BYTES: usize = 8192;

/// Triples, and what is known already of platforms that were asked for.
#[derive(Debug)]
pub(super) struct Platforms<'t, 'a> {
    /// None stand for every platform there is.
    triples: &'t [String],
    untold: Untold,
    known: BTreeMap<&'a str, bool>,
}

impl<'t, 'a> Platforms<'t, 'a> {
    pub(super) fn new(triples: &'t [String], untold: Untold) -> Self {
        Self { triples, untold, known: BTreeMap::new() }
    }

    /// Returns whether any triple is one that the text names; when that cannot be told, it is what was chosen for that.
    pub(super) fn hold(&mut self, text: &'a str) -> bool {
        let (triples, untold) = (self.triples, self.untold);
        let holds = |triple: &String| match untold {
            Untold::Counted => platform_holds(text, triple),
            Untold::LeftOut => surely_holds(text, triple),
        };
        if triples.is_empty() {
            return true;
        }
        *self.known.entry(text).or_insert_with(|| triples.iter().any(holds))
    }
}

/// Returns whether it is known what a triple stands for.
pub(super) fn is_known(triple: &str) -> bool {
    get_builtin_target_by_triple(triple).is_some()
}

/// Returns whether a target triple is one that a manifest's platform text, `cfg(…)` or a triple, names; so it is also when that cannot be told.
///
/// Spec: The Cargo Book, "Platform specific dependencies".
#[must_use]
pub fn platform_holds(text: &str, triple: &str) -> bool {
    let text = text.trim();
    if !text.starts_with("cfg(") && !text.starts_with("cfg (") {
        return text == triple;
    }
    if text.len() > PLATFORM_BYTES {
        return true;
    }
    let (Ok(expression), Some(target)) = (Expression::parse(text), get_builtin_target_by_triple(triple)) else {
        return true;
    };
    // What depends on the processor's features or on the profile is asked both ways: needed if either way it could be.
    [false, true].into_iter().any(|open| {
        expression.eval(|predicate| match predicate {
            Predicate::Target(TargetPredicate::Panic(_)) | Predicate::TargetFeature(_) | Predicate::DebugAssertions => {
                open
            }
            Predicate::Target(target_predicate) => target_predicate.matches(target),
            // Cargo sets none of these when it resolves, whatever the flags of the build are.
            Predicate::Test | Predicate::ProcMacro | Predicate::Feature(_) | Predicate::KeyValue { .. } => false,
            Predicate::Flag(flag) => *flag == "true",
        })
    })
}

/// Returns whether a target triple is one that a platform text names, whatever flags the compiler has.
fn surely_holds(text: &str, triple: &str) -> bool {
    /// More conditions that cannot be told than this have no manifest; each doubles the work.
    const UNTOLD: usize = 6;
    let text = text.trim();
    if !text.starts_with("cfg(") && !text.starts_with("cfg (") {
        return text == triple;
    }
    if text.len() > PLATFORM_BYTES {
        return false;
    }
    let (Ok(expression), Some(target)) = (Expression::parse(text), get_builtin_target_by_triple(triple)) else {
        return false;
    };
    let mut open: Vec<Predicate<'_>> = expression.predicates().filter(|it| told(it, target).is_none()).collect();
    open.dedup();
    let ways = 1usize << open.len().min(UNTOLD);
    open.len() <= UNTOLD
        && (0..ways).all(|way| {
            expression.eval(|predicate| {
                let place = || open.iter().position(|it| it == predicate);
                told(predicate, target).unwrap_or_else(|| place().is_some_and(|place| way >> place & 1 == 1))
            })
        })
}

/// Returns whether a condition holds for a target, where that does not depend on flags.
fn told(predicate: &Predicate<'_>, target: &TargetInfo) -> Option<bool> {
    match predicate {
        Predicate::Target(TargetPredicate::Panic(_))
        | Predicate::TargetFeature(_)
        | Predicate::DebugAssertions
        | Predicate::KeyValue { .. } => None,
        Predicate::Target(of_target) => Some(of_target.matches(target)),
        Predicate::Test | Predicate::ProcMacro | Predicate::Feature(_) => Some(false),
        Predicate::Flag("true") => Some(true),
        Predicate::Flag("false") => Some(false),
        Predicate::Flag(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINUX: &str = "x86_64-unknown-linux-gnu";

    #[test]
    fn what_depends_on_flags_is_not_sure() {
        for (text, expected) in [
            ("cfg(unix)", true),
            ("cfg(windows)", false),
            ("cfg(not(windows))", true),
            ("x86_64-unknown-linux-gnu", true),
            ("cfg(tokio_unstable)", false),
            ("cfg(not(tokio_unstable))", false),
            ("cfg(any(unix, tokio_unstable))", true),
            ("cfg(any(loom, not(loom)))", true),
            ("cfg(any(loom, not(fuzzing)))", false),
            ("cfg(target_feature = \"sse2\")", false),
            ("cfg(not(target_feature = \"sse2\"))", false),
            ("cfg(debug_assertions)", false),
            ("cfg(not(feature = \"std\"))", true),
            ("cfg(all())", true),
            ("cfg(true)", true),
            ("cfg(not(", false),
            ("cfg(any(a, b, c, d, e, f, g, unix))", false),
        ] {
            assert_eq!(surely_holds(text, LINUX), expected, "{text}");
        }
        assert!(!surely_holds("cfg(not(windows))", "my-own-target"));
        assert!(!surely_holds(&format!("cfg({}windows{})", "not(".repeat(5000), ")".repeat(5000)), LINUX));
    }

    #[test]
    fn platforms_hold_as_cargo_has_them() {
        for (text, expected) in [
            ("cfg(unix)", true),
            ("cfg(windows)", false),
            ("cfg(not(windows))", true),
            ("cfg(any(windows, target_os = \"linux\"))", true),
            ("cfg(all(unix, target_arch = \"aarch64\"))", false),
            ("cfg(target_pointer_width = \"64\")", true),
            ("cfg(target_env = \"musl\")", false),
            ("x86_64-unknown-linux-gnu", true),
            ("aarch64-apple-darwin", false),
            ("cfg(tokio_unstable)", false),
            ("cfg(not(tokio_unstable))", true),
            ("cfg(fuzzing = \"yes\")", false),
            ("cfg(target_feature = \"sse2\")", true),
            ("cfg(not(target_feature = \"sse2\"))", true),
            ("cfg(any())", false),
            ("cfg(all())", true),
            ("cfg(true)", true),
            ("cfg(false)", false),
            ("cfg(not(", true),
        ] {
            assert_eq!(platform_holds(text, LINUX), expected, "{text}");
        }
        assert!(platform_holds("cfg(windows)", "my-own-target"), "an unknown target leaves nothing out");
        assert!(platform_holds(&format!("cfg({}windows{})", "not(".repeat(5000), ")".repeat(5000)), LINUX));
    }
}
