//! Where requests go: the document's servers, their variables, and what the caller says instead.

use super::{BuildError, ClientBuilder, draft::Draft, url};

/// A server of the document that has variables (`OpenAPI` 3.0.4, "Server Variable Object").
#[derive(Debug)]
pub struct ServerTemplate {
    /// Its URL, with variables in braces.
    pub url: &'static str,
    /// The variables: name, value unless another is given, and the values there are, if not any.
    pub variables: &'static [(&'static str, &'static str, &'static [&'static str])],
}

/// The servers that have variables, with what their variables are.
#[derive(Default)]
pub(super) struct Servers {
    templates: &'static [ServerTemplate],
    given: Vec<(String, String)>,
}

impl<C> ClientBuilder<C> {
    /// Makes the variables of servers known. For generated code.
    #[doc(hidden)]
    pub fn servers(mut self, templates: &'static [ServerTemplate]) -> Self {
        self.servers.templates = templates;
        self
    }

    /// The value of a variable of the document's servers, such as a region, instead of its default.
    /// It counts for all servers that have it, and not where [`base_url`](Self::base_url) is given.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.servers.given.push((name.into(), value.into()));
        self
    }
}

impl Servers {
    /// The templates with their filled-in URLs, the variables checked.
    pub(super) fn filled(&self, api: &str) -> Result<Vec<(&'static str, String)>, BuildError> {
        for (name, value) in &self.given {
            self.check(api, name, value)?;
        }
        let filled = self.templates.iter().map(|server| {
            let filled = server.fill(|name| self.value(name));
            let checked = url::base(&filled).map_err(|why| {
                BuildError::new(format!(
                    "the server `{}` with these variables {why}",
                    server.url
                ))
            })?;
            Ok((server.url, checked))
        });
        filled.collect()
    }

    /// The server whose URL is `base_url` as long as no variable is given: the document's first one.
    pub(super) fn base(&self, base_url: &str) -> Option<&'static str> {
        let usual = |server: &&ServerTemplate| server.fill(|_| None) == base_url;
        Some(self.templates.iter().find(usual)?.url)
    }

    /// The last value that was given.
    fn value(&self, name: &str) -> Option<&str> {
        let given = self.given.iter().rev().find(|(known, _)| known == name)?;
        Some(&given.1)
    }

    fn check(&self, api: &str, name: &str, value: &str) -> Result<(), BuildError> {
        let all = self.templates.iter().flat_map(|server| server.variables);
        let mut known = all.filter(|(known, ..)| *known == name).peekable();
        if known.peek().is_none() {
            return Err(BuildError::new(format!(
                "the {api} document has no server variable `{name}`"
            )));
        }
        match known.find(|(.., values)| !values.is_empty() && !values.contains(&value)) {
            Some((.., values)) => Err(BuildError::new(format!(
                "the server variable `{name}` is one of {}",
                values.join(", ")
            ))),
            None => Ok(()),
        }
    }
}

impl ServerTemplate {
    fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut out = self.url.to_owned();
        for (name, default, _) in self.variables {
            out = out.replace(&format!("{{{name}}}"), value(name).unwrap_or(default));
        }
        out.trim_end_matches('/').to_owned()
    }
}

impl Draft {
    /// Where it goes: what the caller said, then what the document says of the operation.
    pub(super) fn base_url(&self) -> String {
        let core = &self.core;
        match (&self.options.base_url, self.server) {
            (Some(given), _) => given.clone(),
            // It says where on the client's host, whichever that is.
            (None, Some(server)) if !server.contains("://") => join(core.base_url(), server),
            (None, Some(server)) if !core.has_own_base_url() => core.server(server).to_owned(),
            (None, _) => core.base_url().to_owned(),
        }
    }
}

/// A relative reference in the place of `base`'s path (RFC 3986, section 5.2).
fn join(base: &str, reference: &str) -> String {
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (path, reference) = match reference.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (path, reference),
    };
    // The last segment of the base is what the reference takes the place of.
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in reference.split('/') {
        match segment {
            "." | "" => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut out = format!("{scheme}://{authority}");
    for segment in segments {
        out.push('/');
        out.push_str(segment);
    }
    out
}
