//! How large a value is in place: an estimate of what rustc makes of an emitted type on a 64-bit machine,
//! never below it. A test holds it against the compiler.

use crate::model::{Api, Presence, Prim, TypeRef};

/// The size of a value, and what decides the size of what holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its size in bytes.
    pub size: usize,
    align: usize,
    /// How many values its bits can have that it never has: an `Option` around it uses one.
    spare: usize,
}

/// More spare values than any type here needs.
const MANY: usize = 1 << 20;

/// From how many variants on nothing is expected of the bits of a tag.
const CROWDED: usize = 200;

impl Layout {
    /// A `Box`.
    pub(super) const POINTER: Self = Self::new(8, 8, 1);
    pub(super) const MAP: Self = Self::new(24, 8, 0);
    /// A `String` or a `Vec`: no capacity has the highest bit.
    pub(super) const GROWING: Self = Self::new(24, 8, MANY);
    /// `serde_json::Value`, unless its feature `preserve_order` is on.
    pub(super) const JSON: Self = Self::new(32, 8, CROWDED);
    /// A type of the user's own. It is not known here.
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
            // A `Formatted` is the string that it came as.
            Prim::String | Prim::DateTime | Prim::Date | Prim::Uuid | Prim::Ipv4 | Prim::Ipv6 => {
                Self::GROWING
            }
        }
    }

    /// The parts side by side. rustc sorts them, so there are gaps at the end only.
    pub(super) fn together(parts: impl Iterator<Item = Self>) -> Self {
        let all = parts.fold(Self::new(0, 1, 0), |all, part| Self {
            size: all.size + part.size,
            align: all.align.max(part.align),
            spare: all.spare.max(part.spare),
        });
        all.padded()
    }

    /// One of the parts, behind a tag; or a part that holds nothing. What rustc saves where it finds room
    /// for the tag in one of the parts is counted for the simple cases only.
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

    /// What an `Option` around it takes.
    pub(super) fn optional(self) -> Self {
        Self::one_of(&[self], 1)
    }

    /// What a field of this type takes.
    pub(super) fn field(self, presence: Presence) -> Self {
        match presence {
            Presence::Required => self,
            Presence::Optional | Presence::RequiredNullable => self.optional(),
            // `Field` is absent or null beside that.
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

/// The layout of any type; those of types with a name are `known`, by index.
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
