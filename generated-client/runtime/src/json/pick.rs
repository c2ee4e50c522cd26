//! The signs that tell the variants of a `json_union!` apart, and the variants that a text can be.

use crate::runtime::json::shape::{self, Constant, Kind, Scalar};

/// A sign that tells a variant apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A value of the tag.
    Tag(Constant),
    /// A JSON type. For objects it counts only if no tag matches.
    Kind(Kind),
    /// Any object whose tag matches no variant.
    Fallback,
}

impl Sign {
    /// Returns the tag to write.
    pub const fn constant(self) -> Option<Constant> {
        match self {
            Self::Tag(constant) => Some(constant),
            Self::Kind(_) | Self::Fallback => None,
        }
    }
}

/// The signs under the names that the macro's entries use.
#[allow(non_upper_case_globals, missing_docs)] // named as in the macro's entries
pub mod sign {
    use super::{Constant, Kind, Sign};

    /// Creates a sign from a tag that is a string.
    pub const fn of(text: &'static str) -> Sign {
        Sign::Tag(Constant::Text(text))
    }

    pub const boolean: Sign = Sign::Kind(Kind::boolean);
    pub const integer: Sign = Sign::Kind(Kind::integer);
    pub const number: Sign = Sign::Kind(Kind::number);
    pub const string: Sign = Sign::Kind(Kind::string);
    pub const array: Sign = Sign::Kind(Kind::array);
    pub const object: Sign = Sign::Kind(Kind::object);
    pub const any: Sign = Sign::Kind(Kind::any);
    pub const fallback: Sign = Sign::Fallback;

    pub mod integer {
        /// Creates a sign from a tag that is an integer.
        pub const fn of(value: i64) -> super::Sign {
            super::Sign::Tag(super::Constant::Integer(value))
        }
    }

    pub mod boolean {
        /// Creates a sign from a tag that is `true` or `false`.
        pub const fn of(value: bool) -> super::Sign {
            super::Sign::Tag(super::Constant::Boolean(value))
        }
    }
}

/// The variants that a text can be.
pub(crate) struct Found {
    pub(crate) indices: Vec<usize>,
    /// Whether the text must be one of these variants.
    pub(crate) certain: bool,
    /// Whether the text is an object without a tag.
    pub(crate) untagged: bool,
}

/// Returns the variants that a text can be.
///
/// # Errors
///
/// Returns an error if the text is not an object although every variant is one.
pub(crate) fn candidates(
    text: &str,
    tag: &str,
    signs: &[&[Sign]],
) -> Result<Found, serde_json::Error> {
    let mut found = Found {
        indices: Vec::new(),
        certain: false,
        untagged: false,
    };
    let with = |wanted: &dyn Fn(Sign) -> bool| -> Vec<usize> {
        let any = |signs: &[Sign]| signs.iter().any(|sign| wanted(*sign));
        let all = signs.iter().enumerate();
        all.filter(|(_, signs)| any(signs))
            .map(|(index, _)| index)
            .collect()
    };
    let kind = shape::kind(text);
    let of_kind =
        |sign: Sign| matches!((sign, kind), (Sign::Kind(it), Some(kind)) if it.admits(kind));
    let mixed = |sign: &Sign| matches!(*sign, Sign::Kind(it) if it != Kind::object);
    if kind != Some(Kind::object) && signs.iter().copied().flatten().any(mixed) {
        found.indices = with(&of_kind);
        return Ok(found);
    }
    let value = shape::tag(text, tag, false)?;
    found.indices = with(&|sign| matches!(sign, Sign::Tag(it) if value.is(it)));
    if found.indices.is_empty() {
        found.indices = with(&|sign| sign == Sign::Fallback);
    }
    found.certain = !found.indices.is_empty();
    if found.certain {
        return Ok(found);
    }
    found.untagged = value == Scalar::Null;
    let any = found.untagged;
    found.indices = with(&|sign| of_kind(sign) || (any && matches!(sign, Sign::Tag(_))));
    Ok(found)
}

/// Returns the tag to write in place of the value of the variant's field, if that is none of its tags.
pub(crate) fn other_tag(said: Option<&str>, signs: &[Sign]) -> Option<Constant> {
    let said = said?;
    let mut own = signs.iter().filter_map(|sign| sign.constant());
    let mut all = own.clone();
    if all.any(|tag| matches!(tag, Constant::Text(own) if own == said)) {
        return None;
    }
    own.next()
}
