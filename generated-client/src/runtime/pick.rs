//! What tells the variants of a `json_union!` apart, and which of them a text can be.

use super::shape::{self, Constant, Kind, Scalar};

/// What tells a variant apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A value of the tag.
    Tag(Constant),
    /// A JSON type; for objects, if no tag does.
    Kind(Kind),
    /// An object that no tag tells apart.
    Fallback,
}

impl Sign {
    /// The tag to write.
    pub const fn constant(self) -> Option<Constant> {
        match self {
            Self::Tag(constant) => Some(constant),
            Self::Kind(_) | Self::Fallback => None,
        }
    }
}

/// The signs as the macro's entries spell them.
#[allow(non_upper_case_globals, missing_docs)] // as the macro's entries spell them
pub mod sign {
    use super::{Constant, Kind, Sign};

    /// A tag that is a string.
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
        /// A tag that is an integer.
        pub const fn of(value: i64) -> super::Sign {
            super::Sign::Tag(super::Constant::Integer(value))
        }
    }

    pub mod boolean {
        /// A tag that is `true` or `false`.
        pub const fn of(value: bool) -> super::Sign {
            super::Sign::Tag(super::Constant::Boolean(value))
        }
    }
}

/// The entries that a text can be.
pub(super) struct Found {
    pub(super) indices: Vec<usize>,
    /// Whether the text has to be one of them.
    pub(super) certain: bool,
    /// Whether it is an object without a tag.
    pub(super) untagged: bool,
}

/// The entries that a text can be.
///
/// # Errors
///
/// It is no object, and no entry is for anything else.
pub(super) fn candidates(
    text: &str,
    tag: &str,
    signs: &(impl Iterator<Item = (Sign, &'static str)> + Clone),
) -> Result<Found, serde_json::Error> {
    let mut found = Found {
        indices: Vec::new(),
        certain: false,
        untagged: false,
    };
    let with = |wanted: &dyn Fn(Sign) -> bool| -> Vec<usize> {
        let mut names: Vec<&str> = Vec::new();
        let mut out = Vec::new();
        for (index, (sign, variant)) in signs.clone().enumerate() {
            // One variant is one candidate.
            if wanted(sign) && !names.contains(&variant) {
                names.push(variant);
                out.push(index);
            }
        }
        out
    };
    let kind = shape::kind(text);
    let of_kind =
        |sign: Sign| matches!((sign, kind), (Sign::Kind(it), Some(kind)) if it.admits(kind));
    let mixed = |(sign, _)| matches!(sign, Sign::Kind(it) if it != Kind::object);
    if kind != Some(Kind::object) && signs.clone().any(mixed) {
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
