//! Cursors: an input takes a value from the previous page.

use super::{
    From, Kind, Target,
    evidence::{Evidence, Input, Output, text},
    value::{self, Scalar, bare, fields},
    words::{self, CURSOR, NEXT, NEXT_CURSOR, PERHAPS_CURSOR},
};
use crate::api::Api;
use std::collections::BTreeSet;

/// The highest worth of a pair that needs the input's documentation as evidence.
const WORDS_ALONE: u32 = 5;

pub(super) struct Found {
    pub(super) kind: Kind,
    /// Whether no other meaning is possible, so that the rule holds for every method.
    pub(super) is_certain: bool,
}

/// The maximum number of inputs that look like cursors. If there are more, the match is in doubt.
const MOST: usize = 8;

/// The facts that every pair is checked against, computed once: there may be thousands of inputs and outputs.
struct Pairs<'e> {
    api: &'e Api,
    /// Whether an input limits the number of items per page.
    sized: bool,
    /// Whether the response reports whether there is more.
    has_more: bool,
    /// The names that follow the prefix `next` in the response. A property with such a name and without the prefix
    /// echoes the request.
    next: BTreeSet<&'e str>,
}

/// Returns the cursor of an input and an output that clearly form a pair, or else the one that the last item gives.
pub(super) fn cursor(evidence: &Evidence<'_>) -> Option<Found> {
    let outputs = || {
        evidence
            .outputs
            .iter()
            .filter(|it| it.scalar != Scalar::Boolean)
    };
    let pairs = Pairs {
        api: evidence.api,
        sized: evidence.takes(words::SIZE),
        has_more: evidence.output(words::MORE, Scalar::Boolean).is_some(),
        next: outputs()
            .filter_map(|it| it.name.strip_prefix("next"))
            .collect(),
    };
    let inputs: Vec<&Input<'_>> = evidence.inputs.iter().filter(|it| may_take(it)).collect();
    if inputs.len() > MOST {
        return None;
    }
    let mut best: Option<(u32, &Input<'_>, &Output<'_>)> = None;
    let mut tied = false;
    for input in inputs {
        for output in outputs() {
            let worth = pairs.worth(input, output);
            let (most, other) = best.map_or((0, None), |(most, it, _)| (most, Some(&it.to)));
            if worth > most {
                (best, tied) = (Some((worth, input, output)), false);
            } else if worth > 0 && worth == most && other != Some(&input.to) {
                tied = true;
            }
        }
    }
    match best {
        Some((worth, input, output)) => (!tied).then(|| Found {
            kind: Kind::Cursor {
                to: input.to.clone(),
                from: From::Body(output.at.clone()),
            },
            is_certain: worth > WORDS_ALONE,
        }),
        None => last_item(evidence),
    }
}

/// Returns whether an input may take a cursor. A numeric `page` counts pages instead.
fn may_take(input: &Input<'_>) -> bool {
    let named = words::is(&input.name, CURSOR) || words::is(&input.name, PERHAPS_CURSOR);
    let counts = input.scalar == Scalar::Number && input.name == "page";
    named && !counts && input.scalar != Scalar::Boolean
}

impl Pairs<'_> {
    /// Returns whether the input takes the output unchanged. All values are text in a query, so that only unions, which
    /// may have forms of their own, need the same type there.
    fn fits(&self, input: &Input<'_>, output: &Output<'_>) -> bool {
        let mixed = [input.scalar, output.scalar].contains(&Scalar::Mixed);
        let in_query = matches!(input.to, Target::Query(_));
        let alike = in_query || input.scalar == output.scalar;
        alike && !mixed || value::takes(self.api, input.ty, output.ty)
    }

    /// Returns how certain it is that the input takes the output; 0 if nothing suggests it.
    fn worth(&self, input: &Input<'_>, output: &Output<'_>) -> u32 {
        let (takes, gives) = (input.name.as_str(), output.name.as_str());
        let certain = words::is(takes, CURSOR);
        let (next, named) = (words::is(gives, NEXT), words::is(gives, NEXT_CURSOR));
        if (next || gives == "after") && output.is_url() || !self.fits(input, output) {
            return 0;
        }
        let same = input.scalar == output.scalar;
        // A response may also echo the request's value under the same name.
        let echoed = self.next.contains(takes);
        let own = certain && !echoed || takes == "next" || output.parent.starts_with("next");
        let told = || {
            let told = text(input.doc);
            ["page", "pagination", "cursor", "next"]
                .iter()
                .any(|it| told.contains(it))
        };
        let after_last = matches!(takes, "after" | "afterid" | "startingafter");
        let after_next = gives.strip_prefix("next");
        if after_next == Some(takes)
            || after_next.and_then(|it| it.strip_prefix("page")) == Some(takes)
        {
            10
        } else if takes == gives && own {
            9
        } else if named && certain {
            8
        } else if next && certain && same
            || gives == "after" && certain && !output.parent.is_empty()
        {
            7
        } else if gives == "lastid" && after_last && self.has_more {
            6
        } else if next && !certain && same && self.sized && told() {
            5
        } else if named && !certain && same && self.sized && told() {
            4
        } else {
            0
        }
    }
}

/// Returns the cursor of an input that takes the id of the last item, if the response reports whether there is more.
fn last_item(evidence: &Evidence<'_>) -> Option<Found> {
    const TAKES: &[&str] = &["startafter", "startingafter"];
    let input = evidence.input(TAKES, Scalar::Text)?;
    evidence.output(words::MORE, Scalar::Boolean)?;
    let item = bare(evidence.api, evidence.items()?.item?);
    let fields = fields(evidence.api, item);
    let id = fields.iter().find(|it| it.wire.as_str() == "id")?;
    Some(Found {
        kind: Kind::Cursor {
            to: input.to.clone(),
            from: From::Last(super::Pointer(vec![id.wire.as_str().to_owned()])),
        },
        is_certain: false,
    })
}
