//! Pages whose URL is in the previous page: in its `Link` header, or in its body.

use super::{
    Kind,
    evidence::Evidence,
    words::{self, CURSOR, OFFSET, PAGE, PERHAPS_CURSOR, SIZE},
};

/// Returns [`Kind::Link`] if the `Link` header is documented and the operation has an input of pages.
pub(super) fn link(evidence: &Evidence<'_>) -> Option<Kind> {
    let linked = evidence
        .headers
        .iter()
        .any(|it| it.eq_ignore_ascii_case("link"));
    let mut of_pages = [PAGE, SIZE, OFFSET, CURSOR, PERHAPS_CURSOR].into_iter();
    (linked && of_pages.any(|names| evidence.takes(names))).then_some(Kind::Link)
}

/// Returns [`Kind::Url`] if a property of the response holds the URL.
pub(super) fn url(evidence: &Evidence<'_>) -> Option<Kind> {
    let mut found = evidence.outputs.iter().filter(|it| it.is_next_url());
    let first = found.next()?;
    // Two candidates, such as `next` in the links and `next` beside them, may differ.
    let only = found.all(|it| words::is(&it.parent, words::AROUND) && it.at == first.at);
    only.then(|| Kind::Url(first.at.clone()))
}
