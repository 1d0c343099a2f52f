//! Where a file goes that a call downloads.

use std::path::Path;

use connector_host::download::Destination;

/// The path means a directory when it is one or ends like one.
pub(super) fn destination(path: &Path) -> Destination {
    let is_directory = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
    let (directory, file_name) = match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !is_directory => {
            (parent, Some(name.to_string_lossy().into_owned()))
        }
        _ => (path, None),
    };
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    let destination = Destination::new(directory);
    match file_name {
        Some(name) => destination.file_name(name),
        None => destination,
    }
}

/// Where several files go, which have names of their own.
pub(super) fn directory(path: &Path) -> Destination {
    Destination::new(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_goes_to_a_file_or_into_a_directory() {
        let of = |path: &str| {
            let Destination {
                directory,
                file_name,
                ..
            } = destination(Path::new(path));
            (directory.display().to_string(), file_name)
        };
        assert_eq!(of("."), (".".to_owned(), None));
        assert_eq!(of("not/there/"), ("not/there/".to_owned(), None));
        assert_eq!(of("a.mp4"), (".".to_owned(), Some("a.mp4".to_owned())));
        assert_eq!(
            of("not/there/a.mp4"),
            ("not/there".to_owned(), Some("a.mp4".to_owned()))
        );
    }
}
