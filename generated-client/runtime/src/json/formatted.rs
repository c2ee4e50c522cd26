//! Strings with a `format`.

use std::{cmp, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::runtime::{Param, ParamValue, json::fit};

/// A string with a `format` in the document, such as `date-time` or `uuid`. It is kept as received and
/// parsed as a `T` only by [`value`](Self::value).
///
/// A `format` is an annotation (JSON Schema 2020-12 Validation, section 7.2.1), and servers do send dates
/// without an offset or empty strings. With this type, one invalid value does not make the whole response
/// fail, and a value that is sent back is exactly the text that was received.
///
/// ```text
/// let started: jiff::Timestamp = run.started_at.value()?;
/// let body = Schedule::new(jiff::Timestamp::now());          // or the text: Formatted::new("…")
/// ```
pub struct Formatted<T> {
    text: String,
    read_as: PhantomData<fn() -> T>,
}

impl<T> Formatted<T> {
    /// Creates a value from the text to send.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            read_as: PhantomData,
        }
    }

    /// Returns the text as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: FromStr> Formatted<T> {
    /// Parses the text as a `T`.
    ///
    /// # Errors
    ///
    /// Returns the error of `T`'s [`FromStr`] if the text is not in the format.
    pub fn value(&self) -> Result<T, T::Err> {
        self.text.parse()
    }
}

impl<T: fmt::Display> From<T> for Formatted<T> {
    fn from(value: T) -> Self {
        Self::new(value.to_string())
    }
}

impl<T> FromStr for Formatted<T> {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}

impl<T> Clone for Formatted<T> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<T> PartialEq for Formatted<T> {
    /// Returns whether the texts are equal.
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Formatted<T> {}

impl<T> hash::Hash for Formatted<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> PartialOrd for Formatted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Formatted<T> {
    /// Compares the texts. Timestamps with different offsets are not in the order of time.
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T: Default + fmt::Display> Default for Formatted<T> {
    /// Returns the text of the default of `T`.
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T> fmt::Debug for Formatted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<T> fmt::Display for Formatted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> AsRef<str> for Formatted<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T> Param for Formatted<T> {
    fn param(&self) -> ParamValue<'_> {
        self.text.as_str().param()
    }
}

impl<T> Serialize for Formatted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Formatted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The format may be what tells the alternatives of a union apart.
        if fit::is_trying() && text.parse::<T>().is_err() {
            fit::surprise();
        }
        Ok(Self::new(text))
    }
}
