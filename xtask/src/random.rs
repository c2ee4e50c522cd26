//! Pseudorandom numbers that depend only on a seed.

/// The multiplier of Knuth's MMIX generator; the quality of the numbers does not matter here.
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// The increment of the same generator.
const INCREMENT: u64 = 1_442_695_040_888_963_407;

/// A sequence of pseudorandom numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns the next number below `count`, or 0 if `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
        let number = (self.0 >> 33).checked_rem(count as u64);
        number.map_or(0, |it| usize::try_from(it).unwrap_or(0))
    }

    /// Shuffles items (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
