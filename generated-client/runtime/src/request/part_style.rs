//! Values of parts in a style (`OpenAPI` 3.1.1, "Encoding Object", `style`). Nothing is percent-encoded,
//! since each part is a text of its own.

use crate::runtime::{Style, Tree};

/// The name and the text of a part.
type Pair = (String, String);

/// Returns the parts that a value called `name` becomes. An empty value has none.
pub(crate) fn parts(style: Style, name: &str, value: &Tree) -> Result<Vec<Pair>, &'static str> {
    let mut out = Vec::new();
    match (style, value) {
        (_, value) if value.is_nothing() => {}
        (Style::DeepObject, value) => deep(name, value, &mut out)?,
        (Style::Form, value) => out.push((name.to_owned(), joined(value, ',')?)),
        (Style::Space, value) => out.push((name.to_owned(), joined(value, ' ')?)),
        (Style::Pipe, value) => out.push((name.to_owned(), joined(value, '|')?)),
        (_, Tree::Object(pairs)) => {
            for (key, value) in pairs {
                each(key, value, &mut out)?;
            }
        }
        (_, value) => each(name, value, &mut out)?,
    }
    Ok(out)
}

/// Adds one part per item of a list.
fn each(name: &str, value: &Tree, out: &mut Vec<Pair>) -> Result<(), &'static str> {
    match value {
        Tree::Null => {}
        Tree::List(items) => {
            for item in items {
                out.push((name.to_owned(), item.scalar()?.to_owned()));
            }
        }
        value => out.push((name.to_owned(), value.scalar()?.to_owned())),
    }
    Ok(())
}

/// Joins the items of a list, or the names and values of an object in turn.
fn joined(value: &Tree, delimiter: char) -> Result<String, &'static str> {
    let items = match value {
        Tree::List(items) => items.iter().map(Tree::scalar).collect::<Result<_, _>>()?,
        Tree::Object(pairs) => {
            let mut flat = Vec::new();
            for (key, value) in pairs.iter().filter(|(_, value)| *value != Tree::Null) {
                flat.extend([key.as_str(), value.scalar()?]);
            }
            flat
        }
        single => return single.scalar().map(str::to_owned),
    };
    if items.iter().any(|item| item.contains(delimiter)) {
        return Err("has an item that holds the delimiter between items");
    }
    Ok(items.join(delimiter.encode_utf8(&mut [0; 4])))
}

/// Adds a part named `name[key]` per property, and `name[key][]` per item of a list. Trees are as deep as
/// the JSON that they are read from, which `serde_json` limits.
fn deep(name: &str, value: &Tree, out: &mut Vec<Pair>) -> Result<(), &'static str> {
    match value {
        Tree::Null => {}
        Tree::Plain(text) | Tree::Text(text) => out.push((name.to_owned(), text.clone())),
        Tree::Object(pairs) => {
            for (key, value) in pairs {
                if key.is_empty() || key.contains(['[', ']']) {
                    return Err("has a property whose name is empty or holds `[` or `]`");
                }
                deep(&format!("{name}[{key}]"), value, out)?;
            }
        }
        Tree::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let name = match item {
                    Tree::List(_) | Tree::Object(_) => format!("{name}[{index}]"),
                    Tree::Null | Tree::Plain(_) | Tree::Text(_) => format!("{name}[]"),
                };
                deep(&name, item, out)?;
            }
        }
    }
    Ok(())
}
