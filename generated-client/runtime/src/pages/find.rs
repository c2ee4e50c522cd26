//! Values in JSON text, found by their place without decoding the rest of the text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Returns the text of the value at a JSON pointer.
pub(crate) fn find<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
    let mut names = pointer.split('/').skip(1);
    names.try_fold(text, |text, name| property(text, &unescaped(name)))
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

fn property<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let found = Property(name).deserialize(&mut reader).ok()??;
    Some(found.get())
}

/// Returns a cursor as text: a string that is not empty, or a number. `null`, `false` and missing values are `None`.
pub(crate) fn cursor(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    match text.bytes().next()? {
        b'"' => serde_json::from_str::<String>(text)
            .ok()
            .filter(|it| !it.is_empty()),
        b'-' | b'0'..=b'9' => Some(text.to_owned()),
        _ => None,
    }
}

/// Returns a number that is not negative; a string of digits is one too.
pub(super) fn number(text: Option<&str>) -> Option<u64> {
    let text = cursor(text)?;
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
        if rest.bytes().all(|it| it == b'0') {
            whole
        } else {
            ""
        }
    });
    whole.parse().ok()
}

/// Returns the number of items in a list, and the text of the last one; `None` if the value is not a list.
pub(super) fn list(text: &str) -> Option<(u64, Option<&str>)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.deserialize_seq(Items).ok()
}

/// Returns the text of an object with another value at a JSON pointer. Missing objects on the way are added.
pub(crate) fn replaced(text: &str, pointer: &str, value: &str) -> Option<String> {
    let Some(rest) = pointer.strip_prefix('/') else {
        return Some(value.to_owned());
    };
    let (name, inner) = match rest.find('/') {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let name = unescaped(name);
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut known = reader.deserialize_map(Properties).ok()?;
    let place = known.iter().position(|(known, _)| *known == name);
    let old = place.map_or("{}", |place| known[place].1.get());
    let new = RawValue::from_string(replaced(old, inner, value)?).ok()?;
    match place {
        Some(place) => known[place].1 = new,
        None => known.push((name, new)),
    }
    let mut out = String::from("{");
    for (index, (name, value)) in known.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        out.push_str(&serde_json::to_string(name).ok()?);
        out.push(':');
        out.push_str(value.get());
    }
    out.push('}');
    Some(out)
}

/// A seed that finds one property of an object.
struct Property<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Property<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Property<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_it) = map.next_key_seed(Name(self.0))? {
            if is_it {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A seed that compares a key with this name.
struct Name<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = (u64, Option<&'de str>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut count, mut last) = (0, None);
        while let Some(item) = items.next_element::<&RawValue>()? {
            (count, last) = (count + 1, Some(item.get()));
        }
        Ok((count, last))
    }
}

struct Properties;

impl<'de> Visitor<'de> for Properties {
    type Value = Vec<(String, Box<RawValue>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = Vec::new();
        while let Some(entry) = map.next_entry()? {
            out.push(entry);
        }
        Ok(out)
    }
}
