//! Edits single entries of a manifest in place.

use super::Key;
use toml::Value;
use toml_edit::{Array, Decor, Item, Key as Name, Table, TableLike, Value as Written};

/// Returns the table at a path, creating it if it is missing; `None` if something else is there.
pub(super) fn section<'t>(table: &'t mut Table, path: &[String]) -> Option<&'t mut dyn TableLike> {
    let mut at: &mut dyn TableLike = table;
    for (index, name) in path.iter().enumerate() {
        if !at.contains_key(name) {
            let mut new = Table::new();
            new.set_implicit(index + 1 < path.len());
            at.insert(name, Item::Table(new));
        }
        at = at.get_mut(name)?.as_table_like_mut()?;
    }
    Some(at)
}

/// Returns the table at a path.
pub(super) fn existing<'t>(table: &'t mut Table, path: &[String]) -> Option<&'t mut dyn TableLike> {
    let mut at: &mut dyn TableLike = table;
    for name in path {
        at = at.get_mut(name)?.as_table_like_mut()?;
    }
    Some(at)
}

/// Returns the value of an item, without its formatting.
pub(super) fn value(item: &Item) -> Option<Value> {
    let text = match item {
        Item::Value(value) => value.clone().decorated("", "").to_string(),
        Item::Table(table) => table.clone().into_inline_table().to_string(),
        Item::None | Item::ArrayOfTables(_) => return None,
    };
    format!("it = {text}")
        .parse::<toml::Table>()
        .ok()?
        .remove("it")
}

fn written(value: &Value, long: bool) -> Written {
    let text = match value {
        Value::Array(all) if long => {
            let lines = all.iter().map(|it| format!("    {it},\n"));
            format!("[\n{}]", lines.collect::<String>())
        }
        _ => value.to_string(),
    };
    text.parse().unwrap_or_else(|_| Written::from(text))
}

/// Adds a key with its comments.
pub(super) fn insert(table: &mut dyn TableLike, key: &Key) {
    let mut value = written(&key.value, key.long);
    if !key.beside.is_empty() {
        value.decor_mut().set_suffix(format!(" # {}", key.beside));
    }
    value.decor_mut().set_prefix(" ");
    let item = Item::Value(value);
    let name = Name::new(&key.name).with_leaf_decor(Decor::new(key.above.as_str(), " "));
    table.entry_format(&name).or_insert(item);
}

/// Updates a value that is not a dependency. Returns whether it changed.
pub(super) fn plain(item: &mut Item, last: Option<&Value>, key: &Key) -> bool {
    let present = value(item);
    if present.as_ref() == Some(&key.value) {
        return false;
    }
    if present.as_ref() == last {
        return replace(item, &key.value, key.long);
    }
    match (item.as_array_mut(), &key.value) {
        (Some(array), Value::Array(wanted)) => elements(array, last, wanted),
        _ => false,
    }
}

/// Updates a dependency. Returns whether it changed.
pub(super) fn dependency(item: &mut Item, last: Option<&Value>, wanted: &Value) -> bool {
    let present = value(item);
    if present.as_ref() == Some(wanted) {
        return false;
    }
    if present.as_ref() == last && item.is_value() {
        return replace(item, wanted, false);
    }
    let (wanted, before) = (full(wanted), last.map(full));
    if let Some(version) = item.as_str() {
        // A plain version string cannot hold features.
        let lacking = lacking(before.as_ref(), &wanted);
        if lacking.is_empty() {
            return false;
        }
        let version = Value::String(version.to_owned());
        let text = format!(
            "{{ version = {version}, features = {} }}",
            Value::Array(lacking)
        );
        return text.parse().is_ok_and(|new| put(item, new));
    }
    item.as_table_like_mut()
        .is_some_and(|table| parts(table, before.as_ref(), &wanted))
}

/// Expands a dependency to a table: a plain version is shorthand for one.
fn full(value: &Value) -> toml::Table {
    match value {
        Value::Table(table) => table.clone(),
        version => [("version".to_owned(), version.clone())]
            .into_iter()
            .collect(),
    }
}

/// Updates the keys of a dependency one by one.
fn parts(table: &mut dyn TableLike, last: Option<&toml::Table>, wanted: &toml::Table) -> bool {
    let mut changed = false;
    let before = |name: &str| last.and_then(|it| it.get(name));
    for (name, value) in wanted.iter().filter(|(name, _)| *name != "features") {
        match (table.get_mut(name), before(name)) {
            // Nothing that could restrict it is added to a dependency that the user already had.
            (None, None) if last.is_some() => {
                table.insert(name, Item::Value(written(value, false)));
                changed = true;
            }
            (Some(item), Some(was)) if self::value(item).as_ref() == Some(was) && was != value => {
                changed |= replace(item, value, false);
            }
            _ => {}
        }
    }
    for (name, was) in last.into_iter().flatten() {
        let same = table.get(name).and_then(self::value).as_ref() == Some(was);
        if name != "features" && !wanted.contains_key(name) && same {
            table.remove(name);
            changed = true;
        }
    }
    changed | features(table, last, wanted)
}

fn features(table: &mut dyn TableLike, last: Option<&toml::Table>, wanted: &toml::Table) -> bool {
    let wanted = wanted.get("features").and_then(Value::as_array);
    let last = last.and_then(|it| it.get("features"));
    let wanted = wanted.map_or(&[][..], Vec::as_slice);
    if let Some(array) = table.get_mut("features").and_then(Item::as_array_mut) {
        return elements(array, last, wanted);
    }
    if wanted.is_empty() || last.is_some() {
        return false;
    }
    let item = Item::Value(written(&Value::Array(wanted.to_vec()), false));
    table.insert("features", item);
    true
}

/// Returns the newly wanted features of a dependency without any.
fn lacking(last: Option<&toml::Table>, wanted: &toml::Table) -> Vec<Value> {
    let before = last.and_then(|it| it.get("features")?.as_array());
    let known = |it: &&Value| before.is_some_and(|all| all.contains(it));
    let all = wanted.get("features").and_then(Value::as_array);
    let all = all.into_iter().flatten();
    all.filter(|it| !known(it)).cloned().collect()
}

/// Adds the newly wanted elements, and removes those that are no longer wanted.
fn elements(array: &mut Array, last: Option<&Value>, wanted: &[Value]) -> bool {
    let last = last
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let count = array.len();
    array.retain(|it| {
        let same = |other: &Value| it.as_str().is_some() && other.as_str() == it.as_str();
        !last.iter().any(same) || wanted.iter().any(same)
    });
    let mut changed = array.len() != count;
    for value in wanted.iter().filter(|it| !last.contains(it)) {
        let present = array.iter().any(|it| it.as_str() == value.as_str());
        if let Some(text) = value.as_str().filter(|_| !present) {
            array.push(text);
            changed = true;
        }
    }
    changed
}

fn replace(item: &mut Item, value: &Value, long: bool) -> bool {
    put(item, written(value, long))
}

/// Replaces a value, but keeps the comments around it.
fn put(item: &mut Item, mut new: Written) -> bool {
    if let Some(old) = item.as_value() {
        *new.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(new);
    true
}
