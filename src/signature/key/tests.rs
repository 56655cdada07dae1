use super::*;
use crate::signature::SecretKey;
use crate::signature::encoding::from_hex;

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    from_hex(hex).unwrap().try_into().unwrap()
}

/// Both ways of checking a message, which must agree.
fn holds(key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let whole = key.verify(message, signature).is_ok();
    let pieces = key.verifier(signature).is_ok_and(|mut verifier| {
        message.chunks(3).for_each(|piece| verifier.update(piece));
        verifier.finish().is_ok()
    });
    assert_eq!(whole, pieces, "the stream and the strict check differ");
    whole
}

#[test]
fn the_vectors_of_the_specification_verify() {
    // RFC 8032, 7.1, tests 1 to 3.
    let vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ];
    for (key, message, signature) in vectors {
        let key = PublicKey::new(&bytes(key)).unwrap();
        let message = from_hex(message).unwrap();
        assert!(holds(&key, &message, &bytes(signature)));
        assert!(!holds(&key, &[&message[..], b"x"].concat(), &bytes(signature)));
        assert!(key.verify_prehashed(&message, &bytes(signature)).is_err());
    }
}

#[test]
fn the_prehashed_vector_verifies_and_is_no_pure_signature() {
    // RFC 8032, 7.3.
    let seed = bytes("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
    let key = PublicKey::new(ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().as_bytes()).unwrap();
    let signature = bytes(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
    );
    assert!(key.verify_prehashed(b"abc", &signature).is_ok());
    assert!(key.verify_prehashed(b"abd", &signature).is_err());
    assert!(!holds(&key, b"abc", &signature));
}

#[test]
fn edge_cases_on_which_libraries_differ_are_refused() {
    // The published vectors of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko): message, key, signature. Small orders of key
    // and R; mixed orders that need the cofactor; S not reduced; R in another encoding.
    let refused = [
        (
            "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
        ),
        (
            "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        ),
        (
            "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
        ),
        (
            "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
        ),
        (
            "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
            "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
            "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
        ),
        (
            "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
        ),
        (
            "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
            "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
            "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
        ),
        (
            "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607",
        ),
        (
            "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1",
            "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09",
        ),
    ];
    for (message, key, signature) in refused {
        let Ok(key) = PublicKey::new(&bytes(key)) else { continue };
        assert!(!holds(&key, &from_hex(message).unwrap(), &bytes(signature)), "{message}");
    }
}

#[test]
fn weak_and_oddly_encoded_keys_are_refused() {
    let mut weak: Vec<[u8; 32]> = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ]
    .map(bytes)
    .to_vec();
    // The second coordinate at or above the field's prime.
    weak.extend((0xed..=0xff).map(|low| {
        let mut key = [0xff; 32];
        (key[0], key[31]) = (low, 0x7f);
        key
    }));
    for mut key in weak {
        assert!(matches!(PublicKey::new(&key), Err(KeyError::Weak)), "{key:02x?}");
        key[31] |= 0x80;
        assert!(matches!(PublicKey::new(&key), Err(KeyError::Weak)), "{key:02x?}");
    }
}

#[test]
fn a_key_keeps_its_fingerprint_in_every_form() {
    let key = SecretKey::generate(KeyForm::Minisign).unwrap().public().clone();
    for form in [KeyForm::Pem, KeyForm::Minisign] {
        let read = PublicKey::parse(key.in_form(form).to_text().as_bytes()).unwrap();
        assert_eq!((read.form(), read.fingerprint()), (form, key.fingerprint()));
    }
    assert_eq!(key.in_form(KeyForm::Pem).in_form(KeyForm::Minisign), key);
    assert_eq!(key.short_id(), key.minisign_id().to_string());
    let from_pem = SecretKey::generate(KeyForm::Pem).unwrap().public().clone();
    assert!(from_pem.fingerprint().to_string().starts_with(&from_pem.short_id()));
}

#[test]
fn keys_without_a_name_are_principals_by_their_fingerprint() {
    let key = SecretKey::generate(KeyForm::Pem).unwrap().public().clone();
    let named =
        |key: &PublicKey, file: &str| TrustedKey::new(key.clone(), None, KeyOrigin::Given(file.into())).principal();
    assert_eq!(named(&key, "a"), named(&key.in_form(KeyForm::Minisign), "b"));
    let other = SecretKey::generate(KeyForm::Pem).unwrap().public().clone();
    assert_ne!(named(&key, "a"), named(&other, "a"));
}
