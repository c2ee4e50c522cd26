//! The `done` method of a request: the rule for the runtime, and the markers of the result.

use super::{context::Context, doc, operations::Emitter};
use crate::rust::polls::{Ask, Kind, Poll};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_, '_> {
    /// Returns the method, if the operation starts work; `success` and `failure` are the markers of its bodies.
    pub(super) fn done(
        &mut self,
        (success, failure): (&TokenStream, &TokenStream),
    ) -> Option<TokenStream> {
        let cx = self.cx;
        let poll = cx.repeats.polls.get(&self.number)?;
        self.uses.runtime("polls", quote!(polls));
        let docs = docs(cx, poll);
        let (result, failure, call) = match &poll.kind {
            Kind::Ask(ask) => self.asking(ask, failure),
            Kind::Url { described: true } => (success.clone(), failure.clone(), quote!(done())),
            Kind::Url { described: false } => {
                self.uses.runtime("Json", quote!(Json));
                (quote!(Json), failure.clone(), quote!(done()))
            }
        };
        Some(quote! {
            #docs
            pub fn done(self) -> polls::Done<#result, #failure> { self.0.#call }
        })
    }

    /// Returns the markers of the operation to ask, and the call with its rule; `own` is the marker of the failure of the
    /// operation that starts the work.
    fn asking(&mut self, ask: &Ask, own: &TokenStream) -> (TokenStream, TokenStream, TokenStream) {
        let cx = self.cx;
        let mut asked = Emitter {
            cx,
            number: ask.operation,
            operation: &cx.api.operations[ask.operation],
            names: &cx.names.operations[ask.operation],
            uses: self.uses,
        };
        let ends = &cx.plan.operations[ask.operation];
        let result = asked.marker(&ends.success, true);
        let failure = asked.marker(&ends.failure, false);
        let (auth, statuses) = (asked.auth(), asked.statuses());
        let same = (failure.to_string() == own.to_string()).then(|| quote!(.same_errors()));
        let rule = rule(cx, ask);
        (
            result,
            failure,
            quote!(done_by(#rule #auth #statuses #same)),
        )
    }
}

fn docs(cx: Context<'_>, poll: &Poll) -> TokenStream {
    let mut out = vec![
        "Sends the request and asks for the result of the work that it starts.".to_owned(),
        String::new(),
        poll.sentence(cx.api),
    ];
    if poll.kind == (Kind::Url { described: false }) {
        out.push(
            "The document does not describe the result, which may be any JSON value.".to_owned(),
        );
    }
    doc::lines(out)
}

fn rule(cx: Context<'_>, ask: &Ask) -> TokenStream {
    let path = Literal::string(&cx.api.operations[ask.operation].path);
    let values = ask.values.iter().map(|(name, at)| {
        let (name, at) = (Literal::string(name), Literal::string(&at.to_string()));
        quote!((#name, #at))
    });
    let status = Literal::string(&ask.status.to_string());
    let ends = ask.ends.iter().map(|it| Literal::string(it));
    quote!(polls::Ask::new(#path, &[#(#values),*]).until(#status, &[#(#ends),*]))
}
