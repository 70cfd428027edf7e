//! `collector-server serve`.

/// Options of `serve`.
#[derive(Debug, clap::Args)]
pub struct Serve {}

impl Serve {
    /// Does it.
    ///
    /// # Errors
    /// Says what could not be done.
    pub fn run(self) -> anyhow::Result<()> {
        anyhow::bail!("not built yet")
    }
}
