//! Whether the examples in a document fit the emitted types: an emitted program decodes each example that is valid
//! against its schema into its type and encodes it again, which has to yield the same value.

mod collect;

use super::{
    Examples, Mismatch,
    program::{Generated, Outcome, Profile},
    verdict::{Fault, Judge, Judgement},
};
use generator::{
    diagnostic::{Diagnostics, Style, render},
    source, stages,
};
use std::path::Path;

/// Tries the examples of `document`, whose crate has been written to `root`. If `release` is set, they are also tried
/// in a release build, which has less stack.
pub(super) fn examples(document: &Path, root: &Path, release: bool) -> Result<Examples, String> {
    let source = source::load(document)
        .map_err(|failure| render(&failure.diagnostics, &failure.files, Style::Plain))?;
    let mut diagnostics = Diagnostics::new();
    let stages = stages(&source, &mut diagnostics).ok_or("there are no types")?;
    let mut out = Examples::default();
    let mut valid = Vec::new();
    let cases = collect::cases(&source.root, &stages.api);
    out.all = cases.len();
    let judge = Judge::new(&source.root, &stages)?;
    for case in cases {
        let at = || case.at.as_str().to_owned();
        match judge.validity.judge(&case.schema, &case.value) {
            Judgement::Valid => valid.push(case),
            Judgement::Invalid(why) => out.invalid.push((at(), why)),
            Judgement::Unknown(why) => out.unjudged.push((at(), why)),
        }
    }
    out.valid = valid.len();
    let generated = Generated {
        root,
        document,
        stages: &stages,
    };
    let values: Vec<_> = valid.iter().map(|it| (&it.ty, &it.value)).collect();
    let mut results = generated.run(Profile::Debug, &values)?;
    if release {
        let more = generated.run(Profile::Release, &values)?;
        let failed = results.iter_mut().zip(more);
        let failed = failed.filter(|(_, more)| more.1.is_err());
        failed.for_each(|(result, more)| *result = more);
    }
    for (case, (ty, result)) in valid.iter().zip(results) {
        let Some((kind, why)) = difference(&judge, case, result) else {
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

/// Returns the kind of mistake and the mistake itself if a value did not come back unchanged. A value that the document
/// does not list may be unknown.
fn difference(
    judge: &Judge<'_>,
    case: &collect::Case,
    outcome: Outcome,
) -> Option<(String, String)> {
    let back = match outcome.and_then(|it| it.value()) {
        Err(error) => return Some((format!("not decoded: {}", kind_of(&error)), error)),
        Ok(back) => back,
    };
    let mut found = judge.differences(&case.schema, &case.value, back);
    found.retain(|it| it.fault != Fault::Unlisted);
    let first = found.first()?;
    let more = match found.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let why = format!("`{}`: {}{more}", first.at, first.why);
    Some((first.kind.to_owned(), why))
}

/// Returns the error without the parts that are specific to the value: quoted text and the location.
fn kind_of(error: &str) -> String {
    let message = error.split(" at `").next().unwrap_or(error);
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
