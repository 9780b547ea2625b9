//! The file of a model: magic string, format version, kind, checksum, then the payload, read field by field.
//!
//! All numbers are little-endian. The checksum is the first 16 bytes of BLAKE3 over kind and payload.

use std::string::FromUtf8Error;

/// The first bytes of every model.
const MAGIC: &[u8; 8] = b"whowhomM";
/// Raised whenever a payload is written in another way.
pub const FORMAT_VERSION: u32 = 1;
/// Length of the checksum in bytes.
const CHECKSUM: usize = 16;
/// Length of the kind in bytes, filled up with zeros.
const KIND: usize = 8;
/// Where the payload begins.
const HEADER: usize = MAGIC.len() + size_of::<u32>() + KIND + CHECKSUM;

/// Why a model cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Another kind of file.
    #[error("this is no model of whowhom; make one with `whowhom train`")]
    NotAModel,
    /// Written by another version.
    #[error(
        "the model has format version {found}, this program reads {FORMAT_VERSION}; make it again with `whowhom train`"
    )]
    Version {
        /// What the file says.
        found: u32,
    },
    /// A model of another part.
    #[error("this is a model of kind \"{found}\", expected \"{expected}\"")]
    Kind {
        /// What the file says.
        found: String,
        /// What was asked for.
        expected: &'static str,
    },
    /// Altered or cut.
    #[error("the model is damaged (its checksum is wrong); restore the file or make it again with `whowhom train`")]
    Checksum,
    /// The payload does not say what its kind promises.
    #[error("the model is unusable: {0}; make it again with `whowhom train`")]
    Content(String),
}

/// Checks a sealed model and returns a reader of its payload.
///
/// # Errors
/// If the bytes are no undamaged model of this version and kind.
pub fn open<'m>(kind: &'static str, bytes: &'m [u8]) -> Result<Reader<'m>, ModelError> {
    if bytes.len() < HEADER || &bytes[..MAGIC.len()] != MAGIC {
        return Err(ModelError::NotAModel);
    }
    let mut reader = Reader { rest: &bytes[MAGIC.len()..] };
    let found = reader.u32()?;
    if found != FORMAT_VERSION {
        return Err(ModelError::Version { found });
    }
    let name = reader.take(KIND)?;
    let sum = reader.take(CHECKSUM)?;
    if checksum(name, reader.rest) != sum {
        return Err(ModelError::Checksum);
    }
    let end = name.iter().position(|b| *b == 0).unwrap_or(KIND);
    if &name[..end] != kind.as_bytes() {
        return Err(ModelError::Kind { found: String::from_utf8_lossy(&name[..end]).into_owned(), expected: kind });
    }
    Ok(reader)
}

fn checksum(kind: &[u8], payload: &[u8]) -> [u8; CHECKSUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind).update(payload);
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..CHECKSUM]);
    sum
}

/// Reads a payload from front to back.
#[derive(Debug, Clone)]
pub struct Reader<'m> {
    rest: &'m [u8],
}

impl<'m> Reader<'m> {
    /// Returns the next `length` bytes.
    ///
    /// # Errors
    /// As for all readers: if the payload ends before.
    pub fn take(&mut self, length: usize) -> Result<&'m [u8], ModelError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or_else(|| ModelError::Content(format!("{length} bytes expected, {} left", self.rest.len())))?;
        self.rest = rest;
        Ok(taken)
    }

    /// Returns a number.
    ///
    /// # Errors
    /// If the payload ends before.
    ///
    /// # Panics
    /// Never: four bytes were taken.
    pub fn u32(&mut self) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().expect("four bytes were taken")))
    }

    /// Returns a number written as four bytes, as a length or index.
    ///
    /// # Errors
    /// If the payload ends before.
    pub fn size(&mut self) -> Result<usize, ModelError> {
        Ok(self.u32()? as usize)
    }

    /// Returns a float.
    ///
    /// # Errors
    /// If the payload ends before.
    pub fn f32(&mut self) -> Result<f32, ModelError> {
        Ok(f32::from_bits(self.u32()?))
    }

    /// Returns `length` floats.
    ///
    /// # Errors
    /// If the payload ends before.
    ///
    /// # Panics
    /// Never: pieces have four bytes.
    pub fn floats(&mut self, length: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = self.take(length.saturating_mul(4))?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("four bytes"))).collect())
    }

    /// Returns bytes that were written with their length.
    ///
    /// # Errors
    /// If the payload ends before.
    pub fn bytes(&mut self) -> Result<&'m [u8], ModelError> {
        let length = self.size()?;
        self.take(length)
    }

    /// Returns a string that was written with its length.
    ///
    /// # Errors
    /// If the payload ends before, or the bytes are no UTF-8.
    pub fn string(&mut self) -> Result<String, ModelError> {
        let text = String::from_utf8(self.bytes()?.to_vec());
        text.map_err(|error: FromUtf8Error| ModelError::Content(error.to_string()))
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// If something is.
    pub fn finish(self) -> Result<(), ModelError> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(ModelError::Content(format!("{left} bytes too many"))),
        }
    }
}

/// Writes a payload from front to back.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    payload: Vec<u8>,
}

impl Writer {
    /// Adds bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.payload.extend_from_slice(bytes);
        self
    }

    /// Adds a number.
    pub fn u32(&mut self, number: u32) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    /// Adds a length or index.
    ///
    /// # Panics
    /// If it exceeds `u32::MAX`: models are far smaller.
    pub fn size(&mut self, number: usize) -> &mut Self {
        self.u32(u32::try_from(number).expect("models are below 4 GiB"))
    }

    /// Adds a float.
    pub fn f32(&mut self, number: f32) -> &mut Self {
        self.u32(number.to_bits())
    }

    /// Adds floats without their number.
    pub fn floats(&mut self, numbers: &[f32]) -> &mut Self {
        for number in numbers {
            self.f32(*number);
        }
        self
    }

    /// Adds bytes with their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.size(bytes.len()).raw(bytes)
    }

    /// Adds a string with its length.
    pub fn string(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Returns the whole file.
    ///
    /// # Panics
    /// If `kind` is longer than eight bytes.
    pub fn seal(&self, kind: &str) -> Vec<u8> {
        let mut name = [0; KIND];
        name[..kind.len()].copy_from_slice(kind.as_bytes());
        let sum = checksum(&name, &self.payload);
        [MAGIC.as_slice(), &FORMAT_VERSION.to_le_bytes(), &name, &sum, &self.payload].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed() -> Vec<u8> {
        let mut writer = Writer::default();
        writer.u32(7).f32(0.5).string("Astana").seal("tagger")
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = sealed();
        let mut reader = open("tagger", &bytes).unwrap();
        assert_eq!(
            (reader.u32().unwrap(), reader.f32().unwrap(), reader.string().unwrap().as_str()),
            (7, 0.5, "Astana")
        );
        reader.clone().finish().unwrap();
        assert!(reader.u32().is_err());
    }

    #[test]
    fn cut_altered_and_foreign_files_are_refused() {
        let bytes = sealed();
        assert_eq!(
            open("parser", &bytes).unwrap_err().to_string(),
            "this is a model of kind \"tagger\", expected \"parser\""
        );
        assert_eq!(open("tagger", b"PK").unwrap_err(), ModelError::NotAModel);
        for end in HEADER..bytes.len() {
            assert_eq!(open("tagger", &bytes[..end]).unwrap_err(), ModelError::Checksum);
        }
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(open("tagger", &altered).is_err(), "byte {at}");
        }
        let mut next = bytes;
        next[MAGIC.len()] = 2;
        assert_eq!(open("tagger", &next).unwrap_err(), ModelError::Version { found: 2 });
    }
}
