//! Encrypting a document to a passphrase, and opening it again.

use age::armor::ArmoredReader;
use age::{DecryptError, scrypt};
use secrecy::SecretString;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::document::{Document, SECOND, VERSION};
use super::{ArchiveError, first_version};

/// 2 to this power rounds of scrypt: about a second for each guess, and 256 MiB
/// of memory. This crate's own tests make archives by the hundred, at which nobody guesses.
const WORK_FACTOR: u8 = if cfg!(test) { 10 } else { 18 };
/// The most rounds that opening an archive may take: twice those that this host
/// writes, and 512 MiB. Whoever made the archive chooses, and each more doubles
/// both.
const MAX_WORK_FACTOR: u8 = 19;

/// The archive with a document, as text.
pub(super) fn close(document: &Document, passphrase: SecretString) -> Result<String, ArchiveError> {
    let not_encrypted = |error: &dyn ToString| ArchiveError::NotEncrypted(error.to_string());
    let text = serde_json::to_vec(document)
        .map(Zeroizing::new)
        .map_err(|error| not_encrypted(&error))?;
    let mut recipient = scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt_and_armor(&recipient, &text).map_err(|error| not_encrypted(&error))
}

/// The document in an archive.
pub(super) fn open(archive: &str, passphrase: SecretString) -> Result<Document, ArchiveError> {
    let mut identity = scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let text = decrypt(archive, &identity).map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            ArchiveError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { required, .. } => ArchiveError::TooMuchWork {
            required,
            most: MAX_WORK_FACTOR,
        },
        error => ArchiveError::Damaged(error.to_string()),
    })?;
    read(&text)
}

fn read(text: &[u8]) -> Result<Document, ArchiveError> {
    let damaged = |_| ArchiveError::Damaged("what it holds are no connections".to_owned());
    let Version { version } = serde_json::from_slice(text).map_err(damaged)?;
    match version {
        first_version::FIRST => first_version::read(text),
        SECOND | VERSION => serde_json::from_slice(text).map_err(damaged),
        version => Err(ArchiveError::Newer {
            what: format!("a document of version {version}"),
        }),
    }
}

/// What all versions of the document have in common.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// The document in what may be an archive, or may be what was in one, for tests.
#[cfg(any(test, fuzzing))]
pub(super) fn read_any(bytes: &[u8]) -> Result<Document, ArchiveError> {
    // Made once: to make one measures how fast this machine is.
    static IDENTITY: std::sync::LazyLock<scrypt::Identity> = std::sync::LazyLock::new(|| {
        let mut identity = scrypt::Identity::new("passphrase".into());
        // What takes long to open shows nothing more.
        identity.set_max_work_factor(1);
        identity
    });

    let opened = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| decrypt(text, &IDENTITY).ok());
    read(opened.as_deref().map_or(bytes, Vec::as_slice))
}

fn decrypt(archive: &str, identity: &scrypt::Identity) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    use std::io::Read as _;

    let decryptor = age::Decryptor::new_buffered(ArmoredReader::new(archive.trim().as_bytes()))?;
    let mut text = Zeroizing::new(Vec::new());
    decryptor
        .decrypt(std::iter::once(identity as &dyn age::Identity))?
        .read_to_end(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use age::armor::{ArmoredWriter, Format};

    use super::*;

    /// An archive whose header asks for 2 to the power of `factor` rounds.
    fn demanding(factor: u8) -> String {
        let mut recipient = scrypt::Recipient::new("secret".into());
        recipient.set_work_factor(1);
        let archive = age::encrypt_and_armor(&recipient, b"{}").unwrap();
        let mut bytes = Vec::new();
        ArmoredReader::new(archive.as_bytes())
            .read_to_end(&mut bytes)
            .unwrap();
        let asked = bytes.windows(3).position(|part| part == b" 1\n").unwrap();
        bytes.splice(asked..asked + 3, format!(" {factor}\n").into_bytes());
        let mut armored = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
        armored.write_all(&bytes).unwrap();
        String::from_utf8(armored.finish().unwrap()).unwrap()
    }

    #[test]
    fn an_archive_that_asks_for_gigabytes_is_refused_before_it_gets_them() {
        for factor in [20, 22, 63] {
            let refused = open(&demanding(factor), "secret".into()).unwrap_err();
            assert!(
                matches!(refused, ArchiveError::TooMuchWork { required, most: 19 } if required == factor),
                "{refused}"
            );
        }
        insta::assert_snapshot!(open(&demanding(22), "secret".into()).unwrap_err(), @"to open this archive takes 2^22 rounds of scrypt, and this host makes 2^19 at the most: it was made by another program, or by somebody who wants this machine busy; take the file as `export` wrote it; nothing was changed");
    }
}
