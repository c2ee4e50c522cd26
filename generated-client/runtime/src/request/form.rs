//! Bodies in the format of HTML forms: `application/x-www-form-urlencoded`.

use crate::runtime::{
    ParamValue, RequestErrorKind, Style, Tree,
    request::builder::RequestBuilder,
    request::expand::{Target, expand},
    request::url,
};

/// The names and styles of a form's properties that are not written in the default style.
pub type FormStyles = &'static [(&'static str, Style)];

impl RequestBuilder {
    /// Sets a form body from the JSON of an object. A list becomes one pair per item, and an object becomes
    /// JSON (`OpenAPI` 3.0.4, "Encoding Object", `contentType`), unless `styles` lists the property. A
    /// property that is `null` is left out.
    pub(crate) fn form(&mut self, encoded: Result<Vec<u8>, serde_json::Error>, styles: FormStyles) {
        match self::encoded(encoded, styles) {
            Ok(text) => self.body("application/x-www-form-urlencoded", text.into()),
            Err(why) => self.refuse_body(RequestErrorKind::Body, &format!("the form {why}")),
        }
    }
}

/// Returns the pairs of a form, from the JSON of an object.
pub(crate) fn encoded(
    json: Result<Vec<u8>, serde_json::Error>,
    styles: FormStyles,
) -> Result<String, &'static str> {
    let json = json.map_err(|_| "cannot be written")?;
    form(&json, styles)
}

fn form(json: &[u8], styles: FormStyles) -> Result<String, &'static str> {
    let Tree::Object(properties) = Tree::parse(json)? else {
        return Err("is not an object");
    };
    let target = Target {
        encode: url::encode,
        separator: None,
        raw: None,
        named: true,
    };
    let mut out = String::new();
    for (name, value) in properties {
        let style = styles.iter().find(|(known, _)| *known == name);
        let style = style.map_or_else(|| usual(&value), |(_, style)| *style);
        let value = match value {
            Tree::Null => continue,
            Tree::List(items) if style == Style::FormExplode => each(items),
            value => value,
        };
        let pairs = expand(style, &name, &ParamValue::Tree(value), target)?;
        if !pairs.is_empty() {
            out.push_str(if out.is_empty() { "" } else { "&" });
            out.push_str(&pairs);
        }
    }
    Ok(out)
}

fn usual(value: &Tree) -> Style {
    match value {
        Tree::Object(_) => Style::Json,
        Tree::Null | Tree::Plain(_) | Tree::Text(_) | Tree::List(_) => Style::FormExplode,
    }
}

/// Returns the items of a list, with lists and objects among them as JSON.
fn each(items: Vec<Tree>) -> Tree {
    let item = |item: Tree| match item {
        Tree::List(_) | Tree::Object(_) => Tree::Text(item.json()),
        single => single,
    };
    Tree::List(items.into_iter().map(item).collect())
}
