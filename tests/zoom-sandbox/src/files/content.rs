//! What is in a recording's file. Texts are texts that fit the meeting; sound
//! and pictures are well-formed MP4 boxes around bytes that mean nothing, the
//! same ones each time.

use bytes::{BufMut as _, Bytes, BytesMut};
use serde::Serialize;

/// The content of a file, made when it is asked for.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Content {
    /// A text.
    Text {
        /// The whole of it.
        text: String,
    },
    /// An ISO base media file (ISO/IEC 14496-12).
    Media {
        /// The major brand, such as `mp42`.
        brand: &'static str,
        /// Bytes of media data.
        data: usize,
        /// What the media data is drawn from.
        seed: u64,
    },
    /// Nothing yet: the meeting is still being recorded.
    Pending,
}

/// The `ftyp` box and the header of the `mdat` box.
const BOXES: usize = 24 + 8;

impl Content {
    /// Its size in bytes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text { text } => text.len(),
            Self::Media { data, .. } => BOXES + data,
            Self::Pending => 0,
        }
    }

    pub(crate) fn bytes(&self) -> Bytes {
        match self {
            Self::Text { text } => Bytes::from(text.clone()),
            Self::Media { brand, data, seed } => media(brand, *data, *seed),
            Self::Pending => Bytes::new(),
        }
    }
}

fn media(brand: &str, data: usize, seed: u64) -> Bytes {
    let mut file = BytesMut::with_capacity(BOXES + data);
    file.put_u32(24);
    file.put_slice(b"ftyp");
    file.put_slice(brand.as_bytes());
    file.put_u32(0);
    file.put_slice(b"isom");
    file.put_slice(brand.as_bytes());
    file.put_u32(u32::try_from(data + 8).unwrap_or(u32::MAX));
    file.put_slice(b"mdat");
    // xorshift64 (Marsaglia 2003): cheap, and no two places look alike, so a
    // client that loses or repeats a part of the file is found out.
    let mut state = seed | 1;
    while file.len() < BOXES + data {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let rest = BOXES + data - file.len();
        file.put_slice(&state.to_be_bytes()[..rest.min(8)]);
    }
    file.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_file_is_made_of_boxes_that_add_up_to_its_size() {
        let content = Content::Media {
            brand: "mp42",
            data: 1001,
            seed: 7,
        };
        let file = content.bytes();
        assert_eq!(file.len(), content.size());
        assert_eq!(file, content.bytes());
        let mut rest = &file[..];
        let mut names = Vec::new();
        while !rest.is_empty() {
            let size = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
            names.push(String::from_utf8(rest[4..8].to_vec()).unwrap());
            rest = &rest[size..];
        }
        assert_eq!(names, ["ftyp", "mdat"]);
    }
}
