//! The credentials of a request.

use super::{Planner, SECRET, text::encoded};
use crate::api::{Need, SchemeKind, SecurityScheme};

/// [`SECRET`] in Base64 (RFC 4648, section 4).
const BASIC: &str = "Basic dXNlcjpzZWNyZXQ=";

/// The headers, query pairs and cookies that credentials add to a request.
#[derive(Default)]
pub(super) struct Added {
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<String>,
    pub(super) cookies: Vec<String>,
}

impl Planner<'_> {
    /// Returns the additions for the first alternative that needs credentials: the tests' client has all of them.
    pub(super) fn auth(self) -> Added {
        let api = &self.stages.api;
        let scheme = |need: &Need| api.schemes.iter().find(|it| it.name == need.scheme);
        let security = &api.operations[self.index].security;
        let met = security
            .iter()
            .filter(|needs| !needs.is_empty())
            .find_map(|needs| needs.iter().map(scheme).collect::<Option<Vec<_>>>());
        let mut out = Added::default();
        let mut wanted = met.unwrap_or_default();
        // The client sends credentials in the order in which the document declares them.
        wanted.sort_by_key(|it| api.schemes.iter().position(|known| known.name == it.name));
        for scheme in wanted {
            out.add(scheme);
        }
        out
    }
}

impl Added {
    fn add(&mut self, scheme: &SecurityScheme) {
        match &scheme.kind {
            SchemeKind::Bearer => self.header("authorization", &format!("Bearer {SECRET}")),
            SchemeKind::Basic => self.header("authorization", BASIC),
            SchemeKind::Header(name) => self.header(name.as_str(), SECRET),
            SchemeKind::Query(name) => {
                let pair = format!("{}={}", encoded(name.as_str()), encoded(SECRET));
                self.query.push(pair);
            }
            // RFC 6265, section 4.1.1: a cookie may contain a colon.
            SchemeKind::Cookie(name) => {
                self.cookies
                    .push(format!("{}={SECRET}", encoded(name.as_str())));
            }
        }
    }

    fn header(&mut self, name: &str, value: &str) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}
