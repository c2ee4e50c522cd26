//! The properties of an object besides the declared ones: they are skipped, or read with the type that the
//! document declares for them, or kept although it declares none.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, de::MapAccess};
use serde_json::{Value, value::RawValue};

use crate::runtime::{
    json::fit,
    json::whole::Whole,
    json::{Key, Redacted, skip},
};

/// The properties of an object besides the declared ones.
pub trait Rest<'de>: Default {
    /// Reads one property.
    ///
    /// # Errors
    ///
    /// Returns an error if the value does not have the expected type.
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error>;
}

/// Skips all properties.
impl<'de> Rest<'de> for () {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, _: Key<'de>) -> Result<(), A::Error> {
        skip(map)
    }
}

impl<'de, R: Rest<'de>> Rest<'de> for (R,) {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error> {
        self.0.put(map, key)
    }
}

/// The properties that have the type for further properties.
pub struct Declared<T>(pub BTreeMap<String, T>);

impl<T> Default for Declared<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Rest<'de> for Declared<T> {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error> {
        let value = map.next_value_seed(Whole::new())?;
        self.0.insert(key.into_name(), value);
        Ok(())
    }
}

/// The properties that are kept although the document does not declare them. A union counts them as lost, so
/// that it chooses the same variant as without them.
#[derive(Default)]
pub struct Kept(pub BTreeMap<String, Value>);

impl<'de> Rest<'de> for Kept {
    fn put<A: MapAccess<'de>>(&mut self, map: &mut A, key: Key<'de>) -> Result<(), A::Error> {
        // The document does not describe the value, so a value that cannot be kept, such as `1e999`, is no error.
        let raw: Box<RawValue> = map.next_value()?;
        match serde_json::from_str(raw.get()) {
            Ok(value) => {
                fit::lose_all(&value);
                self.0.insert(key.into_name(), value);
            }
            Err(_) => fit::lose(),
        }
        Ok(())
    }
}

/// The output of `Debug` for kept properties: the document does not describe the values, which may hold
/// secrets.
pub(crate) struct Names<'a>(pub(crate) &'a BTreeMap<String, Value>);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.keys().map(|name| (name, Redacted));
        f.debug_map().entries(names).finish()
    }
}

/// The kinds of rest maps, under the names that the macro's entries use.
#[allow(missing_docs)] // `json_object!` documents the word
pub mod kinds {
    use std::{collections::BTreeMap, fmt::Debug};

    use serde::Serialize;

    pub use super::Declared as Of;
    use crate::runtime::json::Out;

    /// Writes the properties.
    pub fn write<T: Serialize + Debug, O: Out>(
        out: &mut O,
        name: &str,
        rest: &BTreeMap<String, T>,
    ) {
        out.rest(name, rest);
    }

    pub mod kept {
        use std::collections::BTreeMap;

        use serde_json::Value;

        pub use super::super::Kept as Of;
        use crate::runtime::json::Out;

        /// Writes the properties.
        pub fn write<O: Out>(out: &mut O, name: &str, rest: &BTreeMap<String, Value>) {
            out.kept(name, rest);
        }
    }
}
