//! The properties of a `json_object!`, all of a struct's at once, as tuples.
//!
//! A struct's macro only names its properties and says which may be missing. What is done with each of
//! them is here, once for all structs: the compiler then checks one call a struct, where it would
//! check several a property. That is what keeps big generated crates fast to compile.
//!
//! A tuple of at most eight properties is a *group*; more are `And(And((), group), group)`.

use std::fmt::Debug;

use serde::{
    Deserialize, Serialize,
    de::{Error, MapAccess},
    ser::SerializeMap,
};

use super::{
    Field,
    json::{Redacted, Writer, skip},
    whole::Whole,
};

/// A property that has to be there.
pub struct Required<T>(pub T);

/// A property that may be missing.
pub struct Optional<T>(pub T);

/// A property that has to be there and is not printed.
pub struct Sensitive<T>(pub T);

/// A property that may be missing and is not printed.
pub struct SensitiveOptional<T>(pub T);

/// A property that is read.
pub trait Slot<'de>: Sized {
    /// What is known of it while the object is read.
    type Open: Default;

    /// Reads its value.
    ///
    /// # Errors
    ///
    /// A value that does not fit.
    fn put<A: MapAccess<'de>>(open: &mut Self::Open, map: &mut A) -> Result<(), A::Error>;

    /// What is there at the end.
    ///
    /// # Errors
    ///
    /// It had to be there and was not.
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

impl<'de, T: Deserialize<'de> + Default> Slot<'de> for Optional<T> {
    type Open = T;

    #[inline]
    fn put<A: MapAccess<'de>>(open: &mut T, map: &mut A) -> Result<(), A::Error> {
        *open = map.next_value_seed(Whole::new())?;
        Ok(())
    }

    #[inline]
    fn close<E: Error>(open: T, _: &'static str) -> Result<Self, E> {
        Ok(Self(open))
    }
}

/// Properties that are read: a group, or all.
pub trait Slots<'de>: Sized {
    /// How many there are.
    const LEN: usize;

    /// What is known of them while the object is read.
    type Open: Default;

    /// Reads the value of the property with that index.
    ///
    /// # Errors
    ///
    /// A value that does not fit.
    fn put<A>(open: &mut Self::Open, index: usize, map: &mut A) -> Result<(), A::Error>
    where
        A: MapAccess<'de>;

    /// What is there at the end.
    ///
    /// # Errors
    ///
    /// One had to be there and was not.
    fn close<E: Error>(open: Self::Open, wires: &'static [&'static str]) -> Result<Self, E>;
}

/// A property that is written and printed.
pub trait Value {
    /// Writes it, if there is something to write.
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>);

    /// What `Debug` prints.
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

impl<T: Serialize> Value for Sensitive<&T> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        out.entry(wire, self.0);
    }

    fn shown(&self) -> &dyn Debug {
        &Redacted
    }
}

impl<T: Serialize> Value for SensitiveOptional<&Option<T>> {
    fn write<M: SerializeMap>(&self, wire: &'static str, out: &mut Writer<M>) {
        out.optional(wire, self.0);
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
        out.tri(wire, self.0);
    }

    fn shown(&self) -> &dyn Debug {
        match self.0 {
            Field::Absent => &Field::<Redacted>::Absent,
            Field::Null => &Field::<Redacted>::Null,
            Field::Value(_) => &Redacted,
        }
    }
}

/// Properties that are written and printed: a group, or all.
pub trait Values {
    /// How many there are.
    const LEN: usize;

    /// Writes them under their names.
    fn write<M: SerializeMap>(&self, wires: &[&'static str], out: &mut Writer<M>);

    /// Hands what `Debug` prints of each to `out`.
    fn print(&self, out: &mut dyn FnMut(&dyn Debug));
}

/// Some properties, and a group more.
pub struct And<S, G>(pub S, pub G);

/// The name at an index. It is there: the macro gives as many names as properties.
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

/// A property as it is read: `slot::Of`, with its words as modules before the name, `slot::optional::Of`.
/// Every combination is a constructor, which costs the compiler less than a call.
#[allow(missing_docs)] // `json_object!` has what the words mean
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

/// A field as it is written and printed, like [`slot`].
#[allow(missing_docs)] // `json_object!` has what the words mean
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
