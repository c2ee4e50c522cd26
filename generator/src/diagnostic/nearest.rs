//! Finds the name that a misspelt one stands for.

/// The minimum similarity of two names (Jaro–Winkler), where 1 means equal.
const ALIKE: f64 = 0.85;

/// Returns the known name that is most similar to `name`, if any is similar.
pub(crate) fn nearest<T: AsRef<str>>(name: &str, known: impl IntoIterator<Item = T>) -> Option<T> {
    let known = known.into_iter();
    let rated = known.map(|it| (strsim::jaro_winkler(name, it.as_ref()), it));
    let alike = rated.filter(|(how, _)| *how >= ALIKE);
    let best = alike.max_by(|left, right| left.0.total_cmp(&right.0));
    best.map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_name_is_found_and_a_strange_one_is_not() {
        let known = ["duplicate-key", "dangling-reference", "unreadable"];
        assert_eq!(nearest("duplicat-key", known), Some("duplicate-key"));
        assert_eq!(nearest("overlay", known), None);
        assert_eq!(nearest("overlay", [""; 0]), None);
    }
}
