//! Request bodies in examples.

use super::{Maker, text};
use crate::{
    api::{Encoding, Part, PartContent},
    rust::plan::Body,
};
use proc_macro2::TokenStream;
use quote::quote;

impl Maker<'_> {
    /// Adds the arguments for a body, and the statements that they need before the call.
    pub(super) fn body(
        &mut self,
        body: &Body<'_>,
        out: &mut Vec<TokenStream>,
        arguments: &mut Vec<TokenStream>,
    ) -> Option<()> {
        let example = body.example;
        match body.encoding {
            Encoding::Raw { media } if media.starts_with("text/") => arguments.push(text(example)),
            Encoding::Raw { .. } => arguments.push(quote!(vec![0u8; 4])),
            Encoding::Plain { ty, .. } => arguments.push(self.argument(ty, example)?),
            Encoding::Lines { ty, .. } => {
                let value = self.value(ty, example, 0)?;
                arguments.push(quote!([#value]));
            }
            Encoding::Multipart(parts) if parts.is_empty() => {
                self.runtime.insert("Multipart");
                arguments.push(quote!(Multipart::new().text("name", "value")));
            }
            Encoding::Multipart(parts) => {
                for part in parts.iter().filter(|part| part.required) {
                    arguments.push(self.part(part)?);
                }
            }
            Encoding::Json { ty, .. } | Encoding::Form { ty, .. } if self.is_list(ty) => {
                let value = self.value(ty, example, 0)?;
                arguments.push(quote!(&#value));
            }
            Encoding::Json { ty, .. } | Encoding::Form { ty, .. } if self.is_struct(ty) => {
                let value = self.value(ty, example, 0)?;
                out.push(quote!(let body = #value;));
                arguments.push(quote!(&body));
            }
            Encoding::Json { ty, .. } | Encoding::Form { ty, .. } => {
                arguments.push(self.argument(ty, example)?);
            }
        }
        Some(())
    }

    fn part(&mut self, part: &Part) -> Option<TokenStream> {
        match &part.content {
            PartContent::Text(ty) => self.argument(ty, part.example.as_ref()),
            PartContent::Json(ty) | PartContent::JsonList(ty) | PartContent::ByValue(ty) => {
                self.argument(ty, part.example.as_ref())
            }
            PartContent::File | PartContent::FileOr(_) => {
                self.runtime.insert("File");
                Some(quote!(File::new("file.bin", vec![0u8; 4])))
            }
            PartContent::Files | PartContent::FilesOr(_) => {
                self.runtime.insert("File");
                Some(quote!([File::new("file.bin", vec![0u8; 4])]))
            }
        }
    }
}
