//! The document's own rules for pages: extensions of other tools, and Link Objects.

use super::{Basis, From, Kind, More, Page, Pointer, Target, evidence::Evidence};
use crate::{
    api::{Operation, Response},
    diagnostic::{Code, Diagnostic},
    tree::Node,
};

/// The document's rule for an operation.
pub(super) enum Declared {
    /// A rule for its pages.
    Page(Box<Page>),
    /// The operation has no pages.
    Forbidden,
    /// A rule that does not match the rest of the document.
    Unclear(Box<Diagnostic>),
    /// No rule.
    Nothing,
}

/// A function that reads an extension. It returns the rule, `Ok(None)` if there are no pages, or the problem.
type Reader = fn(&Reading<'_>) -> Result<Option<(Kind, Rest)>, String>;

/// The rest of a rule, beside its kind.
#[derive(Default)]
struct Rest {
    items: Option<Pointer>,
    more: Option<More>,
}

const EXTENSIONS: &[(&str, Reader)] = &[
    ("x-speakeasy-pagination", speakeasy),
    ("x-fern-pagination", fern),
    ("x-ms-pageable", pageable),
    ("x-dropshot-pagination", dropshot),
    ("x-pagination", parameters),
];

/// An extension with its context.
struct Reading<'a> {
    node: &'a Node,
    root: &'a Node,
    evidence: &'a Evidence<'a>,
}

/// Returns the document's rule for an operation: that of the first extension, or else of a Link Object.
pub(super) fn declared(operation: &Operation, root: &Node, evidence: &Evidence<'_>) -> Declared {
    let node = root.pointer(operation.at.as_str());
    for (name, read) in EXTENSIONS {
        let Some((key, node)) = node.and_then(|it| it.get_entry(name)) else {
            continue;
        };
        let reading = Reading {
            node,
            root,
            evidence,
        };
        return match read(&reading) {
            Ok(None) => Declared::Forbidden,
            Ok(Some((kind, rest))) => page(kind, rest, Basis::Extension(name), evidence),
            Err(why) => {
                let message = format!("`{name}` {why}");
                let told = Diagnostic::note(Code::UnclearPages, key.at, message);
                let at = operation.at.child(name);
                let told = told
                    .pointer(at.as_str())
                    .action("the operation has no `pages`");
                Declared::Unclear(Box::new(
                    told.help("say it in `pages` of the configuration"),
                ))
            }
        };
    }
    match operation
        .responses
        .iter()
        .find_map(|it| link(evidence, operation, root, it))
    {
        Some((name, kind)) => page(kind, Rest::default(), Basis::Link(name), evidence),
        None => Declared::Nothing,
    }
}

fn page(kind: Kind, rest: Rest, basis: Basis, evidence: &Evidence<'_>) -> Declared {
    let items = rest
        .items
        .or_else(|| evidence.items().map(|it| it.at.clone()));
    let more = rest.more.or_else(|| evidence.more(&kind));
    Declared::Page(Box::new(Page {
        kind,
        items,
        more,
        basis,
    }))
}

impl Reading<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.node.get(key)?.as_str()
    }

    /// Returns the input of this name: a query parameter, or a property of the body.
    fn input(&self, name: &str) -> Result<Target, String> {
        let named = |it: &Target| match it {
            Target::Query(wire) => wire == name,
            Target::Body(at) => at.dotted() == name,
        };
        let mut inputs = self.evidence.inputs.iter().map(|it| &it.to);
        let found = inputs.find(|it| named(it)).cloned();
        let inside = || {
            let parts = name.strip_prefix("body.")?.split('.').map(str::to_owned);
            Some(Pointer(parts.collect())).filter(|at| self.evidence.sends(at))
        };
        let found = found.or_else(|| inside().map(Target::Body));
        found.ok_or_else(|| format!("names an input that the operation does not have: `{name}`"))
    }
}

/// Returns the location in the response that a path refers to.
fn place(path: &str) -> Result<From, String> {
    path_of(path).ok_or_else(|| format!("has a path that is not one of names alone: `{path}`"))
}

fn body(path: &str) -> Result<Pointer, String> {
    match place(path)? {
        From::Body(at) => Ok(at),
        From::Header(_) | From::Last(_) => Err(format!("has a path to no property: `{path}`")),
    }
}

fn items(path: Option<&str>) -> Result<Rest, String> {
    Ok(Rest {
        items: path.map(body).transpose()?,
        more: None,
    })
}

/// Reads a path such as `$.a.b`, `$response.a.b` or `a.b`, or `$.a[-1].b` for the last item.
fn path_of(path: &str) -> Option<From> {
    let path = path
        .strip_prefix("$response")
        .or_else(|| path.strip_prefix('$'))
        .unwrap_or(path);
    let names = |path: &str| -> Option<Pointer> {
        let path = path.strip_prefix('.').unwrap_or(path);
        let names = path.split('.').filter(|it| !it.is_empty());
        let fits = !path.contains(['[', ']', '*', '?', '(']);
        fits.then(|| Pointer(names.map(str::to_owned).collect()))
    };
    match path.split_once("[-1]") {
        Some((_, inside)) => Some(From::Last(names(inside)?)),
        None => Some(From::Body(names(path)?)),
    }
}

/// Reads `{ type, inputs: [{ name, in, type }], outputs: { results, nextCursor, numPages, nextUrl } }`.
fn speakeasy(it: &Reading<'_>) -> Result<Option<(Kind, Rest)>, String> {
    let output = |key| {
        it.node
            .get("outputs")
            .and_then(|all| all.get(key)?.as_str())
    };
    let inputs = it
        .node
        .get("inputs")
        .and_then(Node::as_array)
        .unwrap_or_default();
    let input = |kind: &str| {
        let mut all = inputs.iter();
        let found = all.find(|it| it.get("type").and_then(Node::as_str) == Some(kind))?;
        found.get("name").and_then(Node::as_str)
    };
    let rest = items(output("results"))?;
    if let Some(url) = output("nextUrl") {
        return Ok(Some((Kind::Url(body(url)?), rest)));
    }
    if let (Some(cursor), Some(next)) = (input("cursor"), output("nextCursor")) {
        let (to, from) = (it.input(cursor)?, place(next)?);
        return Ok(Some((Kind::Cursor { to, from }, rest)));
    }
    if let Some(page) = input("page") {
        let pages = output("numPages").map(body).transpose()?;
        let kind = Kind::Page {
            to: it.input(page)?,
            first: Some(1),
            echo: None,
            pages,
        };
        return Ok(Some((kind, rest)));
    }
    match input("offset") {
        Some(offset) => Ok(Some((first_offset(it.input(offset)?), rest))),
        None => Err("does not say which input changes".to_owned()),
    }
}

fn first_offset(to: Target) -> Kind {
    Kind::Offset {
        to,
        first: 0,
        total: None,
    }
}

/// Reads `{ cursor, next_cursor, results }`, `{ offset, step, results, has-next-page }` or `{ next_uri, results }`. A
/// boolean `true` refers to the extension at the document's root.
fn fern(it: &Reading<'_>) -> Result<Option<(Kind, Rest)>, String> {
    if it.node.as_bool() == Some(false) {
        return Ok(None);
    }
    let general = it.root.get("x-fern-pagination");
    let node = if it.node.as_bool().is_some() {
        general.unwrap_or(it.node)
    } else {
        it.node
    };
    let it = &Reading { node, ..*it };
    let input = |key| {
        it.text(key)
            .map(|path| it.input(path.strip_prefix("$request.").unwrap_or(path)))
    };
    let mut rest = items(it.text("results"))?;
    if let Some(more) = it.text("has-next-page") {
        rest.more = Some(More::True(body(more)?));
    }
    if let (Some(to), Some(next)) = (input("cursor"), it.text("next_cursor")) {
        let (to, from) = (to?, place(next)?);
        return Ok(Some((Kind::Cursor { to, from }, rest)));
    }
    if let Some(url) = it.text("next_uri") {
        return Ok(Some((Kind::Url(body(url)?), rest)));
    }
    match (input("offset"), it.text("step")) {
        (Some(to), Some(_)) => Ok(Some((first_offset(to?), rest))),
        (Some(to), None) => {
            let kind = Kind::Page {
                to: to?,
                first: Some(1),
                echo: None,
                pages: None,
            };
            Ok(Some((kind, rest)))
        }
        (None, _) => Err("does not say which input changes".to_owned()),
    }
}

/// Reads `{ nextLinkName, itemName }` (`AutoRest`). Without `nextLinkName` there is only one page.
fn pageable(it: &Reading<'_>) -> Result<Option<(Kind, Rest)>, String> {
    let Some(next) = it.text("nextLinkName") else {
        return Ok(None);
    };
    let rest = items(Some(it.text("itemName").unwrap_or("value")))?;
    Ok(Some((Kind::Url(body(next)?), rest)))
}

/// Reads `true` or an object: `page_token` takes `next_page`, and the list is `items`.
fn dropshot(it: &Reading<'_>) -> Result<Option<(Kind, Rest)>, String> {
    if it.node.as_bool() == Some(false) {
        return Ok(None);
    }
    let kind = Kind::Cursor {
        to: it.input("page_token")?,
        from: place("next_page")?,
    };
    Ok(Some((kind, items(Some("items"))?)))
}

/// Reads `{ cursorParam, cursorPath, pageParam, pageOffsetParam, pageStart, resultsPath }`.
fn parameters(it: &Reading<'_>) -> Result<Option<(Kind, Rest)>, String> {
    let rest = items(it.text("resultsPath"))?;
    if let (Some(cursor), Some(next)) = (it.text("cursorParam"), it.text("cursorPath")) {
        let (to, from) = (it.input(cursor)?, place(next)?);
        return Ok(Some((Kind::Cursor { to, from }, rest)));
    }
    if let Some(page) = it.text("pageParam") {
        let first = it.node.get("pageStart").and_then(Node::as_u64).unwrap_or(0);
        let kind = Kind::Page {
            to: it.input(page)?,
            first: Some(first),
            echo: None,
            pages: None,
        };
        return Ok(Some((kind, rest)));
    }
    match it.text("pageOffsetParam") {
        Some(offset) => Ok(Some((first_offset(it.input(offset)?), rest))),
        None => Err("does not say which input changes".to_owned()),
    }
}

/// Reads a link from a response to its own operation that sets one query parameter (OpenAPI 3.0.4, "Link Object").
fn link(
    evidence: &Evidence<'_>,
    operation: &Operation,
    root: &Node,
    response: &Response,
) -> Option<(String, Kind)> {
    let links = root
        .pointer(response.at.as_str())?
        .get("links")?
        .as_object()?;
    let own = root
        .pointer(operation.at.as_str())?
        .get("operationId")?
        .as_str()?;
    links
        .iter()
        .filter(|_| response.key.is_success())
        .find_map(|(name, link)| {
            let same = link.get("operationId")?.as_str()? == own;
            let mut given = link.get("parameters")?.as_object()?.iter();
            let mut changes = given.by_ref().filter_map(|(key, value)| {
                let wire = key.text.strip_prefix("query.").unwrap_or(&key.text);
                let to = Target::Query(wire.to_owned());
                evidence.inputs.iter().find(|it| it.to == to)?;
                Some((to, expression(value.as_str()?)?))
            });
            let (to, from) = changes.next().filter(|_| same)?;
            let kind = Kind::Cursor { to, from };
            changes
                .next()
                .is_none()
                .then(|| (name.text.to_string(), kind))
        })
}

/// Returns the location in the response that a runtime expression refers to (OpenAPI 3.0.4, section 4.7.20.4).
fn expression(text: &str) -> Option<From> {
    let text = text.trim_start_matches('{').trim_end_matches('}');
    if let Some(header) = text.strip_prefix("$response.header.") {
        return Some(From::Header(header.to_owned()));
    }
    Some(From::Body(Pointer::parse(
        text.strip_prefix("$response.body#")?,
    )?))
}
