//! The configured rules for pages: an operation has a given rule, or it has no pages.

use super::{Basis, From, Kind, More, Page, Pages, Pointer, Target};
use crate::{
    api::{Api, Operation},
    diagnostic::Diagnostics,
    rust::entries,
    source::{Override, PageOverride, PageRule, Source},
};

/// Applies the configured rules, which override the inferred ones.
pub(super) fn choose(api: &Api, source: &Source, pages: &mut Pages, diagnostics: &mut Diagnostics) {
    for entry in &source.overrides.pages {
        match chosen(api, source, entry) {
            Ok((index, Some(page))) => {
                pages.insert(index, page);
            }
            Ok((index, None)) => {
                pages.remove(&index);
            }
            Err(problem) => diagnostics.push(entries::unmet(source, entry, problem)),
        }
    }
}

fn chosen(
    api: &Api,
    source: &Source,
    entry: &Override<PageOverride>,
) -> Result<(usize, Option<Page>), String> {
    let index = entries::operation(api, &source.root, &entry.key)?;
    let operation = &api.operations[index];
    match &entry.value {
        PageOverride::Forbidden => Ok((index, None)),
        PageOverride::Rule(rule) => Ok((index, Some(page(rule, operation)?))),
    }
}

fn page(rule: &PageRule, operation: &Operation) -> Result<Page, String> {
    let pointer = |text: &Option<String>| text.as_deref().map(place).transpose();
    let more = match (&rule.more, &rule.done) {
        (Some(more), None) => Some(More::True(place(more)?)),
        (None, Some(done)) => Some(More::Done(place(done)?)),
        (None, None) => None,
        (Some(_), Some(_)) => {
            return Err("`more` and `done` say the same: one of them has to go".to_owned());
        }
    };
    Ok(Page {
        kind: kind(rule, operation)?,
        items: pointer(&rule.items)?,
        more,
        basis: Basis::Configuration,
    })
}

fn kind(rule: &PageRule, operation: &Operation) -> Result<Kind, String> {
    let pointer = |text: &Option<String>| text.as_deref().map(place).transpose();
    let said = [
        rule.cursor.is_some(),
        rule.page.is_some(),
        rule.offset.is_some(),
        rule.url.is_some(),
        rule.link,
    ];
    if said.iter().filter(|it| **it).count() != 1 {
        return Err(
            "a rule has one of `cursor`, `page`, `offset`, `url` and `link = true`".to_owned(),
        );
    }
    if let Some(name) = &rule.cursor {
        let from = match (&rule.next, &rule.header, &rule.last) {
            (Some(at), None, None) => From::Body(place(at)?),
            (None, Some(name), None) => From::Header(name.clone()),
            (None, None, Some(at)) => From::Last(place(at)?),
            _ => return Err("a cursor comes from one of `next`, `header` and `last`".to_owned()),
        };
        let to = input(name, operation)?;
        return Ok(Kind::Cursor { to, from });
    }
    if let Some(name) = &rule.page {
        let to = input(name, operation)?;
        let pages = pointer(&rule.pages)?;
        return Ok(Kind::Page {
            to,
            first: Some(rule.first.unwrap_or(1)),
            echo: None,
            pages,
        });
    }
    if let Some(name) = &rule.offset {
        let to = input(name, operation)?;
        let total = pointer(&rule.total)?;
        return Ok(Kind::Offset {
            to,
            first: rule.first.unwrap_or(0),
            total,
        });
    }
    Ok(match &rule.url {
        Some(at) => Kind::Url(place(at)?),
        None => Kind::Link,
    })
}

/// Returns the input that a name refers to: a JSON pointer refers to the body, and any other name to a query parameter,
/// which the operation must have.
fn input(name: &str, operation: &Operation) -> Result<Target, String> {
    if name.starts_with('/') {
        return Ok(Target::Body(place(name)?));
    }
    let mut params = operation.params.iter();
    if params.any(|it| it.wire.as_str() == name && it.place == crate::api::Place::Query) {
        return Ok(Target::Query(name.to_owned()));
    }
    Err(format!("`{name}` is no query parameter of the operation"))
}

fn place(text: &str) -> Result<Pointer, String> {
    Pointer::parse(text).ok_or_else(|| format!("`{text}` is no JSON pointer: it begins with `/`"))
}
