//! A crate that was generated of one document, and its program.

use super::{Case, Outcome, Place, Profile, run};
use crate::{
    Stages,
    emit::{self, Context},
    model::TypeRef,
    name, standalone,
};
use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
};

/// A crate that was generated: where it is, and what of.
#[derive(Clone, Copy)]
pub(in super::super) struct Generated<'a> {
    pub(in super::super) root: &'a Path,
    pub(in super::super) document: &'a Path,
    pub(in super::super) stages: &'a Stages,
}

impl Generated<'_> {
    /// Compiles and runs the program in the target folder of the environment; each case's type, and what
    /// became of its value.
    pub(in super::super) fn run(
        self,
        profile: Profile,
        cases: &[(&TypeRef, &Value)],
    ) -> Result<Vec<(String, Outcome)>, String> {
        let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| self.root.join("target"));
        self.run_in(profile, &target, cases)
    }

    /// The same in a target folder.
    pub(in super::super) fn run_in(
        self,
        profile: Profile,
        target: &Path,
        cases: &[(&TypeRef, &Value)],
    ) -> Result<Vec<(String, Outcome)>, String> {
        let stem = self.document.file_stem().unwrap_or_default();
        let krate = &standalone::crate_name(&name::module_name(&stem.to_string_lossy()));
        let cx = Context {
            api: &self.stages.api,
            facts: &self.stages.facts,
            names: &self.stages.names,
            module: krate,
            path: krate,
            features: None,
        };
        let place = Place {
            root: self.root,
            target,
            krate,
            profile,
            shown: false,
        };
        let types = cases.iter().map(|(ty, _)| emit::type_text(cx, ty));
        let cases = cases.iter().map(|(ty, value)| Case {
            api: 0,
            ty: (*ty).clone(),
            json: value.to_string(),
        });
        let outcomes = run(place, &[cx], &cases.collect::<Vec<_>>())?;
        Ok(types.zip(outcomes).collect())
    }
}
