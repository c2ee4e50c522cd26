/// The documentation of something in the document, in Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// One line, from `summary` or `title`.
    pub summary: Option<String>,
    /// The `description`, in CommonMark.
    pub description: Option<String>,
    /// The reason for a deprecation, or the replacement, from an extension.
    pub deprecation: Option<String>,
}

impl Doc {
    /// Returns whether there is no documentation.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.description.is_none()
    }
}
