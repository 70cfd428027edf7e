//! `collector-server check`.

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct Check {}

impl Check {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
