//! What became of a message, and whose fault it is.

use super::{Case, Finding, Judged, Verdict};
use crate::corpus::verdict::{Deviation, Difference, Fault, Judge, Wrong};
use serde_json::Value;

/// What a decoder says of a property that is not there, before its name.
const MISSING: &str = "missing field `";

/// What became of a message.
pub(super) fn judged(
    judge: &Judge<'_>,
    case: &Case,
    ty: String,
    outcome: Result<Value, String>,
) -> Judged {
    let findings = match outcome {
        Err(error) => vec![refused(judge, case, error)],
        Ok(back) => {
            let found = judge.differences(&case.schema, &case.value, back);
            let deviations = if found.is_empty() {
                Vec::new()
            } else {
                judge.deviations(&case.schema, &case.value)
            };
            let found = found.into_iter();
            found.map(|it| finding(&deviations, it)).collect()
        }
    };
    Judged {
        file: case.file.clone(),
        line: case.line,
        kind: case.kind,
        what: case.what.clone(),
        ty,
        findings,
    }
}

/// Why a message was refused: the document requires what it lacks, or the type is wrong.
fn refused(judge: &Judge<'_>, case: &Case, error: String) -> Finding {
    let at = quoted(&error, " at `").unwrap_or_default().to_owned();
    let deviations = judge.deviations(&case.schema, &case.value);
    let excuse = deviations.iter().find(|it| excuses(it, &error));
    match excuse {
        Some(deviation) => Finding {
            verdict: match deviation.wrong {
                Wrong::Null => Verdict::Null,
                Wrong::Missing(_) | Wrong::Unlisted(_) | Wrong::Other(_) => Verdict::Incomplete,
            },
            kind: "refused",
            at: deviation.at.clone(),
            why: format!("{deviation}: {error}"),
        },
        None => Finding {
            verdict: Verdict::Refused,
            kind: "not decoded",
            at,
            why: error,
        },
    }
}

/// Whether a message is refused for this, by what the error says.
fn excuses(deviation: &Deviation, error: &str) -> bool {
    match &deviation.wrong {
        Wrong::Missing(name) => quoted(error, MISSING) == Some(name),
        Wrong::Null => error.contains("invalid type: null"),
        Wrong::Unlisted(_) | Wrong::Other(_) => false,
    }
}

/// What stands behind `before` and before the next backtick.
fn quoted<'e>(error: &'e str, before: &str) -> Option<&'e str> {
    let (_, rest) = error.split_once(before)?;
    rest.split('`').next()
}

fn finding(deviations: &[Deviation], found: Difference) -> Finding {
    let Difference {
        fault,
        kind,
        at,
        why,
    } = found;
    let null = |it: &Deviation| it.at == at && it.wrong == Wrong::Null;
    let verdict = match fault {
        Fault::Unlisted => Verdict::Unlisted,
        Fault::Incomplete => Verdict::Incomplete,
        Fault::Null => Verdict::Null,
        Fault::Unknown => Verdict::Unknown,
        Fault::Variant => Verdict::Wrong,
        Fault::Changed if kind == "null lost" && deviations.iter().any(null) => Verdict::Null,
        Fault::Changed => Verdict::Changed,
    };
    Finding {
        verdict,
        kind,
        at,
        why,
    }
}
