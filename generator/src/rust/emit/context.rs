//! The input of every emitter.

use crate::{
    api::Api,
    rust::{
        environment::Environment,
        events::Events,
        facts::Facts,
        features::Features,
        names::Names,
        pages::Pages,
        plan::{Body, Plan},
        repeats::Repeats,
    },
};

/// The model, and what the earlier stages made of it.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The model.
    pub api: &'a Api,
    /// The results of the analysis.
    pub facts: &'a Facts,
    /// The plan of the client.
    pub plan: &'a Plan,
    /// The operations that return pages.
    pub pages: &'a Pages,
    /// The operations whose requests are repeated.
    pub repeats: &'a Repeats,
    /// The events that the server sends.
    pub events: &'a Events,
    /// All identifiers.
    pub names: &'a Names,
    /// The configured names of environment variables.
    pub environment: &'a Environment,
    /// The name of the API's module.
    pub module: &'a str,
    /// The path of the module for users: `generated_client::apify`.
    pub path: &'a str,
    /// The cargo features that select parts of the API, if it has any.
    pub features: Option<&'a Features>,
}

impl<'a> Context<'a> {
    /// Returns the body that the function of an operation takes.
    pub(crate) fn body(self, operation: usize) -> Option<Body<'a>> {
        self.plan.bodies(self.api, operation).into_iter().next()
    }

    /// Returns the body of an operation in the other forms that it is sent in.
    pub(crate) fn other_bodies(self, operation: usize) -> impl Iterator<Item = Body<'a>> {
        self.plan.bodies(self.api, operation).into_iter().skip(1)
    }
}
