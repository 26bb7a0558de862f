// How numbers and days are written.

const WHOLE_DOLLARS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const DAY = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

export const money = (cents) => WHOLE_DOLLARS.format(cents / 100);
export const day = (iso) => DAY.format(new Date(`${iso}T00:00:00Z`));
export const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** The day so many days from today, as yyyy-mm-dd. */
export function daysFromNow(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
