//! The properties of a `json_object!`, all of them at once, as tuples.
//!
//! A struct's macro only names its properties and marks the optional ones. The code that handles them is
//! here, once for all structs: the compiler then checks one call per struct instead of several per
//! property, which keeps big generated crates fast to compile.

use std::fmt::Debug;

use serde::{
    Deserialize, Serialize,
    de::{Error, MapAccess},
    ser::SerializeMap,
};

#[cfg(feature = "testing")]
use crate::runtime::json::secrets;
use crate::runtime::{
    Field,
    json::fit,
    json::whole::Whole,
    json::{Redacted, Writer, skip},
};

/// A required property.
pub struct Required<T>(pub T);

/// An optional property.
pub struct Optional<T>(pub T);

/// A required property that is not printed.
pub struct Sensitive<T>(pub T);

/// An optional property that is not printed.
pub struct SensitiveOptional<T>(pub T);

/// A property that is read.
pub trait Slot<'de>: Sized {
    /// The state of the property while the object is read.
    type Open: Default;

    /// Reads the property's value.
    ///
    /// # Errors
    ///
    /// Returns an error if the value does not have the expected type.
    fn put<A: MapAccess<'de>>(open: &mut Self::Open, map: &mut A) -> Result<(), A::Error>;

    /// Returns the property at the end of the object.
    ///
    /// # Errors
    ///
    /// Returns an error if the property is required and missing.
    fn close<E: Error>(open: Self::Open, wire: &'static str) -> Result<Self, E>;
}

impl<'de, T: Deserialize<'de>> Slot<'de> for Required<T> {
    type Open = Option<T>;

    #[inline]
    fn put<A: MapAccess<'de>>(open: &mut Option<T>, map: &mut A) -> Result<(), A::Error> {
        *open = Some(map.next_value_seed(Whole::new())?);
        Ok(())
    }

    #[inline]
    fn close<E: Error>(open: Option<T>, wire: &'static str) -> Result<Self, E> {
        match open {
            Some(value) => Ok(Self(value)),
            None => Err(E::missing_field(wire)),
        }
    }
}

impl<'de, T: Deserialize<'de> + Default + MayBeMissing> Slot<'de> for Optional<T> {
    type Open = T;

    #[inline]
    fn put<A: MapAccess<'de>>(open: &mut T, map: &mut A) -> Result<(), A::Error> {
        *open = map.next_value_seed(Whole::new())?;
        if open.is_missing() {
            fit::lose();
        }
        Ok(())
    }

    #[inline]
    fn close<E: Error>(open: T, _: &'static str) -> Result<Self, E> {
        Ok(Self(open))
    }
}

/// The type of an optional property.
pub trait MayBeMissing {
    /// Returns whether the property is missing. If this is still true after a value was read, the value was
    /// `null` and the type is not nullable.
    fn is_missing(&self) -> bool;
}

impl<T> MayBeMissing for Option<T> {
    #[inline]
    fn is_missing(&self) -> bool {
        self.is_none()
    }
}

impl<T> MayBeMissing for Field<T> {
    #[inline]
    fn is_missing(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Properties that are read: one group, or all of them.
pub trait Slots<'de>: Sized {
    /// The number of properties.
    const LEN: usize;

    /// The state of the properties while the object is read.
    type Open: Default;

    /// Reads the value of the property with this index.
    ///
    /// # Errors
    ///
    /// Returns an error if the value does not have the expected type.
    fn put<A>(open: &mut Self::Open, index: usize, map: &mut A) -> Result<(), A::Error>
    where
        A: MapAccess<'de>;

    /// Returns the properties at the end of the object.
    ///
    /// # Errors
    ///
    /// Returns an error if a required property is missing.
    fn close<E: Error>(open: Self::Open, wires: &'static [&'static str]) -> Result<Self, E>;
}

/// A property that is written and printed.
pub trait Value {
    /// Writes the property, if there is something to write.
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>);

    /// Returns the value that `Debug` prints.
    fn shown(&self) -> &dyn Debug;
}

impl<T: Serialize + Debug> Value for Required<&T> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        out.entry(wire, self.0);
    }

    fn shown(&self) -> &dyn Debug {
        self.0
    }
}

impl<T: Serialize + Debug> Value for Optional<&Option<T>> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        out.optional(wire, self.0);
    }

    fn shown(&self) -> &dyn Debug {
        self.0
    }
}

impl<T: Serialize + Debug> Value for Optional<&Field<T>> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        out.tri(wire, self.0);
    }

    fn shown(&self) -> &dyn Debug {
        self.0
    }
}

/// Writes what the document calls sensitive, with a mark where that is asked.
fn sensitive<T: Serialize, M: SerializeMap>(wire: &str, value: &T, out: &mut Writer<M>) {
    #[cfg(feature = "testing")]
    if secrets::seeking() {
        return out.entry(wire, &secrets::Mark(value));
    }
    out.entry(wire, value);
}

impl<T: Serialize> Value for Sensitive<&T> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        sensitive(wire, self.0, out);
    }

    fn shown(&self) -> &dyn Debug {
        &Redacted
    }
}

impl<T: Serialize> Value for SensitiveOptional<&Option<T>> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        if let Some(value) = self.0 {
            sensitive(wire, value, out);
        }
    }

    fn shown(&self) -> &dyn Debug {
        match self.0 {
            None => &None::<Redacted>,
            Some(_) => &Redacted,
        }
    }
}

impl<T: Serialize> Value for SensitiveOptional<&Field<T>> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        match self.0 {
            Field::Value(value) => sensitive(wire, value, out),
            other => out.tri(wire, other),
        }
    }

    fn shown(&self) -> &dyn Debug {
        match self.0 {
            Field::Absent => &Field::<Redacted>::Absent,
            Field::Null => &Field::<Redacted>::Null,
            Field::Value(_) => &Redacted,
        }
    }
}

/// Properties that are written and printed: one group, or all of them.
pub trait Values {
    /// The number of properties.
    const LEN: usize;

    /// Writes the properties under their names.
    fn write<M: SerializeMap>(&self, wires: &[&'static str], out: &mut Writer<M>);

    /// Passes the value that `Debug` prints for each property to `out`.
    fn print(&self, out: &mut dyn FnMut(&dyn Debug));
}

/// Some properties and one more group.
pub struct And<S, G>(pub S, pub G);

/// Returns the name at an index. It always exists: the macro passes as many names as properties.
fn wire(wires: &[&'static str], index: usize) -> &'static str {
    wires.get(index).copied().unwrap_or_default()
}

macro_rules! groups {
    ($($len:literal: $($part:ident $index:tt)*;)*) => { $(
        impl<'de, $($part: Slot<'de>),*> Slots<'de> for ($($part,)*) {
            const LEN: usize = $len;
            type Open = ($($part::Open,)*);

            #[inline]
            fn put<X>(open: &mut Self::Open, index: usize, map: &mut X) -> Result<(), X::Error>
            where
                X: MapAccess<'de>,
            {
                match index {
                    $($index => $part::put(&mut open.$index, map),)*
                    _ => skip(map),
                }
            }

            #[inline]
            fn close<X: Error>(open: Self::Open, wires: &'static [&'static str]) -> Result<Self, X> {
                Ok(($($part::close(open.$index, wire(wires, $index))?,)*))
            }
        }

        impl<$($part: Value),*> Values for ($($part,)*) {
            const LEN: usize = $len;

            fn write<M: SerializeMap>(&self, wires: &[&'static str], out: &mut Writer<M>) {
                $(self.$index.write(wire(wires, $index), out);)*
            }

            fn print(&self, out: &mut dyn FnMut(&dyn Debug)) {
                $(out(self.$index.shown());)*
            }
        }
    )* };
}
groups! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 F 4;
    6: A 0 B 1 C 2 D 3 F 4 G 5;
    7: A 0 B 1 C 2 D 3 F 4 G 5 H 6;
    8: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7;
}

impl<'de> Slots<'de> for () {
    const LEN: usize = 0;
    type Open = ();

    #[inline]
    fn put<A: MapAccess<'de>>((): &mut (), _: usize, map: &mut A) -> Result<(), A::Error> {
        skip(map)
    }

    #[inline]
    fn close<E: Error>((): (), _: &'static [&'static str]) -> Result<Self, E> {
        Ok(())
    }
}

impl<'de, S: Slots<'de>, G: Slots<'de>> Slots<'de> for And<S, G> {
    const LEN: usize = S::LEN + G::LEN;
    type Open = (S::Open, G::Open);

    #[inline]
    fn put<A>(open: &mut Self::Open, index: usize, map: &mut A) -> Result<(), A::Error>
    where
        A: MapAccess<'de>,
    {
        match index.checked_sub(S::LEN) {
            Some(index) => G::put(&mut open.1, index, map),
            None => S::put(&mut open.0, index, map),
        }
    }

    #[inline]
    fn close<E: Error>(open: Self::Open, wires: &'static [&'static str]) -> Result<Self, E> {
        let some = S::close(open.0, wires)?;
        let more = G::close(open.1, wires.get(S::LEN..).unwrap_or_default())?;
        Ok(Self(some, more))
    }
}

impl Values for () {
    const LEN: usize = 0;
    fn write<M: SerializeMap>(&self, _: &[&'static str], _: &mut Writer<M>) {}
    fn print(&self, _: &mut dyn FnMut(&dyn Debug)) {}
}

impl<S: Values, G: Values> Values for And<S, G> {
    const LEN: usize = S::LEN + G::LEN;

    fn write<M: SerializeMap>(&self, wires: &[&'static str], out: &mut Writer<M>) {
        self.0.write(wires, out);
        self.1.write(wires.get(S::LEN..).unwrap_or_default(), out);
    }

    fn print(&self, out: &mut dyn FnMut(&dyn Debug)) {
        self.0.print(out);
        self.1.print(out);
    }
}

/// The constructors of properties that are read: `slot::Of`, with the property's words as modules before
/// the name, as in `slot::optional::Of`. Every combination is a constructor, which costs the compiler less
/// than a call.
#[allow(missing_docs)] // `json_object!` documents the words
pub mod slot {
    pub use super::Required as Of;

    pub mod optional {
        pub use super::super::Optional as Of;

        pub mod sensitive {
            pub use super::Of;
        }
    }

    pub mod sensitive {
        pub use super::Of;
    }

    pub use optional as tri;
}

/// The constructors of fields that are written and printed, like [`slot`].
#[allow(missing_docs)] // `json_object!` documents the words
pub mod field {
    pub use super::Required as Of;

    pub mod optional {
        pub use super::super::Optional as Of;

        pub mod sensitive {
            pub use super::super::super::SensitiveOptional as Of;
        }
    }

    pub mod sensitive {
        pub use super::super::Sensitive as Of;
    }

    pub use optional as tri;
}
