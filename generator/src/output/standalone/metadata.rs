//! The descriptive metadata of a crate: from the configuration, or else from the document.

use crate::{source::Source, tree::Node};

/// The metadata of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The version; by default 0.1.0.
    pub version: Option<String>,
    /// A one-sentence description.
    pub description: Option<String>,
    /// The licence, as an SPDX expression.
    pub license: Option<String>,
    /// The URL of the source repository.
    pub repository: Option<String>,
    /// The URL of a page about the API.
    pub homepage: Option<String>,
}

/// Names of licences in documents, and the SPDX identifiers that they stand for.
const LICENCES: &[(&str, &str)] = &[
    ("apache 2.0", "Apache-2.0"),
    ("apache-2.0", "Apache-2.0"),
    ("apache license 2.0", "Apache-2.0"),
    ("apache license, version 2.0", "Apache-2.0"),
    ("mit", "MIT"),
    ("mit license", "MIT"),
    ("bsd-3-clause", "BSD-3-Clause"),
    ("bsd-2-clause", "BSD-2-Clause"),
    ("mpl-2.0", "MPL-2.0"),
    ("isc", "ISC"),
];

impl Metadata {
    /// Returns the metadata with missing values taken from the document.
    pub(crate) fn or_of(&self, source: &Source) -> Self {
        let info = source.root.get("info");
        let text = |key: &str| info?.get(key)?.as_str().map(str::to_owned);
        let license = info.and_then(|it| it.get("license"));
        let version = text("version").filter(|it| semver::Version::parse(it).is_ok());
        Self {
            version: self.version.clone().or(version),
            description: self
                .description
                .clone()
                .or_else(|| Some(sentence(&title(source)))),
            license: self.license.clone().or_else(|| spdx(license?)),
            repository: self.repository.clone(),
            homepage: self.homepage.clone().or_else(|| homepage(source)),
        }
    }
}

/// Returns the title of the document's API.
pub(crate) fn title(source: &Source) -> String {
    let title = source.root.get("info").and_then(|it| it.get("title"));
    let title = title.and_then(Node::as_str).unwrap_or_default();
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a sentence that describes the crate.
pub(crate) fn sentence(title: &str) -> String {
    let plain: String = title
        .chars()
        .filter(|it| !it.is_control() && !"[]<>`*_\\".contains(*it))
        .collect();
    let plain = plain.trim().trim_end_matches('.');
    match plain {
        "" => "A typed HTTP client.".to_owned(),
        _ if plain.to_lowercase().ends_with("api") => {
            format!("A typed HTTP client of the {plain}.")
        }
        _ => format!("A typed HTTP client of the {plain} API."),
    }
}

/// Returns the SPDX identifier of a licence object, if it has one.
fn spdx(license: &Node) -> Option<String> {
    let text = |key: &str| license.get(key).and_then(Node::as_str);
    if let Some(identifier) = text("identifier") {
        return Some(identifier.to_owned());
    }
    let name = text("name")?.trim().to_lowercase();
    let known = LICENCES.iter().find(|(known, _)| *known == name);
    known.map(|(_, identifier)| (*identifier).to_owned())
}

fn homepage(source: &Source) -> Option<String> {
    let docs = source.root.get("externalDocs");
    let contact = source.root.get("info").and_then(|it| it.get("contact"));
    let urls = [docs, contact].into_iter().flatten();
    let mut urls = urls.filter_map(|it| it.get("url")?.as_str());
    let url = urls.find(|it| it.starts_with("https://") || it.starts_with("http://"));
    url.filter(|it| it.chars().all(|letter| letter.is_ascii_graphic()))
        .map(str::to_owned)
}
