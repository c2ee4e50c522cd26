/// What a document says about a thing, in its own (Markdown) words and in facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// One line, as `summary` or `title` has it.
    pub summary: Option<String>,
    /// The `description`, CommonMark.
    pub description: Option<String>,
    /// Facts in words, one sentence each: default, limits, an example.
    pub facts: Vec<String>,
}

impl Doc {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.description.is_none() && self.facts.is_empty()
    }
}
