//! Digests as reports write them.

use sha2::{Digest as _, Sha256};

/// `sha256:` and the digest of all parts, one behind the other.
#[must_use]
pub fn digest<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> String {
    let parts = parts.into_iter();
    let all = parts.fold(Sha256::new(), |all, part| all.chain_update(part));
    format!("sha256:{}", hex(&all.finalize()))
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
