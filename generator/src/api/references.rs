//! Decides what dangling references mean for the document as a whole.
//!
//! Normally each costs only its own place, and the rest is generated. But if parts of the document are missing,
//! because they are in missing files or on other hosts, and no operation is left without such references, in itself or
//! in its types, then the result would not be what the document describes, and the references are errors.

use crate::{
    api::{Api, Operation, TypeId, reach::reached},
    diagnostic::{Diagnostics, Severity},
    document::{DANGLING, Lost, SKIPPED},
    tree::{Node, SpecPath},
};
use std::collections::{BTreeMap, BTreeSet};

/// Turns dangling references into errors if they leave no operations, or if parts of the document are elsewhere
/// and no operation is unaffected.
pub(crate) fn check_references(api: &Api, root: &Node, lost: &Lost, diagnostics: &mut Diagnostics) {
    let dangling = diagnostics.iter().filter(|it| it.code == DANGLING);
    let places: Vec<SpecPath> = dangling
        .filter_map(|it| it.pointer.as_deref().map(SpecPath::from_pointer))
        .collect();
    if places.is_empty() {
        return;
    }
    let touched = owners(api, &places);
    let is_whole = |it: &Operation| {
        !lost.operations.contains(&it.at) && reached(api, it).is_disjoint(&touched)
    };
    let elsewhere = places.iter().any(|at| is_elsewhere(root, at));
    let has_code = !api.operations.is_empty() || !api.incoming.is_empty();
    let settled = has_code && !elsewhere;
    if settled || api.operations.iter().any(is_whole) {
        return;
    }
    let all = std::mem::take(diagnostics).into_iter();
    let all = all.filter(|it| it.code != SKIPPED).map(|mut it| {
        if it.code == DANGLING {
            (it.severity, it.action) = (Severity::Error, None);
        }
        it
    });
    *diagnostics = all.collect();
}

/// Returns whether the reference at `at` leads to another file or host.
fn is_elsewhere(root: &Node, at: &SpecPath) -> bool {
    let reference = root.pointer(at.as_str()).and_then(|it| it.get("$ref"));
    let text = reference.and_then(Node::as_str);
    text.is_some_and(|text| !text.starts_with('#'))
}

/// Returns the types whose schemas contain these places.
fn owners(api: &Api, places: &[SpecPath]) -> BTreeSet<TypeId> {
    let types: BTreeMap<&str, TypeId> =
        api.types().map(|(id, def)| (def.at.as_str(), id)).collect();
    let owner = |place: &SpecPath| {
        let mut at = place.as_str();
        loop {
            if let Some(id) = types.get(at) {
                return Some(*id);
            }
            (at, _) = at.rsplit_once('/')?;
        }
    };
    places.iter().filter_map(owner).collect()
}
