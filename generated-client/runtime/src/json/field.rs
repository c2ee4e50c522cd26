//! A property that can be left out and can be `null`.

use std::ops::Deref;

use serde::{Deserialize, Deserializer};

/// A property that is optional and nullable: left out, `null`, or a value.
///
/// The three differ on the wire, and many APIs treat them differently in updates: an absent property is
/// left unchanged, `null` clears it.
///
/// `Field` has the methods of `Option` that read it. A value and an `Option` convert into a `Field`; `None`
/// becomes [`Absent`](Self::Absent), so that nothing is cleared by accident, and [`or_null`](Self::or_null)
/// makes it `null`.
///
/// `Field` deliberately does not implement `Serialize`: an absent value cannot be written on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field<T> {
    /// Left out: nothing is sent.
    #[default]
    Absent,
    /// Present, and `null`.
    Null,
    /// Present, with a value.
    Value(T),
}

impl<T> Field<T> {
    /// Converts an option, with [`Null`](Self::Null) for `None`.
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// Converts an option, with [`Absent`](Self::Absent) for `None`.
    pub fn or_absent(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    /// Returns whether the property is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the property is present and `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns whether the property has a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        self.as_ref().into_value()
    }

    /// Converts the property into its value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the property with a reference to its value.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// Returns the property with a mutable reference to its value.
    pub fn as_mut(&mut self) -> Field<&mut T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// Returns the property with the target of its value: `Field<&str>` of a `Field<String>`.
    pub fn as_deref(&self) -> Field<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(|value| &**value)
    }

    /// Converts the value, if there is one.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(convert(value)),
        }
    }

    /// Returns the value, or another one if the property is absent or `null`.
    pub fn unwrap_or(self, other: T) -> T {
        self.into_value().unwrap_or(other)
    }

    /// Returns the value, or the result of `other` if the property is absent or `null`.
    pub fn unwrap_or_else(self, other: impl FnOnce() -> T) -> T {
        self.into_value().unwrap_or_else(other)
    }

    /// Returns the value, or the type's default if the property is absent or `null`.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_value().unwrap_or_default()
    }

    /// Returns the value and leaves an absent property.
    #[must_use = "dropping the result discards the value; assign `Field::Absent` instead"]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Converts an option, with [`Absent`](Field::Absent) for `None`: an update then leaves the property
/// unchanged.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        Self::or_absent(value)
    }
}

impl From<&str> for Field<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Self {
        field.into_value()
    }
}

/// A value for a property that may be `null`: a `T` or anything that converts into one, an `Option<T>`, or a
/// [`Field<T>`]. `None` leaves the property out, or is `null` if the property is required.
///
/// rustc infers `Via` from the value: each of the three forms has its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for a property of type `{T}`",
    note = "the value may be a `{T}`, a type that converts into it, or an `Option` or a `Field` of it"
)]
pub trait IntoField<T, Via> {
    /// Converts the value.
    fn into_field(self) -> Field<T>;
}

impl<T, V: Into<T>> IntoField<T, ()> for V {
    fn into_field(self) -> Field<T> {
        Field::Value(self.into())
    }
}

impl<T> IntoField<T, Option<()>> for Option<T> {
    fn into_field(self) -> Field<T> {
        Field::or_absent(self)
    }
}

impl<T> IntoField<T, Field<()>> for Field<T> {
    fn into_field(self) -> Field<T> {
        self
    }
}

/// Reads a property that is present: `null` is read as [`Null`](Self::Null). A property that is left out is
/// never deserialized, and stays [`Absent`](Self::Absent).
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::or_null)
    }
}
