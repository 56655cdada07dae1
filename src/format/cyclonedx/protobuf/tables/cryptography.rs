//! Cryptographic assets.

use super::super::shape::{Message, boolean, inline, integer, long, message, object, text, time, word};
use super::HASH;
use super::words::{
    ALGORITHM_FUNCTIONS, ALGORITHM_MODES, ALGORITHM_PADDINGS, ASSET_TYPES, COMMON_EXTENSION_NAMES,
    EXECUTION_ENVIRONMENTS, IMPLEMENTATION_PLATFORMS, PREDEFINED_STATES, PRIMITIVES, PROTOCOL_TYPES, RELATED_STATES,
    RELATED_TYPES,
};

pub(super) static CRYPTO_PROPERTIES: Message = message(&[
    word(1, "assetType", &ASSET_TYPES).always(),
    object(2, "algorithmProperties", &ALGORITHM_PROPERTIES),
    object(3, "certificateProperties", &CERTIFICATE_PROPERTIES),
    object(4, "relatedCryptoMaterialProperties", &RELATED_CRYPTO_MATERIAL_PROPERTIES),
    object(5, "protocolProperties", &PROTOCOL_PROPERTIES),
    text(6, "oid"),
]);

static ALGORITHM_PROPERTIES: Message = message(&[
    word(1, "primitive", &PRIMITIVES),
    text(2, "parameterSetIdentifier"),
    text(3, "curve"),
    word(4, "executionEnvironment", &EXECUTION_ENVIRONMENTS),
    word(5, "implementationPlatform", &IMPLEMENTATION_PLATFORMS),
    text(6, "certificationLevel").many(),
    word(7, "mode", &ALGORITHM_MODES),
    word(8, "padding", &ALGORITHM_PADDINGS),
    word(9, "cryptoFunctions", &ALGORITHM_FUNCTIONS).many(),
    integer(10, "classicalSecurityLevel"),
    integer(11, "nistQuantumSecurityLevel"),
    text(12, "algorithmFamily").since(7),
    text(13, "ellipticCurve").since(7),
]);

static CERTIFICATE_PROPERTIES: Message = message(&[
    text(1, "subjectName"),
    text(2, "issuerName"),
    time(3, "notValidBefore"),
    time(4, "notValidAfter"),
    text(5, "signatureAlgorithmRef"),
    text(6, "subjectPublicKeyRef"),
    text(7, "certificateFormat"),
    text(8, "certificateExtension"),
    text(9, "serialNumber").since(7),
    text(10, "certificateFileExtension").since(7),
    object(11, "fingerprint", &HASH).since(7),
    object(12, "certificateState", &CERTIFICATE_STATE).many().since(7),
    time(13, "creationDate").since(7),
    time(14, "activationDate").since(7),
    time(15, "deactivationDate").since(7),
    time(16, "revocationDate").since(7),
    time(17, "destructionDate").since(7),
    object(18, "certificateExtensions", &CERTIFICATE_EXTENSIONS).since(7),
    object(19, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
]);

static CERTIFICATE_STATE: Message = message(&[
    text(1, "reason"),
    word(2, "state", &PREDEFINED_STATES).one(),
    text(3, "name").one(),
    text(4, "description"),
]);

static CERTIFICATE_EXTENSIONS: Message = message(&[object(1, "", &EXTENSION).many()]);

static EXTENSION: Message = message(&[inline(1, &COMMON_EXTENSION).one(), inline(2, &CUSTOM_EXTENSION).one()]);

static COMMON_EXTENSION: Message = message(&[
    word(1, "commonExtensionName", &COMMON_EXTENSION_NAMES).always(),
    text(2, "commonExtensionValue").always(),
]);

static CUSTOM_EXTENSION: Message = message(&[text(1, "customExtensionName").always(), text(2, "customExtensionValue")]);

static RELATED_CRYPTOGRAPHIC_ASSETS: Message = message(&[object(1, "", &RELATED_CRYPTOGRAPHIC_ASSET).many()]);

static RELATED_CRYPTOGRAPHIC_ASSET: Message = message(&[text(1, "type").always(), text(2, "ref").always()]);

static RELATED_CRYPTO_MATERIAL_PROPERTIES: Message = message(&[
    word(1, "type", &RELATED_TYPES),
    text(2, "id"),
    word(3, "state", &RELATED_STATES),
    text(4, "algorithmRef"),
    time(5, "creationDate"),
    time(6, "activationDate"),
    time(7, "updateDate"),
    time(8, "expirationDate"),
    text(9, "value"),
    long(10, "size"),
    text(11, "format"),
    object(12, "securedBy", &SECURED_BY),
    object(13, "fingerprint", &HASH).since(7),
    object(14, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
]);

static SECURED_BY: Message = message(&[text(1, "mechanism"), text(2, "algorithmRef")]);

static PROTOCOL_PROPERTIES: Message = message(&[
    word(1, "type", &PROTOCOL_TYPES),
    text(2, "version"),
    object(3, "cipherSuites", &CIPHER_SUITE).many(),
    object(4, "ikev2TransformTypes", &TRANSFORMS).one(),
    text(5, "cryptoRefArray").many(),
    object(6, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
    object(7, "ikev2TransformTypes", &DETAILED_TRANSFORMS).since(7).one(),
]);

static CIPHER_SUITE: Message = message(&[
    text(1, "name"),
    text(2, "algorithms").many(),
    text(3, "identifiers").many(),
    text(4, "tlsGroups").many().since(7),
    text(5, "tlsSignatureSchemes").many().since(7),
]);

static TRANSFORMS: Message = message(&[
    text(1, "encr").many(),
    text(2, "prf").many(),
    text(3, "integ").many(),
    text(4, "ke").many(),
    boolean(5, "esn"),
    text(6, "auth").many(),
]);

static DETAILED_TRANSFORMS: Message = message(&[
    object(1, "encr", &ENCR).many(),
    object(2, "prf", &PRF).many(),
    object(3, "integ", &INTEG).many(),
    object(4, "ke", &KE).many(),
    boolean(5, "esn"),
    object(6, "auth", &AUTH).many(),
]);

static ENCR: Message = message(&[text(1, "name"), integer(2, "keyLength"), text(3, "algorithm")]);

static PRF: Message = message(&[text(1, "name"), text(2, "algorithm")]);

static INTEG: Message = message(&[text(1, "name"), text(2, "algorithm")]);

static KE: Message = message(&[integer(1, "group"), text(2, "algorithm")]);

static AUTH: Message = message(&[text(1, "name"), text(2, "algorithm")]);
