//! The public surface of emitted code: one sorted line per public item, for reviewers who decide on a version number.

use crate::rust::format::{OutputFile, compact};
use quote::{ToTokens, quote};
use std::collections::BTreeMap;
use syn::{
    ext::IdentExt as _,
    parse::{Parse, ParseBuffer, ParseStream},
};

/// Returns the public items of the files, one line per item, sorted.
///
/// # Errors
///
/// The file that is not valid Rust.
pub fn surface(files: &[OutputFile]) -> Result<String, String> {
    let mut parsed = Vec::new();
    for file in files {
        let code = syn::parse_file(&file.text);
        let code = code.map_err(|error| format!("{}: {error}", file.path))?;
        parsed.push((file.path.as_str(), code));
    }
    let shared = shared(&parsed);
    let mut lines = Vec::new();
    for (path, file) in parsed.iter().filter(|(path, _)| !is_shared(path)) {
        for item in &file.items {
            let named = under_its_name(item, &shared);
            visit(&module(path), named.as_ref().unwrap_or(item), &mut lines);
        }
    }
    lines.sort();
    lines.dedup();
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// Returns whether a file is private: public names in other files are aliases of its items.
fn is_shared(path: &str) -> bool {
    path.contains("/shared/")
}

/// Returns the items of private files, by module and name.
fn shared<'a>(parsed: &'a [(&str, syn::File)]) -> BTreeMap<(String, String), &'a syn::Item> {
    let files = parsed.iter().filter(|(path, _)| is_shared(path));
    let mut out = BTreeMap::new();
    for (path, file) in files {
        let module = path.trim_end_matches(".rs").rsplit('/').next();
        let module = module.unwrap_or_default();
        for item in &file.items {
            let name = match item {
                syn::Item::Struct(it) => &it.ident,
                syn::Item::Enum(it) => &it.ident,
                _ => continue,
            };
            out.insert((module.to_owned(), name.to_string()), item);
        }
    }
    out
}

/// Returns the private item behind a public alias, under the alias, since users cannot name the private one.
fn under_its_name(
    item: &syn::Item,
    shared: &BTreeMap<(String, String), &syn::Item>,
) -> Option<syn::Item> {
    let syn::Item::Type(alias) = item else {
        return None;
    };
    let syn::Type::Path(path) = &*alias.ty else {
        return None;
    };
    let mut segments = path.path.segments.iter().rev();
    let (name, module) = (segments.next()?, segments.next()?);
    let mut found = (*shared.get(&(module.ident.to_string(), name.ident.to_string()))?).clone();
    match &mut found {
        syn::Item::Struct(it) => it.ident = alias.ident.clone(),
        syn::Item::Enum(it) => it.ident = alias.ident.clone(),
        _ => return None,
    }
    Some(found)
}

/// Returns the public path of a file's items: types are exported from `types`.
fn module(path: &str) -> String {
    let path = path
        .trim_end_matches(".rs")
        .trim_end_matches("/mod")
        .replace('/', "::");
    match path.find("::types::") {
        Some(at) => path[..at + "::types".len()].to_owned(),
        None => path.trim_end_matches("::client").to_owned(),
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn visit(module: &str, item: &syn::Item, lines: &mut Vec<String>) {
    match item {
        syn::Item::Struct(it) if is_public(&it.vis) => structure(module, it, lines),
        syn::Item::Enum(it) if is_public(&it.vis) => {
            let name = &it.ident;
            lines.push(format!("enum {module}::{name}"));
            for variant in &it.variants {
                let (variant, fields) = (&variant.ident, &variant.fields);
                lines.push(format!(
                    "enum {module}::{name}::{variant}{}",
                    compact(&quote!(#fields))
                ));
            }
        }
        syn::Item::Type(it) if is_public(&it.vis) => {
            let name = &it.ident;
            let other = || {
                let ty = compact(&it.ty.to_token_stream());
                format!("type {module}::{name} = {ty}")
            };
            lines.push(request(module, name, &it.ty).unwrap_or_else(other));
        }
        syn::Item::Impl(it) if it.trait_.is_none() => implementation(module, it, lines),
        syn::Item::Macro(it) if it.mac.path.is_ident("accessors") => {
            lines.extend(
                it.mac
                    .parse_body::<Accessors>()
                    .map(|it| it.lines(module))
                    .unwrap_or_default(),
            );
        }
        syn::Item::Macro(it) if it.mac.path.is_ident("setters") => {
            lines.extend(
                it.mac
                    .parse_body::<Setters>()
                    .map(|it| it.lines(module))
                    .unwrap_or_default(),
            );
        }
        _ => {}
    }
}

fn structure(module: &str, it: &syn::ItemStruct, lines: &mut Vec<String>) {
    let name = &it.ident;
    let public = it.fields.iter().filter(|field| is_public(&field.vis));
    let mut private = it.fields.iter().filter(|field| !is_public(&field.vis));
    // A request's private call field has its response types.
    let line = private.find_map(|field| request(module, name, &field.ty));
    lines.push(line.unwrap_or_else(|| format!("struct {module}::{name}")));
    for field in public {
        let ty = compact(&field.ty.to_token_stream());
        let ident = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        lines.push(format!("struct {module}::{name}.{ident}: {ty}"));
    }
}

/// Returns the line of a request with its response types. Callers need not know whether it is a type of its own
/// or an alias for the runtime's.
fn request(module: &str, name: &syn::Ident, ty: &syn::Type) -> Option<String> {
    let syn::Type::Path(ty) = ty else {
        return None;
    };
    let last = ty.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let answers: Vec<String> = arguments
        .args
        .iter()
        .map(|it| compact(&it.to_token_stream()))
        .collect();
    let is_request = last.ident == "Call" || last.ident == "Request";
    is_request.then(|| format!("request {module}::{name}: {}", answers.join(", ")))
}

fn implementation(module: &str, it: &syn::ItemImpl, lines: &mut Vec<String>) {
    let owner = compact(&it.self_ty.to_token_stream());
    // The client's functions are listed under the client, whichever module they are in.
    let place = if owner == "Client" {
        module.split("::").next().unwrap_or(module)
    } else {
        module
    };
    for item in &it.items {
        match item {
            syn::ImplItem::Fn(it) if is_public(&it.vis) => {
                let (name, output) = (&it.sig.ident, &it.sig.output);
                let inputs: Vec<String> = it
                    .sig
                    .inputs
                    .iter()
                    .map(|input| compact(&input.to_token_stream()))
                    .collect();
                lines.push(format!(
                    "fn {place}::{owner}::{name}({}){}",
                    inputs.join(", "),
                    compact(&quote!(#output))
                ));
            }
            syn::ImplItem::Const(it) if is_public(&it.vis) => {
                let (name, ty) = (&it.ident, &it.ty);
                lines.push(format!(
                    "const {place}::{owner}::{name}: {}",
                    compact(&quote!(#ty))
                ));
            }
            _ => {}
        }
    }
}

/// The entries of `accessors!`: the variants' types and the words after their methods.
struct Accessors {
    name: syn::Ident,
    entries: Vec<(syn::Type, Vec<syn::Ident>)>,
}

impl Parse for Accessors {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let (inner, mut entries) = (braced(input)?, Vec::new());
        while !inner.is_empty() {
            inner.parse::<syn::Ident>()?;
            let ty;
            syn::parenthesized!(ty in inner);
            let ty = ty.parse()?;
            inner.parse::<syn::Token![:]>()?;
            let mut words = Vec::new();
            while !inner.peek(syn::Token![,]) {
                words.push(inner.parse()?);
            }
            inner.parse::<syn::Token![,]>()?;
            entries.push((ty, words));
        }
        Ok(Self { name, entries })
    }
}

impl Accessors {
    /// Returns a line for each conversion. The methods follow from the variants.
    fn lines(&self, module: &str) -> Vec<String> {
        let from = |(_, words): &&(syn::Type, Vec<syn::Ident>)| words.iter().any(|it| it == "from");
        let entries = self.entries.iter().filter(from);
        let line = |(ty, _): &(syn::Type, Vec<syn::Ident>)| {
            let ty = compact(&ty.to_token_stream());
            format!("from {module}::{}: {ty}", self.name)
        };
        entries.map(line).collect()
    }
}

/// The entries of `setters!`: the fields and the types of their arguments.
struct Setters {
    name: syn::Ident,
    entries: Vec<(syn::Ident, syn::Type)>,
}

impl Parse for Setters {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let (inner, mut entries) = (braced(input)?, Vec::new());
        while !inner.is_empty() {
            let field = inner.call(syn::Ident::parse_any)?;
            inner.parse::<syn::Generics>()?;
            inner.parse::<syn::Token![:]>()?;
            entries.push((field, inner.parse()?));
            inner.parse::<syn::Token![=]>()?;
            inner.parse::<syn::Expr>()?;
            inner.parse::<syn::Token![,]>()?;
        }
        Ok(Self { name, entries })
    }
}

impl Setters {
    fn lines(&self, module: &str) -> Vec<String> {
        let line = |(field, ty): &(syn::Ident, syn::Type)| {
            let ty = compact(&ty.to_token_stream());
            format!("setter {module}::{}.{field}: {ty}", self.name)
        };
        self.entries.iter().map(line).collect()
    }
}

fn braced(input: ParseStream<'_>) -> syn::Result<ParseBuffer<'_>> {
    let inner;
    syn::braced!(inner in input);
    Ok(inner)
}
