//! Types as code outside of an API's modules writes them: examples, tests, and programs that exercise them.

use super::{
    context::Context,
    errors, own,
    type_ref::{Site, Uses, type_ref},
    types,
};
use crate::rust::format::Item;
use crate::{
    api::{Shape, TypeId, TypeRef},
    rust::plan::Decode,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The types of one API as one place outside of its modules writes them, and the imports that this place needs.
pub struct Outside<'a> {
    cx: Context<'a>,
    uses: Uses,
}

/// A declared type, or a field or variant of one that holds a value in place.
#[derive(Debug)]
pub struct Declared {
    /// The name of the type, or of the member after that of its type: `Pet.owner`, `Pet::Cat`.
    pub name: String,
    /// Whether it is a member.
    pub member: bool,
    /// The type, or the member's type, as it is written.
    pub ty: TokenStream,
}

impl<'a> Outside<'a> {
    /// Creates a place that imports nothing yet.
    pub fn new(cx: Context<'a>) -> Self {
        Self {
            cx,
            uses: Uses::default(),
        }
    }

    /// Returns a type as this place writes it.
    pub fn ty(&mut self, ty: &TypeRef) -> TokenStream {
        type_ref(self.cx, ty, Site::Outside, &mut self.uses)
    }

    /// Returns all declared types and members: those of the schemas, then the enums by status and by content type.
    pub fn declared(&mut self) -> Vec<Declared> {
        let mut out = Vec::new();
        for (id, def) in self.cx.api.types() {
            self.shape(id, &def.shape, &mut out);
        }
        self.sets(&mut out);
        out
    }

    /// Returns the `use` items for the types written so far; `runtime` is the path of the runtime from this place.
    pub fn imports(self, runtime: &TokenStream) -> Vec<TokenStream> {
        // A module path consists of identifiers.
        let root: TokenStream = self.cx.path.parse().unwrap_or_default();
        let items = self.uses.items_from(&root, runtime).into_iter();
        let tokens = items.filter_map(|it| match it {
            Item::Rust(tokens) | Item::Line(tokens) => Some(tokens),
            Item::Gap | Item::Entries { .. } | Item::Macro { .. } => None,
        });
        tokens.collect()
    }

    fn shape(&mut self, id: TypeId, shape: &Shape, out: &mut Vec<Declared>) {
        let (cx, site) = (self.cx, Site::Outside);
        let names = &cx.names.types[id.index()];
        out.push(Declared {
            name: names.ident.to_string(),
            member: false,
            ty: self.ty(&TypeRef::Named(id)),
        });
        let member = |mark: &str, index: usize, ty| {
            let member = names.members.get(index).map(ToString::to_string);
            Declared {
                name: format!("{}{mark}{}", names.ident, member.unwrap_or_default()),
                member: true,
                ty,
            }
        };
        let variants: Vec<&TypeRef> = match shape {
            Shape::Struct(it) => {
                for (index, field) in it.fields.iter().enumerate() {
                    let ty = types::field_type(cx, id, (index, field), site, &mut self.uses);
                    out.push(member(".", index, ty));
                }
                return;
            }
            Shape::Union(it) => it.variants.iter().map(|it| &it.ty).collect(),
            Shape::Untagged(it) => it.iter().map(|it| &it.ty).collect(),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => return,
        };
        for (index, ty) in variants.into_iter().enumerate() {
            let ty = types::variant_type(cx, id, (index, ty), site, &mut self.uses);
            out.push(member("::", index, ty));
        }
    }

    /// Adds the enums by status and by content type, under the names that their first operations have for them.
    fn sets(&mut self, out: &mut Vec<Declared>) {
        let cx = self.cx;
        for (set, names) in cx.plan.sets.iter().zip(&cx.names.sets) {
            let Some(&operation) = set.operations.first() else {
                continue;
            };
            let own = &cx.names.own[operation];
            let (module, ident) = if set.success {
                ("responses", &own.success)
            } else {
                ("errors", &own.failure)
            };
            let cases = set.cases.iter().map(|it| &it.1).zip(&names.variants);
            self.set((module, ident.as_ref(), operation), cases, out);
        }
        let contents = cx.plan.contents.iter().zip(&cx.names.contents);
        for (index, (set, names)) in contents.enumerate() {
            let Some(&operation) = set.operations.first() else {
                continue;
            };
            let ident = cx.names.own[operation].contents.get(&index);
            let cases = set.cases.iter().map(|it| &it.1).zip(&names.variants);
            self.set(("contents", ident, operation), cases, out);
        }
    }

    fn set<'d>(
        &mut self,
        (module, ident, operation): (&'static str, Option<&Ident>, usize),
        cases: impl Iterator<Item = (&'d Decode, &'d Ident)>,
        out: &mut Vec<Declared>,
    ) {
        let Some(ident) = ident else {
            return;
        };
        let path: TokenStream = module.parse().unwrap_or_default();
        self.uses.root(module, path.clone());
        out.push(Declared {
            name: format!("{module}::{ident}"),
            member: false,
            ty: quote!(#path::#ident),
        });
        for (decode, variant) in cases {
            let held = self.held(operation, decode);
            out.extend(held.map(|ty| Declared {
                name: format!("{module}::{ident}::{variant}"),
                member: true,
                ty,
            }));
        }
    }

    fn held(&mut self, operation: usize, decode: &Decode) -> Option<TokenStream> {
        match decode {
            Decode::ByContent(cases) => {
                self.uses.root("contents", quote!(contents));
                Some(own::content(self.cx, operation, cases))
            }
            _ => errors::held(self.cx, decode, &mut self.uses),
        }
    }
}
