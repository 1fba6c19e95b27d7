//! Packed data within a file.

use std::io::{self, Read as _};

use flate2::bufread::ZlibDecoder;

/// What the zlib stream holds with which bytes begin; they go on behind it.
///
/// # Errors
///
/// It is no such stream, is cut off, or holds more than `limit` bytes.
pub fn unpack_zlib(bytes: &mut &[u8], limit: u64) -> io::Result<Vec<u8>> {
    let mut decoder = ZlibDecoder::new(*bytes);
    let mut unpacked = Vec::new();
    let read = decoder
        .by_ref()
        .take(limit + 1)
        .read_to_end(&mut unpacked)?;
    if read as u64 > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    *bytes = decoder.into_inner();
    Ok(unpacked)
}
