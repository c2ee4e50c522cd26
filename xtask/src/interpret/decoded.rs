//! The values that the emitted types hold.

use generator::api::TypeId;
use serde_json::Value;
use std::borrow::Cow;

/// A value as the emitted types hold it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decoded<'v> {
    /// A scalar or any JSON, which is written unchanged.
    Kept(Cow<'v, Value>),
    /// A value that an enum does not list.
    Unlisted(Cow<'v, Value>),
    /// An array.
    List(Vec<Decoded<'v>>),
    /// An object with arbitrary keys.
    Map(Vec<(&'v str, Decoded<'v>)>),
    /// An object with declared properties.
    Struct {
        /// The struct.
        id: TypeId,
        /// The fields in the struct's order; `None` for a field that holds nothing.
        fields: Vec<Option<Decoded<'v>>>,
        /// Undeclared properties, if the struct keeps them.
        rest: Vec<(&'v str, Decoded<'v>)>,
    },
    /// A variant of a union.
    Variant {
        /// The union.
        id: TypeId,
        /// The index of the variant.
        index: usize,
        /// The value of the variant.
        value: Box<Decoded<'v>>,
    },
    /// A value that is none of the union's variants, and is kept as received.
    Unknown {
        /// The union.
        id: TypeId,
        /// The value.
        value: &'v Value,
    },
}

impl Decoded<'_> {
    /// The value of `null` and of `()`.
    pub(super) const NULL: Self = Self::Kept(Cow::Owned(Value::Null));
}

/// The misfits of a value that could be read nevertheless. Fewer are better, and `unlisted` counts more than `lost`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Misfit {
    /// Values that an enum or a union does not list, and texts that are not in their format.
    pub(super) unlisted: u32,
    /// Properties that were skipped, and properties that are `null` and were read as missing.
    pub(super) lost: u32,
}

/// Returns a value that is kept as it is.
pub(super) fn kept(value: &Value) -> Decoded<'_> {
    Decoded::Kept(Cow::Borrowed(value))
}
