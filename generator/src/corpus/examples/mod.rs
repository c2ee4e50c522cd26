//! Whether the examples in a document fit the types that are emitted for it: each one that is valid
//! against its schema is decoded into its type and encoded again, by a program that is emitted for it,
//! and has to come back as it was.

mod collect;
pub(super) mod compare;
mod judge;
mod program;

use super::{Examples, Mismatch};
use crate::{
    Stages,
    diagnostic::{Diagnostics, Style, render},
    load,
    model::SpecPath,
    name, stages, standalone,
};
use judge::Judgement;
use std::path::Path;

/// Tries the examples of `document`, whose crate has been written to `root`.
pub(super) fn examples(document: &Path, root: &Path) -> Result<Examples, String> {
    let source = load::load(document)
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let mut diagnostics = Diagnostics::new();
    let stages = stages(&source, &mut diagnostics).ok_or("there are no types")?;
    let mut out = Examples::default();
    let mut valid = Vec::new();
    let cases = collect::cases(&source.root, &stages.api);
    out.all = cases.len();
    for (case, judgement) in judge::judge(&source.root, cases)? {
        let at = || case.at.as_str().to_owned();
        match judgement {
            Judgement::Valid => valid.push(case),
            Judgement::Invalid(why) => out.invalid.push((at(), why)),
            Judgement::Unknown(why) => out.unjudged.push((at(), why)),
        }
    }
    out.valid = valid.len();
    let results = round_trips(document, root, &stages, &valid)?;
    for (case, (ty, result)) in valid.iter().zip(results) {
        let Some((kind, why)) = difference(&source.root, case, result) else {
            out.same += 1;
            continue;
        };
        out.mismatches.push(Mismatch {
            at: case.at.as_str().to_owned(),
            schema: case.schema.as_str().to_owned(),
            ty,
            kind,
            why,
        });
    }
    Ok(out)
}

/// The types of the cases, and what became of their values.
fn round_trips(
    document: &Path,
    root: &Path,
    stages: &Stages,
    cases: &[collect::Case],
) -> Result<Vec<(String, program::Outcome)>, String> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let krate = standalone::crate_name(&name::module_name(&stem));
    program::run(root, &krate, stages, cases)
}

/// What is wrong with what a value came back as: the kind of mistake, and the mistake.
fn difference(
    document: &load::Node,
    case: &collect::Case,
    outcome: program::Outcome,
) -> Option<(String, String)> {
    match outcome {
        Err(error) => Some((format!("not decoded: {}", kind_of(&error)), error)),
        Ok(back) => {
            let schemas: [SpecPath; 1] = [case.schema.clone()];
            let found = compare::differences(document, &schemas, &case.value, &back);
            let first = found.first()?;
            let more = found.len() - 1;
            let more = if more > 0 {
                format!(" (and {more} more)")
            } else {
                String::new()
            };
            Some((first.kind.to_owned(), format!("{}{more}", first.why)))
        }
    }
}

/// The error without what is the value's own: what stands in quotes, and the place.
fn kind_of(error: &str) -> String {
    let message = error.split(" at line ").next().unwrap_or(error);
    let mut out = String::new();
    let mut quoted = false;
    for part in message.split_inclusive(['`', '"']) {
        if quoted {
            out.push_str("..");
        } else {
            out.push_str(part.trim_end_matches(['`', '"']));
        }
        quoted = !quoted;
    }
    out.chars().take(100).collect()
}
