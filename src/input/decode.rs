//! Bytes to text: byte order marks, UTF-8, and what `chardetng` finds otherwise.

/// Bytes that are looked at to find the encoding.
const SAMPLE: usize = 64 * 1024;

/// Returns the text without its byte order mark; `None` if the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Some(text.into_owned());
    }
    if is_binary(bytes) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    // A few broken bytes in a UTF-8 file must not turn all its letters into others.
    let broken = String::from_utf8_lossy(bytes);
    let lost = broken.matches('\u{fffd}').count();
    let beyond_ascii = broken.chars().filter(|c| !c.is_ascii()).count();
    if beyond_ascii > 3 * lost {
        return Some(broken.into_owned());
    }
    let encoding = detector.guess(None, chardetng::Utf8Detection::Allow);
    Some(encoding.decode(bytes).0.into_owned())
}

fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    sample.contains(&0)
        || [b"%PDF-".as_slice(), b"\x89PNG", b"PK\x03\x04", b"\xff\xd8\xff", b"GIF8"]
            .iter()
            .any(|m| bytes.starts_with(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_its_encoding() {
        let cases: [(&[u8], Option<&str>); 6] = [
            (b"plain", Some("plain")),
            ("\u{feff}marked".as_bytes(), Some("marked")),
            (b"\xff\xfeh\0i\0", Some("hi")),
            (
                b"The caf\xe9 in M\xfcnchen was closed on Monday by the police.",
                Some("The café in München was closed on Monday by the police."),
            ),
            ("Zoë, Chloë, Noë, Raphaël".as_bytes(), Some("Zoë, Chloë, Noë, Raphaël")),
            (b"%PDF-1.7", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decode(bytes).as_deref(), expected);
        }
    }
}
