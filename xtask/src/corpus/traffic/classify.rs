//! The judgement of a message, and of whether the message or its type is at fault.

use super::{Back, Case, Finding, Judged, Verdict};
use crate::corpus::verdict::{Deviation, Difference, Fault, Judge, Wrong};
use serde_json::Value;

/// The start of a decoder's error about a missing property, before the property's name.
const MISSING: &str = "missing field `";

/// Judges a message by its outcome.
pub(super) fn judged(
    judge: &Judge<'_>,
    case: &Case,
    ty: String,
    outcome: Result<Back, String>,
) -> Judged {
    let findings = match outcome {
        Err(error) => vec![refused(judge, case, error)],
        Ok(Back { value, filled }) => {
            let (places, read) = filled.unwrap_or_else(|| (Vec::new(), case.value.clone()));
            let found = judge.differences(&case.schema, &read, value);
            let deviations = if found.is_empty() {
                Vec::new()
            } else {
                judge.deviations(&case.schema, &read)
            };
            let filled = places.iter().map(|at| self::filled(&case.value, &read, at));
            let found = found.into_iter().map(|it| finding(&deviations, it));
            filled.chain(found).collect()
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

/// Returns the finding for a location that was filled.
fn filled(sent: &Value, read: &Value, at: &str) -> Finding {
    let what = match sent.pointer(at) {
        Some(_) => "a null",
        None => "a property that is not there",
    };
    let value = read.pointer(at).map_or_else(String::new, Value::to_string);
    Finding {
        verdict: Verdict::Filled,
        kind: "filled",
        at: at.to_owned(),
        why: format!("{what}, with an empty value such as {value}"),
    }
}

/// Returns the finding for a refused message: either the message lacks a required part, or the type is wrong.
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

/// Returns whether the error shows that the message was refused for this deviation.
fn excuses(deviation: &Deviation, error: &str) -> bool {
    match &deviation.wrong {
        Wrong::Missing(name) => quoted(error, MISSING) == Some(name),
        Wrong::Null => error.contains("invalid type: null"),
        Wrong::Unlisted(_) | Wrong::Other(_) => false,
    }
}

/// Returns the text between `before` and the next backtick.
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
