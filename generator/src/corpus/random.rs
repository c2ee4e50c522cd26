//! Numbers that depend on a seed alone.

/// The multiplier of Knuth's MMIX: any generator will do here.
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// The increment that belongs to it.
const INCREMENT: u64 = 1_442_695_040_888_963_407;

/// A sequence of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `count`; 0 if there is none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
        let number = (self.0 >> 33).checked_rem(count as u64);
        number.map_or(0, |it| usize::try_from(it).unwrap_or(0))
    }

    /// Puts items into another order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
