//! Objects and arrays as instances.

use super::{
    joined::Joined,
    make::{Maker, Want, anything},
};
use generator::tree::SpecPath;
use serde_json::{Map, Value, json};

/// Property names that no document declares.
const UNDECLARED: [&str; 5] = ["undeclared", "Ünbekannt", "a/b~c", "x y", "_"];

/// The maximum number of properties of the object with all of them.
const MAX_FULL: usize = 200;

/// The depth from which the first array is the one without items.
const SHALLOW: usize = 3;

type Properties = Vec<(String, Vec<SpecPath>)>;

impl<'a> Maker<'a> {
    /// Returns objects: the least one, one with all properties, one per value of each property, one without each
    /// optional property, and some with undeclared properties.
    pub(super) fn objects(self, joined: &Joined<'a>, want: Want) -> Vec<Value> {
        let properties = joined.properties();
        let Some(least) = self.least(joined, &properties, want) else {
            return Vec::new();
        };
        let mut out = vec![Value::Object(least.clone())];
        if want.count <= 1 {
            return out;
        }
        let required = joined.required();
        let full = self.full(&properties, &least, want);
        out.push(Value::Object(full.clone()));
        out.extend(self.others(joined, &least, want));
        for (name, places) in &properties {
            if out.len() >= want.count {
                break;
            }
            let values = self.values(places, want.inner()).into_iter();
            let known = least.get(name);
            let values = values.filter(|it| known != Some(it));
            out.extend(values.map(|value| with(&least, name, value)));
            if want.depth == 0 && !required.contains(name) && full.contains_key(name) {
                let mut without = full.clone();
                without.remove(name);
                out.push(Value::Object(without));
            }
        }
        out
    }

    /// Returns the object with only the required properties, or `None` if one of them has no value.
    fn least(
        self,
        joined: &Joined<'a>,
        properties: &Properties,
        want: Want,
    ) -> Option<Map<String, Value>> {
        let one = Want {
            count: 1,
            ..want.inner()
        };
        let mut out = Map::new();
        for name in joined.required() {
            let declared = properties.iter().find(|(it, _)| *it == name);
            let value = match declared {
                Some((_, places)) => self.values(places, one).into_iter().next()?,
                None => self.other(joined, one)?,
            };
            out.insert(name, value);
        }
        Some(out)
    }

    /// Returns the object with every property for which there is a value.
    fn full(
        self,
        properties: &Properties,
        least: &Map<String, Value>,
        want: Want,
    ) -> Map<String, Value> {
        let mut out = least.clone();
        let one = Want {
            count: 1,
            ..want.inner()
        };
        for (name, places) in properties.iter().take(MAX_FULL) {
            if !out.contains_key(name) {
                let value = self.values(places, one).into_iter().next();
                out.extend(value.map(|it| (name.clone(), it)));
            }
        }
        out
    }

    /// Returns a value for an undeclared property.
    fn other(self, joined: &Joined<'a>, want: Want) -> Option<Value> {
        let places: Vec<SpecPath> = others_of(joined);
        if places.is_empty() {
            return Some(json!("anything"));
        }
        self.values(&places, want).into_iter().next()
    }

    /// Returns the object with undeclared properties, if the schema allows them.
    fn others(self, joined: &Joined<'a>, least: &Map<String, Value>, want: Want) -> Vec<Value> {
        let mut closed = joined.each("additionalProperties");
        if closed.any(|(_, it)| it.as_bool() == Some(false)) {
            return Vec::new();
        }
        let places = others_of(joined);
        let values = if places.is_empty() {
            let more = anything().into_iter().filter(|_| want.depth == 0);
            let usual = [json!("anything"), json!({ "deep": [1, null] })];
            usual.into_iter().chain(more).collect()
        } else {
            self.values(&places, want.inner())
        };
        let names = UNDECLARED.iter().cycle().skip(self.pick(UNDECLARED.len()));
        let mut out = Vec::new();
        let mut all = least.clone();
        for (name, value) in names.zip(values) {
            out.push(with(least, name, value.clone()));
            all.insert((*name).to_owned(), value);
        }
        out.push(Value::Object(all));
        out
    }

    /// Returns arrays: with one item, with none, with two, and with each value of the items, all after the values of
    /// `prefixItems`; and the empty array if it is allowed.
    pub(super) fn arrays(self, joined: &Joined<'a>, want: Want) -> Vec<Value> {
        let places: Vec<SpecPath> = joined.each("items").map(|(at, _)| at).collect();
        let prefix = self.prefix(joined, want);
        let least = joined.count("minItems").unwrap_or(0);
        let values = if places.is_empty() {
            let more = anything().into_iter().filter(|_| want.depth == 0);
            [json!("anything"), json!(2)]
                .into_iter()
                .chain(more)
                .collect()
        } else {
            self.values(&places, want.inner())
        };
        let Some(first) = values.first().cloned() else {
            return vec![json!(prefix)];
        };
        let second = values.get(1).unwrap_or(&first).clone();
        let filled = |with: &[&Value]| -> Value {
            let items = prefix.iter().chain(with.iter().copied()).cloned();
            let mut items: Vec<Value> = items.collect();
            while items.len() < least.min(50) {
                items.push(first.clone());
            }
            items.into()
        };
        let mut out = vec![filled(&[&first]), filled(&[]), filled(&[&first, &second])];
        if want.depth >= SHALLOW {
            out.swap(0, 1);
        }
        if least == 0 {
            out.push(json!([]));
        }
        out.extend(values.iter().skip(1).map(|it| filled(&[it])));
        out.truncate(want.count.max(1));
        out
    }

    /// Returns a value for each schema in `prefixItems`.
    fn prefix(self, joined: &Joined<'a>, want: Want) -> Vec<Value> {
        let lists = joined.each("prefixItems");
        let longest = lists.max_by_key(|(_, it)| it.as_array().map_or(0, <[_]>::len));
        let Some((at, list)) = longest else {
            return Vec::new();
        };
        let one = Want {
            count: 1,
            ..want.inner()
        };
        let places = (0..list.as_array().map_or(0, <[_]>::len)).map(|index| at.item(index));
        places
            .filter_map(|it| self.values(&[it], one).into_iter().next())
            .collect()
    }

    /// Returns a number below `count` that depends on the seed.
    fn pick(self, count: usize) -> usize {
        usize::try_from(self.seed % (count as u64)).unwrap_or(0)
    }
}

/// Returns the schemas of undeclared properties.
fn others_of(joined: &Joined<'_>) -> Vec<SpecPath> {
    let keywords = ["additionalProperties", "unevaluatedProperties"];
    let found = keywords.iter().flat_map(|it| joined.each(it));
    let schemas = found.filter(|(_, it)| it.as_object().is_some());
    schemas.map(|(at, _)| at).collect()
}

fn with(object: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut out = object.clone();
    out.insert(name.to_owned(), value);
    Value::Object(out)
}
