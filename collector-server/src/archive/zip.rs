//! Files as one ZIP: deflated, in the given order, all with one time, so that the same files make the same bytes.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// A file of a package: its path in it, with `/`, and its bytes.
pub type File = (String, Vec<u8>);

/// The files as a ZIP.
///
/// # Errors
/// When two files have the same path.
pub fn pack(files: &[File]) -> Result<Vec<u8>, ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    for (path, bytes) in files {
        writer.start_file(path.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn files_come_back_and_the_same_files_are_the_same_bytes() {
        let files = [
            ("a.txt".to_owned(), b"hello".to_vec()),
            (
                "notices/ett.sv.txt".to_owned(),
                "Vi använder kakor.".repeat(50).into_bytes(),
            ),
        ];
        let packed = pack(&files).unwrap();
        assert_eq!(packed, pack(&files).unwrap());
        assert!(packed.len() < 900, "deflated: {}", packed.len());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        assert_eq!(archive.len(), files.len());
        for (path, bytes) in &files {
            let mut read = Vec::new();
            archive
                .by_name(path)
                .unwrap()
                .read_to_end(&mut read)
                .unwrap();
            assert_eq!(&read, bytes);
        }
        let twice = [files[0].clone(), files[0].clone()];
        assert!(pack(&twice).is_err());
    }
}
