/** Somebody who labels, as a choice. */
export type Person = { value: string; label: string }
