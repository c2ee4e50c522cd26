//! A crate generated from one document, and its program.

use super::{Ask, Case, Outcome, Place, Profile, emitted, run};
use generator::{Stages, api::TypeRef, output::standalone, rust::names};
use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
};

/// A generated crate: its folder, its document and its stages.
#[derive(Clone, Copy)]
pub(in super::super) struct Generated<'a> {
    pub(in super::super) root: &'a Path,
    pub(in super::super) document: &'a Path,
    pub(in super::super) stages: &'a Stages,
}

impl Generated<'_> {
    /// Compiles and runs the program in the target folder that the environment sets. Returns each case's type and
    /// outcome.
    pub(in super::super) fn run(
        self,
        profile: Profile,
        cases: &[(&TypeRef, &Value)],
    ) -> Result<Vec<(String, Outcome)>, String> {
        let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| self.root.join("target"));
        self.run_in(profile, &target, Ask::Json, cases)
    }

    /// Compiles and runs the program in the target folder `target`.
    pub(in super::super) fn run_in(
        self,
        profile: Profile,
        target: &Path,
        ask: Ask,
        cases: &[(&TypeRef, &Value)],
    ) -> Result<Vec<(String, Outcome)>, String> {
        let stem = self.document.file_stem().unwrap_or_default();
        let krate = &standalone::crate_name(&names::module_name(&stem.to_string_lossy()));
        let cx = self.stages.context(krate, krate);
        let place = Place {
            root: self.root,
            target,
            krate,
            profile,
            ask,
        };
        let types = cases.iter().map(|(ty, _)| emitted::type_text(cx, ty));
        let cases = cases.iter().map(|(ty, value)| Case {
            api: 0,
            ty: (*ty).clone(),
            json: value.to_string(),
        });
        let outcomes = run(place, &[cx], &cases.collect::<Vec<_>>())?;
        Ok(types.zip(outcomes).collect())
    }
}

/// Returns a type of a document as Rust code in the crate writes it.
pub(in super::super) fn type_text(stages: &Stages, ty: &TypeRef) -> String {
    emitted::type_text(stages.context("", ""), ty)
}
