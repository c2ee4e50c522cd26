//! A property that can be left out and can be `null`.

use serde::{Deserialize, Deserializer};

/// A property that is optional and nullable: left out, `null`, or a value.
///
/// The three differ on the wire, and many APIs treat them differently in updates: an absent property is
/// left unchanged, `null` clears it.
///
/// `Field` deliberately does not implement `Serialize`: an absent value cannot be written on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Converts the property into its value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Reads a property that is present: `null` is read as [`Null`](Self::Null). A property that is left out is
/// never deserialized, and stays [`Absent`](Self::Absent).
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::or_null)
    }
}
