//! Packages of facts from the npm registry: pinned by version and by the SHA-256 of their archive, kept in the cache
//! folder, read without being installed.

use std::io::Read;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use crate::tools::ToolFolder;
use crate::{process, workspace};

/// A package that facts come from.
pub struct Package {
    /// Name in the registry.
    pub name: &'static str,
    /// The version that the committed files were made of.
    pub version: &'static str,
    /// SHA-256 of the archive.
    pub sha256: &'static str,
    /// The file of facts, inside the package.
    pub file: &'static str,
    /// What is in it.
    pub holds: &'static str,
    /// The licence of the package; of the data, where that is another.
    pub licence: &'static str,
}

/// Hosts by who is behind them.
pub const HOSTS: Package = Package {
    name: "third-party-web",
    version: "0.30.0",
    sha256: "1ad015c9187d88d6adfe0ab7d5b9febefa7a093b776bdf97d43ba138f4179041",
    file: "dist/entities-nostats.json",
    holds: "hosts by company and category",
    licence: "MIT",
};

/// The Open Cookie Database, as a scanner carries it.
pub const NAMES: Package = Package {
    name: "@slashgear/gdpr-cookie-scanner",
    version: "3.8.2",
    sha256: "43d49833b21f15717a89186623da841a5455028b8878878c6a723de4ba34a749",
    file: "src/data/open-cookie-database.json",
    holds: "the Open Cookie Database: cookies by platform, category and duration",
    licence: "MIT; the database Apache-2.0",
};

/// The same scanner's own list of trackers, which its authors wrote apart from both: a held sample.
pub const HELD_HOSTS: Package = Package {
    file: "src/classifiers/tracker-list.ts",
    holds: "held sample: tracker hosts by category",
    licence: "MIT",
    ..NAMES
};

/// Another consent product's services: a held sample.
pub const HELD_SERVICES: Package = Package {
    name: "tarteaucitronjs",
    version: "1.34.0",
    sha256: "e805b555e9bf4c4895d4f064b70bc0b517d67ba49d7b47d4bdc4e595b9f65f00",
    file: "tarteaucitron.services.js",
    holds: "held sample: services with their hosts, cookies and type",
    licence: "MIT",
};

impl Package {
    /// The text of the file of facts.
    pub fn read(&self) -> Result<String> {
        let archive = self.archive()?;
        let wanted = format!("package/{}", self.file);
        let mut archive = tar::Archive::new(GzDecoder::new(archive.as_slice()));
        for entry in archive.entries()? {
            let mut entry = entry?;
            if entry.path()?.to_str() == Some(&wanted) {
                let mut text = String::new();
                entry.read_to_string(&mut text)?;
                return Ok(text);
            }
        }
        bail!("{} {} has no {}", self.name, self.version, self.file)
    }

    fn archive(&self) -> Result<Vec<u8>> {
        let file_name = format!(
            "{}-{}.tgz",
            self.name.trim_start_matches('@').replace('/', "-"),
            self.version
        );
        let folder = ToolFolder::lock("catalogue", "packages")?;
        std::fs::create_dir_all(&folder.path)
            .with_context(|| format!("could not create {}", folder.path.display()))?;
        let path = folder.path.join(&file_name);
        if !path.is_file() {
            let mut npm = workspace::command("npm");
            npm.args(["pack", "--silent", "--pack-destination"]);
            npm.arg(&folder.path)
                .arg(format!("{}@{}", self.name, self.version));
            let what = format!("fetching {} {} from npm", self.name, self.version);
            process::step(&what, "seconds", &mut npm)?;
        }
        let bytes =
            std::fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let found: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if found != self.sha256 {
            bail!(
                "{file_name} has the SHA-256 {found}, not the pinned {}: remove {} and try again; if it stays so, the \
                 registry serves another archive than the one that was reviewed",
                self.sha256,
                path.display()
            );
        }
        Ok(bytes)
    }
}
