//! The size of values in place: an estimate of the size that rustc gives an emitted type on a 64-bit target, never
//! below it. A test compares it with the compiler.

use crate::api::{Api, Presence, Prim, TypeRef};

/// The size of a value, and the properties that decide the size of a type that contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The size in bytes.
    pub size: usize,
    align: usize,
    /// The number of bit patterns that are not valid values: an `Option` around the value uses one of them.
    spare: usize,
}

/// More spare values than any type here needs.
const MANY: usize = 1 << 20;

/// The number of variants from which on the tag is not expected to have spare values.
const CROWDED: usize = 200;

impl Layout {
    /// A `Box`.
    pub(super) const POINTER: Self = Self::new(8, 8, 1);
    pub(super) const MAP: Self = Self::new(24, 8, 0);
    /// A `String` or a `Vec`: no capacity has the highest bit set.
    pub(super) const GROWING: Self = Self::new(24, 8, MANY);
    /// `serde_json::Value`, unless its feature `preserve_order` is on.
    pub(super) const JSON: Self = Self::new(32, 8, CROWDED);
    /// A user-provided type, whose real layout is unknown.
    const FOREIGN: Self = Self::new(32, 8, 0);

    const fn new(size: usize, align: usize, spare: usize) -> Self {
        Self { size, align, spare }
    }

    pub(super) fn prim(prim: Prim) -> Self {
        match prim {
            Prim::Bool => Self::new(1, 1, CROWDED),
            Prim::I8 | Prim::U8 => Self::new(1, 1, 0),
            Prim::I16 | Prim::U16 => Self::new(2, 2, 0),
            Prim::I32 | Prim::U32 => Self::new(4, 4, 0),
            Prim::I64 | Prim::U64 | Prim::F64 => Self::new(8, 8, 0),
            Prim::I128 => Self::new(16, 16, 0),
            Prim::Null => Self::new(0, 1, 0),
            // A `Formatted` is the string that was received.
            Prim::String | Prim::DateTime | Prim::Date | Prim::Uuid | Prim::Ipv4 | Prim::Ipv6 => {
                Self::GROWING
            }
        }
    }

    /// Returns the layout of the parts side by side. rustc sorts them, so there is padding at the end only.
    pub(super) fn together(parts: impl Iterator<Item = Self>) -> Self {
        let all = parts.fold(Self::new(0, 1, 0), |all, part| Self {
            size: all.size + part.size,
            align: all.align.max(part.align),
            spare: all.spare.max(part.spare),
        });
        all.padded()
    }

    /// Returns the layout of one of the parts behind a tag, or of one of `empty` variants that hold nothing. rustc may
    /// find room for the tag in one of the parts; this is taken into account in the simple cases only.
    pub(super) fn one_of(parts: &[Self], empty: usize) -> Self {
        let count = parts.len() + empty;
        if let [part] = parts
            && part.spare >= empty
        {
            return Self {
                spare: part.spare - empty,
                ..*part
            };
        }
        let tag = if count > 256 { 2 } else { 1 };
        let align = parts.iter().map(|it| it.align).max();
        let align = align.unwrap_or_default().max(tag);
        let ends = parts.iter().map(|it| it.align.max(tag) + it.size);
        Self {
            size: ends.max().unwrap_or(tag),
            align,
            spare: CROWDED.saturating_sub(count),
        }
        .padded()
    }

    /// Returns the layout of an `Option` around the value.
    pub(super) fn optional(self) -> Self {
        Self::one_of(&[self], 1)
    }

    /// Returns the layout of a field of this type.
    pub(super) fn field(self, presence: Presence) -> Self {
        match presence {
            Presence::Required => self,
            Presence::Optional | Presence::RequiredNullable => self.optional(),
            // `Field` is absent or null besides that.
            Presence::OptionalNullable => Self::one_of(&[self], 2),
        }
    }

    fn padded(self) -> Self {
        Self {
            size: self.size.next_multiple_of(self.align),
            ..self
        }
    }
}

/// Returns the layout of any type; those of named types are `known`, by index.
pub(super) fn of(api: &Api, known: &[Layout], ty: &TypeRef) -> Layout {
    match api.resolved(ty) {
        TypeRef::Prim(prim) => Layout::prim(*prim),
        TypeRef::Named(id) => known.get(id.index()).copied().unwrap_or(Layout::POINTER),
        TypeRef::Foreign(_) => Layout::FOREIGN,
        TypeRef::List(_) => Layout::GROWING,
        TypeRef::Map(_) => Layout::MAP,
        TypeRef::Tuple(items) => Layout::together(items.iter().map(|it| of(api, known, it))),
        TypeRef::Nullable(inner) => of(api, known, inner).optional(),
        TypeRef::Json => Layout::JSON,
    }
}
