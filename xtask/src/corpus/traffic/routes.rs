//! The operation that a request path belongs to.

use generator::{
    conformance::witness::Witness,
    tree::{Node, Object, SpecPath},
};

/// The paths of a document.
pub(super) struct Routes<'a> {
    pub(super) witness: &'a Witness<'a>,
    all: Vec<Route>,
    /// The paths of the document's servers.
    bases: Vec<String>,
}

struct Route {
    at: SpecPath,
    /// The path template without its leading slash.
    template: String,
}

impl<'a> Routes<'a> {
    pub(super) fn new(witness: &'a Witness<'a>) -> Self {
        let root = witness.root;
        let paths = root.get("paths").and_then(Node::as_object);
        let at = SpecPath::root().child("paths");
        let route = |key: &str| Route {
            at: at.child(key),
            template: key.trim_start_matches('/').to_owned(),
        };
        let keys = paths.into_iter().flat_map(Object::iter);
        let all = keys.map(|(key, _)| route(&key.text)).collect();
        let mut bases = vec![String::new()];
        for base in bases_of(root) {
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        Self {
            witness,
            all,
            bases,
        }
    }

    /// Returns the Operation Object of a request. The path may start with a server's path or not.
    pub(super) fn operation(&self, method: &str, path: &str) -> Option<SpecPath> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_matches('/');
        let mut best: Option<(usize, SpecPath)> = None;
        for base in &self.bases {
            let Some(rest) = below(path, base) else {
                continue;
            };
            for route in &self.all {
                let Some(fit) = fit(&route.template, rest) else {
                    continue;
                };
                let better = best.as_ref().is_none_or(|(known, _)| fit > *known);
                if better && let Some(found) = self.method(&route.at, method) {
                    best = Some((fit, found));
                }
            }
        }
        best.map(|(_, found)| found)
    }

    fn method(&self, at: &SpecPath, method: &str) -> Option<SpecPath> {
        let method = method.to_ascii_lowercase();
        let here = at.child(&method);
        let there = self.witness.behind(at).child(&method);
        [here, there]
            .into_iter()
            .find(|it| self.witness.node(it).is_some())
    }

    /// Returns the schema with the given name.
    pub(super) fn component(&self, name: &str) -> Option<SpecPath> {
        let root = SpecPath::root();
        let components = root.child("components").child("schemas").child(name);
        let definitions = root.child("definitions").child(name);
        [components, definitions]
            .into_iter()
            .find(|it| self.witness.node(it).is_some())
    }
}

/// Returns the paths of the servers, without slashes at either end.
fn bases_of(root: &Node) -> Vec<String> {
    let servers = root.get("servers").and_then(Node::as_array);
    let urls = servers.unwrap_or_default().iter().filter_map(|server| {
        let mut url = server.get("url")?.as_str()?.to_owned();
        let variables = server.get("variables").and_then(Node::as_object);
        for (key, variable) in variables.into_iter().flat_map(Object::iter) {
            let default = variable.get("default").and_then(Node::as_str);
            url = url.replace(&format!("{{{}}}", key.text), default.unwrap_or_default());
        }
        Some(url)
    });
    let paths = urls.map(|url| {
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path).to_owned(),
            None => url,
        };
        path.trim_matches('/').to_owned()
    });
    let base = root.get("basePath").and_then(Node::as_str);
    let base = base.map(|it| it.trim_matches('/').to_owned());
    paths.chain(base).collect()
}

/// Returns the rest of a path below `base`.
fn below<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(base)?;
    if base.is_empty() || rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

/// Returns how well a path matches a template, or `None` if it does not match. A parameter stays within a segment
/// (OpenAPI 3.0.4, section 4.7.8.2).
fn fit(template: &str, path: &str) -> Option<usize> {
    let wanted: Vec<&str> = template.trim_end_matches('/').split('/').collect();
    let given: Vec<&str> = path.split('/').collect();
    let same = wanted.len() == given.len();
    let mut pairs = wanted.iter().zip(&given);
    let fits = same && pairs.all(|(wanted, given)| segment(wanted, given));
    fits.then(|| wanted.iter().filter(|it| !it.contains('{')).count())
}

/// Returns whether a segment matches a template's, which is text with parameters in it. No parameter may be empty.
fn segment(template: &str, given: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else {
        return template == given;
    };
    let Some((_, after)) = rest.split_once('}') else {
        return template == given;
    };
    let Some(given) = given.strip_prefix(before) else {
        return false;
    };
    let starts = given.char_indices().skip(1).map(|(index, _)| index);
    let mut ends = starts.chain([given.len()]).filter(|end| *end > 0);
    ends.any(|end| segment(after, &given[end..]))
}
