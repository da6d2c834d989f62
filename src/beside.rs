//! Files that are put in their place only when they are whole.

use std::{io, path::Path};

use tempfile::NamedTempFile;

/// A file beside the one that it will replace; it goes away where it is dropped.
pub(crate) fn create(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(".entente-").tempfile_in(folder)
}

/// Puts a file in its place.
pub(crate) fn put(file: NamedTempFile, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A temporary file is for its owner alone; the new one keeps what the file before it allowed.
        let mode = std::fs::metadata(path).map_or(0o644, |data| data.permissions().mode() & 0o777);
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
