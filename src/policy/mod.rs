//! DECIDE: what must hold; evidence in, verdict out.
