'use strict';

// Numbers as people read them.

const text = (() => {
  const decimals = (value, digits, least = digits) =>
    value.toLocaleString('en-US', {minimumFractionDigits: least, maximumFractionDigits: digits});
  const count = value => decimals(value, 0);
  // Three digits that count, and the unit that fits.
  function scaled(value, units) {
    let unit = 0;
    while (unit + 1 < units.length && Math.abs(value) >= 999.5) {
      value /= 1000;
      ++unit;
    }
    const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
    return `${decimals(value, digits, 0)} ${units[unit]}`.trim();
  }
  return {
    decimals,
    count,
    short: value => scaled(value, ['', 'k', 'M', 'G']),
    nanoseconds: value => `${count(value)} ns`,
    microseconds: value => scaled(value, ['µs', 'ms', 's']),
  };
})();
