//! A count of how well a value fits the alternatives of a union, and the limit on the work of trying them.

use super::{
    decoded::{Decoded, Misfit},
    read::Reader,
};
use generator::api::TypeRef;
use serde_json::Value;
use std::io;

/// The number of times that all of a text may be read, on average.
const READS: usize = 256;

impl Reader<'_> {
    /// Counts a value that is unlisted or not in its format, while an alternative is tried.
    pub(super) fn surprise(&mut self) {
        if let Some(misfit) = &mut self.counted {
            misfit.unlisted = misfit.unlisted.saturating_add(1);
        }
    }

    /// Counts a property that is skipped, together with all properties nested in it, while an alternative is tried.
    pub(super) fn lose(&mut self, value: &Value) {
        if let Some(misfit) = &mut self.counted {
            misfit.lost = misfit.lost.saturating_add(1).saturating_add(inside(value));
        }
    }

    /// Returns the alternative that fits the value best, by its index, and the value decoded as it; of alternatives
    /// that fit equally well, the first. Returns `None` if none fits within the number of bytes that may be read.
    pub(super) fn best<'v>(
        &mut self,
        value: &'v Value,
        alternatives: &[(usize, &TypeRef)],
    ) -> Option<(usize, Decoded<'v>)> {
        if alternatives.is_empty() {
            return None;
        }
        let length = length(value);
        let outermost = self.left.is_none();
        self.left = self.left.or(Some(length.saturating_mul(READS)));
        let found = self.tried(value, length, alternatives);
        if outermost {
            self.left = None;
        }
        let (misfit, index, decoded) = found?;
        if let Some(around) = &mut self.counted {
            around.unlisted = around.unlisted.saturating_add(misfit.unlisted);
            around.lost = around.lost.saturating_add(misfit.lost);
        }
        Some((index, decoded))
    }

    fn tried<'v>(
        &mut self,
        value: &'v Value,
        length: usize,
        alternatives: &[(usize, &TypeRef)],
    ) -> Option<(Misfit, usize, Decoded<'v>)> {
        let mut best: Option<(Misfit, usize, Decoded<'v>)> = None;
        for (index, ty) in alternatives {
            if !self.spend(length) {
                break;
            }
            let around = self.counted.replace(Misfit::default());
            let decoded = self.alternative(ty, value);
            let misfit = std::mem::replace(&mut self.counted, around).unwrap_or_default();
            let better = best.as_ref().is_none_or(|(least, ..)| misfit < *least);
            if let (Ok(decoded), true) = (decoded, better) {
                best = Some((misfit, *index, decoded));
                if misfit == Misfit::default() {
                    break;
                }
            }
        }
        best
    }

    /// Takes bytes from those that may still be read, and returns whether enough were left.
    fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.map(|left| left.checked_sub(bytes));
        self.left = left.map(Option::unwrap_or_default);
        left != Some(None)
    }
}

/// Returns the number of properties in a value, at any depth.
fn inside(value: &Value) -> u32 {
    let add = |sum: u32, it: u32| sum.saturating_add(it);
    match value {
        Value::Array(items) => items.iter().map(inside).fold(0, add),
        Value::Object(entries) => {
            let each = entries.values().map(|it| inside(it).saturating_add(1));
            each.fold(0, add)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Returns the length of a value's JSON text, in bytes.
fn length(value: &Value) -> usize {
    let mut counter = Counter(0);
    // Counting cannot fail.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
