//! Parameters: their places, their types and their styles.

use super::{
    Lower, MAX_HOPS, doc, facets,
    operation::{Site, text},
    style::Written,
};
use crate::{
    api::{Doc, Facets, Param, Place, Prim, Shape, Style, TypeRef},
    diagnostic::Code,
    document::{QUERY_STRING, place_of, schema_of},
    tree::{Node, SpecName, SpecPath},
};
use openapiv3::{Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr};
use std::collections::BTreeMap;

/// The header parameters that other parts of the document describe (OpenAPI 3.0.4, section 4.7.12.1).
const DESCRIBED_HEADERS: [&str; 2] = ["accept", "content-type"];

impl Lower<'_> {
    /// Returns the parameters: the operation's own, then those of its path that it does not override.
    pub(super) fn params(
        &mut self,
        item: &PathItem,
        operation: &openapiv3::Operation,
        site: &Site,
        secured: bool,
    ) -> Vec<Param> {
        let own = operation.parameters.iter().map(|it| (&site.at, it));
        let shared = item.parameters.iter().map(|it| (site.item, it));
        let mut out: Vec<Param> = Vec::new();
        let mut seen: BTreeMap<(Place, String), (&SpecPath, &str)> = BTreeMap::new();
        for (owner, parameter) in own.chain(shared) {
            let ReferenceOr::Item(parameter) = parameter else {
                continue;
            };
            let data = parameter.parameter_data_ref();
            let at = param_at(data).unwrap_or_else(|| owner.child("parameters"));
            let place = self.place_in(&at, parameter);
            let name = data.name.as_str();
            let key = same_name(place, name);
            let first = seen.get(&(place, key.clone())).copied();
            if let Some((_, known)) = first.filter(|(other, _)| *other == owner) {
                self.declared_twice(&at, name, known);
            }
            let needed = data.required || place == Place::Path;
            if first.is_none()
                && self.admits(&at, place, name, secured)
                && !self.leaves_out_parameter(&at, needed)
            {
                out.extend(self.param(at, place, data, site));
            }
            seen.entry((place, key)).or_insert((owner, name));
        }
        self.complete_path(&mut out, site);
        out
    }

    /// Reports a parameter that is already declared, as `known`.
    fn declared_twice(&mut self, at: &SpecPath, name: &str, known: &str) {
        const CODE: Code = Code::DuplicateParameter;
        const DONE: &str = "the first one is used";
        if name == known || !name.eq_ignore_ascii_case(known) {
            let message = format!("`{name}` is declared twice");
            self.warning(CODE, at, &message, DONE);
        } else {
            let message = format!("`{name}` is the header `{known}`: case makes no difference");
            self.note(CODE, at, &message, DONE);
        }
    }

    /// Returns the place of a parameter. openapiv3 does not support all places.
    fn place_in(&self, at: &SpecPath, parameter: &Parameter) -> Place {
        let written = self.node(at).and_then(|it| it.get("in"));
        if written.and_then(Node::as_str) == Some(QUERY_STRING) {
            return Place::QueryString;
        }
        place(parameter)
    }

    /// Returns whether a parameter is kept. Reports a header parameter that the document describes elsewhere.
    fn admits(&mut self, at: &SpecPath, place: Place, name: &str, secured: bool) -> bool {
        let lower = name.to_ascii_lowercase();
        let described =
            DESCRIBED_HEADERS.contains(&lower.as_str()) || (lower == "authorization" && secured);
        if place != Place::Header || !described {
            return true;
        }
        let message = format!(
            "a header parameter `{name}` is to be ignored (OpenAPI 3.0.4, section 4.7.12.1)"
        );
        self.note(
            Code::DescribedHeader,
            at,
            &message,
            "the body, the responses or the security requirement say what is sent",
        );
        false
    }

    fn param(
        &mut self,
        at: SpecPath,
        place: Place,
        data: &openapiv3::ParameterData,
        site: &Site,
    ) -> Option<Param> {
        let name = data.name.as_str();
        if place == Place::Header && http::HeaderName::from_bytes(name.as_bytes()).is_err() {
            self.skip(
                &at,
                &format!("`{}` cannot be the name of a header", name.escape_debug()),
            );
            return None;
        }
        let Written {
            used,
            style,
            properties,
        } = self.value(&at, place, data, site)?;
        let schema = schema_at(data);
        // The signature does not show an alias, so the parameter takes over the documentation of its schema.
        let (told, facets) = schema
            .map(|at| self.doc_and_facets_of(&at))
            .unwrap_or_default();
        let doc = Doc {
            description: text(data.description.clone()).or(told.description),
            deprecation: doc::deprecation(self.node(&at)).or(told.deprecation),
            ..told
        };
        Some(Param {
            wire: SpecName::new(name),
            place,
            style,
            reserved: self.reserved(&at, place, style),
            properties,
            ty: used.ty,
            required: data.required || place == Place::Path,
            doc,
            facets,
            deprecated: data.deprecated == Some(true) || used.deprecated,
            example: self.example(&at).or(used.example),
            at,
        })
    }

    /// Returns the documentation and facets of the schema at `at`, and of the aliases that it refers to.
    pub(super) fn doc_and_facets_of(&self, at: &SpecPath) -> (Doc, Option<Box<Facets>>) {
        let alias = |at: &SpecPath| match self.known.get(at) {
            Some(TypeRef::Named(id)) => matches!(self.types[id.index()].shape, Shape::Alias(_)),
            _ => false,
        };
        let mut at = at.clone();
        let mut nodes = Vec::new();
        for _ in 0..MAX_HOPS {
            nodes.extend(self.node(&at));
            match self.target(&at).filter(alias) {
                Some(target) => at = target,
                None => break,
            }
        }
        (doc::of_all(&nodes), facets::of_all(&nodes))
    }

    pub(super) fn skip(&mut self, at: &SpecPath, why: &str) {
        self.warning(Code::Unsupported, at, why, "it is left out");
    }

    /// Puts the path parameters first, in the order of the template. A name in the template that no parameter declares
    /// becomes a string; a path parameter that the template lacks is reported.
    fn complete_path(&mut self, params: &mut Vec<Param>, site: &Site) {
        let mut ordered: Vec<Param> = Vec::new();
        for name in template_names(site.path) {
            if ordered.iter().any(|it| it.wire.as_str() == name) {
                continue;
            }
            let declared = params
                .iter()
                .position(|it| it.place == Place::Path && it.wire.as_str() == name);
            let param = declared.map(|index| params.remove(index));
            ordered.push(param.unwrap_or_else(|| self.undeclared(name, site)));
        }
        for stray in params.extract_if(.., |it| it.place == Place::Path) {
            self.skip(
                &stray.at,
                &format!("the path has no `{{{}}}`", stray.wire.as_str()),
            );
        }
        let (open, close) = (
            site.path.matches('{').count(),
            site.path.matches('}').count(),
        );
        if open != close {
            self.warning(
                Code::PathTemplate,
                site.item,
                "the braces of this path do not match",
                "requests of its operations cannot be sent",
            );
        }
        ordered.append(params);
        *params = ordered;
    }

    fn undeclared(&mut self, name: &str, site: &Site) -> Param {
        let message = format!("no parameter declares `{{{name}}}` of the path");
        self.note(
            Code::UndeclaredParameter,
            &site.at,
            &message,
            "it is taken as a string",
        );
        Param {
            at: site.at.clone(),
            wire: SpecName::new(name),
            place: Place::Path,
            style: Style::Simple,
            reserved: false,
            properties: Vec::new(),
            ty: TypeRef::Prim(Prim::String),
            required: true,
            doc: Doc::default(),
            facets: None,
            deprecated: false,
            example: None,
        }
    }
}

/// Returns the location of a parameter, with references followed.
fn param_at(data: &openapiv3::ParameterData) -> Option<SpecPath> {
    place_of(&data.extensions)
}

fn schema_at(data: &openapiv3::ParameterData) -> Option<SpecPath> {
    match &data.format {
        ParameterSchemaOrContent::Schema(schema) => schema_of(schema),
        ParameterSchemaOrContent::Content(content) => {
            content.values().next()?.schema.as_ref().and_then(schema_of)
        }
    }
}

fn place(parameter: &Parameter) -> Place {
    match parameter {
        Parameter::Query { .. } => Place::Query,
        Parameter::Header { .. } => Place::Header,
        Parameter::Path { .. } => Place::Path,
        Parameter::Cookie { .. } => Place::Cookie,
    }
}

/// Returns the key that identifies a parameter in its place: the names of headers are case-insensitive (RFC 9110,
/// section 5.1).
fn same_name(place: Place, name: &str) -> String {
    match place {
        Place::Header => name.to_ascii_lowercase(),
        Place::Path | Place::Query | Place::Cookie => name.to_owned(),
        // There is only one query, whatever its name.
        Place::QueryString => String::new(),
    }
}

/// Returns the names in a path template (OpenAPI 3.0.4, section 4.3), in order.
fn template_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}
