//! Similarity of items, by which a renamed one is recognized.

use crate::api::{Shape, TypeDef};
use std::collections::BTreeSet;

/// Returns whether types have the same kind and at least half of their members in common.
pub(super) fn types(old: &TypeDef, new: &TypeDef) -> bool {
    let same_kind = std::mem::discriminant(&old.shape) == std::mem::discriminant(&new.shape);
    same_kind && is_half(&members(&old.shape), &members(&new.shape))
}

/// Returns the members that identify a type. An alias has none.
pub(super) fn members(shape: &Shape) -> BTreeSet<String> {
    match shape {
        Shape::Struct(it) => {
            let fields = it.fields.iter();
            fields.map(|it| it.wire.as_str().to_owned()).collect()
        }
        Shape::StringEnum(it) => {
            let values = it.values.iter();
            values.map(|it| it.wire.as_str().to_owned()).collect()
        }
        Shape::IntegerEnum(values) => values.iter().map(|it| it.value.to_string()).collect(),
        Shape::Union(it) => {
            let tags = it.variants.iter().flat_map(|it| &it.tags);
            tags.map(ToString::to_string).collect()
        }
        Shape::Untagged(it) => it.iter().map(|it| it.words.clone()).collect(),
        Shape::Alias(_) => BTreeSet::new(),
    }
}

/// Returns whether two sets have half of their elements in common.
fn is_half(old: &BTreeSet<String>, new: &BTreeSet<String>) -> bool {
    old.intersection(new).count() * 4 >= old.len() + new.len()
}

/// Returns the share of segments that two templates have in common, in the same order, in percent.
pub(super) fn paths(old: &str, new: &str) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('/').collect(), new.split('/').collect());
    // The longest common subsequence, row by row.
    let mut before = vec![0; new.len() + 1];
    for left in &old {
        let mut row = vec![0; new.len() + 1];
        for (index, right) in new.iter().enumerate() {
            row[index + 1] = if left == right {
                before[index] + 1
            } else {
                row[index].max(before[index + 1])
            };
        }
        before = row;
    }
    200 * before.last().copied().unwrap_or(0) / (old.len() + new.len())
}

/// Returns the last segment of a template that is not a parameter.
pub(super) fn last(path: &str) -> Option<&str> {
    path.rsplit('/')
        .find(|it| !it.is_empty() && !it.contains('{'))
}

/// Returns a path without the names of its parameters.
pub(super) fn template(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut inside = false;
    for letter in path.chars() {
        inside = (inside || letter == '{') && letter != '}';
        if !inside || letter == '{' {
            out.push(letter);
        }
    }
    out
}
