//! `collector-server snippet`.

/// Options of `snippet`.
#[derive(Debug, clap::Args)]
pub struct Snippet {}

impl Snippet {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
