//! What references that lead nowhere mean for the document as a whole.
//!
//! An operation in which one stands was left out, a schema became any JSON value, and the rest is
//! generated. If there is no operation left that is free of them, in itself and in its types, then what
//! would be generated is not what the document describes: they are errors.

use crate::{
    analyze::reached,
    diagnostic::{Diagnostics, Severity},
    model::{Api, SpecPath, TypeId},
    skeleton::{DANGLING, SKIPPED},
};
use std::collections::{BTreeMap, BTreeSet};

/// Makes errors of the references that lead nowhere if they leave no operation as it was meant.
pub(crate) fn settle(api: &Api, diagnostics: &mut Diagnostics) {
    let lost: Vec<SpecPath> = diagnostics
        .iter()
        .filter(|it| it.code == DANGLING)
        .filter_map(|it| it.pointer.as_deref().map(SpecPath::from_pointer))
        .collect();
    if lost.is_empty() {
        return;
    }
    let touched = owners(api, &lost);
    let whole = api
        .operations
        .iter()
        .any(|operation| reached(api, operation).is_disjoint(&touched));
    if !whole {
        *diagnostics = std::mem::take(diagnostics)
            .into_iter()
            .filter(|it| it.code != SKIPPED)
            .map(|mut it| {
                if it.code == DANGLING {
                    (it.severity, it.done) = (Severity::Error, None);
                }
                it
            })
            .collect();
    }
}

/// The types in whose schemas these places are.
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
