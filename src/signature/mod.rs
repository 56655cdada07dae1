//! Keys and signature containers: read, write, make, check one. Who is trusted is decided elsewhere.

/// A public key with the name of whom the reader trusts it for.
#[derive(Clone, Debug)]
pub struct TrustedKey {}
