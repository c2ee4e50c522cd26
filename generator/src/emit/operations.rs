//! Operations: a function on the client and a request type each.

use super::{
    Context, Item, OutFile,
    body::{self, Inputs},
    doc, features,
    input::{self, Input},
    type_ref::{Site, Uses, type_ref},
};
use crate::{
    analyze::Outcome,
    model::{Decode, Method, Operation, StatusKey},
    name::OperationNames,
};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The most arguments that clippy lets a function have.
const MAX_ARGUMENTS: usize = 7;

/// One file a tag, and `mod.rs`.
pub(super) fn emit(cx: Context<'_>) -> Vec<OutFile> {
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let files = cx.names.operation_files.iter().enumerate();
    let mut out: Vec<OutFile> = files
        .map(|(index, (module, tag))| file(cx, index, module, *tag))
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
            format!("The operations of {}, a module a tag.", super::called(cx)),
            String::new(),
            "Each is a function of [`Client`](super::Client) and a request type, which is sent when it is awaited.".to_owned(),
        ],
        items: modules.into_iter().map(line).collect(),
    }
}

fn file(cx: Context<'_>, index: usize, module: &Ident, tag: Option<usize>) -> OutFile {
    let mut uses = Uses::default();
    let mut items = Vec::new();
    for (number, names) in cx
        .names
        .operations
        .iter()
        .enumerate()
        .filter(|(_, names)| names.file == index)
    {
        let operation = &cx.api.operations[number];
        items.extend(
            Emitter {
                cx,
                number,
                operation,
                names,
                uses: &mut uses,
            }
            .items(),
        );
    }
    uses.root("Client", quote!(Client));
    items.splice(0..0, uses.items(&quote!(super::super)));
    let docs = match tag {
        Some(tag) => tag_docs(&cx.api.tags[tag]),
        None => vec!["Operations without a tag.".to_owned()],
    };
    OutFile {
        path: format!("operations/{module}.rs"),
        docs,
        items,
    }
}

fn tag_docs(tag: &crate::model::Tag) -> Vec<String> {
    let mut docs = vec![format!("Operations with the tag {}.", doc::code(&tag.name))];
    if let Some(description) = &tag.description {
        docs.push(String::new());
        docs.extend(doc::markdown(description));
    }
    docs
}

struct Emitter<'a, 'u> {
    cx: Context<'a>,
    number: usize,
    operation: &'a Operation,
    names: &'a OperationNames,
    uses: &'u mut Uses,
}

impl Emitter<'_, '_> {
    fn items(mut self) -> Vec<Item> {
        self.uses.runtime("Call", quote!(Call));
        let (params, mut optional) = self.params();
        let outcomes = &self.cx.facts.outcomes[self.number];
        let success = self.marker(&outcomes.success, true);
        let failure = self.marker(&outcomes.failure, false);
        let mut main = self.main_body();
        optional.append(&mut main.optional);
        let docs = doc::operation(self.cx, self.number);
        let mut forms = vec![(&self.names.function, docs, main)];
        for (body, names) in self.operation.other_bodies.iter().zip(&self.names.others) {
            let mut inputs = body::inputs(self.cx, body, &names.body, self.uses);
            optional.append(&mut inputs.optional);
            if let Some(function) = &names.function {
                forms.push((function, doc::other_form(self.names, body), inputs));
            }
        }
        let chained = !optional.is_empty();
        let functions = forms.iter().map(|(function, docs, inputs)| {
            self.function(function, docs, &params, inputs, chained)
        });
        let mut items = vec![Item::Rust(quote!(impl Client { #(#functions)* }))];
        if chained {
            self.uses.runtime("request", quote!(request));
            items.extend(self.request_type(&success, &failure, &optional));
        } else {
            self.uses.runtime("Request", quote!(Request));
            items.push(Item::Rust(self.request_alias(&success, &failure)));
        }
        items
    }

    /// The parameters: required ones and the others.
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
        match &self.operation.body {
            Some(body) => body::inputs(self.cx, body, &self.names.body, self.uses),
            None => Inputs::default(),
        }
    }

    /// How the runtime reads a body: a marker type.
    fn marker(&mut self, outcome: &Outcome, success: bool) -> TokenStream {
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
            Outcome::One(Decode::Json(ty), _) => {
                self.uses.runtime("Json", quote!(Json));
                let ty = type_ref(self.cx, ty, Site::Outside, self.uses);
                quote!(Json<#ty>)
            }
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

    fn plain_marker(&mut self, name: &'static str, tokens: TokenStream) -> TokenStream {
        self.uses.runtime(name, tokens.clone());
        tokens
    }

    /// An operation function: it takes what is required.
    fn function(
        &self,
        function: &Ident,
        docs: &TokenStream,
        params: &[Input],
        body: &Inputs,
        chained: bool,
    ) -> TokenStream {
        let request = &self.names.request;
        let deprecated = self.operation.deprecated.then(|| quote!(#[deprecated]));
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
        let accept = self.accept();
        let call = quote!(Call::#method(&self.core, #name #path) #server #(#calls)* #start #accept #auth #statuses);
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

    /// The server of the operation, if it has one of its own.
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

    fn auth(&self) -> Option<TokenStream> {
        if self.operation.security.iter().all(Vec::is_empty) {
            return None;
        }
        let alternatives = self.operation.security.iter().map(|schemes| {
            let names = schemes.iter().map(|name| Literal::string(name.as_str()));
            quote!(&[#(#names),*])
        });
        Some(quote!(.auth(&[#(#alternatives),*])))
    }

    /// The media types to ask for, where the marker does not say it.
    fn accept(&self) -> Option<TokenStream> {
        let mut asked: Vec<&str> = Vec::new();
        for response in self
            .operation
            .responses
            .iter()
            .filter(|it| it.key.is_success())
        {
            for media in &response.media {
                if !asked.contains(&media.as_str()) {
                    asked.push(media);
                }
            }
        }
        let implied = |media: &str| {
            matches!(
                media,
                "application/json" | "text/plain" | "text/event-stream" | "*/*"
            )
        };
        let types = asked.iter().map(|media| Literal::string(media));
        (!asked.iter().all(|media| implied(media))).then(|| quote!(.accept(&[#(#types),*])))
    }

    /// The keys by which the runtime tells documented bodies.
    fn statuses(&self) -> TokenStream {
        let outcomes = &self.cx.facts.outcomes[self.number];
        let success = match &outcomes.success {
            Outcome::Set(index) => {
                let keys = keys(self.cx.facts.sets[*index].cases.iter().map(|(key, _)| *key));
                Some(quote!(.success(&[#keys])))
            }
            Outcome::None | Outcome::One(..) => None,
        };
        let failure = match &outcomes.failure {
            Outcome::None => None,
            Outcome::Set(index) => Some(keys(
                self.cx.facts.sets[*index].cases.iter().map(|(key, _)| *key),
            )),
            Outcome::One(_, found) => Some(keys(found.iter().copied())),
        };
        let failure = failure.map(|keys| quote!(.errors(&[#keys])));
        quote!(#success #failure)
    }

    fn request_docs(&self) -> TokenStream {
        let function = doc::client_link(&self.names.function, "super::super");
        doc::lines([format!("Request of {function}.")])
    }

    /// The request of an operation all of whose inputs are its function's arguments: a name for what the
    /// runtime has for all of them.
    fn request_alias(&self, success: &TokenStream, failure: &TokenStream) -> TokenStream {
        let (docs, request) = (self.request_docs(), &self.names.request);
        quote! {
            #docs
            pub type #request = Request<#success, #failure>;
        }
    }

    /// The request of an operation with optional inputs, which are chained.
    fn request_type(
        &self,
        success: &TokenStream,
        failure: &TokenStream,
        optional: &[Input],
    ) -> [Item; 3] {
        let (docs, request) = (self.request_docs(), &self.names.request);
        let setters = optional.iter().map(
            |Input {
                 head,
                 ident,
                 ty,
                 call,
             }| {
                quote! {
                    #head
                    pub fn #ident(self, #ident: #ty) -> Self {
                        Self(self.0 #call)
                    }
                }
            },
        );
        [
            Item::Rust(quote! {
                #docs
                #[must_use = "a request does nothing until it is awaited or sent"]
                pub struct #request(Call<#success, #failure>);
            }),
            Item::Macro {
                name: quote!(request),
                tokens: quote!(#request -> #success, #failure),
            },
            Item::Rust(quote!(impl #request { #(#setters)* })),
        ]
    }
}

fn keys(keys: impl Iterator<Item = StatusKey>) -> TokenStream {
    let keys = keys.map(|key| Literal::string(&key.to_string()));
    quote!(#(#keys),*)
}

/// The constructor of the runtime's `Call`, and what it is given before the path.
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
