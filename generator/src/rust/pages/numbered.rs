//! Pages with a number, and pages with an offset.

use super::{
    Kind, Pointer,
    evidence::{Evidence, Input, Output, text},
    value::Scalar,
    words,
};
use crate::api::Facets;

/// Returns the kind of an input that counts pages, if the document shows that there are pages and where they begin.
pub(super) fn page(evidence: &Evidence<'_>) -> Option<Kind> {
    let input = evidence.input(words::PAGE, Scalar::Number)?;
    let number = |names| {
        evidence
            .output(names, Scalar::Number)
            .map(|it| it.at.clone())
    };
    let (echo, pages) = (number(words::PAGE), number(words::PAGES));
    let of_pages = evidence.takes(words::SIZE) || pages.is_some() || number(words::TOTAL).is_some();
    if !of_pages && echo.is_none() {
        return None;
    }
    // "The number of records to skip" is an offset, whatever the name of the parameter.
    let told = text(input.doc);
    let first = if told.contains("skip") || told.contains("offset") {
        None
    } else {
        first_page(input, &told)
    };
    (first.is_some() || echo.is_some()).then(|| Kind::Page {
        to: input.to.clone(),
        first,
        echo,
        pages,
    })
}

/// Returns the number of the first page, if the document gives it.
fn first_page(input: &Input<'_>, told: &str) -> Option<u64> {
    let facets = input.facets;
    let default = facets.and_then(|it| it.default.as_ref()?.as_f64());
    let least = facets.and_then(|it| Some(it.range.least.as_ref()?.number.as_f64()));
    let example = facets.and_then(example);
    let told = || {
        let says = |it: &[&str]| it.iter().any(|it| told.contains(it));
        match (
            says(&[
                "zero-based",
                "zero based",
                "0-based",
                "0-index",
                "starts at 0",
                "starting at 0",
                "starting from 0",
            ]),
            says(&[
                "one-based",
                "1-based",
                "1-index",
                "starts at 1",
                "starting at 1",
                "starting from 1",
                "default is 1",
            ]),
        ) {
            (true, false) => Some(0.0),
            (false, true) => Some(1.0),
            _ => None,
        }
    };
    let found = default.or_else(told).or(least).or(example)?;
    if found == 0.0 {
        Some(0)
    } else if (found - 1.0).abs() < f64::EPSILON {
        Some(1)
    } else {
        None
    }
}

fn example(facets: &Facets) -> Option<f64> {
    facets.example.as_ref()?.as_f64()
}

/// Returns the kind of an input that counts the items before the page.
pub(super) fn offset(evidence: &Evidence<'_>) -> Option<Kind> {
    let total = evidence
        .output(words::TOTAL, Scalar::Number)
        .filter(|it| is_of_all(it));
    let certain = evidence.input(words::OFFSET, Scalar::Number);
    let perhaps = || {
        evidence
            .input(words::PERHAPS_OFFSET, Scalar::Number)
            .filter(|_| total.is_some())
    };
    let input = certain.or_else(perhaps)?;
    let sized = evidence.takes(words::SIZE);
    let told = text(input.doc);
    let of_something_else = [
        "page number",
        "number of pages",
        "second",
        "time zone",
        "utc",
    ];
    if !sized || of_something_else.iter().any(|it| told.contains(it)) {
        return None;
    }
    let default = input.facets.and_then(|it| it.default.as_ref()?.as_u64());
    let first = default.unwrap_or(u64::from(input.name == "startindex"));
    (first <= 1).then(|| Kind::Offset {
        to: input.to.clone(),
        first,
        total: total.map(|it: &Output<'_>| -> Pointer { it.at.clone() }),
    })
}

/// Returns whether a total counts all items: its documentation does not limit it to the page.
fn is_of_all(output: &Output<'_>) -> bool {
    !output.mentions(&["this page", "current page", "returned"])
}
