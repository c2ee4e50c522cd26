//! Reads YAML 1.2 from the events of the strict parser, for texts that `libyaml`, which only supports 1.1, rejects:
//! tabs before a comment, `{key:[ ]}`.
//!
//! Values and keys appear in the order of the text, as from `serde_yaml`, so the tree
//! builder need not distinguish the two.

use saphyr_parser::{Event, ScalarStyle, Tag};
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::collections::BTreeMap;
use std::io::Cursor;

/// The error type of `serde_yaml`, which also reads the scalars.
pub(super) type Error = serde_yaml::Error;

/// The message for an alias that leads back to itself. `serde_yaml`'s message begins the same way.
const TOO_DEEP: &str = "recursion limit exceeded";

/// The events of one document.
pub(super) struct Events<'t> {
    all: Vec<Event<'t>>,
    next: usize,
    /// The index of the event at which each anchor begins.
    anchors: BTreeMap<usize, usize>,
    depth: usize,
    max_depth: usize,
}

impl<'t> Events<'t> {
    /// Creates a deserializer from these events.
    pub(super) fn new(all: Vec<Event<'t>>, max_depth: usize) -> Self {
        let anchor = |(index, event): (usize, &Event)| match event {
            Event::Scalar(_, _, id, _)
            | Event::SequenceStart(id, _)
            | Event::MappingStart(id, _) => Some((*id, index)),
            _ => None,
        };
        let anchors = all.iter().enumerate().filter_map(anchor).collect();
        Self {
            all,
            next: 0,
            anchors,
            depth: 0,
            max_depth,
        }
    }

    fn peek(&self) -> Option<&Event<'t>> {
        self.all.get(self.next)
    }

    fn take(&mut self) -> Option<Event<'t>> {
        let event = self.peek().cloned();
        self.next += 1;
        event
    }

    /// Skips the end of a sequence or mapping, and returns whether there was one.
    fn ended(&mut self) -> bool {
        let ends = matches!(
            self.peek(),
            None | Some(Event::SequenceEnd | Event::MappingEnd)
        );
        self.next += usize::from(ends);
        ends
    }

    /// Reads one nesting level deeper, up to the limit.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth >= self.max_depth {
            return Err(Error::custom(TOO_DEEP));
        }
        self.depth += 1;
        let out = read(self);
        self.depth -= 1;
        out
    }

    /// Reads the target of an alias.
    fn aliased<T>(
        &mut self,
        anchor: usize,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let start = self.anchors.get(&anchor);
        let start = *start.ok_or_else(|| Error::custom("an alias for nothing"))?;
        let back = std::mem::replace(&mut self.next, start);
        let out = self.deeper(read);
        self.next = back;
        out
    }

    /// Reads a value. `bare` means that its tag has already been read.
    fn value<'de, V: Visitor<'de>>(&mut self, visitor: V, bare: bool) -> Result<V::Value, Error> {
        if !bare && let Some(name) = self.peek().and_then(own_tag) {
            return visitor.visit_enum(Tagged { events: self, name });
        }
        match self.take() {
            Some(Event::Scalar(text, style, _, tag)) => {
                scalar(&text, style, tag.as_deref(), visitor)
            }
            Some(Event::SequenceStart(..)) => self.deeper(|this| visitor.visit_seq(this)),
            Some(Event::MappingStart(..)) => self.deeper(|this| visitor.visit_map(this)),
            Some(Event::Alias(anchor)) => {
                self.aliased(anchor, |this| this.deserialize_any(visitor))
            }
            _ => visitor.visit_none(),
        }
    }
}

/// Returns the name of a custom tag.
fn own_tag(event: &Event) -> Option<String> {
    let (Event::Scalar(_, _, _, tag) | Event::SequenceStart(_, tag) | Event::MappingStart(_, tag)) =
        event
    else {
        return None;
    };
    let tag = tag.as_deref().filter(|it| !it.is_yaml_core_schema())?;
    (!tag.suffix.is_empty()).then(|| tag.suffix.clone())
}

/// Reads a scalar. `serde_yaml` decides which plain scalars are not strings.
fn scalar<'de, V: Visitor<'de>>(
    text: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    visitor: V,
) -> Result<V::Value, Error> {
    let core = tag.is_some_and(|it| it.is_yaml_core_schema() && it.suffix != "str");
    let plain = style == ScalarStyle::Plain && (tag.is_none() || core);
    let word = |letter: char| letter.is_ascii_alphanumeric() || "+-.~_".contains(letter);
    // These have a special meaning at the beginning of a line, but are strings here.
    let marker = ["-", "---", "..."].contains(&text);
    if !plain || marker || !text.chars().all(word) {
        return visitor.visit_str(text);
    }
    if text.is_empty() {
        return visitor.visit_unit();
    }
    let text = Cursor::new(text.to_owned());
    serde_yaml::Deserializer::from_reader(text).deserialize_any(visitor)
}

impl<'de> Deserializer<'de> for &mut Events<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.value(visitor, false)
    }

    /// Reads a key as its literal text.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.take() {
            Some(Event::Scalar(text, ..)) => visitor.visit_str(&text),
            Some(Event::Alias(anchor)) => {
                self.aliased(anchor, |this| this.deserialize_str(visitor))
            }
            _ => Err(Error::custom("a key has to be text")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for &mut Events<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.ended() {
            return Ok(None);
        }
        seed.deserialize(&mut **self).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Events<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.ended() {
            return Ok(None);
        }
        seed.deserialize(&mut **self).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(&mut **self)
    }
}

/// A value with a custom tag.
struct Tagged<'e, 't> {
    events: &'e mut Events<'t>,
    name: String,
}

impl<'de, 'e, 't> EnumAccess<'de> for Tagged<'e, 't> {
    type Error = Error;
    type Variant = Untagged<'e, 't>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Untagged<'e, 't>), Error> {
        let name: StringDeserializer<Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, Untagged(self.events)))
    }
}

/// The value after a tag.
struct Untagged<'e, 't>(&'e mut Events<'t>);

impl<'de> VariantAccess<'de> for Untagged<'_, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Err(Error::custom("a tag has a value"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Bare(self.0))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.0.value(visitor, true)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.value(visitor, true)
    }
}

/// Events whose next tag has already been read.
struct Bare<'e, 't>(&'e mut Events<'t>);

impl<'de> Deserializer<'de> for Bare<'_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.value(visitor, true)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
