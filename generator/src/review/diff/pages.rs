//! Changes to the pages of operations.

use super::{
    change::{Changes, Effect, Topic},
    operation::Pair,
};
use crate::rust::{
    emit::{Context, code},
    pages::Page,
};

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    fn page(cx: Context<'_>, index: usize) -> Option<&Page> {
        cx.pages.get(&index)
    }
    let (was, is) = (page(pair.both.old, pair.was), page(pair.both.new, pair.is));
    let pages = code("pages");
    let (what, effect) = match (was, is) {
        (Some(_), None) => (format!("has no {pages} any more"), Effect::callers()),
        (None, Some(_)) => (format!("has {pages} now"), Effect::adds()),
        (Some(was), Some(is)) if was.items != is.items => {
            let what = format!("has another list in its {pages}");
            (
                what,
                Effect::callers().because("for callers that take the items"),
            )
        }
        (Some(was), Some(is)) if was.kind != is.kind => {
            let what = format!(
                "is asked for its next page in another way: {}",
                is.sentence()
            );
            (
                what,
                Effect::none().and_wire(true, "deployed clients ask as before"),
            )
        }
        _ => return,
    };
    out.push(Topic::Operation, effect, pair.subject(), what, pair.at());
}
