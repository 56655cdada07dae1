//! REPORT: a verdict as text or JSON. Decides nothing.
