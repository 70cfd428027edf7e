//! The operating system's randomness, fetched in blocks: one receipt needs a dozen random values.

use zeroize::Zeroizing;

const BLOCK: usize = 4096;

/// Random bytes. Each is given out once and wiped here when it is.
pub struct Entropy {
    block: Box<Zeroizing<[u8; BLOCK]>>,
    used: usize,
}

impl Entropy {
    /// An empty block; the first use fills it.
    pub fn new() -> Self {
        Self {
            block: Box::new(Zeroizing::new([0; BLOCK])),
            used: BLOCK,
        }
    }

    /// `N` random bytes.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn draw<const N: usize>(&mut self) -> Result<[u8; N], getrandom::Error> {
        const { assert!(N <= BLOCK) };
        if self.used + N > BLOCK {
            getrandom::fill(&mut **self.block)?;
            self.used = 0;
        }
        let source = &mut self.block[self.used..self.used + N];
        let mut bytes = [0; N];
        bytes.copy_from_slice(source);
        source.fill(0);
        self.used += N;
        Ok(bytes)
    }
}

impl Default for Entropy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_value_comes_twice_and_none_stays_in_the_block() {
        let mut entropy = Entropy::new();
        let mut seen = HashSet::new();
        for _ in 0..1000 {
            assert!(seen.insert(entropy.draw::<16>().unwrap()));
        }
        assert!(entropy.block[..entropy.used].iter().all(|byte| *byte == 0));
    }
}
