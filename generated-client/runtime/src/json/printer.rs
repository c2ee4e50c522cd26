//! `Debug` of emitted structs: as derived, without sensitive values.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use super::{Out, WriteFields};
use crate::runtime::json::{fields::Values, rest::Names, shape::Constant};

/// A placeholder for a sensitive value in `Debug` output.
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

struct Printer<'a, 'f>(fmt::DebugStruct<'a, 'f>);

impl Out for Printer<'_, '_> {
    fn fields<V: Values>(&mut self, _: &'static [&'static str], names: &str, values: V) {
        let names = names.split(',').map(str::trim);
        let mut names = names.map(|name| name.strip_prefix("r#").unwrap_or(name));
        values.print(&mut |value| {
            self.0.field(names.next().unwrap_or_default(), value);
        });
    }

    fn rest<T: Serialize + fmt::Debug>(&mut self, name: &str, rest: &BTreeMap<String, T>) {
        self.0.field(name.strip_prefix("r#").unwrap_or(name), rest);
    }

    fn kept(&mut self, name: &str, kept: &BTreeMap<String, serde_json::Value>) {
        let name = name.strip_prefix("r#").unwrap_or(name);
        self.0.field(name, &Names(kept));
    }

    fn tagged<T: WriteFields>(&mut self, _: &'static str, _: Option<Constant>, fields: &T) {
        fields.write(self);
    }

    // The document does not describe such a value, so it may hold a secret.
    fn any(&mut self, _: &serde_json::Value) {}
}

/// Prints a struct as a derived `Debug` would.
///
/// # Errors
///
/// Returns the error of the formatter.
pub fn debug<T: WriteFields>(f: &mut fmt::Formatter<'_>, name: &str, value: &T) -> fmt::Result {
    let mut out = Printer(f.debug_struct(name));
    value.write(&mut out);
    out.0.finish()
}
