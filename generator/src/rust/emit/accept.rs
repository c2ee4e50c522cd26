//! The media types that an operation accepts: its `Accept` header.

use super::context::Context;
use crate::rust::plan::{Decode, ResponsePlan};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The weight of a range that is listed after JSON (RFC 9110, section 12.4.2).
const LESS: &str = ";q=0.8";

/// Returns the call that sets the accepted media types, unless the marker of the success implies them.
pub(super) fn call(cx: Context<'_>, index: usize) -> Option<TokenStream> {
    let planned = &cx.plan.operations[index].responses;
    let keys = cx.api.operations[index].responses.iter().map(|it| it.key);
    let successes = keys.zip(planned).filter(|(key, _)| key.is_success());
    let asked = asked(successes.map(|(_, response)| response));
    // The client requests a plain value as text by default, so `*/*` has to be set.
    let plain = planned
        .iter()
        .any(|it| matches!(it.decode, Decode::Plain(_)));
    let implied = |media: &str| match media {
        "application/json" | "text/plain" | "text/event-stream" => true,
        _ => media == "*/*" && !plain,
    };
    let types = asked.iter().map(|media| Literal::string(media));
    (!asked.iter().all(|media| implied(media))).then(|| quote!(.accept(&[#(#types),*])))
}

/// Returns the media types of all successes, each once.
fn asked<'p>(successes: impl Iterator<Item = &'p ResponsePlan>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for response in successes {
        for media in &response.media {
            if is_json_range(&response.decode, media) {
                // The range is for servers that have another name for JSON, or none.
                add(&mut out, "application/json".to_owned());
                add(&mut out, format!("{media}{LESS}"));
            } else {
                add(&mut out, media.clone());
            }
        }
    }
    // A range without a weight makes the weighted one redundant.
    let all = out.clone();
    out.retain(|it| {
        let range = it.strip_suffix(LESS);
        !range.is_some_and(|range| all.iter().any(|it| it == range))
    });
    out
}

fn add(out: &mut Vec<String>, media: String) {
    if !out.contains(&media) {
        out.push(media);
    }
}

/// Returns whether the client reads bodies of a range of media types as JSON.
fn is_json_range(decode: &Decode, media: &str) -> bool {
    let json = |it: &Decode| matches!(it, Decode::Json(_));
    let is_json = match decode {
        Decode::ByContent(cases) => cases
            .iter()
            .any(|(medias, case)| json(case) && medias.iter().any(|it| it == media)),
        decode => json(decode),
    };
    is_json && media.contains('*')
}
