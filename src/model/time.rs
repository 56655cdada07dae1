//! Points in time and dates, in UTC.

use std::fmt;
use std::str::FromStr;

/// A point in time, whole seconds, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// A text that is not a time.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a date (2026-01-31) or a time (2026-01-31T12:00:00Z)")]
pub struct TimeError(String);

impl Timestamp {
    /// Returns the time that lies this many seconds after 1970-01-01T00:00:00Z, or `None` past the year 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds)
            .ok()
            .filter(|time| time.as_second() < 253_402_300_800)
            .map(|_| Self(seconds))
    }

    /// Returns seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Returns the day in UTC.
    ///
    /// # Panics
    /// Never: the constructor has checked the range.
    #[must_use]
    pub fn date(self) -> Date {
        let time = jiff::Timestamp::from_second(self.0).expect("the constructor has checked the range");
        Date(jiff::tz::Offset::UTC.to_datetime(time).date())
    }
}

impl fmt::Display for Timestamp {
    /// Writes RFC 3339 in UTC with whole seconds, as both SBOM specifications want it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = jiff::Timestamp::from_second(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{time}")
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339, or a date, which means its first second in UTC.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let fault = || TimeError(text.chars().take(60).collect());
        if let Ok(time) = text.parse::<jiff::Timestamp>() {
            return Self::from_unix(time.as_second()).ok_or_else(fault);
        }
        let date: Date = text.parse()?;
        date.start().ok_or_else(fault)
    }
}

impl Date {
    /// Returns the first second of the day in UTC.
    #[must_use]
    pub fn start(self) -> Option<Timestamp> {
        let time = jiff::tz::Offset::UTC.to_timestamp(self.0.at(0, 0, 0, 0)).ok()?;
        Timestamp::from_unix(time.as_second())
    }

    /// Returns the day this many days later, or `None` past the calendar's end.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Option<Self> {
        use jiff::ToSpan;
        self.0.checked_add(i64::from(days).days()).ok().map(Self)
    }

    /// Returns how many days lie between this day and a later one; negative when it is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        self.0.until(later.0).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for Date {
    type Err = TimeError;

    /// Reads `2026-01-31` and nothing else.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let fault = || TimeError(text.chars().take(60).collect());
        if text.len() != 10 {
            return Err(fault());
        }
        text.parse::<jiff::civil::Date>().map(Self).map_err(|_| fault())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_dates_read_and_write() {
        let time: Timestamp = "2026-11-23T10:00:00+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-23T08:00:00Z");
        assert_eq!(time.date().to_string(), "2026-11-23");
        assert_eq!("2026-11-23".parse::<Timestamp>().unwrap().to_string(), "2026-11-23T00:00:00Z");
        assert!("2026-02-30".parse::<Date>().is_err());
        assert!("tomorrow".parse::<Timestamp>().is_err());
        let date: Date = "2026-12-30".parse().unwrap();
        assert_eq!(date.plus_days(3).unwrap().to_string(), "2027-01-02");
        assert_eq!(date.days_until("2027-12-30".parse().unwrap()), 365);
    }
}
