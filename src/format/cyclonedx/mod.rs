//! CycloneDX JSON.
