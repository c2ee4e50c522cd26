//! Unions whose variants are told apart by a property.

use super::{
    decoded::Decoded,
    looks::{self, admits, is_constant, kind_of},
    nesting,
    read::{DEPTH, Reader},
    refusal::{Refusal, TOO_DEEP},
};
use generator::{
    api::{Alternative, TypeId, TypeRef, Union},
    schema::{Constant, JsonKind},
};
use serde_json::Value;

/// A sign that tells a variant apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign<'m> {
    /// A value of the tag.
    Tag(&'m Constant),
    /// A JSON type. For objects it counts only if no tag matches.
    Kind(JsonKind),
    /// Any object whose tag matches no variant.
    Fallback,
}

/// The variants that a value can be.
struct Found {
    indices: Vec<usize>,
    /// Whether the value has to be one of them.
    certain: bool,
    /// Whether the value is an object without a tag.
    untagged: bool,
}

impl Reader<'_> {
    pub(super) fn union<'v>(
        &mut self,
        id: TypeId,
        it: &Union,
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        if nesting(value) >= DEPTH {
            return Err(Refusal::new(TOO_DEEP));
        }
        let found = candidates(it, value)?;
        if let (Some(first), true) = (found.indices.first(), found.certain) {
            // The value has to be one of them, so that the first one reports what is wrong with it.
            let several = found.indices.len() > 1;
            let best = several.then(|| self.best_of(id, it, value, &found));
            return match best.flatten() {
                Some(best) => Ok(best),
                None => self.only(id, it, value, *first),
            };
        }
        if let Some(best) = self.best_of(id, it, value, &found) {
            return Ok(best);
        }
        let tag = it.tag.as_str();
        if found.untagged && value.get(tag).is_none() {
            return Err(Refusal::new(format!("missing field `{tag}`")));
        }
        if !found.untagged {
            self.surprise();
        }
        Ok(Decoded::Unknown { id, value })
    }

    fn best_of<'v>(
        &mut self,
        id: TypeId,
        it: &Union,
        value: &'v Value,
        found: &Found,
    ) -> Option<Decoded<'v>> {
        let all = found.indices.iter();
        let all: Vec<(usize, &TypeRef)> = all
            .filter_map(|index| Some((*index, &it.variants.get(*index)?.ty)))
            .collect();
        let (index, value) = self.best(value, &all)?;
        let value = Box::new(value);
        Some(Decoded::Variant { id, index, value })
    }

    fn only<'v>(
        &mut self,
        id: TypeId,
        it: &Union,
        value: &'v Value,
        index: usize,
    ) -> Result<Decoded<'v>, Refusal> {
        let Some(variant) = it.variants.get(index) else {
            return Ok(Decoded::Unknown { id, value });
        };
        let value = Box::new(self.alternative(&variant.ty, value)?);
        Ok(Decoded::Variant { id, index, value })
    }
}

/// Finds the variants that a value can be.
fn candidates(it: &Union, value: &Value) -> Result<Found, Refusal> {
    let kind = kind_of(value);
    let of_kind = |sign: Sign<'_>| match (sign, kind) {
        (Sign::Kind(it), Some(kind)) => admits(it, kind),
        _ => false,
    };
    let found = |indices: Vec<usize>, certain, untagged| Found {
        indices,
        certain,
        untagged,
    };
    if kind != Some(JsonKind::Object) && it.is_mixed() {
        return Ok(found(with(it, &of_kind), false, false));
    }
    let Value::Object(entries) = value else {
        let expected = format!("an object with `{}`", it.tag.as_str());
        return Err(Refusal::of_kind(value, &expected).begun());
    };
    let tag = entries.get(it.tag.as_str()).unwrap_or(&Value::Null);
    let mut certain = with(
        it,
        &|sign| matches!(sign, Sign::Tag(constant) if is_constant(tag, constant)),
    );
    if certain.is_empty() {
        certain = with(it, &|sign| sign == Sign::Fallback);
    }
    if !certain.is_empty() {
        return Ok(found(certain, true, false));
    }
    let untagged = tag.is_null();
    let indices = with(it, &|sign| {
        of_kind(sign) || (untagged && matches!(sign, Sign::Tag(_)))
    });
    Ok(found(indices, false, untagged))
}

/// Returns the variants that have a wanted sign, each once, in the order of the emitted lines.
fn with(it: &Union, wanted: &dyn Fn(Sign<'_>) -> bool) -> Vec<usize> {
    let mut out = Vec::new();
    for (index, variant) in it.variants.iter().enumerate() {
        let tags = variant.tags.iter().map(Sign::Tag);
        let mut signs = tags.chain(variant.kinds.iter().map(|it| Sign::Kind(*it)));
        if signs.any(wanted) {
            out.push(index);
        }
    }
    // The line of the fallback is the last one.
    if let Some(fallback) = it.fallback.filter(|_| wanted(Sign::Fallback))
        && !out.contains(&fallback)
    {
        out.push(fallback);
    }
    out
}

impl Reader<'_> {
    pub(super) fn untagged<'v>(
        &mut self,
        id: TypeId,
        it: &[Alternative],
        value: &'v Value,
    ) -> Result<Decoded<'v>, Refusal> {
        if nesting(value) >= DEPTH {
            return Err(Refusal::new(TOO_DEEP));
        }
        let found = looks::candidates(it, value).into_iter();
        let all: Vec<(usize, &TypeRef)> = found
            .filter_map(|index| Some((index, &it.get(index)?.ty)))
            .collect();
        if let Some((index, value)) = self.best(value, &all) {
            let value = Box::new(value);
            return Ok(Decoded::Variant { id, index, value });
        }
        self.surprise();
        Ok(Decoded::Unknown { id, value })
    }
}
