//! Operations: a function on the client and a request type for each.

use super::{
    accept,
    body::{self, Inputs},
    context::Context,
    doc, features, gives,
    input::{self, Input},
    login, operation_doc, pages,
    type_ref::{Site, Uses, type_ref},
};
use crate::rust::format::{Item, OutFile};
use crate::{
    api::{Operation, StatusKey, TypeRef},
    rust::{
        names::OperationNames,
        plan::{Decode, Outcome},
    },
    vocabulary::Method,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The most arguments that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

/// Emits one file per tag, and `mod.rs`.
pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let files = cx.names.operation_files.iter();
    let mut out: Vec<OutFile> = files
        .zip(cx.names.operations_by_file())
        .map(|((module, tag), operations)| file(cx, &operations, module, *tag))
        .collect();
    out.push(module(cx));
    out
}

fn module(cx: Context<'_>) -> OutFile {
    let files = cx.names.operation_files.iter().enumerate();
    let mut modules: Vec<_> = files.map(|(index, (module, _))| (module, index)).collect();
    modules.sort();
    let line = |(module, index): (&Ident, usize)| {
        let cfg = features::cfg(cx.features.map(|it| it.operation_file(index)));
        Item::Line(quote!(#cfg pub mod #module;))
    };
    OutFile {
        path: "operations/mod.rs".to_owned(),
        docs: vec![
            format!("The operations of {}, one module per tag.", super::called(cx)),
            String::new(),
            "Each is a function of [`Client`](super::Client) and a request type, which is sent when it is awaited.".to_owned(),
        ],
        items: modules.into_iter().map(line).collect(),
    }
}

fn file(cx: Context<'_>, operations: &[usize], module: &Ident, tag: Option<usize>) -> OutFile {
    let mut uses = Uses::default();
    let (mut functions, mut requests) = (Vec::new(), Vec::new());
    for &number in operations {
        let of_one = Emitter {
            cx,
            number,
            operation: &cx.api.operations[number],
            names: &cx.names.operations[number],
            uses: &mut uses,
        }
        .emit();
        functions.extend(of_one.functions);
        requests.extend(of_one.request);
    }
    uses.root("Client", quote!(Client));
    let docs = tag_docs(cx, tag);
    let told = doc::lines(docs.iter().cloned());
    let mut items = uses.items(&quote!(super::super));
    items.push(Item::Rust(quote!(#told impl Client { #(#functions)* })));
    items.extend(requests);
    OutFile {
        path: format!("operations/{module}.rs"),
        docs: docs.into_iter().take(1).collect(),
        items,
    }
}

/// Returns the documentation that rustdoc shows above the functions of a tag. The file has its first line.
fn tag_docs(cx: Context<'_>, tag: Option<usize>) -> Vec<String> {
    let Some(tag) = tag.map(|it| &cx.api.tags[it]) else {
        return vec!["Operations without a tag.".to_owned()];
    };
    let mut docs = vec![format!("Operations with the tag {}.", doc::code(&tag.name))];
    if let Some(description) = &tag.description {
        docs.push(String::new());
        docs.extend(doc::markdown(description));
    }
    docs
}

/// The output for one operation.
struct Emitted {
    /// The functions of the client.
    functions: Vec<TokenStream>,
    /// The request type.
    request: Vec<Item>,
}

pub(super) struct Emitter<'a, 'u> {
    pub(super) cx: Context<'a>,
    pub(super) number: usize,
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationNames,
    pub(super) uses: &'u mut Uses,
}

impl Emitter<'_, '_> {
    fn emit(mut self) -> Emitted {
        self.uses.runtime("Call", quote!(Call));
        let (params, mut optional) = self.params();
        let ends = &self.cx.plan.operations[self.number];
        let success = self.marker(&ends.success, true);
        let failure = self.marker(&ends.failure, false);
        let mut main = self.main_body();
        optional.append(&mut main.optional);
        let docs = operation_doc::operation(self.cx, self.number);
        let mut forms = vec![(&self.names.function, docs, main)];
        for (body, names) in self.cx.other_bodies(self.number).zip(&self.names.others) {
            let mut inputs = body::inputs(self.cx, &body, &names.body, self.uses);
            optional.append(&mut inputs.optional);
            if let Some(function) = &names.function {
                forms.push((function, doc::other_form(self.names, &body), inputs));
            }
        }
        let pages = pages::method(self.cx, self.number, (&success, &failure), self.uses);
        let done = self.done((&success, &failure));
        let more: Vec<TokenStream> = pages.into_iter().chain(done).collect();
        let chained = !optional.is_empty() || !more.is_empty() || self.operation.upgrades();
        let functions = forms.iter().map(|(function, docs, inputs)| {
            self.function(function, docs, &params, inputs, chained)
        });
        let functions = functions.collect();
        let request = if chained {
            self.uses.runtime("request", quote!(request));
            let markers = (&success, &failure);
            self.request_type(markers, &optional, &more)
        } else {
            self.uses.runtime("Request", quote!(Request));
            vec![Item::Rust(self.request_alias(&success, &failure))]
        };
        Emitted { functions, request }
    }

    /// Returns the required parameters, and the optional ones.
    fn params(&mut self) -> (Vec<Input>, Vec<Input>) {
        let (mut required, mut optional) = (Vec::new(), Vec::new());
        for (param, ident) in self.operation.params.iter().zip(&self.names.params) {
            let input = input::param(self.cx, param, ident, self.uses);
            if param.required {
                &mut required
            } else {
                &mut optional
            }
            .push(input);
        }
        (required, optional)
    }

    fn main_body(&mut self) -> Inputs {
        match self.cx.body(self.number) {
            Some(body) => body::inputs(self.cx, &body, &self.names.body, self.uses),
            None => Inputs::default(),
        }
    }

    /// Emits the marker type that tells the runtime how to read a body.
    pub(super) fn marker(&mut self, outcome: &Outcome, success: bool) -> TokenStream {
        match outcome {
            Outcome::Set(_) => {
                let own = &self.cx.names.own[self.number];
                if success {
                    let ident = &own.success;
                    self.uses.root("responses", quote!(responses));
                    quote!(responses::#ident)
                } else {
                    let ident = &own.failure;
                    self.uses.root("errors", quote!(errors));
                    quote!(errors::#ident)
                }
            }
            Outcome::One(Decode::Json(ty), _) => self.marker_of("Json", quote!(Json), ty),
            Outcome::One(Decode::Plain(ty), _) => self.marker_of("Plain", quote!(Plain), ty),
            Outcome::One(Decode::Text, _) => self.plain_marker("Text", quote!(Text)),
            Outcome::One(Decode::Binary, _) => self.plain_marker("Binary", quote!(Binary)),
            Outcome::One(Decode::Stream, _) => self.plain_marker("Stream", quote!(Stream)),
            Outcome::One(Decode::Events(None), _) => {
                self.plain_marker("TextEvents", quote!(TextEvents))
            }
            Outcome::One(Decode::Events(Some(data)), _) => {
                super::errors::events(self.cx, Some(data), self.uses)
            }
            Outcome::One(Decode::Lines(ty), _) => super::errors::lines(self.cx, ty, self.uses),
            Outcome::One(Decode::ByContent(cases), _) => {
                self.uses.root("contents", quote!(contents));
                super::own::content(self.cx, self.number, cases)
            }
            Outcome::One(Decode::Empty, _) => self.plain_marker("Empty", quote!(Empty)),
            Outcome::None if success => self.plain_marker("Empty", quote!(Empty)),
            Outcome::None => self.plain_marker("NoError", quote!(NoError)),
        }
    }

    fn marker_of(&mut self, name: &'static str, marker: TokenStream, ty: &TypeRef) -> TokenStream {
        let marker = self.plain_marker(name, marker);
        let ty = type_ref(self.cx, ty, Site::Outside, self.uses);
        quote!(#marker<#ty>)
    }

    fn plain_marker(&mut self, name: &'static str, marker: TokenStream) -> TokenStream {
        self.uses.runtime(name, marker.clone());
        marker
    }

    /// Emits an operation function, which takes the required inputs.
    fn function(
        &self,
        function: &Ident,
        docs: &TokenStream,
        params: &[Input],
        body: &Inputs,
        chained: bool,
    ) -> TokenStream {
        let request = &self.names.request;
        let deprecated = doc::deprecated(self.operation.deprecated, &self.operation.doc);
        let required: Vec<&Input> = params.iter().chain(&body.required).collect();
        let arguments = required
            .iter()
            .map(|Input { ident, ty, .. }| quote!(#ident: #ty));
        let calls = required.iter().map(|input| &input.call);
        let start = &body.start;
        let allow =
            (required.len() >= MAX_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
        let (method, name) = method(&self.operation.method);
        let path = Literal::string(&self.operation.path);
        let server = self.server();
        let auth = self.auth();
        let statuses = self.statuses();
        let accept = accept::call(self.cx, self.number);
        let key = self.key();
        let call = quote!(Call::#method(&self.core, #name #path) #server #(#calls)* #start #accept #auth #statuses #key);
        let call = if chained {
            quote!(#request(#call))
        } else {
            quote!(#call.request())
        };
        quote! {
            #docs
            #deprecated
            #allow
            pub fn #function(&self, #(#arguments),*) -> #request { #call }
        }
    }

    /// Emits the call that sets the operation's own server, if it has one.
    fn server(&self) -> Option<TokenStream> {
        let first = self.operation.servers.first()?;
        let url = if first.relative {
            &first.url
        } else {
            &first.template
        };
        let url = Literal::string(url);
        let same = self.cx.api.base_url() == Some(&first.url);
        let own = first.relative || first.open || (first.usable && !same);
        own.then(|| quote!(.server(#url)))
    }

    /// Emits the call that names the header of the idempotency key.
    fn key(&self) -> Option<TokenStream> {
        let header = Literal::string(&self.cx.repeats.keys.get(&self.number)?.header);
        Some(quote!(.idempotency_key(#header)))
    }

    pub(super) fn auth(&self) -> Option<TokenStream> {
        if self.operation.security.iter().all(Vec::is_empty) {
            return None;
        }
        let alternatives = self.operation.security.iter().map(|needs| {
            let names = needs.iter().map(|it| Literal::string(it.scheme.as_str()));
            quote!(&[#(#names),*])
        });
        let scopes = login::required(self.cx, self.operation);
        Some(quote!(.auth(&[#(#alternatives),*]) #scopes))
    }

    /// Emits the status keys by which the runtime recognizes documented bodies.
    pub(super) fn statuses(&self) -> TokenStream {
        let ends = &self.cx.plan.operations[self.number];
        let set = |set: usize| keys(self.cx.plan.sets[set].cases.iter().map(|(key, _)| *key));
        let success = match &ends.success {
            Outcome::Set(index) => Some(set(*index)),
            Outcome::None => gives::redirects(ends).map(|it| keys(it.into_iter())),
            Outcome::One(..) => None,
        };
        let success = success.map(|keys| quote!(.success(&[#keys])));
        let failure = match &ends.failure {
            Outcome::None => None,
            Outcome::Set(index) => Some(set(*index)),
            Outcome::One(_, found) => Some(keys(found.iter().copied())),
        };
        let failure = failure.map(|keys| quote!(.errors(&[#keys])));
        quote!(#success #failure)
    }

    fn request_docs(&self) -> TokenStream {
        let function = doc::client_link(&self.names.function, "super::super");
        doc::lines([format!("Request of {function}.")])
    }

    /// Emits the request of an operation whose inputs are all arguments of its function: an alias of the runtime's
    /// type.
    fn request_alias(&self, success: &TokenStream, failure: &TokenStream) -> TokenStream {
        let (docs, request) = (self.request_docs(), &self.names.request);
        quote! {
            #docs
            pub type #request = Request<#success, #failure>;
        }
    }

    /// Emits the request type of an operation with optional inputs, which have a setter each, or with `upgrade`.
    fn request_type(
        &self,
        (success, failure): (&TokenStream, &TokenStream),
        optional: &[Input],
        more: &[TokenStream],
    ) -> Vec<Item> {
        let (docs, request) = (self.request_docs(), &self.names.request);
        let upgrade = self.operation.upgrades().then(|| quote!(, upgrade));
        let setters = optional.iter().map(|input| {
            let Input {
                head,
                ident,
                ty,
                call,
            } = input;
            quote! {
                #head
                pub fn #ident(self, #ident: #ty) -> Self {
                    Self(self.0 #call)
                }
            }
        });
        let mut items = vec![
            Item::Rust(quote! {
                #docs
                #[must_use = "a request does nothing until it is awaited or sent"]
                pub struct #request(Call<#success, #failure>);
            }),
            Item::Macro {
                name: quote!(request),
                tokens: quote!(#request -> #success, #failure #upgrade),
            },
        ];
        if !optional.is_empty() || !more.is_empty() {
            items.push(Item::Rust(quote!(impl #request { #(#setters)* #(#more)* })));
        }
        items
    }
}

fn keys(keys: impl Iterator<Item = StatusKey>) -> TokenStream {
    let keys = keys.map(|key| Literal::string(&key.to_string()));
    quote!(#(#keys),*)
}

/// Returns the constructor of the runtime's `Call`, and its argument before the path.
fn method(method: &Method) -> (TokenStream, Option<TokenStream>) {
    let name = match method {
        Method::Get => quote!(get),
        Method::Put => quote!(put),
        Method::Post => quote!(post),
        Method::Delete => quote!(delete),
        Method::Options => quote!(options),
        Method::Head => quote!(head),
        Method::Patch => quote!(patch),
        Method::Trace => quote!(trace),
        Method::Query | Method::Custom(_) => {
            let wire = Literal::string(&method.wire());
            return (quote!(other), Some(quote!(#wire,)));
        }
    };
    (name, None)
}
